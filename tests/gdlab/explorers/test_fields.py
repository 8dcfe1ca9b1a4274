"""Fields of cells as boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdlab.explorers.shared.fields import boxes, one_size


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 6))
def test_boxes_cover_exactly_the_cells_of_the_mask(seed, m, n):
    mask = np.random.default_rng(seed).random((m, n)) < 0.5
    x, y = np.arange(m) * 0.5, np.arange(n) * 2.0 + 1
    found = boxes(x, y, mask)
    for i, j in np.ndindex(m, n):
        inside = [a < x[i] < c and b < y[j] < d for a, b, c, d in found]
        assert sum(inside) == mask[i, j]
    areas = [(c - a) * (d - b) for a, b, c, d in found]
    assert sum(areas) == pytest.approx(mask.sum() * 0.5 * 2.0)


def test_fields_of_different_sizes_are_filled_up_with_nan():
    few, many = np.zeros((1, 4)), np.ones((3, 4))
    together = one_size([few, many, np.empty((0, 4))])
    assert together.shape == (3, 3, 4)
    assert np.isnan(together[0, 1:]).all() and np.isnan(together[2]).all()
    assert one_size([np.empty((0, 4))]).shape == (1, 1, 4)
