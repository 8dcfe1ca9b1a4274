"""What the reader sets, and the sentence that answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from gdlab.stage.guards import filled, must_be_usable, refused
from gdlab.stage.parts import When


@dataclass(frozen=True, eq=False)
class Control:
    """One slider or choice: its stops, how each reads, and the one shown first.

    label carries word and symbol ("learning rate lr"). play=True adds buttons that go back to the
    first stop, step back, step, and run, all in the browser. under names axes: the slider then
    stands right below them, as long as they are, its thumb below its own value; with along=False
    its values are no places on that axis, and it is as long as there is room. Without texts the
    values are read as form says, as in an f-string (".3g"); without that, numbers with a point to
    four digits. when: another control and the stops of it at which this one is of use; else it
    is out of sight, its place kept.
    Raises ValueError for no values, texts of another number, a start or kind that is none.
    """

    name: str
    label: str
    values: Sequence[Any] | np.ndarray
    texts: Sequence[str] = None  # type: ignore[assignment]  # until __post_init__ reads them
    start: int = 0
    kind: str = "slider"
    play: bool = False
    form: str = ""
    under: Axes | None = None
    along: bool = True
    when: When | None = None

    def __post_init__(self):
        must_be_usable(self)
        count, what = len(self.values), f"control {self.name}"
        if self.texts is None:
            object.__setattr__(self, "texts", self._read())
        if len(self.texts) != count:
            expected = f"{what} must have as many texts as values, {count}"
            raise refused(expected, len(self.texts), "texts=None")
        if not 0 <= self.start < count:
            expected = f"{what} must start at one of its {count} stops, counted from 0"
            raise refused(expected, self.start, "start=0")

    def _read(self):
        """The values as texts."""
        try:
            return [format(value, self.form or _form_of(value)) for value in self.values]
        except (TypeError, ValueError):
            expected = f"control {self.name}: form must fit every value, as in an f-string"
            raise refused(expected, self.form, '".3g" for numbers, "" for words') from None


def _form_of(value):
    return ".4g" if isinstance(value, float) else ""


@dataclass(frozen=True, eq=False)
class Readout:
    """A sentence with gaps, "after {T} steps the loss is {loss}", and what fills them.

    columns: name -> (array of str, names of the controls it follows). The texts of a control
    fill the gap with its own name.
    """

    template: str
    columns: Mapping[str, tuple[np.ndarray, tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self):
        must_be_usable(self)

    def fill(self, controls: Iterable[Control], stops: Mapping[str, int] | None = None) -> str:
        """The sentence at the given stops (the first ones shown if None)."""
        at = {c.name: c.start for c in controls} | dict(stops or {})
        words = {c.name: c.texts[at[c.name]] for c in controls}
        for name, (texts, over) in self.columns.items():
            words[name] = np.asarray(texts)[tuple(at[control] for control in over)]
        return filled(self.template, words)

    def longest(self, controls: Iterable[Control]) -> str:
        """The sentence with the longest text in every gap: as much room as any stop needs."""
        words = {c.name: max(c.texts, key=len) for c in controls}
        for name, (texts, _) in self.columns.items():
            words[name] = max(np.ravel(texts).astype(str).tolist(), key=len)
        return filled(self.template, words)
