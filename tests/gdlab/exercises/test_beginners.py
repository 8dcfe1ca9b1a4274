"""What beginners write: answers as cells of a notebook, none of them taken from the exercises.

beginners/NAME.txt holds the cells, each after `# wrong` or `# right`.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from gdcore.batches import minibatches
from gdcore.curvature import largest_stable_lr
from gdcore.data import lecture
from gdcore.descent import gradient_descent
from gdcore.losses import mse_gradient
from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import judge

FOLDER = Path(__file__).parent / "beginners"
ALL = exercises()
SHARE = 0.9  # of the wrong ones that get a reason at least, and not only two numbers


def cells(name):
    """("wrong" or "right", text) of every answer to this exercise."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^# (wrong|right)\n", text, flags=re.M)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def notebook():
    """What a notebook holds when the cell is run: the lesson's data and its imports."""
    X, y, start, _ = lecture()
    place = {
        "np": np,
        "X": X,
        "y": y,
        "start": start,
        "beta": start,
        "n": 4,
        "r": y - X @ start,
        "features": X[:, :2],
        "values": np.linalg.eigvalsh(X.T @ X / 2),
        "largest_stable_lr": largest_stable_lr,
        "gradient_descent": gradient_descent,
        "mse_gradient": mse_gradient,
        "minibatches": minibatches,
        "total_variance": lambda rows: rows.var(axis=0).sum(),
    }
    exec("def my_mse_gradient(beta, X, y): return 2 / n * X.T @ (X @ beta - y)", place)
    return place


def outcome(name, text):
    place = notebook()
    exec(text, place)
    return judge(ALL[name], place["answer"], 7)


ANSWERS = [(name, kind, text) for name in ALL for kind, text in cells(name)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "kind", "text"), ANSWERS)
def test_no_answer_is_judged_wrongly(name, kind, text, request):
    if "while True:\n        g" in text:  # goes on for long: the guard's own tests stop such
        return
    assert outcome(name, text).state == kind, text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ALL)
def test_most_wrong_answers_get_a_reason(name):
    wrong = [text for kind, text in cells(name) if kind == "wrong" and "while True:" not in text]
    bare = [
        text for text in wrong if re.match(r"With seed|It stopped", outcome(name, text).message)
    ]
    assert len(bare) <= (1 - SHARE) * len(wrong) + 1, bare
