"""Lesson 4: every figure and every reason in its prose, worked out again with numpy alone."""

import re

import numpy as np
import pytest

from tests.helpers import ROOT
from tools import build

LESSON = ROOT / "lessons" / "04_learning_rate.md"
TEXT = " ".join(LESSON.read_text(encoding="utf-8").split()).replace('" "', "")
X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y, NOISY = np.array([6.0, 8, 9, 11]), np.array([6.5, 7.7, 8.8, 11.6])
START, ANSWER = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3])
H = X.T @ X
VALUES, VECTORS = np.linalg.eigh(H)
LIMIT, BEST = 2 / VALUES[-1], 2 / (VALUES[0] + VALUES[-1])
KAPPA = VALUES[-1] / VALUES[0]


def walk(lr, T, y=Y, start=START):
    """The slide's loop: half the sum of squares."""
    betas = [start]
    for _ in range(T):
        betas.append(betas[-1] + lr * X.T @ (y - X @ betas[-1]))
    return np.array(betas)


def one(lr, T, lam=4.0, b=1.0):
    """One coefficient, step by step."""
    for _ in range(T):
        b -= lr * lam * b
    return b


def distance(lr, T):
    return np.linalg.norm(walk(lr, T)[-1] - ANSWER)


def halves(lr, T, y=Y):
    """The loss at every step."""
    r = y - walk(lr, T, y) @ X.T
    return (r**2).sum(axis=1) / 2


def drops(losses, first, last):
    """The mean change of the logarithm of a loss, a step."""
    return np.log(losses[last] / losses[first]) / (last - first)


def worst(lr):
    return np.abs(1 - lr * VALUES).max()


CLAIMS = [
    ("first $0.6$, then $0.36$, then $0.216$",
     lambda: np.allclose([one(0.1, t) for t in (1, 2, 3)], [0.6, 0.36, 0.216])),
    ("at 0.36, having changed sides twice",
     lambda: one(0.4, 1) < 0 < one(0.4, 2) and np.isclose(one(0.4, 2), 0.36)),
    ("it jumps between two points for ever",
     lambda: [one(0.5, t) for t in (1, 2, 199, 200)] == [-1, 1, -1, 1]),
    ("every number below 0.5 does, and 0.5 does not",
     lambda: abs(one(0.4999, 10**5)) < 1e-8 and abs(one(0.5, 10**5)) == 1),
    ("At the answer $\\beta^*$ it is zero", lambda: not (X.T @ (Y - X @ ANSWER)).any()),
    ("$H$ is the **Hessian**, the matrix of second derivatives", lambda: np.allclose(H, hessian())),
    ("e \\;\\leftarrow\\; e - \\text{lr}\\,H e", lambda: np.allclose(
        walk(0.01, 1)[1] - ANSWER, (np.eye(3) - 0.01 * H) @ (START - ANSWER))),
    ("at right angles to one another", lambda: np.allclose(VECTORS.T @ VECTORS, np.eye(3))),
    ("One direction is steep (31.27), two are nearly flat",
     lambda: round(VALUES[-1], 2) == 31.27 and (VALUES[:2] < 0.5).all()),
    ("the steepest part has the factor -1.19", lambda: round(1 - 0.07 * VALUES[-1], 2) == -1.19),
    ("1.19⁴ is 2, so it doubles 25 times", lambda: abs((1 - 0.07 * VALUES[-1]) ** 4 - 2) < 0.01),
    ("tens of millions of times the first",
     lambda: 1e7 < abs(1 - 0.07 * VALUES[-1]) ** 100 < 1e8),
    ("The mean is $2/n$ times half the sum", lambda: np.isclose(
        ((Y - X @ START) ** 2).mean(), 2 / 4 * halves(0.01, 0)[0])),
    ("flattest direction (λ = 0.289)", lambda: round(VALUES[0], 3) == 0.289),
    ("It loses 0.29 % with each step, and 100 such steps take a quarter",
     lambda: round(VALUES[0], 2) == 0.29 and round((1 - 0.01 * VALUES[0]) ** 100, 2) == 0.75),
    ("ends at $\\beta_1 = 3.41$", lambda: round(walk(0.01, 100)[-1, 0], 2) == 3.41),
    ("the steep part has long arrived", lambda: (1 - 0.01 * VALUES[-1]) ** 100 < 1e-15),
    ("it falls, then rises", lambda: worst(0) == 1 and np.isclose(worst(LIMIT), 1)
     and (np.diff([worst(lr) for lr in np.linspace(0, BEST, 50)]) < 0).all()
     and (np.diff([worst(lr) for lr in np.linspace(BEST, LIMIT, 50)]) > 0).all()),
    ("All others lie between", lambda: all(
        np.abs(1 - lr * VALUES[1]) <= max(abs(1 - lr * VALUES[0]), abs(1 - lr * VALUES[2]))
        for lr in np.linspace(0, LIMIT, 99))),
    ("the best lr arrives in one step", lambda: 1 - 2 / (3 + 3) * 3 == 0),
    ("\\frac{\\kappa - 1}{\\kappa + 1}",
     lambda: np.isclose(worst(BEST), (KAPPA - 1) / (KAPPA + 1))),
    ("the ratio of the singular values of $X$, which is $\\sqrt\\kappa$",
     lambda: np.isclose(np.linalg.cond(X) ** 2, KAPPA)),
    ("with ten percent less and half a percent more", lambda: (
        distance(BEST, 600) < min(distance(0.9 * BEST, 600), distance(1.005 * BEST, 600)))),
    ("This valley has 108", lambda: round(KAPPA) == 108),
    ("a start with no part along the flattest and the steepest direction gets there sooner",
     lambda: all(
        np.linalg.norm(walk(BEST, 100, start=ANSWER + VECTORS[:, 1])[-1] - ANSWER) < 0.1
        < np.linalg.norm(walk(BEST, 100, start=ANSWER + VECTORS[:, k])[-1] - ANSWER)
        for k in (0, 2))),
    ("It starts at −6.5 and must come to 3", lambda: START[2] == -6.5 and ANSWER[2] == 3),
    ("All residuals are negative", lambda: (Y - X @ START < 0).all()),
    ("Along the steepest direction all three coefficients move together",
     lambda: (VECTORS[:, -1] / VECTORS[0, -1] > 0).all()),
    ("lower all three, the intercept too",
     lambda: (walk(0.01, 1)[1] < START).all() and walk(0.01, 5000)[:, 2].argmin() == 9),
    ("They change the predictions little", lambda: (
        np.linalg.norm(X @ VECTORS[:, 1]) < np.linalg.norm(X @ VECTORS[:, 2]) / 5)),
    ("Q keeps its side (lr λ below 1), P changes it (above 1), R grows (above 2)",
     lambda: 0.08 * 4 < 1 < 0.45 * 4 < 2 < 0.52 * 4),
    ("H is a hundred times larger", lambda: np.allclose((10 * X).T @ (10 * X), 100 * H)),
]  # fmt: skip


