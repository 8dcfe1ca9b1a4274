"""From data coordinates to pixels, with matplotlib's own transforms, once.

A table is what the browser gets: 16-bit integers in sixteenths of a pixel, counted from the top
left corner of the picture. No scale and no arithmetic beyond that is left to the browser.
"""

import io

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from gdlab.stage.parts import Area, Bars, Dots, Label, Line

UNIT = 16
NOWHERE = -32768
FAR = 2000  # pixels; what lies further out is drawn at this distance, in the same direction
SHARPNESS = 2  # picture pixels per CSS pixel
SYMBOLS = {
    "circle": "o",
    "ring": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "cross": "X",
}


class Pixels:
    """A figure as its picture, and the transforms of its axes, kept after the figure is gone.

    width, height  of the picture in CSS pixels; boxes: left, top, width, height of each axes
    """

    def __init__(self, figure):
        self._canvas = FigureCanvasAgg(figure)
        figure.set_dpi(figure.dpi * SHARPNESS)
        if figure.get_layout_engine() is not None:
            figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")  # from now on its transforms hold
        self._canvas.draw()
        self.width, self.height = (float(side) / SHARPNESS for side in figure.bbox.size)
        self._axes = list(figure.axes)
        self._data = [ax.transData.frozen() for ax in self._axes]
        self.boxes = [self._box(ax) for ax in self._axes]

    def _box(self, ax):
        box = ax.get_window_extent()
        sides = (box.x0, self.height * SHARPNESS - box.y1, box.width, box.height)
        return [round(float(side) / SHARPNESS, 2) for side in sides]

    def png(self, sharpness=SHARPNESS):
        """The picture as it is now, as a PNG of 256 colours: to the eye the same, and small."""
        image = Image.fromarray(np.asarray(self._canvas.buffer_rgba())[..., :3].copy())
        image = image.reduce(SHARPNESS // sharpness)
        out = io.BytesIO()
        few = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(out, "PNG")
        return out.getvalue()

    def paint(self, artists):
        """Add artists to the picture, without drawing the rest again."""
        for artist in artists:
            artist.draw(self._canvas.get_renderer())

    def rest(self):
        """Give back the megabytes of the picture; the transforms stay."""
        FigureCanvasBase(self._canvas.figure)
        self._canvas = None

    def number(self, ax):
        """Which of the figure's axes this is."""
        return next(i for i, own in enumerate(self._axes) if own is ax)

    def of(self, ax, points):
        """Pixels (..., 2) of points (..., 2) in data coordinates; nan stays nan."""
        points = np.asarray(points, dtype=float)
        flat = points.reshape(-1, 2)
        with np.errstate(all="ignore"):
            x, y = self._data[self.number(ax)].transform(flat).T / SHARPNESS
        left, top, width, height = self.boxes[self.number(ax)]
        centre = np.array([left + width / 2, top + height / 2])
        away = np.column_stack([x, self.height - y]) - centre
        with np.errstate(all="ignore"):
            reach = np.abs(away).max(axis=1, keepdims=True)
            away = np.where(reach > FAR, away / reach * FAR, away)
        away[~np.isfinite(away).all(axis=1)] = np.nan
        return (centre + away).reshape(points.shape)

    def back(self, ax, x, y):
        """Data coordinates of a pixel."""
        return (
            self._data[self.number(ax)]
            .inverted()
            .transform((x * SHARPNESS, (self.height - y) * SHARPNESS))
        )


def whole_units(pixels):
    """Pixels as the table's integers."""
    units = np.full(np.shape(pixels), NOWHERE, dtype=np.int16)
    shown = np.isfinite(pixels)
    units[shown] = np.rint(np.asarray(pixels)[shown] * UNIT)
    return units


def once_each(units):
    """Integers (..., pairs, 2) as rows, each different one once; and which row each stop shows.

    Where every stop differs, the integers themselves and None.
    """
    rows = units.reshape(-1, units.shape[-2] * 2)
    seen = {}
    which = [seen.setdefault(row.tobytes(), len(seen)) for row in rows]
    if len(seen) == len(rows) or len(seen) > 32767:
        return units, None
    return np.frombuffer(b"".join(seen), dtype=units.dtype), np.array(which)


class Table:
    """Parts and readout as the browser reads them: a description, integers, and strings."""

    def __init__(self, pixels, controls, parts, readout):
        self._sizes = {c.name: len(c.values) for c in controls}
        self._names = [c.name for c in controls]
        self._chunks, self._length = {}, 0  # bytes -> where they begin, in order
        self._strings = {}
        self.parts = [self._describe(pixels, part) for part in parts]
        self.readout = {
            "template": readout.template,
            "columns": {name: self._texts(*column) for name, column in readout.columns.items()},
        }
        self.integers = b"".join(self._chunks)
        self.strings = list(self._strings)

    def _add(self, units):
        """Where these integers begin; the same ones twice are kept once."""
        chunk = np.ascontiguousarray(units, dtype="<i2").tobytes()
        if chunk not in self._chunks:
            self._chunks[chunk] = self._length
            self._length += len(chunk) // 2
        return self._chunks[chunk]

    def _follow(self, over, shape, what):
        """The numbers of the controls an array follows; its leading shape must be their sizes."""
        unknown = set(over) - set(self._names)
        if unknown:
            raise ValueError(f"{what} follows {sorted(unknown)}, not among {self._names}")
        expected = tuple(self._sizes[name] for name in over)
        if tuple(shape[: len(over)]) != expected:
            raise ValueError(f"{what} must begin with shape {expected} for {over}, got {shape}")
        return [self._names.index(name) for name in over]

    def _texts(self, texts, over):
        texts = np.asarray(texts)
        follows = self._follow(over, texts.shape, "a text")
        strings = self._strings
        known = [strings.setdefault(str(text), len(strings)) for text in texts.ravel().tolist()]
        if len(strings) > 32767:
            raise ValueError(f"too many different texts ({len(strings)}); use fewer stops")
        return {"over": follows, "offset": self._add(np.array(known))}

    def _describe(self, pixels, part):
        kind = type(part).__name__
        points = np.asarray(part.points, dtype=float)
        if isinstance(part, Label):
            points = points[..., None, :]
        follows = self._follow(part.over, points.shape, kind)
        items, numbers = points.shape[-2:]
        if numbers != part.numbers or points.ndim != len(part.over) + 2:
            raise ValueError(
                f"{kind} over {part.over} needs shape (..., m, {part.numbers}), got {points.shape}"
            )
        pairs = points.reshape(*points.shape[:-2], -1, 2)
        units, rows = once_each(whole_units(pixels.of(part.axes, pairs)))
        about = {
            "kind": kind,
            "axes": pixels.number(part.axes),
            "over": follows,
            "upto": None if part.upto is None else self._names.index(part.upto),
            "items": items,
            "color": part.color,
            "offset": self._add(units),
            "rows": None if rows is None else self._add(rows),
        }
        for name in ("width", "dash", "dots", "size", "shape", "opacity", "anchor"):
            if hasattr(part, name):
                about[name] = getattr(part, name)
        if isinstance(part, Label):
            about["text"] = self._texts(part.text, part.over)
        return about


def first_frame(parts, handles, controls):
    """The first frame of the moving parts, as ordinary artists on their axes."""
    at = {c.name: c.start for c in controls}
    artists = []
    for part in parts:
        points = np.asarray(part.points, dtype=float)[tuple(at[name] for name in part.over)]
        if part.upto is not None:
            points = points[: at[part.upto] + 1]
        artists += _artists(part, points, at)
    ring = {"marker": "o", "ms": 13, "mfc": "none", "mec": "black", "mew": 2, "ls": ""}
    for handle in handles:
        artists += handle.axes.plot(*np.reshape(handle.at, (2, 1)), **ring)
    return artists


def _artists(part, points, at):
    ax, style = part.axes, {"color": part.color, "clip_on": True}
    if isinstance(part, Line):
        dash = (0, [float(n) for n in part.dash.split()]) if part.dash else "-"
        mark = {"marker": "o", "ms": part.dots * 0.72} if part.dots else {}
        return ax.plot(*points.T, lw=part.width * 0.72, ls=dash, **mark, **style)
    if isinstance(part, Dots):
        shown = points[-1:] if part.upto is not None else points
        face = {"mfc": "white", "mew": 2} if part.shape == "ring" else {"mec": "white", "mew": 0.7}
        return ax.plot(*shown.T, SYMBOLS[part.shape], ms=part.size * 0.72, **face, **style)
    if isinstance(part, Bars):
        boxes = points[np.isfinite(points).all(axis=1)]
        corners = [([a, c, c, a], [b, b, d, d]) for a, b, c, d in boxes]
        return [p for xy in corners for p in ax.fill(*xy, alpha=part.opacity, lw=0, **style)]
    if isinstance(part, Area):
        return ax.fill(*points.T, alpha=part.opacity, lw=0, **style)
    if not np.isfinite(points).all():
        return []
    text = np.asarray(part.text)[tuple(at[name] for name in part.over)]
    align = {"start": "left", "middle": "center", "end": "right"}[part.anchor]
    return [ax.text(*points, str(text), ha=align, va="center", size=part.size * 0.72, **style)]
