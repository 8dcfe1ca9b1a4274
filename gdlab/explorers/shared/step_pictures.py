"""The pictures of step_by_step: the data, the path over the loss, and the loss at every step."""

from itertools import pairwise

import numpy as np

from gdcore.arrays import as_function
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    _,
    bold_path,
    decades,
    fixed,
    number,
    short,
    shown_steps,
    start_label,
    steps_control,
    texts,
)
from gdlab.explorers.shared.meanwhile import shown_while_walking
from gdlab.explorers.shared.perspective import Faces
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.slice import span
from gdlab.explorers.shared.walks import walk_anyway
from gdlab.stage import Beyond, Dots, Handle, Line, Panel, Readout, Stage, framed

ROWS = 60  # residuals drawn at most; more would be a grey block
STEPS = 301  # stops of T at most
WIDE, HIGH, TITLE = 350, 330, 40  # CSS pixels of a panel, and of what stands above its axes
REACH = 1e12  # the loss curve shows so many times more, and less, than the first loss


class StepPictures:
    """One descent, as `step_by_step` is handed it; dragged to another start it is seen anew."""

    def __init__(self, X, y, lr, start, loss, gradient, columns):
        self._problem = Problem(X, y, loss, columns)
        self._start = self._problem.start(start)
        self._lr = self._problem.lr(lr, self._start)
        own = gradient is not None
        self._gradient = as_function("gradient", gradient) if own else self._problem.loss.gradient

    def walked(self, T):
        """The stage of T steps, shown while a slow gradient still walks."""
        about = self._problem, self._lr, T, self._start, self._gradient
        return shown_while_walking(self._stage, *about)

    def _stage(self, betas):
        """The stage of these points (steps + 1, d)."""
        self._T = len(betas) - 1
        self._steps = shown_steps(self._T, STEPS)
        self._betas = betas[self._steps]
        figures = self._draw()
        names = (
            _("the data and what is predicted"),
            _("the path over the loss"),
            _("the loss at every step"),
        )
        panels = [Panel(figure, name) for figure, name in zip(figures, names, strict=True)]
        under = steps_control(self._steps, min(3, len(self._steps) - 1), under=self._curve)
        controls, drags = [*self._faces.controls(), under], [self._faces.drag()]
        later = self._faces.later, self._whole
        return Stage(panels, controls, *self._seen(), [self._ring()], drags, later)

    def _draw(self):
        """What stays: the figures of data, map and curve."""
        problem, betas = self._problem, self._betas
        (data, self._on), (surface, self._map), (curve, self._curve) = (
            framed(WIDE, HIGH, top=TITLE, left=left) for left in (74, 72, 86)
        )
        shown = problem.shown(betas)
        _frame_data(self._on, problem, betas)
        problem.draw(self._map, problem.window_of(_calm(shown)))
        _frame_curve(self._curve, self._steps, self._losses(betas), problem.loss)
        self._faces = Faces(self._map, problem, TITLE, first=shown[0])
        return data, surface, curve

    def _ring(self):
        """The start, to be dragged."""
        at = tuple(self._problem.shown(self._betas[0]))
        return Handle(self._map, at, _("start of the path"), self._moved, when=self._faces.flat)

    def _moved(self, a, b):
        start = self._problem.moved(self._betas[0], a, b)
        self._betas = self._steps_from(start, max(self._T, 1))[self._steps]
        return self._seen()

    def _whole(self):
        """What is seen, once more with the surface."""
        return self._seen(self._faces.parts(self._problem.shown(self._betas)), self._faces.flat)

    def _seen(self, more=(), when=None):
        """(parts, readout) of the walk; more parts, and when the map is seen."""
        betas, losses = self._betas, self._losses(self._betas)
        parts = [
            *_data_parts(self._on, self._problem, betas),
            *_map_parts(self._map, self._problem, betas, when),
            *bold_path(self._curve, np.column_stack([self._steps, losses]), dots=0),
            *more,
        ]
        return parts, _read(self._lr, losses, betas)

    def _losses(self, betas):
        with np.errstate(all="ignore"):
            return self._problem.loss.value(betas, self._problem.X, self._problem.y)

    def _steps_from(self, start, T):
        """T steps from a start (d,): points (T + 1, d), nan after what stopped the walk."""
        X, y = self._problem.X, self._problem.y
        betas, _trouble = walk_anyway(X, y, self._lr, T, start, self._gradient)
        rest = np.full((T + 1 - len(betas), len(start)), np.nan)
        return np.concatenate([betas, rest])


def _varied(X):
    return [k for k in range(X.shape[1]) if np.ptp(X[:, k]) > 0]


