"""Lesson 4: drag the learning rate, and the whole path follows."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count, as_positive, as_problem, as_start
from gdcore.curvature import largest_stable_lr
from gdcore.descent import gradient_descent
from gdcore.draw import BLACK, BLUE, ORANGE, draw_contours
from gdcore.explorers.slice import Slice, choose_columns, span
from gdcore.losses import get_loss
from gdcore.stage import Control, Dots, Handle, Line, Readout, Stage, explorer

STOPS = 60


def learning_rates(X, loss="mse", top=None, stops=STOPS):
    """Log-spaced stops (stops,) from 1/300 of the limit 2/L to a little above it.

    A stop lies exactly on the limit's near side (0.99) and one on its far side (1.01).
    """
    limit = largest_stable_lr(X, loss)
    if not np.isfinite(limit):
        raise ValueError("every column of X is zero: there is no limit, and nothing to learn")
    top = 1.3 * limit if top is None else as_positive("top", top)
    lrs = np.geomspace(min(limit, top) / 300, top, stops - 2 if top > limit else stops)
    return np.sort(np.append(lrs, [0.99 * limit, 1.01 * limit])) if top > limit else lrs


def walk_all(X, y, lrs, T, start, loss="mse", gradient=None):
    """Paths (stops, T + 1, d) and losses (stops, T + 1); nan from where a path is not finite."""
    betas = np.full((len(lrs), T + 1, X.shape[1]), np.nan)
    for k, lr in enumerate(lrs):
        path = gradient_descent(X, y, lr, T, start, loss, gradient)
        betas[k, : path.T + 1] = path.betas
    with np.errstate(all="ignore"):
        losses = get_loss(loss).value(betas, X, y)
    losses[~np.isfinite(losses)] = np.nan
    return betas, losses


def verdict(lr, limit, losses, lowest):
    """One word or two on a whole path: diverges, converges, or is still on its way."""
    if lr >= limit or np.isnan(losses[-1]) or losses[-1] > losses[0]:
        return "diverges: above the limit 2/λmax"
    excess = losses - lowest
    if excess[-1] <= 1e-6 * excess[0]:
        return "has arrived"
    return "jumps across the valley, converging" if lr > limit / 2 else "slow, but converging"


def learning_rate(X, y, start=None, T=100, loss="mse", gradient=None, columns=None):
    """Path and loss for 60 learning rates around this data's own limit 2/λmax.

    X (n, d), y (n,); start (d,) or zeros; gradient(beta, X, y), if given, walks in place of the
    loss's own. Drag the ring, or move it with the arrow keys, to start elsewhere.
    """
    X, y = as_problem(X, y)
    T = as_count("T", T, least=1)
    loss, start = get_loss(loss), as_start(start, X.shape[1])
    lrs, limit = learning_rates(X, loss), largest_stable_lr(X, loss)
    if X.shape[1] == 1:  # a plane needs two coefficients: a column of zeros changes no prediction
        X, start = np.column_stack([X, np.zeros(len(X))]), np.append(start, 0.0)
    best = np.linalg.lstsq(X, y)[0]
    plane = Slice(best, choose_columns(X, columns))
    betas, losses = walk_all(X, y, lrs, T, start, loss, gradient)
    lowest = loss.value(best, X, y)

    figure = Figure(figsize=(9, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=[9, 1])
    surface, curve = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])
    strip = figure.add_subplot(grid[1, :])
    calm = betas[lrs < limit][..., list(plane.columns)]
    limits = [span(calm[..., k], best[c]) for k, c in enumerate(plane.columns)]
    _draw_surface(surface, X, y, loss, plane, limits)
    _draw_curve(curve, losses, loss, T)
    _draw_strip(strip, lrs, limit, loss)

    def table(betas, losses):
        points = betas[..., list(plane.columns)]
        steps = np.broadcast_to(np.arange(T + 1), losses.shape)
        curves = np.stack([steps, losses], axis=-1)
        marks = np.stack([lrs, np.full(len(lrs), 0.5)], axis=-1)[:, None, :]
        over = ("lr",)
        parts = [
            Line(surface, points, over, "T", BLUE, width=1.5, dots=4),
            Dots(surface, points, over, "T", BLUE, size=11, shape="square"),
            Line(curve, curves, over, "T", BLUE, width=2),
            Dots(curve, curves, over, "T", BLUE, size=9, shape="square"),
            Dots(strip, marks, over, None, BLUE, size=14, shape="diamond"),
        ]
        return parts, _read(lrs, limit, betas, losses, lowest)

    def move(a, b):
        return table(*walk_all(X, y, lrs, T, moved(a, b), loss, gradient))

    def moved(a, b):
        there = start.copy()
        there[list(plane.columns)] = a, b
        return there

    controls = [
        Control("lr", "learning rate lr", lrs, [f"{lr:.3g}" for lr in lrs], start=STOPS // 2),
        Control("T", "steps T", range(T + 1), [str(t) for t in range(T + 1)], T, play=True),
    ]
    ring = Handle(surface, tuple(start[list(plane.columns)]), "start of the path", move)
    stage = Stage(figure, controls, *table(betas, losses), [ring])
    return explorer("learning_rate", stage)


def _read(lrs, limit, betas, losses, lowest):
    verdicts = np.array(
        [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    )
    values = np.char.mod("%.4g", losses)
    columns = {
        "share": (np.array([f"{lr / limit:.2f}" for lr in lrs]), ("lr",)),
        "limit": (np.array(f"{limit:.4g}"), ()),
        "loss": (np.where(np.isnan(losses), "not finite", values), ("lr", "T")),
        "verdict": (verdicts, ("lr",)),
    }
    sentence = "lr {lr} is {share} of the limit {limit}. After {T} steps: loss {loss}"
    if betas.shape[-1] <= 4:
        names = [f"b{k}" for k in range(betas.shape[-1])]
        texts = np.char.mod("%.2f", betas)
        columns |= {name: (texts[..., k], ("lr", "T")) for k, name in enumerate(names)}
        sentence += ", β = (" + ", ".join(f"{{{name}}}" for name in names) + ")"
    return Readout(sentence + ". Verdict: {verdict}.", columns)


def _draw_surface(ax, X, y, loss, plane, limits):
    best = plane.beta[list(plane.columns)]
    draw_contours(ax, lambda a, b: loss.value(plane.at(a, b), X, y), *limits, best=best)
    i, j = plane.columns
    ax.set(xlabel=rf"$\beta_{{{i + 1}}}$", ylabel=rf"$\beta_{{{j + 1}}}$")
    ax.set_title(plane.words, fontsize=9)


def _draw_curve(ax, losses, loss, T):
    shown = losses[np.isfinite(losses) & (losses > 0)]
    low, high = (shown.min(), np.median(losses[:, 0])) if shown.size else (0.1, 1)
    low = max(low, high * 1e-12)
    ax.set_yscale("log")
    ax.set(
        xlim=(-0.02 * T, 1.03 * T), ylim=(low / 3, high * 30), xlabel="step $t$", ylabel=loss.name
    )
    ax.grid(alpha=0.3)


def _draw_strip(ax, lrs, limit, loss):
    ax.set_xscale("log")
    ax.set(xlim=(lrs[0] * 0.9, lrs[-1] * 1.1), ylim=(0, 1), yticks=[])
    ax.axvline(limit, color=BLACK, lw=2)
    ax.axvspan(limit, lrs[-1] * 1.1, facecolor=ORANGE, alpha=0.25, hatch="///", edgecolor=ORANGE)
    where = rf"lr for {loss.name}; black line: limit $2/\lambda_{{max}}$ = {limit:.4g}"
    ax.set_xlabel(f"{where}; hatched: diverges", fontsize=9)
