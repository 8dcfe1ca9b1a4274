"""The full gradient, summed over blocks of rows that fit the processor's cache.

What a gradient needs of the rows can be added up block by block: X is read from memory once
instead of twice, and nothing of n entries is ever held. Shapes: X (n, d), y (n,), beta (d,).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache, reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from gdcore.arrays import as_count, as_pair, as_problem, as_start, as_stream, refused, told
from gdcore.scale import fast
from gdcore.scale.sums import Sums, added, weight_of

CACHE_BYTES = 2**19  # a block of X: best of 64 kB to 4 MB on processors with 1 or 2 MB of L2
LONG_ROW = 512  # bytes; BLAS reads several rows at once, and such long ones faster from the cache
THREAD_BYTES = 2**25  # below it, starting threads costs more than it saves
FUSED_BYTES = 2**25  # below it, loading numba costs more than it saves
ENGINES = ("numpy", "fused")


def gradient_in_blocks(beta, X, y=None, loss="mse", rows=None, workers=None, engine=None):
    """The gradient of a loss on all rows, shape (d,), in one pass over X. Slides 5 to 14.

    X, y, rows, workers and engine are those of sums_in_blocks. float32 stays float32; anything
    else gives float64. rmse and l2 give zero where the residual is zero, and nan where its square
    overflows. Raises what sums_in_blocks raises, ValueError for an unknown loss.
    """
    weight = weight_of(loss)
    sums, kind = _sums_and_type(beta, X, y, _How.asked(rows, workers, engine))
    return (weight(sums) * sums.product).astype(kind)


def sums_in_blocks(beta, X, y=None, rows=None, workers=None, engine=None):
    """X^T r, r^T r and n of all rows as Sums, r = X beta - y, in one pass over X.

    X and y are arrays (in memory or memory-mapped); or y is None and X a stream of (X, y) blocks
    that ends, such as gdcore.scale.disk.Rows. rows is the number of rows in a block (None: as many
    as fit CACHE_BYTES); workers the number of threads that share the blocks (None: one a processor
    where X is large). engine is "numpy", two BLAS products a block; or "fused", gdcore.scale.fast,
    which needs numba; or None for what engine_for says. The two agree to rounding. float32 is added
    up in float64, block by block. Raises ValueError for input it cannot use, ImportError for
    "fused" without numba.
    """
    return _sums_and_type(beta, X, y, _How.asked(rows, workers, engine))[0]


def engine_for(X, size=None):
    """The engine that is taken for an array X where none is named: "fused" or "numpy".

    The first, if X suits it, numba is installed and `size`, the bytes of X (of a stream: of all
    its blocks until then), is at least FUSED_BYTES.
    """
    size = X.size * float_type(X).itemsize if size is None else size
    return "fused" if size >= FUSED_BYTES and fast.suits(X) and fast.available() else "numpy"


def rows_that_fit(X, size=CACHE_BYTES):
    """How many rows of X (n, d), as floats, fit into `size` bytes; at least 1."""
    return max(1, size // (X.shape[1] * float_type(X).itemsize))


def float_type(X):
    """The type X is computed in: float32 stays, everything else is float64."""
    return np.dtype(np.float32 if X.dtype == np.float32 else np.float64)


def processors():
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux; elsewhere all there are
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class _How(NamedTuple):
    """What the caller asked for, checked; None leaves the choice to us."""

    rows: int | None
    workers: int | None
    engine: str | None

    @classmethod
    def asked(cls, rows, workers, engine):
        if not (engine is None or (isinstance(engine, str) and engine in ENGINES)):
            expected = f"engine must be {' or '.join(ENGINES)} or None"
            raise refused(expected, told(engine), "`engine = None`")
        if engine == "fused":
            fast.load()
        rows = None if rows is None else as_count("rows", rows, least=1)
        return cls(rows, None if workers is None else as_count("workers", workers, least=1), engine)


def _sums_and_type(beta, X, y, how):
    """The Sums, and the type their gradient should have."""
    sums, kind, size = None, np.float32, 0
    for block, targets in [(X, y)] if y is not None else _stream(X):
        block, targets = _matching(block, targets)
        if sums is None:
            beta = as_start(beta, block.shape[1])
            sums = Sums(np.zeros(len(beta)), 0.0, 0)
        elif block.shape[1] != len(beta):
            expected = f"every block must have {len(beta)} columns"
            raise refused(expected, f"{block.shape}", "blocks of one width")
        kind = np.promote_types(kind, float_type(block))
        size += block.size * float_type(block).itemsize
        used = how._replace(engine=how.engine or engine_for(block, size))
        sums = added(sums, _sums_of(beta, block, targets, used))
    if sums is None:
        expected = "the stream of blocks must hold at least one (X, y)"
        raise refused(expected, "none", "a new stream: this one may have been read before")
    return sums, kind


def _sums_of(beta, X, y, how):
    """Every worker sums a stretch; the stretches add up in order."""
    of_stretch = fast.sums_of_stretch if how.engine == "fused" else _sums_of_stretch
    beta = beta.astype(float_type(X))
    large = X.size * beta.itemsize >= THREAD_BYTES
    workers = how.workers or (processors() if large else 1)
    if workers == 1:
        sums = of_stretch(beta, X, y, how.rows)
    else:
        ends = [len(X) * i // workers for i in range(workers + 1)]
        stretches = [(beta, X[a:b], y[a:b], how.rows) for a, b in pairwise(ends) if a < b]
        with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
            sums = reduce(added, pool.map(lambda stretch: of_stretch(*stretch), stretches))
    if not np.isfinite(sums.product).all():  # only now look for a nan or inf: looking costs a pass
        rows = how.rows or rows_that_fit(X)
        for first in range(0, len(X), rows):
            as_problem(X[first : first + rows], y[first : first + rows])
    return sums


def one_blas_thread():
    """While our threads share the work BLAS must start none of its own: they would wait in turn."""
    return _blas().limit(limits=1, user_api="blas")


@cache
def _blas():
    return ThreadpoolController()  # looks through the loaded libraries: 2 ms, once


def _sums_of_stretch(beta, X, y, rows):
    """The loop: a block comes into the cache for X beta and is still there for X^T r."""
    rows = rows or rows_that_fit(X)
    residual = np.empty(min(rows, len(X)), beta.dtype)
    part, total, squares = np.empty_like(beta), np.zeros(len(beta)), 0.0
    long = X.shape[1] * beta.itemsize >= LONG_ROW and X.flags.c_contiguous
    with np.errstate(all="ignore"):  # divergence is told by the result, not by warnings
        for first in range(0, len(X), rows):
            block = X[first : first + rows].astype(beta.dtype, copy=False)
            if long:
                numbers = block.reshape(-1)
                np.dot(numbers, numbers)  # only to read them, in order
            r = residual[: len(block)]
            np.dot(block, beta, out=r)
            np.subtract(r, y[first : first + rows], out=r, casting="same_kind")
            np.dot(r, block, out=part)
            total += part
            squares += float(np.dot(r, r))
    return Sums(total, squares, len(X))


def _stream(X):
    """X as a stream of pairs, or a word on the missing y."""
    if isinstance(X, np.ndarray | list | tuple) and not _is_pairs(X):
        expected = "y must be given with X, or X be a stream of (X, y) blocks: y is missing"
        raise refused(expected, told(X), "gradient_in_blocks(beta, X, y)")
    return (as_pair("blocks", pair) for pair in as_stream("X", X))


def _is_pairs(X):
    return isinstance(X, list | tuple) and all(isinstance(p, tuple) and len(p) == 2 for p in X)


def _matching(X, y):
    """X and y as arrays of numbers whose shapes fit; as_problem says what is wrong if not."""
    plain = all(isinstance(a, np.ndarray) and not isinstance(a, np.ma.MaskedArray) for a in (X, y))
    if not plain:
        return as_problem(X, y)
    X, y = np.asarray(X), np.asarray(y)
    numbers = {X.dtype.kind, y.dtype.kind} <= set("buif") and X.dtype != np.float16
    if not numbers or X.ndim != 2 or 0 in X.shape or y.shape != X.shape[:1]:
        return as_problem(X, y)
    return X, y