def _rows(y):
    return np.linspace(0, len(y) - 1, min(ROWS, len(y))).astype(int)


def _frame_data(ax, problem, betas):
    """One feature: the data as dots. More: the diagonal, as high as it is wide."""
    X, y = problem.X, problem.y
    varied = _varied(X)
    if len(varied) == 1:
        x = X[:, varied[0]]
        ax.plot(x, y, "o", color=BLACK)
        with np.errstate(all="ignore"):
            heights = np.append(y, _calm(betas @ X.T))
        ax.set(xlabel="x", ylabel="y", xlim=span(x, x[0]), ylim=span(heights, y[0], 0.1))
        ax.set_title(_("data, line and residuals"), fontsize=10)
        return
    ends = span(y, y[0], 0.75)
    ax.plot(ends, ends, color=GREY, lw=1.5)
    ax.set(xlim=ends, ylim=ends, xlabel=_("target y"), ylabel=_("prediction Xβ"))
    ax.set_title(_("on the line = right"), fontsize=10)


def _data_parts(ax, problem, betas):
    """One feature: the line through all predictions. More: predictions over their targets."""
    X, y, varied, rows = problem.X, problem.y, _varied(problem.X), _rows(problem.y)
    with np.errstate(all="ignore"):
        fitted = betas @ X.T
    if len(varied) == 1:
        x = X[:, varied[0]]
        order = np.argsort(x, kind="stable")
        line = np.stack(np.broadcast_arrays(x[order], fitted[:, order]), axis=-1)
        moving = [Line(ax, line, ("T",), None, BLUE, width=3)]
    else:
        x, (low, high) = y, ax.get_ylim()
        near = np.clip(fitted[:, rows], 2 * low - high, 2 * high - low)  # far ones stay upright
        points = np.stack(np.broadcast_arrays(x[rows], near), axis=-1)
        moving = [Dots(ax, points, ("T",), None, BLUE), Beyond(ax, points, ("T",), None, BLUE)]
    return [_residuals(ax, x[rows], y[rows], fitted[:, rows]), *moving]


def _residuals(ax, x, y, fitted):
    """Upright dashes between rows (n,) and their predictions (steps, n), as one broken line."""
    breaks = np.full(fitted.shape, np.nan)
    ends = np.stack([fitted, np.broadcast_to(y, fitted.shape), breaks], axis=-1)
    heights = ends.reshape(len(fitted), -1)
    places = np.broadcast_to(np.repeat(x, 3), heights.shape)
    dashes = np.stack([places, heights], axis=-1)
    return Line(ax, dashes, ("T",), None, ORANGE, width=1.5, dash="4 3")


def _map_parts(ax, problem, betas, when):
    points = problem.shown(betas)
    return [
        *bold_path(ax, points, when=when),
        start_label(ax, points[0], points[:2][-1], when=when),
    ]


def _frame_curve(ax, steps, losses, loss):
    shown, pad = losses[np.isfinite(losses)], 0.04 * max(steps[-1], 1)
    ax.set(xlim=(-pad, steps[-1] + pad), xlabel=_("step t"), ylabel=loss.name)
    if shown.size and shown.min() > 0:
        ax.set_yscale("log")
        ax.set_ylim(max(shown.min(), shown[0] / REACH) / 2, min(shown.max(), shown[0] * REACH) * 2)
        decades(ax.yaxis)
    elif shown.size:
        ax.set_ylim(span(shown, 0.0))
    ax.grid(alpha=0.3)


def _calm(values):
    """values (steps, ...) with nan for what a diverging path ends in: a picture keeps its start."""
    reach = 20 * (1 + np.abs(values[0]))
    return np.where(np.abs(values) <= reach, values, np.nan)


def direction(losses):
    """What the loss does from step to step: one short word each; beyond all numbers it rose."""
    fell, rose, stayed = _("fell"), _("rose"), _("stayed")
    pairs = pairwise(np.where(np.isfinite(losses), losses, np.inf))
    words = (fell if b < a else stayed if b == a < np.inf else rose for a, b in pairs)
    return [_("start"), *words]


def _read(lr, losses, betas):
    columns = {
        "loss": (texts(losses, ".5g"), ("T",)),
        "moved": (np.array(direction(losses)), ("T",)),
        "lr": fixed(number(lr, 3)),
    }
    if betas.shape[1] > 4:
        return Readout(_("After {T} steps with lr {lr}: loss {loss} ({moved})."), columns)
    ends = [", ".join(beta) for beta in short(betas, 3)]
    columns["beta"] = (np.array(ends), ("T",))
    return Readout(_("After {T} steps with lr {lr}: loss {loss} ({moved}), β = ({beta})."), columns)
