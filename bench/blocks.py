"""The full gradient in blocks against the plain expression and X.sum(); n d is 5e7, in memory."""

import numpy as np

from bench._turns import in_turns
from gdcore.scale.blocks import gradient_in_blocks, processors

NUMBERS, ROUNDS = 50_000_000, 7


def plain(beta, X, y):
    """Slide 14's line, with the mean's factor."""
    return 2 / len(y) * (-X.T @ (y - X @ beta))


def problem(d, kind, numbers=NUMBERS):
    X = np.random.default_rng(0).standard_normal((numbers // d, d), dtype=kind)
    return X, X @ np.ones(d, kind), np.zeros(d, kind)


def gradients(d, kind):
    """One line: GB/s of each way, and the two ratios that matter."""
    X, y, beta = problem(d, kind)
    ways = (X.sum, lambda: plain(beta, X, y), lambda: gradient_in_blocks(beta, X, y))
    read, slide, ours = in_turns(ways, ROUNDS)
    off = np.abs(gradient_in_blocks(beta, X, y) / plain(beta, X, y) - 1).max()
    print(
        f"{np.dtype(kind).name} d = {d:3}: X.sum() {X.nbytes / read / 1e9:5.1f} GB/s, "
        f"plain {X.nbytes / slide / 1e9:4.1f}, blocks {X.nbytes / ours / 1e9:5.1f}; "
        f"blocks are {slide / ours:.1f} times the plain expression, "
        f"{read / ours:.2f} of X.sum(), {off:.0e} apart",
        flush=True,
    )


def main():
    """Print every line; one line is one set of runs taken in turns."""
    print(f"n d = {NUMBERS:,}, {processors()} threads for the blocks")
    for kind in (np.float64, np.float32):
        for d in (10, 50, 100, 200):
            gradients(d, kind)
