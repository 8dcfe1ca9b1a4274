"""The loop against the closed form, the slides' digits, the limits, and bad input."""

import warnings
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.batches import in_order, whole
from gdcore.data import make
from gdcore.descent import descend, gradient_descent, sgd
from gdcore.losses import mse_gradient


def by_hand(X, y, lr, T, start, weight):
    """Row by row and entry by entry, no arrays: slow and obvious."""
    beta = list(map(float, start))
    for _ in range(T):
        slope = [0.0] * len(beta)
        for row, target in zip(X.tolist(), y.tolist(), strict=True):
            r = sum(x * b for x, b in zip(row, beta, strict=True)) - target
            slope = [s + weight * r * x for s, x in zip(slope, row, strict=True)]
        beta = [b - lr * s for b, s in zip(beta, slope, strict=True)]
    return beta


@pytest.mark.parametrize(("loss", "lr"), [("half_sse", 0.01), ("mse", 0.02), ("sse", 0.005)])
@pytest.mark.parametrize(
    ("T", "printed"),
    [(5000, "[1.00000367 1.99999949 2.99999516]"), (100, "[ 3.41314549  4.63604548 -6.69249764]")],
)
def test_the_slides_print(loss, lr, T, printed, lecture):
    X, y, start, _ = lecture
    assert str(gradient_descent(X, y, lr, T, start, loss).end) == printed


@settings(max_examples=25)
@given(n=st.integers(3, 8), T=st.integers(0, 12), seed=st.integers(0, 99))
def test_the_loop_is_the_loop_written_by_hand(n, T, seed):
    X, y, _, _ = make(n, 3, condition=5, noise=1, seed=seed)
    path = gradient_descent(X, y, 0.05, T, np.ones(3))
    assert path.betas.shape == (T + 1, 3)
    assert path.end == pytest.approx(by_hand(X, y, 0.05, T, np.ones(3), 2 / n), rel=1e-9)


@pytest.mark.parametrize("T", [0, 1, 7, 100, 1000])
def test_the_end_is_a_power_of_a_matrix(T, noisy):
    X, y, start, beta = noisy
    step = np.eye(3) - 0.01 * X.T @ X
    expected = beta + np.linalg.matrix_power(step, T) @ (start - beta)
    ours = gradient_descent(X, y, 0.01, T, start, "half_sse").end
    assert ours == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("share", "falls"), [(0.99, True), (1.01, False)])
def test_below_the_limit_the_error_falls_and_above_it_grows(share, falls, noisy):
    X, y, start, beta = noisy
    limit = 2 / np.linalg.eigvalsh(X.T @ X)[-1]
    path = gradient_descent(X, y, share * limit, 300, start, "half_sse")
    errors = np.linalg.norm(path.betas - beta, axis=1)
    assert (errors[-1] < 0.05 * errors[0]) if falls else (errors[-1] > errors[0])
    assert bool((np.diff(errors) < 0).all()) is falls


def test_a_path_says_where_it_ended_to_six_digits(lecture):
    path = gradient_descent(lecture.X, lecture.y, 0.02, 100, lecture.start)
    assert repr(path) == "Path of 100 steps, end [ 3.413145  4.636045 -6.692498]"


def test_divergence_stops_at_the_last_finite_point_and_says_so(lecture):
    X, y, start, _ = lecture
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = gradient_descent(X, y, 1.0, 10**6, start)
    assert path.diverged and "diverged" in repr(path) and np.isfinite(path.betas).all()
    assert path.message == f"diverged: step {path.T + 1} of 1000000 is no longer finite"
    assert path.T < 1000 and path.betas.base is None  # and the room for a million is given back
    assert not gradient_descent(X, y, 0.01, 10, start).diverged


def test_a_point_whose_square_is_too_large_for_a_number_is_finite_still():
    path = descend(lambda beta, X, y: beta, [1e200], whole([[1.0]], [1.0]), 0.5, 3)
    assert not path.diverged and path.end == pytest.approx([1e200 / 8])


