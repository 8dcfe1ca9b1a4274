"""Projection, hidden lines and thinning, against independent references."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdlab.explorers.shared.wire import (
    POINTS,
    ROUGH,
    THICK,
    corners,
    height_at,
    heights_ahead,
    project,
    sight,
    visible,
)

EVEN = np.linspace(-1, 1, POINTS)


def ridges(x, y):
    """A surface with two waves that hide one another."""
    return 0.5 * np.cos(5 * x) + 0.2 * y * y


HEIGHTS = ridges(*np.meshgrid(EVEN, EVEN, indexing="ij"))


@given(st.floats(0, 360), st.floats(0, 89))
def test_a_projection_is_measured_along_right_and_up(around, above):
    a, e = np.radians([around, above])
    eye = np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])
    right = np.cross([0, 0, 1.0], eye)
    right = right / np.linalg.norm(right)
    up = np.cross(eye, right)
    points = np.random.default_rng(0).uniform(-1, 1, (5, 3))
    expected = np.stack([points @ right, points @ up], axis=-1)
    assert project(points, around, above) == pytest.approx(expected, abs=1e-9)
    assert project(points + 7 * eye, around, above) == pytest.approx(expected, abs=1e-9)


def test_heights_between_points_are_near_the_surface():
    x, y = np.random.default_rng(1).uniform(-1, 1, (2, 200))
    found = height_at(HEIGHTS, np.stack([x, y], axis=-1))
    assert found == pytest.approx(ridges(x, y), abs=1e-3)
    ends = np.array([[1, 1], [-1, 1], [0, -1]])
    assert height_at(HEIGHTS, ends) == pytest.approx(ridges(*ends.T))


def seen_by_force(point, around, above, thick):
    """1 seen from above, -1 from beneath, 0 hidden: thousands of steps towards the eye."""
    a, rise = np.radians(around), np.tan(np.radians(above))
    signs = set()
    for s in np.arange(0, 2.9, 0.002):
        x, y = point[0] + s * np.cos(a), point[1] + s * np.sin(a)
        if max(abs(x), abs(y)) > 1:
            break
        gap = point[2] + s * rise - ridges(x, y)
        if abs(gap) > thick:
            signs.add(np.sign(gap))
    return 0 if len(signs) == 2 else -1 if signs == {-1.0} else 1


@pytest.mark.parametrize("around", [0, 40, 130, 270])
@pytest.mark.parametrize("above", [10, 34])
def test_what_is_hidden_is_what_the_surface_stands_before(around, above):
    x, y = np.random.default_rng(2).uniform(-1, 1, (2, 60))
    points = np.stack([x, y, ridges(x, y)], axis=-1)
    shown, beneath = sight(points, heights_ahead(HEIGHTS, points, around), above)
    ours = np.where(shown, np.where(beneath, -1, 1), 0)
    surely = 0
    for point, got in zip(points, ours, strict=True):
        strict, lax = (seen_by_force(point, around, above, t * THICK) for t in (3, 0.3))
        if strict == lax:  # else it is a matter of a hair's breadth
            assert got == strict
            surely += 1
    assert surely > 30


def test_a_wave_behind_a_wave_is_hidden_until_the_eye_is_high():
    trough = np.array([[0.2 * np.pi, 0, ridges(0.2 * np.pi, 0)]])
    for around, hidden in ((180, True), (0, False)):
        shown, _ = sight(trough, heights_ahead(HEIGHTS, trough, around), 10)
        assert shown[0] != hidden
    assert sight(trough, heights_ahead(HEIGHTS, trough, 180), 80)[0][0]


@given(st.floats(0.5, 4), st.floats(-3, 3))
def test_a_thinned_line_stays_near_the_true_one(speed, shift):
    line = np.stack([EVEN, 0 * EVEN, np.sin(speed * EVEN + shift)], axis=-1)
    kept = corners(line)
    assert kept[[0, -1]].all() and kept.sum() < POINTS / 2
    again = np.interp(EVEN, EVEN[kept], line[kept, 2])
    assert np.abs(again - line[:, 2]).max() <= ROUGH + 1e-12
    assert corners(np.stack([EVEN, 2 * EVEN], axis=-1)).sum() == 2


def test_what_is_visible_keeps_the_ends_of_every_piece_and_a_gap_after_it():
    flat = np.arange(20.0).reshape(2, 5, 2)
    shown = np.array([[1, 1, 0, 1, 1], [0, 1, 1, 1, 0]], bool)
    pieces = visible(flat, shown, np.zeros((2, 5), bool))
    first = [0.0, 2, np.nan, 6, 8, np.nan, 12, 16, np.nan]
    assert np.array_equal(pieces[:, 0], first, equal_nan=True)
    kept = visible(flat, shown, np.ones((2, 5), bool))
    assert np.array_equal(kept[6:10, 1], [13, 15, 17, np.nan], equal_nan=True)


def test_where_the_surface_is_cut_away_it_hides_nothing():
    cut = np.where(HEIGHTS > -0.35, np.nan, HEIGHTS)  # all that stands in the way
    trough = np.array([[0.2 * np.pi, 0, ridges(0.2 * np.pi, 0)]])
    shown, _ = sight(trough, heights_ahead(cut, trough, 180), 45)
    whole, _ = sight(trough, heights_ahead(HEIGHTS, trough, 180), 45)
    assert shown[0] and not whole[0]
