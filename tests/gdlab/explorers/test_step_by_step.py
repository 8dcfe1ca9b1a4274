"""The explorer step_by_step, with the losses' own gradients and with wrong ones."""

import os
import re
import signal

import numpy as np
import pytest

from gdcore.data import diabetes, make
from gdcore.descent import gradient_descent
from gdcore.losses import mse_gradient
from gdlab.explorers.shared.step_pictures import direction
from gdlab.explorers.shared.walks import walk_anyway
from gdlab.explorers.shared.words import number
from gdlab.explorers.step_by_step import step_by_step
from gdlab.notebook.errors import in_words

FIFTY = make(80, 50, condition=30, noise=1)


def test_a_slow_walk_is_shown_so_far_and_then_whole(noisy, monkeypatch):
    quick = step_by_step(noisy.X, noisy.y, T=5)
    first, updated = [], []
    monkeypatch.setattr("gdlab.stage.stage.display", lambda stage, display_id: first.append(stage))
    monkeypatch.setattr(
        "gdlab.stage.stage.update_display", lambda stage, display_id: updated.append(stage)
    )
    monkeypatch.setattr("gdlab.explorers.shared.meanwhile.HASTE", 0.0)
    stage = step_by_step(noisy.X, noisy.y, T=5, gradient=lambda *a: mse_gradient(*a))
    assert len(first) == 1 and updated[-1] is stage
    assert len(first[0].slider["T"].options) == 1 and len(stage.slider["T"].options) == 6
    assert stage.alternative == quick.alternative


def test_a_path_to_infinity_leaves_the_picture_at_its_start(lecture):
    """Its last loss is beyond any axis: the picture keeps the first points, the words the rest."""
    stage = step_by_step(lecture.X, lecture.y, 1.0, T=500, start=lecture.start)
    assert "diverged: step" in stage.message
    stage.slider["T"].index = len(stage.slider["T"].options) - 1
    assert "loss not finite (rose), β = (beyond -10¹²" in stage.alternative


def test_directions_of_the_loss():
    assert direction([3, 2, 2, 5]) == ["start", "fell", "stayed", "rose"]
    assert direction([3, np.inf, np.inf, np.nan])[1:] == ["rose"] * 3


def raises(beta, X, y):
    if beta[0] < 5:
        raise RuntimeError("below five")
    return mse_gradient(beta, X, y)


NOTEBOOK = os.getpid()


def stops(beta, X, y):
    os.kill(NOTEBOOK, signal.SIGINT)  # what the stop button does
    while True:
        pass


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
    assert words in stage.message
    stage.close()


@pytest.mark.parametrize("name", ["mse", "sse", "half_sse"])
@pytest.mark.parametrize("data", [diabetes(), FIFTY], ids=["diabetes", "fifty columns"])
def test_the_learning_rate_not_given_is_a_fifth_of_this_losss_limit(name, data):
    weight = {"half_sse": 1, "sse": 2, "mse": 2 / len(data.y)}[name]
    limit = 2 / (weight * np.linalg.svd(data.X, compute_uv=False)[0] ** 2)
    stage = step_by_step(data.X, data.y, loss=name)
    assert f"with lr {number(limit / 5, 3)}: " in stage.alternative
    stage.slider["T"].index = len(stage.slider["T"].options) - 1
    assert stage.message == "" and "(fell)" in stage.alternative


def test_a_flipped_sign_is_shown_at_work(lecture):
    X, y, start, _ = lecture
    stage = step_by_step(X, y, 0.02, 9, start, gradient=lambda *a: -mse_gradient(*a))
    assert "(rose)" in stage.alternative and stage.message == ""


def test_a_start_dragged_elsewhere_is_walked_from_there(lecture):
    X, y, start, _ = lecture
    stage = step_by_step(X, y, 0.02, 9, start)
    stage.drag("start of the path", 4.0, -1.0)
    a, b = stage._scene.views[stage._free[0].axes].back(*stage.places[0])
    assert (a, b) == pytest.approx((4, -1), abs=0.05)
    end = gradient_descent(X, y, 0.02, 3, [a, b, start[2]]).end
    numbers = re.search(r"β = \((.*)\)", stage.alternative)[1].split(", ")
    assert [float(n) for n in numbers] == pytest.approx(end, abs=2e-2)
