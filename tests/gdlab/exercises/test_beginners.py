"""What beginners write: answers as cells of a notebook, none of them taken from the exercises.

beginners/NAME.txt holds the cells, each after `# wrong` or `# right`.
"""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

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


@cache
def outcome(name, text, seed=None):
    """What the check says, with a seed below 200 that the text itself decides if none is given."""
    place = notebook()
    exec(text, place)
    return judge(ALL[name], place["answer"], crc32(text.encode()) % 200 if seed is None else seed)


def is_endless(text):
    """Whether it goes on for long: the guard's own tests stop such."""
    return "while True:\n        g" in text


def without_numbers(message):
    """The first line of what is said, whatever numbers the design brought."""
    return re.sub(r"[-+]?\d+(\.\d*)?(e[-+]?\d+)?", "#", " ".join(message.split("\n")[0].split()))


ANSWERS = [(name, kind, text) for name in ALL for kind, text in cells(name)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "kind", "text"), ANSWERS)
def test_no_answer_is_judged_wrongly(name, kind, text, request):
    if is_endless(text):
        return
    assert outcome(name, text).state == kind, text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ALL)
def test_most_wrong_answers_get_a_reason(name):
    wrong = [text for kind, text in cells(name) if kind == "wrong" and not is_endless(text)]
    bare = [
        text for text in wrong if re.match(r"With seed|It stopped", outcome(name, text).message)
    ]
    assert len(bare) <= (1 - SHARE) * len(wrong) + 1, bare


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].arguments])
def test_what_is_said_does_not_depend_on_the_seed(name):
    """Some answers of each; a seed decides on one design of several.

    An answer that draws numbers of its own is near the right one or not, as they fall.
    """
    fixed = [(k, text) for k, text in cells(name) if "random" not in text and not is_endless(text)]
    some = fixed[::9]
    for kind, text in some:
        said = [outcome(name, text, seed) for seed in (None, 11, 199)]
        assert {one.state for one in said} == {kind}, text
        assert len({without_numbers(one.message) for one in said}) == 1, (text, said)
