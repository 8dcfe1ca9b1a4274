"""The explorer gradient_at: slopes against small steps, and the edges."""

import numpy as np
import pytest

from gdcore.data import diabetes
from gdcore.losses import mse, rmse
from gdlab.explorers.gradient_at import gradient_at
from gdlab.explorers.shared.slice import Slice, lowest_in
from gdlab.stage.table import unpack


def say(stage):
    return stage.alternative


def test_the_slopes_are_those_of_small_steps(lecture):
    X, y, _, _ = lecture
    at, h = np.array([6.0, 1.0, 3.0]), 1e-6
    stage = gradient_at(X, y, at)
    slopes = [(mse(at + h * e, X, y) - mse(at - h * e, X, y)) / (2 * h) for e in np.eye(3)[:2]]
    assert f"({slopes[0]:.4g}, {slopes[1]:.4g})" in say(stage)
    assert f"mse {mse(at, X, y):.5g}" in say(stage)
    stage.slider["loss"].index = 1
    assert f"rmse {rmse(at, X, y):.5g}" in say(stage)


def test_the_point_moves_without_python_and_every_stop_has_its_own_slopes(lecture):
    X, y, _, _ = lecture
    stage = gradient_at(X, y, [6.0, 1.0, 3.0])
    assert stage.free_handles == []
    stage.drag("point β", -6.0, 9.0)
    stage.drag("point on the slice along β₂", -5.0, 0.0)
    stage.slider["loss"].index = 1
    at, h = np.array([-6.0, -5.0, 3.0]), 1e-6
    slopes = [(rmse(at + h * e, X, y) - rmse(at - h * e, X, y)) / (2 * h) for e in np.eye(3)[:2]]
    assert f"rmse {rmse(at, X, y):.5g}" in say(stage)
    assert f"({slopes[0]:.4g}, {slopes[1]:.4g})" in say(stage)


def test_the_lowest_point_is_a_stop(lecture):
    X, y, _, _ = lecture
    at = np.array([6.0, 1.0, 2.5])
    best = lowest_in(X, y, Slice(at, (0, 1)))
    stage = gradient_at(X, y, at)
    stage.drag("point β", *best)
    assert "gradient is zero" in say(stage)


@pytest.mark.parametrize("place", [(6.0, 1.0), (-6.0, 5.0), (3.0, -4.0)])
def test_minus_the_gradient_is_the_sum_of_its_components_as_long_as_in_the_slices(lecture, place):
    stage = gradient_at(*lecture[:2], [6.0, 1.0, 3.0])
    stage.drag("point β", *place)
    along_0, along_1, whole, in_slice_0, in_slice_1 = arrows(stage)
    assert whole == pytest.approx(along_0 + along_1, abs=0.2)  # the table counts sixteenths
    assert in_slice_0 == pytest.approx(along_0, abs=0.2)
    assert in_slice_1 == pytest.approx([-along_1[1], 0], abs=0.2)  # up on the map, across there


def arrows(stage):
    """From tail to tip of every arrow shown, (2,), in pixels."""
    about, integers = unpack(stage.scene)
    a, b = (stage.slider[name].index for name in "ab")
    found = []
    for part in about["parts"]:
        if part["kind"] == "Polygons" and part["each"] == 7:
            row = a * len(stage.slider["b"].options) + b  # the first loss
            row = row if part["rows"] is None else integers[part["rows"] + row]
            corners = integers[part["offset"] + 14 * int(row) :][:14].reshape(7, 2) / 16
            found.append(corners[3] - (corners[0] + corners[6]) / 2)
    return found


def test_at_the_lowest_point_there_is_no_direction(lecture):
    X, y, _, answer = lecture
    assert "gradient is zero" in say(gradient_at(X, y, answer))


def test_the_lowest_point_of_a_plane_beats_its_neighbours():
    X, y, start, _ = diabetes()
    plane = Slice(start, (2, 8))
    best = lowest_in(X, y, plane)
    for move in 0.1 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]):
        assert mse(plane.at(*best), X, y) < mse(plane.at(*(best + move)), X, y)


def test_it_opens_on_real_data_and_on_a_flat_direction():
    assert "At β₃" in say(gradient_at(*diabetes()[:2], columns=(2, 8)))
    X = np.array([[1.0, 1], [2, 2], [3, 3]])
    assert "slopes" in say(gradient_at(X, np.array([1.0, 2, 2])))


def test_one_coefficient_is_no_plane():
    with pytest.raises(ValueError, match="two coefficients"):
        gradient_at(np.ones((3, 1)), np.ones(3))


def test_in_a_round_bowl_minus_the_gradient_points_to_the_lowest_point():
    stage = gradient_at(np.eye(2), [1.0, 2.0], [3.0, 5.0])
    assert "points 0° away" in stage.alternative
    stage.drag("point β", -4.0, 2.0)
    assert "points 0° away" in stage.alternative
