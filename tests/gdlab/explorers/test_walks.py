"""Walks with a learner's gradient, and walks with many learning rates at once."""

import threading

import numpy as np
import pytest

from gdcore.descent import gradient_descent
from gdcore.losses import LOSSES, mse_gradient
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.shared.look import shown_steps
from gdlab.explorers.shared.problem import Problem, loss_or_nan
from gdlab.explorers.shared.rates import STOPS, learning_rates, walk_all
from gdlab.explorers.shared.walks import (
    coarse_first,
    nearest,
    walk_anyway,
    walk_one_by_one,
)
from gdlab.explorers.step_by_step import step_by_step
from gdlab.notebook.errors import in_words


@pytest.mark.parametrize("name", ["half_sse", "mse", "rmse", "l2"])
def test_walking_together_is_walking_alone(name, noisy):
    X, y, start, _ = noisy
    lrs = learning_rates(X, "half_sse")
    ((betas, done, trouble),) = walk_all(Problem(X, y, name), lrs, 12, start)
    assert done == STOPS and trouble is None
    for k in range(0, STOPS, 7):
        path = gradient_descent(X, y, lrs[k], 12, start, name)
        assert betas[k] == pytest.approx(path.betas, rel=1e-9, abs=1e-9)


def test_the_table_is_coarse_first_and_ends_exact(noisy):
    X, y, start, _ = noisy
    lrs = learning_rates(X)
    tables = list(walk_one_by_one(X, y, lrs, 5, start, mse_gradient))
    first, done, trouble = tables[0]
    assert (first == first[0]).all() and done == 1 and trouble is None
    betas, done, _ = tables[-1]
    ((right, _, _),) = walk_all(Problem(X, y), lrs, 5, start)
    assert done == STOPS and betas == pytest.approx(right)


def test_coarse_stops_come_first_and_none_twice():
    order = coarse_first(60)
    assert order[:4] == [0, 32, 16, 48] and sorted(order) == list(range(60))
    assert nearest([0, 32], 60)[[0, 10, 20, 59]].tolist() == [0, 0, 32, 32]


def test_an_error_ends_the_walk_and_keeps_what_was_walked(noisy):
    X, y, start, _ = noisy

    def late(beta, X, y):
        late.calls += 1
        if late.calls > 12:
            raise RuntimeError("thirteen")
        return mse_gradient(beta, X, y)

    late.calls = 0
    tables = list(walk_one_by_one(X, y, learning_rates(X), 5, start, late))
    assert len(tables) == 3 and "thirteen" in str(tables[-1][2])
    assert np.isfinite(tables[-1][0][0]).all()


def test_thousands_of_steps_stay_small_and_keep_their_ends(lecture):
    assert shown_steps(100, 101).tolist() == list(range(101))
    steps = shown_steps(5000, 101)
    assert len(steps) <= 101 and steps[0] == 0 and steps[1] == 1 and steps[-1] == 5000
    X, y, start, _ = lecture
    end = ", ".join(f"{b:.3f}" for b in gradient_descent(X, y, 0.02, 5000, start).end)
    stage = step_by_step(X, y, 0.02, 5000, start)
    stage.slider["T"].index = len(stage.slider["T"].options) - 1
    assert "After 5000 steps" in stage.alternative and end in stage.alternative
    assert "After 5000 steps" in learning_rate(X, y, start, T=5000).alternative


def test_a_path_to_infinity_is_nan_in_the_table_and_no_warning(noisy, recwarn):
    X, y, start, _ = noisy
    ((betas, _, _),) = walk_all(Problem(X, y), [5.0], 400, start)
    losses = loss_or_nan(LOSSES["mse"], betas, X, y)
    assert np.isnan(betas[0, -1]).all() and np.isnan(losses[0, -1])
    assert not recwarn.list


LOCK = threading.Lock()


def locking(beta, X, y):
    """A right gradient that uses what cannot be handed to another process."""
    return mse_gradient(beta, X, y) if LOCK else None


def test_a_gradient_that_no_process_holds_is_walked_and_the_weakness_told(noisy):
    X, y, start, _ = noisy
    walked, words = walk_anyway(X, y, 0.05, 4, start, locking)
    assert walked == pytest.approx(gradient_descent(X, y, 0.05, 4, start).betas)
    assert "`LOCK`" in words and "may freeze the notebook" in words
    betas, done, words = list(walk_one_by_one(X, y, learning_rates(X), 4, start, locking))[-1]
    assert done == STOPS and np.isfinite(betas[0]).all() and "may freeze the notebook" in words


@pytest.mark.parametrize("show", [step_by_step, learning_rate])
def test_an_explorer_says_so_below_its_picture(show, noisy):
    X, y, start, _ = noisy
    stage = show(X, y, start=start, T=4, gradient=locking)
    assert "may freeze the notebook" in stage.message
    ring = next(label for label in stage.free_handles if "start" in label)
    stage.drag(ring, *start[:2])
    assert "LOCK" not in stage.message and stage.alternative  # a drag is answered all the same


def test_an_error_there_is_told_with_its_reason_and_the_weakness(noisy):
    X, y, start, _ = noisy
    _, error = walk_anyway(X, y, 0.05, 4, start, lambda beta, X, y: 1 / (LOCK is None))
    words = in_words(error)
    assert "ZeroDivisionError" in words and "may freeze the notebook" in words
