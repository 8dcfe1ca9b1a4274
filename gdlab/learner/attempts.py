"""What a learner did in this notebook: predictions, checks, quiz, answers in words."""

from dataclasses import dataclass, field

from gdlab.notebook.state import kept

KINDS = ("predictions", "checks", "quiz", "words")
OPEN, RIGHT, WRONG, WRITTEN = "not attempted", "right", "wrong", "written"
States = dict[str, dict[str, str]]  # {kind: {name: state}}


@dataclass
class Attempts:
    """The newest state of everything that was asked here."""

    states: States = field(default_factory=lambda: {kind: {} for kind in KINDS})


def note(kind: str, name: str, state: str) -> None:
    """Remember that `name` now stands at `state`: RIGHT, WRONG, WRITTEN, or OPEN.

    What was attempted stays so: asking again does not make an answer unmade.
    Raises ValueError for a kind that is none of KINDS, and for another state.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
    if state not in (known := (OPEN, RIGHT, WRONG, WRITTEN)):
        raise ValueError(f"state must be one of {known}, got {state!r}")
    states = kept(Attempts).states[kind]
    if state != OPEN or name not in states:
        states[name] = state


def noted() -> States:
    """{kind: {name: state}}, a copy."""
    return {kind: dict(states) for kind, states in kept(Attempts).states.items()}
