"""The explorer gradient_at: slopes against small steps, and the edges."""

import numpy as np
import pytest

from gdcore.data import diabetes
from gdcore.losses import mse, rmse
from gdlab.explorers.gradient_at import gradient_at
from gdlab.explorers.shared.slice import Slice, lowest_in


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
    assert "At β3" in say(gradient_at(*diabetes()[:2], columns=(2, 8)))
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
