"""The plane that a problem is seen in, and its own learning rate."""

import numpy as np
import pytest

from gdcore.data import make
from gdcore.descent import gradient_descent
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.slice import Slice, choose_columns, span
from gdlab.explorers.step_by_step import step_by_step

ONE = np.array([[1.0], [2], [3]])
FIFTY = make(80, 50, condition=30, noise=1)
CONSTANT = np.array([[1.0, 5, 1], [2, 5, 1], [4, 5, 1]])


def test_one_column_is_said_to_be_one():
    for show in (learning_rate, step_by_step):
        stage = show(ONE, [1.0, 2, 2])
        assert "β = (" in stage.alternative
        assert "," not in stage.alternative.split("β = (")[1].split(")")[0]
    assert Slice(np.zeros(2), (0, 1), idle=True).words.startswith("one column")


@pytest.mark.parametrize(("root", "square"), [("rmse", "mse"), ("l2", "sse")])
def test_a_root_begins_with_the_step_of_its_square(root, square, noisy):
    ends = []
    for loss in (root, square):
        problem = Problem(noisy.X, noisy.y, loss)
        lr = problem.lr(None, noisy.start)
        path = gradient_descent(noisy.X, noisy.y, lr, 1, noisy.start, loss)
        ends.append(path.end)
    assert ends[0] == pytest.approx(ends[1])


@pytest.mark.parametrize("loss", ["mse", "rmse", "l2"])
def test_a_start_at_the_answer_and_an_X_of_zeros_have_a_learning_rate(loss, lecture):
    assert "loss 0 (stayed)" in moved(step_by_step(*lecture[:2], start=lecture.beta, loss=loss))
    assert "(stayed)" in moved(step_by_step(np.zeros((3, 2)), np.ones(3), loss=loss))


def moved(stage):
    stage.slider["T"].index = 1
    return stage.alternative


def test_fifty_columns_say_which_two_are_shown():
    plane = Slice(FIFTY.beta, choose_columns(FIFTY.X))
    assert plane.words == (
        "shown: β₁ and β₂\nthe contours hold the other 48 at the least-squares answer"
    )
    assert (
        Slice(np.array([1.0, 2, 3]), (0, 2)).words
        == "shown: β₁ and β₃\nβ₂ of the contours is held at 2"
    )


def test_varied_columns_are_preferred():
    assert choose_columns(CONSTANT) == (0, 1)
    assert choose_columns(np.column_stack([np.ones(3), CONSTANT[:, 0], [3.0, 1, 2]])) == (1, 2)
    with pytest.raises(ValueError, match="two different numbers below 3"):
        choose_columns(CONSTANT, (0, 7))


def test_limits_are_never_of_zero_width():
    low, high = span([2.0, 2.0, np.nan], 2.0)
    assert low < 2 < high
