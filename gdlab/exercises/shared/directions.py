"""What may stand where the direction X^T (X beta - y) of a gradient should, and what is no (d,).

All are functions of (beta, X, y). r = X beta - y is the residual.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from gdcore.arrays import Floats
from gdlab.notebook.language import N_


def residual(beta: Floats, X: Floats, y: Floats) -> Floats:
    """X beta - y, shape (n,)."""
    return X @ beta - y


r = residual  # it stands in nearly every line below


def _unit(vector):
    return vector / np.linalg.norm(vector)


# {words: function -> (d,)}
DIRECTIONS = {
    N_("the targets are missing: the residual is X @ beta - y."): lambda b, X, y: X.T @ (X @ b),
    N_("the prediction is missing: the residual is X @ beta - y, and so far only y is in it."): (
        lambda b, X, y: X.T @ y
    ),
    N_("X @ beta and y are added: the residual is their difference."): (
        lambda b, X, y: X.T @ (X @ b + y)
    ),
    N_(
        "only the signs of the residual are used: that is the gradient of the absolute error. "
        "The derivative of a square is in proportion to the residual."
    ): (lambda b, X, y: X.T @ np.sign(r(b, X, y))),
    N_(
        "the residual is squared. The loss has squares; their derivative has the residual itself."
    ): lambda b, X, y: X.T @ r(b, X, y) ** 2,
    N_(
        "the residuals have lost their signs: without abs, those above and below pull in "
        "opposite directions."
    ): lambda b, X, y: X.T @ np.abs(r(b, X, y)),
    N_("X is squared: the derivative of X @ beta brings X.T once."): (
        lambda b, X, y: (X**2).T @ r(b, X, y)
    ),
    N_(
        "all columns get the same sum of residuals: each row's residual counts times its own "
        "entry of that column, X.T @ residual."
    ): (lambda b, X, y: np.full(X.shape[1], r(b, X, y).sum())),
    N_(
        "each column is treated as if it were alone: the prediction X @ beta needs all columns."
    ): lambda b, X, y: (X**2).sum(axis=0) * b - X.T @ y,
    N_("the last column, the intercept, is left out of the prediction."): (
        lambda b, X, y: X.T @ (X[:, :-1] @ b[:-1] - y)
    ),
    N_("the first column is left out of the prediction."): (
        lambda b, X, y: X.T @ (X[:, 1:] @ b[1:] - y)
    ),
    N_("the last entry, the intercept's, is always zero."): lambda b, X, y: np.append(
        X[:, :-1].T @ r(b, X, y), 0.0
    ),
    N_("the first entry is always zero."): lambda b, X, y: np.append(0.0, X[:, 1:].T @ r(b, X, y)),
    N_("beta comes back, changed in length only."): lambda b, X, y: b,
    N_("only the first row is in it: is `return` inside the loop over the rows?"): (
        lambda b, X, y: X[0] * r(b, X, y)[0]
    ),
    N_("only the last row is in it: each row replaces the sum so far; add with +=."): (
        lambda b, X, y: X[-1] * r(b, X, y)[-1]
    ),
    N_("the last row is left out: range(n) goes through all n rows."): (
        lambda b, X, y: X[:-1].T @ r(b, X[:-1], y[:-1])
    ),
    N_("the first row is left out: rows are counted from 0."): (
        lambda b, X, y: X[1:].T @ r(b, X[1:], y[1:])
    ),
    N_("only every second row is in it."): lambda b, X, y: X[::2].T @ r(b, X[::2], y[::2]),
    N_("the gradient has lost its signs: it may be negative."): (
        lambda b, X, y: np.abs(X.T @ r(b, X, y))
    ),
    N_("every entry is the sum of all of them: each column has a sum of its own."): (
        lambda b, X, y: np.full(X.shape[1], (X.T @ r(b, X, y)).sum())
    ),
    N_("the entries stand in the reverse order."): lambda b, X, y: (X.T @ r(b, X, y))[::-1],
    N_("the columns are added up one after another (cumsum); each has a sum of its own."): (
        lambda b, X, y: np.cumsum(X.T @ r(b, X, y))
    ),
    N_("the gradient is divided by its own length."): lambda b, X, y: _unit(X.T @ r(b, X, y)),
    N_("the squares of the gradient's entries came back."): (
        lambda b, X, y: (X.T @ r(b, X, y)) ** 2
    ),
    N_(
        "the means of residual and columns are multiplied: multiply "
        "first, row by row, then take "
        "the mean."
    ): lambda b, X, y: len(y) * r(b, X, y).mean() * X.mean(axis=0),
    N_(
        "the root is taken of the gradient's entries. The root "
        "belongs to the loss, and the chain "
        "rule divides by it."
    ): lambda b, X, y: np.sqrt(X.T @ r(b, X, y)),
    N_(
        "the root is taken of the gradient's entries: the root "
        "belongs to the loss, and the chain "
        "rule divides by it."
    ): lambda b, X, y: np.sqrt(2 / len(y) * X.T @ r(b, X, y)),
    N_("the pseudo-inverse stands where the transpose belongs: X.T."): (
        lambda b, X, y: np.linalg.pinv(X) @ r(b, X, y)
    ),
    N_("it is not multiplied by the residual: X.T @ residual, row by row."): (
        lambda b, X, y: X.sum(axis=0)
    ),
    N_("the mean of the residuals is subtracted from them: leave them as they are."): (
        lambda b, X, y: X.T @ (r(b, X, y) - r(b, X, y).mean())
    ),
    N_("the columns of X are centred: leave X as it is."): (
        lambda b, X, y: (X - X.mean(axis=0)).T @ r(b, X, y)
    ),
    N_("the residuals are in the reverse order."): lambda b, X, y: X.T @ r(b, X, y)[::-1],
    N_("beta is moved a step: only the gradient is asked for."): (
        lambda b, X, y: b - 2 / len(y) * X.T @ r(b, X, y)
    ),
    N_("the Hessian X^T X stands before it once too often."): (
        lambda b, X, y: X.T @ X @ X.T @ r(b, X, y)
    ),
}

# {words: function}: the number of rows or of columns in the wrong place
SHAPES = {
    N_(
        "the rows are not summed yet: X times the residual, entry "
        "by entry, has one row for each "
        "row of X. X.T @ residual sums over them."
    ): lambda b, X, y: X * r(b, X, y)[:, None],
    N_(
        "`*` stands where `@` belongs: X.T * residual multiplies entry by entry, "
        "X.T @ residual sums over the rows."
    ): lambda b, X, y: X.T * r(b, X, y),
    N_(
        "this is the residual, one number a row. Multiply by X.T: a gradient has one number a "
        "column."
    ): r,
    N_(
        "this is the residual, squared, one number a row: its derivative, summed with X.T, is "
        "asked for."
    ): lambda b, X, y: r(b, X, y) ** 2,
    N_("this is the prediction, one number a row: subtract y, then multiply by X.T."): (
        lambda b, X, y: X @ b
    ),
    N_("the shape is that of X: the residual is missing in it."): lambda b, X, y: X,
    N_("the shape is that of X, transposed: the residual is missing in it."): lambda b, X, y: X.T,
    N_(
        "X is not transposed: X @ residual fits only where X happens to be square. Each column "
        "asks for its own sum over the rows, X.T @ residual."
    ): lambda b, X, y: X @ r(b, X, y),
    N_("beta stands before X: the prediction is X @ beta."): lambda b, X, y: X.T @ (b @ X - y),
    N_("parentheses are missing: X.T @ (X @ beta - y); without them y is subtracted last."): (
        lambda b, X, y: X.T @ X @ b - y
    ),
    N_("the transposes are exchanged: the prediction is X @ beta, the sum X.T @ residual."): (
        lambda b, X, y: X @ (X.T @ b - y)
    ),
    N_("`*` stands where `@` belongs: the prediction is X @ beta."): (
        lambda b, X, y: X.T @ (X * b - y)
    ),
    N_(
        "`*` stands where `@` belongs: X * residual multiplies entry by entry, X.T @ residual "
        "sums over the rows."
    ): lambda b, X, y: X * r(b, X, y),
    N_("all entries are added up to one number: each column has a sum of its own."): (
        lambda b, X, y: (X.T @ r(b, X, y)).sum()
    ),
    N_(
        "a residual (n,) and X (n, d) do not go together entry by "
        "entry: residual[:, None] * X, or "
        "at once X.T @ residual."
    ): lambda b, X, y: (r(b, X, y) * X).mean(axis=0),
    N_(
        "a residual (n,) and X (n, d) do not go together entry by entry, and all entries are "
        "averaged to one: X.T @ residual."
    ): lambda b, X, y: (r(b, X, y) * X).mean(),
    N_(
        "all entries of X times the residual are averaged to one "
        "number: each column has a sum of "
        "its own."
    ): lambda b, X, y: (X * r(b, X, y)[:, None]).mean(),
    N_("the mean is taken over the columns as well: each column has a sum of its own."): (
        lambda b, X, y: (X.T @ r(b, X, y)).mean()
    ),
    N_("this is the length of the gradient, one number: the gradient itself is asked for."): (
        lambda b, X, y: np.linalg.norm(X.T @ r(b, X, y))
    ),
    N_(
        "these are the residuals added up, one number: each column has a sum of its own, "
        "X.T @ residual."
    ): lambda b, X, y: r(b, X, y).sum(),
    N_(
        "every target met every prediction, and the rows were added up: a column (n, 1) and a "
        "row (n,) spread to (n, n). Make both (n,), for example with np.ravel."
    ): (lambda b, X, y: (X.T @ (X @ b[:, None] - y)).sum(axis=1)),
}


def directions() -> dict[str, Callable[..., Any]]:
    """{words: (beta, X, y) -> (d,)}: what stands where X^T (X beta - y) should."""
    return dict(DIRECTIONS)


def shapes() -> dict[str, Callable[..., Any]]:
    """{words: function}: no (d,) at all, the number of rows or of columns in the wrong place."""
    return dict(SHAPES)
