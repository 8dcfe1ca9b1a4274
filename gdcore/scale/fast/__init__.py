"""The fused loop: each row is read once, by kernels that numba compiles (extra `fast`).

It gives what numpy's blocks give, to rounding, and runs near the speed at which memory can be read.
The kernels release Python's lock and start no threads of their own; blocks.py shares the rows out.
They are compiled at their first use, some seconds, and kept on disk, in `__pycache__` beside
kernels.py or, where that cannot be written, in the user's cache folder: after that a process needs
about a second, most of it to import numba. Shapes: X (n, d), y (n,), beta (d,).
"""

import os
import sys
import threading
from functools import cache

import numpy as np

from gdcore.scale.sums import Sums

CHUNK_BYTES = 2**22  # a call of a kernel costs microseconds: few calls
COPY_BYTES = 2**18  # rows that must be copied first are still in the cache when they are summed
PATIENCE = 1.0  # seconds, after which a waiting user is told why
TOLD = "gdcore: loading the fused loop; the first time on this processor it is compiled"
FEW = 3  # columns; fewer fill too little of a vector
_loading = threading.Lock()


def available():
    """Whether numba is here and works. The first call takes about a second where it does."""
    try:
        load()
    except ImportError:
        return False
    return True


def suits(X):
    """Whether the fused loop is faster on this X: FEW columns or more."""
    return X.shape[1] >= FEW


def sums_of_stretch(beta, X, y, rows=None):
    """The Sums of rows, in one pass; beta has the type to compute in, rows is a chunk's size.

    What does not lie in memory as a kernel needs it (another type, columns first, every second
    column) is copied a chunk at a time. Raises ImportError without numba.
    """
    kernel, lanes = load()
    kind, d = beta.dtype, X.shape[1]
    padded = np.zeros(-(-d // lanes(kind)) * lanes(kind), kind)
    padded[:d] = beta
    part, product, squares = np.zeros_like(padded), np.zeros(d), 0.0
    ready = _ready(X, kind)
    rows = rows or max(1, (CHUNK_BYTES if ready else COPY_BYTES) // (d * kind.itemsize))
    with np.errstate(all="ignore"):  # divergence is told by the result, not by warnings
        for first in range(0, len(X), rows):
            block = X[first : first + rows]
            numbers, stride = _in_one_line(block if ready else np.array(block, kind, order="C"))
            targets = np.require(y[first : first + rows], kind, ["C", "A"])
            squares += kernel(numbers, stride, d, padded, targets, part, product)
    return Sums(product, squares, len(X))


def load():
    """(the kernel, its lanes_of), compiled if they never were; ImportError without numba."""
    with _loading:  # two threads may come first
        return _loaded()


@cache
def _loaded():
    waiting = threading.Timer(PATIENCE, _tell)
    waiting.daemon = True
    waiting.start()
    try:
        from gdcore.scale.fast.kernels import lanes_of, sums_kernel
    except ImportError as error:
        raise ImportError(
            f"the fused loop needs numba ({error}): pip install numba, or take engine='numpy'"
        ) from None
    finally:
        waiting.cancel()
    return sums_kernel, lanes_of


def _tell():
    """Say why nothing seems to happen, unless progress bars are switched off: so is this."""
    if not os.environ.get("TQDM_DISABLE"):
        print(TOLD, file=sys.stderr)


def _ready(X, kind):
    """Whether a kernel can read X where it lies: numbers of this type, rows one after the other."""
    step, width = X.strides[0], X.shape[1] * kind.itemsize
    in_order = step >= width and step % kind.itemsize == 0 and X.strides[1] == kind.itemsize
    return X.dtype == kind and X.dtype.isnative and X.flags.aligned and (in_order or len(X) == 1)


def _in_one_line(X):
    """All numbers from X's first to its last, (size,), and how many lie from row to row."""
    n, d = X.shape
    stride = X.strides[0] // X.itemsize if n > 1 else d
    shape, steps = ((n - 1) * stride + d,), (X.itemsize,)
    return np.lib.stride_tricks.as_strided(X, shape, steps, writeable=False), stride
