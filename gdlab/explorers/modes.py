"""Lesson 4: every eigen-direction shrinks by its own factor |1 - lr λ|; one lr serves all."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex
from numpy.typing import ArrayLike

from gdcore.arrays import as_design, refused
from gdcore.curvature import eigenvalues, largest_stable_lr
from gdcore.data import diabetes
from gdcore.losses import AnyLoss
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    _,
    each,
    explorer,
    fixed,
    hatch_beyond,
    lr_control,
    number,
    readable,
    sides_of_limit,
    steps_control,
    texts,
)
from gdlab.stage import Beyond, Dots, Handle, Label, Line, Panel, Readout, Stage, framed

STOPS = 60
STEPS = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
ALONG = np.unique(np.geomspace(1, STEPS[-1], 60).round())  # steps through which a curve is drawn
MOST = 8  # directions drawn; with more columns the steepest and the flattest are
HIGHEST = 1.35  # of both axes upright; what grows leaves them
MIDDLE = 20  # steps: from here on words stand to the left of their dot
APART = 0.075  # so far, at least, are the words beside two lines
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
def modes(X: ArrayLike, loss: AnyLoss = "mse") -> Stage:
    """Factor and remaining error of each eigen-direction, for 60 learning rates.

    X (n, d). The limit 2/λmax, the best lr 2/(λmin + λmax) and the zone beyond are marked.
    Raises ValueError for a loss without constant Hessian (rmse, l2) and for an X of zeros.
    """
    X = as_design(X)
    values, limit = eigenvalues(X, loss), largest_stable_lr(X, loss)
    if not np.isfinite(limit):
        raise refused(
            "every column of X is zero: there is no direction to go down, and X must have one",
            f"an X of shape {X.shape}",
            "the data itself",
        )
    values = np.where(values > values[-1] * len(values) * np.finfo(float).eps, values, 0.0)
    curved = values[values > 0]
    best = 2 / (curved[0] + curved[-1])  # a direction that is flat does not move at any lr
    lrs = np.sort(np.append(np.linspace(0.01, 1.25, STOPS - 2) * limit, [best, limit]))
    left = remaining(lrs, values)
    shown = shown_directions(values)

    figure, factors = framed(400, 340, right=96, top=34)
    decay, curves = framed(400, 340, left=80, top=34)
    _draw_factors(factors, values[shown], limit, best, lrs[-1])
    _draw_curves(curves, len(shown), len(values))
    parts = [
        *_factor_parts(factors, lrs, values[shown]),
        *_curve_parts(curves, lrs, values[shown]),
        *_words(curves, values[shown], left[..., shown]),
    ]
    controls = [
        lr_control(lrs, sides_of_limit(lrs, limit), STOPS // 2, factors),
        steps_control(STEPS, 5, False, curves),
    ]
    rule = np.stack([lrs, np.full(len(lrs), 0.06)], axis=-1)
    grip = Handle(factors, rule, _("learning rate"), over=("lr",), moves=("lr",), tap=True)
    panels = [
        Panel(figure, _("the factor of each direction, by learning rate")),
        Panel(decay, _("the error left in each direction, by steps")),
    ]
    return Stage(panels, controls, parts, _read(lrs, values, left, limit, best), [grip])


def _colours(count):
    """One colour a direction, the same in both pictures, from the flattest to the steepest."""
    return [to_hex(colour) for colour in colormaps["viridis"](np.linspace(0.6, 0, count))]


def _draw_factors(ax, values, limit, best, top):
    ax.set(xlim=(0, top), ylim=(0, HIGHEST), yticks=(0, 0.5, 1), xlabel=_("learning rate lr"))
    ax.set_ylabel(_("factor per step {formula}").format(formula="|1 - lr λ|"))
    ends = np.minimum(np.abs(1 - top * values), HIGHEST - 0.06)
    words, nowhere = _apart(ends), np.full(len(ends), np.nan)
    for value, colour, at in zip(values, _colours(len(values)), words, strict=True):
        lr = np.array([0, min(1 / value, top) if value else top, top])  # down, and up again
        ax.plot(lr, np.abs(1 - lr * value), color=colour, lw=2)
        ax.text(1.05 * top, at, f"λ = {number(value, 3)}", color=colour, va="center")
    leads = np.stack([ends, words, nowhere], axis=1).ravel()
    ax.plot(np.tile([top, 1.04 * top, np.nan], len(ends)), leads, GREY, lw=0.8, clip_on=False)
    hatch_beyond(ax, limit, top)
    ax.axhline(1, color=GREY, lw=1)
    ax.axvline(limit, color=BLACK, lw=2)
    ax.axvline(best, color=GREY, lw=1.5, ls=":")
    above = HIGHEST * 1.02
    ax.text(best, above, _("best {lr}").format(lr=f"{number(best, 3)} "), ha="right", va="bottom")
    ax.text(limit, above, " " + _("limit {lr}").format(lr=number(limit, 3)), va="bottom")


def _apart(places):
    """The places (k,) of words, moved as little as it takes for them not to overlap."""
    order = np.argsort(places)
    moved = np.asarray(places, float)[order]
    for k in range(1, len(moved)):
        moved[k] = max(moved[k], moved[k - 1] + APART)
    moved = np.minimum(moved, HIGHEST - 0.06 - APART * np.arange(len(moved))[::-1])
    back = np.empty(len(moved))
    back[order] = moved
    return back


def _draw_curves(ax, shown, d):
    ax.set_xscale("symlog", linthresh=1)
    ax.set(xlim=(-0.15, 1.3 * STEPS[-1]), ylim=(0, HIGHEST), xlabel=_("steps T"))
    ax.set(xticks=[0, 1, 10, 100, 1000], yticks=np.arange(6) / 4)
    ax.xaxis.set_major_formatter("{x:.0f}")
    ax.yaxis.set_major_formatter(lambda share, _at: f"{100 * share:.0f} %")
    ax.set_ylabel(_("error left"))
    ax.axhline(1, color=GREY, lw=1)
    if d > shown:
        title = _("{some} of {all} directions: flattest and steepest")
        ax.set_title(title.format(some=shown, all=d), fontsize=10)


def _factor_parts(ax, lrs, values):
    rule = np.stack([np.repeat(lrs[:, None], 2, 1), np.tile([0, HIGHEST], (len(lrs), 1))], axis=-1)
    dots = [
        Dots(ax, np.stack([lrs, np.abs(1 - lrs * value)], axis=-1)[:, None], ("lr",), None, colour)
        for value, colour in zip(values, _colours(len(values)), strict=True)
    ]
    return [Line(ax, rule, ("lr",), None, BLUE, width=2), *dots]


def _curve_parts(ax, lrs, values):
    """For each direction its curve, where it has come to, and where it has left."""
    steps = np.append(0, ALONG)
    curves, stops = (remaining(lrs, values, at) for at in (steps, STEPS))
    parts = []
    for k, colour in enumerate(_colours(len(values))):
        curve, stop = (
            np.stack(np.broadcast_arrays(at, left[..., k]), axis=-1)
            for at, left in ((steps, curves), (np.array(STEPS), stops))
        )
        parts += [
            Line(ax, curve, ("lr",), None, colour, width=2),
            Dots(ax, stop, ("lr",), "T", colour),
        ]
        if (stop[..., 1] > HIGHEST).any():
            parts.append(Beyond(ax, stop, ("lr",), "T", ORANGE))
    return parts


def _words(ax, values, left):
    """The slowest direction, and one that grows, by name: beside their dots, left (lr, T, k)."""
    at = np.broadcast_to(np.array(STEPS, float), left.shape[:2])
    grows = left > 1 + 1e-9
    slow = np.where(grows, -1, left)
    tall, which = slow.max(axis=-1), slow.argmax(axis=-1)
    slowest = each(values[which], lambda v: _("slowest: λ = {value}").format(value=number(v, 3)))
    growing = each(
        values[left.argmax(axis=-1)], lambda v: _("grows: λ = {value}").format(value=number(v, 3))
    )
    above = np.where(np.abs(tall - 0.93) < 0.05, 1.05, tall + 0.07)  # not on the line at 100 %
    heights = {
        "#000000": (slowest, np.where((tall > 0) & (at > 0), above, np.nan)),
        ORANGE: (growing, np.where(grows.any(axis=-1), HIGHEST - 0.12, np.nan)),
    }
    parts = []
    for colour, (words, height) in heights.items():
        for anchor, here in (("start", at < MIDDLE), ("end", at >= MIDDLE)):
            x = np.where(at < MIDDLE, at * 1.3, at * 0.9)
            place = np.stack([x, np.where(here, height, np.nan)], axis=-1)
            over = ("lr", "T")
            parts.append(Label(ax, place, over, None, colour, text=words, anchor=anchor))
    return parts


def _read(lrs, values, left, limit, best):
    curved = values > 0
    columns = {
        "share": (texts(lrs / limit, ".3g"), ("lr",)),
        "state": (_states(values[curved], left[..., curved]), ("lr", "T")),
        "best": fixed(number(best)),
    }
    sentence = _("lr {lr}, {share} of the limit; the best is {best}. After {T} steps {state}.")
    return Readout(sentence if curved.all() else f"{sentence} {_(FLAT)}", columns)


def _states(values, left):
    """What has become of the direction with the most error left, (lr, T): it keeps some, or grew.

    values (k,), left (lr, T, k).
    """
    worst, which = left.max(axis=-1), values[left[:, -1].argmax(axis=-1)]
    slow = _("the slowest direction, λ = {value}, keeps {share} % of its error")
    grown = _("the direction λ = {value} has grown: its error is {times} times the first")
    times = readable(worst)
    shares = texts(100 * worst, ".3g")
    return np.array(
        [
            [
                slow.format(value=value, share=share)
                if rest <= 1 + 1e-9
                else grown.format(value=value, times=grew)
                for rest, share, grew in zip(*row, strict=True)
            ]
            for value, *row in zip(texts(which, ".3g"), worst, shares, times, strict=True)
        ]
    )
