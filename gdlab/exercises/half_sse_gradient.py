"""Lesson 3: the gradient of half the sum of squares, as the lecture's code has it."""

from gdlab.exercises.shared.slopes import gradient_exercise, gradient_mistakes
from gdlab.notebook.language import N_


def half_sse_gradient(beta, X, y):
    return X.T @ (X @ beta - y)


def mistakes():
    """The common factor in words of its own, then the families."""
    advice = N_("this is the gradient of the sum, not of half of it: drop the 2.")
    return gradient_mistakes("1", {"2": advice})


EXERCISE = gradient_exercise(
    half_sse_gradient,
    3,
    mistakes,
    N_("Half the square of r has the derivative r: no factor is left."),
)
