"""The tables behind minibatch_surface, against plain loops and the contours' own definition."""

import numpy as np
import pytest

from gdcore.curvature import largest_stable_lr
from gdcore.data import diabetes
from gdcore.losses import mse
from gdlab.explorers.minibatch_surface import batch_sizes, minibatch_surface
from gdlab.explorers.shared.batch_surfaces import BATCHES, batch_surface_tables

PATIENTS = diabetes()
X, y = PATIENTS.X[:24, [2, 10]], PATIENTS.y[:24]
WINDOW = ((-140, 200), (-35, 310))


def tables(sizes, lrs=(0.1,), draws=2):
    return batch_surface_tables(X, y, sizes, lrs, np.zeros(2), WINDOW, [500.0, 4000.0], draws)


def test_the_walk_is_the_slides_formula_on_shuffled_rows():
    seen = tables([5], lrs=[0.1], draws=1)
    beta, rng, k = np.zeros(2), np.random.default_rng(0), 0
    while k < BATCHES:
        order = rng.permutation(24)
        for first in range(0, 24, 5):
            rows = order[first : first + 5]
            if k < BATCHES:
                assert seen.rows[0, 0, k] == len(rows)
                assert np.allclose(seen.betas[0, 0, 0, k], beta)
                residual = y[rows] - X[rows] @ beta
                beta = beta + 2 * 0.1 / len(rows) * X[rows].T @ residual
                k += 1
    assert np.allclose(seen.betas[0, 0, 0, -1], beta)


def test_the_last_batch_is_short_and_all_rows_are_all_rows():
    seen = tables([5, 24])
    assert seen.rows[0, 0].tolist() == [5, 5, 5, 5, 4, 5, 5, 5, 5, 4, 5, 5]
    assert (seen.rows[1] == 24).all()
    assert np.allclose(seen.limits[1], largest_stable_lr(X))
    assert np.allclose(seen.betas[1, 0], seen.betas[1, 1])  # no draw matters with all rows


def test_a_single_row_has_its_own_limit_and_a_valley_that_is_reached_at_right_angles():
    seen = tables([1], lrs=[0.1])
    squares = np.sort(np.square(X).sum(axis=1))
    for draw in range(2):
        assert np.isin(np.round(1 / seen.limits[0, draw], 9), np.round(squares, 9)).all()
    # a step on one row goes straight to the nearest point of its valley, by 2 lr |x|^2 of the way
    here, there = seen.betas[0, 0, 0, :-1], seen.betas[0, 0, 0, 1:]
    share = 0.2 / seen.limits[0, 0][:, None]
    assert np.allclose(there - here, share * (seen.lowest[0, 0, 0] - here))


def test_losses_before_and_after_a_step_are_those_of_that_batch():
    seen = tables([24], lrs=[0.1])
    assert np.allclose(seen.own[0, 0, 0, :, 0], seen.full[0, 0, 0, :-1])
    assert np.allclose(seen.own[0, 0, 0, :, 1], seen.full[0, 0, 0, 1:])
    assert (np.diff(seen.full[0, 0, 0]) < 0).all()


def test_above_the_limit_the_walk_on_all_rows_climbs():
    seen = tables([24], lrs=[1.3 * largest_stable_lr(X)])
    assert seen.full[0, 0, 0, -1] > seen.full[0, 0, 0, 0]


def test_a_walk_that_leaves_the_numbers_leaves_nan_and_no_warning():
    seen = tables([2], lrs=[1e60], draws=1)
    assert np.isfinite(seen.betas[0, 0, 0, 0]).all() and np.isnan(seen.betas[0, 0, 0, -1]).all()


def test_contours_lie_where_the_batchs_own_loss_says():
    """One row, two, and all of them: a valley of two lines, and ellipses."""
    heights, seen = [500.0, 4000.0], tables([1, 2, 24], draws=1)
    rows = np.random.default_rng(0).permutation(24)
    for size, lines in zip((1, 2, 24), seen.contours[:, 0, 0], strict=True):
        A, b = X[rows[:size]], y[rows[:size]]
        least = np.square(A @ np.linalg.pinv(A) @ b - b).mean()
        for height, line in zip(heights, np.split(lines, 2), strict=True):
            values = np.array([mse(beta, A, b) for beta in line[:-1]])
            assert values == pytest.approx(least + height, rel=1e-6) and len(values) > 30


@pytest.mark.parametrize("n, sizes", [(24, [1, 2, 5, 8, 24]), (2, [1, 2]), (1, [1])])
def test_batch_sizes_go_from_one_to_all(n, sizes):
    assert batch_sizes(n) == sizes


def test_the_explorer_says_what_it_shows():
    stage = minibatch_surface(X, y)
    assert stage.alternative.startswith("Draw 1, batch 1: 5 of b = 5 rows; its own limit 0.673,")
    assert "all rows' 0.968" in stage.alternative
    stage.slider["b"].index, stage.slider["lr"].index = 4, 5
    assert "24 of b = 24 rows" in stage.alternative and "raises that of all" in stage.alternative
    stage.slider["b"].index = 0
    assert "1 of b = 1 rows" in stage.alternative


@pytest.mark.parametrize("few", [1, 2, 3])
def test_the_explorer_takes_very_few_rows(few):
    assert "b = " in minibatch_surface(X[:few], y[:few]).alternative


def test_starting_at_the_answer_shows_a_picture_too():
    best = np.linalg.lstsq(X, y)[0]
    assert "batch 1" in minibatch_surface(X, y, start=best).alternative


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: minibatch_surface(PATIENTS.X, PATIENTS.y), "two columns"),
        (lambda: minibatch_surface(X, y[:, None]), "ravel"),
        (lambda: minibatch_surface(X, y, sizes=[25]), "from 1 to 24"),
        (lambda: minibatch_surface(X, y, lrs=[0]), "positive"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_step_is_said_to_lower_or_raise_either_loss():
    seen, stage = tables([1], lrs=[0.3], draws=1), minibatch_surface(X, y, sizes=[1], lrs=[0.3])
    own = np.diff(seen.own[0, 0, 0])[:, 0] <= 0
    full = np.diff(seen.full[0, 0, 0]) <= 0
    assert (own != full).any() and (own == full).any()
    verb = {True: "lowers", False: "raises"}
    for k in range(BATCHES):
        stage.slider["k"].index = k
        words = f"{verb[bool(own[k])]} the batch's own loss and {verb[bool(full[k])]} that of all"
        assert words in stage.alternative
