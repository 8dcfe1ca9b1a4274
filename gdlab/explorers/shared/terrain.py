"""A loss with more than one minimum, as explorers show it, and where descents on it end."""

from math import prod
from typing import NamedTuple

import numpy as np

from gdcore.arrays import as_positive, as_start, refused, told
from gdcore.many import descend_many, ends_of_many
from gdlab.explorers.shared.given import as_lrs
from gdlab.explorers.shared.waves import Waves


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
PIECE = 10  # steps, an even number, after which it is asked whether it need be walked on
CALM = 0.97  # of 2/L at a minimum: with such a learning rate nothing near leaves it


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
        self._calm = CALM * np.array([*map(self._limit_at, self.minima), 0])  # 0: in none, -1
        (period, *more) = landscape.period
        self._quick = self.slope if more or not period else self._as_waves(period)

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
        """Which minimum each walk of T steps has come to, (...): its number, or -1."""
        return self.ends_of_several([(starts, lrs)], T)[0]

    def ends_of_several(self, pairs, T=LONG):
        """The ends of walks for several (starts, lrs), walked together: that is quicker.

        A walk is not walked on that stands still, is gone far away, goes to and fro between two
        places, or is in a minimum that its learning rate does not leave.
        """
        theta, rates = (np.concatenate(parts) for parts in zip(*map(_flat, pairs), strict=True))
        moving = np.arange(len(rates))
        for steps in [T % PIECE] * (T % PIECE > 0) + [PIECE] * (T // PIECE):
            there, done = self._piece(theta[moving], rates[moving], steps)
            theta[moving], moving = there, moving[~done]
            if not moving.size:
                break
        shapes = [np.broadcast_shapes(np.shape(s)[:-1], np.shape(lrs)) for s, lrs in pairs]
        ends = np.split(self.which_minimum(theta), np.cumsum([*map(prod, shapes)])[:-1])
        return [end.reshape(shape) for end, shape in zip(ends, shapes, strict=True)]

    def _piece(self, theta, rates, steps):
        """So many steps on, (m, p), and which walks (m,) need not be walked on."""
        there = on = ends_of_many(self._quick, theta, rates, steps, _at_rest)
        with np.errstate(all="ignore"):
            for _ in range(2):
                slopes = self._quick(on)
                on = on - rates[:, None] * slopes
            returns = np.abs(on - there).max(axis=-1) < FLAT
        calm = rates < self._calm[self.which_minimum(there)]
        return there, calm | returns | _at_rest(slopes)

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

    def limit(self):
        """2/L at the first minimum: with a larger lr no walk can settle there."""
        return self._limit_at(self.minima[0])

    def _limit_at(self, minimum, h=1e-5):
        moves = h * np.eye(len(self.names))
        ahead, behind = (self.slope(minimum + s * moves) for s in (1, -1))
        hessian = (ahead - behind) / (2 * h)
        return 2 / np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]

    def _as_waves(self, period):
        """The slope, as the few waves that it is made of on a circle: eight times as quick."""
        waves = Waves(lambda x: self.slope(x[:, None])[:, 0], period)
        return lambda theta: waves(theta[..., 0])[..., None]


def _flat(pair):
    """Starts (..., p) and lrs (...), broadcast, as (m, p) and (m,)."""
    starts, lrs = np.broadcast_arrays(pair[0], np.asarray(pair[1], float)[..., None])
    return starts.reshape(-1, starts.shape[-1]), lrs[..., 0].ravel()


def _at_rest(slopes):
    """Which walks stand still or are gone far away, by their slopes (m, p)."""
    steep = np.abs(slopes).max(axis=-1)
    return ~((steep >= FLAT) & (steep <= STEEP))
