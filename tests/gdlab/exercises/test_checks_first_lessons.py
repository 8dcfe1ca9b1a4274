"""Lessons 1 to 3: a throw, a miss, relative and fourth powers, a step, growth.

Odd ways to be right pass; wrong ones get words of their own.
"""

import math

import numpy as np
import pytest

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import judge

ALL = exercises()


def columns(t, third):
    return np.column_stack([np.ones(len(t)), t, third])


def throw(t, h):
    return np.linalg.lstsq(columns(t, -(t**2) / 2), h, rcond=None)[0]


def share(beta, X, y):
    return (y - X @ beta) / y


def r(beta, X, y):
    return y - X @ beta


def grown(x, y, lr, T, k, slope, sign=1):
    for _ in range(T):
        k = k + sign * lr * slope(k, x, y)
    return k


def pull(k, x, y):
    return 2 * np.mean((y - np.exp(k * x)) * x * np.exp(k * x))


def by_halves(x, y, lr, T, k):
    """Recursion with math's functions."""
    if T == 0:
        return k
    steps = [(b - math.exp(k * a)) * a * math.exp(k * a) for a, b in zip(x, y, strict=True)]
    return by_halves(x, y, lr, T - 1, k + 2 * lr * sum(steps) / len(steps))


RIGHT = [
    ("fit_throw", lambda t, h: tuple(throw(t, h))),
    ("fit_throw", lambda t, h: throw(t, h)[:, None]),
    ("fit_throw", lambda t, h: throw(t.astype(np.float32), h.astype(np.float32))),
    ("fit_throw", lambda t, h: np.polynomial.Polynomial.fit(t, h, 2).convert().coef * [1, 1, -2]),
    ("fit_throw", lambda t, h: np.linalg.pinv(columns(t, t * t)) @ h * [1, 1, -2]),
    ("largest_miss", lambda b, X, y: np.max(np.abs(X @ b - y.reshape(len(X))))),
    ("largest_miss", lambda b, X, y: [max(abs(t - x @ b) for t, x in zip(y.flat, X, strict=True))]),
    ("largest_miss", lambda b, X, y: np.abs(y.reshape(-1, 1) - (X @ b)[:, None]).max()),
    ("largest_miss", lambda b, X, y: np.float32(np.abs(y.ravel() - X @ b).max())),
    ("relative_gradient", lambda b, X, y: list(-2 * (X / y[:, None]).T @ share(b, X, y) / len(y))),
    ("relative_gradient", lambda b, X, y: 2 * np.mean(-X * (share(b, X, y) / y)[:, None], axis=0)),
    ("relative_gradient", lambda b, X, y: -2 / len(y) * np.einsum("ik,i", X, share(b, X, y) / y)),
    ("fourth_gradient", lambda b, X, y: tuple(-4 * np.mean(X.T * r(b, X, y) ** 3, axis=1))),
    ("fourth_gradient", lambda b, X, y: -4 / len(X) * r(b, X, y) ** 2 * r(b, X, y) @ X),
    ("fourth_gradient", lambda b, X, y: (4 * X.T @ (X @ b - y) ** 3 / y.size).astype(np.float32)),
    ("one_step", lambda b, X, y, lr: (b - lr * (2 / len(y) * X.T @ (X @ b - y)))[:, None]),
    ("one_step", lambda b, X, y, lr: list(b + 2 * lr * np.mean(X.T * (y - X @ b), axis=1))),
    ("fit_growth", by_halves),
    ("fit_growth", lambda x, y, lr, T, k: [grown(x, y, lr, T, k, pull)]),
    ("fit_growth", lambda x, y, lr, T, k: np.float32(grown(x, y, lr, T, k, pull))),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "function"), RIGHT)
def test_an_odd_way_to_be_right_is_right(name, function):
    outcome = judge(ALL[name], function, 3)
    assert outcome.state == "right", outcome


