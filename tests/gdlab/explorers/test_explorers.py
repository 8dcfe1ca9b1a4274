"""What the explorers of lessons 3 and 4 compute, and that they open on any data."""

import sys

import numpy as np
import pytest

from gdcore.data import diabetes, make
from gdcore.descent import gradient_descent
from gdcore.losses import LOSSES, mse, mse_gradient
from gdlab.explorers.learning_rate import learning_rate, learning_rates, losses_along, verdict
from gdlab.explorers.modes import modes, remaining, shown_directions
from gdlab.explorers.shared.slice import Slice, choose_columns, span
from gdlab.explorers.shared.walks import (
    coarse_first,
    nearest,
    shown_steps,
    walk_anyway,
    walk_one_by_one,
    walk_together,
)
from gdlab.explorers.step_by_step import direction, step_by_step
from gdlab.notebook.errors import in_words

ONE = np.array([[1.0], [2], [3]])
FIFTY = make(80, 50, condition=30, noise=1)
CONSTANT = np.array([[1.0, 5, 1], [2, 5, 1], [4, 5, 1]])


@pytest.mark.parametrize("name", ["half_sse", "mse", "rmse", "l2"])
def test_walking_together_is_walking_alone(name, noisy):
    X, y, start, _ = noisy
    lrs = learning_rates(X, "half_sse")
    betas = walk_together(X, y, lrs, 12, start, LOSSES[name].gradient)
    for k in range(0, 60, 7):
        path = gradient_descent(X, y, lrs[k], 12, start, name)
        assert betas[k] == pytest.approx(path.betas, rel=1e-9, abs=1e-9)


def test_the_table_is_coarse_first_and_ends_exact(noisy):
    X, y, start, _ = noisy
    lrs = learning_rates(X)
    tables = list(walk_one_by_one(X, y, lrs, 5, start, mse_gradient))
    first, done, trouble = tables[0]
    assert (first == first[0]).all() and done == 1 and trouble is None
    betas, done, _ = tables[-1]
    assert done == 60 and betas == pytest.approx(walk_together(X, y, lrs, 5, start, mse_gradient))


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


def test_a_slow_gradient_shows_the_picture_first_and_refines_it(noisy, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("gdlab.stage.stage.display", lambda stage, display_id: shown.append(stage))
    monkeypatch.setattr(sys.modules["gdlab.explorers.learning_rate"], "HASTE", 0.0)
    X, y, start, _ = noisy
    stage = learning_rate(X, y, start, T=5, gradient=mse_gradient)
    quick = learning_rate(X, y, start, T=5)
    assert shown == [stage]
    assert "60/60" in capsys.readouterr().err
    assert stage.alternative == quick.alternative
    assert set(stage._repr_mimebundle_()) == {"text/plain"}
    assert "image/png" in stage._repr_mimebundle_()


def into_y(beta, X, y):
    y -= X @ beta
    return -X.T @ y


def into_X(beta, X, y):
    X[0, 0] = 7
    return X.T @ (X @ beta - y)


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (lambda *a: None, "got None"),
        (lambda *a: 1 / 0, "ZeroDivisionError"),
        (lambda *a: "x", "got str"),
        (lambda beta, X, y: X @ beta - y, "must have shape (3,), got (4,)"),
        (into_y, "must not change X or y"),
        (into_X, "must not change X or y"),
    ],
    ids=["None", "raises", "text", "wrong shape", "changes y", "changes X"],
)
@pytest.mark.parametrize("show", [learning_rate, step_by_step])
def test_a_learners_wrong_gradient_is_named_below_the_stage(show, gradient, words, noisy):
    X, y = noisy.X.copy(), noisy.y.copy()
    stage = show(X, y, start=noisy.start, T=5, gradient=gradient)
    assert words in stage.message.value and 'role="alert"' in stage.message.value
    assert (X == noisy.X).all() and (y == noisy.y).all()
    assert stage.still.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (lambda *a: -mse_gradient(*a), "climbs, below the limit"),
        (lambda beta, X, y: beta * np.nan, "ends too soon, below the limit"),
    ],
    ids=["flipped sign", "nan"],
)
def test_a_wrong_gradient_is_not_taken_for_a_large_lr(gradient, words, noisy):
    stage = learning_rate(noisy.X, noisy.y, noisy.start, T=5, gradient=gradient)
    assert words in stage.alternative
    stage.slider["lr"].index = 59
    assert "diverges: above the limit" in stage.alternative


def test_a_path_may_change_its_own_beta(noisy):
    def greedy(beta, X, y):
        beta -= 1
        return mse_gradient(beta + 1, X, y)

    X, y, start, _ = noisy
    own, right = (learning_rate(X, y, start, T=5, gradient=g) for g in (greedy, mse_gradient))
    assert own.alternative == right.alternative and own.message.value == ""


