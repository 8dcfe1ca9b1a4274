"""Lesson 9: every minibatch has a surface of its own; walk on them, batch after batch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Start, refused
from gdcore.data import diabetes
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    _,
    decades,
    explorer,
    fixed,
    lr_control,
    number,
    texts,
)
from gdlab.explorers.shared.batch_surfaces import BATCHES, DRAWS, batch_surface_tables
from gdlab.explorers.shared.problem import Problem
from gdlab.stage import (
    Arrow,
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

SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.05)  # learning rates, as shares of the full limit 2/L
GREYS = ["#c6cbd1", "#d2d6da", "#dfe2e4", "#eaecec", "#f3f3f2", "#fbfaf8"]  # from the minimum
HEIGHTS = (0.01, 0.07, 0.2)  # of the contours, as shares of the loss in the window's corner
FARTHER = (0.45, 0.8)  # more of them for all rows


def batch_sizes(n):
    """1, 2, 5, a third and all of n rows, those that there are."""
    return sorted({size for size in (1, 2, 5, n // 3, n) if 1 <= size <= n})


@explorer(
    lesson=9,
    title=N_("Each batch sees a surface of its own"),
    words=N_(
        "Grey: the loss of all rows. Orange: the loss of the rows in this batch, with a "
        "minimum and a limit of its own. The black step goes down the orange one."
    ),
    example=lambda show: show(diabetes().X[:24, [2, 10]], diabetes().y[:24]),
)
def minibatch_surface(
    X: ArrayLike,
    y: ArrayLike,
    sizes: Sequence[int] | None = None,
    lrs: ArrayLike | None = None,
    start: Start = None,
) -> Stage:
    """Each batch's own contours, minimum and limit over those of all rows, and the step on it.

    X (n, 2), y (n,), for instance a slope and an intercept; sizes are batch sizes from 1 to n,
    lrs learning rates of the mse (both with good defaults), start (2,) or zeros. Slide 23.
    """
    problem = Problem(X, y)
    X, y = problem.X, problem.y
    if X.shape[1] != 2:
        raise refused("X must have two columns to be drawn", f"{X.shape}", "`X = X[:, [0, -1]]`")
    sizes = problem.sizes(batch_sizes(len(y)) if sizes is None else sizes)
    start, rates = problem.start(start), problem.lrs(lrs, SHARES)
    window = problem.window_to(start, 1.25)
    least, corner = problem.lowest(), problem.heights(*(high for _low, high in window))
    heights = np.array(HEIGHTS) * (corner - least or 1.0)
    tables = batch_surface_tables(X, y, sizes, rates, start, window, heights)

    (map_figure, surface), (strip_figure, strip) = framed(400, 360), framed(400, 320, left=66)
    levels = least + heights[0] / HEIGHTS[0] * np.array([*HEIGHTS, *FARTHER])
    _draw_full(surface, problem, window, start, levels)
    _draw_limits(strip, tables.limits, problem.limit, rates)
    controls = [
        Control("b", _("batch size b"), sizes, start=min(2, len(sizes) - 1)),
        Control("k", _("batch number"), range(1, BATCHES + 1), play=True),
        lr_control(rates, None, len(rates) // 3),
        Control("draw", _("another draw (seed)"), range(1, DRAWS + 1)),
    ]
    panels = [
        Panel(map_figure, _("the loss of all rows, and of this batch")),
        Panel(strip_figure, _("each batch's own limit")),
    ]
    parts = [*_walked(surface, tables, problem.best, window), *_limits(strip, tables.limits, rates)]
    readout, handles = _readout(tables, problem.limit), _handles(strip, tables.limits, rates)
    return Stage(panels, controls, parts, readout, handles=handles)


def _walked(ax, tables, best, window):
    """This batch's own contours and minimum, the walk so far, and the step on this batch."""
    here, walk = ("b", "draw", "k"), ("b", "draw", "lr")
    step = np.concatenate([tables.betas[..., :-1, :], tables.betas[..., 1:, :]], axis=-1)
    return [
        Line(ax, tables.contours, here, color=ORANGE, width=1.3),
        Dots(ax, tables.lowest[..., None, :], (*walk, "k"), None, ORANGE, 11, "cross"),
        Line(ax, tables.betas, walk, "k", BLUE, width=3, dots=5),
        Arrow(ax, step[..., None, :], (*walk, "k"), color=BLACK, width=4, head=13),
        *_names(ax, tables.lowest, best, window, (*walk, "k")),
    ]


