"""What became of a learner's function: the values that a probe saw, and how that ended."""

import linecache
from dataclasses import dataclass, replace

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
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
STUB = "replace the ... with your own lines, run that cell, then this."


@dataclass(frozen=True)
class Ended:
    """How it ended early: kind is one of KINDS, words a sentence for the learner.

    error       the name of an exception (crashed; died: MemoryError)
    file, number, line      the learner's own last line, where one is known
    argument    which one was changed, counted from 1; None where that is not known
    code, signal    a process's exit code, or the name of the signal that ended it (died)
    """

    kind: str
    words: str
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

    def with_line(self) -> "Ended":
        """The same with the learner's own line, in the words too. Only the notebook knows it."""
        if self.number is None or self.line:
            return self
        line = linecache.getline(self.file, self.number).strip()
        words = f"{self.words}\nin line {self.number}: {line}"
        return replace(self, line=line, words=words)


@dataclass(frozen=True)
class Observation:
    """values: plain things, as far as the probe came; ended: None where it came to its end.

    weaker is a sentence on why no process of its own held the limit, "" where one did.
    """

    values: tuple
    ended: Ended | None = None
    weaker: str = ""


class Stopped(Exception):
    """Carries an Ended out of the middle of a probe."""

    def __init__(self, kind: str, words: str, **details):
        super().__init__(words)
        self.ended = Ended(kind, words, **details)


def time_up(seconds: float) -> Ended:
    """It did not end within that time."""
    return Ended(
        "time up", f"it did not end within {seconds:g} s. Is there a loop that never stops?"
    )
