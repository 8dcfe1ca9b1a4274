"""Lesson 2: the gradient of the mean of fourth powers."""

import numpy as np

from gdlab.exercises.engine import Exercise, Mistake, few
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.exercises.shared.slopes import about_shape, designs, lesson_sized, square
from gdlab.notebook.language import N_


def fourth_gradient(beta, X, y):
    return -4 / len(y) * X.T @ (y - X @ beta) ** 3


def residual(beta, X, y):
    """y - X beta, shape (n,)."""
    return y - X @ beta


POWERS = {  # words: residual -> what X.T is multiplied by
    "": lambda r: r**3,
    N_(
        "the residual stands there to the first power: these are squares. The derivative of a "
        "fourth power has the third."
    ): lambda r: r,
    N_("the residual is squared: the derivative of a fourth power has the third."): lambda r: r**2,
    N_("the fourth power stands there itself: its derivative has the third."): lambda r: r**4,
    N_("the fifth power stands there: the derivative of a fourth has the third."): lambda r: r**5,
    N_("the residuals have lost their signs: r³ is negative where r is."): lambda r: np.abs(r) ** 3,
    N_("only the signs of the residuals are used."): np.sign,
    N_("the square has the residual's sign; the third power is asked for."): (
        lambda r: np.sign(r) * r**2
    ),
    N_("the mean of the residuals is subtracted from them: leave them as they are."): (
        lambda r: (r - r.mean()) ** 3
    ),
    N_("the sum of squares multiplies every row; each row's own square is asked for."): (
        lambda r: r * (r**2).sum()
    ),
    N_("the mean of squares multiplies every row; each row's own square is asked for."): (
        lambda r: r * (r**2).mean()
    ),
}
SIGNS = {
    "": 1,
    N_("the sign is flipped: with r = y - X @ beta the inner derivative brings a minus."): -1,
}
COLUMNS = {
    "": lambda X, pull: X.T @ pull,
    N_("the rows are not summed yet: X.T @ ... sums over them."): lambda X, p: X * p[:, None],
    N_("`*` stands where `@` belongs: X.T @ ... sums over the rows."): lambda X, p: X.T * p,
    N_("X.T is missing: this is one number a row; a gradient has one a column."): lambda X, p: p,
    N_("all entries are added up to one number: each column has a sum of its own."): (
        lambda X, p: (X.T @ p).sum()
    ),
    N_("X is raised to a power, too: the inner derivative brings X once."): (
        lambda X, p: (X**3).T @ p
    ),
    N_("X is squared: the inner derivative brings X once."): lambda X, p: (X**2).T @ p,
    N_("X is not transposed: X.T @ ... has one number a column."): lambda X, p: X @ p,
    N_("the gradient has lost its signs."): lambda X, p: np.abs(X.T @ p),
    N_("all columns get the same sum: each row counts times its own entry of the column."): (
        lambda X, p: np.full(X.shape[1], p.sum())
    ),
    N_("the power is taken of X.T @ residual: of each residual first, then X.T."): (
        lambda X, p: (X.T @ np.cbrt(p)) ** 3
    ),
    N_("only the first row is in it: is `return` inside the loop?"): lambda X, p: X[0] * p[0],
    N_("only the last row is in it: add with +=."): lambda X, p: X[-1] * p[-1],
    N_("the last row is left out."): lambda X, p: X[:-1].T @ p[:-1],
    N_("the first row is left out: rows are counted from 0."): lambda X, p: X[1:].T @ p[1:],
}
RESIDUALS = {
    "": residual,
    N_("X @ beta and y are added: the residual is their difference."): lambda b, X, y: y + X @ b,
    N_("the targets are missing in the residual."): lambda b, X, y: -(X @ b),
    N_("the prediction is missing in the residual."): lambda b, X, y: y,
    N_("the last column, the intercept, is left out of the prediction."): lambda b, X, y: (
        y - X[:, :-1] @ b[:-1]
    ),
}


def mistakes():
    """Another power, sign, factor, column or residual, two of these at most; the loss itself."""
    factors = {"": lambda X: 4 / len(X)}
    factors |= {wrong_scale(name, "4/n"): scale for name, scale in scales() if name != "4/n"}
    factors |= {
        wrong_scale(name, "4/n"): lambda X, k=k: k / len(X) for name, k in (("3/n", 3), ("8/n", 8))
    }
    factors |= {
        wrong_scale("12/n", "4/n"): lambda X: 12 / len(X),
        wrong_scale("3", "4/n"): lambda X: 3.0,
    }
    tables = (factors, SIGNS, POWERS, COLUMNS, RESIDUALS)
    for words, (factor, sign, power, column, of) in few(*tables):
        yield Mistake(_gradient(factor, sign, power, column, of), words)
    for sign in (1, -1):
        yield Mistake(
            lambda b, X, y, s=sign: s * 4 / len(y) * X.T @ (y**3 - (X @ b) ** 3),
            N_("y and X @ beta are raised one by one; raise their difference."),
        )
        yield Mistake(
            lambda b, X, y, s=sign: b - s * 4 / len(y) * X.T @ residual(b, X, y) ** 3,
            N_("beta is moved a step: only the gradient is asked for."),
        )
        yield Mistake(
            lambda b, X, y, s=sign: s * (2 / len(y) * X.T @ residual(b, X, y)) ** 2,
            N_("the gradient of the squares is squared: derive the fourth power itself."),
        )
    for power in (1, 2, 4):
        yield Mistake(
            lambda b, X, y, p=power: np.mean(residual(b, X, y) ** p),
            N_("this is one number, a loss, not its gradient."),
        )
        yield Mistake(
            lambda b, X, y, p=power: np.sum(residual(b, X, y) ** p),
            N_("this is one number, a loss, not its gradient."),
        )


def _gradient(factor, sign, power, column, of):
    return lambda b, X, y: -sign * factor(X) * column(X, power(of(b, X, y)))


EXERCISE = Exercise(
    right=fourth_gradient,
    lesson=2,
    designs=designs(),
    rescue=square(),
    home=lesson_sized(),
    mistakes=mistakes,
    explain=about_shape,
    hints=(
        N_("One row first, as in line 1: what is the derivative of a fourth power?"),
        N_("The inner derivative is the same as for the square; rows and columns, too."),
        N_("A third power of each residual: `(y - X @ beta) ** 3`. Which factor, which sign?"),
    ),
)
