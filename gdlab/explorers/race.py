"""Lesson 6: gradient descent, minibatches and single rows race, and the axis picks the winner."""

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count, as_positive, as_problem, as_start
from gdcore.batches import minibatches
from gdcore.cost import Meter
from gdcore.curvature import largest_stable_lr
from gdcore.data import diabetes
from gdcore.descent import descend, sgd
from gdcore.draw import BLACK, BLUE, ORANGE, draw_contours
from gdcore.losses import mse, mse_gradient
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.slice import Slice, choose_columns
from gdlab.explorers.shared.walks import shares_of_limit
from gdlab.stage import Control, Dots, Label, Line, Readout, Stage

AXES = ("updates", "epochs", "rows", "bytes", "seconds")
UPDATES, EPOCHS = 200, 2  # the budgets: of updates (and of seconds, for as many), of passes
DRAWS = 3  # different shuffles
TICKS = 36  # a race is shown at so many equal shares of its budget
SHARES = (0.02, 0.06, 0.2, 0.5, 1.1)  # learning rates, as shares of the limit 2/L


class Tables(NamedTuple):
    """Where everybody is when t / TICKS of the budget is spent; s sizes, l lrs, r draws, a axes."""

    points: np.ndarray  # (s, l, r, a, TICKS + 1, d) coefficients; nan where a walk diverged
    excess: np.ndarray  # (s, l, r, a, TICKS + 1) MSE above its minimum
    updates: np.ndarray  # (s, a, TICKS + 1) updates made by then
    budgets: np.ndarray  # (a,) the whole budget, in units of its axis


