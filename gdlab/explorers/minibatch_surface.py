"""Lesson 6: every minibatch has a surface of its own; walk on them, batch after batch."""

from itertools import islice
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.figure import Figure

from gdcore.arrays import as_count, as_positive, as_problem, as_start
from gdcore.batches import minibatches
from gdcore.curvature import largest_stable_lr
from gdcore.data import diabetes
from gdcore.descent import descend
from gdcore.draw import BLACK, BLUE, GREY, ORANGE
from gdcore.losses import mse, mse_gradient
from gdlab.explorers.shared.declared import explorer
from gdlab.stage import Control, Dots, Line, Readout, Stage

BATCHES = 12  # batches to walk through
DRAWS = 5  # different shuffles
OUTLINE = 145  # points for all contours of one batch together
SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.05)  # learning rates, as shares of the full limit 2/L


class Tables(NamedTuple):
    """What is seen, by stop: s batch sizes, r draws, l learning rates, k batches."""

    limits: np.ndarray  # (s, r, k) each batch's own 2/L
    rows: np.ndarray  # (s, r, k) how many rows the batch has
    contours: np.ndarray  # (s, r, k, OUTLINE, 2), nan between the pieces
    betas: np.ndarray  # (s, r, l, k + 1, 2), nan where the walk left the numbers
    lowest: np.ndarray  # (s, r, l, k, 2) the batch's minimum; in a valley, its nearest point
    full: np.ndarray  # (s, r, l, k + 1) the loss of all rows along the walk
    own: np.ndarray  # (s, r, l, k, 2) the batch's own loss before and after its step


def minibatch_surface_tables(X, y, sizes, lrs, start, limits, heights, draws=DRAWS, k=BATCHES):
    """Walk on real minibatches: one stream for each size and draw, every lr on the same batches.

    limits ((x0, x1), (y0, y1)) is the window of the contours, heights how far above the batch's
    own minimum they lie.
    """
    shape = (len(sizes), draws)
    tables = Tables(
        np.empty((*shape, k)),
        np.empty((*shape, k), dtype=int),
        np.empty((*shape, k, OUTLINE, 2)),
        np.full((*shape, len(lrs), k + 1, 2), np.nan),
        np.full((*shape, len(lrs), k, 2), np.nan),
        np.full((*shape, len(lrs), k + 1), np.nan),
        np.full((*shape, len(lrs), k, 2), np.nan),
    )
    for at in np.ndindex(shape):
        rng = np.random.default_rng(at[1])
        batches = list(islice(minibatches(X, y, sizes[at[0]], rng), k))
        for j, (A, b) in enumerate(batches):
            tables.limits[at][j], tables.rows[at][j] = largest_stable_lr(A), len(b)
            tables.contours[at][j] = batch_contours(A, b, limits, heights)
        for step, lr in enumerate(lrs):
            betas = descend(mse_gradient, start, iter(batches), lr, k).betas
            tables.betas[at][step, : len(betas)] = betas
            for j, ((A, b), beta) in enumerate(zip(batches, betas, strict=False)):
                tables.lowest[at][step, j] = beta + np.linalg.pinv(A) @ (b - A @ beta)
                tables.own[at][step, j] = losses(tables.betas[at][step, j : j + 2], A, b)
    tables.full[...] = losses(tables.betas, X, y)
    return tables


def losses(betas, X, y):
    """The mse at every one of betas (..., 2); nan where it, or beta, is no finite number."""
    with np.errstate(all="ignore"):
        values = np.square(betas @ X.T - y).mean(axis=-1)
    return np.where(np.isfinite(values), values, np.nan)


def batch_contours(X, y, limits, heights, points=OUTLINE):
    """Contours of the batch's own mse inside the window: (points, 2), nan between pieces.

    They lie `heights` above the batch's own minimum, so batches can be compared.
    """
    grid = [np.linspace(*side, 61) for side in limits]
    a, b = np.meshgrid(*grid)
    z = np.square(a[..., None] * X[:, 0] + b[..., None] * X[:, 1] - y).mean(axis=-1)
    least = mse(np.linalg.pinv(X) @ y, X, y)
    generator = contour_generator(*grid, z)
    pieces = [piece for height in heights for piece in generator.lines(least + height)]
    return pack(pieces, points)


