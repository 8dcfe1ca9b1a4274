"""Lesson 2: drag a point over the loss; the gradient's two components are two slopes."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_problem, as_start
from gdcore.data import lecture
from gdcore.draw import BLACK, BLUE, ORANGE, draw_contours
from gdcore.losses import get_loss
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.slice import Slice, choose_columns
from gdlab.stage import Control, Dots, Handle, Line, Readout, Stage
from gdlab.stage.parts import as_texts

LOSSES = ("mse", "rmse")
POINTS = 81  # of a slice's curve
REACH = 0.2  # of a picture's width: the gradient's arrow at the first point, half a tangent


@explorer(
    lesson=2,
    title="A gradient, taken apart",
    words="Minus the gradient as an arrow on the contours, and its components as slopes of two "
    "slices; for the mean of squares and for its root. In the notebook the point moves.",
    example=lambda show: show(*lecture()[:2], at=[6.0, 1.0, 3.0]),
)
def gradient_at(X, y, at=None, columns=None):
    """A point on the contours, minus the gradient there, and the slices whose slopes it holds.

    X (n, d), y (n,), d >= 2; at (d,), or zeros, is where the point begins. The plane of two columns
    goes through `at`. Two losses to choose from: the mean of squares, and its root.
    """
    X, y = as_problem(X, y)
    if X.shape[1] < 2:
        raise ValueError(f"a plane needs two coefficients, X has {X.shape[1]} column")
    at = as_start(at, X.shape[1])
    plane = Slice(at, choose_columns(X, columns))
    scene = _Scene(X, y, plane)
    figure = Figure(figsize=(9.6, 3.9), layout="constrained")
    scene.draw_still(figure.subplots(1, 3))
    control = Control("loss", "loss", LOSSES, LOSSES, kind="choice")
    point = at[list(plane.columns)]
    handle = Handle(scene.axes[0], tuple(point), "point β", scene.seen)
    return Stage(figure, [control], *scene.seen(*point), handles=[handle])


def lowest_in(X, y, plane):
    """The lowest point of a sum of squares in the plane, (2,)."""
    rest = y - X @ plane.at(0.0, 0.0)
    return np.linalg.lstsq(X[:, list(plane.columns)], rest)[0]


class _Scene:
    """The two losses over one plane."""

    def __init__(self, X, y, plane):
        self._X, self._y, self._plane = X, y, plane
        self._losses = [get_loss(name) for name in LOSSES]
        self._best = lowest_in(X, y, plane)
        first = plane.beta[list(plane.columns)]
        reach = 1.4 * max(np.abs(first - self._best).max(), 1e-3 * (1 + np.abs(first).max()))
        self._window = [(middle - reach, middle + reach) for middle in self._best]
        self._longest = [np.linalg.norm(self._gradient(loss, first)) for loss in self._losses]
        self._reach = reach

    def _gradient(self, loss, point):
        whole = loss.gradient(self._plane.at(*point), self._X, self._y)
        return whole[list(self._plane.columns)]

    def _heights(self, loss, a, b):
        return self._plane.heights(loss.value, self._X, self._y)(a, b)

    def draw_still(self, axes):
        """Contours on the left, an empty frame for each slice."""
        self.axes = axes
        heights = self._plane.heights(self._losses[0].value, self._X, self._y)
        draw_contours(axes[0], heights, *self._window, best=self._best, together=True)
        for k, column in enumerate(self._plane.columns):
            name = rf"$\beta_{{{column + 1}}}$"
            (axes[0].set_xlabel if k == 0 else axes[0].set_ylabel)(name)
            axes[k + 1].set(xlim=self._window[k], ylim=(-0.05, 1.15), xlabel=name, yticks=[])
            axes[k + 1].set_title(f"slice along {name}: loss (own scale)", fontsize=9)
        axes[0].set_aspect("equal")  # so that a right angle looks like one
        axes[0].set_title("arrow: minus the gradient", fontsize=9)

    def seen(self, a, b):
        """(parts, readout) for the point (a, b)."""
        point = np.array([a, b])
        gradients = [self._gradient(loss, point) for loss in self._losses]
        return [
            *self._arrow(point, gradients),
            *(part for k in (0, 1) for part in self._slice(k, point, gradients)),
        ], self._read(point, gradients)

    def _arrow(self, point, gradients):
        scale = [2 * REACH * self._reach / (longest or 1) for longest in self._longest]
        tips = np.array([point - s * g for s, g in zip(scale, gradients, strict=True)])
        lines = np.stack([np.broadcast_to(point, tips.shape), tips], axis=1)
        return [
            Line(self.axes[0], lines, ("loss",), color=ORANGE, width=3),
            Dots(self.axes[0], tips[:, None], ("loss",), color=ORANGE, size=11, shape="diamond"),
        ]

    def _slice(self, k, point, gradients):
        """Curve, tangent and point of one slice, each loss scaled to its own largest value."""
        low, high = self._window[k]
        along = np.linspace(low, high, POINTS)
        other = np.full(POINTS, point[1 - k])
        curves, tangents, places = [], [], []
        for loss, gradient in zip(self._losses, gradients, strict=True):
            heights = self._heights(loss, *((along, other) if k == 0 else (other, along)))
            top = heights.max() or 1.0
            here = self._heights(loss, *point) / top
            across = point[k] + REACH * (high - low) * np.array([-1, 1])
            curves.append(np.column_stack([along, heights / top]))
            tangents.append(
                np.column_stack([across, here + gradient[k] / top * (across - point[k])])
            )
            places.append([[point[k], here]])
        ax, over = self.axes[k + 1], ("loss",)
        return [
            Line(ax, np.array(curves), over, color=BLUE, width=2),
            Line(ax, np.array(tangents), over, color=ORANGE, width=3, dash="7 4"),
            Dots(ax, np.array(places), over, color=BLACK, size=10),
        ]

    def _read(self, point, gradients):
        i, j = (column + 1 for column in self._plane.columns)
        beta = self._plane.at(*point)
        values = [loss.value(beta, self._X, self._y) for loss in self._losses]
        # the way to the minimum is only known in the shown plane
        columns = {
            "value": (as_texts(values, ".5g"), ("loss",)),
            "slopes": (np.array([f"({g[0]:.4g}, {g[1]:.4g})" for g in gradients]), ("loss",)),
            "angle": (np.array([self._angle(point, g) for g in gradients]), ("loss",)),
        }
        return Readout(
            f"At β{i} = {point[0]:.3g}, β{j} = {point[1]:.3g}: {{loss}} {{value}}, its slopes "
            f"along β{i} and β{j} {{slopes}}. {{angle}}",
            columns,
        )

    def _angle(self, point, gradient):
        way = self._best - point
        lengths = np.linalg.norm(way) * np.linalg.norm(gradient)
        if lengths < 1e-12:
            return "The gradient is zero: this is the lowest point of this plane."
        angle = np.degrees(np.arccos(np.clip(-gradient @ way / lengths, -1, 1)))
        return f"Minus the gradient points {angle:.0f}° away from the lowest point of this plane."
