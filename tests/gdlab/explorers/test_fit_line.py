"""The explorer fit_line: what a drag computes, against slow references."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdlab.explorers.fit_line import by_inverse, fit, fit_line
from gdlab.stage.table import unpack

numbers = st.floats(-50, 50).map(lambda v: round(v, 1))


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8))
def test_no_line_near_it_has_a_smaller_sum_of_squares(points):
    x, y = np.array(points).T
    beta, rank, _ = fit(x, y)
    assert rank == (1 if np.ptp(x) == 0 else 2)
    sums = lambda b: sum((b[0] * u + b[1] - v) ** 2 for u, v in zip(x, y, strict=True))  # noqa: E731
    least = sums(beta)
    for move in ([0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01], [0.01, 0.01]):
        assert least <= sums(beta + move) + 1e-9 * (1 + least)


def test_two_points_have_their_own_line():
    beta, rank, condition = fit(np.array([0.0, 2]), np.array([1.0, 5]))
    assert beta == pytest.approx([2, 1]) and rank == 2 and condition < 10


def test_points_above_one_another_have_rank_one_and_the_shortest_answer():
    beta, rank, condition = fit(np.array([2.0, 2, 2]), np.array([1.0, 3, 5]))
    assert rank == 1 and condition == np.inf
    assert beta == pytest.approx(3 * np.array([2, 1]) / 5)  # on 2 a + b = 3, nearest to zero
    assert "singular" in by_inverse(np.array([2.0, 2, 2]), np.array([1.0, 3, 5]))


def say(stage):
    return stage.alternative


def test_a_dragged_point_moves_the_line():
    stage = fit_line([0, 1, 2, 3], [0, 1, 2, 3])
    assert "slope 1," in say(stage) and "Sum of squares" in say(stage)
    stage.drag("point 4", 3, 1.0)
    beta, *_ = fit(np.arange(4.0), np.array([0, 1, 2, 1.0]))
    assert f"slope {beta[0]:.4g}" in say(stage)


def test_a_point_dragged_almost_above_another_stands_above_it():
    stage = fit_line([0.0, 2.0], [0.0, 2.0])
    stage.drag("point 1", 1.99, 0.0)
    assert "Rank 1" in say(stage) and "condition number of X inf" in say(stage)


def test_the_outermost_point_moves_without_python_to_the_line_of_its_new_place():
    stage = fit_line([0, 1, 2, 9], [0, 1, 2, 3])
    assert stage.free_handles == ["point 1", "point 2", "point 3"]
    stage.drag("point 2", 2, -1.0)
    stage.drag("point 4", 1, 3.0)  # its own height, and the first place of another point
    stage.drag("point 1", 1, 0.5)
    slope, intercept = np.polyfit([1, 2, 2, 1], [0.5, -1, 2, 3], 1)
    assert f"slope {slope:.4g}, intercept {intercept:.4g}" in say(stage)


def test_a_line_through_all_points_leaves_no_square():
    assert "Sum of squares 0." in say(fit_line([0, 100], [0, 1]))


def test_points_above_one_another_can_be_made_by_hand():
    stage = fit_line()
    for number in range(1, 6):
        stage.drag(f"point {number}", 4.1, number)
    assert "Rank 1" in say(stage)


def test_the_bar_is_made_of_the_squares():
    x, y = np.arange(4.0), np.array([0.0, 2, 0, 4])
    stage = fit_line(x, y)
    away = y - np.polyval(np.polyfit(x, y, 1), x)
    about, integers = unpack(stage.scene)
    stop = stage.slider["x"].index * len(stage.slider["y"].options) + stage.slider["y"].index
    *squares, bar = (
        boxes(part, integers, stop) for part in about["parts"] if part["kind"] == "Bars"
    )
    sizes = np.abs(np.diff(np.concatenate(squares), axis=1))[:, 0] / 16
    assert sizes[:, 0] == pytest.approx(sizes[:, 1], abs=0.2)  # they are squares
    assert sizes[:, 1] / sizes[:, 1].max() == pytest.approx(
        np.abs(away) / np.abs(away).max(), abs=0.01
    )
    tall = np.abs(np.diff(bar, axis=1))[:, 0, 1]
    assert tall / tall.sum() == pytest.approx(away**2 / (away @ away), abs=0.01)


def boxes(part, integers, stop):
    """The boxes (m, 2 corners, 2) of a part at a stop, in sixteenths of a pixel."""
    row = stop if part["rows"] is None else integers[part["rows"] + stop]
    count = part["items"] * part["each"] * 2
    return integers[part["offset"] + count * int(row) :][:count].reshape(-1, 2, 2).astype(float)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1, 2], [1], "y must have shape"),
        ([1], [1], "2 to 12 points"),
        (range(13), range(13), "2 to 12 points"),
        ([1, np.nan], [1, 2], "finite"),
    ],
)
def test_points_that_cannot_be_shown_are_refused(x, y, words):
    with pytest.raises(ValueError, match=words):
        fit_line(x, y)
