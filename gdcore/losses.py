"""Five losses of linear regression, each value beside its gradient.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients;
r = y - X beta is the residual. Every gradient is -w X^T r; only the weight w differs:

    half_sse  w = 1                     the lecture's code, slides 12 to 15
    sse       w = 2                     the plain reading of ||r||^2, slides 4 and 11
    mse       w = 2 / n                 the formula of slides 11 and 20
    rmse      w = 1 / (sqrt(n) ||r||)   what slide 5 writes out, slides 5 to 10
    l2        w = 1 / ||r||             ||r|| as slide 4 writes it; np.linalg.norm

The functions do the formula and nothing else; whoever calls them in a loop guards its input once.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


def half_sse(beta, X, y):
    """||y - X beta||^2 / 2, in units of y squared. Slides 12 to 15, the code."""
    return sse(beta, X, y) / 2


def half_sse_gradient(beta, X, y):
    """X^T (X beta - y), shape (d,). Slide 13.

    Written row by row, (X beta - y)^T X, so that many betas can be given at once, shape (..., d).
    """
    return (beta @ X.T - y) @ X


def half_sse_hessian(X):
    """X^T X, shape (d, d)."""
    return X.T @ X


def sse(beta, X, y):
    """||y - X beta||^2, the sum of squared errors, in units of y squared. Slide 4.

    Like the other values it also takes many betas at once, shape (..., d), and gives (...).
    """
    r = y - beta @ X.T
    return (r * r).sum(axis=-1)


def sse_gradient(beta, X, y):
    """2 X^T (X beta - y), shape (d,)."""
    return 2 * half_sse_gradient(beta, X, y)


def sse_hessian(X):
    """2 X^T X, shape (d, d)."""
    return 2 * half_sse_hessian(X)


def mse(beta, X, y):
    """||y - X beta||^2 / n, the mean squared error, in units of y squared. Slides 11 and 20."""
    return sse(beta, X, y) / len(y)


def mse_gradient(beta, X, y):
    """(2/n) X^T (X beta - y), shape (d,). Slide 11."""
    return 2 / len(y) * half_sse_gradient(beta, X, y)


def mse_hessian(X):
    """(2/n) X^T X, shape (d, d)."""
    return 2 / len(X) * half_sse_hessian(X)


def rmse(beta, X, y):
    """||y - X beta|| / sqrt(n), the root of the mean squared error, in units of y. Slide 5."""
    return np.sqrt(mse(beta, X, y))


def rmse_gradient(beta, X, y):
    """X^T (X beta - y) / (n rmse), shape (d,); zero where the residual is zero. Slide 7."""
    return l2_gradient(beta, X, y) / np.sqrt(len(y))


def l2(beta, X, y):
    """||y - X beta||, np.linalg.norm of the residual, in units of y. Slide 4."""
    return np.sqrt(sse(beta, X, y))


def l2_gradient(beta, X, y):
    """X^T (X beta - y) / ||y - X beta||, shape (d,). Slide 14, the commented line.

    Where the residual is zero the norm has a corner and no gradient; the answer is then the
    shortest subgradient, zero, and never nan.
    """
    r = beta @ X.T - y
    norm = np.sqrt((r * r).sum(axis=-1, keepdims=True))
    return np.divide(r, norm, out=np.zeros_like(r), where=norm > 0) @ X


class Loss(NamedTuple):
    """A loss as one thing: its value and gradient, and its Hessian where that is constant.

    value(beta, X, y) -> number; gradient(beta, X, y) -> (d,); hessian(X) -> (d, d), or None.
    """

    name: str
    value: Callable
    gradient: Callable
    hessian: Callable | None = None


HALF_SSE = Loss("half_sse", half_sse, half_sse_gradient, half_sse_hessian)
SSE = Loss("sse", sse, sse_gradient, sse_hessian)
MSE = Loss("mse", mse, mse_gradient, mse_hessian)
RMSE = Loss("rmse", rmse, rmse_gradient)
L2 = Loss("l2", l2, l2_gradient)

LOSSES = {loss.name: loss for loss in (HALF_SSE, SSE, MSE, RMSE, L2)}


def get_loss(loss):
    """The Loss of that name; a Loss is returned as it is. ValueError names the known ones."""
    if isinstance(loss, Loss):
        return loss
    if loss in LOSSES:
        return LOSSES[loss]
    raise ValueError(f"loss must be one of {', '.join(LOSSES)} or a Loss, got {loss!r}")
