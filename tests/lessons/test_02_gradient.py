"""Figures and reasons in the prose of lesson 2, worked out again with numpy, the plain way."""

import re

import numpy as np
import pytest

from tests.helpers.lessons import asked, made, prose

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.0, 8, 9, 11])
START, ANSWER = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3])
PLACE = np.array([1.5, 2.5, 2.0])


def squares(beta):
    return sum((target - row @ beta) ** 2 for row, target in zip(X, Y, strict=True))


def mean(beta):
    return squares(beta) / 4


def root(beta):
    return mean(beta) ** 0.5


def differences(f, beta, h=1e-5):
    """Slopes by central differences."""
    return np.array([(f(beta + e) - f(beta - e)) / (2 * h) for e in h * np.eye(3)])


GRADIENT = differences(mean, START)


def halfway(f):
    return f((START + ANSWER) / 2) / f(START)


def slope_at(angle):
    """Of the mean of squares, along a direction of length 1 so far from minus the gradient."""
    down = -GRADIENT / np.linalg.norm(GRADIENT)
    side = np.cross(down, [1.0, 0, 0])
    side /= np.linalg.norm(side)
    v = np.cos(np.radians(angle)) * down + np.sin(np.radians(angle)) * side
    return (mean(START + 1e-5 * v) - mean(START - 1e-5 * v)) / 2e-5


def expanded(v):
    """The right side of the line that carries everything."""
    return mean(START) + GRADIENT @ v + np.mean((X @ v) ** 2)


def error_of_slope(h):
    """Of the RMSE's first slope at PLACE: the error that a step h leaves."""
    r = Y - X @ PLACE
    true = -(X[:, 0] @ r) / (4 * root(PLACE))
    return abs(differences(root, PLACE, h)[0] - true)


def median_error(h):
    return np.median([error_of_slope(h * factor) for factor in np.linspace(0.8, 1.25, 41)])


def changes(s):
    return mean(START - s * GRADIENT) - mean(START)


def no_move_wins():
    """With X.T r = 0 and r not 0: many moves, short and long."""
    y, best = np.array([6.5, 7.7, 8.8, 11.6]), np.array([1.1, 2, 3])
    moves = np.random.default_rng(0).normal(size=(3000, 3)) * np.geomspace(1e-3, 10, 3000)[:, None]
    least = np.sum((y - X @ best) ** 2)
    return least > 0.6 and all(np.sum((y - X @ (best + v)) ** 2) > least for v in moves)


def the_minimum_goes_down_too():
    """The direction to the minimum is at less than 90° to minus the gradient, but not at 0°."""
    way = ANSWER - START
    cosine = -GRADIENT @ way / np.linalg.norm(GRADIENT) / np.linalg.norm(way)
    return 0.1 < cosine < 0.9


CLAIMS = [
    ("all three have the same minimum", lambda: np.allclose(squares(ANSWER), 0)),
    ("r goes to zero in proportion to the way; the MSE has its square",
     lambda: np.isclose(halfway(root), 0.5) and np.isclose(halfway(mean), 0.25)),
    ("$$\\partial_{\\beta_k}(y_i - x_i\\beta)^2 = -2\\,X_{ik}\\,r_i$$",
     lambda: np.isclose(differences(lambda b: (11 - X[3] @ b) ** 2, START)[1],
                        -2 * 3 * (11 - X[3] @ START))),
    ("-\\frac{2}{n}\\,X_{\\cdot k}^\\top r",
     lambda: np.isclose(GRADIENT[1], -2 / 4 * X[:, 1] @ (Y - X @ START))),
    ("X @ r would need as many residuals as X has columns", lambda: X.shape == (4, 3)),
    ("At the start every slope is positive", lambda: (GRADIENT > 0).all()),
    ("$\\nabla\\,\\text{RMSE} = -X^\\top r / (n\\,\\text{RMSE})$",
     lambda: np.allclose(differences(root, START), -X.T @ (Y - X @ START) / (4 * root(START)))),
    ("differ in length by $\\sqrt n = 2$ each",
     lambda: np.allclose(differences(lambda b: squares(b) ** 0.5, START),
                         2 * differences(root, START)) and np.allclose(
         differences(root, START), 2 * -X.T @ (Y - X @ START) / (4 * squares(START) ** 0.5))),
    ("\\nabla\\cdot v + \\frac1n\\lVert Xv\\rVert^2",
     lambda: np.isclose(expanded(np.array([3.0, -5, 2])), mean(START + np.array([3.0, -5, 2])))),
    ("for small $s$ it goes down, for large $s$ it need not",
     lambda: changes(0.0001) < 0 and changes(0.01) < 0 < changes(0.2)),
    ("opposite to the gradient", lambda: min(range(0, 181, 5), key=slope_at) == 0),
    ("cos 60° = 1/2", lambda: np.isclose(slope_at(60), slope_at(0) / 2)),
    ("It does so up to 90°, where the cosine is zero",
     lambda: slope_at(80) < 0 and abs(slope_at(90)) < 1e-3 and slope_at(100) > 0),
    ("**a zero gradient is enough**", no_move_wins),
    ("every direction at less than 90° goes down, the one to the minimum among them",
     the_minimum_goes_down_too),
    ("that costs about $h^2$",
     lambda: round(error_of_slope(1e-1) / error_of_slope(1e-2)) in range(95, 106)),
    ("is divided by $h$",
     lambda: 30 < median_error(1e-12) / median_error(1e-10) < 300),
    ("Both are then about 1e-10 or 1e-11", lambda: np.isclose(1e-16 / 1e-5, 1e-11)),
    ("At beta = 0 the residual is y, and the gradient has it once",
     lambda: np.allclose(X.T @ (10 * Y), 10 * (X.T @ Y))),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_what_lesson_2_says_is_true(phrase, holds):
    assert phrase in prose("02")
    assert holds()


def test_the_step_that_is_given_goes_uphill():
    assert "gradient = 2 / len(y) * X.T @ r" in prose("02")
    wrong = START - 0.02 * 2 / 4 * X.T @ (Y - X @ START)
    right = START + 0.02 * 2 / 4 * X.T @ (Y - X @ START)
    assert mean(wrong) > mean(START) > mean(right)


def test_the_question_with_other_numbers_is_answered_by_differences():
    for text, options, answer in asked(made("02", "one_slope", {"np": np})):
        a, b, miss = map(int, re.search(r"\((\d), (\d)\).* (\d)\. ", text).groups())
        slope = ((miss - b * 1e-6) ** 2 - (miss + b * 1e-6) ** 2) / 2e-6  # beta up: r down
        assert np.isclose(slope, int(answer)) and len(options) == 4, (a, text)


def test_a_factor_of_two_is_the_same_at_every_place():
    """What the last question says: neither rounding nor a sign looks like this."""
    for beta in (START, PLACE):
        ratio = (-X.T @ (Y - X @ beta) * 4 / 4) / differences(mean, beta)
        assert np.allclose(ratio, 2)
