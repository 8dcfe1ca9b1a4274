"""What the explorers of lessons 3 and 4 compute, and that they open on any data."""

import numpy as np
import pytest

from gdcore.data import diabetes, make
from gdcore.descent import gradient_descent
from gdcore.explorers.learning_rate import learning_rate, learning_rates, verdict, walk_all
from gdcore.explorers.modes import modes, remaining, shown_directions
from gdcore.explorers.slice import Slice, choose_columns, span
from gdcore.explorers.step_by_step import direction, step_by_step, walk_anyway
from gdcore.losses import mse, mse_gradient

ONE = np.array([[1.0], [2], [3]])
FIFTY = make(80, 50, condition=30, noise=1)
CONSTANT = np.array([[1.0, 5, 1], [2, 5, 1], [4, 5, 1]])


def test_stops_are_real_descents(noisy):
    X, y, start, _ = noisy
    lrs = learning_rates(X)
    betas, losses = walk_all(X, y, lrs, 12, start)
    for k in (0, 30, 59):
        path = gradient_descent(X, y, lrs[k], 12, start)
        assert np.array_equal(betas[k], path.betas)
        assert losses[k] == pytest.approx([mse(beta, X, y) for beta in path.betas])


def test_stops_stand_on_both_sides_of_this_datas_limit(noisy):
    lrs, limit = learning_rates(noisy.X), 2 / np.linalg.eigvalsh(noisy.X.T @ noisy.X / 2)[-1]
    assert len(lrs) == 60 and (np.diff(lrs) > 0).all()
    assert np.isclose(lrs / limit, 0.99).any() and np.isclose(lrs / limit, 1.01).any()


def test_diverging_is_told_from_slow(noisy):
    X, y, start, beta = noisy
    lrs, limit, lowest = learning_rates(X), 0.1279, mse(beta, X, y)
    _, losses = walk_all(X, y, lrs, 100, start)
    words = [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    assert words[0] == "slow, but converging"
    assert all(("diverges" in word) == (lr > limit) for word, lr in zip(words, lrs, strict=True))


def test_a_path_to_infinity_is_nan_in_the_table_and_no_warning(noisy, recwarn):
    betas, losses = walk_all(noisy.X, noisy.y, [5.0], 400, noisy.start)
    assert np.isnan(betas[0, -1]).all() and np.isnan(losses[0, -1])
    assert not recwarn.list


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


def test_directions_of_the_loss():
    assert direction([3, 2, 2, 5]) == ["start", "fell", "stayed", "rose"]


def raises(beta, X, y):
    if beta[0] < 5:
        raise RuntimeError("below five")
    return mse_gradient(beta, X, y)


def stops(beta, X, y):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("gradient", "points", "words"),
    [
        (raises, 6, "below five"),
        (lambda beta, X, y: None, 1, "got None"),
        (lambda beta, X, y: np.ones(5), 1, "must have shape"),
        (lambda beta, X, y: beta * np.nan, 1, "diverged"),
        (stops, 1, "Interrupted"),
    ],
    ids=["raises", "returns None", "wrong shape", "nan", "interrupted"],
)
def test_a_learners_wrong_function_keeps_its_points_and_is_named(gradient, points, words, lecture):
    X, y, start, _ = lecture
    betas, trouble = walk_anyway(X, y, 0.02, 20, start, gradient=gradient)
    assert len(betas) >= 1 and betas[0].tolist() == start.tolist()
    assert len(betas) <= points
    assert words in str(trouble)
    stage = step_by_step(X, y, 0.02, 20, start, gradient=gradient)
    assert words in stage.message.value
    stage.close()


def test_a_flipped_sign_is_shown_at_work(lecture):
    X, y, start, _ = lecture
    stage = step_by_step(X, y, 0.02, 9, start, gradient=lambda *a: -mse_gradient(*a))
    assert "(rose)" in stage.alternative and stage.message.value == ""


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (ONE, [1.0, 2, 2]),
        (FIFTY.X, FIFTY.y),
        (ONE[:1], [3.0]),
        (CONSTANT, [1.0, 2, 3]),
        (diabetes().X, diabetes().y),
    ],
    ids=["one column", "fifty columns", "one row", "a constant column", "diabetes"],
)
@pytest.mark.parametrize("explorer", [learning_rate, step_by_step, lambda X, y: modes(X)])
def test_an_explorer_opens_on_any_data(explorer, X, y):
    stage = explorer(X, y)
    size = sum(map(len, (stage.picture.picture, stage.picture.table, *stage.picture.strings)))
    assert size < 300_000
    assert stage.still.startswith(b"\x89PNG")
    assert "{" not in stage.alternative
    stage.close()


def test_zeros_are_refused_in_words():
    with pytest.raises(ValueError, match="every column of X is zero"):
        learning_rate(np.zeros((3, 2)), np.ones(3))
    with pytest.raises(ValueError, match="every column of X is zero"):
        modes(np.zeros((3, 2)))


def test_fifty_columns_say_which_two_are_shown():
    plane = Slice(FIFTY.beta, choose_columns(FIFTY.X))
    assert plane.words == (
        "shown: β1 and β2; the contours hold the other 48 at the least-squares answer"
    )
    assert (
        Slice(np.array([1.0, 2, 3]), (0, 2)).words
        == "shown: β1 and β3; β2 of the contours is held at 2"
    )


def test_varied_columns_are_preferred():
    assert choose_columns(CONSTANT) == (0, 1)
    assert choose_columns(np.column_stack([np.ones(3), CONSTANT[:, 0], [3.0, 1, 2]])) == (1, 2)
    with pytest.raises(ValueError, match="two different numbers below 3"):
        choose_columns(CONSTANT, (0, 7))


def test_limits_are_never_of_zero_width():
    low, high = span([2.0, 2.0, np.nan], 2.0)
    assert low < 2 < high
