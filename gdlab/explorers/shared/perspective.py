"""What several explorers draw of a surface in its box: its ground, names of its sides, a path."""

from dataclasses import replace

import numpy as np

from gdlab.explorers.shared.ground import levels_of
from gdlab.explorers.shared.look import BLUE
from gdlab.explorers.shared.slice import beta_name
from gdlab.explorers.shared.solid import AROUND, CORNERS, TALL, Solid
from gdlab.explorers.shared.words import N_, _, number
from gdlab.stage import Area, Beyond, Control, Dots, Drag, Label, Line

TILTS = (50, 24)  # degrees above the plane, beside "from above"
SEEN = (N_("above"), N_("high up"), N_("the side"))
BEHIND = "#9cc3de"  # a path where the surface hides it
INK, EDGE = "#7d7359", "#a0a0a0"  # lines on the surface, and around it
TURN = -0.2  # of the box: so far a drag goes for one stop around
HALF_HIGH = 1.55  # of the box: what is shown from the middle up and down
HIGHER = 1.25  # a bowl goes so many times as high above its lowest point as the path begins
FEW = 15  # steps of a path on the surface, where there are many paths
GRID = 32  # looks, each way, at how far a surface goes
LOW = 0.2  # of how far the loss stays below a surface's top: so far the surface goes at least
GRAIN = 2  # parts of a pixel to which a path's places are rounded: finer ones take long to send


def degrees(stops):
    """Angles as a control reads them."""
    return [f"{stop}°" for stop in stops]


def turn_control(around, label=None, **about):
    """The slider around the surface, `around` degrees first; about as in Control."""
    start = int(np.argmin(np.abs((AROUND - around + 180) % 360 - 180)))
    label = _("turn") if label is None else label
    return Control("around", label, AROUND, degrees(AROUND), start=start, **about)


def open_axes(figure, top=0, bottom=0):
    """Axes without a frame across a figure, so many pixels below its top; and pixels for a unit.

    Its units are those of the box.
    """
    width, height = figure.get_size_inches() * figure.dpi
    ax = figure.add_axes((0, bottom / height, 1, (height - top - bottom) / height))
    scale = (height - top - bottom) / (2 * HALF_HIGH)
    ax.set(xlim=np.array([-0.5, 0.5]) * width / scale)
    ax.set(ylim=(-HALF_HIGH - 0.09, HALF_HIGH - 0.09))
    ax.set_axis_off()
    return ax, scale


