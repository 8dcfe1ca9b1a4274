"""Lesson 1: drag a data point; the least-squares line, its squares and the rank follow."""

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Floats, as_reals, masked, refused
from gdlab.explorers.shared import BLACK, BLUE, N_, ORANGE, _, explorer, fixed, number, texts
from gdlab.explorers.shared.slice import span
from gdlab.stage import (
    Bars,
    Beyond,
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

MOST = 12  # points that can be told apart and dragged
ACROSS, UP = 25, 19  # places of the point that moves without Python; the x are all points' own
ROOM = 6  # times the first sum of squares: the height of the bar's axis
ROUNDING = 1e-24  # of the sum of the y squared: a smaller square is none
OVER = ("x", "y")


def fit(x, y):
    """(beta, rank, condition): slope and intercept of the line, of least norm where many fit.

    x, y (..., n); beta (..., 2), rank and condition (...). condition is that of the design [x, 1],
    inf where its rank is 1. Slide 2.
    """
    design = np.stack([x, np.ones(np.shape(x))], axis=-1)
    rank = np.linalg.matrix_rank(design)
    condition = np.where(rank == 2, np.linalg.cond(design), np.inf)
    return (np.linalg.pinv(design) @ y[..., None])[..., 0], rank, condition


def by_inverse(x, y):
    """What inv(X^T X) X^T y answers, in words: two numbers, or why there are none."""
    design = np.column_stack([x, np.ones(len(x))])
    try:
        slope, intercept = np.linalg.inv(design.T @ design) @ design.T @ y
    except np.linalg.LinAlgError:
        return _("stops: singular matrix")
    return f"({number(slope)}, {number(intercept)})"


@explorer(
    lesson=1,
    title=N_("The line that fits best, by the pseudo-inverse"),
    words=N_(
        "Five points, their line, the squares of the residuals and their sum. Here one point "
        "moves; in the notebook every point can be dragged."
    ),
    example=lambda show: show(),
)
def fit_line(x: ArrayLike = (1, 2, 4, 6, 7), y: ArrayLike = (2, 3, 3, 6, 5)) -> Stage:
    """Drag any point: line, squared residuals, rank and condition number answer.

    x, y (n,), 2 to 12 points. The squares have the residuals as sides: least squares makes their
    whole area, the bar, small. The outermost point moves without Python. Stack all points above
    one another and the rank falls to 1.
    Raises ValueError for other shapes and for more points.
    """
    x, y = _points(x, y)
    if not 2 <= len(x) <= MOST:
        expected = f"2 to {MOST} points can be shown and dragged, so many must come"
        raise refused(expected, f"{len(x)}", f"`x, y = x[:{MOST}], y[:{MOST}]`")
    plane, bar = _frames(x, y)
    shown = _Points(plane, bar, x, y)
    panels = [
        Panel(plane.figure, _("points, their line and the squares")),
        Panel(bar.figure, _("the sum of the squares")),
    ]
    parts, readout = shown.seen()
    return Stage(panels, shown.sliders(), parts, readout, shown.handles())


def _points(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """x and y (n,) as finite floats; points go together, x and y."""
    if masked(x) or masked(y):
        hidden = "(np.ravel(np.ma.getmaskarray(x)) | np.ravel(np.ma.getmaskarray(y)))"
        plain = "x, y = np.ravel(np.asarray(x)), np.ravel(np.asarray(y))"
        hint = f"`keep = ~{hidden}; {plain}; x, y = x[keep], y[keep]`"
        raise refused("x and y must be numbers, none masked", f"{masked(x)}, {masked(y)}", hint)
    x, y = as_reals("x", x).copy(), as_reals("y", y).copy()
    if x.ndim != 1:
        raise refused("x must have shape (n,)", f"{x.shape}", "`x = np.ravel(x)`")
    if y.shape != x.shape:
        hint = "`y = np.ravel(y)`" if y.size == x.size else "one y for each x"
        raise refused(f"y must have shape {x.shape} to match x", f"{y.shape}", hint)
    kept = np.isfinite(x) & np.isfinite(y)
    if not kept.all():
        plain = "x, y = np.asarray(x, float), np.asarray(y, float)"
        hint = f"`{plain}; keep = np.isfinite(x) & np.isfinite(y); x, y = x[keep], y[keep]`"
        raise refused("x and y must be finite", f"{(~kept).sum()} nan or inf", hint)
    return x, y


def _frames(x, y):
    """Axes for the points, as long for a unit of x as of y, and axes for the bar."""
    side = max(np.ptp(x), np.ptp(y), 1.0)
    plane = framed(420, 370, left=48)[1]
    plane.set(xlim=_room(x, side), ylim=_room(y, side), aspect="equal", xlabel="x", ylabel="y")
    plane.grid(alpha=0.3)
    beta, *_rest = fit(x, y)
    least = np.square(y - beta[0] * x - beta[1]).sum()
    bar = framed(200, 370, left=66)[1]
    bar.set(xlim=(0, 1), ylim=(0, max(ROOM * least, 0.05 * side**2)), xticks=[])
    bar.set_ylabel(_("sum of the squares"))
    return plane, bar


def _room(values, side):
    """Limits of an axis that leave a third of the longer side around the points."""
    return span(values, values[0], 0.35 * side / (np.ptp(values) or side))


def _stops(limits, count, values):
    """Even stops between limits, the nearest ones moved to the values that points have."""
    stops = np.linspace(*limits, count)
    for value in values:
        stops[np.argmin(np.abs(stops - value))] = value
    return stops


class _Points:
    """The points as they now stand, and what is drawn of them.

    One of them, the outermost, is tabulated over a grid of places; Python answers for the others,
    whose x go to the grid's, too: so points can stand exactly above one another.
    """

    def __init__(self, plane, bar, x, y):
        self._plane, self._bar, self._x, self._y = plane, bar, x, y
        self._ends = np.array(plane.get_xlim())
        self._one = int(np.argmax(np.abs(x - x.mean())))
        self._across = _stops(self._ends, ACROSS, [*x, x[self._one]])
        self._up = _stops(plane.get_ylim(), UP, [*y, y[self._one]])

    def sliders(self):
        """Controls for the place of the outermost point."""
        label, stops = _("{axis} of point {number}"), (self._across, self._up)
        return [
            Control(
                axis,
                label.format(axis=axis, number=self._one + 1),
                values,
                texts(values, ".3g"),
                int(np.argmin(np.abs(values - first[self._one]))),
                under=self._plane,
                along=axis == OVER[0],
            )
            for axis, values, first in zip(OVER, stops, (self._x, self._y), strict=True)
        ]

    def handles(self):
        """A grip on every point; the browser itself moves the outermost."""
        places, label = np.stack(self._grid(), axis=-1), _("point {number}")
        return [
            Handle(self._plane, places, label.format(number=k + 1), over=OVER, moves=OVER)
            if k == self._one
            else Handle(
                self._plane,
                (self._x[k], self._y[k]),
                label.format(number=k + 1),
                lambda a, b, k=k: self.move(k, a, b),
            )
            for k in range(len(self._x))
        ]

    def _grid(self):
        return np.meshgrid(self._across, self._up, indexing="ij")

    def move(self, k, a, b):
        """Point k goes to (a, b), its x to the nearest of the stops."""
        self._x[k], self._y[k] = self._across[np.argmin(np.abs(self._across - a))], b
        return *self.seen(), (self._x[k], self._y[k])

    def seen(self):
        """(parts, readout) for the others as they stand, and every place of the outermost."""
        x, y = (np.tile(values, (ACROSS, UP, 1)) for values in (self._x, self._y))
        x[..., self._one], y[..., self._one] = self._grid()
        beta, rank, condition = fit(x, y)
        fitted = beta[..., :1] * x + beta[..., 1:]
        squares = np.square(y - fitted)
        squares[squares < ROUNDING * np.square(y).sum(axis=-1, keepdims=True)] = 0
        parts = [*self._squares(x, y, fitted), *self._lines(x, y, beta, rank)]
        parts += self._stacked(squares)
        sums = squares.sum(axis=-1)
        return parts, Readout(_sentence(), _columns(x, y, beta, rank, condition, sums))

    def _squares(self, x, y, fitted):
        """Each square by itself: where two overlap, both are seen."""
        right = x + np.abs(y - fitted)
        boxes = np.stack([x, fitted, right, y], axis=-1)
        corners = [(x, fitted), (x, y), (right, y), (right, fitted), (x, fitted), (x * np.nan, y)]
        around = np.stack([np.stack(corner, axis=-1) for corner in corners], axis=-2)
        outlines = around.reshape(*x.shape[:-1], -1, 2)
        each = range(x.shape[-1])
        return [
            *(Bars(self._plane, boxes[..., [k], :], OVER, None, ORANGE, 0.2) for k in each),
            Line(self._plane, outlines, OVER, color=ORANGE, width=1.5),
        ]

    def _lines(self, x, y, beta, rank):
        """The line, the points, and a word where they stand above one another."""
        ax, one = self._plane, [self._one]
        line = np.stack(np.broadcast_arrays(self._ends, beta @ [self._ends, [1, 1]]), axis=-1)
        others = np.delete(np.column_stack([self._x, self._y]), self._one, axis=0)
        low, high = ax.get_ylim()
        corner = (self._ends[0] + 0.03 * np.ptp(self._ends), high - 0.06 * (high - low))
        words = _("rank 1: one column is a multiple of the other")
        return [
            Line(ax, line, OVER, color=BLUE, width=3),
            Dots(ax, others, color=BLACK, size=10),
            Dots(ax, np.stack([x[..., one], y[..., one]], axis=-1), OVER, color=BLACK, size=10),
            Label(ax, np.tile(corner, (*rank.shape, 1)), OVER, text=np.where(rank < 2, words, "")),
        ]

    def _stacked(self, squares):
        """The squares' areas upon one another, and their sum as a number."""
        ax, top = self._bar, self._bar.get_ylim()[1]
        upper = np.cumsum(squares, axis=-1)
        lower = upper - squares
        ends = [np.full_like(upper, 0.2), lower, np.full_like(upper, 0.8), upper]
        boxes = np.stack(ends, axis=-1)
        edges = np.stack([boxes[..., [0, 3]], boxes[..., [2, 3]], boxes[..., [0, 3]] * np.nan], -2)
        whole = upper[..., -1:]
        over = np.stack([np.full_like(whole, 0.5), whole], axis=-1)
        word = np.concatenate([0 * whole + 0.5, np.minimum(whole + 0.05 * top, 0.9 * top)], axis=-1)
        edges = edges.reshape(*whole.shape[:-1], -1, 2)
        return [
            Bars(ax, boxes, OVER, color=ORANGE, opacity=0.35),
            Line(ax, edges, OVER, color=ORANGE, width=1.5),
            Beyond(ax, over, OVER, color=ORANGE),
            Label(ax, word, OVER, text=texts(whole[..., 0], ".3g"), anchor="middle", bold=True),
        ]


def _sentence():
    return _(
        "Line by the pseudo-inverse: slope {slope}, intercept {intercept}. Sum of squares "
        "{sum}. Rank {rank}, condition number of X {condition}. {formula} {inverse}."
    )


def _columns(x, y, beta, rank, condition, sums):
    """What fills the sentence at every place of the outermost point."""
    flat = (values.reshape(-1, values.shape[-1]) for values in (x, y))
    inverse = np.array([by_inverse(*points) for points in zip(*flat, strict=True)])
    bounded = np.where(np.isfinite(condition), texts(condition, ".4g"), _("infinite"))
    found = {
        "slope": texts(beta[..., 0], ".4g"),
        "intercept": texts(beta[..., 1], ".4g"),
        "sum": texts(sums, ".4g"),
        "rank": texts(rank, ".1g"),
        "condition": bounded,
        "inverse": inverse.reshape(rank.shape),
    }
    return {name: (words, OVER) for name, words in found.items()} | {
        "formula": fixed("inv(XᵀX) Xᵀy")
    }
