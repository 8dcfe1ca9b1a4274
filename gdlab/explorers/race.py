"""Lesson 8: gradient descent, minibatches and single rows race, and the axis picks the winner."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Start, refused
from gdcore.data import diabetes
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    N_,
    ORANGE,
    _,
    decades,
    explorer,
    lr_control,
    number,
    shares_of_limit,
    texts,
)
from gdlab.explorers.shared.problem import Columns, Problem
from gdlab.explorers.shared.racing import AXES, DRAWS, TICKS, race_tables, seconds_per_update
from gdlab.stage import Beyond, Control, Dots, Label, Line, Panel, Readout, Stage, framed

WORD = 0.075  # of the curve's height: a word and its air
SHARES = (0.02, 0.06, 0.2, 0.5, 1.1)  # learning rates, as shares of the limit 2/L


@explorer(
    lesson=8,
    title=N_("Who is ahead depends on what is counted"),
    words=N_(
        "All rows, batches and single rows, at equal updates, passes, rows, bytes or "
        "seconds; the seconds were measured where this page was made."
    ),
    example=lambda show: show(diabetes().X[:, [2, 8]], diabetes().y - diabetes().y.mean()),
)
def race(
    X: ArrayLike,
    y: ArrayLike,
    sizes: Sequence[int] | None = None,
    lrs: ArrayLike | None = None,
    start: Start = None,
    columns: Columns = None,
) -> Stage:
    """Gradient descent against minibatches of a size to choose and single rows, at equal cost.

    X (n, d), y (n,); sizes are batch sizes from 1 to n, lrs learning rates of the mse (both with
    good defaults), start (d,) or zeros, columns the two coefficients shown. Slides 20 and 24.
    """
    problem = Problem(X, y, columns=columns)
    X, y = problem.X, problem.y
    if problem.plane.idle:
        raise refused(
            "X must have at least two columns to be drawn",
            f"{X.shape}",
            "`X = np.column_stack([X, np.ones(len(X))])`",
        )
    sizes, start = _sizes(sizes, problem), problem.start(start)
    lrs = problem.lrs(lrs, SHARES)
    seconds = [seconds_per_update(X, y, size) for size in sizes]
    tables = race_tables(X, y, sizes, lrs, start, seconds)

    map_figure, surface = framed(400, 368, top=34)
    curve_figure, curve = framed(430, 316, left=66, right=114, bottom=48)
    window = problem.window_to(start, 1.3)
    problem.draw(surface, window)
    _draw_curve(curve, tables.excess)
    panels = [
        Panel(map_figure, _("the walks over the loss of all rows")),
        Panel(curve_figure, _("the loss as the budget is spent")),
    ]
    parts = [*_racers(surface, curve, tables, problem), *_ticks(curve, tables.budgets)]
    parts.append(_start_word(surface, problem.shown(start), window))
    controls = _controls(sizes, lrs, problem.limit, curve)
    return Stage(panels, controls, parts, _readout(tables))


def _start_word(ax, first, window):
    bottom, top = window[1]
    side = 1 if first[1] < (bottom + top) / 2 else -1
    there = first - np.array([0, 0.05 * (top - bottom) * side])
    return Label(ax, there, text=np.array(_("start")), anchor="middle")


def _sizes(sizes, problem):
    """Batch sizes in order, single rows and all rows among them."""
    n = len(problem.y)
    some = [size for size in (4, 16, 64) if size < n] if sizes is None else problem.sizes(sizes)
    return sorted({1, n, *some})


def _controls(sizes, lrs, limit, curve):
    ticks = np.arange(TICKS + 1)
    share = _("{share} % of the budget")
    spent = [share.format(share=f"{100 * t / TICKS:.0f}") for t in ticks]
    return [
        Control("b", _("batch size b"), sizes, start=len(sizes) // 2),
        lr_control(lrs, shares_of_limit(lrs, limit), min(1, len(lrs) - 1)),
        Control("draw", _("another draw (seed)"), range(1, DRAWS + 1)),
        Control("axis", _("equal"), AXES, [_(axis) for axis in AXES], start=1, kind="choice"),
        Control("t", _("spent"), ticks / TICKS, spent, start=TICKS, play=True, under=curve),
    ]


def _racers(surface, curve, tables, problem):
    """The three, each with its own colour, dash, mark and name; the batches of b are bold."""
    parts, heights, every = [], tables.excess, ("b", "lr", "draw", "axis")
    names, (whole, some, one) = _names_beside(curve, heights[..., -1]), _names()
    words = (whole, one, some)
    for k, (which, over, color, width, dash, mark) in enumerate(
        (
            (-1, ("lr", "axis"), BLACK, 1.5, "7 4", "diamond"),
            (0, ("lr", "draw", "axis"), ORANGE, 1.5, "2 3", "triangle"),
            (slice(None), every, BLUE, 3, "", "square"),
        )
    ):
        where, height = problem.shown(tables.points[which]), heights[which]
        if which == -1:  # all rows: every draw is the same walk
            where, height = where[:, 0], height[:, 0]
        along = np.broadcast_to(np.linspace(0, 1, TICKS + 1), height.shape)
        for ax, points in ((surface, where), (curve, np.stack([along, height], axis=-1))):
            parts.append(Line(ax, points, over, "t", color, width=width, dash=dash))
            parts.append(Dots(ax, points, over, "t", color, 8 + 1.5 * width, mark))
            parts.append(Beyond(ax, points, over, "t", color))
        text = np.full(names.shape[1:-1], words[k])
        parts.append(Label(curve, names[k], every, text=text, color=color, bold=width > 2))
    return parts


def _names_beside(ax, ends):
    """Where the names stand, right of the lines' ends (s, ...): (3, s, ..., 2), never in one place.

    Of all rows, single rows, batches of b. What has left the numbers has its name at the top.
    """
    low, high = np.log10(ax.get_ylim())
    three = np.stack(np.broadcast_arrays(ends[-1], ends[0], ends))
    with np.errstate(divide="ignore"):
        share = (np.log10(np.where(np.isfinite(three), three, np.inf)) - low) / (high - low)
    share = np.clip(share, WORD / 2, 1 - WORD / 2)
    order = np.argsort(share, axis=0, kind="stable")
    sorted_ = np.take_along_axis(share, order, axis=0)
    sorted_[1] = np.clip(sorted_[1], 1.5 * WORD, 1 - 1.5 * WORD)
    sorted_[0] = np.minimum(sorted_[0], sorted_[1] - WORD)
    sorted_[2] = np.maximum(sorted_[2], sorted_[1] + WORD)
    np.put_along_axis(share, order, sorted_, axis=0)
    return np.stack([np.full(share.shape, 1.06), 10 ** (low + (high - low) * share)], axis=-1)


def _ticks(ax, budgets):
    """Numbers under the curve and what they count, which follow the axis chosen."""
    low, high = np.log10(ax.get_ylim())
    labels = []
    for share, depth in ((0, 0.06), (0.5, 0.06), (1, 0.06), (0.5, 0.145)):
        height = 10 ** (low - depth * (high - low))
        where = np.tile([share, height], (len(AXES), 1))
        text = [_amount(b * share, name) for b, name in zip(budgets, AXES, strict=True)]
        if depth > 0.1:
            text = [_(axis) for axis in AXES]
        labels.append(Label(ax, where, ("axis",), text=np.array(text), anchor="middle"))
    return labels


def _amount(amount, axis):
    return number(amount, 2 if axis == "seconds" else 4)


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


def _draw_curve(ax, excess):
    shown = excess[np.isfinite(excess) & (excess > 0)]
    high = np.nanmedian(excess[..., 0]) if shown.size else 1.0
    ax.set_yscale("log")
    ax.set(xlim=(-0.03, 1.03), ylim=(high * 1e-6, high * 30), xticks=(0, 0.5, 1))
    decades(ax.yaxis)
    ax.tick_params(labelbottom=False)
    ax.set_ylabel(_("MSE above its minimum"))
    ax.grid(alpha=0.3)
