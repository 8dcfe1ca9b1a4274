"""What a stage is made of: controls, and moving parts tabulated over their stops.

A part is given in the data coordinates of one of the figure's axes. The leading dimensions of its
arrays follow `over`, the names of the controls it depends on; nan means "not shown here".

    Line(ax, points, over=("lr",), upto="T")      points (stops of lr, m, 2)

shows, at each stop of lr, the first T + 1 of m points: T is a prefix of the same path, so two
controls share one small table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes

BLACK, BLUE = "#000000", "#0072B2"


def as_texts(values, form):
    """Numbers (...) as texts of the same shape; form as in an f-string: ".2f".

    np.char.mod would take twice as long, and wake the garbage collector again and again.
    """
    values = np.asarray(values, dtype=float)
    return np.array([f"{value:{form}}" for value in values.ravel().tolist()]).reshape(values.shape)


@dataclass(frozen=True)
class Control:
    """One slider or choice: its stops, how each reads, and the one shown first.

    label carries word and symbol ("learning rate lr"). play=True adds buttons that go back to the
    first stop, step back, run, and step, all in the browser. Without texts the values are read as
    form says, as in an f-string (".3g"); without that, numbers with a point to four digits.
    """

    name: str
    label: str
    values: Sequence
    texts: Sequence[str] | None = None
    start: int = 0
    kind: str = "slider"
    play: bool = False
    form: str = ""

    def __post_init__(self):
        if len(self.values) == 0:
            raise ValueError(f"control {self.name} needs at least one value")
        if self.texts is None:
            texts = [format(value, self.form or _form_of(value)) for value in self.values]
            object.__setattr__(self, "texts", texts)
        if len(self.texts) != len(self.values):
            raise ValueError(
                f"control {self.name} has {len(self.values)} values but {len(self.texts)} texts"
            )
        if not 0 <= self.start < len(self.values):
            raise ValueError(f"control {self.name} starts at {self.start}, not one of its stops")
        if self.kind not in ("slider", "choice"):
            raise ValueError(f'kind must be "slider" or "choice", got {self.kind!r}')


def _form_of(value):
    return ".4g" if isinstance(value, float) else ""


@dataclass(frozen=True, eq=False)
class Part:
    """What all parts share. `numbers` is how many numbers make one item (a point has two)."""

    axes: Axes
    points: np.ndarray
    over: tuple[str, ...] = ()
    upto: str | None = None
    color: str = BLUE
    numbers = 2


@dataclass(frozen=True, eq=False)
class Line(Part):
    """A polyline through points (..., m, 2); dash as in SVG ("6 4"), dots: marks of that size."""

    width: float = 2
    dash: str = ""
    dots: float = 0


@dataclass(frozen=True, eq=False)
class Dots(Part):
    """Marks at points (..., m, 2): circle, ring, square, diamond, triangle or cross.

    With upto only the last point of the prefix is marked.
    """

    size: float = 9
    shape: str = "circle"


@dataclass(frozen=True, eq=False)
class Bars(Part):
    """Boxes (..., m, 4), each x0, y0, x1, y1."""

    opacity: float = 0.85
    numbers = 4


@dataclass(frozen=True, eq=False)
class Area(Part):
    """A filled polygon through points (..., m, 2)."""

    opacity: float = 0.3


@dataclass(frozen=True, eq=False)
class Label(Part):
    """Short texts (...) at points (..., 2)."""

    text: np.ndarray = field(default_factory=lambda: np.array(""))
    color: str = BLACK
    size: float = 13
    anchor: str = "start"


@dataclass(frozen=True, eq=False)
class Handle:
    """A point (2,) to drag, or to move by arrow keys.

    on_move(x, y) returns (parts, readout), or yields several, each finer than the last.
    """

    axes: Axes
    at: tuple[float, float]
    label: str
    on_move: Callable


@dataclass(frozen=True, eq=False)
class Drag:
    """Moves two controls by dragging on the axes; their sliders are its twins by key.

    across, up: the name of a control, and how far a drag moves it by one stop, in data units of
    the axes; negative: against the pointer. wraps: controls whose first stop follows the last.
    """

    axes: Axes
    across: tuple[str, float]
    up: tuple[str, float]
    wraps: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Readout:
    """A sentence with gaps, "after {T} steps the loss is {loss}", and what fills them.

    columns: name -> (array of str, names of the controls it follows). The texts of a control
    fill the gap with its own name.
    """

    template: str
    columns: dict[str, tuple[np.ndarray, tuple[str, ...]]] = field(default_factory=dict)

    def fill(self, controls, stops=None):
        """The sentence at the given stops (the first ones shown if None)."""
        at = {c.name: c.start for c in controls} | (stops or {})
        words = {c.name: c.texts[at[c.name]] for c in controls}
        for name, (texts, over) in self.columns.items():
            words[name] = np.asarray(texts)[tuple(at[control] for control in over)]
        return self.template.format(**words)
