"""What became of a learner's function: the values that a probe brought back, or what ended it."""

from dataclasses import dataclass
from typing import Any

ENDINGS = (
    "returned",
    "not attempted",
    "no function",
    "does not fit",
    "crashed",
    "changed argument",
    "returned None",
    "time up",
    "died",
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True)
class Observation:
    """ended is one of ENDINGS; values is what the probe returned, None unless ended "returned".

    kind and words are an exception's type and text (crashed), or words alone say it (no function,
    does not fit, died). line and number are the learner's own last line, where there is one.
    argument counts from 1 (changed argument). code is an exit status, signal its name (died);
    seconds the time that was up. weaker says why no process of its own held the limit, "" if one
    did.
    """

    ended: str = "returned"
    values: Any = None
    kind: str = ""
    words: str = ""
    line: str = ""
    number: int | None = None
    argument: int | None = None
    code: int | None = None
    signal: str = ""
    seconds: float | None = None
    weaker: str = ""

    def __post_init__(self):
        if self.ended not in ENDINGS:
            raise ValueError(f"ended must be one of {ENDINGS}, got {self.ended!r}")

    @property
    def sentence(self) -> str:
        """What ended it, as the learner should read it; "" where it returned."""
        said = _SENTENCES[self.ended](self)
        return f"{said}\nin line {self.number}: {self.line}" if self.number else said


def _changed(observation):
    k = observation.argument
    which = ORDINALS[k - 1] if k <= len(ORDINALS) else f"{k}th"
    return (
        f"it changed its {which} argument, which belongs to the caller. `a -= b` changes "
        "the array itself; `a = a - b` makes a new one."
    )


_SENTENCES = {
    "returned": lambda o: "",
    "not attempted": lambda o: "replace the ... with your own lines, run that cell, then this.",
    "no function": lambda o: o.words,
    "does not fit": lambda o: o.words,
    "crashed": lambda o: f"it stopped with {o.kind}" + (f": {o.words}" if o.words else ""),
    "changed argument": _changed,
    "returned None": lambda o: "it returned None. Is there a `return` at the end?",
    "time up": lambda o: (
        f"it did not end within {o.seconds:g} s, all calls together. "
        "Is there a loop that never stops?"
    ),
    "died": lambda o: o.words,
}


@dataclass(frozen=True)
class Foreign:
    """Stands for a value that a probe brought back and that is neither numbers nor text."""

    type: str


class Stopped(Exception):
    """Raised by a guarded function where it has nothing to return; a probe may catch it."""

    def __init__(self, ended, **details):
        super().__init__(ended)
        self.observation = Observation(ended, **details)
