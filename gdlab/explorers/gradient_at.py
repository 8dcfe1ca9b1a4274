"""Lesson 2: drag a point over the loss; the gradient's two components are two slopes."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.data import lecture
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    N_,
    ORANGE,
    SMALL,
    _,
    explorer,
    fixed,
    texts,
)
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.slice import axis_name
from gdlab.stage import Control, Dots, Handle, Line, Readout, Stage

LOSSES = ("mse", "rmse")
POINTS = 81  # of a slice's curve
REACH = 0.2  # of a picture's width: the gradient's arrow at the first point, half a tangent


@explorer(
    lesson=2,
    title=N_("A gradient, taken apart"),
    words=N_(
        "Minus the gradient as an arrow on the contours, and its components as slopes of two "
        "slices; for the mean of squares and for its root. In the notebook the point moves."
    ),
    example=lambda show: show(*lecture()[:2], at=[6.0, 1.0, 3.0]),
)
def gradient_at(X, y, at=None, columns=None):
    """A point on the contours, minus the gradient there, and the slices whose slopes it holds.

    X (n, d), y (n,), d >= 2; at (d,), or zeros, is where the point begins. The plane of two columns
    goes through `at`. Two losses to choose from: the mean of squares, and its root.
    """
    scene = _Scene(X, y, at, columns)
    figure = Figure(figsize=(9.6, 3.9), layout="constrained")
    scene.draw_still(figure.subplots(1, 3))
    control = Control("loss", _("loss"), LOSSES, kind="choice")
    handle = Handle(scene.axes[0], tuple(scene.first), _("point β"), scene.seen)
    return Stage(figure, [control], *scene.seen(*scene.first), handles=[handle])


class _Scene:
    """The two losses over one plane, which goes through the first point (2,)."""

    def __init__(self, X, y, at, columns):
        problem = Problem(X, y)
        if problem.plane.idle:
            raise ValueError("a plane needs two coefficients, X has 1 column")
        at = problem.start(at)
        self._problems = [Problem(X, y, loss, columns, through=at) for loss in LOSSES]
        self._squares = self._problems[0]
        self.first = self._squares.shown(at)
        self._window = self._squares.window_to(at, 1.4)
        slopes = [problem.slopes(*self.first) for problem in self._problems]
        width = np.ptp(self._window[0])
        self._scales = [REACH * width / (np.linalg.norm(slope) or 1) for slope in slopes]

    def draw_still(self, axes):
        """Contours on the left, an empty frame for each slice."""
        self.axes = axes
        self._squares.draw(axes[0], self._window)
        axes[0].set_aspect("equal")  # so that a right angle looks like one
        axes[0].set_title(_("arrow: minus the gradient"), fontsize=SMALL)
        title = _("slice along {name}: loss (own scale)")
        names = map(axis_name, self._squares.plane.columns)
        for ax, name, window in zip(axes[1:], names, self._window, strict=True):
            ax.set(xlim=window, ylim=(-0.05, 1.15), xlabel=name, yticks=[])
            ax.set_title(title.format(name=name), fontsize=SMALL)

    def seen(self, a, b):
        """(parts, readout) for the point (a, b)."""
        point = np.array([a, b])
        slopes = [problem.slopes(a, b) for problem in self._problems]
        slices = [part for k in (0, 1) for part in self._slice(k, point, slopes)]
        return [*self._arrow(point, slopes), *slices], self._read(point, slopes)

    def _arrow(self, point, slopes):
        tips = np.array([point - s * g for s, g in zip(self._scales, slopes, strict=True)])
        lines = np.stack([np.broadcast_to(point, tips.shape), tips], axis=1)
        return [
            Line(self.axes[0], lines, ("loss",), color=ORANGE, width=3),
            Dots(self.axes[0], tips[:, None], ("loss",), color=ORANGE, size=11, shape="diamond"),
        ]

    def _slice(self, k, point, slopes):
        """Curve, tangent and point of one slice, each loss scaled to its own largest value."""
        low, high = self._window[k]
        along = np.linspace(low, high, POINTS)
        beside = np.full(POINTS, point[1 - k])
        across = point[k] + REACH * (high - low) * np.array([-1, 1])
        curves, tangents, places = [], [], []
        for problem, slope in zip(self._problems, slopes, strict=True):
            heights = problem.heights(*((along, beside) if k == 0 else (beside, along)))
            top = heights.max() or 1.0
            here = problem.heights(*point) / top
            curves.append(np.column_stack([along, heights / top]))
            rise = slope[k] / top * (across - point[k])
            tangents.append(np.column_stack([across, here + rise]))
            places.append([[point[k], here]])
        ax, over = self.axes[k + 1], ("loss",)
        return [
            Line(ax, np.array(curves), over, color=BLUE, width=2),
            Line(ax, np.array(tangents), over, color=ORANGE, width=3, dash="7 4"),
            Dots(ax, np.array(places), over, color=BLACK, size=10),
        ]

    def _read(self, point, slopes):
        i, j = (f"β{column + 1}" for column in self._squares.plane.columns)
        values = [problem.heights(*point) for problem in self._problems]
        columns = {
            "i": fixed(i),
            "j": fixed(j),
            "a": fixed(f"{point[0]:.3g}"),
            "b": fixed(f"{point[1]:.3g}"),
            "value": (texts(values, ".5g"), ("loss",)),
            "slopes": (np.array([f"({g[0]:.4g}, {g[1]:.4g})" for g in slopes]), ("loss",)),
            "angle": (np.array([self._angle(point, g) for g in slopes]), ("loss",)),
        }
        return Readout(
            _(
                "At {i} = {a}, {j} = {b}: {loss} {value}, its slopes along {i} and {j} {slopes}. "
                "{angle}"
            ),
            columns,
        )

    def _angle(self, point, slope):
        way = self._squares.best - point  # the way to the minimum is only known in this plane
        lengths = np.linalg.norm(way) * np.linalg.norm(slope)
        if lengths < 1e-12:
            return _("The gradient is zero: this is the lowest point of this plane.")
        angle = np.degrees(np.arccos(np.clip(-slope @ way / lengths, -1, 1)))
        return _(
            "Minus the gradient points {angle}° away from the lowest point of this plane."
        ).format(angle=f"{angle:.0f}")
