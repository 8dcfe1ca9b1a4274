"""Lesson 3: one step at a time, in the data, in coefficient space and in the loss."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from gdcore.data import lecture
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
    shown_steps,
    steps_control,
    texts,
    trail,
)
from gdlab.explorers.shared.meanwhile import shown_while_walking
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.slice import span
from gdlab.stage import Dots, Line, Readout, Stage

ROWS = 60  # residuals drawn at most; more would be a grey block
STEPS = 301  # stops of T at most
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
def step_by_step(X, y, lr=None, T=50, start=None, loss="mse", gradient=None, columns=None):
    """Step, step back, run and reset a descent, seen in three linked pictures.

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
    gradient = problem.loss.gradient if gradient is None else gradient
    return shown_while_walking(
        lambda betas: _stage(problem, lr, betas), problem, lr, T, start, gradient
    )


def _stage(problem, lr, betas):
    """The three pictures of these points (steps + 1, d)."""
    steps = shown_steps(len(betas) - 1, STEPS)
    betas = betas[steps]
    with np.errstate(all="ignore"):
        losses = problem.loss.value(betas, problem.X, problem.y)
    figure = Figure(figsize=(9.6, 3.7), layout="constrained")
    data, surface, curve = figure.subplots(1, 3)
    parts = [
        *_data_parts(data, problem.X, problem.y, betas),
        *_surface_parts(surface, problem, betas),
        *_curve_parts(curve, steps, losses, problem.loss),
    ]
    control = steps_control(steps, min(3, len(steps) - 1))
    return Stage(figure, [control], parts, _read(lr, losses, betas))


def _data_parts(ax, X, y, betas):
    """One feature: points and the line. More: predictions against targets, and the diagonal."""
    varied = [k for k in range(X.shape[1]) if np.ptp(X[:, k]) > 0]
    draw = _line if len(varied) == 1 else _predictions
    across = X[:, varied[0]] if len(varied) == 1 else y
    fitted = betas @ X.T
    rows = np.linspace(0, len(y) - 1, min(ROWS, len(y))).astype(int)
    moving = draw(ax, across, y, fitted, rows)
    heights = np.append(y, _calm(fitted))
    ax.set(xlim=span(across, across[0]), ylim=span(heights, y[0], 0.1))
    return [_residuals(ax, across[rows], y[rows], fitted[:, rows]), moving]


def _line(ax, x, y, fitted, rows):
    """The data as dots that stay, and the line through all predictions (steps, n)."""
    ax.set(xlabel="$x$", ylabel="$y$", title=_("data, line and residuals"))
    ax.plot(x, y, "o", color=BLACK)
    order = np.argsort(x, kind="stable")
    line = np.stack(np.broadcast_arrays(x[order], fitted[:, order]), axis=-1)
    return Line(ax, line, ("T",), None, BLUE)


def _predictions(ax, x, y, fitted, rows):
    """The diagonal, and some predictions (steps, n) as dots over their targets."""
    ax.set(xlabel=_("target $y$"), ylabel=_(r"prediction $X\beta$"), title=_("on the line = right"))
    ends = np.array(span(y, y[0]))
    ax.plot(ends, ends, color=GREY, lw=1)
    points = np.stack(np.broadcast_arrays(x[rows], fitted[:, rows]), axis=-1)
    return Dots(ax, points, ("T",), None, BLUE, size=8)


def _residuals(ax, x, y, fitted):
    """Upright dashes between rows (n,) and their predictions (steps, n), as one broken line."""
    breaks = np.full(fitted.shape, np.nan)
    ends = np.stack([fitted, np.broadcast_to(y, fitted.shape), breaks], axis=-1)
    heights = ends.reshape(len(fitted), -1)
    places = np.broadcast_to(np.repeat(x, 3), heights.shape)
    dashes = np.stack([places, heights], axis=-1)
    return Line(ax, dashes, ("T",), None, ORANGE, width=1.5, dash="4 3")


def _surface_parts(ax, problem, betas):
    points = problem.shown(betas)
    problem.draw(ax, problem.window_of(_calm(points)))
    ring = Dots(ax, points[:1], (), None, BLUE, size=12, shape="ring")
    path, present = trail(ax, points, steps=True)
    return [path, ring, present]


def _curve_parts(ax, steps, losses, loss):
    shown = losses[np.isfinite(losses)]
    ax.set(xlim=(-0.5, steps[-1] + 0.5), xlabel=_("step $t$"), title=loss.name)
    if shown.size and shown.min() > 0:
        ax.set_yscale("log")
        ax.set_ylim(max(shown.min(), shown[0] / REACH) / 2, min(shown.max(), shown[0] * REACH) * 2)
    elif shown.size:
        ax.set_ylim(span(shown, 0.0))
    ax.grid(alpha=0.3)
    return trail(ax, np.column_stack([steps, losses]))


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
        "lr": fixed(f"{lr:.3g}"),
    }
    if betas.shape[1] > 4:
        return Readout(_("After {T} steps with lr {lr}: loss {loss} ({moved})."), columns)
    ends = [", ".join(beta) for beta in short(betas, 3)]
    columns["beta"] = (np.array(ends), ("T",))
    return Readout(_("After {T} steps with lr {lr}: loss {loss} ({moved}), β = ({beta})."), columns)
