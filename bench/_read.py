"""How fast this machine's memory can be read: a sum on all processors, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from gdcore.scale import fast
from gdcore.scale.blocks import processors


def reader(X):
    """A function without arguments that reads all of X once, on every processor."""
    numbers = X.reshape(-1)
    ends = [len(numbers) * i // processors() for i in range(processors() + 1)]
    pieces, pool, total = [numbers[a:b] for a, b in pairwise(ends)], _pool(), _sum()
    return lambda: list(pool.map(total, pieces))


def _pool():
    return ThreadPoolExecutor(processors())


def _sum():
    """Compiled where numba is, so that nothing but memory limits it; else numpy's, in one loop."""
    if not fast.available():
        return np.add.reduce
    from numba import njit

    @njit(nogil=True, fastmath=True)
    def total(numbers):
        result = numbers.dtype.type(0)
        for i in range(numbers.size):
            result += numbers[i]
        return result

    return total
