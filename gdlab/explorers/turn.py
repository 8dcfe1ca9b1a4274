"""Lesson 7: a loss around its saddle, seen from any side, and descents that begin there."""

import numpy as np

from gdcore.arrays import as_number
from gdcore.landscapes import AMP_PHASE
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    _,
    explorer,
    fixed,
    short,
    spelled,
    steps_control,
)
from gdlab.explorers.shared.endings import verdicts
from gdlab.explorers.shared.scene import ABOVE, AROUND, TALL, Scene, views
from gdlab.stage import Control, Dots, Drag, Label, Line, Panel, Readout, Stage, framed

STEPS = 30  # shown
BESIDE = 0.01  # how far beside the saddle, along the first parameter
VIEW = ("around", "above")


@explorer(
    lesson=7,
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
    around, above = as_number("around", around), as_number("above", above)
    starts = scene.saddle + BESIDE * np.array([[0, 0], [1, 0], [-1, 0]])
    paths = scene.terrain.walk(starts, lr, STEPS)

    figure, ax = framed(420, 340, left=2, right=2, top=2, bottom=2)
    ax.set(xlim=(-1.85, 1.85), ylim=(-1.6, 1.4), aspect="equal")
    ax.set_axis_off()
    parts = [*_frame(ax, scene), *_surface(ax, scene), *_marks(ax, scene, paths)]
    readout = _readout(scene.terrain, starts, paths, lr)
    drag = Drag(ax, ("around", -0.14), ("above", -0.39), wraps=("around",))
    panel = Panel(figure, _("the loss over two parameters"))
    return Stage(panel, _controls(around, above), parts, readout, drags=[drag])


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
        parts.append(Label(ax, at, VIEW, text=_same(text), anchor="end"))
    return parts + [one for k in (0, 1) for side in (-1, 1) for one in _edge(ax, scene, k, side)]


def _edge(ax, scene, k, side):
    """Along the floor's edge at one side of parameter k: the other's name, and its two ends."""
    other, labels = 1 - k, []
    axes = np.eye(3)
    for along in (-0.85, 0, 0.85):
        at = side * 1.12 * axes[k] + along * axes[other] + [0, 0, -TALL]
        value = scene.saddle[other] + along * scene.reach[other]
        text = _same(f"{value:.2g}" if along else scene.terrain.names[other])
        place = _below(at, side * axes[k])
        labels.append(Label(ax, place, VIEW, text=text, anchor="middle", bold=not along))
    return labels


def _same(text):
    return np.full((len(AROUND), len(ABOVE)), text)


def _below(point, outward):
    """Where a word below a point (3,) stands in every view; nan where its edge is behind."""
    seen, a = views(point) - [0, 0.07], np.radians(AROUND)
    seen[outward[0] * np.cos(a) + outward[1] * np.sin(a) < 0.2] = np.nan
    return seen


def _marks(ax, scene, paths):
    """Minima, saddle, their names, and the walk, which is shown through the surface."""
    walk = np.moveaxis(views(scene.solid(paths)), 2, 0)
    saddle, over = views(scene.solid(scene.saddle[None])), ("start", *VIEW)
    minima = views(scene.solid(scene.minima))
    away = np.sign(minima[..., 1] - saddle[..., 1]) * 0.14  # above one that lies behind the saddle
    named = np.moveaxis(minima + away[..., None] * [0, 1], -2, 0)
    words = _same(_("minimum"))
    return [
        Dots(ax, minima, VIEW, None, ORANGE, 12),
        Dots(ax, saddle, VIEW, None, ORANGE, 13, "cross"),
        Line(ax, walk, over, "T", BLACK, width=3, dots=5),
        Dots(ax, walk, over, "T", BLACK, 12, "square"),
        Label(ax, saddle[..., 0, :] - [0.12, 0], VIEW, text=_same(_("saddle")), anchor="end"),
        *(Label(ax, at, VIEW, text=words, anchor="middle") for at in named),
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
