"""Lesson 3: gradient descent on the mean of squares."""

from itertools import product

import numpy as np

from gdcore.curvature import largest_stable_lr
from gdcore.data import noisy
from gdcore.losses import half_sse_gradient
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, sentences, told
from gdlab.exercises.shared.descents import OTHERS, RATES, REPLACED, only_the_step, slope
from gdlab.exercises.shared.directions import directions
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.exercises.shared.slopes import norm_scales
from gdlab.exercises.shared.walks import (
    NO_STEP,
    STEPS,
    WHOLE,
    Walks,
    explodes,
    last_point,
    lesson_sized,
    one_array_many_times,
    walk,
)
from gdlab.notebook.language import N_

RECIPE = """n, d, T = rng.integers(5, 10), rng.integers(2, 5), rng.integers(5, 7)
X, y, start = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-2, 2, d)
lr = rng.uniform(0.02, 0.08)"""
SIGNS = {"": 1, N_("the steps go uphill: subtract lr times the gradient."): -1}


def gradient_descent(X, y, lr, T, start):
    beta = start
    for _ in range(T):
        gradient = 2 / len(y) * X.T @ (X @ beta - y)
        beta = beta - lr * gradient
    return beta


ADVICE = {
    "2": N_("each step is n times too long: divide the sum by the number of rows."),
    "1/n": N_("each step is half as long as it should be: the factor 2 of the square is missing."),
    "1": N_("the factor 2/n is missing: these are the steps for half the sum of squares."),
}
STARTS = {
    "": lambda start: start,
    N_("it begins at zero, not at `start`."): np.zeros_like,
    N_("it begins at ones, not at `start`."): np.ones_like,
    N_("it begins at minus `start`."): np.negative,
    N_("it begins at `start` in the reverse order."): lambda start: start[::-1],
}
FIXED_RATES = (0.1, 0.01, 0.05, 0.001, 1e-4, 0.5)
FIXED_COUNTS = (5, 9, 10, 20, 50, 100)


def mistakes():
    """Another walk; then a wrong start, number of steps, rate or factor, two of these at most."""
    for words, function in OTHERS.items():
        yield Mistake(function, words)
    for sign in (1, -1):
        yield Mistake(only_the_step(sign), REPLACED)
    for words, (begin, sign, scale, steps, rate) in few(STARTS, SIGNS, factors(), STEPS, rates()):
        yield Mistake(_walk(scale, sign, steps, begin, rate), words)
    for count in FIXED_COUNTS:
        words = N_("{count} steps are made, whatever T is: make exactly T steps.")
        yield Mistake(_walk(steps=lambda T, count=count: count), told(words, count=count))
    for name, scale in norm_scales():
        if "/" in name.split("‖r‖")[0]:
            said = N_(
                "the error is divided by its length: that goes down the norm, not the mean of "
                "squares."
            )
        else:  # such steps explode: how far, no number is left to tell
            said = N_("the gradient is multiplied by the length of the error: its factor is 2/n.")
        for sign in (1, -1):
            yield Mistake(_walk(lambda X: 1.0, sign, direction=_longer(scale)), said)
    for words, direction in directions().items():
        for (__, scale), sign in product(scales(), (1, -1)):
            said = sentences(N_("the gradient is another one."), words)
            yield Mistake(_walk(scale, sign, direction=direction), said)
    for sign in (1, -1):
        signs = N_("only the signs of the gradient are used: leave it as it is.")
        yield Mistake(
            _walk(lambda X: 1.0, sign, direction=lambda b, X, y: np.sign(slope(b, X, y))), signs
        )


def rates():
    """RATES, and some numbers of one's own."""
    words = N_("the learning rate is fixed at {rate}: use the lr that is handed over.")
    fixed = {told(words, rate=rate): lambda lr, t, T, n, r=rate: r for rate in FIXED_RATES}
    return RATES | fixed


