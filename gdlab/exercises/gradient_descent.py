"""Lesson 3: gradient descent on the mean of squares."""

from itertools import product

import numpy as np

from gdcore.curvature import largest_stable_lr
from gdcore.data import noisy
from gdcore.losses import half_sse_gradient
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, sentences, told
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.exercises.shared.slopes import directions, norm_scales
from gdlab.exercises.shared.walks import (
    STEPS,
    Walks,
    explodes,
    last_point,
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


def slope(beta, X, y):
    """(2/n) X^T r."""
    return 2 / len(y) * X.T @ (X @ beta - y)


ADVICE = {
    "2": N_("each step is n times too long: divide the sum by the number of rows."),
    "1/n": N_("each step is half as long as it should be: the factor 2 of the square is missing."),
    "1": N_("the factor 2/n is missing: these are the steps for half the sum of squares."),
}
RATES = {  # words: (lr, t, T, n) -> the learning rate of step t
    "": lambda lr, t, T, n: lr,
    N_("lr is missing: a step is lr times the gradient."): lambda lr, t, T, n: 1.0,
    N_("lr is squared, or multiplied twice."): lambda lr, t, T, n: lr**2,
    N_("lr is divided by t + 1: keep it the same at every step."): lambda lr, t, T, n: lr / (t + 1),
    N_("lr is divided by the root of t + 1: keep it the same at every step."): (
        lambda lr, t, T, n: lr / np.sqrt(t + 1)
    ),
    N_("lr is multiplied by t: keep it the same at every step."): lambda lr, t, T, n: lr * t,
    N_("lr is multiplied by t + 1: keep it the same at every step."): lambda lr, t, T, n: (
        lr * (t + 1)
    ),
    N_("lr is divided by T."): lambda lr, t, T, n: lr / T,
    N_("lr is multiplied by T."): lambda lr, t, T, n: lr * T,
    N_("lr falls by a tenth at every step: keep it the same."): lambda lr, t, T, n: lr * 0.9**t,
    N_("lr is halved at every step: keep it the same."): lambda lr, t, T, n: lr * 0.5**t,
    N_("lr falls by a hundredth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.99**t
    ),
    N_("lr falls by a twentieth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.95**t
    ),
    N_("lr falls by a thousandth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.999**t
    ),
    N_("lr falls exponentially: keep it the same at every step."): lambda lr, t, T, n: (
        lr * np.exp(-t)
    ),
    N_("lr falls along a straight line, 1 - t/T: keep it the same."): (
        lambda lr, t, T, n: lr * (1 - t / T)
    ),
    N_("lr is divided where it is to be multiplied."): lambda lr, t, T, n: 1 / lr,
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


def one_by_one(X, y, lr, T, start):
    """Each coefficient is stepped with a gradient that already knows the ones before it."""
    beta = start.astype(float)
    for _ in range(T):
        for k in range(len(beta)):
            beta[k] -= lr * slope(beta, X, y)[k]
    return beta


def row_by_row(factor):
    """A step for every row alone, in their order, with a factor made of n."""

    def run(X, y, lr, T, start):
        beta = start.astype(float)
        for _ in range(T):
            for x, target in zip(X, y, strict=True):
                beta = beta - lr * factor(len(y)) * (x @ beta - target) * x
        return beta

    return run


def one_row_a_step(X, y, lr, T, start):
    """Step t takes row t alone, and begins again after the last one."""
    beta = start.astype(float)
    for t in range(T):
        x, target = X[t % len(y)], y[t % len(y)]
        beta = beta - lr * 2 * (x @ beta - target) * x
    return beta


def from_the_start(X, y, lr, T, start):
    """The gradient is new at each step, what it is subtracted from is not."""
    beta = start
    for _ in range(T):
        beta = start - lr * slope(beta, X, y)
    return beta


def momentum(X, y, lr, T, start):
    """The step keeps nine tenths of the one before."""
    beta, speed = start.astype(float), 0.0
    for _ in range(T):
        speed = 0.9 * speed + slope(beta, X, y)
        beta = beta - lr * speed
    return beta


def mean_of_walk(X, y, lr, T, start):
    """The mean of the points visited."""
    points = [gradient_descent(X, y, lr, t, start) for t in range(T + 1)]
    return np.mean(points, axis=0)


def _only_the_step(sign):
    """beta becomes the step itself, lr times the gradient, again and again."""

    def run(X, y, lr, T, start):
        beta = start
        for _ in range(T):
            beta = sign * lr * slope(beta, X, y)
        return beta

    return run


REPLACED = N_(
    "beta is replaced by the step: subtract the step from it, beta = beta - lr * gradient."
)
OTHERS = {
    N_("it returns the start: is beta updated in the loop?"): lambda X, y, lr, T, start: start,
    N_("the gradient is computed once, before the loop: compute it anew at each step."): (
        lambda X, y, lr, T, start: start - T * lr * slope(start, X, y)
    ),
    N_(
        "the coefficients are stepped one after another, and the "
        "second already sees the new first. "
        "Compute the whole gradient, then step."
    ): one_by_one,
    N_(
        "a step is made for every row alone: the gradient is a mean "
        "over all rows, and a step comes "
        "after it."
    ): row_by_row(lambda n: 2),
    N_(
        "a step of its share, 2/n, is made for every row, and the next row already sees it: "
        "compute the whole gradient, then step."
    ): row_by_row(lambda n: 2 / n),
    N_("the step keeps part of the one before (momentum): take the gradient alone."): momentum,
    N_("this is the mean of the points; the last one is asked for."): mean_of_walk,
    N_("this is the last gradient; the last beta is asked for."): lambda X, y, lr, T, start: slope(
        gradient_descent(X, y, lr, T - 1, start), X, y
    ),
    N_("this is the gradient at the end; beta itself is asked for."): lambda X, y, lr, T, start: (
        slope(gradient_descent(X, y, lr, T, start), X, y)
    ),
    N_("this is the way from the start; the last beta is asked for."): lambda X, y, lr, T, start: (
        gradient_descent(X, y, lr, T, start) - start
    ),
    N_("the sign of the last beta is flipped."): lambda X, y, lr, T, start: (
        -gradient_descent(X, y, lr, T, start)
    ),
    N_("these are the predictions at the end; beta is asked for."): lambda X, y, lr, T, start: (
        X @ gradient_descent(X, y, lr, T, start)
    ),
    N_("these are the residuals at the end; beta is asked for."): lambda X, y, lr, T, start: (
        y - X @ gradient_descent(X, y, lr, T, start)
    ),
    N_(
        "every step begins at `start`, with the newest gradient: step on from the newest beta."
    ): from_the_start,
    N_(
        "a step is made for one row at a time: the gradient is a mean over all rows."
    ): one_row_a_step,
    N_(
        "these are the losses, one a step; the last beta is asked for."
    ): lambda X, y, lr, T, start: [
        np.mean((y - X @ gradient_descent(X, y, lr, t + 1, start)) ** 2) for t in range(T)
    ],
    N_(
        "these are the losses, one a point; the last beta is asked for."
    ): lambda X, y, lr, T, start: [
        np.mean((y - X @ gradient_descent(X, y, lr, t, start)) ** 2) for t in range(T)
    ],
    N_("this is the loss at the end, one number; the last beta is asked for."): (
        lambda X, y, lr, T, start: np.mean((y - X @ gradient_descent(X, y, lr, T, start)) ** 2)
    ),
}


def mistakes():
    """Another walk; then a wrong start, number of steps, rate or factor, two of these at most."""
    for words, function in OTHERS.items():
        yield Mistake(function, words)
    for sign in (1, -1):
        yield Mistake(_only_the_step(sign), REPLACED)
    for words, (begin, sign, scale, steps, rate) in few(STARTS, SIGNS, factors(), STEPS, rates()):
        yield Mistake(_walk(scale, sign, steps, begin, rate), words)
    for count in FIXED_COUNTS:
        words = N_("{count} steps are made, whatever T is: make exactly T steps.")
        yield Mistake(_walk(steps=lambda T, count=count: count), told(words, count=count))
    for name, scale in norm_scales():
        said = told(N_("the gradient is multiplied by {factor}: its factor is 2/n."), factor=name)
        if "/" in name.split("‖r‖")[0]:
            said = N_(
                "the error is divided by its length: that goes down the norm, not the mean of "
                "squares."
            )
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
WHOLE = N_(
    "with a start of whole numbers {said}: an integer array cannot hold fractions. Begin with "
    "start.astype(float)."
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
            words=N_("with T = 0 no step is made, and start comes back: {said}."),
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


def _lesson_sized():
    rng = np.random.default_rng(4)
    X, y = rng.uniform(-2, 2, (4, 3)), rng.uniform(-3, 3, 4)
    return (Case((X, y, 0.05, 5, rng.uniform(-2, 2, 3))),)


EXERCISE = Exercise(
    right=gradient_descent,
    lesson=3,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    home=_lesson_sized(),
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
