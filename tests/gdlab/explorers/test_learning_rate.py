"""The explorer learning_rate: stops, verdicts, and gradients of a learner's own."""

import os
import signal
from functools import partial

import numpy as np
import pytest
from tqdm.auto import tqdm

from gdcore.losses import mse, mse_gradient
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.modes import modes
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.rates import STOPS, learning_rates, verdict, walk_all


def test_a_slow_gradient_shows_the_picture_first_and_refines_it(noisy, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("gdlab.stage.stage.display", lambda stage, display_id: shown.append(stage))
    monkeypatch.setattr("gdlab.explorers.shared.rate_pictures.HASTE", 0.0)
    monkeypatch.setattr("gdlab.explorers.shared.meanwhile.HASTE", 0.0)
    bar = partial(tqdm, disable=False)  # bars are off in tests
    monkeypatch.setattr("gdlab.explorers.shared.meanwhile.tqdm", bar)
    X, y, start, _ = noisy
    stage = learning_rate(X, y, start, T=5, gradient=mse_gradient)
    quick = learning_rate(X, y, start, T=5)
    assert shown == [stage]
    assert f"{STOPS}/{STOPS}" in capsys.readouterr().err
    assert stage.alternative == quick.alternative
    assert set(stage._repr_mimebundle_()) == {"text/plain"}
    assert "image/png" in stage._repr_mimebundle_()


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
    stage.slider["lr"].index = STOPS - 1
    assert "diverges: above the limit" in stage.alternative


def test_a_path_may_change_its_own_beta(noisy):
    def greedy(beta, X, y):
        beta -= 1
        return mse_gradient(beta + 1, X, y)

    X, y, start, _ = noisy
    own, right = (learning_rate(X, y, start, T=5, gradient=g) for g in (greedy, mse_gradient))
    assert own.alternative == right.alternative and own.message == ""


def test_an_interrupted_drag_keeps_the_picture_and_says_where_it_hung(noisy):
    notebook = os.getpid()

    def endless(beta, X, y):
        if beta[0] < 0:
            os.kill(notebook, signal.SIGINT)  # what the stop button does
        while beta[0] < 0:
            pass
        return mse_gradient(beta, X, y)

    stage = learning_rate(noisy.X, noisy.y, [6.0, 2, 3], T=1, gradient=endless)
    before = stage.scene
    stage.drag("start of the path", -0.2, 2.0)
    assert "Interrupted" in stage.message and "in line" in stage.message
    assert stage.scene == before


def test_stops_stand_on_both_sides_of_this_datas_limit(noisy):
    lrs, limit = learning_rates(noisy.X), 2 / np.linalg.eigvalsh(noisy.X.T @ noisy.X / 2)[-1]
    assert len(lrs) == STOPS and (np.diff(lrs) > 0).all()
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
    problem = Problem(X, y)
    ((betas, _, _),) = walk_all(problem, lrs, 100, start)
    losses = problem.losses(betas)
    words = [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    assert words[0] == "slow, but converging"
    assert all(("diverges" in word) == (lr > limit) for word, lr in zip(words, lrs, strict=True))


def stops(beta, X, y):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("lr", "last", "words"),
    [
        (0.4, 1.001, "slow, but converging"),
        (0.49, 1.1, "slow, but converging"),
        (0.51, 1.1, "jumps across the valley, converging"),
        (0.4, 1 + 1e-7, "has arrived"),
        (0.6, 1 + 1e-7, "has arrived"),
        (1.0, 1.1, "diverges: above the limit 2/λmax"),
    ],
)
def test_a_verdict_follows_from_lr_and_from_what_is_left_of_the_excess(lr, last, words):
    assert verdict(lr, 1.0, np.array([2.0, last]), 1.0) == words
