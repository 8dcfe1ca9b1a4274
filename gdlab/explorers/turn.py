"""Lesson 5: a loss around its saddle, seen from any side; gradient descent begins on it or beside.

Both surfaces look the same from opposite sides: half a turn about the saddle changes no loss. So
half the views are drawn, and the table sends them once.
"""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_floats, as_positive
from gdcore.draw import BLACK, BLUE, GREY, ORANGE
from gdcore.landscapes import AMP_PHASE
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.ends import (
    end_of,
    largest_settling_lr,
    said,
    short,
    walk_landscape,
    window_of,
)
from gdlab.explorers.shared.wire import (
    POINTS,
    corners,
    heights_ahead,
    pack,
    project,
    sight,
    wires,
)
from gdlab.stage import Control, Dots, Drag, Label, Line, Readout, Stage

AROUND = np.arange(0, 360, 10)  # degrees
ABOVE = np.arange(10, 59, 12)
STEPS, LONG = 30, 200  # shown; and after which it is asked where the walk has ended
BESIDE = 0.01  # how far beside the saddle, along the first parameter
REACHES = {"amp_phase": (1.5, 2.4), "tanh_unit": (2.6, 1.7)}  # of the parameters, each way
FRONT = {"amp_phase": 150, "tanh_unit": 30}  # degrees around, from where it looks like a saddle
TALL = 0.6  # the surface goes from -TALL to TALL where its plane goes from -1 to 1
CORNERS = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]])


@explorer(
    lesson=5,
    title="A saddle, from all sides",
    words="Drag the surface to turn it. On the saddle the slope is zero and nothing moves; a "
    "hundredth beside it, the side decides which minimum it ends in.",
    example=lambda show: show(AMP_PHASE),
)
def turn(landscape, lr=None, around=None, above=34):
    """The loss over two parameters, to be turned; gradient descent from its saddle or beside it.

    landscape is AMP_PHASE or TANH_UNIT; lr (a quarter of 2/L if None) that of the walk; around
    and above the first view, in degrees (a good one if None). Drag the picture, or use the sliders.
    """
    names = window_of(landscape).names
    if landscape.name not in REACHES:
        raise ValueError(f"a surface has two parameters, {landscape.name} has {len(names)}")
    lr = largest_settling_lr(landscape) / 4 if lr is None else as_positive("lr", lr)
    around = FRONT[landscape.name] if around is None else around
    around, above = as_floats("around, above", [around, above])
    scene = Scene(landscape)
    starts = scene.saddle + BESIDE * np.array([[0, 0], [1, 0], [-1, 0]])
    paths = walk_landscape(landscape, starts, lr, STEPS)

    figure = Figure(figsize=(7, 6), layout="constrained")
    ax = figure.add_subplot()
    ax.set(xlim=(-1.85, 1.85), ylim=(-1.55, 1.55), aspect="equal")
    ax.set_axis_off()
    ax.set_title("circles: minima; cross: saddle; black: gradient descent; grey: from beneath")
    ax.title.set_fontsize(9)
    controls = [
        Control("around", "turn", AROUND, _degrees(AROUND), start=_nearest(AROUND, around)),
        Control("above", "tilt", ABOVE, _degrees(ABOVE), start=_nearest(ABOVE, above)),
        Control("start", "start", STARTS, STARTS, start=1, kind="choice"),
        Control("T", "steps T", range(STEPS + 1), _counted(), start=STEPS, play=True),
    ]
    parts = [*_frame(ax, scene, names), *_surface(ax, scene), *_marks(ax, scene, paths)]
    readout = _readout(landscape, names, starts, paths, lr)
    drag = Drag(ax, ("around", -0.09), ("above", -0.25), wraps=("around",))
    return Stage(figure, controls, parts, readout, drags=[drag])


VIEW = ("around", "above")
STARTS = ("on the saddle", f"{BESIDE:g} to one side", f"{BESIDE:g} to the other")


def _degrees(stops):
    return [f"{stop}°" for stop in stops]


def _counted():
    return [str(t) for t in range(STEPS + 1)]


def _nearest(stops, wanted):
    return int(np.argmin(np.abs(stops - wanted)))


class Scene:
    """A landscape in a box with its saddle in the middle; see gdlab.explorers.shared.wire."""

    def __init__(self, landscape):
        self._landscape = landscape
        self.saddle, self.reach = landscape.others[0], np.array(REACHES[landscape.name])
        even = np.linspace(-1, 1, POINTS)
        plane = np.stack(np.meshgrid(even, even, indexing="ij"), axis=-1)
        loss = self._loss(self.saddle + self.reach * plane)
        self.top = loss.max()
        self.heights = self._tall(loss)
        minima = (landscape.minima - self.saddle) / self.reach
        self.minima = landscape.minima[(np.abs(minima) < 1).all(axis=-1)]

    def _loss(self, theta):
        with np.errstate(all="ignore"):
            return self._landscape.loss.value(theta, self._landscape.X, self._landscape.y)

    def _tall(self, loss):
        return TALL * (2 * loss / self.top - 1)

    def solid(self, theta):
        """Where parameters (..., 2) lie on the surface in the box, (..., 3)."""
        plane = (theta - self.saddle) / self.reach
        return np.concatenate([plane, self._tall(self._loss(theta))[..., None]], axis=-1)


