"""A check behind the real guard: what it pays for, and what it says where no process holds it."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from gdlab.exercises.catalogue import check, exercises
from gdlab.exercises.engine import judge, trial
from gdlab.guard import in_process, keeper
from gdlab.guard.limits import CAN_FORK
from tests.helpers import ROOT

pytestmark = pytest.mark.usefixtures("guard")
LOCK = threading.Lock()
WEAKER = "may freeze the notebook"


def right(beta, X, y):
    return 2 / len(y) * X.T @ (X @ beta - y) if LOCK else None


def wrong(beta, X, y):
    return X.T @ (X @ beta - y) if LOCK else None


def stops(beta, X, y):
    return X @ y if LOCK else None


def silent(beta, X, y):
    LOCK.locked()


def endless(beta, X, y):
    while LOCK:
        pass


@pytest.mark.parametrize(
    ("function", "state"),
    [(right, "right"), (wrong, "wrong"), (stops, "wrong"), (silent, "wrong")],
)
def test_whatever_the_verdict_a_weaker_limit_is_told(function, state):
    outcome = check.mse_gradient(function)
    assert outcome.state == state
    assert "`LOCK`" in outcome.message and WEAKER in outcome.message.splitlines()[-1]


def test_a_loop_there_ends_and_the_weaker_limit_is_told(monkeypatch):
    observe = trial.observe
    monkeypatch.setattr(trial, "observe", lambda *given: observe(*given, seconds=0.3))
    outcome = check.mse_gradient(endless)
    assert outcome.state == "cannot be checked" and WEAKER in outcome.message


def test_nothing_is_told_where_a_process_holds_it():
    outcome = check.mse_gradient(lambda beta, X, y: X.T @ (X @ beta - y))
    assert outcome.state == "wrong" and WEAKER not in outcome.message


@pytest.mark.skipif(not CAN_FORK, reason="there a process is new for every check")
def test_no_check_of_a_right_answer_pays_for_an_import(monkeypatch):
    """What a nursery that waits has imported is enough for every exercise."""
    imported = []
    give_back = keeper.give_back

    def watched(nursery, names):
        imported.extend(names)
        give_back(nursery, names)

    monkeypatch.setattr(in_process.keeper, "give_back", watched)
    keeper.end_all()
    keeper.warm("gdlab.exercises.catalogue")
    for name, exercise in exercises().items():
        place = {"np": np}
        exec(exercise.solution, place)
        assert judge(exercise, place[name], 1).state == "right"
    assert imported == []


FIRST = """
import sys
import numpy as np
from gdlab import check
known = set(sys.modules)
assert check.mse_gradient(lambda beta, X, y: 2 / len(y) * X.T @ (X @ beta - y)).state == "right"
print(sorted(set(sys.modules) - known))
"""


def test_nor_does_the_kernel():
    ran = subprocess.run([sys.executable, "-c", FIRST], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stdout + ran.stderr
