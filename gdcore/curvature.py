"""What the Hessian tells beforehand: limits of lr, speed, and the path in closed form.

For half_sse, sse and mse the Hessian H is constant, mu <= ... <= L are its eigenvalues, and
beta_t - beta* = (I - lr H)^t (beta_0 - beta*). Shapes: X (n, d), y (n,), beta (d,).
H is w X^T X, but never formed: its eigenvalues are w s^2, with s the singular values of X, which
keep the digits that a product of X with itself loses.
Every function raises ValueError for a loss whose Hessian is not constant (rmse, l2).
"""

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import (
    Floats,
    Start,
    as_count,
    as_counts,
    as_design,
    as_positive,
    as_problem,
    as_start,
    refused,
)
from gdcore.losses import AnyLoss, get_loss


def eigenvalues(X: ArrayLike, loss: AnyLoss = "mse") -> Floats:
    """The eigenvalues of the Hessian, ascending, shape (d,), never below zero."""
    X = as_design(X)
    s = np.linalg.svd(X, compute_uv=False)
    return np.flip(_weight(loss, len(X)) * _padded(s, X.shape[1]) ** 2)


def condition_number(X: ArrayLike) -> float:
    """kappa = L / mu of X^T X; inf where the columns of X are dependent (to rounding)."""
    X = as_design(X)
    s = _padded(np.linalg.svd(X, compute_uv=False), X.shape[1])
    return np.inf if _is_flat(s, X)[-1] else float((s[0] / s[-1]) ** 2)


def largest_stable_lr(X: ArrayLike, loss: AnyLoss = "mse") -> float:
    """2 / L: gradient descent converges for every lr below it, and for none above. inf if L = 0."""
    largest = eigenvalues(X, loss)[-1]
    return float(2 / largest) if largest > 0 else np.inf


def best_lr(X: ArrayLike, loss: AnyLoss = "mse") -> float:
    """2 / (mu + L): the slowest direction then shrinks fastest, by (kappa - 1)/(kappa + 1)."""
    values = eigenvalues(X, loss)
    total = values[0] + values[-1]
    return float(2 / total) if total > 0 else np.inf


def closed_form(
    X: ArrayLike, y: ArrayLike, lr: float, t: ArrayLike, start: Start = None, loss: AnyLoss = "mse"
) -> Floats:
    """beta after t steps without walking: shape (d,), or (len(t), d) for an array of steps.

    beta* + sum_i (1 - lr lam_i)^t v_i v_i^T (beta_0 - beta*), with v_i the eigenvectors of H.
    """
    modes, steps = _modes(X, y, lr, start, loss), as_counts("t", t)
    return modes.beta + modes.left(steps[..., None]) @ modes.vectors.T


def iterations_to(
    tolerance: float,
    X: ArrayLike,
    y: ArrayLike,
    lr: float,
    start: Start = None,
    loss: AnyLoss = "mse",
    most: int = 10**9,
) -> int | None:
    """The first t with ||beta_t - beta*|| <= tolerance, exactly; None if lr never gets there.

    Bisection on the closed form: below the limit 2 / L the distance falls at every step.
    """
    tolerance = as_positive("tolerance", tolerance)
    most = as_count("most", most, least=1, most=2**53)
    modes = _modes(X, y, lr, start, loss)

    def near(t: int) -> bool:
        return bool(np.linalg.norm(modes.left(t)) <= tolerance)

    if near(0):
        return 0
    if (modes.rates >= 2).any() or not near(most):
        return None
    return bisect_left(range(most), True, key=near)


class _Modes(NamedTuple):
    """Descent along each eigenvector: lr lam (d,), vectors (d, d), the start's parts (d,), beta*.

    lr lam is 0 where the start has no part: nothing grows from nothing, at any lr. beta* is the
    minimiser this start leads to: pinv's answer plus the start's null-space part.
    """

    rates: Floats
    vectors: Floats
    parts: Floats
    beta: Floats

    def left(self, t: int | np.ndarray) -> Floats:
        """(1 - lr lam)^t parts: what is left of each part after t steps."""
        slow = np.minimum(self.rates, 0.5)  # for these 1 - lr lam would round digits away
        with np.errstate(over="ignore", invalid="ignore"):
            quick = np.power(1 - self.rates, t)
            return np.where(self.rates < 0.5, np.exp(t * np.log1p(-slow)), quick) * self.parts


def _modes(X: ArrayLike, y: ArrayLike, lr: float, start: Start, loss: AnyLoss) -> _Modes:
    X, y = as_problem(X, y, power=2)
    n, d = X.shape
    beta = as_start(start, d)
    U, s, Vt = np.linalg.svd(X, full_matrices=n < d)
    target = _padded(U.T @ y, d)
    s = _padded(s, d)
    flat = _is_flat(s, X)
    answer = np.divide(target, s, out=np.zeros(d), where=~flat)
    parts = np.where(flat, 0.0, Vt @ beta - answer)
    rates = as_positive("lr", lr) * np.where(parts == 0, 0.0, _weight(loss, n) * s**2)
    return _Modes(rates, Vt.T, parts, beta - Vt.T @ parts)


def _weight(loss: AnyLoss, n: int) -> float:
    loss = get_loss(loss)
    if loss.weight is None:
        expected = "loss must be one whose Hessian is constant"
        raise refused(expected, f"{loss.name}", '`loss = "mse"`, "sse" or "half_sse"')
    return loss.weight(n)


def _is_flat(s: Floats, X: Floats) -> np.ndarray:
    """Which singular values are zero to rounding: along those directions nothing moves."""
    return np.asarray(s <= s[0] * max(X.shape) * np.finfo(s.dtype).eps)


def _padded(values: Floats, d: int) -> Floats:
    """Values (min(n, d),) as (d,): a direction that no row has counts as zero."""
    return np.append(values, np.zeros(d - len(values), values.dtype))
