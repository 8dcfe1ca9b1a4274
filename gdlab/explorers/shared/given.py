"""What explorers are handed besides X and y: looked at once, or refused in words."""

import numpy as np

from gdcore.arrays import as_count, as_floats, as_positive, refused, told


def as_lrs(lrs):
    """Learning rates (stops,), each positive; a single number is one of them."""
    array = np.atleast_1d(as_floats("lrs", lrs))
    if array.ndim != 1 or not array.size:
        raise refused("lrs must be learning rates in a list", told(lrs), "`lrs = [0.01, 0.1]`")
    return np.array([as_positive("a learning rate", lr) for lr in array])


def as_sizes(sizes, n):
    """Batch sizes from 1 to n, in a list."""
    several = sizes.tolist() if isinstance(sizes, np.ndarray) else sizes
    if not isinstance(several, list | tuple | range) or not several:
        raise refused(
            f"sizes must be batch sizes from 1 to {n} in a list", told(sizes), "`sizes = [1, 2]`"
        )
    return [as_count("a batch size", size, 1, n) for size in several]


def as_columns(columns, d):
    """The numbers of two different columns of d."""
    pair = columns.tolist() if isinstance(columns, np.ndarray) else columns
    two = isinstance(pair, list | tuple) and len(pair) == 2
    whole = two and all(isinstance(k, int | np.integer) and k in range(d) for k in pair)
    if not whole or pair[0] == pair[1] or any(isinstance(k, bool) for k in pair):
        expected = f"columns must be two different numbers below {d}"
        raise refused(expected, told(columns), "`columns = (0, 1)`")
    return int(pair[0]), int(pair[1])