def test_the_two_cycle_of_the_norm(lecture):
    """Only its invariants: the transient amplifies rounding."""
    X, y, start, _ = lecture
    largest = np.linalg.eigvalsh(X.T @ X)[-1]
    path = gradient_descent(X, y, 0.01, 5000, start, "l2")
    r = np.linalg.norm(y - path.betas[-2:] @ X.T, axis=1)
    assert r.sum() == pytest.approx(0.01 * largest, rel=1e-9)
    length = np.linalg.norm(path.betas[-1] - path.betas[-2])
    assert length == pytest.approx(0.01 * np.sqrt(largest), rel=1e-9)
    assert path.betas[-1] == pytest.approx(path.betas[-3], abs=1e-9)


def test_a_decreasing_lr_mends_the_norm(lecture):
    X, y, start, beta = lecture
    path = gradient_descent(X, y, lambda t: 0.5 / (1 + t / 10), 20000, start, "l2")
    assert np.linalg.norm(path.end - beta) < 1e-2


@pytest.mark.parametrize("loss", ["half_sse", "mse", "rmse", "l2"])
def test_a_start_at_the_answer_stays(loss, lecture):
    X, y, _, beta = lecture
    assert gradient_descent(X, y, 0.01, 5, beta, loss).end.tolist() == beta.tolist()


@given(n=st.integers(1, 9), seed=st.integers(0, 99))
def test_a_batch_of_all_rows_is_gradient_descent_to_the_last_bit(n, seed):
    X, y, start, _ = make(n, 1, condition=1, noise=1, seed=seed)
    full = gradient_descent(X, y, 0.1, 9, start + 1)
    rng = np.random.default_rng(seed)
    assert np.array_equal(full.betas, sgd(X, y, 0.1, 9, n, rng, start + 1).betas)


def test_sgd_repeats_with_its_seed(noisy):
    X, y, start, _ = noisy
    first, again, other = (
        sgd(X, y, 0.01, 20, 1, np.random.default_rng(seed), start).end for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_sgd_without_more_words_is_one_row_at_a_time_reshuffled(noisy):
    X, y = noisy[:2]
    said = {"batch_size": 1, "start": np.zeros(3), "loss": "mse", "replacement": False}
    one, other = (
        sgd(X, y, 0.01, 9, rng=np.random.default_rng(3), **more).betas for more in ({}, said)
    )
    assert np.array_equal(one, other)


def test_sgd_reads_what_its_batch_is_and_divides_by_its_own_size():
    """On the identity each row moves its own coordinate only: batches of 3, 3 and 1 of 7 rows."""
    X, y = np.eye(7), np.arange(1.0, 8)
    end = sgd(X, y, 0.1, 3, 3, np.random.default_rng(0)).end
    left = np.sort(1 - end / y)
    assert left == pytest.approx([1 - 0.2] + [1 - 0.2 / 3] * 6)


@pytest.mark.parametrize("kind", [int, np.float32, float])
def test_integer_starts_are_promoted(kind, noisy):
    X, y, _, _ = noisy
    start = np.array([10, 15, -6], dtype=kind)
    path = gradient_descent(X, y, 0.02, 50, start)
    assert path.betas.dtype.kind == "f"
    assert path.end == pytest.approx(by_hand(X, y, 0.02, 50, start, 0.5), rel=1e-4)


def test_the_callers_arrays_are_never_changed(noisy):
    X, y, start, _ = noisy
    copies = [a.copy() for a in (X, y, start)]
    sgd(X, y, 0.02, 20, 2, np.random.default_rng(0), start)

    def greedy(beta, X, y):
        beta -= 1
        return mse_gradient(beta + 1, X, y)

    path = gradient_descent(X, y, 0.02, 20, start, gradient=greedy)
    assert np.array_equal(path.betas, gradient_descent(X, y, 0.02, 20, start).betas)
    assert all(np.array_equal(a, b) for a, b in zip((X, y, start), copies, strict=True))


def test_a_learners_gradient_may_return_a_list(noisy):
    X, y, start, _ = noisy
    path = gradient_descent(X, y, 0.02, 9, start, gradient=lambda *a: mse_gradient(*a).tolist())
    assert np.array_equal(path.end, gradient_descent(X, y, 0.02, 9, start).end)


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (lambda beta, X, y: None, "got None; try a return"),
        (lambda beta, X, y: beta[:, None], r"must have shape \(3,\), got \(3, 1\)"),
        (lambda beta, X, y: 1.0, r"must have shape \(3,\), got \(\)"),
        (lambda beta, X, y: "down", "must return numbers"),
    ],
)
def test_a_learners_wrong_gradient_is_named(gradient, words, noisy):
    X, y, start, _ = noisy
    with pytest.raises(ValueError, match=words):
        gradient_descent(X, y, 0.02, 9, start, gradient=gradient)


