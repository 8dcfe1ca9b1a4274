"""Lesson 6: every minibatch has a surface of its own; walk on them, batch after batch."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count
from gdcore.data import diabetes
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    SMALL,
    _,
    explorer,
    fixed,
    lr_control,
    texts,
    trail,
)
from gdlab.explorers.shared.batch_surfaces import BATCHES, DRAWS, batch_surface_tables
from gdlab.explorers.shared.problem import Problem
from gdlab.stage import Control, Dots, Line, Readout, Stage

SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.05)  # learning rates, as shares of the full limit 2/L
HEIGHTS = (0.01, 0.07, 0.2)  # of the contours, as shares of the loss in the window's corner


def batch_sizes(n):
    """1, 2, 5, a third and all of n rows, those that there are."""
    return sorted({size for size in (1, 2, 5, n // 3, n) if 1 <= size <= n})


@explorer(
    lesson=6,
    title=N_("Each batch sees a surface of its own"),
    words=N_(
        "Grey: the loss of all rows. Orange: the loss of the rows in this batch, with a "
        "minimum and a limit of its own. The black step goes down the orange one."
    ),
    example=lambda show: show(diabetes().X[:24, [2, 10]], diabetes().y[:24]),
)
def minibatch_surface(X, y, sizes=None, lrs=None, start=None):
    """Each batch's own contours, minimum and limit over those of all rows, and the step on it.

    X (n, 2), y (n,), for instance a slope and an intercept; sizes are batch sizes from 1 to n,
    lrs learning rates of the mse (both with good defaults), start (2,) or zeros. Slide 23.
    """
    problem = Problem(X, y)
    X, y = problem.X, problem.y
    if X.shape[1] != 2:
        raise ValueError(f"X must have two columns to be drawn, got {X.shape}; try X[:, [0, -1]]")
    sizes = [as_count("a batch size", size, 1, len(y)) for size in sizes or batch_sizes(len(y))]
    start, lrs = problem.start(start), problem.lrs(lrs, SHARES)
    window = problem.window_to(start, 1.25)
    least, corner = problem.lowest(), problem.heights(*(high for _low, high in window))
    heights = np.array(HEIGHTS) * (corner - least or 1.0)
    tables = batch_surface_tables(X, y, sizes, lrs, start, window, heights)

    figure = Figure(figsize=(9, 4.4), layout="constrained")
    surface, strip = figure.subplots(1, 2, width_ratios=[3, 2])
    _draw_full(surface, problem, window, least + heights)
    _draw_limits(strip, tables.limits, problem.limit, lrs)
    controls = [
        Control("b", _("batch size b"), sizes, start=min(2, len(sizes) - 1)),
        Control("k", _("batch number"), range(1, BATCHES + 1), play=True),
        lr_control(lrs, None, len(lrs) // 3),
        Control("draw", _("another draw (seed)"), range(1, DRAWS + 1)),
    ]
    parts = _parts(surface, strip, tables, lrs)
    return Stage(figure, controls, parts, _readout(tables, problem.limit))


def _parts(surface, strip, tables, lrs):
    here, walk = ("b", "draw", "k"), ("b", "draw", "lr")
    step = np.stack([tables.betas[..., :-1, :], tables.betas[..., 1:, :]], axis=-2)
    numbers = np.broadcast_to(np.arange(1, BATCHES + 1), tables.limits.shape)
    limits = np.stack([numbers, tables.limits], axis=-1)
    level = np.stack([np.tile([0, BATCHES + 1], (len(lrs), 1)), np.tile(lrs[:, None], 2)], axis=-1)
    return [
        Line(surface, tables.contours, here, color=ORANGE, width=1.5),
        Dots(surface, tables.lowest[..., None, :], (*walk, "k"), None, ORANGE, 11, "cross"),
        Line(surface, tables.betas, walk, "k", BLUE, width=1.5, dots=5),
        Line(surface, step, (*walk, "k"), color=BLACK, width=3),
        Dots(surface, step[..., 1:, :], (*walk, "k"), None, BLACK, 10, "square"),
        *trail(strip, limits, ("b", "draw"), ORANGE, upto="k", dash="2 3", shape="diamond"),
        Line(strip, level, ("lr",), color=BLUE, width=2, dash="7 4"),
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
        "limit": fixed(f"{limit:.3g}"),
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


def _draw_full(ax, problem, window, levels):
    a, b = np.meshgrid(*(np.linspace(*side, 121) for side in window))
    ax.contour(a, b, problem.heights(a, b), levels, colors=GREY, linewidths=1.2, alpha=0.7)
    ax.plot(*problem.best, "*", color=GREY, markersize=14)
    ax.set(xlim=window[0], ylim=window[1])
    problem.plane.label(ax)
    ax.set_title(_("grey: all rows; orange: this batch, x its minimum"), fontsize=SMALL)


def _draw_limits(ax, limits, limit, lrs):
    shown = np.concatenate([limits[np.isfinite(limits)], lrs, [limit]])
    ax.axhline(limit, color=BLACK, lw=1.5)
    ax.set_yscale("log")
    ax.set(xlim=(0.4, BATCHES + 0.6), ylim=(shown.min() * 0.8, shown.max() * 1.25))
    words = _("all rows: {limit}").format(limit="$2/L$")
    ax.annotate(f" {words}", (0.4, limit), va="bottom", fontsize=SMALL)
    ax.set(xlabel=_("batch number"), xticks=range(2, BATCHES + 1, 2))
    ax.set_title(_("diamond: the batch's own limit; dashed: lr"), fontsize=SMALL)
