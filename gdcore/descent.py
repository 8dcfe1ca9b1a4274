"""The walk: one loop under gradient descent, SGD and everything between.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
What differs between the methods is only the stream of (X, y) that the loop reads.
"""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from gdcore.arrays import as_count, as_floats, as_positive, as_problem, as_start
from gdcore.batches import draws, minibatches, whole
from gdcore.losses import get_loss


@dataclass(frozen=True, eq=False)
class Path:
    """Every point a descent visited, the start included: betas (T + 1, d).

    diverged is True where the next point would not have been finite; message then says at
    which step. The points kept are all finite.
    """

    betas: np.ndarray
    lr: float
    diverged: bool = False
    message: str = ""

    @property
    def T(self):
        """The number of updates made."""
        return len(self.betas) - 1

    @property
    def start(self):
        """The first point, shape (d,)."""
        return self.betas[0]

    @property
    def end(self):
        """The last point, shape (d,)."""
        return self.betas[-1]

    def __repr__(self):
        ending = self.message or f"end {np.array2string(self.end, precision=6)}"
        return f"Path of {self.T} steps, {ending}"


def descend(gradient, start, batches, lr, T):
    """beta <- beta - lr * gradient(beta, X, y), T times, over a stream of (X, y). Slide 12.

    gradient is any function of (beta, X, y) returning (d,); lr a positive number, or a function
    of the step t = 0, 1, ... returning one. Returns a Path; stops early, and says so in it,
    where a point would no longer be finite. Raises ValueError for a gradient of another shape,
    a stream that ends early, lr <= 0 or T < 0.
    """
    T = as_count("T", T)
    rate = lr if callable(lr) else None
    step = as_positive("lr", lr) if rate is None else np.nan
    beta = as_start(start, np.size(start))
    betas = np.empty((T + 1, len(beta)), dtype=beta.dtype)
    betas[0] = beta
    batches = iter(batches)
    with np.errstate(all="ignore"):  # divergence is told by the result, not by warnings
        for t in range(T):
            X, y = _next_batch(batches, t)
            slope = _as_slope(gradient(beta.copy(), X, y), beta.shape)
            step = step if rate is None else as_positive(f"lr({t})", rate(t))
            beta = beta - step * slope
            # the product is quick, but overflows before beta does: then look closely
            if not isfinite(beta @ beta) and not np.isfinite(beta).all():
                message = f"diverged: step {t + 1} of {T} is no longer finite"
                return Path(betas[: t + 1].copy(), lr, diverged=True, message=message)
            betas[t + 1] = beta
    return Path(betas, lr)


def descend_many(gradient, starts, lrs, T):
    """Many descents at once: points (..., T + 1, d), nan once a walk is no longer finite.

    starts (..., d) and lrs (...) are broadcast against each other: every start with every lr.
    gradient(betas) takes many betas at once, (..., d), and returns as many slopes: for a loss
    `lambda betas: mse_gradient(betas, X, y)`. Sixty walks cost little more than one. Raises
    ValueError for a gradient of another shape, for shapes that do not meet, lr <= 0 or T < 0.
    """
    beta, rates = _every_start_with_every_lr(starts, lrs)
    betas = np.empty((as_count("T", T) + 1, *beta.shape))
    betas[0] = beta
    with np.errstate(all="ignore"):
        for t in range(T):
            betas[t + 1] = betas[t] - rates * _as_slope(gradient(betas[t]), beta.shape)
    lost = ~np.isfinite(betas).all(axis=-1)  # for good: no step leads back from inf or nan
    betas[lost] = np.nan
    return np.moveaxis(betas, 0, -2)


def ends_of_many(gradient, starts, lrs, T, at_rest):
    """The last points of descend_many, (..., d), without keeping the walks there.

    at_rest(slopes) says of slopes (m, d) which walks, (m,), are at rest: those are not walked on,
    so that the gradient is asked for (m, d) betas, fewer and fewer. A walk that is not stopped so
    may end in inf or nan. The rest is as in descend_many.
    """
    beta, rates = _every_start_with_every_lr(starts, lrs)
    ends, rates = beta.reshape(-1, beta.shape[-1]).copy(), rates.reshape(-1, 1)
    moving = np.arange(len(ends))
    with np.errstate(all="ignore"):
        for _ in range(as_count("T", T)):
            here = ends[moving]
            slopes = _as_slope(gradient(here), here.shape)
            ends[moving] = here - rates[moving] * slopes
            moving = moving[~at_rest(slopes)]
            if not moving.size:
                break
    return ends.reshape(beta.shape)


def gradient_descent(X, y, lr, T, start=None, loss="mse", gradient=None):
    """T steps of gradient descent on all rows, from `start` (zeros if None). Slide 12.

    loss is a name of gdcore.losses or a Loss; gradient(beta, X, y), if given, takes its place:
    a learner's own function, say. Returns a Path. Raises ValueError for input it cannot use.
    """
    X, y = as_problem(X, y)
    return descend(_slope(loss, gradient), as_start(start, X.shape[1]), whole(X, y), lr, T)


def sgd(
    X, y, lr, T, batch_size=1, rng=None, start=None, loss="mse", gradient=None, replacement=False
):
    """T steps on minibatches: T updates, not epochs. Slide 20.

    Rows are reshuffled every epoch; replacement=True draws every batch anew instead, each row
    independently. rng is a numpy Generator (None: a new one from entropy); the rest is as in
    gradient_descent. With batch_size n, reshuffled, the path equals gradient_descent's to the
    last bit.
    """
    X, y = as_problem(X, y)
    rng = np.random.default_rng() if rng is None else rng
    stream = draws if replacement else minibatches
    batches = stream(X, y, batch_size, rng)
    return descend(_slope(loss, gradient), as_start(start, X.shape[1]), batches, lr, T)


def _every_start_with_every_lr(starts, lrs):
    """starts (..., d) and lrs (..., 1), broadcast against each other."""
    starts, lrs = as_floats("starts", starts), as_floats("lrs", lrs)
    if starts.ndim == 0:
        raise ValueError("starts must have shape (..., d), got a number; try [start]")
    if not (lrs > 0).all():
        raise ValueError(f"every one of lrs must be positive, got {lrs.min()}")
    try:
        shape = np.broadcast_shapes(starts.shape[:-1], lrs.shape)
    except ValueError:
        raise ValueError(
            f"starts (..., d) and lrs (...) must meet as numpy broadcasts, got {starts.shape} and "
            f"{lrs.shape}; try starts[:, None] for every start with every lr"
        ) from None
    starts = np.broadcast_to(starts, (*shape, starts.shape[-1]))
    return starts, np.broadcast_to(lrs, shape)[..., None]


def _slope(loss, gradient):
    return get_loss(loss).gradient if gradient is None else gradient


def _next_batch(batches, t):
    try:
        return next(batches)
    except StopIteration:
        raise ValueError(
            f"the stream of batches ended after {t} steps; try a longer one, or a smaller T"
        ) from None


def _as_slope(slope, shape):
    """What a gradient function returned, as an array of the right shape, or a word on it."""
    if type(slope) is np.ndarray and slope.shape == shape and slope.dtype.kind == "f":
        return slope
    if slope is None:
        raise ValueError(
            f"the gradient must return an array of shape {shape}, got None; is there a return?"
        )
    try:
        array = np.asarray(slope, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"the gradient must return numbers of shape {shape}, got {type(slope).__name__}"
        ) from None
    if array.shape != shape:
        raise ValueError(f"the gradient must have shape {shape}, got {array.shape}")
    return array
