"""What a class is asked in set 1, and the right answers to it.

The loss is c / N sum_i w_i (y_i - x_i beta)^2 + p alpha sum_k kept_k beta_k^2. A class has its own
c, N (the number of rows or the sum of the weights) and p, its own answer to whether the last
coefficient, the intercept's, is in the ridge term, and its own way in which the learning rate
falls. Shapes: X (n, d), y (n,), w (n,), beta (d,).
"""

from typing import NamedTuple

import numpy as np

from coursework.variant import one_of

PACES = {"root": (1.0,), "power": (0.7, 0.8, 0.9), "harmonic": (2.0, 4.0, 5.0)}
BEGAN = ("far", "2.7", "4.3")  # times the limit: no schedule comes to lie on the limit itself
RATES = {
    "root": lambda lr, t, pace: lr / np.sqrt(1 + t),
    "power": lambda lr, t, pace: lr * pace**t,
    "harmonic": lambda lr, t, pace: lr / (1 + t / pace),
}


class Choice(NamedTuple):
    """c, whether N is the sum of w, p, last (1 or 0: is the intercept kept in the ridge term?),
    the schedule of the learning rate with its pace, and the last question in words.
    """

    c: float
    by_weight: bool
    p: float
    last: int
    schedule: str
    pace: float
    began: str


def choose(rng):
    """What this class is asked."""
    schedule = one_of(rng, tuple(PACES))
    return Choice(
        c=one_of(rng, (1.0, 0.5)),
        by_weight=one_of(rng, (True, False)),
        p=one_of(rng, (1.0, 0.5)),
        last=one_of(rng, (1, 0)),
        schedule=schedule,
        pace=one_of(rng, PACES[schedule]),
        began=one_of(rng, BEGAN),
    )


def size(o, w):
    """N."""
    return np.sum(w) if o.by_weight else len(w)


def kept(o, d):
    """Ones, and for the last coefficient a one or a zero."""
    return np.append(np.ones(d - 1), o.last)


def data_loss(o):
    return lambda beta, X, y, w: o.c / size(o, w) * np.sum(w * (y - X @ beta) ** 2)


def ridge_loss(o):
    return lambda beta, alpha, n: o.p * alpha * np.sum(kept(o, len(beta)) * beta**2)


def data_gradient(o):
    return lambda beta, X, y, w: -2 * o.c / size(o, w) * X.T @ (w * (y - X @ beta))


def ridge_gradient(o):
    return lambda beta, alpha, n: 2 * o.p * alpha * kept(o, len(beta)) * beta


def added(data, ridge):
    """(beta, X, y, w, alpha) -> data(beta, X, y, w) + ridge(beta, alpha, n)."""
    return lambda beta, X, y, w, alpha: data(beta, X, y, w) + ridge(beta, alpha, len(y))


def loss(o):
    return added(data_loss(o), ridge_loss(o))


def gradient(o):
    return added(data_gradient(o), ridge_gradient(o))


def hessian(o, X, w, alpha):
    ridge = 2 * o.p * alpha * np.diag(kept(o, X.shape[1]))
    return 2 * o.c / size(o, w) * (X.T * w) @ X + ridge


def largest_lr(o):
    return lambda X, w, alpha: 2 / np.linalg.eigvalsh(hessian(o, X, w, alpha))[-1]


def minimum(o):
    def solve(X, y, w, alpha):
        return np.linalg.solve(hessian(o, X, w, alpha), 2 * o.c / size(o, w) * X.T @ (w * y))

    return solve


def falling(o):
    """(lr, t) -> the learning rate of step t."""
    return lambda lr, t: RATES[o.schedule](lr, t, o.pace)


def descend(o):
    def walk(slope, start, lr, T):
        points = [np.array(start, float)]
        for t in range(T):
            points.append(points[-1] - falling(o)(lr, t) * slope(points[-1]))
        return np.array(points)

    return walk


RIGHT = {
    "loss": loss,
    "gradient": gradient,
    "minimum": minimum,
    "descend": descend,
    "largest_lr": largest_lr,
}