def _views(points):
    """Points (..., 3) as seen from everywhere, (AROUND, ABOVE, ..., 2)."""
    return np.array([[project(points, a, e) for e in ABOVE] for a in AROUND])


def _wire(lines, heights):
    """Lines (k, POINTS, 3) from everywhere, (AROUND, ABOVE, most, 2): seen from above, beneath."""
    kept = np.array([corners(line) for line in lines])
    top, bottom = [], []
    for around in AROUND[: len(AROUND) // 2]:
        ahead = heights_ahead(heights, lines, around)
        for above in ABOVE:
            shown, beneath = sight(lines, ahead, above)
            flat = project(lines, around, above)
            top.append(pack(flat, shown & ~beneath, kept))
            bottom.append(pack(flat, beneath, kept))
    return _both_sides(top), _both_sides(bottom)


def _both_sides(views):
    """Polylines (..., 2) of half a turn as an array for a whole turn, filled up with nan."""
    packed = np.full((len(views), max(map(len, views)), 2), np.nan)
    for row, view in zip(packed, views, strict=True):
        row[: len(view)] = view
    half = packed.reshape(-1, len(ABOVE), *packed.shape[1:])
    return np.concatenate([half, half])


def _surface(ax, scene):
    """The wire, seen from above in blue, from beneath in grey."""
    top, bottom = _wire(wires(scene.heights), scene.heights)
    return [
        Line(ax, bottom, VIEW, color=GREY, width=1.3),
        Line(ax, top, VIEW, color=BLUE, width=1.3),
    ]


def _frame(ax, scene, names):
    """The floor at loss 0, an upright scale at its left corner, and what lies at which side."""
    ends = np.stack([CORNERS, np.roll(CORNERS, -1, axis=0)], axis=1)
    share = np.linspace(0, 1, POINTS)[:, None]
    edges = ends[:, None, 0] * (1 - share) + ends[:, None, 1] * share
    floor = np.concatenate([edges, np.full((*edges.shape[:2], 1), -TALL)], axis=-1)
    lit, under = _wire(floor, scene.heights)
    upright = _views(np.stack([[[*c, -TALL], [*c, TALL]] for c in CORNERS]))
    left = upright[..., 0, 0].argmin(axis=-1)[..., None, None, None]
    upright = np.take_along_axis(upright, left, axis=2)[:, :, 0]
    style = {"color": "#a0a0a0", "width": 1}
    parts = [
        Line(ax, lit, VIEW, **style),
        Line(ax, under, VIEW, **style),
        Line(ax, upright, VIEW, **style),
    ]
    for end, text in enumerate(("loss 0 ", f"{scene.top:.2g} ")):
        parts.append(Label(ax, upright[:, :, end], VIEW, text=_same(text), anchor="end", size=12))
    for k, side in ((0, -1), (0, 1), (1, -1), (1, 1)):
        at = side * 1.3 * np.eye(3)[k] + [0, 0, -TALL]
        text = _same(f"{names[k]} = {scene.saddle[k] + side * scene.reach[k]:.2g}")
        parts.append(Label(ax, _below(at), VIEW, text=text, anchor="middle", size=12))
    return parts


def _same(text):
    return np.full((len(AROUND), len(ABOVE)), text)


def _below(point):
    """Where a word below a point (3,) stands in every view; nan where it is on the far side."""
    seen, a = _views(point) - [0, 0.09], np.radians(AROUND)
    seen[point[0] * np.cos(a) + point[1] * np.sin(a) < -1e-9] = np.nan
    return seen


def _marks(ax, scene, paths):
    """Minima, saddle, and the walk, which is shown through the surface."""
    walk = np.moveaxis(_views(scene.solid(paths)), 2, 0)
    over = ("start", *VIEW)
    return [
        Dots(ax, _views(scene.solid(scene.minima)), VIEW, None, ORANGE, 12),
        Dots(ax, _views(scene.solid(scene.saddle[None])), VIEW, None, ORANGE, 13, "cross"),
        Line(ax, walk, over, "T", BLACK, width=2, dots=5),
        Dots(ax, walk, over, "T", BLACK, 12, "square"),
    ]


def _readout(landscape, names, starts, paths, lr):
    with np.errstate(all="ignore"):
        loss = landscape.loss.value(paths, landscape.X, landscape.y)
        slope = np.linalg.norm(landscape.loss.gradient(paths, landscape.X, landscape.y), axis=-1)
    there = [[said(names, np.round(theta, 3)) for theta in path] for path in paths]
    ends = end_of(landscape, starts, lr, LONG)  # -1, in none, takes the last of these words:
    kinds = [f"It ends in the minimum at {said(names, m)}." for m in landscape.minima]
    words = np.array([*kinds, f"After {LONG} steps it is in no minimum."])[ends]
    words[0] = "The slope is zero: it stays."
    columns = {
        "there": (np.array(there), ("start", "T")),
        "loss": (short(loss, 3), ("start", "T")),
        "slope": (short(slope, 3), ("start", "T")),
        "words": (words, ("start",)),
    }
    return Readout(
        f"Seen from {{around}} around and {{above}} above. Start {{start}}, lr {lr:.3g}: after "
        "{T} steps {there}, loss {loss}, length of the gradient {slope}. {words}",
        columns,
    )
