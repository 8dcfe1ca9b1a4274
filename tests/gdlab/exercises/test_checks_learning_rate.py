"""Lesson 4: factors of T steps, and a limit read off a walk that failed."""

import numpy as np
import pytest

from gdlab.exercises import check


def power(values, lr, start, T):
    return (1 - lr * values) ** T * start


def loop(values, lr, start, T):
    out = []
    for value, b in zip(values, start, strict=True):
        for _ in range(T):
            b = b - lr * value * b
        out.append(float(b))
    return out


@pytest.mark.parametrize(
    "function", [power, loop, lambda *a: tuple(power(*a)), lambda *a: power(*a)[:, None]]
)
def test_every_way_to_the_coefficients_is_right(function):
    assert check.after_steps(function).state == "right"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda v, lr, s, T: (1 + lr * v) ** T * s, "uphill"),
        (lambda v, lr, s, T: (lr * v) ** T * s, "the 1 is missing"),
        (lambda v, lr, s, T: np.abs(1 - lr * v) ** T * s, "changes sides"),
        (lambda v, lr, s, T: (1 - lr * v) * s, "only one step"),
        (lambda v, lr, s, T: (1 - lr * v) * T * s, "multiplied by T"),
        (lambda v, lr, s, T: s - T * lr * v * s, "as if every step"),
        (lambda v, lr, s, T: (1 - lr * v) ** (T + 1) * s, "one step too many"),
        (lambda v, lr, s, T: (1 - lr * v) ** T, "start is missing"),
        (lambda v, lr, s, T: (1 - lr * v.max()) ** T * s, "of the largest"),
        (lambda v, lr, s, T: (1 - lr * v.max()) * s, "only one step"),
    ],
)
def test_every_wrong_factor_of_a_direction_is_named(function, words):
    outcome = check.after_steps(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower()


def last_steps(betas):
    return [np.linalg.norm(betas[-k] - betas[-k - 1]) for k in (1, 2)]


def read_off(betas, lr):
    last, before = last_steps(betas)
    return 2 * lr / (1 + last / before)


def by_logarithms(betas, lr):
    """The slope of the last twenty steps on a log scale."""
    logs = np.log(np.linalg.norm(np.diff(betas[-21:], axis=0), axis=1))
    return 2 * lr / (1 + np.exp(np.polyfit(np.arange(20), logs, 1)[0]))


def by_the_sign(betas, lr):
    steps = np.diff(betas[-3:], axis=0)
    return [2 * lr / (1 - (steps[1] @ steps[0]) / (steps[0] @ steps[0]))]


@pytest.mark.parametrize("function", [read_off, by_logarithms, by_the_sign])
def test_every_way_to_read_the_limit_is_right(function):
    assert check.limit_from_walk(function).state == "right"


def test_the_limit_that_is_read_off_is_the_limit():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(9, 3))
    H = 2 / 9 * X.T @ X
    limit = 2 / np.linalg.eigvalsh(H)[-1]
    betas = [rng.normal(size=3)]
    for _ in range(80):
        betas.append(betas[-1] - 1.3 * limit * H @ betas[-1])
    assert np.isclose(read_off(np.array(betas), 1.3 * limit), limit)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda b, lr: 2 * lr * last_steps(b)[1] / last_steps(b)[0], "the 1 is missing"),
        (lambda b, lr: 2 * lr / (last_steps(b)[0] / last_steps(b)[1] - 1), "not growth - 1"),
        (lambda b, lr: 2 / read_off(b, lr), "λmax itself"),
        (lambda b, lr: read_off(b, lr) / 2, "twice that"),
        (lambda b, lr: read_off(b, lr) / lr, "lr is missing"),
        (lambda b, lr: read_off(b[:3], lr), "first two steps"),
        (lambda b, lr: lr, "above the limit"),
        (lambda b, lr: 0.064, "another betas gives the same"),
    ],
)
def test_every_wrong_reading_of_a_walk_is_named(function, words):
    outcome = check.limit_from_walk(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome
