"""Contours of quadratics, against the quadratic itself and contours found on a fine grid."""

import numpy as np
import pytest
from contourpy import contour_generator

from gdlab.explorers.shared.ellipses import ROOM, SIDE, outlines

WINDOW = ((-2.0, 3.0), (-1.0, 4.0))
X = np.array([[1.0, 2], [0.5, -1], [3, 0.2]])
VALLEY = np.outer([1.0, 0.3], [1.0, 0.3])
ALL = {
    "round": np.eye(2),
    "upright": np.diag([0.1, 5.0]),
    "wide": np.diag([5.0, 0.1]),
    "slanting": X.T @ X / 3,
    "narrow": VALLEY + 1e-3 * np.eye(2),
    "valley": VALLEY,
    "valley upright": np.diag([2.0, 0]),
}


@pytest.mark.parametrize("H", ALL.values(), ids=ALL)
@pytest.mark.parametrize("centre", [(0.5, 1.0), (2.9, -0.5), (-3.0, 1.0)])
def test_a_contour_is_all_that_has_its_height_in_the_window(H, centre):
    heights = [0.3, 2.0]
    line = outlines(H, np.array(centre), heights, WINDOW)
    assert line.shape == (2 * 2 * SIDE, 2)
    grid = [np.linspace(*side, 301) for side in WINDOW]
    moves = np.stack(np.meshgrid(*grid), axis=-1) - centre
    found = contour_generator(*grid, np.einsum("...i,ij,...j->...", moves, H, moves))
    for height, one in zip(heights, np.split(line, 2), strict=True):
        assert np.isnan(one[-1]).all()
        away = one[:-1] - centre
        if (pieces := found.lines(height)) and np.isfinite(away).all():
            assert np.einsum("mi,ij,mj->m", away, H, away) == pytest.approx(height, rel=1e-6)
        seen = np.concatenate([*pieces, np.empty((0, 2))])
        assert np.isfinite(away).all() or not len(seen)
        assert far_from(seen, one[:-1]).max(initial=0) < 0.02  # 1.3 pixels of a picture
        assert not inside(one[:-1]).any() or len(seen)


def far_from(points, line):
    """How far each of points (k, 2) lies from a polyline (m, 2)."""
    first, along = line[:-1], np.diff(line, axis=0)
    long = np.maximum(np.square(along).sum(axis=1), 1e-30)
    share = np.clip(((points[:, None] - first) * along).sum(axis=-1) / long, 0, 1)
    return np.linalg.norm(points[:, None] - first - share[..., None] * along, axis=-1).min(axis=1)


def inside(points):
    low, high = np.transpose(WINDOW)
    return ((low < points) & (points < high)).all(axis=-1)


def test_the_sides_of_a_valley_are_joined_beyond_the_window():
    line = outlines(VALLEY, np.zeros(2), [1.0], WINDOW)
    (low, high), room = WINDOW[1], ROOM * np.ptp(WINDOW[1])
    assert line[[0, SIDE - 1, -2], 1] == pytest.approx([low - room, high + room, low - room])


def test_where_nothing_rises_there_is_no_contour_and_no_warning():
    assert np.isnan(outlines(np.zeros((2, 2)), np.zeros(2), [1.0], WINDOW)).all()


def test_many_at_once_are_each_by_itself():
    several = np.array(list(ALL.values()))
    centres = np.random.default_rng(0).uniform(-2, 2, (len(ALL), 2))
    lines = outlines(several, centres, [0.5, 1.0, 3.0], WINDOW)
    for H, centre, line in zip(several, centres, lines, strict=True):
        assert np.array_equal(line, outlines(H, centre, [0.5, 1.0, 3.0], WINDOW), equal_nan=True)