def test_a_learners_nan_ends_the_path_where_it_was_finite(noisy):
    X, y, start, _ = noisy
    path = gradient_descent(X, y, 0.02, 9, start, gradient=lambda beta, X, y: beta * np.nan)
    assert path.diverged and path.T == 0


@pytest.mark.parametrize("lr", [0, -0.1, np.nan, np.inf, "big"])
def test_lr_must_be_positive(lr, noisy):
    with pytest.raises(ValueError, match="lr must be a positive"):
        gradient_descent(noisy.X, noisy.y, lr, 9)


def test_a_rate_that_falls_below_zero_is_told_with_its_step(noisy):
    with pytest.raises(ValueError, match=r"lr\(2\) must be a positive, finite number, got -1"):
        gradient_descent(noisy.X, noisy.y, lambda t: 1e-3 if t < 2 else -1, 9)


@pytest.mark.parametrize("T", [-1, 1.5, "many"])
def test_T_must_be_a_count(T, noisy):
    with pytest.raises(ValueError, match="T must be"):
        gradient_descent(noisy.X, noisy.y, 0.1, T)


def test_a_stream_that_ends_is_named(noisy):
    short = islice(whole(noisy.X, noisy.y), 3)
    with pytest.raises(ValueError, match="its end after 3 steps"):
        descend(mse_gradient, noisy.start, short, 0.01, 9)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_no_start_is_zeros_in_the_precision_of_the_first_batch(kind, noisy):
    X, y = noisy.X.astype(kind), noisy.y.astype(kind)
    path = descend(mse_gradient, None, in_order(X, y, 1), 0.01, 9)
    again = descend(mse_gradient, np.zeros(3, kind), in_order(X, y, 1), 0.01, 9)
    assert path.betas.dtype == kind and np.array_equal(path.betas, again.betas)


@pytest.mark.parametrize("batches", [(np.eye(2), np.ones(2)), [1, 2], [(1, 2, 3)], "ab"])
def test_a_stream_of_no_pairs_is_named(batches):
    with pytest.raises(ValueError, match="must be a pair"):
        descend(mse_gradient, np.ones(2), batches, 0.1, 3)


@pytest.mark.parametrize("walk", ["all rows", "batches", "a stream"])
@pytest.mark.parametrize("which", ["X", "y"])
def test_a_gradient_that_changes_its_argument_is_told_so(walk, which, noisy):
    X, y, start, _ = noisy
    before = X.copy(), y.copy()

    def greedy(beta, X, y):
        if which == "X":
            X *= 2
        else:
            y -= X @ beta
        return beta

    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"gradient must leave .* it changed its argument"):
        if walk == "all rows":
            gradient_descent(X, y, 0.1, 9, start, gradient=greedy)
        elif walk == "batches":
            sgd(X, y, 0.1, 9, 2, rng, start, gradient=greedy)
        else:
            descend(greedy, start, iter([(X, y)] * 9), 0.1, 9)
    assert np.array_equal(X, before[0]) and np.array_equal(y, before[1])


def test_an_error_of_the_gradients_own_is_passed_on(noisy):
    def wrong(beta, X, y):
        raise ValueError("mine")

    with pytest.raises(ValueError, match=r"^mine$"):
        gradient_descent(*noisy[:2], 0.1, 9, gradient=wrong)


def test_an_interrupt_is_passed_on(noisy):
    def stop(beta, X, y):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        descend(stop, noisy.start, in_order(noisy.X, noisy.y, 1), 0.01, 9)
