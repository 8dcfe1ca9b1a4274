"""Lesson 4: drag the learning rate, and the whole path follows."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_count, as_positive, as_problem, as_start
from gdcore.curvature import largest_stable_lr
from gdcore.data import lecture
from gdcore.draw import BLACK, BLUE, ORANGE, draw_contours
from gdcore.losses import get_loss
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.meanwhile import HASTE, progress_bar, within
from gdlab.explorers.shared.slice import Slice, choose_columns, span, widened
from gdlab.explorers.shared.walks import shown_steps, sides_of_limit, walk_one_by_one, walk_together
from gdlab.notebook.cells import claim
from gdlab.stage import Control, Dots, Handle, Line, Readout, Stage
from gdlab.stage.parts import as_texts

STOPS = 60
STEPS = 101  # stops of T at most: with 60 of lr the table stays small


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


def losses_along(loss, betas, X, y):
    """The loss at each point, (stops, T + 1); nan where it is not finite."""
    with np.errstate(all="ignore"):
        losses = loss.value(betas, X, y)
    return np.where(np.isfinite(losses), losses, np.nan)


def verdict(lr, limit, losses, lowest):
    """One word or two on a whole path: diverges, converges, or is still on its way."""
    if lr >= limit:
        return "diverges: above the limit 2/λmax"
    if np.isnan(losses[-1]):
        return "ends too soon, below the limit: look at the gradient"
    if losses[-1] > losses[0]:
        return "climbs, below the limit: look at the gradient"
    excess = losses - lowest
    if excess[-1] <= 1e-6 * excess[0]:
        return "has arrived"
    return "jumps across the valley, converging" if lr > limit / 2 else "slow, but converging"


@explorer(
    lesson=4,
    title="How large may a step be?",
    words="Drag the learning rate towards the black line: up to there every path arrives, "
    "slowly or in jumps. Beyond it every path leaves.",
    example=lambda show: show(*lecture()[:3]),
)
def learning_rate(X, y, start=None, T=100, loss="mse", gradient=None, columns=None):
    """Path and loss for 60 learning rates around this data's own limit 2/λmax.

    X (n, d), y (n,); start (d,) or zeros; gradient(beta, X, y), if given, walks in place of the
    loss's own. Drag the ring, or move it with the arrow keys, to start elsewhere. Beyond T = 100
    some of the steps are shown, the first ones and the last among them.

    A slow gradient is walked at a few learning rates first: the picture can be used meanwhile, a
    bar shows the progress, and the stop button ends it with what there is.
    """
    X, y = as_problem(X, y)
    T = as_count("T", T, least=1)
    loss, start = get_loss(loss), as_start(start, X.shape[1])
    lrs, limit = learning_rates(X, loss), largest_stable_lr(X, loss)
    steps = shown_steps(T, STEPS)
    wide, at = widened(X, start)
    plane = Slice(np.linalg.lstsq(wide, y)[0], choose_columns(wide, columns), X.shape[1] == 1)

    def walk(start):
        """Yields tables (betas, number of stops walked, trouble), each finer than the last."""
        if gradient is None:
            betas = walk_together(X, y, lrs, T, start, loss.gradient)
            yield betas[:, steps], STOPS, None
        else:
            for betas, done, trouble in walk_one_by_one(X, y, lrs, T, start, gradient):
                yield betas[:, steps], done, trouble

    walks = walk(start)
    betas, done, trouble = within(HASTE, walks)
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    axes = _draw_still(figure, wide, y, loss, plane, lrs, limit, betas, T)
    parts_of = _Tables(X, y, loss, plane, lrs, limit, axes, steps)

    def move(a, b):
        there = at.copy()
        there[list(plane.columns)] = a, b
        tables = _finer(walk(there[: X.shape[1]]), parts_of)
        return next(tables) if gradient is None else tables

    rates = sides_of_limit(lrs, limit)
    controls = [
        Control("lr", "learning rate lr", lrs, rates, start=STOPS // 2),
        Control("T", "steps T", steps, [str(t) for t in steps], len(steps) - 1, play=True),
    ]
    ring = Handle(axes[0], tuple(at[list(plane.columns)]), "start of the path", move)
    stage = Stage(figure, controls, *parts_of(betas), [ring])
    stage.say(trouble)
    if trouble is None and done < STOPS:
        _refine(stage, walks, parts_of, done)
    return stage


def _finer(walks, parts_of):
    """Tables for a dragged start, coarse first if it takes long; an error ends them."""
    while (table := within(HASTE, walks)) is not None:
        betas, _, trouble = table
        if trouble is not None:
            raise trouble
        yield parts_of(betas)


def _refine(stage, walks, parts_of, done):
    """Show the stage now, and better tables as they come; a bar says how far it is."""
    claim(stage).show_now()
    with progress_bar(STOPS, "learning rates", done) as bar:
        while (table := within(HASTE, walks)) is not None:
            betas, done, trouble = table
            bar.update(done - bar.n)
            stage.update(*parts_of(betas))
            stage.say(trouble)


class _Tables:
    """From points (stops, steps shown, d) to what the stage shows."""

    def __init__(self, X, y, loss, plane, lrs, limit, axes, steps):
        self._X, self._y, self._loss, self._plane = X, y, loss, plane
        self._lrs, self._limit, self._axes, self._steps = lrs, limit, axes, steps
        self._lowest = loss.value(plane.beta[: X.shape[1]], X, y)

    def __call__(self, betas):
        surface, curve, strip = self._axes
        losses = losses_along(self._loss, betas, self._X, self._y)
        _, wide = widened(self._X, betas)
        points = wide[..., list(self._plane.columns)]
        steps = np.broadcast_to(self._steps, losses.shape)
        curves = np.stack([steps, losses], axis=-1)
        lrs = self._lrs
        marks = np.stack([lrs, np.full(len(lrs), 0.5)], axis=-1)[:, None, :]
        over = ("lr",)
        parts = [
            Line(surface, points, over, "T", BLUE, width=1.5, dots=4),
            Dots(surface, points, over, "T", BLUE, size=11, shape="square"),
            Line(curve, curves, over, "T", BLUE, width=2),
            Dots(curve, curves, over, "T", BLUE, size=9, shape="square"),
            Dots(strip, marks, over, None, BLUE, size=14, shape="diamond"),
        ]
        return parts, _read(lrs, self._limit, betas, losses, self._lowest)


def _draw_still(figure, X, y, loss, plane, lrs, limit, betas, T):
    """The contours, the frame of the loss curve, the strip of learning rates; their axes."""
    grid = figure.add_gridspec(2, 2, height_ratios=[9, 1])
    surface, curve = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])
    strip = figure.add_subplot(grid[1, :])
    losses = losses_along(loss, betas, X[:, : betas.shape[-1]], y)
    _, wide = widened(X[:, : betas.shape[-1]], betas[lrs < limit])
    calm = wide[..., list(plane.columns)]
    limits = [span(calm[..., k], plane.beta[c]) for k, c in enumerate(plane.columns)]
    _draw_surface(surface, X, y, loss, plane, limits)
    _draw_curve(curve, losses, loss, T)
    _draw_strip(strip, lrs, limit, loss)
    return surface, curve, strip


def _read(lrs, limit, betas, losses, lowest):
    verdicts = np.array(
        [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    )
    values = as_texts(losses, ".4g")
    columns = {
        "share": (as_texts(lrs / limit, ".2f"), ("lr",)),
        "limit": (np.array(f"{limit:.4g}"), ()),
        "loss": (np.where(np.isnan(losses), "not finite", values), ("lr", "T")),
        "verdict": (verdicts, ("lr",)),
    }
    sentence = "lr {lr}, {share} of the limit {limit}. After {T} steps: loss {loss}"
    if betas.shape[-1] <= 4:
        names = [f"b{k}" for k in range(betas.shape[-1])]
        texts = as_texts(betas, ".2f")
        columns |= {name: (texts[..., k], ("lr", "T")) for k, name in enumerate(names)}
        sentence += ", β = (" + ", ".join(f"{{{name}}}" for name in names) + ")"
    return Readout(sentence + ". Verdict: {verdict}.", columns)


def _draw_surface(ax, X, y, loss, plane, limits):
    best = plane.beta[list(plane.columns)]
    heights = plane.heights(loss.value, X, y)
    draw_contours(ax, heights, *limits, best=best, together=True)
    plane.label(ax)
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
