"""Lesson 6: gradient descent, minibatches and single rows race, and the axis picks the winner."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count
from gdcore.data import diabetes
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    N_,
    ORANGE,
    SMALL,
    _,
    explorer,
    lr_control,
    shares_of_limit,
    texts,
    trail,
)
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.racing import AXES, DRAWS, TICKS, race_tables, seconds_per_update
from gdlab.stage import Control, Label, Readout, Stage

SHARES = (0.02, 0.06, 0.2, 0.5, 1.1)  # learning rates, as shares of the limit 2/L


@explorer(
    lesson=6,
    title=N_("Who is ahead depends on what is counted"),
    words=N_(
        "All rows, batches and single rows, at equal updates, passes, rows, bytes or "
        "seconds; the seconds were measured where this page was made."
    ),
    example=lambda show: show(diabetes().X[:, [2, 8]], diabetes().y - diabetes().y.mean()),
)
def race(X, y, sizes=None, lrs=None, start=None, columns=None):
    """Gradient descent against minibatches of a size to choose and single rows, at equal cost.

    X (n, d), y (n,); sizes are batch sizes from 1 to n, lrs learning rates of the mse (both with
    good defaults), start (d,) or zeros, columns the two coefficients shown. Slides 20 and 24.
    """
    problem = Problem(X, y, columns=columns)
    X, y = problem.X, problem.y
    if problem.plane.idle:
        raise ValueError(f"X must have at least two columns to be drawn, got {X.shape}")
    sizes, start = _sizes(sizes, len(y)), problem.start(start)
    lrs = problem.lrs(lrs, SHARES)
    seconds = [seconds_per_update(X, y, size) for size in sizes]
    tables = race_tables(X, y, sizes, lrs, start, seconds)

    figure = Figure(figsize=(9, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=[12, 1])
    surface, curve = figure.add_subplot(grid[:, 0]), figure.add_subplot(grid[0, 1])
    scale = figure.add_subplot(grid[1, 1])
    problem.draw(surface, problem.window_to(start, 1.3))
    _draw_curve(curve, scale, tables.excess)
    parts = _racers(surface, curve, tables, problem) + _ticks(scale, tables.budgets)
    return Stage(figure, _controls(sizes, lrs, problem.limit), parts, _readout(tables))


def _sizes(sizes, n):
    """Batch sizes in order, single rows and all rows among them."""
    if sizes is None:
        sizes = [size for size in (4, 16, 64) if size < n]
    return sorted({1, n, *(as_count("a batch size", size, 1, n) for size in sizes)})


def _controls(sizes, lrs, limit):
    ticks = range(TICKS + 1)
    share = _("{share} % of the budget")
    spent = [share.format(share=f"{100 * t / TICKS:.0f}") for t in ticks]
    return [
        Control("b", _("batch size b"), sizes, start=len(sizes) // 2),
        lr_control(lrs, shares_of_limit(lrs, limit), min(1, len(lrs) - 1)),
        Control("draw", _("another draw (seed)"), range(1, DRAWS + 1)),
        Control("axis", _("equal"), AXES, [_(axis) for axis in AXES], start=1, kind="choice"),
        Control("t", _("spent"), ticks, spent, start=TICKS, play=True),
    ]


def _racers(surface, curve, tables, problem):
    """The three, each with its own colour, dash and mark: all rows, b rows, one row."""
    parts = []
    for which, over, color, dash, mark in (
        (-1, ("lr", "axis"), BLACK, "7 4", "diamond"),
        (0, ("lr", "draw", "axis"), ORANGE, "2 3", "triangle"),
        (slice(None), ("b", "lr", "draw", "axis"), BLUE, "", "square"),
    ):
        where, height = problem.shown(tables.points[which]), tables.excess[which]
        if which == -1:  # all rows: every draw is the same walk
            where, height = where[:, 0], height[:, 0]
        along = np.broadcast_to(np.linspace(0, 1, TICKS + 1), height.shape)
        for ax, points in ((surface, where), (curve, np.stack([along, height], axis=-1))):
            parts += trail(ax, points, over, color, upto="t", dash=dash, shape=mark)
    return parts


def _ticks(ax, budgets):
    """Numbers under the curve, which follow the axis chosen."""
    labels = []
    for share in np.linspace(0, 1, 5):
        text = [_amount(b * share, name) for b, name in zip(budgets, AXES, strict=True)]
        if share == 0:
            text = [f"{t} {_(name)}" for t, name in zip(text, AXES, strict=True)]
        where = np.tile([0.03 + 0.94 * share, 0.5], (len(AXES), 1))
        anchor = {0: "start", 1: "end"}.get(share, "middle")
        labels.append(Label(ax, where, ("axis",), text=np.array(text), anchor=anchor, size=12))
    return labels


def _amount(number, axis):
    return f"{number:.2g}" if axis == "seconds" else f"{number:,.4g}"


def _names():
    """The racers, in words: all, some, one."""
    return [_("all rows"), _("batches of b"), _("single rows")]


def _readout(tables):
    ends, last = tables.excess[..., -1], tables.updates[..., -1].astype(str)
    three = np.stack(np.broadcast_arrays(ends[-1], ends, ends[0]))
    ahead = np.array(_names())[np.argmin(np.where(np.isfinite(three), three, np.inf), axis=0)]
    over = ("b", "lr", "draw", "axis")
    columns = {
        "whole": (texts(ends[-1][:, 0], ".3g"), ("lr", "axis")),
        "some": (texts(ends, ".3g"), over),
        "one": (texts(ends[0], ".3g"), over[1:]),
        "whole_updates": (last[-1], ("axis",)),
        "some_updates": (last, ("b", "axis")),
        "one_updates": (last[0], ("axis",)),
        "ahead": (ahead, over),
    }
    return Readout(
        _(
            "Equal {axis}, lr {lr}, draw {draw}. MSE above its minimum when the budget is spent: "
            "all rows {whole} ({whole_updates} updates), batches of {b}: {some} ({some_updates}), "
            "single rows {one} ({one_updates}). Ahead: {ahead}."
        ),
        columns,
    )


def _draw_curve(ax, scale, excess):
    shown = excess[np.isfinite(excess) & (excess > 0)]
    high = np.nanmedian(excess[..., 0]) if shown.size else 1.0
    ax.set_yscale("log")
    ax.set(xlim=(-0.03, 1.03), ylim=(high * 1e-6, high * 30), xticks=np.linspace(0, 1, 5))
    ax.tick_params(labelbottom=False)
    ax.set_ylabel(_("MSE above its minimum"))
    ax.grid(alpha=0.3)
    styles = [(BLACK, "--", "D"), (BLUE, "-", "s"), (ORANGE, ":", "^")]
    for name, (color, dash, mark) in zip(_names(), styles, strict=True):
        ax.plot([], [], dash, color=color, marker=mark, label=name)
    ax.legend(loc="lower left", fontsize=SMALL)
    scale.set(xlim=(0, 1), ylim=(0, 1))
    scale.set_axis_off()