def factors():
    """{words: X -> factor of the gradient}, the right one first."""
    known = {name: scale for name, scale in scales() if name != "2/n"}
    said = {name: ADVICE.get(name) or wrong_scale(name, "2/n") for name in known}
    return {"": two_over_n, **{said[name]: scale for name, scale in known.items()}}


def two_over_n(X):
    """The factor of the mean of squares."""
    return 2 / len(X)


def same(value):
    """The value itself."""
    return value


def _longer(scale):
    return lambda beta, X, y: scale(beta, X, y) * half_sse_gradient(beta, X, y)


def _walk(
    scale=two_over_n,
    sign=1,
    steps=same,
    begin=same,
    rate=lambda lr, t, T, n: lr,
    direction=half_sse_gradient,
):
    """The loop with something wrong."""

    def run(X, y, lr, T, start):
        factor = sign * scale(X)
        return walk(
            begin(start),
            steps(T),
            lambda t, beta: rate(lr, t, T, len(y)) * factor * direction(beta, X, y),
        )

    return run


def explain(trial):
    """A walk that ends at the minimum whatever T is; steps that explode."""
    if _at_the_minimum(trial):
        return N_(
            "this is the minimum, or nearly: it makes more steps than T, goes on until they are "
            "small, or does not step at all. Make exactly T steps of gradient descent."
        )
    X, _, lr, *_ = trial.cases[0].arguments
    if explodes(trial):
        words = N_(
            "the steps explode, though lr {lr} is below the limit {limit} of this data: is the "
            "gradient too long? It has the factor 2/n."
        )
        return told(words, lr=f"{lr:.4g}", limit=f"{largest_stable_lr(X):.4g}")
    return None


def _at_the_minimum(trial):
    """Whether every ordinary end is near the least-squares answer, and the right one is not."""
    near = []
    for k in trial.plain[: len(trial.answers)]:
        X, y, *_ = trial.cases[k].arguments
        best = np.linalg.lstsq(X, y, rcond=None)[0]
        answer, wanted = trial.answers[k], trial.wanted[k]
        readable = isinstance(answer, np.ndarray) and answer.shape == best.shape
        near.append(
            readable and np.linalg.norm(answer - best) < 0.05 * np.linalg.norm(wanted - best)
        )
    return bool(near) and all(near)


LONG = N_(
    "after a long walk, T = 300 with tiny steps in the end, {said}. Does it stop before, by a "
    "tolerance? Make exactly T steps."
)


def _edges():
    X, y, start, _ = noisy()
    flat = np.array([[1.0, 0], [1, 0], [-1, 3e-4], [-1, -3e-4], [1, 3e-4]])
    return (
        Case(
            (X, y, 0.05, 9, np.array([10, 15, -6])),
            N_("with whole numbers"),
            edge=True,
            words=WHOLE,
        ),
        Case(
            (X, y, 0.05, 0, start),
            N_("with T = 0"),
            edge=True,
            words=NO_STEP,
        ),
        Case((X, y, 0.05, 1, start), N_("with T = 1"), edge=True),
        Case((X[:, :1], y, 0.05, 5, start[:1]), N_("for a single column"), edge=True),
        Case(
            (flat, np.array([1.0, 2, 0, 1, 1]), 0.3, 300, np.array([1.0, 5])),
            N_("with T = 300"),
            edge=True,
            words=LONG,
        ),
    )


EXERCISE = Exercise(
    right=gradient_descent,
    lesson=3,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    home=lesson_sized(),
    mistakes=mistakes,
    read=last_point,
    watch=Walks,
    notice=one_array_many_times,
    explain=explain,
    hints=(
        N_("Begin with `beta = start`, and repeat one step T times: for t in range(T): ..."),
        N_("The gradient of the mean of squares is `2 / n * X.T @ (X @ beta - y)`."),
        N_("A step is `beta = beta - lr * gradient`. After the loop, return beta."),
    ),
)
