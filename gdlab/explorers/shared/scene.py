"""A landscape in a box, its saddle in the middle, tabulated from every side; see wire.py.

Both surfaces shown so look the same from opposite sides: half a turn about the saddle changes no
loss. So half the views are drawn, and the table sends them once.
"""

import numpy as np

from gdcore.arrays import refused
from gdlab.explorers.shared.terrain import Terrain
from gdlab.explorers.shared.wire import (
    POINTS,
    corners,
    heights_ahead,
    project,
    sight,
    visible,
    wires,
)

AROUND = np.arange(0, 360, 10)  # degrees
ABOVE = np.arange(10, 59, 12)
REACHES = {"amp_phase": (1.5, 2.4), "tanh_unit": (2.6, 1.7)}  # of the parameters, each way
FRONT = {"amp_phase": 150, "tanh_unit": 30}  # degrees around, from where it looks like a saddle
CORNERS = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]])
TALL = 0.6  # the surface goes from -TALL to TALL where its plane goes from -1 to 1


class Scene:
    """The box: floor and plane from -1 to 1. Raises ValueError for a landscape on a line."""

    def __init__(self, landscape):
        self.terrain = terrain = Terrain(landscape)
        if terrain.name not in REACHES:
            raise refused(
                "landscape must have two parameters and a saddle between two minima",
                f"{terrain.name} with {len(terrain.names)}",
                "`from gdcore.landscapes import AMP_PHASE as landscape`",
            )
        self.saddle, self.reach = terrain.others[0], np.array(REACHES[terrain.name])
        self.front = FRONT[terrain.name]
        even = np.linspace(-1, 1, POINTS)
        plane = np.stack(np.meshgrid(even, even, indexing="ij"), axis=-1)
        loss = terrain.loss(self.saddle + self.reach * plane)
        self.top = loss.max()
        self.heights = self._tall(loss)
        inside = (np.abs((terrain.minima - self.saddle) / self.reach) < 1).all(axis=-1)
        self.minima = terrain.minima[inside]

    def _tall(self, loss):
        return TALL * (2 * loss / self.top - 1)

    def solid(self, theta):
        """Where parameters (..., 2) lie on the surface in the box, (..., 3)."""
        plane = (theta - self.saddle) / self.reach
        return np.concatenate([plane, self._tall(self.terrain.loss(theta))[..., None]], axis=-1)

    def surface(self):
        """The wire seen from above, and from beneath, from everywhere; as `seen`."""
        return self.seen(wires(self.heights))

    def floor(self):
        """The edges of the plane where the loss is 0; as `seen`."""
        ends = np.stack([CORNERS, np.roll(CORNERS, -1, axis=0)], axis=1)
        share = np.linspace(0, 1, POINTS)[:, None]
        edges = ends[:, None, 0] * (1 - share) + ends[:, None, 1] * share
        return self.seen(np.concatenate([edges, np.full((*edges.shape[:2], 1), -TALL)], axis=-1))

    def upright(self):
        """The box's edge at its left corner, from everywhere, (AROUND, ABOVE, 2, 2)."""
        edges = views(np.stack([[[*c, -TALL], [*c, TALL]] for c in CORNERS]))
        left = edges[..., 0, 0].argmin(axis=-1)[..., None, None, None]
        return np.take_along_axis(edges, left, axis=2)[:, :, 0]

    def seen(self, lines):
        """Lines (k, POINTS, 3) from everywhere: seen from above the surface, and from beneath.

        Both (AROUND, ABOVE, most, 2), with nan where a line ends or is hidden.
        """
        kept = np.array([corners(line) for line in lines])
        top, bottom = [], []
        for around in AROUND[: len(AROUND) // 2]:
            ahead = heights_ahead(self.heights, lines, around)
            for above in ABOVE:
                shown, beneath = sight(lines, ahead, above)
                flat = project(lines, around, above)
                top.append(visible(flat, shown & ~beneath, kept))
                bottom.append(visible(flat, beneath, kept))
        return _both_sides(top), _both_sides(bottom)


def views(points):
    """Points (..., 3) as seen from everywhere, hidden or not, (AROUND, ABOVE, ..., 2)."""
    return np.array([[project(points, a, e) for e in ABOVE] for a in AROUND])


def _both_sides(halves):
    """Polylines (..., 2) of half a turn as an array for a whole turn, filled up with nan."""
    filled = np.full((len(halves), max(map(len, halves)), 2), np.nan)
    for row, view in zip(filled, halves, strict=True):
        row[: len(view)] = view
    half = filled.reshape(-1, len(ABOVE), *filled.shape[1:])
    return np.concatenate([half, half])
