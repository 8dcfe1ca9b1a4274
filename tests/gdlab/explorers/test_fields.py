"""Fields of cells as boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdlab.explorers.shared.fields import boxes, one_size, roomiest, stripes


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


@given(mask=arrays(bool, (5, 4)))
def test_stripes_go_through_every_second_diagonal_of_the_cells_alone(mask):
    x, y = np.arange(5) * 2.0, np.arange(4) * 3.0
    ends = stripes(x, y, mask).reshape(-1, 3, 2)[:, :2]
    crossed = np.zeros_like(mask)
    for begin, end in ends:
        cells = round((end[0] - begin[0]) / 2)
        assert (end[1] - begin[1]) / 3 == pytest.approx(cells)
        for k in range(cells):
            middle = begin + np.array([2, 3]) * (k + 0.5)
            crossed[round(middle[0] / 2), round(middle[1] / 3)] = True
    even = np.add.outer(np.arange(5), np.arange(4)) % 2 == 0
    assert (crossed == (mask & even)).all()


@given(mask=arrays(bool, (6, 5)))
def test_a_word_stands_in_the_middle_of_a_long_run(mask):
    x, y = np.arange(6.0), np.arange(5.0)
    place = roomiest(x, y, mask)
    if not mask.any():
        assert np.isnan(place).all()
        return
    row = mask[:, round(place[1])]
    assert row[int(place[0])] and row[int(np.ceil(place[0]))]
