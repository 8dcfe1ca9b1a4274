"""From data coordinates to pixels, with matplotlib's own transforms, once.

Pixels are CSS pixels of a panel's picture, counted from its top left corner. No scale is left to
the browser.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import ArrayLike
from PIL import Image

from gdlab.notebook import hangul
from gdlab.stage.guards import must_be_usable, refused

SHARPNESS = 2  # picture pixels per CSS pixel
READABLE = 11  # CSS pixels: no text is shown smaller
LARGEST = 2000  # CSS pixels: as far as the table reaches


@contextmanager
def defaults() -> Iterator[None]:
    """Matplotlib's own settings, whatever the notebook has set: style, fonts, LaTeX, dpi.

    With letters for the language that is spoken.
    """
    with matplotlib.rc_context():
        dict.update(matplotlib.rcParams, _defaults() | hangul.settings())
        yield


@cache
def _defaults():
    """All but the backend, which is the notebook's to choose.

    Titles stand above their axes: matplotlib would look for a place that no tick has, and lay out
    every tick once more for it.
    """
    kept = {name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"}
    kept.pop("backend_fallback", None)
    return kept | {"axes.titley": 1.0}


@dataclass(frozen=True, eq=False)
class Panel:
    """A figure of its own in a stage; `label` is its name for a screen reader."""

    figure: Figure
    label: str = ""

    def __post_init__(self):
        must_be_usable(self)


@dataclass(frozen=True, eq=False)
class View:
    """One axes of a panel: box is left, top, width and height in pixels."""

    panel: int
    box: tuple[float, float, float, float]
    clipped: bool
    _data: Any  # matplotlib's transform
    _height: float

    @property
    def centre(self) -> np.ndarray:
        left, top, width, height = self.box
        return np.array([left + width / 2, top + height / 2])

    def of(self, points: ArrayLike) -> np.ndarray:
        """Pixels (..., 2) of points (..., 2) in data coordinates; nan where one is not finite."""
        points = np.asarray(points, dtype=float)
        with np.errstate(all="ignore"):
            x, y = self._data.transform(points.reshape(-1, 2)).T / SHARPNESS
        flat = np.column_stack([x, self._height - y])
        flat[~np.isfinite(flat).all(axis=1)] = np.nan
        return flat.reshape(points.shape)

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Data coordinates of a pixel."""
        there = self._data.inverted().transform((x * SHARPNESS, (self._height - y) * SHARPNESS))
        return float(there[0]), float(there[1])


class Pixels:
    """A figure as its picture, and the transforms of its axes, kept after the figure is gone.

    width, height in CSS pixels; least: how small it may be shown, as a share, its smallest text
    still readable. Raises ValueError for a figure larger than the table's reach.
    """

    def __init__(self, panel: Panel, number: int = 0):
        figure, self.label = panel.figure, panel.label
        self._canvas = FigureCanvasAgg(figure)
        figure.set_dpi(figure.dpi * SHARPNESS)
        if (engine := figure.get_layout_engine()) is not None:
            engine.execute(figure)
        figure.set_layout_engine("none")  # from now on its transforms hold
        self._canvas.draw()
        self.width, self.height = (float(side) / SHARPNESS for side in figure.bbox.size)
        if max(self.width, self.height) > LARGEST:
            expected = f"a panel must be at most {LARGEST} pixels wide and high"
            raise refused(expected, (round(self.width), round(self.height)), "several panels")
        self.least = min(1.0, READABLE / _smallest_text(figure))
        self.axes = {ax: self._view(ax, number) for ax in figure.axes}

    def _view(self, ax: Axes, number: int) -> View:
        box = ax.get_window_extent()
        sides = (box.x0, self.height * SHARPNESS - box.y1, box.width, box.height)
        left, top, width, height = (round(float(side) / SHARPNESS, 2) for side in sides)
        return View(number, (left, top, width, height), True, ax.transData.frozen(), self.height)

    def png(self, sharpness: int = SHARPNESS) -> bytes:
        """The picture as it is now, as a PNG of 256 colours: to the eye the same, and small."""
        return as_png(self.image(sharpness))

    def image(self, sharpness: int = SHARPNESS) -> Image.Image:
        """The picture as it is now, so many pixels for one of CSS."""
        buffer, size = self._canvas.buffer_rgba(), self._canvas.get_width_height()
        image = Image.frombuffer("RGBA", size, buffer, "raw", "RGBA", 0, 1).convert("RGB")
        return image.reduce(SHARPNESS // sharpness) if sharpness < SHARPNESS else image

    def paint(self, artists: Sequence[Artist]) -> None:
        """Add artists to the picture, without drawing the rest again."""
        for artist in artists:
            artist.set_figure(self._canvas.figure)
            artist.draw(self._canvas.get_renderer())

    def rest(self) -> None:
        """Give back the megabytes of the picture; the transforms stay."""
        FigureCanvasBase(self._canvas.figure)
        del self._canvas


def as_png(image: Image.Image) -> bytes:
    """An image as a PNG of 256 colours."""
    out = io.BytesIO()
    few = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG")
    return out.getvalue()


def as_film(frames: np.ndarray) -> bytes:
    """Frames (n, height, width, 4), one below the other, as a WebP: smooth ones are small."""
    out = io.BytesIO()
    strip = Image.fromarray(frames.reshape(-1, *frames.shape[2:]))
    strip.save(out, "WEBP", quality=60, method=2, alpha_quality=60)
    return out.getvalue()


def drawn(figures: Figure | Panel | Sequence[Figure | Panel]) -> list[Pixels]:
    """The pictures of a stage: a figure, a panel, or several of them."""
    several = [figures] if isinstance(figures, Figure | Panel) else figures
    if not isinstance(several, list | tuple) or not several:
        raise refused("figure must be a Figure, a Panel, or a list of them", figures, "framed()[0]")
    panels = [one if isinstance(one, Panel) else Panel(one) for one in several]
    with defaults():
        return [Pixels(panel, number) for number, panel in enumerate(panels)]


def _smallest_text(figure):
    """The size of the smallest text that is seen, in CSS pixels."""
    points = [text.get_fontsize() for text in _texts(figure) if text.get_text().strip()]
    return min(points, default=READABLE) * figure.dpi / SHARPNESS / 72


def _texts(artist):
    """The texts in an artist that was drawn; of an axis those it has: to ask for all makes more."""
    if not artist.get_visible():
        return
    if isinstance(artist, Text):
        yield artist
    elif isinstance(artist, Axis):
        ticks = (*artist.majorTicks, *artist.minorTicks)
        for text in (artist.label, *(tick.label1 for tick in ticks)):
            yield from _texts(text)
    else:
        for child in artist.get_children():
            yield from _texts(child)
