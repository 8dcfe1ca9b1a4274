"""Where descents on a landscape end: many starts and learning rates at once."""

from typing import NamedTuple

import numpy as np

from gdlab.stage.parts import as_texts


class Window(NamedTuple):
    """How a landscape is shown: names of its parameters, (low, high) of each, a first start."""

    names: tuple[str, ...]
    limits: tuple[tuple[float, float], ...]
    start: tuple[float, ...]


WINDOWS = {
    "two_tone": Window(("φ",), ((-np.pi, np.pi),), (2.2,)),
    "amp_phase": Window(("a", "φ"), ((-2.0, 2.0), (-2.0, 5.2)), (0.4, 2.6)),
    "tanh_unit": Window(("a", "w"), ((-4.0, 4.0), (-3.0, 3.0)), (-1.0, 1.6)),
}
NEAR = 0.05  # as near to a minimum counts as there, in units of the parameters
FLAT = 1e-9  # a gradient below this moves nothing that could be seen
STEEP = 1e9  # one above this: the walk has left and does not come back


def window_of(landscape):
    """Its Window. Raises ValueError for a landscape that is not one of gdcore.landscapes."""
    name = getattr(landscape, "name", None)
    if name not in WINDOWS:
        got = repr(landscape)[:60]
        raise ValueError(f"landscape must be one of gdcore.landscapes, such as TWO_TONE, got {got}")
    return WINDOWS[name]


def grid(window, points):
    """Starts evenly over the window, (points, ..., points, p): the middles of equal cells."""
    shares = (np.arange(points) + 0.5) / points
    sides = [low + (high - low) * shares for low, high in window.limits]
    return np.stack(np.meshgrid(*sides), axis=-1)


def said(names, theta):
    """Parameters as read: "a = 1, φ = 3.14"."""
    return ", ".join(f"{n} = {v + 0.0:.3g}" for n, v in zip(names, theta, strict=True))


def short(values, digits):
    """Numbers as texts with so many digits after the point; those far away as powers of ten."""
    near = as_texts(np.round(values, digits) + 0.0, f".{digits}f")
    return np.where(np.abs(values) < 1e4, near, as_texts(values, ".1e"))


def walk_landscape(landscape, starts, lr, T):
    """T steps of gradient descent: points (..., T + 1, p), nan once a walk is no longer finite.

    starts (..., p) and lr (...) are broadcast against each other: every start with every lr.
    """
    theta, rates = _together(starts, lr)
    walk = [theta]
    with np.errstate(all="ignore"):
        for _ in range(T):
            theta = theta - rates * landscape.loss.gradient(theta, landscape.X, landscape.y)
            theta = np.where(np.isfinite(theta).all(axis=-1, keepdims=True), theta, np.nan)
            walk.append(theta)
    return np.stack(walk, axis=-2)


def end_of(landscape, starts, lr, T):
    """Which minimum each walk has come to, (...): its number in landscape.minima, or -1.

    A walk that stands still, or is gone far away, is not walked on.
    """
    theta, rates = _together(starts, lr)
    shape = theta.shape
    theta, rates = theta.reshape(-1, shape[-1]).copy(), rates.reshape(-1, 1)
    moving = np.arange(len(theta))
    with np.errstate(all="ignore"):
        for _ in range(T):
            slope = landscape.loss.gradient(theta[moving], landscape.X, landscape.y)
            theta[moving] -= rates[moving] * slope
            steep = np.abs(slope).max(axis=-1)
            moving = moving[(steep >= FLAT) & (steep <= STEEP)]
    return which_minimum(landscape, theta).reshape(shape[:-1])


def _together(starts, lr):
    """starts (..., p) and lr (..., 1), broadcast against each other."""
    starts, lr = np.asarray(starts, float), np.asarray(lr, float)
    shape = np.broadcast_shapes(starts.shape[:-1], lr.shape)
    theta = np.broadcast_to(starts, (*shape, starts.shape[-1]))
    return theta, np.broadcast_to(lr, shape)[..., None]


def which_minimum(landscape, theta):
    """The number of the minimum that theta (..., p) is near to, whole periods apart; or -1."""
    theta = np.asarray(theta, float)[..., None, :]
    away = np.where(np.isfinite(theta), theta, np.nan) - landscape.minima
    lap = np.where(landscape.period > 0, landscape.period, np.inf)
    away = away - np.round(away / lap) * landscape.period
    distance = np.abs(away).max(axis=-1)
    distance = np.where(np.isfinite(distance), distance, np.inf)
    return np.where(distance.min(axis=-1) < NEAR, distance.argmin(axis=-1), -1)


def is_stationary(landscape, theta):
    """Whether the gradient at theta (..., p) is zero, to rounding: nothing moves from there."""
    slope = landscape.loss.gradient(np.asarray(theta, float), landscape.X, landscape.y)
    return np.abs(slope).max(axis=-1) < FLAT


def largest_settling_lr(landscape, h=1e-5):
    """2 / L at the first minimum: with a larger lr no walk can settle there."""
    theta, slope = landscape.minima[0], landscape.loss.gradient
    moves = h * np.eye(len(theta))
    ahead, behind = (slope(theta + s * moves, landscape.X, landscape.y) for s in (1, -1))
    hessian = (ahead - behind) / (2 * h)
    return 2 / np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
