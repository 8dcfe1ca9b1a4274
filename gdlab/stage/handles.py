"""What can be dragged. Every gesture has its twin by arrow keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from gdlab.stage.guards import must_be_usable, refused
from gdlab.stage.parts import When


@dataclass(frozen=True, eq=False)
class Handle:
    """A point to drag, or to move by arrow keys: bound to controls, or answered by Python.

        Handle(ax, places, "end a", over=("curve", "a"), moves=("a",))      bound
        Handle(ax, (2.0, 3.0), "start of the path", on_move)                answered

    Bound: at (stops of the controls in `over`..., 2) says where it stands at each stop, and a
    drag moves the one or two controls in `moves` to the stop whose place is nearest; the browser
    does it alone. Answered: at (2,), and on_move(x, y) returns (parts, readout) or, where the
    point snaps, (parts, readout, place (2,)); it may yield several, each finer than the last.
    tap: a press anywhere on the axes moves it there. when: as in a part.
    Raises ValueError for both or neither of moves and on_move, and for more than two moves.
    """

    axes: Axes
    at: ArrayLike
    label: str
    on_move: Callable[..., Any] | None = None
    over: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    tap: bool = False
    when: When | None = None

    def __post_init__(self):
        must_be_usable(self)
        if (self.on_move is None) == (not self.moves):
            expected = (
                f"handle {self.label!r} must have either on_move, a function for Python to "
                "answer, or moves, the controls it is bound to"
            )
            raise refused(expected, (self.on_move, self.moves), 'moves=("lr",) alone')
        if len(self.moves) > 2 or not set(self.moves) <= set(self.over):
            expected = (
                f"handle {self.label!r} moves one or two controls that its places follow: moves "
                "must be among over"
            )
            raise refused(expected, (self.moves, self.over), 'over=("lr",), moves=("lr",)')
        if not self.bound and np.shape(self.at) != (2,):
            raise refused(
                f"handle {self.label!r} must begin at a place (2,)", self.at, "(0.0, 1.0)"
            )

    @property
    def bound(self) -> bool:
        return bool(self.moves)

    def nearest(self, stops: dict[str, int], x: float, y: float) -> dict[str, int]:
        """The stops of the moved controls whose place is nearest to (x, y), in data units.

        The browser compares pixels instead, which is the same where both axes are linear and
        equally long.
        """
        places = np.moveaxis(
            np.asarray(self.at, float),
            [self.over.index(name) for name in self.moves],
            range(len(self.moves)),
        )
        others: tuple[Any, ...] = tuple(stops[n] for n in self.over if n not in self.moves)
        seen = places[(..., *others, slice(None))] if others else places
        far = np.square(seen - (x, y)).sum(axis=-1)
        at = np.unravel_index(np.nanargmin(far), far.shape)
        return {name: int(stop) for name, stop in zip(self.moves, at, strict=True)}


@dataclass(frozen=True, eq=False)
class Drag:
    """Moves two controls by dragging on the axes; their sliders are its twins by key.

    across, up: the name of a control, and how far a drag moves it by one stop, in data units of
    the axes; negative: against the pointer. wraps: controls whose first stop follows the last.
    when: as in a part.
    """

    axes: Axes
    across: tuple[str, float]
    up: tuple[str, float]
    wraps: tuple[str, ...] = ()
    when: When | None = None

    def __post_init__(self):
        must_be_usable(self)
