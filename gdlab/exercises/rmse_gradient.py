"""Lesson 2: the gradient of the root of the mean square."""

import numpy as np

from gdcore.losses import rmse
from gdlab.exercises.engine import Case, Mistake
from gdlab.exercises.shared.slopes import gradient_exercise, gradient_mistakes
from gdlab.notebook.language import N_


def rmse_gradient(beta, X, y):
    residual = X @ beta - y
    root = np.sqrt(np.mean(residual**2))
    return X.T @ residual / (len(y) * root)


def mistakes():
    """The common factors in words of their own, then the families."""
    outer = N_(
        "this is the derivative of the root alone, one number: the chain rule multiplies it by "
        "the gradient of the mean of squares."
    )
    yield Mistake(lambda b, X, y: 0.5 / rmse(b, X, y), outer)
    yield Mistake(lambda b, X, y: 1 / rmse(b, X, y), outer)
    yield from gradient_mistakes(
        "1/(√n ‖r‖)",
        {
            "1/(n ‖r‖)": N_(
                "this is slide 8's formula with the plain norm: 1/(n ‖r‖). With the root "
                "of the *mean* square in the denominator it becomes 1/(√n ‖r‖)."
            ),
            "1/‖r‖": N_(
                "this is the gradient of the plain norm. The mean under the root brings 1/√n."
            ),
            "2/n": N_(
                "this is the gradient of the mean of squares; its root is asked for: the chain "
                "rule divides by 2 √(mean of squares)."
            ),
            "2/(√n ‖r‖)": N_(
                "it is twice too long: the root's derivative is 1/(2 √m), and the 2 "
                "of the square cancels."
            ),
            "½/(√n ‖r‖)": N_(
                "it is half as long as it should be: the derivative of the square "
                "brings a 2, which cancels the one of the root."
            ),
        },
    )


def at_the_minimum(trial):
    """A word where it is nan at a residual of zero: that is the corner, and no mistake."""
    beta, X, _ = trial.cases[0].arguments
    there = trial.again((Case((beta, X, X @ beta)),))
    if there.seen.ended is None and np.isfinite(there.seen.values[0]).all():
        return None
    return N_("One thing to know: where the residual is exactly zero it divides 0 by 0.")


EXERCISE = gradient_exercise(
    rmse_gradient,
    2,
    mistakes,
    N_("The chain rule for √m, with m the mean of squares: the gradient of m over 2 √m."),
    N_("With the gradient of m, `2 / n * X.T @ residual`, a 2 cancels."),
    remark=at_the_minimum,
)
