"""Lesson 2: the gradient of the mean of squares."""

from gdlab.exercises.shared.slopes import gradient_exercise, gradient_mistakes
from gdlab.notebook.language import N_


def mse_gradient(beta, X, y):
    return 2 / len(y) * X.T @ (X @ beta - y)


def mistakes():
    """The common factors in words of their own, then the families."""
    return gradient_mistakes(
        "2/n",
        {
            "2": N_("this is the gradient of the *sum*. Divide by the number of rows."),
            "1": N_("the factor 2/n is missing."),
            "1/n": N_("the factor 2 is missing: the derivative of a square brings one."),
            "1/(√n ‖r‖)": N_(
                "this is the gradient of the *root* of the mean square; the square "
                "itself is asked for."
            ),
        },
    )


EXERCISE = gradient_exercise(
    mse_gradient,
    2,
    mistakes,
    N_("The mean of squares brings the factor `2 / n`; n is `len(y)`."),
)
