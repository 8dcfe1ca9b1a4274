"""What a check can answer: one of four states, and a sentence."""

import html
from dataclasses import dataclass

from gdlab.notebook.language import N_, _

UNCHECKED = N_("cannot be checked")
SIGNS = {N_("right"): "✅", N_("wrong"): "❌", N_("not attempted"): "⚪", UNCHECKED: "⚠️"}


@dataclass(frozen=True)
class Outcome:
    """state is "right", "wrong", "not attempted" or "cannot be checked"."""

    state: str
    message: str

    def __post_init__(self):
        if self.state not in SIGNS:
            raise ValueError(f"state must be one of {list(SIGNS)}, got {self.state!r}")

    def __repr__(self):
        return f"{SIGNS[self.state]} {_(self.state)}: {self.message}"

    def _repr_html_(self):
        """Sign and word carry the state, not a colour."""
        text = html.escape(self.message).replace("\n", "<br>")
        return f'<div role="status">{SIGNS[self.state]} <b>{_(self.state)}</b>: {text}</div>'


def right(message: str | None = None) -> Outcome:
    return Outcome("right", message or _("Right."))


def wrong(message: str) -> Outcome:
    return Outcome("wrong", message)


def not_attempted() -> Outcome:
    words = _("replace the ... with your own lines, run that cell, then this.")
    return Outcome("not attempted", words)


def unchecked(message: str) -> Outcome:
    return Outcome(UNCHECKED, message)
