"""A loss as a surface in a box, seen from all sides: its shading, its lines, points on it.

The box is x and y from -1 to 1, z from -TALL to TALL; see wire.py and shading.py. A surface that
looks the same after half a turn about its middle, as every bowl and both saddles here do, is seen
from half the sides and sent once.
"""

from dataclasses import dataclass

import numpy as np
from contourpy import contour_generator

from gdlab.explorers.shared import shading
from gdlab.explorers.shared.wire import (
    POINTS,
    corners,
    heights_ahead,
    project,
    sight,
    visible,
)
from gdlab.stage import Film

AROUND = np.arange(0, 360, 15)  # degrees
HALF = len(AROUND) // 2
CORNERS = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]])
TALL = 0.6
BLURRED = 2  # CSS pixels for one of a frame: shading is smooth, and the lines on it are sharp
GONE = (1.5, 1.5, 12)  # of the box: what is farther out is out of sight, above
EVEN = np.linspace(-1, 1, POINTS)


@dataclass(frozen=True, eq=False)
class Solid:
    """A loss (..., 2) -> (...) around a middle (2,), as far as reach (2,) each way.

    It stands from the loss `low` to the loss `top`, where it is cut off, and carries lines at the
    heights `levels`; it is seen from each of tilts, in degrees above the plane, at scale CSS pixels
    for one of the box.
    """

    loss: object
    middle: np.ndarray
    reach: np.ndarray
    low: float
    top: float
    levels: np.ndarray
    tilts: tuple[float, ...]
    scale: float

    def __post_init__(self):
        plane = np.stack(np.meshgrid(EVEN, EVEN, indexing="ij"), axis=-1)
        heights = self._tall(self.loss(self.middle + self.reach * plane))
        object.__setattr__(self, "_whole", heights)
        eyes = [[project(np.eye(3), a, e) for e in self.tilts] for a in AROUND]
        object.__setattr__(self, "_eyes", np.array(eyes))  # right and up of x, y and z
        object.__setattr__(self, "_cut", np.where(heights <= TALL + 1e-9, heights, np.nan))

    def _tall(self, loss):
        return TALL * (2 * (loss - self.low) / (self.top - self.low) - 1)

    def solid(self, theta, beyond=False):
        """Where parameters (..., 2) lie on the surface, (..., 3); nan outside the square.

        beyond: there, too, as high as the loss is, as far as it matters.
        """
        plane = (theta - self.middle) / self.reach
        with np.errstate(all="ignore"):
            there = np.concatenate([plane, self._tall(self.loss(theta))[..., None]], axis=-1)
        shown = np.isfinite(there).all(axis=-1)
        if not beyond:
            shown &= (np.abs(plane) <= 1 + 1e-9).all(axis=-1)
        return np.where(shown[..., None], np.clip(there, -np.array(GONE), GONE), np.nan)

    def views(self, points):
        """Points (..., 3) as seen from everywhere, hidden or not, (AROUND, tilts, ..., 2)."""
        points = np.asarray(points, float)
        seen = points.reshape(-1, 3) @ self._eyes
        return seen.reshape(*seen.shape[:2], *points.shape[:-1], 2)

    def uncovered(self, points):
        """Whether points (..., 3) on the surface are seen, and from above, (AROUND, tilts, ...)."""
        seen, points = [], np.nan_to_num(points)
        for a in AROUND:
            ahead = heights_ahead(self._cut, points, a)
            for e in self.tilts:
                shown, beneath = sight(points, ahead, e)
                seen.append(shown & ~beneath)
        return np.reshape(seen, (len(AROUND), len(self.tilts), *points.shape[:-1]))

    def lines(self, around=None, tilt=None):
        """Contours and edges as polylines seen from above the surface, and from beneath.

        Both (AROUND, tilts, most, 2), with nan where a line ends or is hidden; around, tilt: the
        one view wanted, by number, nan in the others.
        """
        lines = np.array([*self._contours(), *self._edges()])
        kept = np.array([corners(line) for line in lines])
        which = self._views_wanted(around, tilt)
        top, bottom = [], []
        for side in np.unique(np.argwhere(which >= 0)[:, 0] % HALF):
            ahead = heights_ahead(self._cut, lines, AROUND[side])
            for k in np.flatnonzero(which[side] >= 0):
                shown, beneath = sight(lines, ahead, self.tilts[k])
                flat = lines @ self._eyes[side, k]
                top.append(visible(flat, shown & ~beneath, kept))
                bottom.append(visible(flat, beneath, kept))
        return _in_place(top, which), _in_place(bottom, which)

    def _views_wanted(self, around, tilt):
        """The number of what is drawn for each view, (AROUND, tilts): -1 for nothing."""
        sides = range(HALF) if around is None else [around % HALF]
        tilts = range(len(self.tilts)) if tilt is None else [tilt]
        which = np.full((len(AROUND), len(self.tilts)), -1)
        for number, (a, e) in enumerate(np.ndindex(len(sides), len(tilts))):
            which[[sides[a], sides[a] + HALF], tilts[e]] = number
        return which

    def _contours(self):
        generator = contour_generator(EVEN, EVEN, self._whole.T)
        for height in self._tall(self.levels):
            for line in generator.lines(height):
                yield _evenly(np.column_stack([line, np.full(len(line), height)]))

    def _edges(self):
        """The surface's four edges, where they are below the cut."""
        last = POINTS - 1
        for k in (0, 1):
            for end in (0, last):
                edge = np.full((POINTS, 3), EVEN[end])
                edge[:, k] = EVEN
                edge[:, 2] = self._cut[:, end] if k == 0 else self._cut[end]
                seen = np.isfinite(edge[:, 2])
                for piece in np.split(edge, np.flatnonzero(np.diff(seen)) + 1):
                    if len(piece) > 1 and np.isfinite(piece[0, 2]):
                        yield _evenly(piece)

    def film(self, ax, over, around=None, tilt=None):
        """The shading over axes whose units are those of the box, for `over` = (around, tilt).

        around, tilt: the one view wanted, by number; all of them if None.
        """
        which = self._views_wanted(around, tilt)
        sides, tilts = (np.unique(k) for k in np.nonzero(which[:HALF] >= 0))
        return Film(ax, which, over, frames=self._frames(ax, sides, tilts))

    def _frames(self, ax, sides, tilts):
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        scale = self.scale / BLURRED
        size = round((right - left) * scale), round((high - low) * scale)
        heights = self._tall(self.levels)
        tones = np.interp(self._whole, heights, np.linspace(0, 1, len(heights)))
        about = [self.tilts[k] for k in tilts], size, scale, (low + high) / 2
        return np.concatenate(
            [shading.frames(self._whole, TALL, tones, AROUND[side], *about) for side in sides]
        )


def _in_place(polylines, which):
    """Polylines (k, 2) as an array, filled up with nan, each where `which` has its number."""
    most = max(1, *map(len, polylines))
    filled = np.full((len(polylines) + 1, most, 2), np.nan)
    for row, line in zip(filled, polylines, strict=False):
        row[: len(line)] = line
    return filled[which]  # -1: the last one, which is empty


def _evenly(line):
    """A polyline (m, 3) as POINTS points, evenly along it."""
    along = np.append(0, np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum())
    even = np.linspace(0, along[-1], POINTS)
    return np.column_stack([np.interp(even, along, side) for side in line.T])
