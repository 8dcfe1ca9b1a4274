"""The explorer modes: what each direction keeps."""

import numpy as np
import pytest

from gdcore.descent import gradient_descent
from gdlab.explorers.modes import APART, _apart, modes, remaining, shown_directions

ONE = np.array([[1.0], [2], [3]])
CONSTANT = np.array([[1.0, 5, 1], [2, 5, 1], [4, 5, 1]])


def test_a_flat_direction_is_told_from_a_slow_one():
    """Columns that depend on one another: λ = 0, and the best lr is that of the others."""
    stage = modes(CONSTANT)
    values = np.linalg.eigvalsh(CONSTANT.T @ CONSTANT * 2 / 3)
    assert f"the best is {2 / (values[1] + values[2]):.4g}" in stage.alternative
    assert "Where λ = 0 nothing moves" in stage.alternative
    assert "Where λ = 0" not in modes(ONE).alternative


def test_the_share_left_is_the_share_walked(lecture):
    X, y, start, beta = lecture
    values, vectors = np.linalg.eigh(X.T @ X)
    left = remaining([0.01, 0.03], values, steps=[0, 7])
    for k, lr in enumerate((0.01, 0.03)):
        end = gradient_descent(X, y, lr, 7, start, "half_sse").end
        walked = np.abs(vectors.T @ (end - beta)) / np.abs(vectors.T @ (start - beta))
        assert left[k, 1] == pytest.approx(walked, rel=1e-8)
    assert (left[:, 0] == 1).all()


def test_many_directions_are_shown_by_their_ends():
    assert shown_directions(np.arange(3)) == [0, 1, 2]
    assert shown_directions(np.arange(50)) == [0, 1, 2, 3, 46, 47, 48, 49]


def test_words_beside_lines_that_lie_together_are_told_apart():
    moved = _apart([0.99, 0.98, 0.2, 0.97])
    assert (np.abs(np.diff(np.sort(moved))) >= APART - 1e-12).all()
    assert moved.argsort().tolist() == [2, 3, 1, 0] and moved[2] == 0.2


def test_a_direction_that_grows_is_not_called_slow(lecture):
    stage = modes(lecture.X, "half_sse")
    assert "the slowest direction, λ = 0.289, keeps" in stage.alternative
    stage.slider["lr"].index, stage.slider["T"].index = 59, 11
    assert "λ = 31.3 has grown: its error is beyond 10¹² times the first" in stage.alternative
