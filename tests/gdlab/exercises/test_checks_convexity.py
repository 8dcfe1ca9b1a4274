"""Lesson 5: chord, angle, falling lr. Every mistake has its own words; every right way passes."""

import math

import numpy as np
import pytest

from gdlab.exercises import check


def wrong_with(outcome, words):
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


# how far the curve rises above its chord


def by_shares(f, a, b):
    t = np.linspace(0, 1, 101)
    return np.max(f(a + t * (b - a)) - ((1 - t) * f(a) + t * f(b)))


def in_a_loop(f, a, b):
    highest = 0.0
    for k in range(101):
        x = a + k * (b - a) / 100
        highest = max(highest, f(x) - f(a) - (f(b) - f(a)) * k / 100)
    return float(highest)


def from_the_other_end(f, a, b):
    x = np.linspace(b, a, 101)
    slope = (f(a) - f(b)) / (a - b)
    return (f(x) - (f(b) + slope * (x - b))).max()


@pytest.mark.parametrize(
    "function",
    [
        by_shares,
        in_a_loop,
        from_the_other_end,
        lambda f, a, b: max(
            f(x) - np.interp(x, [a, b], [f(a), f(b)]) for x in np.linspace(a, b, 101)
        ),
        lambda f, a, b: by_shares(f, a, b) * np.ones(1),
        lambda f, a, b: np.array(by_shares(f, a, b)),
        lambda f, a, b: np.float32(by_shares(f, a, b)),
        lambda f, a, b: (
            f(np.linspace(a, b, 1001)) - np.linspace(f(a), f(b), 1001)
        ).max(),  # a finer look is right, too
        lambda f, a, b: (
            f(t := np.linspace(a, b, 101)) - np.polyval(np.polyfit([a, b], [f(a), f(b)], 1), t)
        ).max(),
        lambda f, a, b: sorted(f(np.linspace(a, b, 101)) - np.linspace(f(a), f(b), 101))[-1],
    ],
)  # fmt: skip
def test_every_way_to_measure_the_rise_is_right(function):
    assert check.rise_above_chord(function).state == "right"


def difference(f, a, b):
    return f(np.linspace(a, b, 101)) - np.linspace(f(a), f(b), 101)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda f, a, b: (-difference(f, a, b)).max(), "how far it hangs below"),
        (lambda f, a, b: difference(f, a, b).min(), "the least"),
        (lambda f, a, b: np.abs(difference(f, a, b)).max(), "either way"),
        (lambda f, a, b: f((a + b) / 2) - (f(a) + f(b)) / 2, "only the middle"),
        (lambda f, a, b: difference(f, a, b).mean(), "the mean"),
        (lambda f, a, b: (f(np.linspace(a, b, 101)) - np.linspace(f(b), f(a), 101)).max(),
         "ends of the chord are swapped"),
        (lambda f, a, b: (f(np.linspace(a, b, 101)) - (f(a) + f(b)) / 2).max(), "one height"),
        (lambda f, a, b: np.linspace(a, b, 101)[difference(f, a, b).argmax()], "this is the x"),
        (lambda f, a, b: f(np.linspace(a, b, 101)).max(), "subtract the chord"),
        (lambda f, a, b: difference(f, a, b)[1:-1].max(), "the ends belong"),
        (lambda f, a, b: bool((difference(f, a, b) > 1e-9).any()), "came back; a number is asked"),
        (difference, "all differences came back"),
        (lambda f, a, b: 1.0, "another a gives the same"),
        (lambda f, a, b: f(None), "TypeError"),
    ],
)  # fmt: skip
def test_every_wrong_rise_is_named(function, words):
    wrong_with(check.rise_above_chord(function), words)


def test_the_tangent_is_no_chord():
    def tangent(f, a, b, h=1e-4):
        x = np.linspace(a, b, 101)
        return (f(x) - f(a) - (f(a + h) - f(a)) / h * (x - a)).max()

    wrong_with(check.rise_above_chord(tangent), "tangent")


# the angle between minus the gradient and the way


def cosine(u, v):
    return u @ v / (np.linalg.norm(u) * np.linalg.norm(v))


def plain(gradient, beta, answer):
    return np.degrees(np.arccos(cosine(-gradient, answer - beta)))


def clipped(gradient, beta, answer):
    return np.degrees(np.arccos(np.clip(cosine(gradient, beta - answer), -1, 1)))


