"""Lesson 4's answers: the largest learning rate of a design, and the steps to a tolerance."""

import numpy as np

from gdcore.curvature import eigenvalues, largest_stable_lr
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

DESIGN = np.array([[1.0, 2, 1], [0, 1, 1], [3, 1, 1], [2, 5, 1], [1, 1, 1]])


def check_largest_stable_lr(function):
    """Judge function(X) -> the limit of lr for the mean of squares."""
    value = _number(call(function, DESIGN))
    largest = largest_stable_lr(DESIGN)
    n, values = len(DESIGN), eigenvalues(DESIGN)
    known = {
        largest_stable_lr(DESIGN, "half_sse"): "this is the limit for half the sum of squares: "
        "the Hessian of the mean has the factor 2/n.",
        largest_stable_lr(DESIGN, "sse"): "this is the limit for the sum of squares: divide its "
        "Hessian by the number of rows.",
        2 * largest: "this is the limit for half the mean of squares: the factor 2 is missing.",
        1 / values[-1]: "this is 1/λmax; the limit is twice as large: the factor 1 - lr λ may go "
        "down to -1.",
        2 / values[0]: "this is 2 over the smallest eigenvalue; the steepest direction decides.",
        values[-1]: "this is the largest eigenvalue itself: the limit is 2 over it.",
        2 / (values[0] + values[-1]): "this is the best lr, not the largest one.",
        2 / np.sqrt(values[-1] * n / 2): "this is 2 over a singular value of X; the eigenvalues "
        "of X^T X are their squares.",
    }
    return _judge(value, largest, known)


def check_steps_needed(function):
    """Judge function(betas, answer, tolerance) -> the first step within the tolerance."""
    answer = np.array([1.0, -1])
    errors = np.array([8.0, 5, 3, 2, 1, 0.5, 0.2, 0.1])
    betas = answer + errors[:, None] * np.array([0.6, 0.8])
    value = _number(call(function, betas, answer, 1.0))
    known = {
        3.0: "this is the last step that is still too far away; the next one is asked for.",
        5.0: "at most the tolerance: a distance equal to it counts.",
        2.0: "this compares single coefficients; the distance is np.linalg.norm over all of them.",
    }
    outcome = _judge(value, 4.0, known)
    if outcome.state == "right" and _number(call(function, betas, answer, 9.0)) != 0:
        return wrong("a start that is near enough needs 0 steps.")
    return outcome


def _number(value):
    array = as_array(value)
    if array.size != 1:
        raise Answer(wrong(f"one number was expected, got an array of shape {array.shape}"))
    return float(array.reshape(()) if array.ndim == 0 else array.ravel()[0])


def _judge(value, wanted, known):
    if np.isclose(value, wanted, rtol=1e-4):
        return right()
    for other, words in known.items():
        if np.isclose(value, other, rtol=1e-4):
            return wrong(words)
    return wrong(f"on the probe the answer is {wanted:.6g}, yours is {value:.6g}")
