"""What explorers are handed besides X and y: looked at once, or refused in words."""

import numpy as np

from gdcore.arrays import as_floats, refused, told


def as_lrs(lrs):
    """Learning rates (stops,), each positive; a single number is one of them."""
    array = np.atleast_1d(as_floats("lrs", lrs))
    if array.ndim != 1 or not array.size:
        raise refused("lrs must be learning rates in a list", told(lrs), "`lrs = [0.01, 0.1]`")
    if not (np.isfinite(array) & (array > 0)).all():
        expected = "a learning rate must be a positive, finite number"
        raise refused(expected, told(array.min()), "`lrs = [0.01, 0.1]`")
    return array


def as_sizes(sizes, n):
    """Batch sizes from 1 to n, in a list."""
    several = sizes.tolist() if hasattr(sizes, "tolist") else sizes
    if not isinstance(several, list | tuple | range) or not several:
        several = [None]
    if not all(_is_whole(size) and 1 <= size <= n for size in several):
        expected = f"sizes must be batch sizes, whole numbers from 1 to {n}, in a list"
        raise refused(expected, told(sizes), f"`sizes = [1, {n}]`")
    return [int(size) for size in several]


def _is_whole(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def as_columns(columns, d):
    """The numbers of two different columns of d."""
    pair = columns.tolist() if hasattr(columns, "tolist") else columns
    two = isinstance(pair, list | tuple) and len(pair) == 2
    if not two or not all(_is_whole(k) and k in range(d) for k in pair) or pair[0] == pair[1]:
        expected = f"columns must be two different numbers below {d}"
        raise refused(expected, told(columns), "`columns = (0, 1)`")
    return int(pair[0]), int(pair[1])
