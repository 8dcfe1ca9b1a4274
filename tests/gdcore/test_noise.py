"""gdcore.noise against enumeration of every batch and every order, and against walks."""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.batches import draws, minibatches
from gdcore.curvature import largest_stable_lr
from gdcore.data import lecture, make, noisy
from gdcore.descent import descend
from gdcore.losses import mse, mse_gradient
from gdcore.noise import (
    batch_covariance,
    largest_settling_lr,
    noise_floor,
    reshuffled_floor,
    row_gradients,
    share,
)

X, y, START, BETA = noisy()
LEAST = mse(BETA, X, y)


def batches_of(n, size, replacement):
    """Every batch that can be drawn, each equally likely."""
    return list(product(range(n), repeat=size) if replacement else combinations(range(n), size))


def scattered(beta, X, y, size, replacement):
    """Covariance of the batch gradient, by drawing every batch there is."""
    slopes = [
        mse_gradient(beta, X[list(rows)], y[list(rows)])
        for rows in batches_of(len(y), size, replacement)
    ]
    mean = np.mean(slopes, axis=0)
    return mean, np.mean([np.outer(slope - mean, slope - mean) for slope in slopes], axis=0)


def settled(maps, squares=4000):
    """Mean of e e^T after many rounds of e -> P e + q with (P, q) drawn from maps: plain loops."""
    d = len(maps[0][1])
    mean, square = np.zeros(d), np.zeros((d, d))
    for _ in range(squares):
        new = np.zeros((d, d))
        for P, q in maps:
            middle = np.outer(P @ mean, q)
            new += (P @ square @ P.T + middle + middle.T + np.outer(q, q)) / len(maps)
        mean = sum(P @ mean + q for P, q in maps) / len(maps)
        square = new
    return square


def step_map(rows, lr):
    """One step on these rows as an affine map of the error: from the gradient, at 1 + d points."""
    rows = list(rows)
    kick = -lr * mse_gradient(BETA, X[rows], y[rows])
    columns = [e - lr * mse_gradient(BETA + e, X[rows], y[rows]) - kick for e in np.eye(len(BETA))]
    return np.column_stack(columns), kick


def excess(square):
    return np.trace(X @ square @ X.T) / len(y)


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_batch_covariance_is_that_of_all_batches_enumerated(size, replacement):
    mean, covariance = scattered(START, X, y, size, replacement)
    assert np.allclose(mean, mse_gradient(START, X, y), rtol=1e-12)
    ours = batch_covariance(START, X, y, size, replacement)
    assert np.allclose(ours, covariance, rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 6), st.integers(1, 3), st.integers(0, 10**6), st.booleans(), st.data())
def test_batch_covariance_for_any_data(n, d, seed, replacement, data):
    size = data.draw(st.integers(1, n if not replacement else 3))
    rng = np.random.default_rng(seed)
    A, b, beta = rng.standard_normal((n, d)), rng.standard_normal(n), rng.standard_normal(d)
    _, covariance = scattered(beta, A, b, size, replacement)
    assert np.allclose(batch_covariance(beta, A, b, size, replacement), covariance, atol=1e-9)


def test_row_gradients_average_to_the_gradient_and_leave_their_input_alone():
    before = X.copy()
    rows = row_gradients(START, X, y)
    assert rows.shape == X.shape and np.array_equal(X, before)
    assert np.allclose(rows.mean(axis=0), mse_gradient(START, X, y))


def test_share_is_one_for_a_row_and_nothing_for_all_rows():
    assert share(4, 1) == share(4, 1, replacement=True) == 1
    assert share(4, 4) == 0 and share(1, 1) == 0
    assert share(4, 8, replacement=True) == 1 / 8


@pytest.mark.parametrize("size, replacement", [(1, True), (2, True), (2, False), (3, False)])
def test_noise_floor_is_the_fixed_point_of_all_batches(size, replacement):
    maps = [step_map(rows, 0.04) for rows in batches_of(4, size, replacement)]
    assert np.isclose(noise_floor(X, y, 0.04, size, replacement), excess(settled(maps)), rtol=1e-6)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_reshuffled_floor_is_the_fixed_point_of_all_orders(size):
    maps = []
    for order in permutations(range(4)):
        P, q = np.eye(3), np.zeros(3)
        for first in range(0, 4, size):
            step, kick = step_map(order[first : first + size], 0.04)
            P, q = step @ P, step @ q + kick
        maps.append((P, q))
    assert np.isclose(reshuffled_floor(X, y, 0.04, size), excess(settled(maps, 1000)), rtol=1e-6)


