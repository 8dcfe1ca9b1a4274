"""Streams of (X, y): what a step of the descent gets to see. Each goes on without end.

Shapes everywhere: X (n, d) samples by features, y (n,) targets; a batch is X (b, d), y (b,).
Randomness comes in as rng, a numpy Generator. Full gradient descent is the stream `whole`.
A batch carries its own rows only, so a mean over it divides by its own size, the last one too.
"""

from itertools import repeat

import numpy as np

from gdcore.arrays import as_count, as_problem


def whole(X, y):
    """All rows, every time: gradient descent. Slide 21."""
    X, y = as_problem(X, y)
    return repeat((X, y))


def minibatches(X, y, batch_size, rng):
    """Reshuffle every epoch, then hand out batch_size rows at a time. Slides 20 and 22.

    1 is stochastic gradient descent. The last batch of an epoch holds what is left. A batch of
    all n rows keeps their order (a sum does not mind), so it equals `whole` to the last bit.
    Raises ValueError unless 1 <= batch_size <= n.
    """
    X, y, batch_size = _checked(X, y, batch_size, rng)
    return whole(X, y) if batch_size == len(y) else _epochs(X, y, batch_size, rng.permutation)


def in_order(X, y, batch_size):
    """batch_size rows at a time in the order they stand in, over and over, never shuffled."""
    X, y, batch_size = _checked(X, y, batch_size)
    return _epochs(X, y, batch_size, np.arange)


def draws(X, y, batch_size, rng, replacement=True):
    """A fresh draw of batch_size rows for every batch, with or without replacement inside it."""
    X, y, batch_size = _checked(X, y, batch_size, rng, bounded=not replacement)

    def draw():
        while True:
            rows = rng.choice(len(y), batch_size, replace=replacement)
            yield X[rows], y[rows]

    return draw()


def _epochs(X, y, batch_size, order_of):
    while True:
        order = order_of(len(y))
        for first in range(0, len(y), batch_size):
            rows = order[first : first + batch_size]
            yield X[rows], y[rows]


def _checked(X, y, batch_size, rng=None, bounded=True):
    X, y = as_problem(X, y)
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"rng must be a numpy Generator, got {rng!r}; try np.random.default_rng(0)"
        )
    return X, y, as_count("batch_size", batch_size, least=1, most=len(y) if bounded else None)
