"""What the streams hand out, and the moments of a minibatch's gradient."""

from itertools import combinations, islice, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore.batches import draws, in_order, minibatches, whole
from gdcore.losses import mse_gradient

rng = np.random.default_rng


def numbered(n):
    """Rows that carry their own number."""
    return np.arange(n, dtype=float)[:, None], np.arange(n, dtype=float)


@given(n=st.integers(1, 20), batch_size=st.integers(1, 20), seed=st.integers(0, 9))
def test_an_epoch_holds_every_row_once(n, batch_size, seed):
    batch_size = min(batch_size, n)
    per_epoch = -(-n // batch_size)
    stream = minibatches(*numbered(n), batch_size, rng(seed))
    for _ in range(2):
        rows = [row for _, y in islice(stream, per_epoch) for row in y]
        assert sorted(rows) == list(range(n))


def test_the_last_batch_holds_what_is_left():
    sizes = [len(y) for _, y in islice(minibatches(*numbered(7), 3, rng(0)), 6)]
    assert sizes == [3, 3, 1, 3, 3, 1]


def test_X_and_y_stay_together():
    for stream in (
        minibatches(*numbered(9), 4, rng(1)),
        draws(*numbered(9), 4, rng(1)),
        in_order(*numbered(9), 4),
    ):
        assert all(X[:, 0].tolist() == y.tolist() for X, y in islice(stream, 9))


def test_in_order_never_shuffles():
    rows = [y.tolist() for _, y in islice(in_order(*numbered(3), 2), 4)]
    assert rows == [[0, 1], [2], [0, 1], [2]]


def test_shuffling_depends_on_the_seed_and_on_nothing_else():
    def order(seed):
        return [y.tolist() for _, y in islice(minibatches(*numbered(8), 3, rng(seed)), 6)]

    np.random.seed(0)  # noqa: NPY002  the global state must not matter
    first = order(5)
    assert first == order(5)
    assert first != order(6)


def test_without_replacement_a_batch_has_no_row_twice():
    for _, y in islice(draws(*numbered(5), 4, rng(0), replacement=False), 50):
        assert len(set(y)) == 4
    assert any(len(set(y)) < 4 for _, y in islice(draws(*numbered(5), 4, rng(0)), 50))


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize("b", [1, 2, 3, 4])
def test_minibatch_gradient_mean_and_covariance_by_enumeration(b, replacement, noisy):
    X, y, start, _ = noisy
    n = len(y)
    every = product(range(n), repeat=b) if replacement else combinations(range(n), b)
    slopes = np.array([mse_gradient(start, X[list(rows)], y[list(rows)]) for rows in every])
    single = np.array([mse_gradient(start, X[[i]], y[[i]]) for i in range(n)])
    C = np.cov(single.T, ddof=0)
    factor = 1 / b if replacement else (n - b) / (n - 1) / b
    assert slopes.mean(axis=0) == pytest.approx(mse_gradient(start, X, y), rel=1e-12)
    assert np.cov(slopes.T, ddof=0) == pytest.approx(factor * C, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("replacement", [True, False])
def test_draws_really_draw_uniformly(replacement):
    """Counts of single rows: within five standard deviations of their share, for this seed."""
    n, b, times = 5, 2, 4000
    seen = np.zeros(n)
    for _, y in islice(draws(*numbered(n), b, rng(0), replacement), times):
        np.add.at(seen, y.astype(int), 1)
    assert np.abs(seen - times * b / n).max() < 5 * np.sqrt(times * b / n)


@pytest.mark.parametrize("batch_size", [0, -1, 8, 2.5, None])
def test_a_batch_size_outside_the_data_is_refused(batch_size):
    with pytest.raises(ValueError, match="batch_size must be"):
        minibatches(*numbered(7), batch_size, rng(0))


def test_rng_must_be_a_generator():
    with pytest.raises(ValueError, match="default_rng"):
        minibatches(*numbered(7), 2, 42)


def test_a_batch_of_all_rows_keeps_their_order():
    rows = np.arange(20.0)
    for _, y in islice(minibatches(*numbered(20), 20, rng(0)), 3):
        assert np.array_equal(y, rows)


@pytest.mark.parametrize("stream", [whole, lambda X, y: in_order(X, y, 2)])
def test_what_is_not_copied_cannot_be_written_to(stream):
    data = numbered(4)
    for ours, theirs in zip(data, next(stream(*data)), strict=True):
        assert np.shares_memory(ours, theirs)
        assert ours.flags.writeable and not theirs.flags.writeable


def test_whole_hands_out_all_rows_for_ever():
    batches = list(islice(whole(*numbered(3)), 3))
    assert all(len(y) == 3 for _, y in batches)
