"""Lesson 4: every eigen-direction shrinks by its own factor |1 - lr λ|; one lr serves all."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_design
from gdcore.curvature import eigenvalues, largest_stable_lr
from gdcore.data import diabetes
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    SMALL,
    _,
    each,
    explorer,
    fixed,
    hatch_beyond,
    lr_control,
    sides_of_limit,
    steps_control,
    texts,
)
from gdlab.stage import Bars, Dots, Label, Line, Readout, Stage

STOPS = 60
STEPS = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST = 8  # directions drawn; with more columns the steepest and the flattest are
FLOOR, CEILING = 1e-4, 1e3
FLAT = N_("Where λ = 0 nothing moves, and the loss is the same everywhere.")


def remaining(lrs, values, steps=STEPS):
    """|1 - lr λ|^T: the share of each direction's first error that is left.

    Shape (len(lrs), len(steps), len(values)); values are eigenvalues λ of the Hessian.
    """
    factors = np.abs(1 - np.multiply.outer(np.asarray(lrs, float), values))
    with np.errstate(over="ignore"):
        return factors[:, None, :] ** np.asarray(steps)[None, :, None]


def shown_directions(values):
    """Numbers of the directions drawn: all, or the flattest and steepest four."""
    d = len(values)
    return list(range(d)) if d <= MOST else [*range(MOST // 2), *range(d - MOST // 2, d)]


@explorer(
    lesson=4,
    title=N_("Every direction shrinks by its own factor"),
    words=N_(
        "One learning rate serves all directions: the steep ones limit it, the flat ones "
        "wait. Ten measurements of 442 patients, and the intercept."
    ),
    example=lambda show: show(diabetes().X),
)
def modes(X, loss="mse"):
    """Factor and remaining error of each eigen-direction, for 60 learning rates.

    X (n, d). The limit 2/λmax, the best lr 2/(λmin + λmax) and the zone beyond are marked.
    Raises ValueError for a loss without constant Hessian (rmse, l2) and for an X of zeros.
    """
    X = as_design(X)
    values, limit = eigenvalues(X, loss), largest_stable_lr(X, loss)
    if not np.isfinite(limit):
        raise ValueError("every column of X is zero: there is no direction to go down")
    values = np.where(values > values[-1] * len(values) * np.finfo(float).eps, values, 0.0)
    curved = values[values > 0]
    best = 2 / (curved[0] + curved[-1])  # a direction that is flat does not move at any lr
    lrs = np.sort(np.append(np.linspace(0.01, 1.25, STOPS - 2) * limit, [best, limit]))
    left = remaining(lrs, values)
    shown = shown_directions(values)

    figure = Figure(figsize=(9.2, 3.9), layout="constrained")
    factors, bars = figure.subplots(1, 2)
    _draw_factors(factors, values[shown], limit, best, lrs[-1])
    _draw_bars(bars, values[shown], len(values))
    parts = [
        *_factor_parts(factors, lrs, values[shown]),
        *_bar_parts(bars, left[..., shown]),
    ]
    controls = [
        lr_control(lrs, sides_of_limit(lrs, limit), STOPS // 2),
        steps_control(STEPS, 5, play=False),
    ]
    return Stage(figure, controls, parts, _read(lrs, values, left, limit, best))


def _draw_factors(ax, values, limit, best, top):
    lr = np.linspace(0, top, 300)
    styles = ["-", "--", "-.", ":"]
    for k, value in enumerate(values):
        style = {"lw": 1 + k // 4, "ls": styles[k % 4], "label": rf"$\lambda$ = {value:.3g}"}
        ax.plot(lr, np.abs(1 - lr * value), color=BLACK, **style)
    ax.legend(loc="upper left", ncols=2, fontsize=8, frameon=False)
    hatch_beyond(ax, limit, top)
    ax.axhline(1, color=GREY, lw=1)
    ax.axvline(best, color=GREY, lw=1, ls=":")
    ax.set(xlim=(0, top), ylim=(0, 1.6), xlabel="lr")
    ax.set_ylabel(_("factor per step {formula}").format(formula=r"$|1 - lr\,\lambda|$"))
    title = _("hatched: beyond the limit {limit}; dotted: best {best}")
    ax.set_title(title.format(limit=f"{limit:.4g}", best=f"{best:.4g}"), fontsize=SMALL)


def _draw_bars(ax, values, d):
    ax.set_yscale("log")
    ax.set(xlim=(-0.6, len(values) - 0.4), ylim=(FLOOR, CEILING))
    ax.axhline(1, color=GREY, lw=1)
    ax.set_xticks(range(len(values)), [f"{v:.3g}" for v in values], fontsize=8)
    ax.set_xlabel(_("eigenvalue {symbol} of each direction").format(symbol=r"$\lambda$"))
    ax.set_ylabel(_("error left, share of the start"))
    if d > len(values):
        title = _("{some} of {all} directions: the flattest and the steepest")
        ax.set_title(title.format(some=len(values), all=d), fontsize=SMALL)


def _factor_parts(ax, lrs, values):
    factors = np.abs(1 - np.multiply.outer(lrs, values))
    at = np.broadcast_to(lrs[:, None], factors.shape)
    rule = np.stack([np.repeat(lrs[:, None], 2, 1), np.tile([0.0, 1.6], (len(lrs), 1))], axis=-1)
    return [
        Line(ax, rule, ("lr",), None, BLUE, width=1.5),
        Dots(ax, np.stack([at, factors], axis=-1), ("lr",), None, BLUE, size=9),
    ]


def _bar_parts(ax, left):
    """Blue where a direction shrinks; orange with a word where it grows."""
    x = np.broadcast_to(np.arange(left.shape[-1], dtype=float), left.shape)
    top = np.clip(left, 1.2 * FLOOR, CEILING)  # what is left of an arrived one is a thin line
    floor = np.full(left.shape, FLOOR)
    boxes = np.stack([x - 0.35, floor, x + 0.35, top], axis=-1)
    grows = (left > 1)[..., None]
    over = ("lr", "T")
    any_grows = grows.any(axis=-2)[..., 0]
    at = np.where(any_grows[..., None], [(left.shape[-1] - 1) / 2, 300.0], np.nan)
    words = np.full(any_grows.shape, _("this direction grows: the path diverges"))
    return [
        Bars(ax, np.where(grows, np.nan, boxes), over, None, BLUE),
        Bars(ax, np.where(grows, boxes, np.nan), over, None, ORANGE),
        Label(ax, at, over, text=words, anchor="middle", size=12),
    ]


def _read(lrs, values, left, limit, best):
    curved = values > 0
    worst = left[..., curved].max(axis=-1)
    factors = np.abs(1 - np.multiply.outer(lrs, values[curved]))
    slowest = values[curved][factors.argmax(axis=-1)]
    columns = {
        "share": (texts(lrs / limit, ".2f"), ("lr",)),
        "slowest": (each(slowest, "λ = {:.3g}".format), ("lr",)),
        "left": (each(100 * worst, "{:.3g} %".format), ("lr", "T")),
        "best": fixed(f"{best:.4g}"),
    }
    sentence = _(
        "lr {lr}, {share} of the limit; the best is {best}. After {T} steps the slowest "
        "direction, {slowest}, keeps {left} of its error."
    )
    return Readout(sentence if curved.all() else f"{sentence} {_(FLAT)}", columns)
