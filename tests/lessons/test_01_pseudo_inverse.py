"""Figures and reasons in the prose of lesson 1, worked out again with numpy and fractions."""

import re
from fractions import Fraction

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from tests.helpers.lessons import asked, made, prose

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.0, 8, 9, 11])
MEASURED = np.array([6.5, 7.7, 8.8, 11.6])
BEST, LEFT = np.array([1.1, 2, 3]), np.array([0.4, -0.4, -0.4, 0.4])
EQUAL, TARGETS = np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1.0, 2, 2])


def sum_of_squares(A, b, beta):
    return sum((target - sum(a * c for a, c in zip(row, beta, strict=True))) ** 2
               for row, target in zip(A, b, strict=True))  # fmt: skip


def improves(residual):
    """Whether some small move makes the sum of squares smaller, tried in many directions."""
    moves = 0.001 * np.random.default_rng(3).normal(size=(2000, 3))
    return any(np.sum((residual - X @ v) ** 2) < residual @ residual - 1e-12 for v in moves)


def digits(share, first=10_000, seeds=15):
    """(lstsq, inverse), medians: the true line in fractions, from normal equations by hand."""
    kept = []
    for seed in range(seeds):
        rng = np.random.default_rng(100 + seed)
        x = first + rng.uniform(0, 10, 20)
        A = np.column_stack([x, np.ones(20)])
        q, _ = np.linalg.qr(A - [first + 5, 0])
        noise = rng.normal(size=20)
        noise -= q @ (q.T @ noise)
        fit = 2 * x + 1
        y = fit + share * np.linalg.norm(fit) * noise / np.linalg.norm(noise)
        exact = by_fractions(x, y)
        roads = np.linalg.lstsq(A, y)[0], np.linalg.inv(A.T @ A) @ A.T @ y
        errors = [np.linalg.norm(b - exact) / np.linalg.norm(exact) for b in roads]
        kept.append(-np.log10(np.maximum(errors, 1e-16)))
    return np.median(kept, axis=0)


def by_fractions(x, y):
    """Slope and intercept by Cramer's rule."""
    x, y = [Fraction(float(v)) for v in x], [Fraction(float(v)) for v in y]
    n, sx, sy = len(x), sum(x), sum(y)
    sxx, sxy = sum(a * a for a in x), sum(a * b for a, b in zip(x, y, strict=True))
    determinant = n * sxx - sx * sx
    return np.array([(n * sxy - sx * sy) / determinant, (sxx * sy - sx * sxy) / determinant], float)


def condition(column):
    return np.linalg.cond(np.column_stack([column, np.ones(len(column))]))


def lead(share):
    lstsq, inverse = digits(share)
    return lstsq - inverse


def errors_of_splits(count=200):
    """(seen, new) mean errors, and in how many splits the new one is larger."""
    features, y = load_diabetes(return_X_y=True, scaled=False)
    A = np.column_stack([features, np.ones(len(y))])
    seen, new = np.zeros(count), np.zeros(count)
    for seed in range(count):
        order = np.random.default_rng(seed).permutation(442)
        rows, rest = order[:332], order[332:]
        beta = np.linalg.lstsq(A[rows], y[rows])[0]
        seen[seed], new[seed] = (
            np.sqrt(np.mean((y[part] - A[part] @ beta) ** 2)) for part in (rows, rest)
        )
    return seen.mean(), new.mean(), (new > seen).sum()


def worse_but_not_always():
    seen, new, count = errors_of_splits()
    return seen < new < 77 and 100 < count < 200


