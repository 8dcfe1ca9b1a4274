"""Lesson 6: down the norm itself, ‖y - X beta‖, with a learning rate that falls."""

import numpy as np

from gdcore.data import lecture
from gdcore.losses import half_sse_gradient, l2_gradient, mse_gradient, rmse_gradient
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, sentences
from gdlab.exercises.shared.walks import (
    NO_STEP,
    STEPS,
    WHOLE,
    Walks,
    last_point,
    lesson_sized,
    one_array_many_times,
    walk,
)
from gdlab.notebook.language import N_

RECIPE = """n, d, T = rng.integers(5, 10), rng.integers(2, 5), rng.integers(5, 7)
X, y, start = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-3, 3, d)
lr = rng.uniform(0.1, 0.4)"""


def falling_l2(X, y, lr, T, start):
    beta = start
    for t in range(T):
        r = y - X @ beta
        beta = beta + lr / np.sqrt(t + 1) * X.T @ r / (np.linalg.norm(r) or 1)
    return beta


FIRST = N_("the first step is t = 0: divide lr by the root of t + 1, not of t.")
RATES = {  # words: (lr, t, T) -> the learning rate of step t
    "": lambda lr, t, T: lr / np.sqrt(t + 1),
    N_("lr stays the same at every step: divide it by the root of t + 1."): lambda lr, t, T: lr,
    N_("lr is divided by t + 1: that falls too fast here; take its root."): (
        lambda lr, t, T: lr / (t + 1)
    ),
    N_("lr is divided by the square of t + 1. Take the root: lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: lr / (t + 1) ** 2
    ),
    N_("lr is multiplied by the root: it grows. Divide."): lambda lr, t, T: lr * np.sqrt(t + 1),
    N_("lr is multiplied by t + 1: it grows. Divide by its root."): lambda lr, t, T: lr * (t + 1),
    N_(
        "`lr` itself is overwritten in the loop, so that it is "
        "divided by all roots so far. Give the "
        "step a name of its own: lr / np.sqrt(t + 1)."
    ): (lambda lr, t, T: lr / np.sqrt(np.prod(np.arange(1.0, t + 2)))),
    N_(
        "`lr` itself is overwritten in the loop, and divided by t + 1. Give the step a name of its "
        "own: lr / np.sqrt(t + 1)."
    ): lambda lr, t, T: lr / np.prod(np.arange(1.0, t + 2)),
    N_("the first learning rate must be lr itself: t begins at 0, lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: lr / np.sqrt(t + 2)
    ),
    N_("lr is divided by the root of T: it must fall with t, not be small from the start."): (
        lambda lr, t, T: lr / np.sqrt(T)
    ),
    N_("lr is divided by the root of T + 1: it must fall with t, not be small from the start."): (
        lambda lr, t, T: lr / np.sqrt(T + 1)
    ),
    N_("the root is taken of lr / (t + 1): lr stands before the root, lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: np.sqrt(lr / (t + 1))
    ),
    N_("1 is added to the root, not under it: lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: lr / (np.sqrt(t) + 1)
    ),
    N_("the cube root is taken: lr / np.sqrt(t + 1)."): lambda lr, t, T: lr / np.cbrt(t + 1),
    N_("the fourth root is taken: lr / np.sqrt(t + 1)."): lambda lr, t, T: lr / (t + 1) ** 0.25,
    N_("lr is missing: every step has the factor lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: 1 / np.sqrt(t + 1)
    ),
    N_("lr is missing and nothing falls: every step has the factor lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: 1.0
    ),
    N_("lr falls in the reverse order: the first step is the largest, lr / np.sqrt(t + 1)."): (
        lambda lr, t, T: lr / np.sqrt(T - t)
    ),
    N_("lr falls by a tenth at every step: divide it by the root of t + 1."): (
        lambda lr, t, T: lr * 0.9**t
    ),
    N_("lr is halved at every step: divide it by the root of t + 1."): lambda lr, t, T: lr * 0.5**t,
    N_("lr falls along a straight line, 1 - t/T: divide it by the root of t + 1."): (
        lambda lr, t, T: lr * (1 - t / T)
    ),
    N_("lr falls exponentially: divide it by the root of t + 1."): lambda lr, t, T: lr * np.exp(-t),
    N_("the learning rate is fixed at 0.01: it is lr / np.sqrt(t + 1)."): lambda lr, t, T: 0.01,
    N_("0.01 stands where lr belongs: lr / np.sqrt(t + 1)."): lambda lr, t, T: (
        0.01 / np.sqrt(t + 1)
    ),
    N_("0.1 stands where lr belongs: lr / np.sqrt(t + 1)."): lambda lr, t, T: 0.1 / np.sqrt(t + 1),
}


def _unit(vector):
    return vector / np.linalg.norm(vector)


def _halved(beta, X, y):
    return l2_gradient(beta, X, y) / 2


