"""The full gradient against a bare read of X and y, the plain expression, and each other."""

import numpy as np

from bench._read import reader
from bench._table import line, speed
from bench._turns import in_turns
from gdcore.scale import fast
from gdcore.scale.blocks import gradient_in_blocks, processors
from gdcore.scale.devices import machine_memory

SIZES, COLUMNS, ROUNDS = (50_000_000, 200_000_000), (10, 50, 100, 200), 9


def plain(beta, X, y):
    """Slide 14's line, with the mean's factor."""
    return 2 / len(y) * (-X.T @ (y - X @ beta))


def problem(d, kind, numbers=SIZES[0]):
    X = np.random.default_rng(0).standard_normal((numbers // d, d), dtype=kind)
    return X, X @ np.ones(d, kind), np.zeros(d, kind)


def gradients(d, kind, numbers):
    X, y, beta = problem(d, kind, numbers)
    ways = {
        "read": reader(X, y),
        "plain": lambda: plain(beta, X, y),
        "numpy": lambda: gradient_in_blocks(beta, X, y, engine="numpy"),
    }
    if fast.available():
        ways["fused"] = lambda: gradient_in_blocks(beta, X, y, engine="fused")
    times = in_turns(ways, ROUNDS)
    what = f"{np.dtype(kind).name}, d = {d}, n d = {numbers:.0e}".replace("e+0", "e")
    best = "fused" if "fused" in times else "numpy"
    size = X.nbytes + y.nbytes
    note = f"read {speed(size, times['read'])}, {best} {speed(size, times[best])}"
    if best == "fused":
        yield line(f"{what}: speed of fused, of a read", times["read"], times["fused"], note)
    yield line(f"{what}: speed of numpy's blocks, of a read", times["read"], times["numpy"])
    yield line(f"{what}: seconds of the plain expression, of {best}", times["plain"], times[best])


def lines():
    """A read is a sum on all processors: nothing can be faster, X and y being in memory."""
    yield f"{processors()} threads; a read is a sum of X and y on as many"
    if not fast.available():
        yield "numba is not installed: the fused loop is not measured"
    for numbers in SIZES:
        if (machine_memory() or 0) < 3 * 8 * numbers:
            yield f"n d = {numbers:,}: not measured, too little memory"
            continue
        for kind in (np.float64, np.float32):
            for d in COLUMNS:
                yield from gradients(d, kind, numbers)
