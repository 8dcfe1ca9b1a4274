"""The full gradient in blocks against the plain expression, X.sum() and scikit-learn.

Taken in turns, so that a busy moment hits all. Each runs twice unmeasured before it is timed: the
threads that BLAS leaves spinning after one way would slow the next. n d is 5e7, 400 MB in float64.
"""

import time
from statistics import median

import numpy as np

from gdcore.blocks import gradient_in_blocks, processors

NUMBERS, ROUNDS = 50_000_000, 7
BATCH = 1000


def plain(beta, X, y):
    """Slide 14's line, with the mean's factor."""
    return 2 / len(y) * (-X.T @ (y - X @ beta))


def seconds(function):
    function()
    function()
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def in_turns(functions, rounds=ROUNDS):
    """The median time of each."""
    times = [[seconds(f) for f in functions] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def problem(d, kind):
    X = np.random.default_rng(0).standard_normal((NUMBERS // d, d), dtype=kind)
    return X, X @ np.ones(d, kind), np.zeros(d, kind)


def gradients(d, kind):
    """One line: GB/s of each way, and the two ratios that matter."""
    X, y, beta = problem(d, kind)
    ways = (X.sum, lambda: plain(beta, X, y), lambda: gradient_in_blocks(beta, X, y))
    read, slide, ours = in_turns(ways)
    off = np.abs(gradient_in_blocks(beta, X, y) / plain(beta, X, y) - 1).max()
    print(
        f"{np.dtype(kind).name} d = {d:3}: X.sum() {X.nbytes / read / 1e9:5.1f} GB/s, "
        f"plain {X.nbytes / slide / 1e9:4.1f}, blocks {X.nbytes / ours / 1e9:5.1f}; "
        f"blocks are {slide / ours:.1f} times the plain expression, "
        f"{read / ours:.2f} of X.sum(), {off:.0e} apart",
        flush=True,
    )


def libraries(d=50):
    """An epoch of minibatches and a least-squares answer, by scikit-learn and by us."""
    from sklearn.linear_model import LinearRegression, SGDRegressor

    X, y, beta = problem(d, np.float64)
    X, y = X[: len(X) // 10], y[: len(X) // 10]
    model = SGDRegressor(penalty=None, fit_intercept=False, learning_rate="constant", eta0=1e-3)

    def theirs():
        for first in range(0, len(y), BATCH):
            model.partial_fit(X[first : first + BATCH], y[first : first + BATCH])

    def epoch():
        b = beta
        for first in range(0, len(y), BATCH):
            b = b - 0.1 * gradient_in_blocks(b, X[first : first + BATCH], y[first : first + BATCH])

    def descent():
        b = beta
        for _ in range(20):
            b = b - 0.5 * gradient_in_blocks(b, X, y)

    exact = LinearRegression(fit_intercept=False)
    a, b, c, e = in_turns((theirs, epoch, lambda: exact.fit(X, y), descent), 3)
    print(f"an epoch in batches of {BATCH}: partial_fit takes {a / b:.1f} times as long (it makes")
    print("  an update for every row of a batch, we make one for the whole batch)")
    print(f"LinearRegression takes {c / e:.1f} times as long as 20 steps of ours in blocks")


def torch_line(d=50):
    """The same gradient in PyTorch on the processor, where that is installed."""
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: not compared")
        return
    X, y, beta = problem(d, np.float64)
    A, t, b = map(torch.from_numpy, (X, y, beta))
    ways = (lambda: 2 / len(t) * (A.T @ (A @ b - t)), lambda: gradient_in_blocks(beta, X, y))
    theirs, ours = in_turns(ways)
    print(f"PyTorch on the processor takes {theirs / ours:.1f} times as long as blocks")


def main():
    """Print every line; one line is one set of runs taken in turns."""
    print(f"n d = {NUMBERS:,}, {processors()} threads for the blocks")
    for kind in (np.float64, np.float32):
        for d in (10, 50, 100, 200):
            gradients(d, kind)
    libraries()
    torch_line()