def test_an_interrupted_drag_keeps_the_picture_and_says_where_it_hung(noisy):
    def endless(beta, X, y):
        if beta[0] < 0:
            raise KeyboardInterrupt  # what the stop button does to a loop without an end
        return mse_gradient(beta, X, y)

    stage = learning_rate(noisy.X, noisy.y, [6.0, 2, 3], T=1, gradient=endless)
    before = stage.picture.table
    x, y = stage._pixels.of(stage._handles[0].axes, (-0.2, 2.0))
    stage._asked(None, {"handle": 0, "x": float(x), "y": float(y)}, [])
    assert "Interrupted" in stage.message.value and "in endless, line" in stage.message.value
    assert stage.picture.table == before


def test_a_slow_walk_is_shown_so_far_and_then_whole(noisy, monkeypatch):
    quick = step_by_step(noisy.X, noisy.y, T=5)
    first, updated = [], []
    monkeypatch.setattr("gdlab.stage.stage.display", lambda stage, display_id: first.append(stage))
    monkeypatch.setattr(
        "gdlab.stage.stage.update_display", lambda stage, display_id: updated.append(stage)
    )
    monkeypatch.setattr("gdlab.explorers.shared.meanwhile.HASTE", 0.0)
    stage = step_by_step(noisy.X, noisy.y, T=5, gradient=mse_gradient)
    assert len(first) == 1 and updated[-1] is stage
    assert len(first[0].slider["T"].options) == 1 and len(stage.slider["T"].options) == 6
    assert stage.alternative == quick.alternative


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


def test_a_path_to_infinity_leaves_the_picture_at_its_start(lecture):
    """Its last loss is beyond any axis: the picture keeps the first points, the words the rest."""
    stage = step_by_step(lecture.X, lecture.y, 1.0, T=500, start=lecture.start)
    assert "diverged: step" in stage.message.value
    stage.slider["T"].index = len(stage.slider["T"].options) - 1
    assert "(rose)" in stage.alternative or "inf" in stage.alternative


def test_one_column_is_said_to_be_one():
    for show in (learning_rate, step_by_step):
        stage = show(ONE, [1.0, 2, 2])
        assert "β = (" in stage.alternative
        assert "," not in stage.alternative.split("β = (")[1].split(")")[0]
    assert Slice(np.zeros(2), (0, 1), idle=True).words.startswith("one column")


def test_a_flat_direction_is_told_from_a_slow_one():
    """Columns that depend on one another: λ = 0, and the best lr is that of the others."""
    stage = modes(CONSTANT)
    values = np.linalg.eigvalsh(CONSTANT.T @ CONSTANT * 2 / 3)
    assert f"the best is {2 / (values[1] + values[2]):.4g}" in stage.alternative
    assert "Where λ = 0 nothing moves" in stage.alternative
    assert "Where λ = 0" not in modes(ONE).alternative


def test_stops_stand_on_both_sides_of_this_datas_limit(noisy):
    lrs, limit = learning_rates(noisy.X), 2 / np.linalg.eigvalsh(noisy.X.T @ noisy.X / 2)[-1]
    assert len(lrs) == 60 and (np.diff(lrs) > 0).all()
    assert np.isclose(lrs / limit, 0.99).any() and np.isclose(lrs / limit, 1.01).any()


def test_the_control_itself_says_on_which_side_of_the_limit_it_stands(noisy, lecture):
    limit = 2 / np.linalg.eigvalsh(noisy.X.T @ noisy.X / 2)[-1]
    stops = learning_rate(*noisy[:2]).slider["lr"].options
    assert all((" > 2/λmax" in text) == (float(text.split()[0]) > limit) for text, _ in stops)
    assert {text.split(" ", 1)[1] for text, _ in stops} == {"< 2/λmax", "> 2/λmax"}
    assert "0.06396 = 2/λmax" in dict(modes(lecture.X, "half_sse").slider["lr"].options)


def test_diverging_is_told_from_slow(noisy):
    X, y, start, beta = noisy
    lrs, limit, lowest = learning_rates(X), 0.1279, mse(beta, X, y)
    losses = losses_along(LOSSES["mse"], walk_together(X, y, lrs, 100, start, mse_gradient), X, y)
    words = [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    assert words[0] == "slow, but converging"
    assert all(("diverges" in word) == (lr > limit) for word, lr in zip(words, lrs, strict=True))


def test_a_path_to_infinity_is_nan_in_the_table_and_no_warning(noisy, recwarn):
    X, y, start, _ = noisy
    betas = walk_together(X, y, [5.0], 400, start, mse_gradient)
    losses = losses_along(LOSSES["mse"], betas, X, y)
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
    betas, trouble = walk_anyway(X, y, 0.02, 20, start, gradient)
    assert len(betas) >= 1 and betas[0].tolist() == start.tolist()
    assert len(betas) <= points
    assert words in (trouble if isinstance(trouble, str) else in_words(trouble))
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
