"""The first frame: what moves, as it stands at the first stops, painted on the still pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import BboxImage
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox
from PIL import Image

from gdlab.stage.controls import Control
from gdlab.stage.parts import Film, Part
from gdlab.stage.pixels import SHARPNESS, Pixels, View, as_png, defaults

POINT = 72 / 100  # matplotlib's points for a pixel of a figure of 100 dpi
WIDE = 960  # pixels: panels stand side by side up to here
SYMBOLS = {
    "circle": "o",
    "ring": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "cross": "X",
}


def still_picture(
    pictures: Sequence[Pixels],
    views: Mapping[Axes, View],
    controls: Sequence[Control],
    parts: Sequence[Part],
    outlines: Sequence[np.ndarray],
    places: Sequence[tuple[View, Sequence[float]]],
) -> bytes:
    """All panels in one PNG, with the parts at the first stops and a dot at each free place."""
    at = {c.name: c.start for c in controls}
    with defaults():
        for part, pixels in zip(parts, outlines, strict=True):
            view = views[part.axes]
            picture = pictures[view.panel]
            if _is_seen(part, at):
                picture.paint(_on(picture, view, _artists(part, _shown(part, pixels, at), at)))
        for view, place in places:
            dot = Line2D(*np.reshape(place, (2, 1)), marker="o", color="black", ms=8, mec="white")
            picture = pictures[view.panel]
            picture.paint(_on(picture, view, [dot]))
    return as_png(_beside([picture.image(sharpness=1) for picture in pictures]))


def _is_seen(part, at):
    return part.when is None or at[part.when[0]] in part.when[1]


def _shown(part, pixels, at):
    """The items (m, each, 2) of a part at the first stops."""
    if isinstance(part, Film):
        return pixels
    stop = tuple(at[name] for name in part.over)
    items = pixels[stop]
    if getattr(part, "mask", None) is not None:
        items = np.where(part.mask[stop][:, None, None], items, np.nan)
    if part.upto is None:
        return items
    items = items[: at[part.upto] + 1]
    return items[-1:] if part.last else items


def _on(picture, view, artists):
    """The artists in pixels of a picture, inside one of its axes."""
    scale = SHARPNESS
    flip = Affine2D().scale(scale, -scale).translate(0, picture.height * scale)
    left, top, width, height = view.box
    box = Bbox.from_bounds(left, picture.height - top - height, width, height)
    box = Bbox(box.get_points() * scale)
    for artist in artists:
        artist.set_transform(flip)
        artist.set_clip_box(box)
    return artists


def _artists(part: Any, items: np.ndarray, at: Mapping[str, int]) -> list[Artist]:
    if isinstance(part, Film):
        return _frame(part, items, at)
    color, each = part.color, items.shape[1]
    if part.kind == "Line":
        dash = (0, [float(n) for n in part.dash.split()]) if part.dash else "-"
        dots = "o" if part.dots else None
        style = {"lw": part.width * POINT, "ms": part.dots * POINT, "mew": 0}
        return [_line(items, ls=dash, color=color, marker=dots, **style)]
    if part.kind == "Dots":
        edge = {"mfc": "white", "mew": 2} if part.shape == "ring" else {"mec": "white", "mew": 0.7}
        mark = {"marker": SYMBOLS[part.shape], "ms": part.size * POINT, "ls": ""}
        return [_line(items, color=color, **mark, **edge)]
    if part.kind == "Area":
        return [_polygon(items[:, 0], part)]
    if part.kind == "Label":
        return _label(part, items[0, 0], at)
    if part.kind == "Bars":
        items = items[:, [0, 0, 1, 1]] * [1, 1]
        items[:, 1, 1], items[:, 3, 1] = items[:, 2, 1], items[:, 0, 1]
    return [_polygon(item, part) for item in items if np.isfinite(item).all() and each]


def _line(items, **style):
    return Line2D(*items[:, 0].T, **style)


def _frame(film, corners, at):
    which = int(np.asarray(film.points)[tuple(at[name] for name in film.over)])
    return [] if which < 0 else [_Frame(corners, film.frames[which])]


class _Frame(BboxImage):
    """Pixels (h, w, 4) between two corners (2, 2) of its own transform."""

    def __init__(self, corners, pixels):
        (left, top), (right, bottom) = corners
        upright = [[left, bottom], [right, top]]  # a figure counts from below
        super().__init__(lambda _: Bbox(self.get_transform().transform(upright)))
        self.set_data(pixels)


def _polygon(points, part):
    seen = points[np.isfinite(points).all(axis=-1)]
    return PathPatch(Path(seen), fc=part.color, alpha=part.opacity, lw=0)


def _label(part, place, at):
    if not np.isfinite(place).all():
        return []
    words = str(np.asarray(part.text)[tuple(at[name] for name in part.over)])
    side = {"start": "left", "middle": "center", "end": "right"}[part.anchor]
    weight = "bold" if part.bold else "normal"
    style = {"ha": side, "va": "center", "size": part.size * POINT, "weight": weight}
    return [Text(*place, words, color=part.color, **style)]


def _beside(images):
    """Images in rows of at most WIDE pixels."""
    rows = [[]]
    for image in images:
        if rows[-1] and sum(one.width for one in rows[-1]) + image.width > WIDE:
            rows.append([])
        rows[-1].append(image)
    size = (
        max(sum(image.width for image in row) for row in rows),
        sum(max(image.height for image in row) for row in rows),
    )
    whole, top = Image.new("RGB", size, "white"), 0
    for row in rows:
        left = 0
        for image in row:
            whole.paste(image, (left, top))
            left += image.width
        top += max(image.height for image in row)
    return whole
