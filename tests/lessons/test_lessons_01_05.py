"""Figures in the prose of lessons 1 to 4, worked out again with numpy alone, the plain way.

Each claim is a phrase that stands in the lesson, and a function that says whether it is true.
"""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from tests.helpers import ROOT

LESSONS = ROOT / "lessons"
X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.0, 8, 9, 11])
START, ANSWER = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3])
H = X.T @ X
CURVATURES = np.linalg.eigvalsh(H)
FLATTEST, STEEPEST = CURVATURES[0], CURVATURES[-1]


def walk(lr, T, start=START, unit=False):
    """The slide's loop: half the sum of squares, or the norm itself."""
    betas = [start]
    for _ in range(T):
        error = Y - X @ betas[-1]
        if unit:
            error = error / np.sqrt(error @ error)
        betas.append(betas[-1] + lr * X.T @ error)
    return np.array(betas)


def distance(betas):
    return np.sqrt(((betas - ANSWER) ** 2).sum(axis=-1))


def digits(found, true):
    return -np.log10(max(np.linalg.norm(found - true) / np.linalg.norm(true), 1e-16))


def design(condition):
    """50 rows with that condition number, by a singular value decomposition."""
    rng = np.random.default_rng(1)
    left, right = (np.linalg.qr(rng.normal(size=(rows, 3)))[0] for rows in (50, 3))
    return left @ np.diag([1, condition**-0.5, 1 / condition]) @ right


def roads(condition):
    """Digits kept by the inverse, and by least squares."""
    A = design(condition)
    b, true = A @ [1, 2, 3], np.array([1, 2, 3])
    inverse = np.linalg.inv(A.T @ A) @ A.T @ b
    return digits(inverse, true), digits(np.linalg.lstsq(A, b)[0], true)


def patients(scale=True):
    X, _ = load_diabetes(return_X_y=True, scaled=False)
    if scale:
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    return np.column_stack([X, np.ones(len(X))])


def root_loss(beta):
    return np.sqrt(((Y - X @ beta) ** 2).mean())


def slope_error(h, central=True):
    """Of the RMSE's slope in the first coefficient at (1.5, 2.5, 2)."""
    place, e = np.array([1.5, 2.5, 2.0]), np.array([h, 0, 0])
    r = Y - X @ place
    true = -(X[:, 0] @ r) / (4 * root_loss(place))
    if central:
        return abs((root_loss(place + e) - root_loss(place - e)) / (2 * h) - true) / abs(true)
    return abs((root_loss(place + e) - root_loss(place)) / h - true) / abs(true)


def median_error(h, central=True):
    return np.median([slope_error(h * factor, central) for factor in np.linspace(0.8, 1.25, 41)])


def twins_end(start):
    """Gradient descent on equal columns, plainly."""
    A, b, beta = np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1.0, 2, 2]), np.array(start)
    for _ in range(300):
        beta = beta - 0.05 * 2 / 3 * A.T @ (A @ beta - b)
    return beta


def steps_to(tolerance):
    return int(np.argmax(distance(walk(0.01, 8000)) <= tolerance))


CLAIMS = [
    ("01", "One, two, three, and all four rows fit exactly", lambda: np.allclose(X @ ANSWER, Y)),
    ("01", "At $10^7$ the inverse has kept two or three", lambda: 1 <= roads(1e7)[0] < 4),
    ("01", "and the others ten", lambda: roads(1e7)[1] > 9),
    ("01", "So a walk never moves along $(1, -1)$",
     lambda: np.isclose(np.diff(twins_end([2.0, 0.0])), -2)),
    ("01", "A condition number of 22 is", lambda: round(np.linalg.cond(patients())) == 22),
    ("02", "The first is $\\sqrt n = 2$ times the second",
     lambda: np.isclose(np.linalg.norm(Y - X @ START), 2 * root_loss(START))),
    ("02", "At the start every slope is positive", lambda: (X.T @ (X @ START - Y) > 0).all()),
    ("02", "the central error falls a hundredfold",
     lambda: round(slope_error(1e-2) / slope_error(1e-3)) == 100),
    ("02", "the one-sided one tenfold",
     lambda: round(slope_error(1e-2, False) / slope_error(1e-3, False)) == 10),
    ("02", "With $h = 10^{-12}$, as one sees in many programs, four digits are left",
     lambda: 1e-5 < median_error(1e-12) < 1e-3),
    ("02", "About $10^{-5}$ is right for central differences",
     lambda: median_error(1e-5) < min(median_error(1e-7), median_error(1e-3))),
    ("02", "about $10^{-8}$ for one-sided ones",
     lambda: median_error(1e-8, False) < min(median_error(h, False) for h in (1e-10, 1e-6))),
    ("03", "Five or six are right, not sixteen",
     lambda: 5 <= min(-np.log10(np.abs(walk(0.01, 5000)[-1] - ANSWER) / ANSWER)) < 7),
    ("03", "the intercept is *further* from 3 than at the start",
     lambda: walk(0.01, 100)[-1, 2] < START[2]),
    ("03", "fell at every one of these steps",
     lambda: (np.diff(distance(walk(0.01, 100))) < 0).all()),
    ("03", "$\\text{lr}\\,\\sqrt{L}$",
     lambda: np.isclose(
         np.linalg.norm(np.diff(walk(0.01, 5000, unit=True), axis=0)[-1]), 0.01 * STEEPEST**0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "phrase", "holds"), CLAIMS, ids=[c[1][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(lesson, phrase, holds):
    text = next(LESSONS.glob(f"{lesson}_*.md")).read_text(encoding="utf-8")
    assert phrase in " ".join(text.split())
    assert holds()