@pytest.mark.parametrize("reshuffled", [False, True])
def test_a_long_walk_settles_at_the_floor(reshuffled):
    rng, steps = np.random.default_rng(7), 60_000
    stream = minibatches(X, y, 1, rng) if reshuffled else draws(X, y, 1, rng)
    betas = descend(mse_gradient, BETA, stream, 0.04, steps).betas[4000 :: 4 if reshuffled else 1]
    measured = np.mean(np.square(X @ betas.T - y[:, None])) - LEAST
    floor = reshuffled_floor(X, y, 0.04) if reshuffled else noise_floor(X, y, 0.04)
    assert abs(measured / floor - 1) < 0.1


def test_the_numbers_of_the_table():
    lrs = [0.04, 0.02, 0.01, 0.005]

    def row(floor, **settings):
        return [round(floor(X, y, lr, **settings), 6) for lr in lrs]

    assert row(noise_floor) == [0.085871, 0.032063, 0.014233, 0.006739]
    assert row(noise_floor, batch_size=2, replacement=True) == [
        0.039711,
        0.015559,
        0.007022,
        0.003348,
    ]
    assert row(noise_floor, batch_size=2) == [0.025835, 0.010273, 0.004661, 0.002227]
    assert row(reshuffled_floor) == [0.065242, 0.007520, 0.000924, 0.000139]


def test_without_residual_or_with_all_rows_there_is_no_floor():
    clean = lecture()
    assert abs(noise_floor(clean.X, clean.y, 0.04)) < 1e-20
    assert noise_floor(X, y, 0.04, 4) == 0 and abs(reshuffled_floor(X, y, 0.04, 4)) < 1e-20


def test_floor_for_a_small_lr_is_a_quarter_of_lr_times_the_variance():
    lr = 1e-5
    expected = lr / 4 * np.trace(batch_covariance(BETA, X, y, 1))
    assert np.isclose(noise_floor(X, y, lr), expected, rtol=1e-3)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_just_below_the_limit_the_mean_square_shrinks_and_just_above_it_grows(size):
    limit = largest_settling_lr(X, size)
    for lr, settles in [(0.999 * limit, True), (1.001 * limit, False)]:
        maps = [step_map(rows, lr)[0] for rows in batches_of(4, size, False)]
        grows = np.mean([np.kron(P, P) for P in maps], axis=0)
        assert (np.abs(np.linalg.eigvals(grows)).max() < 1) == settles
        assert np.isfinite(noise_floor(X, y, lr, size)) == settles


def test_with_all_rows_the_limit_is_that_of_gradient_descent():
    data = make(20, 3, condition=50, noise=0.3, seed=1)
    assert np.isclose(largest_settling_lr(data.X, 20), largest_stable_lr(data.X))
    assert largest_settling_lr(data.X) == largest_settling_lr(data.X, 1)
    assert largest_settling_lr(data.X) < largest_stable_lr(data.X)


def test_too_large_an_lr_has_an_infinite_floor():
    assert noise_floor(X, y, 1.0) == np.inf and reshuffled_floor(X, y, 1.0) == np.inf
    floors = [reshuffled_floor([[1.0]], [1.0], lr) for lr in (0.99, 1.0, 1.1)]  # e -> (1 - 2 lr) e
    assert floors == [0.0, np.inf, np.inf]


@pytest.mark.parametrize("size", [1e-75, 1e75])
@pytest.mark.parametrize(
    "call",
    [
        lambda X, y: batch_covariance(START, X, y, 2),
        lambda X, y: noise_floor(X, y, 0.1),
        lambda X, y: reshuffled_floor(X, y, 0.1),
        lambda X, y: largest_settling_lr(X),
    ],
)
def test_numbers_whose_fourth_powers_have_no_room_are_refused(call, size):
    with pytest.raises(ValueError, match="X must hold numbers between"):
        call(size * X, y)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: share(4, 5), "from 1 to 4"),
        (lambda: noise_floor(X, y, 0), "positive"),
        (lambda: noise_floor(X, y[:, None], 0.1), "ravel"),
        (lambda: noise_floor(X[:, [0, 0]], y, 0.1), "independent"),
        (lambda: reshuffled_floor(X[:, [0, 0]], y, 0.1), "independent"),
        (lambda: reshuffled_floor(np.ones((8, 1)), np.ones(8), 0.1), "from 1 to 7"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
