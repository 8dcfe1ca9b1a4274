"""The moving parts of a picture, tabulated over the stops of its controls.

A part is given in the data coordinates of one of the figure's axes. The leading dimensions of its
arrays follow `over`, the names of the controls it depends on; nan means "not shown here".

    Line(ax, points, over=("lr",), upto="T")      points (stops of lr, m, 2)

shows, at each stop of lr, the first T + 1 of m points: T is a prefix of the same path, so two
controls share one small table.

`when`, such as ("view", (1, 2)), names a control and the stops of it at which a part is seen.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes

from gdlab.stage.clip import LIMIT, drawn_in, ended_in, line_drawn_in
from gdlab.stage.guards import must_be_usable, refused

INK = "#000000"  # what has no colour of its own
When = tuple[str, tuple[int, ...]]  # a control, and the stops of it at which something is seen


@dataclass(frozen=True, eq=False)
class Part:
    """What all parts share: m items, each of so many `numbers` (a point has two)."""

    axes: Axes
    points: np.ndarray
    over: tuple[str, ...] = ()
    upto: str | None = None
    color: str = INK
    when: When | None = field(default=None, kw_only=True)
    numbers: ClassVar[int] = 2
    kind: ClassVar[str] = ""  # what the browser draws
    last: ClassVar[bool] = False  # with upto: the last item alone, not all up to it

    def __post_init__(self):
        must_be_usable(self)

    def outlines(self, view: Any) -> np.ndarray:
        """Pixels (..., m, each, 2) in the table's reach, from a view of its axes."""
        points = view.of(self.points)
        return drawn_in(points, np.broadcast_to(view.centre, points.shape))[..., None, :]


@dataclass(frozen=True, eq=False)
class Line(Part):
    """A polyline through points (..., m, 2); dash as in SVG ("6 4"), dots: marks of that size.

    mask (..., m): which of its points are seen; all if None.
    """

    width: float = 2
    dash: str = ""
    dots: float = 0
    mask: np.ndarray | None = None
    kind: ClassVar[str] = "Line"

    def outlines(self, view: Any) -> np.ndarray:
        return line_drawn_in(view.of(self.points), view.centre)[..., None, :]


@dataclass(frozen=True, eq=False)
class Area(Part):
    """A filled polygon through points (..., m, 2)."""

    opacity: float = 0.3
    kind: ClassVar[str] = "Area"

    outlines = Line.outlines


@dataclass(frozen=True, eq=False)
class Dots(Part):
    """Marks at points (..., m, 2): circle, ring, square, diamond, triangle or cross.

    With upto only the last point of the prefix is marked.
    """

    size: float = 9
    shape: str = "circle"
    kind: ClassVar[str] = "Dots"
    last: ClassVar[bool] = True


@dataclass(frozen=True, eq=False)
class Bars(Part):
    """Boxes (..., m, 4), each x0, y0, x1, y1."""

    opacity: float = 0.85
    numbers: ClassVar[int] = 4
    kind: ClassVar[str] = "Bars"

    def outlines(self, view: Any) -> np.ndarray:
        corners = view.of(_pairs(self.points))
        return np.clip(corners, -LIMIT, LIMIT)  # each side by itself: a box stays upright


@dataclass(frozen=True, eq=False)
class Arrow(Part):
    """Arrows (..., m, 4), each from x0, y0 to x1, y1, with a head so many pixels long.

    Where one leaves the axes, there its head is. With upto only the last one of the prefix is
    shown.
    """

    width: float = 3
    head: float = 12
    opacity: float = 1
    numbers: ClassVar[int] = 4
    kind: ClassVar[str] = "Polygons"
    last: ClassVar[bool] = True

    def outlines(self, view: Any) -> np.ndarray:
        ends = view.of(_pairs(self.points))
        tail = drawn_in(ends[..., 0, :], np.broadcast_to(view.centre, ends[..., 0, :].shape))
        tip = drawn_in(ends[..., 1, :], np.where(np.isfinite(tail), tail, view.centre))
        tip = ended_in(tail, tip, view.box)
        along, long = _direction(tip - tail)
        head = np.minimum(self.head, long)
        neck, aside = tip - along * head, _aside(along)
        shaft, barb = aside * self.width / 2, aside * head * 0.45
        sides = [tail + shaft, neck + shaft, neck + barb, tip]
        sides += [neck - barb, neck - shaft, tail - shaft]
        outline = np.clip(np.stack(sides, axis=-2), -LIMIT, LIMIT)
        return np.where(long[..., None, :] >= 1, outline, np.nan)


@dataclass(frozen=True, eq=False)
class Beyond(Part):
    """A small arrowhead at the edge of the axes where a point (..., m, 2) lies outside them.

    With upto only the last point of the prefix is looked at.
    """

    size: float = 14
    opacity: float = 1
    kind: ClassVar[str] = "Polygons"
    last: ClassVar[bool] = True

    def outlines(self, view: Any) -> np.ndarray:
        points = drawn_in(*np.broadcast_arrays(view.of(self.points), view.centre))
        left, top, width, height = view.box
        edge = np.clip(points, (left + 1, top + 1), (left + width - 1, top + height - 1))
        along, far = _direction(points - edge)
        back, barb = edge - along * self.size, _aside(along) * self.size * 0.45
        return np.where(
            far[..., None, :] >= 1, np.stack([edge, back + barb, back - barb], axis=-2), np.nan
        )


@dataclass(frozen=True, eq=False)
class Label(Part):
    """Short texts (...) at points (..., 2)."""

    text: np.ndarray = field(default_factory=lambda: np.array(""))
    size: float = 14
    anchor: str = "start"
    bold: bool = False
    kind: ClassVar[str] = "Label"

    def outlines(self, view: Any) -> np.ndarray:
        points = view.of(np.asarray(self.points, float)[..., None, :])
        return drawn_in(points, np.broadcast_to(view.centre, points.shape))[..., None, :]


@dataclass(frozen=True, eq=False)
class Film(Part):
    """Frames (n, height, width, 4) of uint8 that fill the axes, one at a time.

    points (...): the number of the frame at each stop, -1 for none.
    """

    frames: np.ndarray = field(kw_only=True)
    kind: ClassVar[str] = "Film"

    def __post_init__(self):
        super().__post_init__()
        which, many = np.asarray(self.points), len(self.frames)
        if which.dtype.kind not in "iu" or which.min() < -1 or which.max() >= many:
            expected = f"Film: points must be numbers of its {many} frames, or -1"
            raise refused(expected, self.points, "np.arange(len(frames))")

    def outlines(self, view: Any) -> np.ndarray:
        """Two corners (2, 2), in pixels."""
        left, top, width, height = view.box
        return np.array([[left, top], [left + width, top + height]])


def _pairs(numbers):
    """(..., 4) as two points (..., 2, 2)."""
    numbers = np.asarray(numbers, dtype=float)
    return numbers.reshape(*numbers.shape[:-1], 2, 2)


def _direction(moves):
    """Unit vectors (..., 2) and lengths (..., 1); of no direction where the length is zero."""
    with np.errstate(all="ignore"):
        long = np.linalg.norm(moves, axis=-1, keepdims=True)
        return moves / np.where(long > 0, long, 1), long


def _aside(along):
    """Unit vectors (..., 2) turned by a right angle."""
    return np.stack([-along[..., 1], along[..., 0]], axis=-1)
