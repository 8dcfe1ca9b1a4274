"""Checks are tried in this process: quick, and as strict. A test that asks for `guard` has it."""

import pytest

from gdlab.exercises.engine import trial
from gdlab.guard.guarded import seen
from gdlab.guard.observation import Ended, Observation


def observe_here(probe, function, seconds=6):
    """As gdlab.guard.observe, without a process of its own and without a limit of time."""
    values = list(seen(probe, function))
    ended = values.pop().told() if values and isinstance(values[-1], Ended) else None
    return Observation(tuple(values), ended)


@pytest.fixture
def guard():
    """The real guard: a process of its own for each probe."""


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    if "guard" not in request.fixturenames:
        monkeypatch.setattr(trial, "observe", observe_here)
