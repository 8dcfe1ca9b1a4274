"""Explorers on data of every shape, and with wrong gradients: they open, or say why not."""

import numpy as np
import pytest

from gdcore.data import diabetes, make
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.modes import modes
from gdlab.explorers.step_by_step import step_by_step
from tests.gdlab.explorers.test_declared import sent

ONE = np.array([[1.0], [2], [3]])
FIFTY = make(80, 50, condition=30, noise=1)
CONSTANT = np.array([[1.0, 5, 1], [2, 5, 1], [4, 5, 1]])


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
    assert words in stage.message
    assert (X == noisy.X).all() and (y == noisy.y).all()
    assert stage.still.startswith(b"\x89PNG")


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
    assert sent(stage) < 120_000
    assert stage.still.startswith(b"\x89PNG")
    assert "{" not in stage.alternative
    stage.close()


def test_zeros_are_refused_in_words():
    with pytest.raises(ValueError, match="every column of X is zero"):
        learning_rate(np.zeros((3, 2)), np.ones(3))
    with pytest.raises(ValueError, match="every column of X is zero"):
        modes(np.zeros((3, 2)))