def by_unit_vectors(gradient, beta, answer):
    way = answer - beta
    u, v = -gradient / np.linalg.norm(gradient), way / np.linalg.norm(way)
    return np.degrees(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))


def in_math(gradient, beta, answer):
    way = [a - b for a, b in zip(answer, beta, strict=True)]
    product = -sum(g * w for g, w in zip(gradient, way, strict=True))
    c = product / math.hypot(*gradient) / math.hypot(*way)
    return math.degrees(math.acos(max(-1.0, min(1.0, c))))


@pytest.mark.parametrize(
    "function",
    [
        plain,
        clipped,
        by_unit_vectors,
        in_math,
        lambda g, b, a: 180 - plain(-g, b, a),
        lambda g, b, a: np.arccos(cosine(-g, a - b)) * 180 / np.pi,
        lambda g, b, a: np.rad2deg(np.arccos(cosine(g, b - a))),
        lambda g, b, a: [plain(g, b, a)],
        lambda g, b, a: np.float32(plain(g, b, a)),
        lambda g, b, a: 90 - np.degrees(np.arcsin(cosine(-g, a - b))),
    ],
)
def test_every_way_to_the_angle_is_right(function):
    assert check.angle_to_minimum(function).state == "right"


def test_nan_for_one_direction_is_told_and_no_mistake():
    assert "np.clip" in check.angle_to_minimum(plain).message
    assert check.angle_to_minimum(clipped).message == "Right."


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda g, b, a: plain(-g, b, a), "*minus* the gradient that"),
        (lambda g, b, a: np.arccos(cosine(-g, a - b)), "in radians"),
        (lambda g, b, a: np.arccos(cosine(g, a - b)), "in radians"),
        (lambda g, b, a: cosine(-g, a - b), "this is the cosine"),
        (lambda g, b, a: cosine(g, a - b), "sign is missing"),
        (lambda g, b, a: -g @ (a - b), "divide by both lengths"),
        (lambda g, b, a: g @ (a - b), "divide by both lengths"),
        (lambda g, b, a: plain(g, 0 * b, a), "with `answer` itself"),
        (lambda g, b, a: plain(g, 0 * b, b), "with `beta`"),
        (lambda g, b, a: np.degrees(plain(g, b, a)), "convert once"),
        (lambda g, b, a: np.radians(np.arccos(cosine(-g, a - b))), "the other way"),
        (lambda g, b, a: np.degrees(np.arcsin(cosine(-g, a - b))), "np.arcsin"),
        (lambda g, b, a: np.degrees(np.arccos(-g @ (a - b) / ((g @ g) * ((a - b) @ (a - b))))),
         "lengths are squared"),
        (lambda g, b, a: np.degrees(np.arccos(-g @ (a - b))), "both their lengths"),
        (lambda g, b, a: np.degrees(np.arccos(-g * (a - b))), "one number was expected"),
        (lambda g, b, a: plain(g, b, a) > 90, "a number is asked"),
        (lambda g, b, a: 50.18, "another gradient gives the same"),
    ],
)  # fmt: skip
def test_every_wrong_angle_is_named(function, words):
    wrong_with(check.angle_to_minimum(function), words)


# down the norm with a falling learning rate


def step(error):
    size = np.linalg.norm(error)
    return error / size if size > 0 else error


def descend(rate=lambda lr, t, T: lr / np.sqrt(t + 1), pull=None, steps=lambda T: range(T)):
    """The loop with one thing to get wrong."""
    pull = pull or (lambda X, error: X.T @ step(error))

    def f(X, y, lr, T, start):
        beta = start
        for t in steps(T):
            beta = beta + rate(lr, t, T) * pull(X, y - X @ beta)
        return beta

    return f


def slides_loop(X, y, lr, T, start):
    beta_gd = start
    for t in range(T):
        error = y - X @ beta_gd
        length = np.linalg.norm(error)
        if length == 0:
            break
        grad = -np.transpose(X) @ (error / length)
        beta_gd = beta_gd - lr / (t + 1) ** 0.5 * grad
    return beta_gd


def a_history(X, y, lr, T, start):
    betas = [np.array(start)]
    for t in range(1, T + 1):
        betas.append(betas[-1] + lr / np.sqrt(t) * X.T @ step(y - X @ betas[-1]))
    return betas


