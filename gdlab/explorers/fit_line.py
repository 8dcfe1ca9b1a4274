"""Lesson 1: drag a data point; the least-squares line, its squares and the rank follow."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_problem
from gdlab.explorers.shared import BLACK, BLUE, GREY, N_, ORANGE, _, explorer
from gdlab.explorers.shared.slice import span
from gdlab.stage import Bars, Dots, Handle, Label, Line, Readout, Stage

MOST = 12  # points that can be told apart and dragged
SNAP = 0.02  # of the width: points so near in x stand above one another


def fit(x, y):
    """(beta, rank, condition): slope and intercept of the line, of least norm where many fit.

    x, y (n,). condition is that of the design [x, 1], inf where its rank is 1. Slide 2.
    """
    design = np.column_stack([x, np.ones(len(x))])
    rank = int(np.linalg.matrix_rank(design))
    condition = np.linalg.cond(design) if rank == 2 else np.inf
    return np.linalg.pinv(design) @ y, rank, float(condition)


def by_inverse(x, y):
    """What inv(X^T X) X^T y answers, in words: two numbers, or why there are none."""
    design = np.column_stack([x, np.ones(len(x))])
    try:
        slope, intercept = np.linalg.inv(design.T @ design) @ design.T @ y
    except np.linalg.LinAlgError:
        return _("stops: singular matrix")
    return f"({slope:.4g}, {intercept:.4g})"


@explorer(
    lesson=1,
    title=N_("The line that fits best, by the pseudo-inverse"),
    words=N_(
        "Five points, their line, and the squares of the residuals; beta, rank and condition "
        "number beside them. In the notebook every point can be dragged."
    ),
    example=lambda show: show(),
)
def fit_line(x=(1, 2, 4, 6, 7), y=(2, 3, 3, 6, 5)):
    """Drag any point: line, squared residuals, rank and condition number answer.

    x, y (n,), 2 to 12 points. The squares have the residuals as sides: least squares makes their
    whole area small. Stack all points above one another and the rank falls to 1.
    Raises ValueError for other shapes and for more points.
    """
    x, y = np.array(x, float), np.array(y, float)
    as_problem(np.atleast_2d(x).T, y)
    if not 2 <= len(x) <= MOST:
        raise ValueError(f"2 to {MOST} points can be shown and dragged, got {len(x)}")
    figure = Figure(figsize=(6.4, 5.2), layout="constrained")
    ax = figure.subplots()
    side = max(np.ptp(x), np.ptp(y), 1.0)
    ax.set(xlim=_room(x, side), ylim=_room(y, side), aspect="equal", xlabel="$x$", ylabel="$y$")
    ax.grid(alpha=0.3)
    shown, label = _Points(ax, x, y), _("point {number}")
    handles = [
        Handle(ax, place, label.format(number=k + 1), lambda a, b, k=k: shown.move(k, a, b))
        for k, place in enumerate(zip(x, y, strict=True))
    ]
    return Stage(figure, [], *shown.seen(), handles=handles)


def _room(values, side):
    """Limits of an axis that leave a third of the longer side around the points."""
    return span(values, values[0], 0.35 * side / (np.ptp(values) or side))


class _Points:
    """The points as they now stand, and what is drawn of them."""

    def __init__(self, ax, x, y):
        self._ax, self._x, self._y = ax, x, y
        self._ends = np.array(ax.get_xlim())

    def move(self, k, a, b):
        """Point k goes to (a, b); a point almost above another one stands exactly above it."""
        others = np.delete(self._x, k)
        near = others[np.abs(others - a) < SNAP * np.ptp(self._ends)]
        self._x[k], self._y[k] = (near[0] if near.size else a), b
        return self.seen()

    def seen(self):
        """(parts, readout) for the points as they stand."""
        beta, rank, condition = fit(self._x, self._y)
        fitted = beta[0] * self._x + beta[1]
        line = np.column_stack([self._ends, beta[0] * self._ends + beta[1]])
        away = self._y - fitted
        squares = np.column_stack([self._x, fitted, self._x + np.abs(away), self._y])
        sides = np.full((3 * len(away), 2), np.nan)
        sides[0::3], sides[1::3] = np.c_[self._x, fitted], np.c_[self._x, self._y]
        parts = [
            Bars(self._ax, squares, color=ORANGE, opacity=0.25),
            Line(self._ax, sides, color=ORANGE, width=2, dash="4 3"),
            Line(self._ax, line, color=BLUE, width=2.5),
            Dots(self._ax, np.c_[self._x, fitted], color=GREY, size=6, shape="square"),
            Dots(self._ax, np.c_[self._x, self._y], color=BLACK, size=9),
            self._warning(rank),
        ]
        return parts, Readout(self._words(beta, rank, condition, away))

    def _warning(self, rank):
        """A word in the upper left corner where the points stand above one another."""
        low, high = self._ax.get_ylim()
        corner = [self._ends[0] + 0.02 * np.ptp(self._ends), high - 0.05 * (high - low)]
        words = _("rank {rank}: one column is a multiple of the other").format(rank=rank)
        return Label(
            self._ax, np.array(corner), text=np.array(words if rank < 2 else ""), color=BLACK
        )

    def _words(self, beta, rank, condition, away):
        return _(
            "Line by the pseudo-inverse: slope {slope}, intercept {intercept}. Sum of squares "
            "{sum}. Rank {rank}, condition number of X {condition}. {formula} {inverse}."
        ).format(
            slope=f"{beta[0]:.4g}",
            intercept=f"{beta[1]:.4g}",
            sum=f"{away @ away:.4g}",
            rank=rank,
            condition=f"{condition:.4g}",
            formula="inv(XᵀX) Xᵀy",
            inverse=by_inverse(self._x, self._y),
        )
