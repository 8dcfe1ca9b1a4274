"""The ground of a picture: its levels close around the lowest point, however narrow the valley."""

import numpy as np
import pytest

from gdlab.explorers.shared.ground import levels


@pytest.mark.parametrize("condition", [1, 10, 1000, 1e6])
@pytest.mark.parametrize("turn", [0, 0.4])
def test_the_lowest_level_closes_inside_the_window(condition, turn):
    a, b = np.meshgrid(np.linspace(-1, 1, 121), np.linspace(-1, 1, 121))
    along, across = a * np.cos(turn) + b * np.sin(turn), b * np.cos(turn) - a * np.sin(turn)
    z = 7 + along**2 + condition * across**2
    found = levels(z, 7.0)
    inside = z < found[0]
    assert (np.diff(found) > 0).all() and found[-1] < z.max()
    assert inside.mean() > 0.001
    if condition <= 10:
        assert not np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]]).any()


def test_a_plain_and_a_picture_with_holes_have_levels():
    assert np.isfinite(levels(np.ones((5, 5)), 1.0)).all()
    assert np.isfinite(levels(np.where(np.eye(5), np.inf, 2.0) - np.tri(5), 1.0)).all()
