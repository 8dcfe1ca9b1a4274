"""The walk: one loop under gradient descent, SGD and everything between.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
What differs between the methods is only the stream of (X, y) that the loop reads.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import (
    Floats,
    Gradient,
    Start,
    as_count,
    as_flag,
    as_floats,
    as_function,
    as_pair,
    as_positive,
    as_start,
    as_stream,
    refused,
    slope_at,
)
from gdcore.batches import draws, minibatches, whole
from gdcore.losses import AnyLoss, get_loss

Rate = float | Callable[[int], float]


@dataclass(frozen=True, eq=False)
class Path:
    """Every point a descent visited, the start included: betas (T + 1, d).

    diverged is True where the next point would not have been finite; message then says at
    which step. The points kept are all finite.
    """

    betas: Floats
    lr: Rate
    diverged: bool = False
    message: str = ""

    @property
    def T(self) -> int:
        """The number of updates made."""
        return len(self.betas) - 1

    @property
    def start(self) -> Floats:
        """The first point, shape (d,)."""
        return self.betas[0]

    @property
    def end(self) -> Floats:
        """The last point, shape (d,)."""
        return self.betas[-1]

    def __repr__(self) -> str:
        ending = self.message or f"end {np.array2string(self.end, precision=6)}"
        return f"Path of {self.T} steps, {ending}"


def descend(
    gradient: Gradient, start: Start, batches: Iterable[tuple[Any, Any]], lr: Rate, T: int
) -> Path:
    """beta <- beta - lr * gradient(beta, X, y), T times, over a stream of (X, y). Slide 12.

    gradient is any function of (beta, X, y) returning (d,); it gets X and y as views that cannot
    be written to. start None is zeros, one for each column of the first X; lr a positive number,
    or a function of the step t = 0, 1, ... returning one. Returns a Path; stops early, and says so
    in it, where a point would no longer be finite. Raises ValueError for a gradient of another
    shape, or one that changes X or y, a stream that ends early, lr <= 0 or T < 0.
    """
    gradient, stream = as_function("gradient", gradient), as_stream("batches", batches)
    T, rate = as_count("T", T), _as_rate(lr)
    if start is None:
        first = _next_batch(stream, 0)
        start, stream = _zeros_for(first[0]), chain([first], stream)
        del first  # the chain holds it until it has gone by
    beta = as_start(start, as_floats("start", start).size)
    betas = np.empty((T + 1, len(beta)), dtype=beta.dtype)
    betas[0] = beta
    with np.errstate(all="ignore"):  # divergence is told by the result, not by warnings
        for t in range(T):
            X, y = _next_batch(stream, t)
            beta = beta - rate(t) * slope_at(gradient, beta.copy(), X, y)
            # the product is quick, but overflows before beta does: then look closely
            if not isfinite(beta @ beta) and not np.isfinite(beta).all():
                message = f"diverged: step {t + 1} of {T} is no longer finite"
                return Path(betas[: t + 1].copy(), lr, diverged=True, message=message)
            betas[t + 1] = beta
    return Path(betas, lr)


def gradient_descent(
    X: ArrayLike,
    y: ArrayLike,
    lr: Rate,
    T: int,
    start: Start = None,
    loss: AnyLoss = "mse",
    gradient: Gradient | None = None,
) -> Path:
    """T steps of gradient descent on all rows, from `start` (zeros if None). Slide 12.

    loss is a name of gdcore.losses or a Loss; gradient(beta, X, y), if given, takes its place:
    a learner's own function, say. Returns a Path. Raises ValueError for input it cannot use.
    """
    batches = whole(X, y)  # the door of X and y
    return descend(_slope(loss, gradient), as_start(start, np.shape(X)[1]), batches, lr, T)


def sgd(
    X: ArrayLike,
    y: ArrayLike,
    lr: Rate,
    T: int,
    batch_size: int = 1,
    rng: np.random.Generator | None = None,
    start: Start = None,
    loss: AnyLoss = "mse",
    gradient: Gradient | None = None,
    replacement: bool = False,
) -> Path:
    """T steps on minibatches: T updates, not epochs. Slide 20.

    Rows are reshuffled every epoch; replacement=True draws every batch anew instead, each row
    independently. rng is a numpy Generator (None: a new one from entropy); the rest is as in
    gradient_descent. With batch_size n, reshuffled, the path equals gradient_descent's to the
    last bit.
    """
    rng = np.random.default_rng() if rng is None else rng
    stream = draws if as_flag("replacement", replacement) else minibatches
    batches = stream(X, y, batch_size, rng)  # the door of X and y
    return descend(_slope(loss, gradient), as_start(start, np.shape(X)[1]), batches, lr, T)


def _slope(loss: AnyLoss, gradient: Gradient | None) -> Gradient:
    return get_loss(loss).gradient if gradient is None else gradient


def _as_rate(lr: Rate) -> Callable[[int], float]:
    """lr as a function of the step."""
    if callable(lr):
        return lambda t: as_positive(f"lr({t})", lr(t))
    constant = as_positive("lr", lr)
    return lambda t: constant


def _zeros_for(X: Any) -> Floats:
    """A start at zero for such a batch, in its own precision."""
    if np.ndim(X) != 2:
        raise refused("start must be given where X is no matrix", "None", "`start = np.zeros(d)`")
    return np.zeros(X.shape[1], X.dtype if X.dtype.kind == "f" else float)


def _next_batch(stream: Iterator[tuple[Any, Any]], t: int) -> tuple[Any, Any]:
    try:
        batch = next(stream)
    except StopIteration:
        expected, came = "the stream of batches must go on for T steps", f"its end after {t} steps"
        raise refused(expected, came, f"T = {t}, or a longer stream") from None
    return as_pair("batches", batch)
