"""How explorers look: a path and where it has come to, the zone beyond a limit, lr and T."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from gdcore.arrays import as_count
from gdcore.draw import BLACK, BLUE, GREY, ORANGE
from gdlab.explorers.shared.words import _, number, power_of_ten
from gdlab.stage import Beyond, Control, Dots, Label, Line

__all__ = [
    "BLACK",
    "BLUE",
    "GREY",
    "ORANGE",
    "SMALL",
    "bold_path",
    "decades",
    "hatch_beyond",
    "lr_control",
    "shown_steps",
    "start_label",
    "steps_control",
    "trail",
]

SMALL = 9  # points: a title that is a sentence
TICKS = 5  # on an axis at most
WORD = 0.2  # of the axes' width: "start" and the gap before it


def trail(ax, points, over=(), color=BLUE, *, upto="T", steps=False, dash="", shape="square"):
    """A path through points (..., m, 2) as far as the control `upto` says, and a mark at its end.

    steps: each of its points is marked, too, by a small dot.
    """
    width, dots, size = (1.5, 5, 12) if steps else (2, 0, 10)
    return [
        Line(ax, points, over, upto, color, width=width, dash=dash, dots=dots),
        Dots(ax, points, over, upto, color, size, shape),
    ]


def bold_path(ax, points, over=(), *, upto="T", dots=6, when=None):
    """The one path of a picture, (..., m, 2): its present step, too, and where it has left."""
    return [
        Line(ax, points, over, upto, BLUE, width=3, dots=dots, when=when),
        Dots(ax, points, over, upto, BLUE, 13, "square", when=when),
        Beyond(ax, points, over, upto, BLUE, when=when),
    ]


def start_label(ax, start, towards, when=None):
    """The word "start" beside a point (2,), on the side away from its next one, (2,).

    Where it would leave the axes there, it stands above or below.
    """
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    side = -1 if towards[0] > start[0] else 1
    there, anchor = (
        np.add(start, (side * 0.045 * (right - left), 0)),
        "end" if side < 0 else "start",
    )
    if not left < start[0] + side * WORD * (right - left) < right:
        up = -1 if start[1] > high - 0.2 * (high - low) else 1
        there, anchor = np.add(start, (0, up * 0.08 * (high - low))), "middle"
    return Label(ax, there, text=np.array(_("start")), anchor=anchor, when=when)


def hatch_beyond(ax, limit, end):
    """Mark the learning rates from the limit to the end of the axis: there a descent diverges."""
    ax.axvspan(limit, end, facecolor=ORANGE, alpha=0.25, hatch="///", edgecolor=ORANGE)


def decades(axis):
    """Few ticks for a logarithmic axis, whose limits are set, in numbers that people read.

    None between them: matplotlib makes dozens, and sets the others as mathematics, which takes
    longer than all else in a picture.
    """
    low, high = axis.get_view_interval()
    narrow = high < 4 * low
    locator = MaxNLocator(TICKS) if narrow else LogLocator(numticks=TICKS)
    if not narrow and high < 100 * low:
        locator = LogLocator(subs=(1, 2, 5), numticks=TICKS)
    axis.set_major_locator(locator)
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(lambda value, _at: power_of_ten(value))


def lr_control(lrs, texts, start, under=None):
    """The slider of learning rates (stops,); texts, or None for three digits; its axes, if any."""
    about = {"start": start, "under": under}
    texts = [number(lr, 3) for lr in lrs] if texts is None else texts
    return Control("lr", _("learning rate lr"), lrs, texts, **about)


def steps_control(steps, start=-1, play=True, under=None):
    """The slider of T over these numbers of steps, which runs by itself; the last one first."""
    return Control("T", _("steps T"), steps, start=start % len(steps), play=play, under=under)


def shown_steps(T, most):
    """The numbers of steps a control offers: 0 to T, or at most so many, denser at the start."""
    T = as_count("T", T)
    if T < most:
        return np.arange(T + 1)
    return np.unique(np.append(0, np.geomspace(1, T, most - 1).round().astype(int)))
