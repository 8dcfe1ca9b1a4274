"""The noise of minibatches in closed form: how far it scatters one step, and where it ends.

Everything here is for the mean squared error. Shapes: X (n, d), y (n,), beta (d,).
A batch is b rows. Drawn independently (replacement=True) its mean has 1/b of the covariance of
one row; drawn without replacement, 1/b times (n - b)/(n - 1), which is zero for b = n.
Sources: slide 19; W. Cochran, Sampling Techniques, ch. 2; Ying et al., arXiv 1803.07964.
"""

from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import (
    Floats,
    as_count,
    as_design,
    as_flag,
    as_positive,
    as_problem,
    as_start,
    refused,
)

MOST_ORDERS_ROWS = 7  # 7! = 5040 orders are a blink, 10! = 3.6 million are not


def row_gradients(beta: ArrayLike, X: ArrayLike, y: ArrayLike) -> Floats:
    """Each row's own gradient 2 (x beta - y) x, shape (n, d); their mean is the full gradient."""
    X, y = as_problem(X, y)
    return _row_gradients(as_start(beta, X.shape[1], "beta"), X, y)


def share(n: int, batch_size: int, replacement: bool = False) -> float:
    """Covariance of a batch's mean over that of one row: 1/b, or (n - b) / (b (n - 1))."""
    replacement, n = as_flag("replacement", replacement), as_count("n", n, least=1)
    b = as_count("batch_size", batch_size, least=1, most=None if replacement else n)
    if replacement:
        return 1 / b
    return (n - b) / (b * (n - 1)) if n > 1 else 0.0


def batch_covariance(
    beta: ArrayLike, X: ArrayLike, y: ArrayLike, batch_size: int, replacement: bool = False
) -> Floats:
    """Covariance (d, d) of the minibatch gradient at a fixed beta, exact for any n."""
    X, y = as_problem(X, y, power=4)
    beta = as_start(beta, X.shape[1], "beta")
    return _row_covariance(beta, X, y) * share(len(y), batch_size, replacement)


def largest_settling_lr(X: ArrayLike, batch_size: int = 1, replacement: bool = False) -> float:
    """The lr below which SGD with fresh draws keeps a finite mean square; at most 2 / L.

    The mean square goes through I - lr (K - lr Q) every step; it is singular first at
    1 / (largest eigenvalue of K^-1 Q). Raises ValueError where columns of X are dependent.
    """
    X = as_design(X, power=4)
    return _settling_limit(*_kronecker_parts(X, share(len(X), batch_size, replacement)))


def noise_floor(
    X: ArrayLike, y: ArrayLike, lr: float, batch_size: int = 1, replacement: bool = False
) -> float:
    """Mean of MSE(beta) - MSE(beta*) once SGD with fresh draws has settled, in y units squared.

    replacement says how the rows inside one batch are drawn. inf where lr is too large to
    settle. For small lr the floor is about (lr / 4) trace(covariance of the batch gradient).
    """
    X, y = as_problem(X, y, power=4)
    lr, part = as_positive("lr", lr), share(len(y), batch_size, replacement)
    K, Q = _kronecker_parts(X, part)
    if lr >= _settling_limit(K, Q):
        return np.inf
    kicks = part * _row_covariance(np.linalg.lstsq(X, y)[0], X, y)
    spread = np.linalg.solve(K - lr * Q, lr * kicks.ravel()).reshape(kicks.shape)
    return _excess(X, spread)


def reshuffled_floor(X: ArrayLike, y: ArrayLike, lr: float, batch_size: int = 1) -> float:
    """The same at the ends of epochs, when the rows are reshuffled every epoch: all n! orders.

    One epoch in a given order is an affine map of the error; mean and mean square of the error
    are the fixed points of its average over the orders. inf where lr is too large to settle;
    ValueError for more than 7 rows, or dependent columns of X.
    """
    X, y = as_problem(X, y, power=4)
    n = as_count("the number of rows of X", len(y), least=1, most=MOST_ORDERS_ROWS)
    lr, b = as_positive("lr", lr), as_count("batch_size", batch_size, least=1, most=n)
    _need_independent(X)
    residual = y - X @ np.linalg.lstsq(X, y)[0]
    maps = [_epoch_map(X, residual, lr, b, list(order)) for order in permutations(range(n))]
    P, q = (np.array(part) for part in zip(*maps, strict=True))
    PP = np.mean([np.kron(p, p) for p in P], axis=0)
    if np.abs(np.linalg.eigvals(PP)).max() >= 1:
        return np.inf
    drift = np.linalg.solve(np.eye(len(P[0])) - P.mean(0), q.mean(0))
    cross = np.einsum("si,sj->ij", P @ drift, q) / len(q)
    kicks = cross + cross.T + q.T @ q / len(q)
    square = np.linalg.solve(np.eye(len(PP)) - PP, kicks.ravel()).reshape(kicks.shape)
    return _excess(X, square)


def _row_gradients(beta: Floats, X: Floats, y: Floats) -> Floats:
    return 2 * (X @ beta - y)[:, None] * X


def _row_covariance(beta: Floats, X: Floats, y: Floats) -> Floats:
    """Covariance (d, d) of one row's gradient, a row drawn at random."""
    slopes = _row_gradients(beta, X, y)
    scattered = slopes - slopes.mean(axis=0)  # np.cov before NumPy 2.2 errs on a single row
    return scattered.T @ scattered / len(y)


def _hessian(X: Floats) -> Floats:
    """(2/n) X^T X, shape (d, d): that of the mean squared error."""
    return 2 / len(X) * (X.T @ X)


def _epoch_map(
    X: Floats, residual: Floats, lr: float, batch_size: int, order: list[int]
) -> tuple[Floats, Floats]:
    """(P, q) of one epoch in this order: the error e = beta - beta* becomes P e + q."""
    P, q = np.eye(X.shape[1]), np.zeros(X.shape[1])
    for first in range(0, len(order), batch_size):
        rows = order[first : first + batch_size]
        step = np.eye(len(q)) - lr * _hessian(X[rows])
        P, q = step @ P, step @ q + 2 * lr / len(rows) * X[rows].T @ residual[rows]
    return P, q


def _kronecker_parts(X: Floats, share: float) -> tuple[Floats, Floats]:
    """K and Q with E[(I - lr H_B) kron (I - lr H_B)] = I - lr (K - lr Q), H_B a batch's Hessian."""
    _need_independent(X)
    n, d = X.shape
    H, one = _hessian(X), np.eye(d)
    rows = 2 * X[:, :, None] * X[:, None, :]
    scatter = np.einsum("nij,nkl->ikjl", rows, rows).reshape(d * d, d * d) / n - np.kron(H, H)
    return np.kron(H, one) + np.kron(one, H), np.kron(H, H) + share * scatter


def _settling_limit(K: Floats, Q: Floats) -> float:
    return float(1 / np.linalg.eigvals(np.linalg.solve(K, Q)).real.max())


def _need_independent(X: Floats) -> None:
    rank = np.linalg.matrix_rank(X)
    if rank < X.shape[1]:
        expected = f"the {X.shape[1]} columns of X must be independent"
        raise refused(expected, f"rank {rank}", f"fewer columns, X[:, :{rank}] say, or more rows")


def _excess(X: Floats, square: Floats) -> float:
    """MSE above its minimum for an error of mean square `square` (d, d): half of trace(H S)."""
    return float(np.trace(_hessian(X) @ square) / 2)
