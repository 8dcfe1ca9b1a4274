"""What a check can answer: one of four states, and a sentence."""

import html
from dataclasses import dataclass

SIGNS = {"right": "✅", "wrong": "❌", "not attempted": "⚪", "cannot be checked": "⚠️"}


@dataclass(frozen=True)
class Outcome:
    """state is "right", "wrong", "not attempted" or "cannot be checked"."""

    state: str
    message: str

    def __post_init__(self):
        if self.state not in SIGNS:
            raise ValueError(f"state must be one of {list(SIGNS)}, got {self.state!r}")

    def __repr__(self):
        return f"{SIGNS[self.state]} {self.state}: {self.message}"

    def _repr_html_(self):
        """Sign and word carry the state, not a colour."""
        text = html.escape(self.message).replace("\n", "<br>")
        return f'<div role="status">{SIGNS[self.state]} <b>{self.state}</b>: {text}</div>'


def right(message="Right."):
    return Outcome("right", message)


def wrong(message):
    return Outcome("wrong", message)


def not_attempted():
    return Outcome(
        "not attempted", "replace the ... with your own lines, run that cell, then this."
    )


def unchecked(message):
    return Outcome("cannot be checked", message)
