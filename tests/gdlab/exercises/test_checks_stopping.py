"""Lesson 5: a scaler, a stopping rule, lr and T for an X that nobody has seen."""

import numpy as np
import pytest

from gdlab.exercises import check
from gdlab.exercises.catalogue import exercises
from gdlab.exercises.plan_descent import fewest


def scaled(train, X):
    out = []
    for row in X.tolist():
        mean = [sum(column) / len(column) for column in train.T.tolist()]
        pairs = zip(train.T.tolist(), mean, strict=True)
        std = [(sum((x - m) ** 2 for x in column) / len(column)) ** 0.5 for column, m in pairs]
        out.append([(x - m) / s for x, m, s in zip(row, mean, std, strict=True)])
    return out


def test_a_scaler_written_in_loops_is_right():
    assert check.scale_like(scaled).state == "right"


def z(of, X, **options):
    return (X - of.mean(axis=0)) / of.std(axis=0, **options)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda t, X: z(X, X), "mean is that of X itself"),
        (lambda t, X: z(np.vstack([t, X]), X), "training and new rows together"),
        (lambda t, X: z(t, t), "training rows came back"),
        (lambda t, X: z(t, X, ddof=1), "n - 1"),
        (lambda t, X: (X - t.mean()) / t.std(), "whole table"),
        (lambda t, X: X - t.mean(axis=0), "not divided"),
        (lambda t, X: X - t.mean(axis=0) / t.std(axis=0), "parentheses"),
        (lambda t, X: (X - t.mean(axis=0)) / t.var(axis=0), "variance"),
        (lambda t, X: (X - t.min(axis=0)) / np.ptp(t, axis=0), "range"),
        (lambda t, X: np.column_stack([z(t, X), np.ones(len(X))]), "ones come later"),
    ],
)
def test_every_wrong_scaler_is_named(function, words):
    outcome = check.scale_like(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


def stops(losses, tolerance):
    for t in range(1, len(losses)):
        if abs(losses[t] - losses[t - 1]) < tolerance * losses[t - 1]:
            return t
    return len(losses) - 1


def test_a_stopping_rule_written_as_a_loop_is_right():
    assert check.stopping_step(stops).state == "right"


def as_given(losses, tolerance):
    """What the lesson gives, with its faults."""
    change = np.diff(losses)
    return int(np.argmax(change < tolerance * losses[:-1]))


def repaired(losses, tolerance, sign=True, number=True):
    change = np.abs(np.diff(losses)) if sign else np.diff(losses)
    return int(np.argmax(change < tolerance * losses[:-1])) + number


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (as_given, "below every tolerance"),
        (lambda f, tol: repaired(f, tol, sign=False), "below every tolerance"),
        (lambda f, tol: repaired(f, tol, number=False), "off by one"),
        (repaired, "never stops changing"),
        (lambda f, tol: int(np.argmax(np.abs(np.diff(f)) < tol)) + 1, "other units"),
        (lambda f, tol: f[stops(f, tol)], "loss at that step"),
    ],
)
def test_every_wrong_rule_is_named(function, words):
    outcome = check.stopping_step(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


def eigenvalues(X):
    s = np.linalg.svd(X, compute_uv=False)
    return 2 / len(X) * s[::-1] ** 2


def plan(X, share, more=1.0, rate=1.0):
    """The fewest steps, counted one by one."""
    values, T, left = eigenvalues(X), 0, 1.0
    lr = 2 / (values[0] + values[-1])
    while left > share:
        T, left = T + 1, left * max(abs(1 - lr * values))
    return rate * lr, int(np.ceil(more * T))


@pytest.mark.parametrize("more", [1.0, 1.05])
def test_every_plan_within_the_budget_is_right(more):
    assert check.plan_descent(lambda X, share: plan(X, share, more)).state == "right"


def test_a_plan_that_is_right_gets_there_from_every_start():
    """By walking, from a start along each direction."""
    exercise = exercises()["plan_descent"]
    for case in exercise.cases(11):
        X, share = case.arguments
        lr, T = exercise.right(X, share)
        H = 2 / len(X) * X.T @ X
        errors = np.eye(X.shape[1])
        for _ in range(T):
            errors = errors - lr * H @ errors
        assert np.linalg.norm(errors, 2) <= share
        assert plan(X, share)[1] <= T <= 1.1 * fewest(X, share) + 1
        assert plan(X, share)[1] == fewest(X, share)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda X, s: (plan(X, s)[0], 1000), "T is fixed at 1000"),
        (lambda X, s: plan(X, s, more=1.5), "over the budget"),
        (lambda X, s: plan(X, s, more=0.8), "keeps"),
        (lambda X, s: plan(X, s, rate=0.8), "keeps"),
        (lambda X, s: (3 / eigenvalues(X)[-1], plan(X, s)[1]), "not below this X's limit"),
        (lambda X, s: plan(X, s)[::-1], "T came first"),
        (lambda X, s: (plan(X, s)[0], plan(X, s)[1] + 0.2), "whole number"),
        (lambda X, s: plan(X, s)[0], "a pair is asked for"),
    ],
)
def test_every_wrong_plan_is_named(function, words):
    outcome = check.plan_descent(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome
