"""How fast this machine's memory can be read: a sum on all processors, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from gdcore.scale import fast
from gdcore.scale.blocks import processors


def reader(*arrays):
    """A function without arguments that reads all of them once, on every processor."""
    pieces = [_pieces(array.reshape(-1), processors()) for array in arrays]
    pool, total = _pool(), _sum()

    def sums(own):
        return [total(piece) for piece in own]

    each = list(zip(*pieces, strict=True))
    return lambda: list(pool.map(sums, each))


def _pieces(numbers, count):
    """The numbers in equal shares."""
    ends = [len(numbers) * i // count for i in range(count + 1)]
    return [numbers[a:b] for a, b in pairwise(ends)]


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