SLOPES = {  # words: (beta, X, y) -> what is subtracted
    "": l2_gradient,
    N_(
        "the error is not divided by its length: these are the steps of the square."
    ): half_sse_gradient,
    N_(
        "the error is not divided by its length, and a 2 stands before: "
        "these are the steps of the sum "
        "of squares."
    ): lambda b, X, y: 2 * half_sse_gradient(b, X, y),
    N_(
        "these are steps of the mean of squares: divide the error by its length instead."
    ): mse_gradient,
    N_("these are steps of half the mean of squares: divide the error by its length instead."): (
        lambda b, X, y: mse_gradient(b, X, y) / 2
    ),
    N_("this goes down the root of the *mean* square: leave out the n."): rmse_gradient,
    N_(
        "the error is divided by the root of its *mean* square: its length is the root of the sum, "
        "np.linalg.norm(error)."
    ): lambda b, X, y: l2_gradient(b, X, y) * np.sqrt(len(y)),
    N_("there is an n too many: ‖y - Xβ‖ has none (slide 8 divides by n, for its own norm)."): (
        lambda b, X, y: l2_gradient(b, X, y) / len(y)
    ),
    N_("it is divided by n and multiplied by 2: ‖y - Xβ‖ has neither."): (
        lambda b, X, y: 2 * l2_gradient(b, X, y) / len(y)
    ),
    N_("there is a 2 too many: the derivative of the root cancels it."): (
        lambda b, X, y: 2 * l2_gradient(b, X, y)
    ),
    N_("there is a 1/2 too many: the 2 of the square cancels it."): _halved,
    N_("the gradient is divided by its own length; divide the *error* by its length."): (
        lambda b, X, y: _unit(half_sse_gradient(b, X, y))
    ),
    N_("the error is divided by the square of its length: once is enough."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.sum((y - X @ b) ** 2)
    ),
    N_("the error is divided by the root of its length: divide by the length."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.sqrt(np.linalg.norm(y - X @ b))
    ),
    N_("the error is multiplied by its length: divide."): (
        lambda b, X, y: half_sse_gradient(b, X, y) * np.linalg.norm(y - X @ b)
    ),
    N_(
        "every error is divided by its own size, so that only signs are left: divide all by one "
        "length, np.linalg.norm(error)."
    ): lambda b, X, y: X.T @ np.sign(X @ b - y),
    N_("the error is divided by the sum of its sizes; its length is np.linalg.norm(error)."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.abs(y - X @ b).sum()
    ),
    N_("the error is divided by its largest size; its length is np.linalg.norm(error)."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.abs(y - X @ b).max()
    ),
    N_("the error is divided by the length of y; its own length is np.linalg.norm(error)."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.linalg.norm(y)
    ),
    N_("the error is divided by the length of beta; its own length is np.linalg.norm(error)."): (
        lambda b, X, y: half_sse_gradient(b, X, y) / np.linalg.norm(b)
    ),
}
STARTS = {
    "": lambda start: start,
    N_("it begins at zero, not at `start`."): np.zeros_like,
    N_("it begins at ones, not at `start`."): np.ones_like,
}
SIGNS = {"": 1, N_("the steps go uphill: with the error y - X @ beta, add X.T @ error."): -1}


def length_once(rate):
    """The length of the error at the start divides every step."""

    def run(X, y, lr, T, start):
        size = np.linalg.norm(y - X @ start)
        return walk(start, T, lambda t, b: rate(lr, t, T) * half_sse_gradient(b, X, y) / size)

    return run


def mistakes():
    """Another number of steps, rate, slope, start or sign; several at once."""
    yield Mistake(
        lambda X, y, lr, T, start: start,
        N_("it returns the start: is beta updated in the loop, and returned?"),
    )
    once = N_(
        "the length of the error is computed once, before the loop: it changes at every step."
    )
    for of_rate, rate in RATES.items():
        yield Mistake(length_once(rate), sentences(once, of_rate))
    stale = N_("the gradient is computed once, before the loop: compute it anew at each step.")
    yield Mistake(
        lambda X, y, lr, T, start: walk(
            start, T, lambda t, b: lr / np.sqrt(t + 1) * l2_gradient(start, X, y)
        ),
        stale,
    )
    for words, (sign, steps, rate, slope, begin) in few(SIGNS, STEPS, RATES, SLOPES, STARTS):
        yield Mistake(_loop(sign, steps, rate, slope, begin), words)


def _loop(sign, steps, rate, slope, begin):
    return lambda X, y, lr, T, start: walk(
        begin(start), steps(T), lambda t, b: sign * rate(lr, t, T) * slope(b, X, y)
    )


def first_step(trial):
    """A division by t = 0; a history that holds one array."""
    ended = trial.seen.ended
    if ended and ended.error == "ZeroDivisionError" and not trial.seen.values:
        return f"{FIRST}\n({ended.words})"
    values = [v for v in trial.seen.values if isinstance(v, np.ndarray)]
    if any(not np.isfinite(v).all() for k, v in enumerate(values) if k in trial.plain):
        return sentences(N_("there is a nan or an infinity in it."), FIRST)
    return one_array_many_times(trial)


CORNER = N_(
    "right, but for one place: begun at the answer itself, the error has the length 0, and 0/0 is "
    "nan. Stay there: step only if the length is above 0 ({said})."
)


def _edges():
    X, y, _, answer = lecture()
    rng = np.random.default_rng(9)
    A, b = rng.uniform(-2, 2, (6, 2)), rng.uniform(-3, 3, 6)
    return (
        Case((X, y, 0.3, 6, answer), N_("begun at the answer"), edge=True, words=CORNER),
        Case((A, b, 0.3, 5, np.array([2, -1])), N_("with whole numbers"), edge=True, words=WHOLE),
        Case(
            (A, b, 0.3, 0, np.array([2.0, -1])),
            N_("with T = 0"),
            edge=True,
            words=NO_STEP,
        ),
        Case((A[:, :1], b, 0.3, 5, np.array([2.0])), N_("for a single column"), edge=True),
    )


EXERCISE = Exercise(
    right=falling_l2,
    lesson=6,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    home=lesson_sized(),
    mistakes=mistakes,
    read=last_point,
    watch=Walks,
    notice=first_step,
    hints=(
        N_("The loop of lesson 3, with `lr / np.sqrt(t + 1)` in the place of 0.01."),
        N_(
            "With error = y - X beta the gradient of the norm is "
            "`-X.T @ (error / np.linalg.norm(error))`."
        ),
        N_("Where the length of the error is 0 the walk has arrived: return beta."),
    ),
)
