"""Lesson 3: gradient descent for a curve that is not linear in its coefficient, y = exp(k x)."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.exercises.shared.scales import SCALES, wrong_scale
from gdlab.exercises.shared.walks import STEPS
from gdlab.notebook.language import N_

RECIPE = """n, T = rng.integers(5, 10), rng.integers(5, 7)
x = rng.uniform(0.2, 1.5, n)
y = np.exp(rng.uniform(0.4, 1) * x) + rng.uniform(-0.3, 0.3, n)
k, lr = rng.uniform(0.1, 1.2), rng.uniform(0.005, 0.02)"""


def fit_growth(x, y, lr, T, k):
    for _ in range(T):
        curve = np.exp(k * x)
        k = k + lr * 2 / len(x) * np.sum((y - curve) * x * curve)
    return k


SLOPES = {  # words: (k, x, y) -> what is summed: minus half the derivative of each square
    "": lambda k, x, y: (y - np.exp(k * x)) * x * np.exp(k * x),
    N_("the inner derivative is missing: exp(k x) brings x exp(k x)."): (
        lambda k, x, y: y - np.exp(k * x)
    ),
    N_("the curve itself is missing in the inner derivative, x exp(k x)."): (
        lambda k, x, y: (y - np.exp(k * x)) * x
    ),
    N_("the x is missing in the inner derivative, x exp(k x)."): (
        lambda k, x, y: (y - np.exp(k * x)) * np.exp(k * x)
    ),
    N_("k stands in the place of x: the derivative in k of exp(k x) is x exp(k x)."): (
        lambda k, x, y: (y - np.exp(k * x)) * k * np.exp(k * x)
    ),
    N_("k is multiplied, too: the derivative in k of exp(k x) is x exp(k x)."): (
        lambda k, x, y: (y - np.exp(k * x)) * k * x * np.exp(k * x)
    ),
    N_("the inner derivative is x exp(k x); the one of a power, k x exp(k x - 1), is none."): (
        lambda k, x, y: (y - np.exp(k * x)) * k * x * np.exp(k * x - 1)
    ),
    N_("the residual is squared: the derivative of a square has the residual itself."): (
        lambda k, x, y: (y - np.exp(k * x)) ** 2 * x * np.exp(k * x)
    ),
    N_("the means of residual and inner derivative are multiplied: multiply row by row first."): (
        lambda k, x, y: (y - np.exp(k * x)) * np.mean(x * np.exp(k * x))
    ),
    N_("the k is missing in the inner derivative, x exp(k x)."): lambda k, x, y: (
        (y - np.exp(k * x)) * x * np.exp(x)
    ),
    N_("y and the curve are added: the residual is their difference."): lambda k, x, y: (
        (y + np.exp(k * x)) * x * np.exp(k * x)
    ),
    N_("the curve is missing in the residual, y - exp(k x)."): lambda k, x, y: (
        y * x * np.exp(k * x)
    ),
    N_("the residual is divided by its length: the squares themselves are asked for."): (
        lambda k, x, y: (y - np.exp(k * x)) * x * np.exp(k * x) / np.linalg.norm(y - np.exp(k * x))
    ),
    N_("the residual is missing."): lambda k, x, y: -x * np.exp(k * x),
    N_("the model is exp(k x); in yours it is the line k x."): lambda k, x, y: (y - k * x) * x,
    N_("the logarithm of y is fitted by a line: the squares are those of y itself."): (
        lambda k, x, y: (np.log(y) - k * x) * x
    ),
    N_("the curve stands there twice: the derivative of exp(k x) brings it once."): (
        lambda k, x, y: (y - np.exp(k * x)) * x * np.exp(2 * k * x)
    ),
}
SIGNS = {"": 1, N_("the steps go uphill: the loss must fall."): -1}
RATES = {
    "": lambda lr, t: lr,
    N_("lr is squared, or multiplied twice."): lambda lr, t: lr**2,
    N_("lr is divided by t + 1: keep it the same at every step."): lambda lr, t: lr / (t + 1),
    N_("0.01 stands where lr belongs."): lambda lr, t: 0.01,
    N_("0.02 stands where lr belongs."): lambda lr, t: 0.02,
    N_("0.1 stands where lr belongs."): lambda lr, t: 0.1,
}
STARTS = {
    "": lambda k: k,
    N_("it begins at zero, not at the k that is handed over."): lambda k: 0.0,
    N_("it begins at 1, not at the k that is handed over."): lambda k: 1.0,
}
FAR = 50  # a k that no data here asks for
EXPLODE = ("n", "2n", "n/2", "√n")  # with these no number is left to tell them by
FACTORS = [name for name in SCALES if "d" not in name and name not in ("2/n", *EXPLODE)]


def descend(x, y, lr, T, k, slope=SLOPES[""], sign=1, factor=None, rate=RATES[""]):
    """The loop, with something else in its place."""
    times = 2 / len(x) if factor is None else factor(len(x), 1)
    for t in range(T):
        k = k + sign * rate(lr, t) * times * np.sum(slope(k, x, y))
    return k


def one_row_a_time(x, y, lr, T, k):
    """A step for every row alone."""
    for _ in range(T):
        for a, b in zip(x, y, strict=True):
            k = k + lr * 2 * (b - np.exp(k * a)) * a * np.exp(k * a)
    return k


def loss(x, y, k):
    """The mean of squares."""
    return np.mean((y - np.exp(k * x)) ** 2)


def no_signs(k, x, y):
    """The slope with the sizes of the residuals."""
    return np.abs(y - np.exp(k * x)) * x * np.exp(k * x)


OTHERS = {
    N_("the residuals have lost their signs: without abs, those above and below pull apart."): (
        lambda x, y, lr, T, k: descend(x, y, lr, T, k, no_signs)
    ),
    N_("k comes back as it was: is it updated in the loop?"): lambda x, y, lr, T, k: k,
    N_("the curve is computed once, before the loop: it changes with k."): lambda x, y, lr, T, k: (
        k - T * (k - descend(x, y, lr, 1, k))
    ),
    N_("a step is made for every row alone: the gradient is a mean over all rows."): one_row_a_time,
    N_("this is the loss at the end; the last k is asked for."): lambda x, y, lr, T, k: loss(
        x, y, descend(x, y, lr, T, k)
    ),
    N_("this is the way from the start; the last k is asked for."): lambda x, y, lr, T, k: (
        descend(x, y, lr, T, k) - k
    ),
    N_("these are all the k; the last one is asked for."): lambda x, y, lr, T, k: np.array(
        [descend(x, y, lr, t, k) for t in range(T + 1)]
    ),
    N_("these are the k of every step; the last one is asked for."): lambda x, y, lr, T, k: (
        np.array([descend(x, y, lr, t + 1, k) for t in range(T)])
    ),
    N_("this is the fitted curve; the last k is asked for."): lambda x, y, lr, T, k: np.exp(
        descend(x, y, lr, T, k) * x
    ),
    N_("the rows are not summed: k has become an array; np.sum or np.mean makes one number."): (
        lambda x, y, lr, T, k: np.array(
            [descend(x[[i]], y[[i]], lr / len(x), T, k) for i in range(len(x))]
        )
    ),
    N_("the rows are neither summed nor averaged: k has become an array."): (
        lambda x, y, lr, T, k: np.array([descend(x[[i]], y[[i]], lr, T, k) for i in range(len(x))])
    ),
    N_("this is exp(k), not k."): lambda x, y, lr, T, k: np.exp(descend(x, y, lr, T, k)),
}


def mistakes():
    """Another slope, sign, factor, rate, start or number of steps, two at most; other returns."""
    factors = {"": None} | {wrong_scale(name, "2/n"): SCALES[name] for name in FACTORS}
    tables = (SLOPES, SIGNS, factors, RATES, STEPS, STARTS)
    for words, (slope, sign, factor, rate, steps, begin) in few(*tables):
        yield Mistake(_descent(slope, sign, factor, rate, steps, begin), words)
    for words, function in OTHERS.items():
        yield Mistake(function, words)


def _descent(slope, sign, factor, rate, steps, begin):
    return lambda x, y, lr, T, k: descend(x, y, lr, steps(T), begin(k), slope, sign, factor, rate)


def explain(trial):
    """Steps so long that the curve is left behind: no number tells why."""
    numbers = [a for a in trial.answers[: len(trial.plain)] if getattr(a, "shape", None) == ()]
    if any(not abs(a) < FAR for a in numbers):
        return N_(
            "the steps explode, though lr is small: is lr missing in the step, or the division by "
            "the number of rows?"
        )
    return None


def _edges():
    x, y = np.array([0.2, 0.5, 1.1]), np.array([1.2, 1.5, 2.6])
    return (
        Case(
            (x, y, 0.05, 0, 0.3),
            N_("with T = 0"),
            edge=True,
            words=N_("with T = 0 no step is made, and k comes back: {said}."),
        ),
        Case((x, y, 0.05, 1, 0.3), N_("with T = 1"), edge=True),
        Case((x[:1], y[:1], 0.05, 5, 0.3), N_("for a single row"), edge=True),
        Case(
            (np.array([1, 2, 3]), np.array([2, 5, 12]), 0.001, 5, 0),
            N_("with whole numbers"),
            edge=True,
        ),
        Case(
            (x, y, 0.2, 300, 0.0),
            N_("with T = 300"),
            edge=True,
            words=N_(
                "after a long walk, T = 300, {said}. Does it stop before, by a tolerance? Make "
                "exactly T steps."
            ),
        ),
    )


def _lesson_sized():
    x, y = np.array([0.2, 0.5, 1.1, 1.4]), np.array([1.2, 1.5, 2.6, 3.1])
    return (Case((x, y, 0.05, 5, 0.3)),)


EXERCISE = Exercise(
    right=fit_growth,
    lesson=3,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    home=_lesson_sized(),
    mistakes=mistakes,
    read=read.number,
    explain=explain,
    hints=(
        N_("One row first: the square of `y - np.exp(k * x)`, by the chain rule."),
        N_("The derivative in k of exp(k x) is x exp(k x): `x * np.exp(k * x)`."),
        N_("Then the mean over the rows, and T times k becomes k minus lr times the slope."),
    ),
)