def pack(pieces, points):
    """Polylines, thinned to fit `points` together (longer ones keep more); nan after each."""
    pieces = sorted(pieces, key=len, reverse=True)[: points // 8]
    shares = np.sqrt([len(piece) for piece in pieces])
    rooms = np.floor(points * shares / max(shares.sum(), 1)).astype(int) - 1
    packed, first = np.full((points, 2), np.nan), 0
    for piece, room in zip(pieces, rooms, strict=True):
        kept = np.linspace(0, len(piece) - 1, min(room, len(piece))).round().astype(int)
        packed[first : first + len(kept)] = piece[kept]
        first += len(kept) + 1
    return packed


def batch_sizes(n):
    """1, 2, 5, a third and all of n rows, those that there are."""
    return sorted({size for size in (1, 2, 5, n // 3, n) if 1 <= size <= n})


@explorer(
    lesson=6,
    title="Each batch sees a surface of its own",
    words="Grey: the loss of all rows. Orange: the loss of the rows in this batch, with a "
    "minimum and a limit of its own. The black step goes down the orange one.",
    example=lambda show: show(diabetes().X[:24, [2, 10]], diabetes().y[:24]),
)
def minibatch_surface(X, y, sizes=None, lrs=None, start=None):
    """Each batch's own contours, minimum and limit over those of all rows, and the step on it.

    X (n, 2), y (n,), for instance a slope and an intercept; sizes are batch sizes from 1 to n,
    lrs learning rates of the mse (both with good defaults), start (2,) or zeros. Slide 23.
    """
    X, y = as_problem(X, y)
    if X.shape[1] != 2:
        raise ValueError(f"X must have two columns to be drawn, got {X.shape}; try X[:, [0, -1]]")
    sizes = [as_count("a batch size", size, 1, len(y)) for size in sizes or batch_sizes(len(y))]
    limit, start = largest_stable_lr(X), as_start(start, 2)
    if lrs is None:
        lrs = limit * np.array(SHARES)
    lrs = np.array([as_positive("a learning rate", lr) for lr in lrs])
    best = np.linalg.pinv(X) @ y
    reach = max(1.25 * np.abs(start - best).max(), 1e-3 * (1 + np.abs(best).max()))
    window = [(middle - reach, middle + reach) for middle in best]
    heights = np.array([0.01, 0.07, 0.2]) * (mse(best + reach, X, y) - mse(best, X, y) or 1.0)
    tables = minibatch_surface_tables(X, y, sizes, lrs, start, window, heights)

    figure = Figure(figsize=(9, 4.4), layout="constrained")
    surface, strip = figure.subplots(1, 2, width_ratios=[3, 2])
    _draw_full(surface, X, y, best, window, heights)
    _draw_limits(strip, tables.limits, limit, lrs)
    controls = [
        Control("b", "batch size b", sizes, [str(b) for b in sizes], start=min(2, len(sizes) - 1)),
        Control("k", "batch number", range(BATCHES), _counted(BATCHES), play=True),
        Control("lr", "learning rate lr", lrs, [f"{lr:.3g}" for lr in lrs], start=len(lrs) // 3),
        Control("draw", "another draw (seed)", range(DRAWS), _counted(DRAWS)),
    ]
    parts = _parts(surface, strip, tables, lrs)
    return Stage(figure, controls, parts, _readout(tables, limit))


def _counted(stops):
    return [str(stop + 1) for stop in range(stops)]


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
        Line(strip, limits, ("b", "draw"), "k", ORANGE, width=1, dash="2 3"),
        Dots(strip, limits[..., None, :], here, None, ORANGE, 12, "diamond"),
        Line(strip, level, ("lr",), color=BLUE, width=2, dash="7 4"),
    ]


def _readout(tables, limit):
    after = tables.full[..., 1:]
    own = tables.own[..., 1] <= tables.own[..., 0]
    full = after <= tables.full[..., :-1]
    words = np.where(own, "lowers the batch's own loss and ", "raises the batch's own loss and ")
    words = np.char.add(words, np.where(full, "lowers", "raises"))
    columns = {
        "rows": (tables.rows.astype(str), ("b", "draw", "k")),
        "own": (_numbers(tables.limits), ("b", "draw", "k")),
        "limit": (np.array(f"{limit:.3g}"), ()),
        "words": (words, ("b", "draw", "lr", "k")),
        "after": (_numbers(after), ("b", "draw", "lr", "k")),
    }
    return Readout(
        "Draw {draw}, batch {k}: {rows} of b = {b} rows; its own limit {own}, all rows' {limit}. "
        "The step with lr {lr} {words} that of all rows, to {after}.",
        columns,
    )


def _numbers(values):
    flat = [f"{v:.3g}" if np.isfinite(v) else "no finite number" for v in np.ravel(values)]
    return np.array(flat).reshape(np.shape(values))


def _draw_full(ax, X, y, best, window, heights):
    a, b = np.meshgrid(*(np.linspace(*side, 121) for side in window))
    z = np.square(a[..., None] * X[:, 0] + b[..., None] * X[:, 1] - y).mean(axis=-1)
    ax.contour(a, b, z, levels=mse(best, X, y) + heights, colors=GREY, linewidths=1.2, alpha=0.7)
    ax.plot(*best, "*", color=GREY, markersize=14)
    ax.set(xlim=window[0], ylim=window[1], xlabel=r"$\beta_1$", ylabel=r"$\beta_2$")
    ax.set_title("grey: all rows; orange: this batch, x its minimum", fontsize=9)


def _draw_limits(ax, limits, limit, lrs):
    shown = np.concatenate([limits[np.isfinite(limits)], lrs, [limit]])
    ax.axhline(limit, color=BLACK, lw=1.5)
    ax.set_yscale("log")
    ax.set(xlim=(0.4, BATCHES + 0.6), ylim=(shown.min() * 0.8, shown.max() * 1.25))
    ax.annotate(" all rows: $2/L$", (0.4, limit), va="bottom", fontsize=9)
    ax.set(xlabel="batch number", xticks=range(2, BATCHES + 1, 2))
    ax.set_title("diamond: the batch's own limit; dashed: lr", fontsize=9)
