"""What a wrong gradient of a sum of squares may be: another direction, another factor, a shape.

All functions take (beta, X, y). r = X beta - y is the residual.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from gdcore.losses import half_sse, half_sse_gradient, l2, mse, rmse, sse
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, Trial, sentences, told
from gdlab.exercises.shared.directions import directions, shapes
from gdlab.exercises.shared.lesson import lesson_data
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X, y, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-2, 2, d)"""

Factor = tuple[str, Callable[..., Any]]  # its name, and (beta, X, y) -> number
INTEGERS = N_(
    "with whole numbers in beta, X and y {said}. An array of integers cannot hold "
    "fractions: np.zeros_like(beta, dtype=float) makes one that can."
)


def designs() -> Designs:
    """The cases of a gradient: drawn ones, a single row, a single column, whole numbers."""
    rng = np.random.default_rng(20)
    first, second = rng.uniform(-2, 2, (2, 3))
    X, y = rng.uniform(-2, 2, (7, 3)), rng.uniform(-3, 3, 7)
    row = (first, X[:1], y[:1])
    column = (first[:1], X[:, :1], y)
    whole = (np.array([3, -1]), np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2]))
    others = (
        Case((second, X, y), N_("at one beta")),
        Case((first, X, y), N_("at another beta")),
        Case(row, N_("for a single row"), edge=True),
        Case(column, N_("for a single column"), edge=True),
        Case(whole, N_("with whole numbers"), edge=True, words=INTEGERS),
    )
    return Designs(RECIPE, (1, 2, 5), others)


def lesson_sized() -> tuple[Case, ...]:
    """A call with as many rows and columns as the lesson's data has."""
    X, y, beta = lesson_data()
    return (Case((beta, X, y)),)


def square() -> tuple[Case, ...]:
    """Cases with as many rows as columns: a product with X for X.T runs there."""
    rng = np.random.default_rng(22)
    return tuple(
        Case((rng.uniform(-2, 2, d), rng.uniform(-2, 2, (d, d)), rng.uniform(-3, 3, d)))
        for d in (3, 5)
    )


POWERS = {-2: "n²", -1.5: "n√n", -1: "n", -0.5: "√n", 0: "", 0.5: "√n", 1: "n"}  # of n
LENGTHS = {-2: "‖r‖²", -1: "‖r‖", 1: "‖r‖", 2: "‖r‖²"}  # powers of the residual's length
TIMES = {1.0: "", 2.0: "2", 0.5: "½"}


def norm_scales() -> Iterator[Factor]:
    """(name, function of (beta, X, y)) of factors with the length of the residual in them."""
    for (times, before), (p, of_n), (q, of_r) in product(
        TIMES.items(), POWERS.items(), LENGTHS.items()
    ):
        above = " ".join(filter(None, (before, of_n if p > 0 else "", of_r if q > 0 else "")))
        below = " ".join(filter(None, (of_n if p < 0 else "", of_r if q < 0 else "")))
        name = f"{above or 1}/({below})" if len(below) > 3 else f"{above or 1}/{below}"
        yield name if below else above, _power(times, p, q)
    yield N_("√(n - 1)/(n ‖r‖)"), lambda b, X, y: np.sqrt(len(y) - 1) / len(y) / l2(b, X, y)
    yield N_("1/(√(n - 1) ‖r‖)"), lambda b, X, y: 1 / np.sqrt(len(y) - 1) / l2(b, X, y)
    yield (
        N_("1/(n · np.std(r)), with the mean of r subtracted"),
        lambda b, X, y: 1 / len(y) / np.std(X @ b - y),
    )


def _power(times, p, q):
    return lambda beta, X, y: times * len(y) ** p * l2(beta, X, y) ** q


def all_scales() -> Iterator[Factor]:
    """(name, function of (beta, X, y) -> factor): the plain ones, then those with ‖r‖."""
    for name, factor in scales():
        yield name, lambda beta, X, y, factor=factor: factor(X)
    yield from norm_scales()


