"""The noise of minibatches in closed form: how far it scatters one step, and where it ends.

Everything here is for the mean squared error. Shapes: X (n, d), y (n,), beta (d,).
A batch is b rows. Drawn independently (replacement=True) its mean has 1/b of the covariance of
one row; drawn without replacement, 1/b times (n - b)/(n - 1), which is zero for b = n.
Sources: slide 19; W. Cochran, Sampling Techniques, ch. 2; Ying et al., arXiv 1803.07964.
"""

from itertools import permutations

import numpy as np

from gdcore.arrays import as_count, as_design, as_floats, as_positive, as_problem
from gdcore.losses import mse_hessian

MOST_ORDERS_ROWS = 7  # 7! = 5040 orders are a blink, 10! = 3.6 million are not


def row_gradients(beta, X, y):
    """Each row's own gradient 2 (x beta - y) x, shape (n, d); their mean is the full gradient."""
    X, y = as_problem(X, y)
    return 2 * (X @ as_floats("beta", beta) - y)[:, None] * X


def share(n, batch_size, replacement=False):
    """Covariance of a batch's mean over that of one row: 1/b, or (n - b) / (b (n - 1))."""
    n = as_count("n", n, least=1)
    b = as_count("batch_size", batch_size, least=1, most=None if replacement else n)
    if replacement:
        return 1 / b
    return (n - b) / (b * (n - 1)) if n > 1 else 0.0


def batch_covariance(beta, X, y, batch_size, replacement=False):
    """Covariance (d, d) of the minibatch gradient at a fixed beta, exact for any n."""
    X, y = as_problem(X, y)
    slopes = row_gradients(beta, X, y)
    scattered = slopes - slopes.mean(axis=0)  # np.cov before NumPy 2.2 errs on a single row
    return share(len(y), batch_size, replacement) * scattered.T @ scattered / len(y)


def largest_settling_lr(X, batch_size=1, replacement=False):
    """The lr below which SGD with fresh draws keeps a finite mean square; at most 2 / L.

    The mean square goes through I - lr (K - lr Q) every step; it is singular first at
    1 / (largest eigenvalue of K^-1 Q). Raises ValueError where columns of X are dependent.
    """
    K, Q = _kronecker_parts(as_design(X), batch_size, replacement)
    return 1 / np.linalg.eigvals(np.linalg.solve(K, Q)).real.max()


def noise_floor(X, y, lr, batch_size=1, replacement=False):
    """Mean of MSE(beta) - MSE(beta*) once SGD with fresh draws has settled, in y units squared.

    replacement says how the rows inside one batch are drawn. inf where lr is too large to
    settle. For small lr the floor is about (lr / 4) trace(covariance of the batch gradient).
    """
    X, y = as_problem(X, y)
    lr = as_positive("lr", lr)
    if lr >= largest_settling_lr(X, batch_size, replacement):
        return np.inf
    kicks = batch_covariance(np.linalg.lstsq(X, y)[0], X, y, batch_size, replacement)
    K, Q = _kronecker_parts(X, batch_size, replacement)
    spread = np.linalg.solve(K - lr * Q, lr * kicks.ravel()).reshape(kicks.shape)
    return _excess(X, spread)


def reshuffled_floor(X, y, lr, batch_size=1):
    """The same at the ends of epochs, when the rows are reshuffled every epoch: all n! orders.

    One epoch in a given order is an affine map of the error; mean and mean square of the error
    are the fixed points of its average over the orders. inf where lr is too large to settle;
    ValueError for more than 7 rows.
    """
    X, y = as_problem(X, y)
    n = as_count("the number of rows of X", len(y), least=1, most=MOST_ORDERS_ROWS)
    lr, b = as_positive("lr", lr), as_count("batch_size", batch_size, least=1, most=n)
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


def _epoch_map(X, residual, lr, batch_size, order):
    """(P, q) of one epoch in this order: the error e = beta - beta* becomes P e + q."""
    P, q = np.eye(X.shape[1]), np.zeros(X.shape[1])
    for first in range(0, len(order), batch_size):
        rows = order[first : first + batch_size]
        step = np.eye(len(q)) - lr * mse_hessian(X[rows])
        P, q = step @ P, step @ q + 2 * lr / len(rows) * X[rows].T @ residual[rows]
    return P, q


def _kronecker_parts(X, batch_size, replacement):
    """K and Q with E[(I - lr H_B) kron (I - lr H_B)] = I - lr (K - lr Q), H_B a batch's Hessian."""
    n, d = X.shape
    if np.linalg.matrix_rank(X) < d:
        raise ValueError(f"the columns of X must be independent, got rank below {d}; drop some")
    H, one = mse_hessian(X), np.eye(d)
    rows = 2 * X[:, :, None] * X[:, None, :]
    scatter = np.einsum("nij,nkl->ikjl", rows, rows).reshape(d * d, d * d) / n - np.kron(H, H)
    Q = np.kron(H, H) + share(n, batch_size, replacement) * scatter
    return np.kron(H, one) + np.kron(one, H), Q


def _excess(X, square):
    """MSE above its minimum for an error of mean square `square` (d, d): half of trace(H S)."""
    return float(np.trace(mse_hessian(X) @ square) / 2)
