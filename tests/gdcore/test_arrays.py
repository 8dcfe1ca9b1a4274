"""Bad input gets a sentence: what was expected, what came, what to try."""

import re

import numpy as np
import pytest

from gdcore.arrays import (
    as_count,
    as_counts,
    as_positive,
    as_problem,
    as_reals,
    as_start,
    read_only,
    told,
)
from gdcore.data import noisy

X = np.arange(6.0).reshape(3, 2)
y = np.ones(3)


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (X, y[:, None], r"y must have shape \(3,\).*got \(3, 1\); try `y = np.ravel\(y\)`"),
        (X, y[:2], r"y must have shape \(3,\).*got \(2,\)"),
        (
            X[:, 0],
            y,
            r"X must have shape \(n, d\), got \(3,\); try `X = np.asarray\(X\).reshape\(-1, 1\)`",
        ),
        (X[:0], y[:0], "at least one row"),
        (X[:, :0], y, "at least one row and one column"),
        (X[None], y, r"X must have shape \(n, d\), got \(1, 3, 2\)"),
        (X * np.nan, y, "X must be finite, got 6 nan or inf"),
        (X, y * np.inf, "y must be finite, got 3"),
        ([["a", "b"]], [1.0], "X must be an array of real numbers"),
        ([[1, 2], [3]], [1.0, 2.0], "X must be an array of real numbers"),
        (X * 1j, y, "X must be an array of real numbers"),
    ],
)
def test_a_bad_problem_is_refused_in_words(X, y, words):
    with pytest.raises(ValueError, match=words):
        as_problem(X, y)


def test_integers_are_promoted_and_float32_is_kept():
    A, b = as_problem([[1, 2]], [3])
    assert A.dtype == b.dtype == np.float64
    assert as_problem(X.astype(np.float32), y)[0].dtype == np.float32


@pytest.mark.parametrize("kind", [bool, np.uint8, np.float16, np.longdouble])
def test_all_other_numbers_become_float64(kind):
    assert as_reals("X", np.array([1, 0], kind)).dtype == np.float64


def test_what_is_read_only_is_a_view_inside_tuples_and_records_too():
    data = noisy()
    for given in (data.X, [data.X], (1, data.X), data):
        shown = read_only(given)
        assert type(shown) is type(given) and data.X.flags.writeable
        X = shown if given is data.X else next(part for part in shown if np.ndim(part) == 2)
        assert not X.flags.writeable and np.shares_memory(X, data.X)
    assert read_only(shown.X) is shown.X and read_only("text") == "text"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (None, "None"),
        ("a", "str 'a'"),
        ([1.5, 2], "[1.5, 2]"),
        (np.eye(2), "an array of shape (2, 2) and type float64"),
    ],
)
def test_a_value_is_told_as_it_is_written_where_that_is_short(value, words):
    assert told(value) == words
    assert re.fullmatch(r"a list \(\[.{49}\.\.\.\)", told([["long" * 9] * 9]))


@pytest.mark.parametrize("value", [0, 1, 3, 2.0, [1, 2, 3], np.arange(4.0), 2**53])
def test_whole_numbers_are_counts_also_as_floats(value):
    counts = as_counts("t", value)
    assert counts.dtype == np.int64 and counts.tolist() == np.asarray(value).tolist()


@pytest.mark.parametrize("value", [-1, 0.5, [1, -1], True, [0.1], 2.0**54, np.nan])
def test_other_numbers_are_no_counts(value):
    with pytest.raises(ValueError, match="t must be"):
        as_counts("t", value)


def test_a_start_is_always_a_copy_of_floats():
    for start in (np.array([1, 2]), np.array([1.0, 2.0])):
        ours = as_start(start, 2)
        ours += 0.5
        assert start.tolist() == [1, 2]
    assert as_start(None, 2).tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"got \(2, 1\); try `start = np.ravel\(start\)`"):
        as_start(start[:, None], 2)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "fast", None, [1, 2]])
def test_only_positive_finite_numbers_are_positive(value):
    with pytest.raises(ValueError, match="lr must be a positive"):
        as_positive("lr", value)


@pytest.mark.parametrize("value", [-1, 2.5, "3", None, 11])
def test_only_whole_numbers_in_range_are_counts(value):
    with pytest.raises(ValueError, match="T must be"):
        as_count("T", value, most=10)