LOSSES = {
    N_("half the sum of squares"): half_sse,
    N_("the sum of squares"): sse,
    N_("the mean of squares"): mse,
    N_("the root of the mean square"): rmse,
    N_("the norm of the residual"): l2,
}
KNOWN = {
    "1": N_("half the sum of squares (no factor)"),
    "2": N_("the sum of squares (factor 2)"),
    "1/n": N_("half the mean of squares (factor 1/n)"),
    "2/n": N_("the mean of squares (factor 2/n)"),
    "1/‖r‖": N_("the norm (factor 1/‖r‖)"),
    "1/(√n ‖r‖)": N_("the root of the mean square (factor 1/(√n ‖r‖))"),
}
FLIPPED = N_("the sign is flipped: is the residual X @ beta - y, or y - X @ beta?")


def gradient_mistakes(wanted: str, advice: Mapping[str, str]) -> Iterator[Mistake]:
    """Mistakes for the gradient with the factor `wanted`, a name of all_scales.

    advice is {factor: words} for what this loss is often mixed up with.
    """
    for name, factor, sign in _signed():
        if (name, sign) != (wanted, 1):
            words = _about_scale(name, sign, wanted, advice)
            yield Mistake(_scaled(half_sse_gradient, factor, sign), words, half_sse_gradient)
    for name, loss in LOSSES.items():
        words = N_("this is the loss itself ({name}), one number, not its gradient.")
        yield Mistake(loss, told(words, name=told(name)))
    for words, function in {**shapes(), **directions()}.items():
        for _, factor, sign in _signed():
            yield Mistake(_scaled(function, factor, sign), words, function)


def _signed():
    """(name, factor, sign) of every scale, uphill and downhill."""
    for name, factor in all_scales():
        yield name, factor, 1
        yield name, factor, -1


def _scaled(function, factor, sign):
    return lambda beta, X, y: sign * factor(beta, X, y) * function(beta, X, y)


def _about_scale(name, sign, wanted, advice):
    """The sentence for a right direction with this factor and sign."""
    if name == wanted:
        return FLIPPED
    said = advice.get(name)
    if not said and name in KNOWN:
        said = told(N_("this is the gradient of {loss}."), loss=told(KNOWN[name]))
    said = said or wrong_scale(name, wanted)
    return said if sign > 0 else sentences(said, N_("its sign is flipped, too."))


def about_shape(trial: Trial) -> str | None:
    """What a shape tells that no known mistake has."""
    _, X, _ = trial.cases[0].arguments
    n, d = X.shape
    shape = np.shape(trial.seen.values[0])
    if shape in ((d, n), (n, n)):
        words = N_(
            "the shape is {shape}: every target met every prediction. A column (n, 1) and a row "
            "(n,) spread to (n, n); make both (n,), for example with np.ravel."
        )
        return told(words, shape=shape)
    if shape == (n,):
        words = N_(
            "the shape is {shape}, one number a row. Multiply by X.T: a gradient has one number a "
            "column, {wanted}."
        )
        return told(words, shape=shape, wanted=(d,))
    if shape == (n, d):
        return told(N_("the shape is {shape}: the rows are not summed yet."), shape=shape)
    if shape == (d - 1,):
        words = N_("the shape is {shape}, one number too few. Is the intercept's column left out?")
        return told(words, shape=shape)
    return None


# the first hints of every gradient of a loss
RESIDUAL_HINTS = (
    N_("The residual is `X @ beta - y`, shape (n,): how far each prediction is off."),
    N_("Each row pulls beta along itself, by its residual: `X.T @ residual` sums that over rows."),
)


def gradient_exercise(
    right: Callable[..., Any],
    lesson: int,
    mistakes: Callable[[], Iterable[Mistake]],
    *hints: str,
    **more: Any,
) -> Exercise:
    """The exercise on the gradient of a loss; hints come after those on the residual."""
    return Exercise(
        right=right,
        lesson=lesson,
        designs=designs(),
        rescue=square(),
        home=lesson_sized(),
        mistakes=mistakes,
        explain=about_shape,
        hints=(*RESIDUAL_HINTS, *hints),
        **more,
    )
