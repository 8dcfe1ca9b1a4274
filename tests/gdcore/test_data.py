"""The data is what the lessons say of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.data import diabetes, lecture, make, noisy


def test_the_lectures_data_is_noise_free():
    X, y, start, beta = lecture()
    assert X.tolist() == [[1, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]]
    assert y.tolist() == [6, 8, 9, 11]
    assert start.tolist() == [10.1, 15.1, -6.5]
    assert (X @ beta - y).tolist() == [0, 0, 0, 0]


def test_the_noisy_twin_has_its_exact_answer():
    X, y, _, beta = noisy()
    r = y - X @ beta
    assert r == pytest.approx([0.4, -0.4, -0.4, 0.4])
    assert X.T @ r == pytest.approx([0, 0, 0], abs=1e-14)
    assert r @ r / 4 == pytest.approx(0.16)


def test_nobody_can_spoil_the_lectures_data_for_the_next():
    lecture().X[:] = 0
    assert lecture().X.any()


@settings(max_examples=30)
@given(
    n=st.integers(20, 60), d=st.integers(2, 6), condition=st.floats(1, 1e6), seed=st.integers(0, 99)
)
def test_made_data_has_the_condition_number_asked_for(n, d, condition, seed):
    X, y, start, beta = make(n, d, condition, noise=0.5, seed=seed)
    values = np.linalg.eigvalsh(X.T @ X / n)
    assert X.shape == (n, d) and y.shape == (n,) and start.shape == beta.shape == (d,)
    assert values[-1] / values[0] == pytest.approx(condition, rel=1e-6)
    assert X.T @ (y - X @ beta) == pytest.approx(np.zeros(d), abs=1e-6 * condition)


def test_made_data_repeats_with_its_seed():
    assert all(np.array_equal(a, b) for a, b in zip(make(9, 2), make(9, 2), strict=True))
    assert not np.array_equal(make(9, 2, seed=1).X, make(9, 2, seed=2).X)


@pytest.mark.parametrize(
    "bad", [{"n": 1}, {"condition": 0.5}, {"noise": -1}, {"d": 0}, {"n": 2.5}, {"noise": np.nan}]
)
def test_made_data_refuses_what_cannot_be(bad):
    with pytest.raises(ValueError, match="must be"):
        make(**{"n": 9, "d": 2, **bad})


def test_diabetes_is_scaled_with_ones_last():
    X, y, _start, beta = diabetes()
    assert X.shape == (442, 11) and y.shape == (442,)
    assert X.mean(axis=0) == pytest.approx([0] * 10 + [1], abs=1e-12)
    assert X[:, :10].std(axis=0) == pytest.approx(np.ones(10))
    assert beta[-1] == pytest.approx(y.mean())
    assert diabetes(scale=False).X[:, 0].max() == 79  # years of age


def test_made_data_is_what_its_signature_says_unless_asked_for_more():
    data, again = make(9, 2), make(9, 2, condition=10, noise=0.0, seed=0)
    assert all(np.array_equal(a, b) for a, b in zip(data, again, strict=True))
    assert data.y == pytest.approx(data.X @ data.beta, rel=1e-12)
