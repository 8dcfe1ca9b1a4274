"""A busy machine makes no answer late, and yet every check ends."""

import os
from types import SimpleNamespace

import pytest

from gdlab.guard import watch
from gdlab.guard.watch import MOST_WAITING, Watch


@pytest.fixture
def day(monkeypatch):
    """A clock, and how long the process has stood in the queue by then."""
    day = SimpleNamespace(now=100.0, waited=3.0)
    monkeypatch.setattr(watch, "time", SimpleNamespace(monotonic=lambda: day.now))
    monkeypatch.setattr(Watch, "_waits", lambda self: day.waited)
    return day


@pytest.mark.parametrize(
    ("wall", "waited", "spent"),
    [
        (2, 0, 2),
        (2, 1.5, 0.5),
        (MOST_WAITING, MOST_WAITING, 0),
        (MOST_WAITING + 5, MOST_WAITING + 4.5, 5),  # no more than that is left out
        (1000, 1000, 1000 - MOST_WAITING),
    ],
)
def test_waiting_for_a_processor_is_left_out_up_to_a_bound(day, wall, waited, spent):
    watched = Watch(os.getpid())
    day.now += wall
    day.waited += waited
    assert watched.spent() == pytest.approx(spent)


def test_where_the_system_tells_no_waiting_half_of_what_was_not_work_is_left_out(day, monkeypatch):
    worked = 0.5
    monkeypatch.setattr(Watch, "_works", lambda self: worked)
    day.waited = None
    watched = Watch(os.getpid())
    worked += 1
    day.now += 4
    assert watched.spent() == pytest.approx(2.5)
    day.now += 100
    assert watched.spent() == pytest.approx(104 - MOST_WAITING)
