"""Checks are tried in this process: quick, and as strict. A test that asks for `guard` has it."""

import pytest

from gdlab.exercises.engine import trial
from gdlab.guard.guarded import look_here


@pytest.fixture
def guard():
    """The real guard: a process of its own for each probe."""


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    if "guard" not in request.fixturenames:
        monkeypatch.setattr(trial, "observe", look_here)
