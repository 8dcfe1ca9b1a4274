"""A figure for one panel, its axes at a fixed place: nothing to be laid out, so quick to open."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from gdlab.stage.guards import is_size, refused

DPI = 100  # figure pixels in an inch
TICKS = 6  # steps between ticks at most, on either axis: more are dear, and nobody reads them
BELOW, BESIDE = 29, 16  # pixels: from the axes down to its name, and of a name from the left edge


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
    sizes = {"width": width, "height": height, "left": left, "right": right}
    for name, size in (sizes | {"top": top, "bottom": bottom}).items():
        if not is_size(size):
            raise refused(f"{name} must be a number of pixels of at least 0", size, f"{name}=40")
    if not (left + right < width and top + bottom < height):
        expected = f"width and height must be more than the margins, {left + right} {top + bottom}"
        raise refused(expected, (width, height), "framed(400, 320)")
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    inside = (width - left - right) / width, (height - top - bottom) / height
    ax = figure.add_axes((left / width, bottom / height, *inside))
    ax.locator_params(nbins=TICKS)
    _place_names(ax, figure)
    return figure, ax


def _place_names(ax, figure):
    """The axis labels below the numbers, and at the picture's edge: else they are looked for.

    To find a place beside all numbers matplotlib lays out every tick once more.
    """
    down = ScaledTranslation(0, -BELOW / DPI, figure.dpi_scale_trans)
    ax.xaxis.set_label_coords(0.5, 0, ax.transAxes + down)
    edge = figure.transFigure + ScaledTranslation(BESIDE / DPI, 0, figure.dpi_scale_trans)
    ax.yaxis.set_label_coords(0, 0.5, blended_transform_factory(edge, ax.transAxes))