def costs(X, y, sizes, seconds):
    """What one update costs, (s, a): updates, epochs, rows, bytes, seconds, on the average."""
    n = len(y)
    rows = np.array([n / -(-n // size) for size in sizes])  # the short last batch counted in
    each = (X.nbytes + y.nbytes) / n
    return np.column_stack([np.ones(len(sizes)), rows / n, rows, rows * each, seconds])


def seconds_per_update(X, y, size, updates=UPDATES):
    """Measured here and now on a real walk: the median of five."""
    times = []
    for seed in range(5):
        meter = Meter(minibatches(X, y, size, np.random.default_rng(seed)))
        descend(mse_gradient, np.zeros(X.shape[1]), meter, 1e-12, updates)
        times.append(meter.seconds / (updates - 1))
    return np.median(times)


def race_tables(X, y, sizes, lrs, start, seconds, draws=DRAWS):
    """Walk every size with every lr and draw, then read each walk at equal shares of each budget.

    seconds (s,) is what one update of each size takes.
    """
    price = costs(X, y, sizes, seconds)
    full = price[sizes.index(len(y))]
    budgets = full * np.array([UPDATES, EPOCHS, EPOCHS, EPOCHS, 0])
    budgets[-1] = UPDATES * min(seconds)
    spent = budgets[:, None] * np.linspace(0, 1, TICKS + 1)
    updates = np.floor(spent / price[..., None] + 1e-9).astype(int)
    best = np.linalg.lstsq(X, y)[0]
    points = np.full((len(sizes), len(lrs), draws, *spent.shape, X.shape[1]), np.nan)
    for s, lr, draw in np.ndindex(points.shape[:3]):
        rng = np.random.default_rng(draw)
        betas = sgd(X, y, lrs[lr], int(updates[s].max()), sizes[s], rng, start).betas
        reached = updates[s] < len(betas)
        points[s, lr, draw][reached] = betas[updates[s][reached]]
    with np.errstate(all="ignore"):
        moves = points - best  # MSE - least = |X (beta - best)|^2 / n, without cancellation
        excess = np.einsum("...i,ij,...j->...", moves, X.T @ X / len(y), moves)
    excess[~np.isfinite(excess)] = np.nan
    return Tables(points, excess, updates, budgets)


@explorer(
    lesson=6,
    title="Who is ahead depends on what is counted",
    words="All rows, batches and single rows, at equal updates, passes, rows, bytes or seconds; "
    "the seconds were measured where this page was made.",
    example=lambda show: show(diabetes().X[:, [2, 8]], diabetes().y - diabetes().y.mean()),
)
def race(X, y, sizes=None, lrs=None, start=None, columns=None):
    """Gradient descent against minibatches of a size to choose and single rows, at equal cost.

    X (n, d), y (n,); sizes are batch sizes from 1 to n, lrs learning rates of the mse (both with
    good defaults), start (d,) or zeros, columns the two coefficients shown. Slides 20 and 24.
    """
    X, y = as_problem(X, y)
    n = len(y)
    if X.shape[1] < 2:
        raise ValueError(f"X must have at least two columns to be drawn, got {X.shape}")
    if sizes is None:
        sizes = [size for size in (4, 16, 64) if size < n]
    sizes = sorted({1, n, *(as_count("a batch size", size, 1, n) for size in sizes)})
    limit, start = largest_stable_lr(X), as_start(start, X.shape[1])
    lrs = limit * np.array(SHARES) if lrs is None else lrs
    lrs = np.array([as_positive("a learning rate", lr) for lr in lrs])
    seconds = [seconds_per_update(X, y, size) for size in sizes]
    tables = race_tables(X, y, sizes, lrs, start, seconds)

    figure = Figure(figsize=(9, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=[12, 1])
    surface, curve = figure.add_subplot(grid[:, 0]), figure.add_subplot(grid[0, 1])
    scale = figure.add_subplot(grid[1, 1])
    plane = Slice(np.linalg.lstsq(X, y)[0], choose_columns(X, columns))
    _draw_surface(surface, X, y, plane, start)
    _draw_curve(curve, scale, tables.excess)
    rates = shares_of_limit(lrs, limit)
    controls = [
        Control("b", "batch size b", sizes, [str(b) for b in sizes], start=len(sizes) // 2),
        Control("lr", "learning rate lr", lrs, rates, start=min(1, len(lrs) - 1)),
        Control("draw", "another draw (seed)", range(DRAWS), [str(k + 1) for k in range(DRAWS)]),
        Control("axis", "equal", AXES, AXES, start=1, kind="choice"),
        Control("t", "spent", range(TICKS + 1), _shares(), start=TICKS, play=True),
    ]
    parts = _racers(surface, curve, tables, list(plane.columns)) + _ticks(scale, tables.budgets)
    return Stage(figure, controls, parts, _readout(tables))


def _shares():
    return [f"{100 * t / TICKS:.0f} % of the budget" for t in range(TICKS + 1)]


def _racers(surface, curve, tables, columns):
    """The three, each with its own colour, dash and mark: all rows, b rows, one row."""
    parts = []
    for which, over, color, dash, mark in (
        (-1, ("lr", "axis"), BLACK, "7 4", "diamond"),
        (0, ("lr", "draw", "axis"), ORANGE, "2 3", "triangle"),
        (slice(None), ("b", "lr", "draw", "axis"), BLUE, "", "square"),
    ):
        where, height = tables.points[which][..., columns], tables.excess[which]
        if which == -1:  # all rows: every draw is the same walk
            where, height = where[:, 0], height[:, 0]
        along = np.broadcast_to(np.linspace(0, 1, TICKS + 1), height.shape)
        for ax, points in ((surface, where), (curve, np.stack([along, height], axis=-1))):
            parts.append(Line(ax, points, over, "t", color, width=2, dash=dash))
            parts.append(Dots(ax, points, over, "t", color, 11, mark))
    return parts


def _ticks(ax, budgets):
    """Numbers under the curve, which follow the axis chosen."""
    labels = []
    for share in np.linspace(0, 1, 5):
        text = [_amount(b * share, name) for b, name in zip(budgets, AXES, strict=True)]
        if share == 0:
            text = [f"{t} {name}" for t, name in zip(text, AXES, strict=True)]
        where = np.tile([0.03 + 0.94 * share, 0.5], (len(AXES), 1))
        anchor = {0: "start", 1: "end"}.get(share, "middle")
        labels.append(Label(ax, where, ("axis",), text=np.array(text), anchor=anchor, size=12))
    return labels


def _amount(number, axis):
    return f"{number:.2g}" if axis == "seconds" else f"{number:,.4g}"


def _readout(tables):
    ends, last = tables.excess[..., -1], tables.updates[..., -1].astype(str)
    three = np.stack(np.broadcast_arrays(ends[-1], ends, ends[0]))
    names = np.array(["all rows", "batches of b", "single rows"])
    ahead = names[np.argmin(np.where(np.isfinite(three), three, np.inf), axis=0)]
    over = ("b", "lr", "draw", "axis")
    columns = {
        "whole": (_numbers(ends[-1][:, 0]), ("lr", "axis")),
        "some": (_numbers(ends), over),
        "one": (_numbers(ends[0]), over[1:]),
        "whole_updates": (last[-1], ("axis",)),
        "some_updates": (last, ("b", "axis")),
        "one_updates": (last[0], ("axis",)),
        "ahead": (ahead, over),
    }
    return Readout(
        "Equal {axis}, lr {lr}, draw {draw}. MSE above its minimum when the budget is spent: "
        "all rows {whole} ({whole_updates} updates), batches of {b}: {some} ({some_updates}), "
        "single rows {one} ({one_updates}). Ahead: {ahead}.",
        columns,
    )


def _numbers(values):
    flat = [f"{v:.3g}" if np.isfinite(v) else "not finite" for v in np.ravel(values)]
    return np.array(flat).reshape(np.shape(values))


def _draw_surface(ax, X, y, plane, start):
    columns = list(plane.columns)
    best = plane.beta[columns]
    reach = max(1.3 * np.abs(start[columns] - best).max(), 1e-3 * (1 + np.abs(best).max()))
    window = [(middle - reach, middle + reach) for middle in best]
    heights = plane.heights(mse, X, y)
    draw_contours(ax, heights, *window, best=best, together=True)
    i, j = columns
    ax.set(xlabel=rf"$\beta_{{{i + 1}}}$", ylabel=rf"$\beta_{{{j + 1}}}$")
    ax.set_title(plane.words, fontsize=9)


def _draw_curve(ax, scale, excess):
    shown = excess[np.isfinite(excess) & (excess > 0)]
    high = np.nanmedian(excess[..., 0]) if shown.size else 1.0
    ax.set_yscale("log")
    ax.set(xlim=(-0.03, 1.03), ylim=(high * 1e-6, high * 30), xticks=np.linspace(0, 1, 5))
    ax.tick_params(labelbottom=False)
    ax.set_ylabel("MSE above its minimum")
    ax.grid(alpha=0.3)
    styles = {"all rows": (BLACK, "--", "D"), "batches of b": (BLUE, "-", "s")}
    for name, (color, dash, mark) in (styles | {"single rows": (ORANGE, ":", "^")}).items():
        ax.plot([], [], dash, color=color, marker=mark, label=name)
    ax.legend(loc="lower left", fontsize=9)
    scale.set(xlim=(0, 1), ylim=(0, 1))
    scale.set_axis_off()
