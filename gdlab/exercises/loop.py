"""Is this gradient descent on the mean of squares, T steps of it? If not, what is it?"""

import numpy as np

from gdcore.curvature import closed_form, largest_stable_lr
from gdcore.data import noisy
from gdcore.descent import Path
from gdlab.exercises.gradient import close
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

LR, T = 0.05, 9
FACTORS = {
    "Each step is n times too long: divide the sum by the number of rows.": 4.0,
    "Each step is half as long as it should be: the factor 2 of the square is missing.": 0.5,
    "The factor 2/n is missing: these are the steps for half the sum of squares.": 2.0,
    "Each step is divided by n once too often.": 0.25,
    "lr is missing: a step is lr times the gradient.": 1 / LR,
}


def check_gradient_descent(function):
    """Judge function(X, y, lr, T, start) -> beta after T steps, for the mean of squares."""
    X, y, start, _ = noisy()
    end = last_beta(call(function, X, y, LR, T, start), 3)
    if _is(end, T):
        whole = np.array([10, 15, -6])
        there = last_beta(call(function, X, y, LR, T, whole), 3)
        if not close(there, closed_form(X, y, LR, T, whole)):
            return wrong(
                "with a start of whole numbers the answer is another one: an integer array "
                "cannot hold fractions. Begin with start.astype(float)."
            )
        return right()
    return wrong(_ignored(function, end) or _name(end))


def _ignored(function, end):
    """A sentence on the argument that changes nothing, or None."""
    X, y, start, _ = noisy()
    if close(end, start) or _is(end, 1):  # these have a better name
        return None
    others = {
        "lr": (X, y, 2 * LR, T, start),
        "T": (X, y, LR, 2 * T, start),
        "y": (X, 2 * y, LR, T, start),
    }
    for name, arguments in others.items():
        if np.array_equal(last_beta(call(function, *arguments), 3), end):
            return (
                f"another {name} gives the same answer: is a number, or a variable of the "
                f"notebook, written where {name} belongs?"
            )
    return None


def last_beta(value, d):
    """The last beta (d,) of whatever came: beta, a Path, betas, or (beta or betas, history)."""
    if isinstance(value, Path):
        return value.end
    if isinstance(value, tuple) and len(value) == 2:
        value = next((part for part in value if np.shape(part)[-1:] == (d,)), value)
    array = as_array(value)
    if array.ndim == 2 and array.shape[1] == d:
        if len(array) > 1 and (array == array[-1]).all():
            raise Answer(
                wrong(
                    "all points of the history are the last one: it holds the same array many "
                    "times, changed in place. Append beta.copy(), or step with beta = beta - ..."
                )
            )
        array = array[-1]
    if array.shape != (d,):
        raise Answer(wrong(f"the shape is {array.shape}; return the last beta, {(d,)}"))
    if not np.isfinite(array).all():
        raise Answer(wrong("the answer is not finite: the steps are far too long"))
    return array


def _is(end, steps, lr=LR):
    X, y, start, _ = noisy()
    return close(end, closed_form(X, y, lr, steps, start))


def _name(end):
    X, y, start, _ = noisy()
    if close(end, start):
        return "it returns the start: is beta updated in the loop?"
    for steps, words in (
        (T - 1, "one step short"),
        (T + 1, "one step too many"),
        (1, "after one step"),
    ):
        if _is(end, steps):
            return f"this is the point {words}: make exactly T steps."
    for words, factor in FACTORS.items():
        if _is(end, T, LR * factor):
            return words
    for factor in (1.0, 0.5, 2.0):
        if close(end, _uphill(X, y, start, LR * factor)):
            return "the steps go uphill: subtract lr times the gradient."
    if np.abs(end).max() > 1e3 * np.abs(start).max():
        limit = largest_stable_lr(X)
        return (
            f"the steps explode, though lr {LR} is below the limit {limit:.4f} of this data: "
            "is the gradient too long? It has the factor 2/n."
        )
    for words, walk in OTHER_WALKS.items():
        if any(close(end, walk(X, y, start, LR * factor)) for factor in (1.0, 0.5, 2.0, 4.0)):
            return words
    first = 2 / len(y) * X.T @ (X @ start - y)
    if close(end, start - T * LR * first):
        return "the gradient is computed once, before the loop: compute it anew at each step."
    wanted = closed_form(X, y, LR, T, start)
    return f"after {T} steps with lr {LR} beta is {wanted.round(4)}, yours is {end.round(4)}"


def _one_by_one(X, y, start, lr):
    """Each coefficient is stepped with a gradient that already knows the ones before it."""
    beta = start.copy()
    for _ in range(T):
        for k in range(len(beta)):
            beta[k] -= lr * 2 / len(y) * X[:, k] @ (X @ beta - y)
    return beta


def _normalised(X, y, start, lr):
    """Each step has the length lr, whatever the gradient's."""
    beta = start
    for _ in range(T):
        gradient = X.T @ (X @ beta - y)
        beta = beta - lr * gradient / np.linalg.norm(gradient)
    return beta


def _on_the_norm(X, y, start, lr):
    """The lecture's commented-out line: the error divided by its length."""
    beta = start
    for _ in range(T):
        error = y - X @ beta
        beta = beta + lr * X.T @ error / np.linalg.norm(error)
    return beta


def _from_zero(X, y, start, lr):
    return closed_form(X, y, lr, T, np.zeros(len(start)))


OTHER_WALKS = {
    "the coefficients are stepped one after another, and the second already sees the new first. "
    "Compute the whole gradient, then step.": _one_by_one,
    "every step has the same length: the gradient is divided by its own length. Leave it as "
    "long as it is.": _normalised,
    "the error is divided by its length: that goes down the norm, not the mean of squares.": (
        _on_the_norm
    ),
    "it begins at zero, not at `start`.": _from_zero,
}


def _uphill(X, y, start, lr):
    beta = start
    for _ in range(T):
        beta = beta + lr * 2 / len(y) * X.T @ (X @ beta - y)
    return beta
