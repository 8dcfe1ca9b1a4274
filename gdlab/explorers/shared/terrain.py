"""A loss with more than one minimum, as explorers show it, and where descents on it end."""

from typing import NamedTuple

import numpy as np

from gdcore.arrays import as_positive, as_start, refused, told
from gdcore.many import descend_many, ends_of_many
from gdlab.explorers.shared.given import as_lrs


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
LONG = 200  # steps after which a walk is asked where it is


class Terrain:
    """One of gdcore.landscapes and its window. Raises ValueError for anything else.

    Parameters theta (..., p) may come many at once everywhere.
    """

    def __init__(self, landscape):
        self.name = getattr(landscape, "name", None)
        if not isinstance(self.name, str) or self.name not in WINDOWS:
            raise refused(
                "landscape must be one of gdcore.landscapes, such as TWO_TONE",
                told(landscape),
                "`from gdcore.landscapes import TWO_TONE as landscape`",
            )
        self._landscape = landscape
        self.minima, self.others = landscape.minima, landscape.others
        self.names, self.limits, self._start = WINDOWS[self.name]

    def start(self, start=None):
        """A first theta (p,), a good one for None."""
        return as_start(self._start if start is None else start, len(self.names))

    def lr(self, lr, share):
        """The learning rate given, checked; for None, this share of the limit."""
        return share * self.limit() if lr is None else as_positive("lr", lr)

    def lrs(self, lrs, shares):
        """The learning rates given (stops,), checked; for None, these shares of the limit."""
        lrs = self.limit() * np.array(shares) if lrs is None else lrs
        return as_lrs(lrs)

    def grid(self, points):
        """Starts evenly over the window, (points, ..., points, p): the middles of equal cells."""
        shares = (np.arange(points) + 0.5) / points
        sides = [low + (high - low) * shares for low, high in self.limits]
        return np.stack(np.meshgrid(*sides), axis=-1)

    def loss(self, theta):
        """The loss (...); inf or nan far away."""
        with np.errstate(all="ignore"):
            return self._landscape.loss.value(theta, self._landscape.X, self._landscape.y)

    def slope(self, theta):
        """The gradient (..., p)."""
        with np.errstate(all="ignore"):
            return self._landscape.loss.gradient(theta, self._landscape.X, self._landscape.y)

    def walk(self, starts, lrs, T):
        """T steps of every start (..., p) with every lr (...): points (..., T + 1, p)."""
        return descend_many(self.slope, starts, lrs, T)

    def ends(self, starts, lrs, T=LONG):
        """Which minimum each walk has come to, (...): its number, or -1.

        A walk that stands still, or is gone far away, is not walked on.
        """

        def at_rest(slopes):
            steep = np.abs(slopes).max(axis=-1)
            return ~((steep >= FLAT) & (steep <= STEEP))

        return self.which_minimum(ends_of_many(self.slope, starts, lrs, T, at_rest))

    def which_minimum(self, theta):
        """The number of the minimum that theta is near to, whole periods apart; or -1."""
        theta = np.asarray(theta, float)[..., None, :]
        away = np.where(np.isfinite(theta), theta, np.nan) - self.minima
        period = self._landscape.period
        away = away - np.round(away / np.where(period > 0, period, np.inf)) * period
        distance = np.abs(away).max(axis=-1)
        distance = np.where(np.isfinite(distance), distance, np.inf)
        return np.where(distance.min(axis=-1) < NEAR, distance.argmin(axis=-1), -1)

    def is_flat(self, theta):
        """Whether the gradient is zero, to rounding: nothing moves from there."""
        return np.abs(self.slope(np.asarray(theta, float))).max(axis=-1) < FLAT

    def limit(self, h=1e-5):
        """2/L at the first minimum: with a larger lr no walk can settle there."""
        moves = h * np.eye(len(self.names))
        ahead, behind = (self.slope(self.minima[0] + s * moves) for s in (1, -1))
        hessian = (ahead - behind) / (2 * h)
        return 2 / np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
