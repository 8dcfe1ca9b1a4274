"""A figure for one panel, its axes at a fixed place: nothing to be laid out, so quick to open."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

DPI = 100  # figure pixels in an inch


def framed(
    width: float = 400,
    height: float = 320,
    left: float = 58,
    right: float = 14,
    top: float = 14,
    bottom: float = 48,
) -> tuple[Figure, Axes]:
    """A figure of width by height CSS pixels, and its axes inside margins of so many pixels.

    The margins hold tick labels and axis labels of matplotlib's usual size; with top=34 a title,
    too. Matplotlib's constrained layout would find them anew at every opening, in about as much
    time as all the rest takes.
    """
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    inside = (width - left - right) / width, (height - top - bottom) / height
    return figure, figure.add_axes((left / width, bottom / height, *inside))
