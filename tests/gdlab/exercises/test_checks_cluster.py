"""Lesson 8's checks: right answers pass however written, each mistake gets its own words."""

import numpy as np
import pytest

from gdcore.scale.cluster import add, sum_and_count
from gdlab.exercises import check


def G(beta, X, y):
    return X.T @ (X @ beta - y)


def by_rows(beta, X, y):
    total = np.zeros(len(beta))
    for row, target in zip(X, y, strict=True):
        total += (row @ beta - target) * row
    return [list(total), np.int64(len(X))]


@pytest.mark.parametrize(
    "function", [by_rows, sum_and_count, lambda b, X, y: (X.T @ X @ b - X.T @ y, float(len(y)))]
)
def test_every_way_to_sum_a_part_is_right(function):
    assert check.part_gradient(function).state == "right"


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda b, X, y: (G(b, X, y) / len(y), len(y)), "the part's mean"),
        (lambda b, X, y: (2 / len(y) * G(b, X, y), len(y)), "own gradient of the mean"),
        (lambda b, X, y: (2 * G(b, X, y), len(y)), "twice the sum"),
        (lambda b, X, y: (-G(b, X, y), len(y)), "sign"),
        (lambda b, X, y: (G(b, X, y) / len(b), len(y)), "divided by the columns"),
        (lambda b, X, y: (0 * b, len(y)), "sum is zero"),
        (lambda b, X, y: (G(b, X, y), X.shape[1]), "counts columns"),
        (lambda b, X, y: (G(b, X, y), X.size), "counts numbers"),
        (lambda b, X, y: (G(b, X, y), 1), "as many rows as it has"),
        (lambda b, X, y: (G(b, X, y), 77), ", 77)"),
        (lambda b, X, y: G(b, X, y), "the sum alone"),
        (lambda b, X, y: (len(y), G(b, X, y)), "the other way round"),
        (lambda b, X, y: (X @ b - y, len(y)), "this is the residual"),
        (lambda b, X, y: len(y), "a pair (sum, rows) was expected, got one number"),
        (lambda b, X, y: (G(b, X, y) + 1, len(y)), "yours is"),
    ],
)
def test_every_wrong_part_is_named(function, words):
    outcome = check.part_gradient(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


def by_halves(a, b):
    return [one + other for one, other in zip(a, b, strict=True)]


@pytest.mark.parametrize("function", [add, by_halves, lambda a, b: (b[0] + a[0], b[1] + a[1])])
def test_every_way_to_join_two_parts_is_right(function):
    assert check.combine(function).state == "right"


def mean(a, b):
    n = a[1] + b[1]
    return a[1] / n * a[0] + b[1] / n * b[0], n


def changes(a, b):
    total, n = a
    total += b[0]
    return total, n + b[1]


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda a, b: ((a[0] + b[0]) / 2, a[1] + b[1]), "halved"),
        (lambda a, b: ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), "as if they were equal"),
        (lambda a, b: ((a[0] / a[1] + b[0] / b[1]) / 2, a[1] + b[1]), "mean of the two means"),
        (lambda a, b: ((a[0] + b[0]) / (a[1] + b[1]), a[1] + b[1]), "divided too early"),
        (mean, "weights are for means"),
        (lambda a, b: (a[1] * a[0] + b[1] * b[0], a[1] + b[1]), "multiplied by its rows"),
        (lambda a, b: (a[0] + b[0], a[1]), "second part's rows are not counted"),
        (lambda a, b: (a[0] + b[0], b[1]), "first part's rows are not counted"),
        (lambda a, b: (a[0] + b[0], a[1] * b[1]), "not multiplied"),
        (lambda a, b: (a[0] + b[0], 2), "not the parts"),
        (lambda a, b: a, "second part is lost"),
        (lambda a, b: b, "first part is lost"),
        (lambda a, b: a + b, "one behind the other"),
        (lambda a, b: a[0] + b[0], "the sum alone"),
        (changes, "changed its argument"),
        (lambda a, b: (a[0] - b[0], a[1] + b[1]), "subtracted"),
    ],
)
def test_every_wrong_join_is_named(function, words):
    outcome = check.combine(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


@pytest.mark.parametrize(
    "function", [lambda d, workers: 16 * d * workers, lambda d, w: np.float64(2 * d * 8 * w)]
)
def test_every_way_to_count_the_bytes_is_right(function):
    assert check.bytes_per_step(function).state == "right"


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda d, w: 2 * d * w, "a float64 has 8 bytes"),
        (lambda d, w: 8 * d * w, "one way"),
        (lambda d, w: 16 * d, "one worker's share"),
        (lambda d, w: 8 * d * (w + 1), "does not travel once for all"),
        (lambda d, w: 16 * d * (w - 1), "none less"),
        (lambda d, w: 16 * w, "beta has d numbers"),
        (lambda d, w: 16 * d * d * w, "no matrix travels"),
        (lambda d, w: 8 * d * d * w, "no matrix travels"),
        (lambda d, w: 16 * d * np.log2(w), "*levels*"),
        (lambda d, w: np.ones(3), "one number was expected"),
        (lambda d, w: 16 * d * w + 1, "yours is"),
    ],
)
def test_every_wrong_count_is_named(function, words):
    outcome = check.bytes_per_step(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome
