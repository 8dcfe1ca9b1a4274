"""A loss around its saddle as a surface to be turned, and the walks that begin there."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import refused
from gdlab.explorers.shared import ORANGE, _, steps_control
from gdlab.explorers.shared.perspective import TURN, Box, degrees, open_axes, turn_control
from gdlab.explorers.shared.solid import Solid
from gdlab.explorers.shared.terrain import Terrain
from gdlab.explorers.shared.wire import POINTS
from gdlab.stage import Control, Drag, Panel

STEPS = 30  # shown
BESIDE = 0.01  # how far beside the saddle, along the first parameter
ABOVE = (12, 26, 40, 54)  # degrees
LEVELS = 9  # contours on the surface
REACHES = {"amp_phase": (1.5, 2.4), "tanh_unit": (2.6, 1.7)}  # of the parameters, each way
FRONT = {"amp_phase": 150, "tanh_unit": 30}  # degrees around, from where it looks like a saddle


class Saddle:
    """What `turn` shows: starts (3, 2) on the saddle and beside it, paths (3, STEPS + 1, 2)."""

    view = ("around", "above")

    def __init__(self, landscape, lr, around, above):
        self.terrain = Terrain(landscape)
        figure = Figure(figsize=(4.2, 3.4), dpi=100)
        self._ax, scale = open_axes(figure)
        self._solid = solid_of(self.terrain, scale)
        self._around = FRONT[self.terrain.name] if around is None else around
        self._above = above
        self.lr = self.terrain.lr(lr, 1 / 4)
        self.starts = self.terrain.others[0] + BESIDE * np.array([[0, 0], [1, 0], [-1, 0]])
        self.paths = self.terrain.walk(self.starts, self.lr, STEPS)
        self.panel = Panel(figure, _("the loss over two parameters"))
        self._box = Box(self._ax, self._solid, self.terrain.names, self.view)
        self._still = [*self._box.names(), *self._marks()]

    def parts(self, around=None, tilt=None):
        """All that is drawn; of the surface one view alone, by number, or all."""
        return [*self._box.frame(), *self._box.surface(around, tilt), *self._still]

    def drag(self):
        """The surface is turned by a drag across, and tilted by one up."""
        return Drag(self._ax, ("around", TURN), ("above", -0.39), wraps=("around",))

    def controls(self):
        """From where it is seen, from where the walk starts, and how far it has come."""
        beside = f"{BESIDE:g}"
        starts = [
            _("on the saddle"),
            _("{distance} to one side").format(distance=beside),
            _("{distance} to the other").format(distance=beside),
        ]
        tilt = int(np.argmin(np.abs(np.array(ABOVE) - self._above)))
        return [
            turn_control(self._around),
            Control("above", _("tilt"), ABOVE, degrees(ABOVE), start=tilt),
            Control("start", _("start"), starts, start=1, kind="choice"),
            steps_control(range(STEPS + 1)),
        ]

    def _marks(self):
        """Minima, saddle, their names, and the walk."""
        box, solid, terrain = self._box, self._solid, self.terrain
        saddle = solid.views(solid.solid(terrain.others[:1]))
        near = solid.solid(terrain.minima)
        minima = solid.views(near[np.isfinite(near).all(axis=-1)])
        behind = np.sign(minima[..., 1] - saddle[..., 1])  # of such a one the word stands above
        named = np.moveaxis(minima + behind[..., None] * [0, 0.14], -2, 0)
        return [
            box.dots(minima, ORANGE, 12),
            box.dots(saddle, ORANGE, 13, "cross"),
            *box.path(self.paths, ("start",)),
            box.label(saddle[..., 0, :] - [0.12, 0], _("saddle"), anchor="end"),
            *(box.label(at, _("minimum"), anchor="middle") for at in named),
        ]


def solid_of(terrain, scale):
    """The landscape around its saddle, from a loss of 0 to the highest there."""
    if terrain.name not in REACHES:
        raise refused(
            "landscape must have two parameters and a saddle between two minima",
            f"{terrain.name} with {len(terrain.names)}",
            "`from gdcore.landscapes import AMP_PHASE as landscape`",
        )
    saddle, reach = terrain.others[0], np.array(REACHES[terrain.name])
    even = np.linspace(-1, 1, POINTS)
    plane = np.stack(np.meshgrid(even, even, indexing="ij"), axis=-1)
    top = terrain.loss(saddle + reach * plane).max()
    levels = np.linspace(0, top, LEVELS + 2)[1:-1]
    return Solid(terrain.loss, saddle, reach, 0.0, top, levels, ABOVE, scale)
