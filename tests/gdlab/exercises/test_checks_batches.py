"""Floors, plans, joined minima, an epoch's loss: wrong answers get their own words.

What beginners write of them is in beginners/; here are references that know nothing of the checks.
"""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from gdlab.exercises import check
from gdlab.exercises.within_budget import ends


def walks(lr, b, reshuffled, count=150):
    """MSE above its minimum after 1326 rows, as a share of it: mean and standard error."""
    A, y = load_diabetes(return_X_y=True, scaled=False)
    A = np.column_stack([(A - A.mean(axis=0)) / A.std(axis=0), np.ones(442)])
    least = np.mean((y - A @ np.linalg.lstsq(A, y)[0]) ** 2)
    found = []
    for seed in range(count):
        rng, beta = np.random.default_rng(500 + seed), np.zeros(11)
        steps = [rng.integers(442, size=b) for _ in range(1326 // b)]
        if reshuffled:
            orders = [rng.permutation(442) for _ in range(3)]
            steps = [order[k : k + b] for order in orders for k in range(0, 442, b)]
        for rows in steps:
            beta = beta - 2 * lr * np.mean((A[rows] @ beta - y[rows])[:, None] * A[rows], axis=0)
        found.append(np.mean((y - A @ beta) ** 2) / least - 1)
    return np.mean(found), np.std(found) / np.sqrt(count)


@pytest.mark.parametrize(
    "plan", [(0.06, 32, True), (0.05, 50, False), (0.06, 40, True), (0.2, 442, True)]
)
def test_a_plan_ends_where_another_loop_says(plan):
    mean, error = walks(*plan)
    assert abs(ends(*plan)[0] - mean) <= 5 * error + 1e-9


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ((0.02, 1, False), "another order"),
        ((0.02, 1, True), "a smaller lr, or a larger batch"),
        ((0.06, 40, True), "has 2 rows only"),
        ((0.2, 442, True), "More steps"),
        ((0.9, 16, True), "diverge"),
        ((0.05, 443, True), "from 1 to 442"),
        ((0.05, 32, 2), "True or False"),
        ((-0.05, 32, True), "above 0"),
    ],
)
def test_a_plan_that_fails_is_told_why(plan, words):
    outcome = check.within_budget(lambda: plan)
    assert outcome.state == "wrong" and words in outcome.message, outcome


def test_joined_minima_are_the_minimum_of_all_rows():
    rng = np.random.default_rng(3)
    pieces = [(rng.normal(size=(4, 3)), rng.normal(size=4)) for _ in range(5)]
    minima = np.array([np.linalg.lstsq(A, y)[0] for A, y in pieces])
    hessians = np.array([A.T @ A / 2 for A, _ in pieces])
    A, y = (np.concatenate(part) for part in zip(*pieces, strict=True))
    right = check.join_minima.exercise.right
    assert np.allclose(right(minima, hessians), np.linalg.lstsq(A, y)[0])


def test_the_loss_of_an_epoch_is_the_mean_over_its_rows():
    squares = np.random.default_rng(4).uniform(0, 9, 26)
    cuts = np.split(squares, [8, 16, 24])
    losses, sizes = np.array([cut.mean() for cut in cuts]), np.array([len(cut) for cut in cuts])
    assert np.isclose(check.epoch_loss.exercise.right(losses, sizes), squares.mean())


def test_the_floor_and_its_rows_are_those_of_a_walk_in_one_coefficient():
    """E[e²] walked on; and the error after that many rows is 1/e of what it was."""
    lr, b, V, mu = 0.002, 5, 8.0, 1.5
    floor, rows = check.floor_and_rows.exercise.right(lr, b, V, mu)
    square = 0.0
    for _ in range(20_000):
        square = (1 - lr * mu) ** 2 * square + lr**2 * V / b
    assert np.isclose(floor, mu / 2 * square, rtol=3e-3)
    assert np.isclose((1 - lr * mu) ** (rows / b), np.exp(-1), rtol=3e-3)


@pytest.mark.parametrize(
    ("answer", "words"), [((1.0, 2.0, 3.0), "3 came back"), ("text", "expected, got str")]
)
def test_two_numbers_are_asked_for(answer, words):
    outcome = check.floor_and_rows(lambda lr, batch_size, V, mu: answer)
    assert outcome.state == "wrong" and words in outcome.message, outcome