def hessian(h=1e-2):
    """Second differences of half the sum of squares."""

    def loss(beta):
        return ((Y - X @ beta) ** 2).sum() / 2

    e = h * np.eye(3)
    return np.array([
        [(loss(a + b) - loss(a - b) - loss(b - a) + loss(-a - b)) / (4 * h * h) for a in e]
        for b in e
    ])  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[phrase[:40] for phrase, _ in CLAIMS])
def test_a_figure_or_a_reason_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()


def test_the_four_curves_are_what_their_labels_say():
    """The runs of the lesson, read from it: A flat, B too large, C noise, D too small."""
    runs = re.search(r"runs = \((.*?)\)\nfor", LESSON.read_text(encoding="utf-8"))[1]
    a, b, c, d = (float(lr) for lr in re.findall(r", ([\d.]+)\)", runs + ")"))
    flat, large = halves(a, 300), halves(b, 300)
    noise, small = halves(c, 300, NOISY), halves(d, 300)
    assert drops(flat, 0, 5) < 20 * drops(flat, 100, 300) < 0  # at once, then creeping
    assert np.isclose(drops(flat, 100, 200), drops(flat, 200, 300), rtol=0.05)  # an even pace
    assert (np.diff(large) > 0).all() and large[-1] > 1e7
    assert noise[-1] > 0.3 and abs(drops(noise, 250, 300)) < 1e-3 < abs(drops(noise, 0, 50))
    assert np.isclose(noise[-1], 0.32, rtol=0.01)  # n/2 times 0.16
    assert small[-1] > 0.05 * small[0]
    assert np.isclose(drops(small, 0, 100), drops(small, 200, 300), rtol=0.1)
    assert d < LIMIT / 100 and a < LIMIT and c < LIMIT < b


def test_the_loops_of_the_first_picture_and_of_pytorch_end_as_told():
    pytest.importorskip("torch")
    assert halves(0.99 * LIMIT, 1000)[-1] < 1e-10 < 1e10 < halves(1.01 * LIMIT, 1000)[-1]
    assert 1 < 0.155 * 12 < 2 and 0.155 * 1 < 0.2  # jumps across, creeps along


def defined(name):
    """A function of the lesson's quiz."""
    cells = build.read(LESSON).cells
    source = next(cell.source for cell in cells if f"def {name}(" in cell.source)
    place = {"np": np}
    exec(source, place)
    return place[name]


@pytest.mark.parametrize("seed", range(50))
def test_a_quiz_with_other_numbers_has_the_right_answer(seed):
    text, options, answer = defined("who_runs_away")(seed)
    shown, lr = re.search(r"eigenvalues (.*?)\. lr is ([\d.]+\d)\.", text).groups()
    values = np.array([float(v) for v in shown.split(",")])
    parts = np.abs((1 - float(lr) * values) ** 99)
    assert list(options).index(answer) == (parts > 1).sum()
    assert not (np.abs(np.abs(1 - float(lr) * values) - 1) < 1e-9).any()

    text, options, answer = defined("best_rate")(seed)
    low, high = (int(v) for v in re.search(r"between (\d+) and (\d+)", text).groups())
    rates = np.linspace(0.001, 2 / high, 20001)
    least = np.maximum(abs(1 - rates * low), abs(1 - rates * high)).min()
    assert len(options) == 3 and abs(float(answer) - least) < 2e-3
