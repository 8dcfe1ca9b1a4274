"""What the Hessian tells beforehand: limits of lr, speed, and the path in closed form.

For half_sse, sse and mse the Hessian H is constant, mu <= ... <= L are its eigenvalues, and
beta_t - beta* = (I - lr H)^t (beta_0 - beta*). Shapes: X (n, d), y (n,), beta (d,).
Every function raises ValueError for a loss whose Hessian is not constant (rmse, l2).
"""

import numpy as np

from gdcore.arrays import as_count, as_design, as_positive, as_problem, as_start
from gdcore.losses import get_loss


def eigenvalues(X, loss="mse"):
    """The eigenvalues of the Hessian, ascending, shape (d,), never below zero."""
    return np.clip(np.linalg.eigvalsh(_hessian(X, loss)), 0, None)


def condition_number(X):
    """kappa = L / mu of X^T X; inf where the columns of X are dependent (to rounding)."""
    X = as_design(X)
    s = np.linalg.svd(X, compute_uv=False)
    dependent = len(s) < X.shape[1] or s[-1] <= s[0] * max(X.shape) * np.finfo(s.dtype).eps
    return np.inf if dependent else (s[0] / s[-1]) ** 2


def largest_stable_lr(X, loss="mse"):
    """2 / L: gradient descent converges for every lr below it, and for none above."""
    largest = eigenvalues(X, loss)[-1]
    return 2 / largest if largest > 0 else np.inf


def best_lr(X, loss="mse"):
    """2 / (mu + L): the slowest direction then shrinks fastest, by (kappa - 1)/(kappa + 1)."""
    values = eigenvalues(X, loss)
    total = values[0] + values[-1]
    return 2 / total if total > 0 else np.inf


def closed_form(X, y, lr, t, start=None, loss="mse"):
    """beta after t steps without walking: shape (d,), or (len(t), d) for an array of steps.

    beta* + sum_i (1 - lr lam_i)^t v_i v_i^T (beta_0 - beta*), with v_i the eigenvectors of H.
    """
    X, y = as_problem(X, y)
    factors, vectors, parts, beta = _modes(X, y, as_positive("lr", lr), start, loss)
    steps = np.asarray(t)
    with np.errstate(over="ignore", invalid="ignore"):
        return beta + (factors ** steps[..., None] * parts) @ vectors.T


def iterations_to(tolerance, X, y, lr, start=None, loss="mse", most=10**9):
    """The first t with ||beta_t - beta*|| <= tolerance, exactly; None if lr never gets there.

    Bisection on the closed form: below the limit 2 / L the distance falls at every step.
    """
    tolerance = as_positive("tolerance", tolerance)
    most = as_count("most", most, least=1)
    X, y = as_problem(X, y)
    factors, _, parts, _ = _modes(X, y, as_positive("lr", lr), start, loss)

    def near(t):
        return np.linalg.norm(factors**t * parts) <= tolerance

    if near(0):
        return 0
    if np.abs(factors[parts != 0]).max() >= 1 or not near(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if near(middle) else (middle, high)
    return high


def _hessian(X, loss):
    loss = get_loss(loss)
    if loss.hessian is None:
        raise ValueError(f"the Hessian of {loss.name} is not constant; try half_sse, sse or mse")
    return loss.hessian(as_design(X))


def _modes(X, y, lr, start, loss):
    """Per eigen-direction: the factor 1 - lr lam, the vector, the start's part along it; and beta*.

    beta* is the minimiser this start leads to: pinv's answer plus the start's null-space part.
    """
    H = _hessian(X, loss)
    values, vectors = np.linalg.eigh(H)
    flat = values <= values[-1] * len(values) * np.finfo(values.dtype).eps
    offset = as_start(start, X.shape[1]) - np.linalg.lstsq(X, y)[0]
    parts = np.where(flat, 0.0, vectors.T @ offset)
    beta = as_start(start, X.shape[1]) - vectors @ parts
    return 1 - lr * np.where(flat, 0.0, values), vectors, parts, beta
