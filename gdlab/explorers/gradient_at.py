"""Lesson 2: move a point over the loss; the gradient's two components are two slopes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Start, refused
from gdcore.data import lecture
from gdlab.explorers.shared import BLACK, BLUE, GREY, N_, ORANGE, _, explorer, fixed, number, texts
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.slice import Columns, beta_name
from gdlab.stage import (
    Arrow,
    Control,
    Dots,
    Handle,
    Label,
    Line,
    Panel,
    Readout,
    Stage,
    framed,
)

LOSSES = ("mse", "rmse")
STOPS = 21  # places of the point, along each coefficient
POINTS = 61  # of a slice's curve
REACH = 0.2  # of a picture's width: half a tangent
ARROW = 0.3  # of a picture's width: at half of all places the arrow is longer, at half shorter
GREEN = "#007F5F"
COLORS = (ORANGE, GREEN)  # of the two components, and of their slices
SIDE = 288  # CSS pixels: every axes, so that an arrow is as long in a slice as on the map
FLOOR = -0.05  # where a slice's arrow lies, below its curve
OVER = ("loss", "a", "b")


@explorer(
    lesson=2,
    title=N_("A gradient, taken apart"),
    words=N_(
        "Minus the gradient as an arrow over the loss, and its two components in the colours of "
        "the slices whose slopes they are; for the mean of squares and for its root."
    ),
    example=lambda show: show(*lecture()[:2], at=[6.0, 1.0, 3.0]),
)
def gradient_at(X: ArrayLike, y: ArrayLike, at: Start = None, columns: Columns = None) -> Stage:
    """A point over the loss, minus the gradient there, and the slices whose slopes it holds.

    X (n, d), y (n,), d >= 2; at (d,), or zeros, is where the point begins. The plane of two columns
    goes through `at`. Two losses to choose from: the mean of squares, and its root.
    """
    scene = _Scene(X, y, at, columns)
    controls = [Control("loss", _("loss"), LOSSES, kind="choice"), *scene.sliders()]
    return Stage(scene.panels, controls, scene.parts(), scene.read(), scene.handles())


class _Scene:
    """Both losses and their slopes over a grid of places in one plane.

    places (STOPS, STOPS, 2); values (2, STOPS, STOPS), of each loss; slopes (2, STOPS, STOPS, 2).
    """

    def __init__(self, X, y, at, columns):
        squares = Problem(X, y)
        if squares.plane.idle:
            raise refused(
                "a plane needs two coefficients, so X must have two columns",
                "1",
                "`X = np.column_stack([X, np.ones(len(X))])`",
            )
        at = squares.start(at)
        self._problems = [Problem(X, y, loss, columns, through=at) for loss in LOSSES]
        self._squares = self._problems[0]
        self._columns = self._squares.plane.columns
        self._window = self._squares.window_to(at, 1.8)
        first = self._squares.shown(at)
        reach = self._squares.window_to(at, 1.4)  # beyond it there is only room for arrows
        near = zip(reach, self._squares.best, first, strict=True)
        self._stops = [_stops(*numbers) for numbers in near]
        self._starts = [
            int(np.argmin(np.abs(s - x))) for s, x in zip(self._stops, first, strict=True)
        ]
        a, b = np.meshgrid(*self._stops, indexing="ij")
        self._places = np.stack([a, b], axis=-1)
        self._values = np.array([problem.heights(a, b) for problem in self._problems])
        self._slopes = np.array([problem.slopes(a, b) for problem in self._problems])
        self._steps = self._shown_steps()
        self._curves = [self._curve(k) for k in (0, 1)]
        self._draw_still()

    def _shown_steps(self):
        """Minus the slopes as arrows, each loss on a scale of its own."""
        usual = np.median(np.linalg.norm(self._slopes, axis=-1), axis=(1, 2))
        scale = ARROW * np.ptp(self._window[0]) / np.where(usual > 0, usual, 1)
        return -scale[:, None, None, None] * self._slopes

    def _draw_still(self):
        """The ground of the map, and an empty frame for each slice."""
        size = {"height": SIDE + 90, "top": 42, "bottom": 48}
        figure, self._map = framed(SIDE + 82, left=68, right=14, **size)
        self._squares.draw(self._map, self._window)
        self._map.title.set_fontsize(10)
        self.panels = [Panel(figure, _("the loss from above, and minus the gradient"))]
        self._slices = []
        for column, window, color in zip(self._columns, self._window, COLORS, strict=True):
            figure, ax = framed(SIDE + 46, left=32, right=14, **size)
            ax.set(xlim=window, ylim=(-0.12, 1.15), xlabel=beta_name(column), yticks=[])
            about = _("slice along {name}").format(name=beta_name(column))
            ax.set_ylabel(_("loss, on a scale of its own"))
            ax.set_title(about, fontsize=11, color=color, weight="bold")
            self.panels.append(Panel(figure, about))
            self._slices.append(ax)

    def sliders(self):
        """A control for each coefficient, under the slice along it."""
        about = zip("ab", self._columns, self._stops, self._starts, self._slices, strict=True)
        return [
            Control(name, beta_name(column), stops, _numbers(stops), start, under=ax)
            for name, column, stops, start, ax in about
        ]

    def handles(self):
        """The point on the map, and on each slice."""
        names = zip("ab", self._columns, self._slices, self._curves, strict=True)
        label, both = _("point on the slice along {name}"), ("a", "b")
        return [
            Handle(self._map, self._places, _("point β"), over=both, moves=both, tap=True),
            *(
                Handle(
                    ax,
                    curve.points,
                    label.format(name=beta_name(column)),
                    over=OVER,
                    moves=(name,),
                    tap=True,
                )
                for name, column, ax, curve in names
            ),
        ]

    def parts(self):
        """The arrows on the map, and what moves on the slices."""
        return [*self._arrows(), *(part for k in (0, 1) for part in self._slice(k))]

    def _arrows(self):
        """Minus the gradient, the sum of its two components."""
        ax, here = self._map, np.broadcast_to(self._places, self._slopes.shape)
        sides = [here + self._steps * one for one in np.eye(2)]
        tip = here + self._steps
        frame = np.stack([sides[0], tip, sides[1]], axis=-2)
        return [
            Line(ax, frame, OVER, color=GREY, width=1.5, dash="4 4"),
            *(_arrow(ax, here, to, color) for to, color in zip(sides, COLORS, strict=True)),
            _arrow(ax, here, tip, BLACK),
            self._name(tip),
            Dots(ax, self._places[:, :, None], ("a", "b"), color=BLACK, size=11),
        ]

    def _name(self, tip):
        """The arrow's name beyond its tip, where it is long enough to have one."""
        wide = np.ptp(self._window[0])
        long = np.linalg.norm(self._steps, axis=-1, keepdims=True)
        way = self._steps / np.where(long > 0, long, 1) * [0.13 * wide, 0.05 * wide]
        near = np.abs(tip - self._squares.best) < 0.45 * wide
        inside = near.all(axis=-1, keepdims=True)
        there = np.where((long > 0.08 * wide) & inside, tip + way, np.nan)
        words = np.full(self._values.shape, _("−gradient"))
        return Label(self._map, there, OVER, text=words, anchor="middle", bold=True)

    def _curve(self, k):
        """Slice k at every stop of the other coefficient, each scaled to its own largest value.

        curve (2, STOPS, POINTS, 2); points (2, STOPS, STOPS, 2) and rises (2, STOPS, STOPS), the
        point and its slope as shown.
        """
        along = np.linspace(*self._window[k], POINTS)
        beside = np.repeat(self._stops[1 - k][:, None], POINTS, axis=1)
        ways = (along + 0 * beside, beside) if k == 0 else (beside, along + 0 * beside)
        heights = np.array([problem.heights(*ways) for problem in self._problems])
        top = heights.max(axis=-1, keepdims=True)
        top[top == 0] = 1
        curve = np.stack(np.broadcast_arrays(along, heights / top), axis=-1)
        scale = np.expand_dims(top[..., 0], k + 1)  # the same along the slice
        place = np.broadcast_to(self._places[..., k], self._values.shape)
        points = np.stack([place, self._values / scale], axis=-1)
        return _Curve(curve, points, self._slopes[..., k] / scale)

    def _slice(self, k):
        """Curve, tangent and point; and below, as on the map, the component that is its slope."""
        ax, shown, color = self._slices[k], self._curves[k], COLORS[k]
        across = REACH * np.ptp(self._window[k]) * np.array([-1, 1])
        moves = np.stack(np.broadcast_arrays(across, shown.rises[..., None] * across), axis=-1)
        floor = np.stack(np.broadcast_arrays(shown.points[..., 0], FLOOR), axis=-1)
        tip = floor + np.stack([self._steps[..., k], 0 * floor[..., 0]], axis=-1)
        stem = np.stack([shown.points, floor], axis=-2)
        return [
            Line(ax, shown.curve, ("loss", "ba"[k]), color=BLUE, width=3),
            Line(ax, stem, OVER, color=GREY, width=1, dash="2 3"),
            Line(ax, shown.points[..., None, :] + moves, OVER, color=color, width=3, dash="7 4"),
            _arrow(ax, floor, tip, color),
            Dots(ax, shown.points[..., None, :], OVER, color=BLACK, size=11),
        ]

    def read(self):
        """The sentence at every stop."""
        numbers = zip(self._slopes[..., 0].flat, self._slopes[..., 1].flat, strict=True)
        slopes = np.array([f"({number(g)}, {number(h)})" for g, h in numbers])
        columns = {
            "i": fixed(beta_name(self._columns[0])),
            "j": fixed(beta_name(self._columns[1])),
            "value": (texts(self._values, ".5g"), OVER),
            "slopes": (slopes.reshape(self._values.shape), OVER),
            "angle": (self._angles(), OVER),
        }
        return Readout(
            _(
                "At {i} = {a}, {j} = {b}: {loss} {value}, its slopes along {i} and {j} {slopes}. "
                "{angle}"
            ),
            columns,
        )

    def _angles(self):
        """A sentence on where minus the gradient points, for every place."""
        way = self._squares.best - self._places  # to the minimum: only known in this plane
        lengths = np.linalg.norm(way, axis=-1) * np.linalg.norm(self._slopes, axis=-1)
        cosines = -(self._slopes * way).sum(axis=-1) / np.where(lengths > 0, lengths, 1)
        angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
        sentence = _("Minus the gradient points {angle}° away from the lowest point of this plane.")
        words = [sentence.format(angle=f"{angle:.0f}") for angle in angles.ravel()]
        lowest = _("The gradient is zero: this is the lowest point of this plane.")
        return np.where(lengths < 1e-12, lowest, np.reshape(words, angles.shape))


class _Curve(NamedTuple):
    """One slice as `_curve` has it."""

    curve: np.ndarray
    points: np.ndarray
    rises: np.ndarray


def _arrow(ax, tail, tip, color):
    return Arrow(ax, np.concatenate([tail, tip], axis=-1)[..., None, :], OVER, None, color, 4, 14)


def _numbers(stops):
    return [number(stop, 3) for stop in stops]


def _stops(reach, best, first):
    """Even stops over a reach (low, high), the nearest ones moved to two numbers."""
    stops = np.linspace(*reach, STOPS)
    for wanted in (best, first):
        stops[np.argmin(np.abs(stops - wanted))] = wanted
    return stops
