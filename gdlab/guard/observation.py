"""What became of a learner's function: the values that a probe saw, and how that ended."""

import linecache
from dataclasses import dataclass, field, replace
from typing import Any

from gdlab.notebook.language import N_, _

KINDS = (
    "not attempted",
    "no function",
    "arguments",
    "crashed",
    "changed",
    "returned None",
    "time up",
    "died",
)
STUB = N_("replace the ... with your own lines, run that cell, then this.")


@dataclass(frozen=True)
class Ended:
    """How it ended early: kind is one of KINDS, words a sentence for the learner.

    Where the function runs, neither the notebook's language is known nor its lines: there words
    are marked by N_, with {places}, and `told` makes them whole in the notebook.

    error       the name of an exception (crashed; died: MemoryError)
    file, number, line      the learner's own last line, where one is known
    argument    which one was changed, counted from 1; None where that is not known
    code, signal    a process's exit code, or the name of the signal that ended it (died)
    """

    kind: str
    words: str
    places: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    file: str = ""
    number: int | None = None
    line: str = ""
    argument: int | None = None
    code: int | None = None
    signal: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {self.kind!r}")

    def told(self) -> "Ended":
        """The same with its words in the notebook's language, and the learner's own line in them.

        To be called once, in the notebook.
        """
        words = _(self.words).format(**self.places)
        if self.number is not None:
            words = f"{words}\n{self.line_in_words()}"
        return replace(self, words=words, places={}, line=self._source())

    def line_in_words(self) -> str:
        """Where it ended, as a line of its own."""
        where = _("in line {number}: {line}")
        return where.format(number=self.number, line=self._source())

    def _source(self):
        return linecache.getline(self.file, self.number).strip() if self.number else ""


@dataclass(frozen=True)
class Observation:
    """values: plain things, as far as the probe came; ended: None where it came to its end.

    weaker is a sentence on why no process of its own held the limit, "" where one did.
    """

    values: tuple[Any, ...]
    ended: Ended | None = None
    weaker: str = ""


class Stopped(Exception):
    """Carries an Ended out of the middle of a probe."""

    def __init__(self, kind: str, words: str, places: dict[str, Any] | None = None, **details: Any):
        super().__init__(words)
        self.ended = Ended(kind, words, places or {}, **details)


def time_up(seconds: float, **place: Any) -> Ended:
    """It did not end within that time; place is the file and number of the line it was in."""
    words = N_("it did not end within {seconds} s. Is there a loop that never stops?")
    return Ended("time up", words, {"seconds": f"{seconds:g}"}, **place)
