"""A regression problem as explorers see it: checked, and its loss over the plane of two betas.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
"""

from textwrap import fill

import numpy as np

from gdcore.arrays import Floats, as_positive, as_problem, as_start
from gdcore.curvature import largest_stable_lr
from gdcore.losses import get_loss
from gdlab.explorers.shared.given import as_lrs, as_sizes
from gdlab.explorers.shared.ground import contours
from gdlab.explorers.shared.slice import (
    Columns,
    Slice,
    choose_columns,
    lowest_in,
    span,
    widened,
)

__all__ = ["Columns", "Problem", "loss_or_nan"]

LETTERS = 42  # in a line above a panel
SQUARES = {"rmse": "mse", "l2": "sse"}  # the loss that each is the root of


class Problem:
    """X, y and a loss, with the plane that pictures show; its lowest point there is `best` (2,).

    The plane of two columns (the first two that vary if None) goes through `through` (d,), or
    through the least-squares answer. Raises ValueError for what is no problem.
    """

    X: Floats
    y: Floats

    def __init__(self, X, y, loss="mse", columns=None, through=None):
        self.X, self.y = as_problem(X, y)
        self.loss = get_loss(loss)
        wide = widened(self.X)
        beta = np.linalg.lstsq(wide, self.y)[0] if through is None else through
        self.plane = Slice(beta, choose_columns(wide, columns), idle=wide is not self.X)
        self.best = self.shown(beta) if through is None else lowest_in(wide, self.y, self.plane)
        self._wide = wide

    def start(self, start=None):
        """A first beta (d,), zeros for None."""
        return as_start(start, self.X.shape[1])

    @property
    def limit(self):
        """2/L: below it gradient descent converges. ValueError where the loss has no such limit."""
        return largest_stable_lr(self.X, self.loss)

    def lr(self, lr, start):
        """The learning rate given, checked; for None a calm one, a fifth of this loss's limit.

        rmse and l2 have no limit for all betas; theirs makes the first step that of mse and sse
        at a fifth of their limit, since the gradient of a square is twice its root times the
        root's.
        """
        if lr is not None:
            return as_positive("lr", lr)
        square = SQUARES.get(self.loss.name)
        limit = largest_stable_lr(self.X, square or self.loss)
        calm = limit / 5 if np.isfinite(limit) else 1.0
        if square is None:
            return calm
        return calm * (2 * float(self.loss.value(start, self.X, self.y)) or 1.0)

    def lrs(self, lrs, shares):
        """The learning rates given (stops,), checked; for None, these shares of the limit."""
        lrs = self.limit * np.array(shares) if lrs is None else lrs
        return as_lrs(lrs)

    def sizes(self, sizes):
        """Batch sizes, in order, checked: from 1 to n."""
        return as_sizes(sizes, len(self.y))

    def shown(self, betas):
        """The coefficients (..., 2) that the plane shows, of betas (..., d)."""
        return self.plane.of(widened(np.asarray(betas)))

    def moved(self, beta, a, b):
        """beta (d,) with the two shown coefficients replaced."""
        there = widened(beta).copy()
        there[list(self.plane.columns)] = a, b
        return there[: self.X.shape[1]]

    def losses(self, betas):
        """The loss at betas (..., d), (...); nan where it is not finite."""
        return loss_or_nan(self.loss, betas, self.X, self.y)

    def lowest(self):
        """The loss at the plane's own beta: the least of all, where that is least squares'."""
        return self.loss.value(self.plane.beta, self._wide, self.y)

    def heights(self, a, b):
        """The loss over the plane, at two numbers or arrays (...)."""
        return self.loss.value(self.plane.at(a, b), self._wide, self.y)

    def slopes(self, a, b):
        """The gradient's two components in the plane, (2,)."""
        return self.plane.of(self.loss.gradient(self.plane.at(a, b), self._wide, self.y))

    def window_of(self, points):
        """Limits ((low, high), (low, high)) that hold points (..., 2) and the lowest one."""
        return [span(points[..., k], self.best[k]) for k in (0, 1)]

    def window_to(self, start, margin):
        """Limits ((low, high), (low, high)) around the lowest point that hold a start (d,)."""
        first = self.shown(start)
        reach = np.abs(first - self.best).max() * margin
        reach = max(reach, 1e-3 * (1 + np.abs(self.best).max()))
        return [(middle - reach, middle + reach) for middle in self.best]

    def draw(self, ax, limits):
        """Contours, lowest point, names of the axes, and above them what is held."""
        contours(ax, self.heights, *limits, best=self.best)
        self.plane.label(ax)
        above = self.plane.words if self.plane.idle else self.plane.held
        ax.set_title(fill(above, LETTERS), fontsize=10)


def loss_or_nan(loss, betas, X, y):
    """A loss at betas (..., d), (...); nan where it, or beta, is not finite."""
    with np.errstate(all="ignore"):
        losses = loss.value(betas, X, y)
    return np.where(np.isfinite(losses), losses, np.nan)
