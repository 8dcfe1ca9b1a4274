"""What a learner did in this notebook: predictions, checks, quiz answers. Kept in the kernel."""

KINDS = ("predictions", "checks", "quiz")
OPEN = "not attempted"
_noted = {kind: {} for kind in KINDS}


def note(kind, name, state):
    """Remember that `name` now stands at `state`: "right", "wrong", or OPEN.

    What was attempted stays so: asking again does not make an answer unmade.
    Raises ValueError for a kind that is none of KINDS.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
    if state != OPEN or name not in _noted[kind]:
        _noted[kind][name] = state


def noted():
    """{kind: {name: state}}, a copy."""
    return {kind: dict(states) for kind, states in _noted.items()}


def forget():
    """Begin anew, as after a restart of the kernel."""
    for states in _noted.values():
        states.clear()