WRONG = [
    ("fit_throw", lambda t, h: np.polyfit(t, h, 2), "reverse order"),
    ("fit_throw", lambda t, h: np.linalg.pinv(columns(t, t**2 / 2)) @ h, "other sign"),
    ("fit_throw", lambda t, h: np.linalg.pinv(columns(t, -(t**2))) @ h, "half is missing"),
    ("fit_throw", lambda t, h: np.polyfit(t, h, 1)[::-1], "straight line"),
    ("fit_throw", lambda t, h: throw(t, h)[[1, 2, 0]], "h0 comes last"),
    ("largest_miss", lambda b, X, y: np.abs(y - X @ b).max(), "spreads to (n, n)"),
    ("largest_miss", lambda b, X, y: np.ravel(y - (X @ b)[:, None]).max(), "without abs"),
    ("largest_miss", lambda b, X, y: np.abs(y.ravel() - X @ b).mean(), "the mean of the misses"),
    ("largest_miss", lambda b, X, y: np.abs(y[:, 0] - X @ b).max(), "the shape (n,)"),
    ("relative_gradient", lambda b, X, y: -2 / len(y) * X.T @ share(b, X, y), "second division"),
    ("relative_gradient", lambda b, X, y: -2 / len(y) * X.T @ r(b, X, y), "divided by y yet"),
    ("relative_gradient", lambda b, X, y: -2 * X.T @ (share(b, X, y) / y), "The factor of the"),
    ("fourth_gradient", lambda b, X, y: -4 / len(y) * X.T @ r(b, X, y), "has the third"),
    ("fourth_gradient", lambda b, X, y: -4 / len(y) * X.T @ np.abs(r(b, X, y)) ** 3, "lost their"),
    ("fourth_gradient", lambda b, X, y: -4 / len(y) * (X.T @ r(b, X, y)) ** 3, "each residual"),
    ("one_step", lambda b, X, y, lr: b - lr * 2 / len(y) * X.T @ (y - X @ b), "uphill"),
    ("one_step", lambda b, X, y, lr: b + lr * X.T @ (y - X @ b), "factor"),
    ("one_step", lambda b, X, y, lr: 2 / len(y) * X.T @ (X @ b - y), "this is the gradient"),
    ("fit_growth", lambda x, y, lr, T, k: grown(x, y, lr, T, k, pull, -1), "uphill"),
    ("fit_growth", lambda x, y, lr, T, k: grown(x, y, lr, T + 1, k, pull), "one step too many"),
    ("fit_growth", lambda x, y, lr, T, k: grown(
        x, y, lr, T, k, lambda k, x, y: 2 * np.mean((y - np.exp(k * x)) * np.exp(k * x))), "x is"),
    ("fit_growth", lambda x, y, lr, T, k: grown(
        x, y, 1.0, T, k, lambda k, x, y: len(x) * pull(k, x, y)), "steps explode"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "function", "words"), WRONG)
def test_a_wrong_answer_gets_words_of_its_own(name, function, words):
    outcome = judge(ALL[name], function, 3)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


LITERAL = {
    "fit_throw": lambda t, h: np.linalg.pinv(np.column_stack([np.ones(4), t, -(t**2) / 2])) @ h,
    "relative_gradient": lambda b, X, y: -2 / 4 * X.T @ (share(b, X, y) / y),
    "fourth_gradient": lambda b, X, y: -X.T @ r(b, X, y) ** 3,
    "one_step": lambda b, X, y, lr: b + lr * 2 / 4 * X.T @ (y - X @ b),
    "fit_growth": lambda x, y, lr, T, k: grown(
        x, y, lr, T, k, lambda k, x, y: len(x) / 4 * pull(k, x, y)
    ),
}


@pytest.mark.parametrize("name", LITERAL)
def test_a_number_of_rows_that_fits_the_lesson_alone_is_refused(name):
    assert judge(ALL[name], LITERAL[name], 3).state == "wrong"
