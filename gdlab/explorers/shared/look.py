"""How explorers look: a path and where it has come to, the zone beyond a limit, lr and T."""

import numpy as np

from gdcore.arrays import as_count
from gdcore.draw import BLACK, BLUE, GREY, ORANGE, draw_contours
from gdlab.notebook.language import _
from gdlab.stage import Control, Dots, Line

__all__ = [
    "BLACK",
    "BLUE",
    "GREY",
    "ORANGE",
    "SMALL",
    "contours",
    "hatch_beyond",
    "lr_control",
    "shown_steps",
    "steps_control",
    "trail",
]

SMALL = 9  # points: a title that is a sentence


def trail(ax, points, over=(), color=BLUE, *, upto="T", steps=False, dash="", shape="square"):
    """A path through points (..., m, 2) as far as the control `upto` says, and a mark at its end.

    steps: each of its points is marked, too, by a small dot.
    """
    width, dots, size = (1.5, 5, 12) if steps else (2, 0, 10)
    return [
        Line(ax, points, over, upto, color, width=width, dash=dash, dots=dots),
        Dots(ax, points, over, upto, color, size, shape),
    ]


def contours(ax, heights, xs, ys, best=None):
    """Contours of heights(a, b), which takes arrays; best (2,), if given, is marked by a star."""
    draw_contours(ax, heights, xs, ys, best=best, together=True)


def hatch_beyond(ax, limit, end):
    """Mark the learning rates from the limit to the end of the axis: there a descent diverges."""
    ax.axvspan(limit, end, facecolor=ORANGE, alpha=0.25, hatch="///", edgecolor=ORANGE)


def lr_control(lrs, texts, start):
    """The slider of learning rates (stops,); texts, or None for three digits."""
    return Control("lr", _("learning rate lr"), lrs, texts, start=start, form=".3g")


def steps_control(steps, start=-1, play=True):
    """The slider of T over these numbers of steps, which runs by itself; the last one first."""
    return Control("T", _("steps T"), steps, start=start % len(steps), play=play)


def shown_steps(T, most):
    """The numbers of steps a control offers: 0 to T, or at most so many, denser at the start."""
    T = as_count("T", T)
    if T < most:
        return np.arange(T + 1)
    return np.unique(np.append(0, np.geomspace(1, T, most - 1).round().astype(int)))
