"""Many walks at once against the same walks one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.data import make
from gdcore.descent import gradient_descent
from gdcore.losses import LOSSES
from gdcore.many import descend_many, ends_of_many


def slopes_of(data, loss="mse"):
    return lambda betas: LOSSES[loss].gradient(betas, data.X, data.y)


def never(slopes):
    return np.zeros(len(slopes), bool)


@settings(max_examples=25)
@given(
    loss=st.sampled_from(sorted(LOSSES)),
    d=st.integers(1, 4),
    T=st.integers(0, 20),
    seed=st.integers(0, 99),
)
def test_many_walks_are_each_walk_by_itself(loss, d, T, seed):
    data = make(d + 3, d, condition=3 if d > 1 else 1, noise=1, seed=seed)
    starts, lrs = np.random.default_rng(seed).normal(size=(2, d)), [0.001, 0.03, 0.1]
    walks = descend_many(slopes_of(data, loss), starts[:, None], lrs, T)
    ends = ends_of_many(slopes_of(data, loss), starts[:, None], lrs, T, never)
    assert walks.shape == (2, 3, T + 1, d)
    assert np.array_equal(walks[..., -1, :], ends)
    for i, k in np.ndindex(2, 3):
        path = gradient_descent(data.X, data.y, lrs[k], T, starts[i], loss)
        assert walks[i, k] == pytest.approx(path.betas, rel=1e-12, abs=1e-12)


def test_a_walk_that_diverges_is_nan_from_there_on_and_the_others_go_on(noisy):
    walks = descend_many(slopes_of(noisy), noisy.start, [0.02, 5.0], 400)
    path = gradient_descent(noisy.X, noisy.y, 5.0, 400, noisy.start)
    assert path.diverged and np.isfinite(walks[0]).all()
    assert np.isfinite(walks[1]).all(axis=1).sum() == path.T + 1
    assert np.isnan(walks[1, path.T + 1 :]).all()


@pytest.mark.parametrize("share", [0.5, 1.5])
def test_one_coordinate_that_leaves_takes_its_point_along(share):
    walk = descend_many(lambda b: b * [1, 1e200], [1.0, 1.0], share, 3)
    assert np.isnan(walk[2:]).all() and np.isfinite(walk[:2]).all()


def test_a_walk_at_rest_is_not_asked_for_again():
    asked = []

    def slopes(betas):
        asked.append(len(betas))
        return betas

    starts = np.array([[1.0], [1e-3], [1e-6]])
    ends = ends_of_many(slopes, starts, 0.5, 50, lambda s: np.abs(s[:, 0]) < 1e-6)
    assert asked == sorted(asked, reverse=True) and asked[0] == 3 and asked[-1] == 1
    assert len(asked) < 50 and (np.abs(ends) < 1e-6).all()


def test_the_starts_stay_as_they_are(noisy):
    starts = np.ones((2, 3))
    descend_many(slopes_of(noisy), starts, 0.1, 5)
    ends_of_many(slopes_of(noisy), starts, 0.1, 5, never)
    assert (starts == 1).all()


@pytest.mark.parametrize(
    ("starts", "lrs", "T", "words"),
    [
        (1.0, 0.1, 3, r"starts must have shape \(..., d\)"),
        (np.ones((0, 3)), 0.1, 3, r"starts must have shape \(..., d\)"),
        (np.ones((2, 3)), [0.1, 0.2, 0.3], 3, "must meet"),
        (np.ones(3), [0.1, -0.1], 3, "positive"),
        (np.ones(3), np.nan, 3, "finite"),
        (np.ones(3), 0.1, -1, "T must be"),
    ],
)
@pytest.mark.parametrize("walk", [descend_many, lambda *a: ends_of_many(*a, never)])
def test_what_cannot_be_walked_is_named(walk, starts, lrs, T, words):
    with pytest.raises(ValueError, match=words):
        walk(lambda betas: betas, starts, lrs, T)


def test_slopes_of_another_shape_are_named():
    with pytest.raises(ValueError, match=r"must have shape \(2, 3\), got \(3,\)"):
        descend_many(lambda betas: betas[0], np.ones((2, 3)), 0.1, 3)
