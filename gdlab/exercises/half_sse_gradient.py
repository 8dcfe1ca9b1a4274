"""Lesson 3: the gradient of half the sum of squares, as the lecture's code has it."""

from gdlab.exercises.engine import Exercise
from gdlab.exercises.shared.slopes import (
    RESIDUAL_HINTS,
    about_shape,
    designs,
    gradient_mistakes,
    lesson_sized,
    square,
)
from gdlab.notebook.language import N_


def half_sse_gradient(beta, X, y):
    return X.T @ (X @ beta - y)


def mistakes():
    """The common factor in words of its own, then the families."""
    advice = N_("this is the gradient of the sum, not of half of it: drop the 2.")
    return gradient_mistakes("1", {"2": advice})


EXERCISE = Exercise(
    right=half_sse_gradient,
    lesson=3,
    designs=designs(),
    rescue=square(),
    home=lesson_sized(),
    mistakes=mistakes,
    explain=about_shape,
    hints=(
        *RESIDUAL_HINTS,
        N_("Half the square of r has the derivative r: no factor is left."),
    ),
)