CLAIMS = [
    ("The last column is what we want to explain", lambda: len([1, 2, "y"]) == X.shape[1]),
    ("The first row is then predicted as $2\\cdot1 + 1\\cdot1 + 4 = 7$",
     lambda: X[0] @ [2, 1, 4] == 7 and Y[0] == 6),
    ("One, two, three, and all four rows fit exactly", lambda: (X @ [1, 2, 3] == Y).all()),
    ("and no $\\beta$ fits all rows", lambda: np.linalg.matrix_rank(
        np.column_stack([X, MEASURED])) == 4),
    ("**no move can win**", lambda: np.allclose(X.T @ LEFT, 0) and not improves(LEFT)),
    ("a small move along it does", lambda: improves(np.array([0.1, 0.1, -0.1, -0.1]))),
    ("Size does not tell: no column has a product with A's",
     lambda: np.allclose(X.T @ [0.3, -0.3, -0.3, 0.3], 0)),
    ("Its product with the first column, 0.1 + 0.1 - 0.2 - 0.2, is not zero",
     lambda: np.isclose(X[:, 0] @ [0.1, 0.1, -0.1, -0.1], -0.2)),
    ("neither: both residuals add up to zero",
     lambda: np.isclose(sum([0.3, -0.3, -0.3, 0.3]), 0) and np.isclose(
         sum([0.1, 0.1, -0.1, -0.1]), 0)),
    ("1 where the columns stand at right angles and are equally long",
     lambda: np.isclose(np.linalg.cond([[2, 1], [-1, 2], [0, 0]]), 1)),
    ("XᵀX is [[14, 14], [14, 14]]", lambda: (EQUAL.T @ EQUAL == 14).all()),
    ("The exact condition is that the rank is $d$",
     lambda: np.linalg.matrix_rank(EQUAL) == 1 and np.linalg.matrix_rank(X) == 3),
    ("`lstsq` leads, by more with every row of the table",
     lambda: digits(0, 100)[0] - digits(0, 100)[1] < lead(0)),
    ("c² · share takes over", lambda: abs(lead(1)) < 1.5 < 3 < lead(0)),
    ("whose condition number is $c^2$",
     lambda: np.isclose(np.linalg.cond(X.T @ X), np.linalg.cond(X) ** 2)),
    ("with columns at right angles", lambda: np.isclose(
        (np.arange(2001, 2021.0) - 2010.5) @ np.ones(20), 0)),
    ("may cost twice the digits", lambda: digits(0)[1] >= 16 - 2 * np.log10(
        condition(10_000 + np.linspace(0, 10, 20)))),
    ("The least sum of squares is at $b + c = 11/14$",
     lambda: min(range(-40, 80), key=lambda k: sum_of_squares(
         EQUAL, TARGETS, (k / 28, 0))) == 22),
    ("Equal parts of a sum have the smallest sum of squares",
     lambda: min(range(29), key=lambda k: k**2 + (28 - k) ** 2) == 14),
    ("always the mean of y",
     lambda: round(float(load_diabetes().target.std())) == 77),
    ("fare worse on average, though not in every split", worse_but_not_always),
    ("Rounded inches are no exact multiple", lambda: condition_of_heights() > 100),
    ("It fits, but its length is √10", lambda: 3 + 2 * 1 == 5 and 3**2 + 1 == 10),
]  # fmt: skip


def condition_of_heights():
    cm = np.linspace(150, 195, 40)
    return np.linalg.cond(np.column_stack([cm, np.round(cm / 2.54), np.ones(40)]))


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_what_lesson_1_says_is_true(phrase, holds):
    assert phrase in prose("01")
    assert holds()


def test_both_bugs_that_are_given_are_bugs_and_run():
    theirs = made("01", "theirs", {"np": np, "X": X, "measured": MEASURED})
    assert not np.allclose(theirs(X, MEASURED), BEST)
    given = "np.abs(y - X @ beta).max()"
    assert given in prose("01")
    features, y = load_diabetes(return_X_y=True, scaled=False)
    A = np.column_stack([features, np.ones(442)])
    beta = np.linalg.lstsq(A, y)[0]
    spread = max(abs(t - p) for t in y for p in A @ beta)  # every target, every prediction
    assert spread > 1.9 * np.abs(y - A @ beta).max()
    assert np.isclose(np.abs(y[:, None] - A @ beta).max(), spread)


def test_the_last_residual_makes_them_add_up_to_zero():
    for text, options, answer in asked(made("01", "last_residual", {"np": np})):
        first = [int(v) for v in re.findall(r"-?\d+", text.partition("three are")[2])]
        assert len(first) == 3 and sum(first) + int(answer) == 0
        assert len(options) == 4
