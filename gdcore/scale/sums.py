"""What rows say about themselves, so that any number of them add up to a gradient.

Every gradient of gdcore.losses is a weight times X^T r, where r = X beta - y (n,), and r^T r and n
are all that a weight needs to know. Shapes: X (n, d), y (n,), beta (d,).
"""

from math import isinf, nan, sqrt
from typing import NamedTuple

import numpy as np

from gdcore.arrays import refused, told
from gdcore.losses import get_loss


class Sums(NamedTuple):
    """X^T r (d,), r^T r and n of some rows; those of two sets of rows add up entry by entry."""

    product: np.ndarray
    squares: float
    n: int


def added(a, b):
    """The Sums of the rows of both."""
    return Sums(*(x + y for x, y in zip(a, b, strict=True)))


def weight_of(loss):
    """The function of Sums with gradient = weight X^T r. ValueError for a loss that has none."""
    name = get_loss(loss).name
    if name not in WEIGHTS:
        expected = f"loss must be one of {', '.join(WEIGHTS)}"
        raise refused(expected, told(name), '`loss = "mse"`')
    return WEIGHTS[name]


def _over_norm(sums, factor=1.0):
    """factor / ||r||. Zero where r is: no gradient there, and zero is the shortest subgradient.

    nan where r^T r is too large for a number: 1 / inf would be a gradient of zero, as at a minimum.
    """
    if isinf(sums.squares):
        return nan
    return factor / sqrt(sums.squares) if sums.squares else 0.0


WEIGHTS = {
    "half_sse": lambda sums: 1,
    "sse": lambda sums: 2,
    "mse": lambda sums: 2 / sums.n,
    "rmse": lambda sums: _over_norm(sums, 1 / sqrt(sums.n)),
    "l2": _over_norm,
}