class Box:
    """The parts around and on a solid: over names the controls (around, tilt), when as in a part.

    names (2,) of the parameters. Where the tilt's control has more stops than the solid has tilts,
    its first ones show nothing.
    """

    def __init__(self, ax, solid, names, over, stops=None, when=None):
        self._ax, self._solid, self._names = ax, solid, names
        self._over, self._when = over, when
        self._first = (len(solid.tilts) if stops is None else stops) - len(solid.tilts)

    def _all(self, array):
        """An array (AROUND, tilts, ...) for every stop, nan at the first ones."""
        if not self._first:
            return array
        blank = np.full((len(array), self._first, *array.shape[2:]), np.nan)
        return np.concatenate([blank, array], axis=1)

    def line(self, points, color, **style):
        """A polyline (AROUND, tilts, m, 2)."""
        return Line(self._ax, self._all(points), self._over, color=color, when=self._when, **style)

    def dots(self, points, color, size, shape="circle"):
        """Marks (AROUND, tilts, m, 2)."""
        about = (self._ax, self._all(points), self._over, None, color, size, shape)
        return Dots(*about, when=self._when)

    def label(self, places, text, **style):
        """One text at places (AROUND, tilts, 2)."""
        places = self._all(places)
        texts = np.full(places.shape[:-1], text)
        return Label(self._ax, places, self._over, text=texts, when=self._when, **style)

    def paper(self):
        """A white ground over the picture that is drawn below."""
        (left, right), (low, high) = self._ax.get_xlim(), self._ax.get_ylim()
        corners = np.array([[left, low], [right, low], [right, high], [left, high]])
        return Area(self._ax, corners, color="white", opacity=1, when=self._when)

    def above(self, words):
        """Words at the top, in the middle."""
        place = np.array([0, self._ax.get_ylim()[1] - 0.07])
        places = np.tile(place, (len(AROUND), len(self._solid.tilts), 1))
        return self.label(places, words, anchor="middle")

    def surface(self, around=None, tilt=None):
        """Its shading, in all views or in one, and the lines on it."""
        film = self._solid.film(self._ax, self._over, around, tilt)
        blank = np.full((len(AROUND), self._first), -1)
        which = np.concatenate([blank, film.points], axis=1)
        film = replace(film, points=which, when=self._when)
        top, bottom = self._solid.lines(around, tilt)
        return [film, self.line(bottom, EDGE, width=0.8), self.line(top, INK, width=0.8)]

    def frame(self):
        """The floor, and an upright scale at its left corner."""
        round_it = np.column_stack([np.append(CORNERS, CORNERS[:1], axis=0), np.full(5, -TALL)])
        lines = self._solid.views(round_it), self._upright()
        return [self.line(points, EDGE, width=1) for points in lines]

    def names(self):
        """The numbers of the scale, and what lies along which side of the floor."""
        solid, upright = self._solid, self._upright()
        low, top = (number(self._rounded(end)) for end in (solid.low, solid.top))
        below, above = upright[:, :, 0] - [0.05, 0], upright[:, :, 1] + [-0.15, 0.1]
        parts = [
            self.label(below, low, anchor="end", size=13),
            self.label(above, _("loss {height}").format(height=top), size=13),
        ]
        return parts + [one for k in (0, 1) for side in (-1, 1) for one in self._edge(k, side)]

    def _rounded(self, loss):
        """A loss on the scale; what is nothing beside the scale's top is zero."""
        return 0.0 if abs(loss) < 1e-9 * abs(self._solid.top) else loss

    def _upright(self):
        """The box's edge at its left corner, (AROUND, tilts, 2, 2)."""
        edges = self._solid.views(np.stack([[[*c, -TALL], [*c, TALL]] for c in CORNERS]))
        left = edges[..., 0, 0].argmin(axis=-1)[..., None, None, None]
        return np.take_along_axis(edges, left, axis=2)[:, :, 0]

    def _edge(self, k, side):
        """Along the floor's edge at one side of parameter k: the other's name, and its two ends."""
        other, axes, solid = 1 - k, np.eye(3), self._solid
        for along in (-0.85, 0, 0.85):
            at = side * 1.12 * axes[k] + along * axes[other] + [0, 0, -TALL]
            value = solid.middle[other] + along * solid.reach[other]
            text = number(value, 2) if along else self._names[other]
            place = solid.views(at) - [0, 0.07]
            away = side * (np.sin if k else np.cos)(np.radians(AROUND))
            place[away < 0.2] = np.nan  # this edge is behind
            yield self.label(place, text, anchor="middle", bold=not along, size=13)

    def path(self, theta, over=()):
        """The bold path through parameters (..., T + 1, 2) on the surface, paler where hidden.

        Where it leaves the surface it goes on, up and out of the picture.

        over: controls that its leading dimensions follow; T how far it has come.
        """
        points = self._solid.solid(theta, beyond=True)
        flat, seen = self._solid.views(points), self._solid.uncovered(points)
        grain = self._solid.scale * GRAIN
        flat = np.moveaxis(np.round(flat * grain) / grain, (0, 1), (-4, -3))
        seen = np.moveaxis(seen, (0, 1), (-3, -2))
        flat, seen = self._padded(flat, np.nan), self._padded(seen, False)
        about = {"when": self._when}
        ax, over = self._ax, (*over, *self._over)
        return [
            Line(ax, flat, over, "T", BEHIND, width=3, dots=5, **about),
            Line(ax, flat, over, "T", BLUE, width=3, dots=6, mask=seen, **about),
            Dots(ax, flat, over, "T", BLUE, 13, "square", **about),
            Beyond(ax, flat, over, "T", BLUE, **about),
        ]

    def _padded(self, array, blank):
        """(..., AROUND, tilts, T + 1[, 2]) with the tilt's first stops, which show nothing."""
        axis = array.ndim - (3 if array.dtype != bool else 2)
        shape = list(array.shape)
        shape[axis] = self._first
        return np.concatenate([np.full(shape, blank, array.dtype), array], axis=axis)


