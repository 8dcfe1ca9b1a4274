"""Five losses of linear regression, each value beside its gradient.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients;
r = y - X beta is the residual. Every gradient is -w X^T r; only the weight w differs:

    half_sse  w = 1                     the lecture's code, slides 12 to 15
    sse       w = 2                     the plain reading of ||r||^2, slides 4 and 11
    mse       w = 2 / n                 the formula of slides 11 and 20
    rmse      w = 1 / (sqrt(n) ||r||)   what slide 5 writes out, slides 5 to 10
    l2        w = 1 / ||r||             ||r|| as slide 4 writes it; np.linalg.norm

Each function looks at the shapes before it begins, and for nan and inf where its answer is not
finite; its `.formula` does the formula alone, for loops that have guarded their input once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdcore.arrays import Floats, guarded, refused, told


@guarded
def half_sse(beta: Floats, X: Floats, y: Floats) -> Any:
    """||y - X beta||^2 / 2, in units of y squared. Slides 12 to 15, the code."""
    r = y - beta @ X.T
    return (r * r).sum(axis=-1) / 2


@guarded
def half_sse_gradient(beta: Floats, X: Floats, y: Floats) -> Floats:
    """X^T (X beta - y), shape (d,). Slide 13.

    Written row by row, (X beta - y)^T X, so that many betas can be given at once, shape (..., d).
    """
    return (beta @ X.T - y) @ X


@guarded
def sse(beta: Floats, X: Floats, y: Floats) -> Any:
    """||y - X beta||^2, the sum of squared errors, in units of y squared. Slide 4.

    Like the other values it also takes many betas at once, shape (..., d), and gives (...).
    """
    r = y - beta @ X.T
    return (r * r).sum(axis=-1)


@guarded
def sse_gradient(beta: Floats, X: Floats, y: Floats) -> Floats:
    """2 X^T (X beta - y), shape (d,)."""
    return 2 * ((beta @ X.T - y) @ X)


@guarded
def mse(beta: Floats, X: Floats, y: Floats) -> Any:
    """||y - X beta||^2 / n, the mean squared error, in units of y squared. Slides 11 and 20."""
    r = y - beta @ X.T
    return (r * r).sum(axis=-1) / len(y)


@guarded
def mse_gradient(beta: Floats, X: Floats, y: Floats) -> Floats:
    """(2/n) X^T (X beta - y), shape (d,). Slide 11."""
    return 2 / len(y) * ((beta @ X.T - y) @ X)


@guarded
def rmse(beta: Floats, X: Floats, y: Floats) -> Any:
    """||y - X beta|| / sqrt(n), the root of the mean squared error, in units of y. Slide 5."""
    r = y - beta @ X.T
    return np.sqrt((r * r).sum(axis=-1) / len(y))


@guarded
def rmse_gradient(beta: Floats, X: Floats, y: Floats) -> Floats:
    """X^T (X beta - y) / (n rmse), shape (d,); zero where the residual is zero. Slide 7."""
    return _unit_residual(beta, X, y) @ X / np.sqrt(len(y))


@guarded
def l2(beta: Floats, X: Floats, y: Floats) -> Any:
    """||y - X beta||, np.linalg.norm of the residual, in units of y. Slide 4."""
    r = y - beta @ X.T
    return np.sqrt((r * r).sum(axis=-1))


@guarded
def l2_gradient(beta: Floats, X: Floats, y: Floats) -> Floats:
    """X^T (X beta - y) / ||y - X beta||, shape (d,). Slide 14, the commented line.

    Where the residual is zero the norm has a corner and no gradient; the answer is then the
    shortest subgradient, zero, and never nan.
    """
    return _unit_residual(beta, X, y) @ X


def _unit_residual(beta: Floats, X: Floats, y: Floats) -> Floats:
    """(X beta - y) / ||X beta - y||, zero where that is 0 / 0."""
    r = beta @ X.T - y
    norm = np.sqrt((r * r).sum(axis=-1, keepdims=True))
    return np.divide(r, norm, out=np.zeros_like(r), where=norm != 0)


class Loss(NamedTuple):
    """A loss as one thing: its value and gradient, and the weight of its Hessian if constant.

    value(beta, X, y) -> number; gradient(beta, X, y) -> (d,); weight(n) -> w, where the Hessian is
    w X^T X for every beta, or None. The functions trust their input.
    """

    name: str
    value: Callable[..., Any]
    gradient: Callable[..., Any]
    weight: Callable[[int], float] | None = None


def _loss(value: Any, gradient: Any, weight: Callable[[int], float] | None = None) -> Loss:
    return Loss(value.__name__, value.formula, gradient.formula, weight)


HALF_SSE = _loss(half_sse, half_sse_gradient, lambda n: 1)
SSE = _loss(sse, sse_gradient, lambda n: 2)
MSE = _loss(mse, mse_gradient, lambda n: 2 / n)
RMSE = _loss(rmse, rmse_gradient)
L2 = _loss(l2, l2_gradient)

AnyLoss = str | Loss

LOSSES = {loss.name: loss for loss in (HALF_SSE, SSE, MSE, RMSE, L2)}


def get_loss(loss: AnyLoss) -> Loss:
    """The Loss of that name; a Loss is returned as it is. ValueError names the known ones."""
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]
    raise refused(f"loss must be one of {', '.join(LOSSES)}", told(loss), '`loss = "mse"`')
