"""Lesson 5's answer: down the norm itself, ||y - X beta||, with a learning rate that falls."""

import numpy as np

from gdcore.data import lecture
from gdcore.losses import half_sse_gradient, l2_gradient, mse_gradient, rmse_gradient
from gdlab.exercises.gradient import close
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

LR, T = 0.3, 6


def check_falling_l2(function):
    """Judge function(X, y, lr, T, start) -> beta after T steps down ||y - X beta||, lr/sqrt(t+1).

    Slide 14's commented line, with a remedy for its two-cycle.
    """
    X, y, start = _problem()
    try:
        answer = _last(call(function, X, y, LR, T, start), start)
    except Answer as stopped:
        if "ZeroDivisionError" in stopped.outcome.message:
            return wrong(f"{stopped.outcome.message}\n{FIRST}")
        raise
    if not np.isfinite(answer).all():
        return wrong(f"there is a nan or an infinity in it.\n{FIRST}")
    if close(answer, walk(start, T)):
        return _at_the_corner(function)
    return wrong(_name(answer, start) or f"after {T} steps {answer.round(4)} came back; {wanted()}")


FIRST = "The first step is t = 0: divide lr by the root of t + 1, not of t."


def _problem():
    rng = np.random.default_rng(17)
    return rng.uniform(-2, 2, (7, 3)), rng.uniform(-3, 3, 7), rng.uniform(-3, 3, 3)


def falling(t):
    """The learning rate asked for."""
    return LR / np.sqrt(t + 1)


def walk(start, steps, rate=falling, slope=l2_gradient):
    """`steps` steps from start: beta <- beta - rate(t) slope(beta, X, y)."""
    X, y, _ = _problem()
    beta = start
    for t in range(steps):
        beta = beta - rate(t) * slope(beta, X, y)
    return beta


def wanted():
    _, _, start = _problem()
    return f"{walk(start, T).round(4)} is right"


def _last(value, start):
    """beta, or the last of a history of betas."""
    array = as_array(value)
    if array.ndim == 2 and array.shape[1] == len(start):
        array = array[-1]
    if array.shape != start.shape:
        raise Answer(wrong(f"the shape is {array.shape}; return the last beta, {start.shape}"))
    return array


def _unit(beta, X, y):
    gradient = half_sse_gradient(beta, X, y)
    return gradient / np.linalg.norm(gradient)


def _by_the_square(beta, X, y):
    r = X @ beta - y
    return X.T @ r / (r @ r)


def _first_length(beta, X, y):
    """Divided by the length that the residual had at the start."""
    return half_sse_gradient(beta, X, y) / np.linalg.norm(y - X @ _problem()[2])


RATES = {
    "lr stays the same at every step: divide it by the root of t + 1.": lambda t: LR,
    "lr is divided by t + 1: that falls too fast here; take its root.": lambda t: LR / (t + 1),
    "lr is divided by the square of t + 1. Take the root: lr / np.sqrt(t + 1).": lambda t: (
        LR / (t + 1) ** 2
    ),
    "lr is multiplied by the root: it grows. Divide.": lambda t: LR * np.sqrt(t + 1),
    "`lr` itself is overwritten in the loop, so that it is divided by all roots so far. Give "
    "the step a name of its own: lr / np.sqrt(t + 1).": lambda t: (
        LR / np.sqrt(np.prod(np.arange(1.0, t + 2)))
    ),
    "the first learning rate must be lr itself: t begins at 0, lr / np.sqrt(t + 1).": lambda t: (
        LR / np.sqrt(t + 2)
    ),
    "lr is divided by the root of T: it must fall with t, not be small from the start.": (
        lambda t: LR / np.sqrt(T)
    ),
}
SLOPES = {
    "the error is not divided by its length: these are the steps of the square.": half_sse_gradient,
    "these are steps of the mean of squares: divide the error by its length instead.": mse_gradient,
    "this goes down the root of the *mean* square: leave out the n.": rmse_gradient,
    "there is an n too many: ‖y - Xβ‖ has none (slide 8 divides by n, for its own norm).": (
        lambda beta, X, y: l2_gradient(beta, X, y) / len(y)
    ),
    "the gradient is divided by its own length; divide the *error* by its length.": _unit,
    "the error is divided by the square of its length: once is enough.": _by_the_square,
    "the length of the error is computed once, before the loop: it changes at every step.": (
        _first_length
    ),
    "the steps go uphill: with the error y - X @ beta, add X.T @ error.": lambda beta, X, y: (
        -l2_gradient(beta, X, y)
    ),
    "lr is missing: every step has the factor lr / np.sqrt(t + 1).": lambda beta, X, y: (
        l2_gradient(beta, X, y) / LR
    ),
}


def _name(answer, start):
    """A sentence on the mistake, or None."""
    if close(answer, start):
        return "it returns the start: is beta updated in the loop, and returned?"
    for steps, words in ((T - 1, "one step short"), (T + 1, "one step too many"), (1, "one step")):
        if close(answer, walk(start, steps)):
            return f"this is the point after {steps} steps ({words}): make exactly T steps."
    if close(answer, walk(0 * start, T)):
        return "it begins at zero, not at `start`."
    for words, rate in RATES.items():
        if close(answer, walk(start, T, rate)):
            return words
    for rate in (falling, lambda t: LR):
        for words, slope in SLOPES.items():
            if close(answer, walk(start, T, rate, slope)):
                return words
    return None


def _at_the_corner(function):
    """right(), or a word on nan where the residual is exactly zero."""
    X, y, _, answer = lecture()
    end = _last(call(function, X, y, LR, T, answer), answer)
    if np.isfinite(end).all():
        return right()
    return wrong(
        "right, but for one place: begun at the answer itself, the error has the length 0, and "
        "0/0 is nan. Stay there: step only if the length is above 0."
    )