def bowl_of(problem, window, first, scale):
    """A problem's loss around its lowest point, as far as a window of its plane, as a Solid.

    It is cut off a quarter higher than the loss at `first` (2,).
    """
    reach = np.abs(np.array(window) - problem.best[:, None]).max(axis=1)
    low, start = (float(problem.heights(*at)) for at in (problem.best, first))
    corner = float(problem.heights(*(problem.best + reach)))
    top = low + HIGHER * (start - low)
    if not low < top < np.inf:
        top = corner if corner > low else low + 1.0
    reach = _around(problem, reach, first, top)
    window = list(zip(problem.best - reach, problem.best + reach, strict=True))
    levels = levels_of(problem, window, low)
    return Solid(
        lambda at: problem.heights(at[..., 0], at[..., 1]),
        problem.best,
        reach,
        low,
        top,
        np.append(levels[levels < top], top),
        TILTS,
        scale,
    )


def _around(problem, reach, first, top):
    """How far each way (2,) a surface goes: at most reach, and hardly farther than a path's start.

    The window of a path that leaves holds much of its way; the bowl would be a thimble in it.
    """
    even = np.linspace(-1, 1, 2 * GRID + 1)
    plane = np.stack(np.meshgrid(even, even, indexing="ij"), axis=-1)
    there = np.moveaxis(problem.best + reach * plane, -1, 0)
    low = np.abs(plane[problem.heights(*there) <= top]).max(axis=0, initial=1 / GRID)
    near = HIGHER * np.abs(first - problem.best)
    return np.minimum(np.maximum(near, LOW * low * reach), reach)


class Faces:
    """A map that can be seen as a surface, too: its controls, its drag, and what is drawn of it.

    ax: the map's axes; the surface covers the picture but for so many pixels at top and bottom. At
    first the eye is across the valley from where the path begins, first (2,).
    """

    def __init__(self, ax, problem, top, bottom=0, first=(-1.0, -1.0)):
        toward = np.subtract(problem.best, first)
        self._front = np.degrees(np.arctan2(toward[1], toward[0]))
        self._problem, self._map = problem, ax
        self._ax, self._scale = open_axes(ax.figure, top - 2, bottom)
        self.names = [beta_name(column) for column in problem.plane.columns]
        self.flat = ("seen", (0,))  # when the map is seen
        self._high = ("seen", (1, 2))
        self.later = ("seen",)

    def controls(self):
        """How the loss is seen, and from where."""
        words = [_(one) for one in SEEN]
        turn = _("turn the surface")
        return [
            Control("seen", _("seen from"), words, kind="choice"),
            turn_control(self._front, turn, when=self._high),
        ]

    def drag(self):
        """The surface is turned by a drag across, and tilted by one up."""
        about = ("around", TURN), ("seen", 0.5)
        return Drag(self._ax, *about, wraps=("around",), when=self._high)

    def parts(self, points, over=()):
        """The surface in its box, and the path through points (..., T + 1, 2) of the plane.

        Of many paths only the first steps are shown: each is sent as seen from everywhere.
        """
        first = points.reshape(-1, *points.shape[-2:])[0, 0]
        window = self._map.get_xlim(), self._map.get_ylim()
        solid = bowl_of(self._problem, window, first, self._scale)
        box = Box(self._ax, solid, self.names, ("around", "seen"), len(SEEN), self._high)
        parts = [box.paper(), *box.frame(), *box.surface(), *box.names()]
        if over and points.shape[-2] > FEW + 1:
            points = points[..., : FEW + 1, :]
            parts.append(box.above(_("here the first {steps} steps").format(steps=FEW)))
        return [*parts, *box.path(points, over)]
