"""Lesson 3: one step at a time, in the data, in coefficient space and in the loss."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count, as_positive, as_problem, as_start
from gdcore.data import lecture
from gdcore.draw import BLACK, BLUE, GREY, ORANGE, draw_contours
from gdcore.losses import get_loss
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.meanwhile import Meanwhile
from gdlab.explorers.shared.slice import Slice, choose_columns, span, widened
from gdlab.explorers.shared.walks import shown_steps, walk_anyway
from gdlab.stage import Control, Dots, Line, Readout, Stage
from gdlab.stage.parts import as_texts

ROWS = 60  # residuals drawn at most; more would be a grey block
STEPS = 301  # stops of T at most
REACH = 1e12  # the loss curve shows so many times more, and less, than the first loss


def direction(losses):
    """What the loss does from step to step: one short word each."""
    words = ["start"]
    for before, after in pairwise(losses):
        words.append("fell" if after < before else "rose" if after > before else "stayed")
    return words


@explorer(
    lesson=3,
    title="One step at a time",
    words="The lecture's four points and its start. Press step: the predictions, the path in "
    "coefficient space and the loss move together. In the notebook the same picture runs "
    "your own gradient.",
    example=lambda show: show(*lecture()[:2], 0.02, T=100, start=lecture().start),
)
def step_by_step(X, y, lr=None, T=50, start=None, loss="mse", gradient=None, columns=None):
    """Step, step back, run and reset a descent, seen in three linked pictures.

    X (n, d), y (n,); start (d,) or zeros; lr a fifth of this data's limit if None. A function
    gradient(beta, X, y) of your own walks in place of the loss's: a wrong one is shown at work,
    and one that stops is shown up to there, with its own line below the picture. While a slow one
    walks, the steps made so far can be looked at, and a bar shows the progress. Beyond T = 300
    some of the steps are shown, the first ones and the last among them.
    """
    X, y = as_problem(X, y)
    loss, T = get_loss(loss), as_count("T", T, least=1)
    lr = _default_lr(X) if lr is None else as_positive("lr", lr)
    gradient = loss.gradient if gradient is None else gradient
    start = as_start(start, X.shape[1])
    wide, _ = widened(X, start)
    best = np.linalg.lstsq(wide, y)[0]
    plane = Slice(best, choose_columns(wide, columns), idle=X.shape[1] == 1)
    slowly = Meanwhile(lambda visited: _stage(X, y, lr, np.array(visited), loss, plane), T)
    betas, trouble = walk_anyway(X, y, lr, T, start, gradient, slowly)
    stage = slowly.replace(_stage(X, y, lr, betas, loss, plane))
    stage.say(trouble)
    return stage


def _stage(X, y, lr, betas, loss, plane):
    """The three pictures of these points (steps + 1, d)."""
    steps = shown_steps(len(betas) - 1, STEPS)
    betas = betas[steps]
    wide, points = widened(X, betas)
    with np.errstate(all="ignore"):
        losses = loss.value(betas, X, y)
    figure = Figure(figsize=(9.6, 3.7), layout="constrained")
    data, surface, curve = figure.subplots(1, 3)
    parts = [
        *_data_parts(data, X, y, betas),
        *_surface_parts(surface, wide, y, points, plane, loss),
        *_curve_parts(curve, steps, losses, loss),
    ]
    texts, first = [str(t) for t in steps], min(3, len(steps) - 1)
    control = Control("T", "steps T", steps, texts, first, play=True)
    return Stage(figure, [control], parts, _read(lr, losses, betas))


def _default_lr(X):
    largest = np.linalg.eigvalsh(X.T @ X)[-1] * 2 / len(X)
    return 0.2 * 2 / largest if largest > 0 else 1.0


def _data_parts(ax, X, y, betas):
    """One feature: points and the line. More: predictions against targets, and the diagonal."""
    varied = [k for k in range(X.shape[1]) if np.ptp(X[:, k]) > 0]
    fitted = betas @ X.T
    rows = np.linspace(0, len(y) - 1, min(ROWS, len(y))).astype(int)
    if len(varied) == 1:
        across = X[:, varied[0]]
        ax.set(xlabel="$x$", ylabel="$y$", title="data, line and residuals")
        order = np.argsort(across, kind="stable")
        line = np.stack(np.broadcast_arrays(across[order], fitted[:, order]), axis=-1)
        moving = [Line(ax, line, ("T",), None, BLUE)]
    else:
        across = y
        ax.set(xlabel="target $y$", ylabel=r"prediction $X\beta$", title="on the line = right")
        ends = np.array(span(y, y[0]))
        ax.plot(ends, ends, color=GREY, lw=1)
        points = np.stack(np.broadcast_arrays(across[rows], fitted[:, rows]), axis=-1)
        moving = [Dots(ax, points, ("T",), None, BLUE, size=8)]
    ax.set(xlim=span(across, across[0]), ylim=span(np.append(y, _calm(fitted)), y[0], 0.1))
    if len(varied) == 1:
        ax.plot(across, y, "o", color=BLACK)
    breaks = np.full((len(betas), len(rows)), np.nan)
    top = np.broadcast_to(y[rows], breaks.shape)
    at = np.broadcast_to(across[rows], breaks.shape)
    heights = np.stack([fitted[:, rows], top, breaks], axis=-1).reshape(len(betas), -1)
    places = np.repeat(at, 3, axis=1)
    residuals = np.stack([places, heights], axis=-1)
    return [Line(ax, residuals, ("T",), None, ORANGE, width=1.5, dash="4 3"), *moving]


def _surface_parts(ax, X, y, betas, plane, loss):
    points = betas[:, list(plane.columns)]
    best = plane.beta[list(plane.columns)]
    limits = [span(_calm(points[:, k]), best[k]) for k in (0, 1)]
    heights = plane.heights(loss.value, X, y)
    draw_contours(ax, heights, *limits, best=best, together=True)
    plane.label(ax)
    ax.set_title(plane.words.replace("; ", "\n"), fontsize=8)
    return [
        Line(ax, points, (), "T", BLUE, width=1.5, dots=4),
        Dots(ax, points[:1], (), None, BLUE, size=12, shape="ring"),
        Dots(ax, points, (), "T", BLUE, size=11, shape="square"),
    ]


def _curve_parts(ax, steps, losses, loss):
    shown = losses[np.isfinite(losses)]
    ax.set(xlim=(-0.5, steps[-1] + 0.5), xlabel="step $t$", title=loss.name)
    if shown.size and shown.min() > 0:
        ax.set_yscale("log")
        ax.set_ylim(max(shown.min(), shown[0] / REACH) / 2, min(shown.max(), shown[0] * REACH) * 2)
    elif shown.size:
        ax.set_ylim(span(shown, 0.0))
    ax.grid(alpha=0.3)
    curve = np.column_stack([steps, losses])
    return [
        Line(ax, curve, (), "T", BLUE),
        Dots(ax, curve, (), "T", BLUE, size=9, shape="square"),
    ]


def _calm(values):
    """The values without what a diverging path ends in, so that a picture keeps its start."""
    values = np.asarray(values, float)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros(1)
    reach = 20 * (1 + np.abs(values[0]).max())
    return finite[np.abs(finite) <= reach] if (np.abs(finite) <= reach).any() else finite[:1]


def _read(lr, losses, betas):
    over = ("T",)
    columns = {
        "loss": (as_texts(losses, ".5g"), over),
        "moved": (np.array(direction(losses)), over),
        "lr": (np.array(f"{lr:.3g}"), ()),
    }
    sentence = "After {T} steps with lr {lr}: loss {loss} ({moved})"
    if betas.shape[1] <= 4:
        ends = [", ".join(f"{b:.3f}" for b in beta) for beta in betas]
        columns["beta"] = (np.array(ends), over)
        sentence += ", β = ({beta})"
    return Readout(sentence + ".", columns)
