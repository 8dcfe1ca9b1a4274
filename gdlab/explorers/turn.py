"""Lesson 5: a loss around its saddle, seen from any side, and descents that begin there."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_floats
from gdcore.landscapes import AMP_PHASE
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    SMALL,
    _,
    explorer,
    fixed,
    short,
    spelled,
    steps_control,
    trail,
)
from gdlab.explorers.shared.endings import verdicts
from gdlab.explorers.shared.scene import ABOVE, AROUND, TALL, Scene, views
from gdlab.stage import Control, Dots, Drag, Label, Line, Readout, Stage

STEPS = 30  # shown
BESIDE = 0.01  # how far beside the saddle, along the first parameter
VIEW = ("around", "above")


@explorer(
    lesson=5,
    title=N_("A saddle, from all sides"),
    words=N_(
        "Drag the surface to turn it. On the saddle the slope is zero and nothing moves; a "
        "hundredth beside it, the side decides which minimum it ends in."
    ),
    example=lambda show: show(AMP_PHASE),
)
def turn(landscape, lr=None, around=None, above=34):
    """The loss over two parameters, to be turned; gradient descent from its saddle or beside it.

    landscape is AMP_PHASE or TANH_UNIT; lr (a quarter of 2/L if None) that of the walk; around
    and above the first view, in degrees (a good one if None). Drag the picture, or use the sliders.
    """
    scene = Scene(landscape)
    lr = scene.terrain.lr(lr, 1 / 4)
    around = scene.front if around is None else around
    around, above = as_floats("around, above", [around, above])
    starts = scene.saddle + BESIDE * np.array([[0, 0], [1, 0], [-1, 0]])
    paths = scene.terrain.walk(starts, lr, STEPS)

    figure = Figure(figsize=(7, 6), layout="constrained")
    ax = figure.add_subplot()
    ax.set(xlim=(-1.85, 1.85), ylim=(-1.55, 1.55), aspect="equal")
    ax.set_axis_off()
    ax.set_title(
        _("circles: minima; cross: saddle; black: gradient descent; grey: from beneath"),
        fontsize=SMALL,
    )
    parts = [*_frame(ax, scene), *_surface(ax, scene), *_marks(ax, scene, paths)]
    readout = _readout(scene.terrain, starts, paths, lr)
    drag = Drag(ax, ("around", -0.09), ("above", -0.25), wraps=("around",))
    return Stage(figure, _controls(around, above), parts, readout, drags=[drag])


def _controls(around, above):
    beside = f"{BESIDE:g}"
    starts = [
        _("on the saddle"),
        _("{distance} to one side").format(distance=beside),
        _("{distance} to the other").format(distance=beside),
    ]
    return [
        Control("around", _("turn"), AROUND, _degrees(AROUND), start=_nearest(AROUND, around)),
        Control("above", _("tilt"), ABOVE, _degrees(ABOVE), start=_nearest(ABOVE, above)),
        Control("start", _("start"), starts, start=1, kind="choice"),
        steps_control(range(STEPS + 1)),
    ]


def _degrees(stops):
    return [f"{stop}°" for stop in stops]


def _nearest(stops, wanted):
    return int(np.argmin(np.abs(stops - wanted)))


def _surface(ax, scene):
    """The wire, seen from above in blue, from beneath in grey."""
    top, bottom = scene.surface()
    return [
        Line(ax, bottom, VIEW, color=GREY, width=1.3),
        Line(ax, top, VIEW, color=BLUE, width=1.3),
    ]


def _frame(ax, scene):
    """The floor at loss 0, an upright scale at its left corner, and what lies at which side."""
    upright = scene.upright()
    style = {"color": "#a0a0a0", "width": 1}
    parts = [Line(ax, lines, VIEW, **style) for lines in (*scene.floor(), upright)]
    marks = (_("loss {height}").format(height=0), f"{scene.top:.2g}")
    for end, text in enumerate(marks):
        at = upright[:, :, end] - [0.05, 0]
        parts.append(Label(ax, at, VIEW, text=_same(text), anchor="end", size=12))
    return parts + [_side(ax, scene, k, side) for k in (0, 1) for side in (-1, 1)]


def _side(ax, scene, k, side):
    """The name and value of parameter k at one side of the floor."""
    at = side * 1.3 * np.eye(3)[k] + [0, 0, -TALL]
    edge = scene.saddle[k] + side * scene.reach[k]
    text = _same(f"{scene.terrain.names[k]} = {edge:.2g}")
    return Label(ax, _below(at), VIEW, text=text, anchor="middle", size=12)


def _same(text):
    return np.full((len(AROUND), len(ABOVE)), text)


def _below(point):
    """Where a word below a point (3,) stands in every view; nan where it is on the far side."""
    seen, a = views(point) - [0, 0.09], np.radians(AROUND)
    seen[point[0] * np.cos(a) + point[1] * np.sin(a) < -1e-9] = np.nan
    return seen


def _marks(ax, scene, paths):
    """Minima, saddle, and the walk, which is shown through the surface."""
    walk = np.moveaxis(views(scene.solid(paths)), 2, 0)
    return [
        Dots(ax, views(scene.solid(scene.minima)), VIEW, None, ORANGE, 12),
        Dots(ax, views(scene.solid(scene.saddle[None])), VIEW, None, ORANGE, 13, "cross"),
        *trail(ax, walk, ("start", *VIEW), BLACK, steps=True),
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
        "lr": fixed(f"{lr:.3g}"),
        "words": (words, ("start",)),
    }
    return Readout(
        _(
            "Seen from {around} around and {above} above. Start {start}, lr {lr}: after {T} steps "
            "{there}, loss {loss}, length of the gradient {slope}. {words}"
        ),
        columns,
    )
