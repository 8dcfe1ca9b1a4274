"""All that the browser is told of a stage, but for the pictures themselves."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdlab.stage import words
from gdlab.stage.controls import Control, Readout
from gdlab.stage.guards import must_all_be, refused
from gdlab.stage.handles import Drag, Handle
from gdlab.stage.parts import Part
from gdlab.stage.pixels import Pixels
from gdlab.stage.table import Table, when_of


class Scene:
    """What stays the same while a stage lives: its panels, axes, controls, handles and drags."""

    def __init__(
        self,
        pictures: Sequence[Pixels],
        controls: Sequence[Control],
        handles: Sequence[Handle],
        drags: Sequence[Drag],
        later: Sequence[str] = (),
    ):
        for kind, things in ((Control, controls), (Handle, handles), (Drag, drags)):
            must_all_be(kind, things, f"{kind.__name__.lower()}s")
        self._names = [c.name for c in controls]
        if len(set(self._names)) < len(self._names):
            expected = "two controls have one name, and every name must be there once"
            raise refused(expected, self._names, "another name")
        self.views = {ax: view for picture in pictures for ax, view in picture.axes.items()}
        held: tuple[Handle | Drag, ...] = (*handles, *drags)
        for thing in held:
            self._must_know(thing.axes, type(thing).__name__.lower())
        self._axes = list(self.views)
        self._bases, self._handles = list(controls), list(handles)
        starts = {c.name: c.start for c in controls}
        self._later = [[self._names.index(name), starts[name]] for name in later]
        self._still = {
            "panels": [
                {
                    "size": [p.width, p.height],
                    "label": p.label or words.for_browser()["panels"],
                    "least": p.least,
                }
                for p in pictures
            ],
            "axes": [{"panel": view.panel, "box": view.box} for view in self.views.values()],
            "controls": [self._control(c) for c in controls],
            "drags": [self._pulled(drag) for drag in drags],
            "words": words.for_browser(),
        }

    def tabulated(self, parts: Sequence[Part], readout: Readout) -> Table:
        """Parts, readout and bound handles at every stop."""
        return Table(self.views, self._bases, parts, readout, self._handles)

    def described(self, table: Table, whole: bool) -> dict[str, Any]:
        """What the browser is told beside the table's integers; whole: nothing comes later."""
        bound = iter(table.handles)
        handles = [
            {"label": handle.label, "axes": self._axes.index(handle.axes), "tap": handle.tap}
            | when_of(handle.when, self._names)
            | (next(bound) if handle.bound else {"moves": []})
            for handle in self._handles
        ]
        return {
            **self._still,
            "handles": handles,
            "later": [] if whole else self._later,
            "parts": table.parts,
            "readout": table.readout,
            "strings": table.strings,
            "tall": table.tall,
        }

    def place(self, handle: Handle) -> list[float]:
        """The pixel at which a free handle begins."""
        return np.round(self.views[handle.axes].of(handle.at), 2).tolist()

    def _must_know(self, axes, what):
        if axes not in self.views:
            raise refused(f"{what} must lie on axes of the stage's own figure", axes, "its axes")

    def _control(self, control):
        return {
            "name": control.name,
            "label": control.label,
            "kind": control.kind,
            "texts": list(control.texts),
            "play": control.play,
            "under": None if control.under is None else self._under(control),
        } | when_of(control.when, self._names)

    def _under(self, control):
        """The panel that a control stands in, and where its stops lie along the axes."""
        self._must_know(control.under, f"control {control.name}")
        view = self.views[control.under]
        if not control.along:
            return {"panel": view.panel}
        left, _, width, _ = view.box
        count = len(control.values)
        places = left + width * np.linspace(0, 1, count) if count > 1 else np.array([left])
        try:
            values = np.asarray(control.values, dtype=float)
            middle = view.back(*view.centre)[1]
            own = view.of(np.column_stack([values, np.full(count, middle)]))[:, 0]
            if (np.diff(own) > 0).all() and np.isfinite(own).all():
                places = own
        except (TypeError, ValueError):
            pass  # stops that are no numbers stand evenly
        return {"panel": view.panel, "places": np.round(places, 2).tolist()}

    def _pulled(self, drag):
        """A drag as the browser reads it: for each direction a control and pixels per stop."""
        moves = []
        for side, (name, step) in enumerate((drag.across, drag.up)):
            if name not in self._names:
                raise refused(f"a drag must move one of {self._names}", name, "a control's name")
            ends = np.zeros((2, 2))
            ends[1, side] = step
            here, there = self.views[drag.axes].of(drag.axes.viewLim.min + ends)
            pixels = round(float((there - here)[side]), 2)
            moves.append(
                {
                    "control": self._names.index(name),
                    "pixels": pixels,
                    "wraps": name in drag.wraps,
                }
            )
        about = {"axes": self._axes.index(drag.axes), "moves": moves}
        return about | when_of(drag.when, self._names)
