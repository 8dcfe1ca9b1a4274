"""Lesson 3: one step at a time, in the data, in coefficient space and in the loss."""

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Gradient, Start, as_function
from gdcore.data import lecture
from gdcore.losses import AnyLoss
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    _,
    bold_path,
    decades,
    explorer,
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
from gdlab.explorers.shared.slice import Columns, span
from gdlab.explorers.shared.walks import walk_anyway
from gdlab.stage import Beyond, Dots, Handle, Line, Panel, Readout, Stage, framed

ROWS = 60  # residuals drawn at most; more would be a grey block
STEPS = 301  # stops of T at most
WIDE, HIGH, TITLE = 350, 330, 40  # CSS pixels of a panel, and of what stands above its axes
REACH = 1e12  # the loss curve shows so many times more, and less, than the first loss


@explorer(
    lesson=3,
    title=N_("One step at a time"),
    words=N_(
        "The lecture's four points and its start. Press step: the predictions, the path in "
        "coefficient space and the loss move together. In the notebook the same picture runs "
        "your own gradient."
    ),
    example=lambda show: show(*lecture()[:2], 0.02, T=100, start=lecture().start),
)
def step_by_step(
    X: ArrayLike,
    y: ArrayLike,
    lr: float | None = None,
    T: int = 50,
    start: Start = None,
    loss: AnyLoss = "mse",
    gradient: Gradient | None = None,
    columns: Columns = None,
) -> Stage:
    """Step, step back, run and reset a descent, seen in three linked pictures; drag its start.

    X (n, d), y (n,); start (d,) or zeros; lr a fifth of this loss's limit if None (of rmse and l2
    such that the first step is that of mse and sse). A function gradient(beta, X, y) of your own
    walks in place of the loss's: a wrong one is shown at work, and one that stops is shown up to
    there, with its own line below the picture. While a slow one walks, the steps made so far can
    be looked at, and a bar shows the progress. Beyond T = 300 some of the steps are shown, the
    first ones and the last among them.
    """
    problem = Problem(X, y, loss, columns)
    start = problem.start(start)
    lr = problem.lr(lr, start)
    gradient = problem.loss.gradient if gradient is None else as_function("gradient", gradient)
    seen = _Seen(problem, lr, gradient)
    return shown_while_walking(seen.stage, problem, lr, T, start, gradient)


class _Seen:
    """A descent's three pictures; dragged to another start it is walked and seen anew."""

    def __init__(self, problem, lr, gradient):
        self._problem, self._lr, self._gradient = problem, lr, gradient

    def stage(self, betas):
        """The pictures of these points (steps + 1, d)."""
        problem, T = self._problem, len(betas) - 1
        steps = shown_steps(T, STEPS)
        (data, on), (surface, over), (curve, below) = (
            framed(WIDE, HIGH, top=TITLE, left=left) for left in (74, 72, 86)
        )
        losses = self._losses(betas[steps])
        _frame_data(on, problem, betas[steps])
        problem.draw(over, problem.window_of(_calm(problem.shown(betas[steps]))))
        _frame_curve(below, steps, losses, problem.loss)

        faces = Faces(over, problem, TITLE, first=problem.shown(betas[0]))
        self._betas = betas[steps]

        def parts(betas, more=()):
            losses = self._losses(betas)
            return [
                *_data_parts(on, problem, betas),
                *_map_parts(over, problem, betas, faces.flat if more else None),
                *bold_path(below, np.column_stack([steps, losses]), dots=0),
                *more,
            ], _read(self._lr, losses, betas)

        def move(a, b):
            start = problem.moved(betas[0], a, b)
            self._betas = self._walked(start, max(T, 1))[steps]
            return parts(self._betas)

        def later():
            return parts(self._betas, faces.parts(problem.shown(self._betas)))

        at, label = tuple(problem.shown(betas[0])), _("start of the path")
        ring = Handle(over, at, label, move, when=faces.flat)
        panels = [
            Panel(data, _("the data and what is predicted")),
            Panel(surface, _("the path over the loss")),
            Panel(curve, _("the loss at every step")),
        ]
        controls = [*faces.controls(), steps_control(steps, min(3, len(steps) - 1), under=below)]
        about = {"drags": [faces.drag()], "later": (faces.later, later)}
        return Stage(panels, controls, *parts(self._betas), [ring], **about)

    def _losses(self, betas):
        with np.errstate(all="ignore"):
            return self._problem.loss.value(betas, self._problem.X, self._problem.y)

    def _walked(self, start, T):
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
