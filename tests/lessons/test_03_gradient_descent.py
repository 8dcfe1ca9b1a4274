"""Figures and reasons in the prose of lesson 3, worked out again with numpy, the plain way."""

import re

import numpy as np
import pytest

from tests.helpers.lessons import asked, made, prose

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.0, 8, 9, 11])
START, ANSWER = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3])
STRETCHES = np.sqrt(np.linalg.eigvalsh(X.T @ X))


def walk(lr, T, y=Y, unit=False, factor=1.0):
    """The lecture's loop, all points: down half the sum of squares, or down the norm."""
    betas = [START]
    for _ in range(T):
        error = y - X @ betas[-1]
        if unit:
            error = error / np.sqrt(error @ error)
        betas.append(betas[-1] + lr * factor * X.T @ error)
    return np.array(betas)


def distance(betas):
    return np.sqrt(((betas - ANSWER) ** 2).sum(axis=-1))


LONG, NORM = walk(0.01, 5000), walk(0.01, 5000, unit=True)
STEPS = np.sqrt((np.diff(NORM, axis=0) ** 2).sum(axis=1))


def line_of_lesson_1(T=400):
    """The opening picture's walk: slope and intercept, down the mean of squares."""
    A, b = np.array([[1.0, 1], [2, 1], [4, 1], [6, 1], [7, 1]]), np.array([2.0, 3, 3, 6, 5])
    points = [np.array([3.0, 6])]
    for _ in range(T):
        points.append(points[-1] - 0.02 * 2 / 5 * A.T @ (A @ points[-1] - b))
    return np.array(points)


def most_steps_in_the_bed():
    """After a tenth of the steps the slope follows the valley: it moves with the intercept."""
    rest = np.diff(line_of_lesson_1()[40:], axis=0)
    direction = rest / np.linalg.norm(rest, axis=1, keepdims=True)
    return (np.abs(direction @ direction[-1]) > 0.999).all()


def losses_with_one_gradient(lr=0.001, T=60):
    gradient = -X.T @ (Y - X @ START)
    return np.array([np.sum((Y - X @ (START - t * lr * gradient)) ** 2) / 2 for t in range(T + 1)])


def settles_with_noise():
    y = np.array([6.5, 7.7, 8.8, 11.6])
    betas = walk(0.005, 20_000, y, unit=True)
    return np.abs(betas[-1] - [1.1, 2, 3]).max() < 1e-6


def shorter_with_noise():
    """The last step of the square is short, and the residual is not."""
    y = np.array([6.5, 7.7, 8.8, 11.6])
    betas = walk(0.01, 5000, y)
    return np.linalg.norm(betas[-1] - betas[-2]) < 1e-6 < 0.7 < np.linalg.norm(y - X @ betas[-1])


CLAIMS = [
    ("The valley is long and narrow: the path falls into it at once, and most of the steps",
     most_steps_in_the_bed),
    ("All predictions are too high", lambda: (X @ START > Y).all()),
    ("Its last entry is minus the sum of r",
     lambda: np.isclose((-X.T @ (Y - X @ START))[2], -(Y - X @ START).sum())),
    ("the intercept is still *further* from 3 than at the start",
     lambda: LONG[100, 2] < START[2] < 3),
    ("fell at every step", lambda: (np.diff(distance(LONG)) < 0).all()),
    ("Each thousand divides it by about 18",
     lambda: all(17.5 < distance(LONG[t]) / distance(LONG[t + 1000]) < 18.5
                 for t in (1000, 2000, 3000, 4000))),
    ("0.0020 / 18 / 18", lambda: np.isclose(distance(LONG[5000]), 0.0020 / 18 / 18, rtol=0.05)),
    ("Five or six digits are right, not sixteen",
     lambda: 5 <= min(-np.log10(np.abs(LONG[-1] - ANSWER) / ANSWER)) < 7),
    ("Shorter by 2/n = 1/2, so twice as large",
     lambda: np.allclose(walk(0.02, 100, factor=2 / 4), LONG[:101])),
    ("a straight line across the bowl",
     lambda: np.allclose(np.diff(losses_with_one_gradient(), 3), 0, atol=1e-6)),
    ("down, and up again", lambda: 5 < losses_with_one_gradient().argmin() < 55),
    ("at least as long as the shortest stretch of $X$ (lesson 1), here 0.54",
     lambda: round(STRETCHES[0], 2) == 0.54 and STEPS.min() >= 0.01 * STRETCHES[0] * (1 - 1e-9)),
    ("a step is never shorter than $0.01 \\cdot 0.54$", lambda: STEPS.min() > 0.0053),
    ("the step is 0.01 times the longest stretch",
     lambda: np.isclose(STEPS[-1], 0.01 * STRETCHES[-1])),
    ("a **two-cycle**", lambda: np.allclose(NORM[-1], NORM[-3], atol=1e-6)
     and np.linalg.norm(NORM[-1] - NORM[-2]) > 0.05),
    ("after 2000 steps with 0.01 the square was a hundred times nearer",
     lambda: 90 < distance(NORM[2000]) / distance(LONG[2000]) < 120),
    ("and a small `lr` settles", settles_with_noise),
    ("with $\\text{lr}/n$ in the place of $\\text{lr}$",
     lambda: np.allclose(0.01 / 4 * X.T @ (Y - X @ START) / np.linalg.norm(Y - X @ START),
                         walk(0.01 / 4, 1, unit=True)[1] - START)),
    ("The sum is 20 times the mean", lambda: 0.1 / 20 == 0.005),
    ("r does not, but X.T @ r does", shorter_with_noise),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_what_lesson_3_says_is_true(phrase, holds):
    assert phrase in prose("03")
    assert holds()


def test_the_un_squared_form_is_the_gradient_of_the_root_of_the_mean():
    def root(beta):
        return np.sqrt(np.mean((Y - X @ beta) ** 2))

    slopes = [(root(START + e) - root(START - e)) / 2e-5 for e in 1e-5 * np.eye(3)]
    r = Y - X @ START
    assert np.allclose(slopes, -X.T @ r / (4 * root(START)))


def test_the_loop_that_changes_its_start_does_so():
    again = made("03", "again", {"np": np})
    begin = START.copy()
    first = again(X, Y, 0.01, 100, begin).copy()
    second = again(X, Y, 0.01, 100, begin)
    assert np.allclose(first, LONG[100]) and np.allclose(second, LONG[200])


def test_each_picture_shows_what_its_words_say():
    """The four curves of the question: falling; down and up; rising; flat."""
    right = np.array([np.sum((Y - X @ b) ** 2) for b in walk(0.001, 60)])
    wrong = np.array([np.sum((Y - X @ b) ** 2) for b in walk(-0.001, 60)])
    stale = np.array(made("03", "theirs", {"np": np})(X, Y, 0.001, 60, START))
    assert (np.diff(right) < 0).all() and (np.diff(right, 2) > 0).all()
    assert (np.diff(wrong) > 0).all() and (np.diff(wrong, 2) > 0).all()
    assert np.allclose(stale, losses_with_one_gradient()[1:])


def test_the_question_with_other_numbers_is_answered_by_a_loop():
    for text, options, answer in asked(made("03", "by_hand")):
        a, b = map(int, re.search(r"y = \((\d), (\d)\)", text).groups())
        lr = float(re.search(r"lr ([\d.]+)\.", text)[1])
        beta = 0.0
        for x, target in ((1, a), (2, b)):
            beta += lr * x * (target - x * 0.0)
        assert float(answer) == pytest.approx(beta) and len(options) == 4