def in_place_on_a_copy(X, y, lr, T, start):
    beta = start.astype(float)
    for t in range(T):
        r = X @ beta - y
        beta -= lr / math.sqrt(t + 1) * X.T @ r / max(np.sqrt(r @ r), 1e-300)
    return beta


@pytest.mark.parametrize(
    "function",
    [
        descend(),
        slides_loop,
        a_history,
        in_place_on_a_copy,
        descend(rate=lambda lr, t, T: lr * (t + 1) ** -0.5),
        descend(rate=lambda lr, t, T: lr / np.sqrt(t), steps=lambda T: range(1, T + 1)),
        descend(pull=lambda X, e: sum(x * r for x, r in zip(X, step(e), strict=True))),
        descend(pull=lambda X, e: np.einsum("nd,n", X, step(e))),
        descend(pull=lambda X, e: np.nan_to_num(X.T @ (e / np.linalg.norm(e)))),
        descend(pull=lambda X, e: X.T @ e / (np.linalg.norm(e) + 1e-12)),
        lambda *arguments: list(descend()(*arguments)),
    ],
)
def test_every_way_down_the_norm_is_right(function):
    outcome = check.falling_l2(function)
    assert outcome.state == "right", outcome


def overwrites(X, y, lr, T, start):
    beta = start
    for t in range(T):
        lr = lr / np.sqrt(t + 1)
        beta = beta + lr * X.T @ step(y - X @ beta)
    return beta


def length_once(X, y, lr, T, start):
    length = np.linalg.norm(y - X @ start)
    return descend(pull=lambda X, error: X.T @ error / length)(X, y, lr, T, start)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (descend(rate=lambda lr, t, T: lr), "stays the same"),
        (descend(rate=lambda lr, t, T: lr / (t + 1)), "take its root"),
        (descend(rate=lambda lr, t, T: lr / (t + 1) ** 2), "the square of t + 1"),
        (descend(rate=lambda lr, t, T: lr * np.sqrt(t + 1)), "it grows"),
        (descend(rate=lambda lr, t, T: lr / np.sqrt(t)), "The first step is t = 0"),
        (descend(rate=lambda lr, t, T: lr / math.sqrt(t)), "The first step is t = 0"),
        (descend(rate=lambda lr, t, T: lr / t), "The first step is t = 0"),
        (descend(rate=lambda lr, t, T: lr / np.sqrt(t + 2)), "must be lr itself"),
        (descend(rate=lambda lr, t, T: lr / np.sqrt(T)), "the root of T"),
        (descend(rate=lambda lr, t, T: 1 / np.sqrt(t + 1)), "lr is missing"),
        (overwrites, "overwritten"),
        (length_once, "computed once"),
        (descend(pull=lambda X, e: X.T @ e), "steps of the square"),
        (descend(pull=lambda X, e: 2 / len(e) * X.T @ e), "mean of squares"),
        (descend(pull=lambda X, e: X.T @ step(e) / np.sqrt(len(e))), "the root of the *mean*"),
        (descend(pull=lambda X, e: X.T @ step(e) / len(e)), "an n too many"),
        (descend(pull=lambda X, e: step(X.T @ e)), "divide the *error*"),
        (descend(pull=lambda X, e: X.T @ e / (e @ e)), "once is enough"),
        (descend(pull=lambda X, e: -X.T @ step(e)), "uphill"),
        (descend(rate=lambda lr, t, T: lr, pull=lambda X, e: X.T @ e), "steps of the square"),
        (descend(rate=lambda lr, t, T: lr, pull=lambda X, e: -X.T @ step(e)), "uphill"),
        (descend(steps=lambda T: range(T - 1)), "one step short"),
        (descend(rate=lambda lr, t, T: lr / np.sqrt(t), steps=lambda T: range(1, T)),
         "one step short"),
        (descend(steps=lambda T: range(T + 1)), "one step too many"),
        (descend(steps=lambda T: range(0)), "returns the start"),
        (lambda X, y, lr, T, start: descend()(X, y, lr, T, 0 * start), "begins at zero"),
        (descend(pull=lambda X, e: X.T @ (e / np.linalg.norm(e))), "0/0 is nan"),
        (lambda X, y, lr, T, start: y - X @ start, "return the last beta"),
        (lambda X, y, lr, T, start: start + 1, "another X"),
    ],
)  # fmt: skip
def test_every_wrong_way_down_the_norm_is_named(function, words):
    wrong_with(check.falling_l2(function), words)
