"""Lesson 7: a loss around its saddle, seen from any side, and descents that begin there."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_number, refused
from gdcore.landscapes import AMP_PHASE, Landscape
from gdlab.explorers.shared import (
    N_,
    ORANGE,
    _,
    explorer,
    fixed,
    number,
    short,
    spelled,
    steps_control,
)
from gdlab.explorers.shared.endings import verdicts
from gdlab.explorers.shared.perspective import TURN, Box, degrees, open_axes, turn_control
from gdlab.explorers.shared.solid import Solid
from gdlab.explorers.shared.terrain import Terrain
from gdlab.explorers.shared.wire import POINTS
from gdlab.stage import Control, Drag, Panel, Readout, Stage

STEPS = 30  # shown
BESIDE = 0.01  # how far beside the saddle, along the first parameter
VIEW = ("around", "above")
ABOVE = (12, 26, 40, 54)  # degrees
LEVELS = 9  # contours on the surface
REACHES = {"amp_phase": (1.5, 2.4), "tanh_unit": (2.6, 1.7)}  # of the parameters, each way
FRONT = {"amp_phase": 150, "tanh_unit": 30}  # degrees around, from where it looks like a saddle


@explorer(
    lesson=7,
    title=N_("A saddle, from all sides"),
    words=N_(
        "Drag the surface to turn it. On the saddle the slope is zero and nothing moves; a "
        "hundredth beside it, the side decides which minimum it ends in."
    ),
    example=lambda show: show(AMP_PHASE),
)
def turn(
    landscape: Landscape,
    lr: float | None = None,
    around: float | None = None,
    above: float = 34,
) -> Stage:
    """The loss over two parameters, to be turned; gradient descent from its saddle or beside it.

    landscape is AMP_PHASE or TANH_UNIT; lr (a quarter of 2/L if None) that of the walk; around
    and above the first view, in degrees (a good one if None). Drag the picture, or use the sliders.
    """
    terrain = Terrain(landscape)
    figure = Figure(figsize=(4.2, 3.4), dpi=100)
    ax, scale = open_axes(figure)
    solid = _solid(terrain, scale)
    lr = terrain.lr(lr, 1 / 4)
    around = FRONT[terrain.name] if around is None else around
    around, above = as_number("around", around), as_number("above", above)
    saddle = terrain.others[0]
    starts = saddle + BESIDE * np.array([[0, 0], [1, 0], [-1, 0]])
    paths = terrain.walk(starts, lr, STEPS)

    controls = _controls(around, above)
    box = Box(ax, solid, terrain.names, VIEW)
    readout = _readout(terrain, starts, paths, lr)
    marks = _marks(box, solid, terrain, paths)

    def seen(*view):
        return [*box.frame(), *box.surface(*view), *box.names(), *marks], readout

    drag = Drag(ax, ("around", TURN), ("above", -0.39), wraps=("around",))
    panel = Panel(figure, _("the loss over two parameters"))
    parts, readout = seen(controls[0].start, controls[1].start)
    return Stage(panel, controls, parts, readout, drags=[drag], later=(VIEW, seen))


def _solid(terrain, scale):
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


def _controls(around, above):
    beside = f"{BESIDE:g}"
    starts = [
        _("on the saddle"),
        _("{distance} to one side").format(distance=beside),
        _("{distance} to the other").format(distance=beside),
    ]
    tilt = int(np.argmin(np.abs(np.array(ABOVE) - above)))
    return [
        turn_control(around),
        Control("above", _("tilt"), ABOVE, degrees(ABOVE), start=tilt),
        Control("start", _("start"), starts, start=1, kind="choice"),
        steps_control(range(STEPS + 1)),
    ]


def _marks(box, solid, terrain, paths):
    """Minima, saddle, their names, and the walk."""
    saddle = solid.views(solid.solid(terrain.others[:1]))
    near = solid.solid(terrain.minima)
    minima = solid.views(near[np.isfinite(near).all(axis=-1)])
    away = np.sign(minima[..., 1] - saddle[..., 1]) * 0.14  # above one that lies behind the saddle
    named = np.moveaxis(minima + away[..., None] * [0, 1], -2, 0)
    return [
        box.dots(minima, ORANGE, 12),
        box.dots(saddle, ORANGE, 13, "cross"),
        *box.path(paths, ("start",)),
        box.label(saddle[..., 0, :] - [0.12, 0], _("saddle"), anchor="end"),
        *(box.label(at, _("minimum"), anchor="middle") for at in named),
    ]


def _readout(terrain, starts, paths, lr):
    with np.errstate(over="ignore"):
        slope = np.linalg.norm(terrain.slope(paths), axis=-1)
    there = [[spelled(terrain.names, np.round(theta, 3)) for theta in path] for path in paths]
    words = verdicts(terrain, starts, lr)
    words = np.where(terrain.is_flat(starts), _("The slope is zero: it stays."), words)
    columns = {
        "there": (np.array(there), ("start", "T")),
        "loss": (short(terrain.loss(paths), 3), ("start", "T")),
        "slope": (short(slope, 3), ("start", "T")),
        "lr": fixed(number(lr, 3)),
        "words": (words, ("start",)),
    }
    return Readout(
        _(
            "Seen from {around} around and {above} above. Start {start}, lr {lr}: after {T} steps "
            "{there}, loss {loss}, length of the gradient {slope}. {words}"
        ),
        columns,
    )