def _names(ax, lowest, best, window, over):
    """Whose minimum is where: the two words on opposite sides, so that they never meet."""
    tall = window[1][1] - window[1][0]
    above = np.where(lowest[..., 1] >= best[1], 1.0, -1.0)
    away = np.stack([np.zeros_like(above), above], axis=-1) * 0.05 * tall
    centred = np.array([0, 0.012 * tall])  # a label stands on its place
    inside = np.logical_and.reduce(
        [(low < lowest[..., k]) & (lowest[..., k] < high) for k, (low, high) in enumerate(window)]
    )
    own = np.where(inside[..., None], lowest + away - centred, np.nan)
    full = np.broadcast_to(best, lowest.shape) - away - centred
    style = {"anchor": "middle", "bold": True}
    batch, rows = (np.full(above.shape, words) for words in (_("this batch"), _("all rows")))
    return [
        Label(ax, own, over, text=batch, color=ORANGE, **style),
        Label(ax, full, over, text=rows, color=GREY, **style),
    ]


def _limits(ax, limits, lrs):
    """The limits of the batches so far, and the learning rate as a level."""
    numbers = np.broadcast_to(np.arange(1, BATCHES + 1), limits.shape)
    points, ends = np.stack([numbers, limits], axis=-1), [0, BATCHES + 1]
    level = np.stack([np.tile(ends, (len(lrs), 1)), np.tile(lrs[:, None], 2)], axis=-1)
    return [
        Line(ax, points, ("b", "draw"), "k", ORANGE, width=1.5, dots=7),
        Dots(ax, points, ("b", "draw"), "k", ORANGE, 12, "diamond"),
        Line(ax, level, ("lr",), color=BLUE, width=2, dash="7 4"),
        Label(
            ax, level[:, 0] * (0, 0.87) + (BATCHES + 0.4, 0), ("lr",), text=_same(lrs), color=BLUE
        ),
    ]


def _same(lrs):
    return np.full(len(lrs), "lr")


def _handles(ax, limits, lrs):
    """The lr's level is pulled up and down, the batch's diamond along."""
    numbers = np.broadcast_to(np.arange(1, BATCHES + 1), limits.shape)
    points, over = np.stack([numbers, limits], axis=-1), ("b", "draw", "k")
    level = np.stack([np.full(len(lrs), BATCHES + 1.0), lrs], axis=-1)
    return [
        Handle(ax, points, _("batch number"), over=over, moves=("k",), tap=True),
        Handle(ax, level, _("learning rate lr"), over=("lr",), moves=("lr",), tap=True),
    ]


def _verdicts(own, full):
    """A sentence on each step: whether it lowers the batch's loss, and that of all rows."""
    words = np.array(
        [
            _("raises the batch's own loss and raises that of all rows"),
            _("raises the batch's own loss and lowers that of all rows"),
            _("lowers the batch's own loss and raises that of all rows"),
            _("lowers the batch's own loss and lowers that of all rows"),
        ]
    )
    return words[2 * own + full]


def _readout(tables, limit):
    after, here = tables.full[..., 1:], ("b", "draw", "k")
    own = tables.own[..., 1] <= tables.own[..., 0]
    columns = {
        "rows": (tables.rows.astype(str), here),
        "own": (texts(tables.limits, ".3g"), here),
        "limit": fixed(number(limit, 3)),
        "words": (_verdicts(own, after <= tables.full[..., :-1]), ("b", "draw", "lr", "k")),
        "after": (texts(after, ".3g"), ("b", "draw", "lr", "k")),
    }
    return Readout(
        _(
            "Draw {draw}, batch {k}: {rows} of b = {b} rows; its own limit {own}, all rows' "
            "{limit}. The step with lr {lr} {words}, to {after}."
        ),
        columns,
    )


def _draw_full(ax, problem, window, start, levels):
    """The loss of all rows, pale; the walk's start."""
    a, b = np.meshgrid(*(np.linspace(*side, 121) for side in window))
    z = problem.heights(a, b)
    ax.contourf(a, b, z, levels, colors=GREYS, extend="both")
    ax.contour(a, b, z, levels, colors="white", linewidths=1)
    ax.plot(*problem.best, "*", color=GREY, markersize=14)
    ax.set(xlim=window[0], ylim=window[1])
    problem.plane.label(ax)
    first = problem.shown(start)
    ax.plot(*first, "o", color=BLUE, markersize=7)
    side = -1 if first[0] > problem.best[0] else 1
    style = {"xytext": (8 * side, -14), "textcoords": "offset points", "color": BLUE}
    ax.annotate(_("start"), first, ha="left" if side > 0 else "right", **style)


def _draw_limits(ax, limits, limit, lrs):
    shown = np.concatenate([limits[np.isfinite(limits)], lrs, [limit]])
    ax.set_yscale("log")
    ax.set(xlim=(0.4, BATCHES + 1.6), ylim=(shown.min() * 0.8, shown.max() * 1.25))
    decades(ax.yaxis)
    ax.axhline(limit, color=BLACK, lw=1.5)
    words = _("limit of all rows, {limit}").format(limit="2/L")
    at = {"xytext": (3, 3), "textcoords": "offset points"}
    ax.annotate(words, (0.4, limit), **at)
    ax.set(xlabel=_("batch number"), xticks=range(2, BATCHES + 1, 2), ylabel=_("learning rate"))
