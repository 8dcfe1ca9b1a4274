"""Streams of (X, y): what a step of the descent gets to see. Each goes on without end.

Shapes everywhere: X (n, d) samples by features, y (n,) targets; a batch is X (b, d), y (b,).
Randomness comes in as rng, a numpy Generator. Full gradient descent is the stream `whole`.
A batch carries its own rows only, so a mean over it divides by its own size, the last one too.
"""

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Floats, as_count, as_flag, as_problem, as_rng, read_only

Batch = tuple[Floats, Floats]


def whole(X: ArrayLike, y: ArrayLike) -> Iterator[Batch]:
    """All rows, every time, as views that cannot be written to: gradient descent. Slide 21."""
    return repeat(read_only(as_problem(X, y)))


def minibatches(
    X: ArrayLike, y: ArrayLike, batch_size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """Reshuffle every epoch, then hand out batch_size rows at a time. Slides 20 and 22.

    1 is stochastic gradient descent. The last batch of an epoch holds what is left. A batch of
    all n rows keeps their order (a sum does not mind), so it equals `whole` to the last bit.
    Raises ValueError unless 1 <= batch_size <= n.
    """
    X, y, b = _checked(X, y, batch_size)
    order_of = as_rng(rng).permutation
    return repeat(read_only((X, y))) if b == len(y) else _epochs(X, y, b, order_of)


def in_order(X: ArrayLike, y: ArrayLike, batch_size: int) -> Iterator[Batch]:
    """batch_size rows at a time in the order they stand in, over and over, never shuffled.

    A batch is a view that cannot be written to: nothing is copied.
    """
    X, y, b = _checked(X, y, batch_size)
    return _stretches(read_only(X), read_only(y), b)


def draws(
    X: ArrayLike, y: ArrayLike, batch_size: int, rng: np.random.Generator, replacement: bool = True
) -> Iterator[Batch]:
    """A fresh draw of batch_size rows for every batch, with or without replacement inside it."""
    replacement = as_flag("replacement", replacement)
    X, y, b = _checked(X, y, batch_size, bounded=not replacement)
    return _draws(X, y, b, as_rng(rng), replacement)


def _draws(X: Floats, y: Floats, b: int, rng: Any, replacement: bool) -> Iterator[Batch]:
    while True:
        rows = rng.choice(len(y), b, replace=replacement)
        yield X[rows], y[rows]


def _stretches(X: Floats, y: Floats, b: int) -> Iterator[Batch]:
    while True:
        for first in range(0, len(y), b):
            yield X[first : first + b], y[first : first + b]


def _epochs(X: Floats, y: Floats, b: int, order_of: Callable[[int], Any]) -> Iterator[Batch]:
    while True:
        order = order_of(len(y))
        for first in range(0, len(y), b):
            rows = order[first : first + b]
            yield X[rows], y[rows]


def _checked(
    X: ArrayLike, y: ArrayLike, batch_size: int, bounded: bool = True
) -> tuple[Floats, Floats, int]:
    X, y = as_problem(X, y)
    return X, y, as_count("batch_size", batch_size, least=1, most=len(y) if bounded else None)
