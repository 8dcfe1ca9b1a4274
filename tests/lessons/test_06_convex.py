"""Figures and reasons of lesson 6, worked out again with numpy alone, the plain way.

Each claim is a phrase that stands in the lesson, or a figure that its notebook prints, and a
function that says whether it is true.
"""

import numpy as np
import pytest

from tests.helpers.lessons import lesson, prose
from tests.helpers.results import printed

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y, NOISY = np.array([6.0, 8, 9, 11]), np.array([6.5, 7.7, 8.8, 11.6])
START, ANSWER, BEST = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3]), np.array([1.1, 2, 3])
LAM, VECTORS = np.linalg.eigh(X.T @ X)  # of X^T X
HESSIAN = X.T @ X / 2  # of the mean of squares
STEEPEST, L = LAM[-1], LAM[-1] / 2
A = np.column_stack([[-2, -1, 0, 1, 2, 3], np.ones(6)])
YES = np.array([0, 0, 1, 0, 1, 1])


def near(found, figure, digits):
    return abs(found - figure) < 0.51 * 10.0**-digits


def bend(f, x, h=1e-4):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def hessian(f, at, h=1e-4):
    steps = h * np.eye(len(at))
    mixed = [
        [f(at + u + v) - f(at + u - v) - f(at - u + v) + f(at - u - v) for v in steps]
        for u in steps
    ]
    return np.array(mixed) / (4 * h * h)


def mean_square(beta):
    return ((Y - X @ beta) ** 2).mean()


def walk(T=100, lr=0.02):
    """Down the mean of squares, from its derivative by hand: the betas."""
    betas = [START]
    for _ in range(T):
        betas.append(betas[-1] + lr * 2 / 4 * X.T @ (Y - X @ betas[-1]))
    return np.array(betas)


def degrees_off(beta):
    """The angle by the law of cosines, from three lengths."""
    u, v = X.T @ (Y - X @ beta), ANSWER - beta
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    return np.degrees(np.arccos(1 - ((u - v) ** 2).sum() / 2))


def norm_walk(lr, T, y=Y, start=START):
    """Down the norm itself: the betas."""
    betas = [start]
    for t in range(T):
        r = y - X @ betas[-1]
        betas.append(betas[-1] + lr(t) * X.T @ r / np.sqrt(r @ r))
    return np.array(betas)


def norms(betas, y=Y):
    return np.sqrt(((y - betas @ X.T) ** 2).sum(axis=1))


def power_walk(x, lr, T=20_000):
    for _ in range(T):
        x = x - lr * 1.5 * np.sign(x) * abs(x) ** 0.5
    return x


def exponential_walk(T):
    x = 0.0
    for _ in range(T):
        x -= np.exp(x)
    return x


def probability(beta):
    return 1 / (1 + np.exp(-A @ beta))


def squares(beta):
    return ((probability(beta) - YES) ** 2).mean()


def log_loss(beta):
    q = probability(beta)
    return -np.where(YES == 1, np.log(q), np.log(1 - q)).mean()


def lowest(f):
    """The smallest curvature at the lesson's 200 points, by second differences."""
    points = np.random.default_rng(0).uniform(-3, 3, (200, 2))
    return min(np.linalg.eigvalsh(hessian(f, beta))[0] for beta in points)


def tangents_lie_below(f, slope, low, high):
    b, c = np.random.default_rng(2).uniform(low, high, (2, 500))
    return bool((slope(b) * (c - b) <= f(c) - f(b) + 1e-9).all())


def gains_enough(steps=60):
    """A step with 1/L lowers the loss by |g|^2 / 2L at least, on the lecture's walk."""
    betas = walk(steps, 1 / L)
    g = 2 / 4 * (betas @ X.T - Y) @ X
    losses = ((Y - betas @ X.T) ** 2).mean(axis=1)
    gain = losses[:-1] - losses[1:]
    return bool((gain >= (g[:-1] ** 2).sum(axis=1) / (2 * L) - 1e-9).all())


def telescopes(steps=60):
    """Line 2 of the proof: the next loss is at most L/2 (|e|^2 - |e next|^2)."""
    betas = walk(steps, 1 / L)
    losses = ((Y - betas @ X.T) ** 2).mean(axis=1)
    squared = ((betas - ANSWER) ** 2).sum(axis=1)
    return bool((losses[1:] <= L / 2 * (squared[:-1] - squared[1:]) + 1e-9).all())


def falls_within_the_bound(T=3000):
    """The best norm so far is at most (|e|^2 + G^2 sum of lr^2) / (2 sum of lr), G^2 = STEEPEST."""
    lrs = 0.5 / np.sqrt(np.arange(T) + 1)
    r = norms(norm_walk(lambda t: lrs[t], T))[:-1]
    bound = ((START - ANSWER) @ (START - ANSWER) + STEEPEST * np.cumsum(lrs**2)) / (
        2 * np.cumsum(lrs)
    )
    return bool((np.minimum.accumulate(r) <= bound).all())


def two_cycle(lr):
    """(width, how far along the steepest eigenvector)."""
    jump = np.diff(norm_walk(lambda t: lr, 10_000)[-2:], axis=0)[0]
    return np.linalg.norm(jump), abs(jump @ VECTORS[:, -1]) / np.linalg.norm(jump)


def settles(share):
    """With noise, and this share of 2|r*|/λ as lr: does it end at the minimum?"""
    lr = share * 2 * np.linalg.norm(NOISY - X @ BEST) / STEEPEST
    return np.linalg.norm(norm_walk(lambda t: lr, 20_000, NOISY)[-1] - BEST) < 1e-6


def sinks():
    """With lr/sqrt(t + 1), the norm around step 500 over that around 50,000."""
    r = norms(norm_walk(lambda t: 0.5 * (t + 1) ** -0.5, 50_001, start=ANSWER + 0.1))
    return (r[500] + r[501]) / (r[50_000] + r[50_001])


def left_of_the_steepest():
    """The steepest part of the error after 15 steps, as a share of that at the start."""
    return abs((walk()[15] - ANSWER) @ VECTORS[:, -1] / ((START - ANSWER) @ VECTORS[:, -1]))


def goes_on_jumping():
    """At a corner with the slopes 1 and -2 it comes round in three steps, not in two."""
    x = [0.5]
    for _ in range(6):
        x.append(x[-1] - (1.0 if x[-1] > 0 else -2.0))
    return x[0] == x[3] == x[6] and x[0] != x[2] and np.abs(np.diff(x)).min() >= 1


def reach():
    """How far lr 0.5/(t + 1)^2 can go at most, and how far it must."""
    return 0.5 * np.pi**2 / 6 * STEEPEST**0.5, np.linalg.norm(START - ANSWER)


CLAIMS = [
    ("On the left every chord stays above the curve; on the right one is cut",
     lambda: bend(np.square, 0.3) > 0 and 2 - np.cos(1.8) - np.cos(3.6) > np.interp(
         1.8, [-1.5, 2.5], 2 - np.cos([-1.5, 2.5]) - np.cos([-3.0, 5.0]))),
    ("$v^\\top H v = \\frac2n v^\\top X^\\top X v = \\frac2n \\lVert Xv\\rVert^2$: a square",
     lambda: np.allclose(hessian(mean_square, START), HESSIAN, atol=1e-3)),
    ("Its smallest value over all $v$ of length 1 is the smallest eigenvalue of $H$",
     lambda: near(min(v @ HESSIAN @ v / (v @ v) for v in
                      VECTORS[:, 0] + np.random.default_rng(1).normal(0, 0.01, (3000, 3))),
                  np.linalg.eigvalsh(HESSIAN)[0], 2)),
    ("its slope would fall",
     lambda: all(bend(f, x) < 0 for f, x in ((np.cos, 0.0), (lambda x: -x * x, 1.0)))),
    ("**Every tangent lies below.**",
     lambda: tangents_lie_below(np.exp, np.exp, -3, 3)
     and not tangents_lie_below(np.cos, lambda x: -np.sin(x), -3, 3)),
    ("each part of the error counts with its $\\lambda$: the steepest with 108 times the weight",
     lambda: near(LAM[-1] / LAM[0], 108, 0)),
    ("turns $-g$ across the valley for the first steps",
     lambda: abs(VECTORS[:, -1] @ X.T @ (Y - X @ walk()[3])) > 3 * np.linalg.norm(
         VECTORS[:, :2].T @ X.T @ (Y - X @ walk()[3]))),
    ("Each step multiplies it by 0.69", lambda: near(1 - 0.02 * L, 0.69, 2)),
    ("after 15 steps 0.4 % of it is left", lambda: near(100 * left_of_the_steepest(), 0.4, 1)),
    ("and $-g$ points along the valley",
     lambda: all(degrees_off(walk()[t]) < 20 for t in (15, 20, 100))),
    ("only if all $\\lambda$ are equal: a round bowl",
     lambda: abs(np.cross(np.diag([1, 1, 2]) @ [1, 2, 3], [1, 2, 3])).max() > 1),
    ("its curvature is $0.75/\\sqrt{|x|}$",
     lambda: np.isclose(bend(lambda x: x**1.5, 0.3), 0.75 / np.sqrt(0.3), rtol=1e-5)),
    ("Put $x - 1.5\\,\\text{lr}\\sqrt{x} = -x$ and solve",
     lambda: all(np.isclose(abs(power_walk(x, 0.01)), 9 / 16 * 1e-4) for x in (1.0, -0.2, 1e-9))),
    ("unless a step happens to hit 0 exactly",
     lambda: power_walk(2.25 * 0.5**2, 0.5, 1) == power_walk(2.25 * 0.5**2, 0.5, 9) == 0),
    ("is reached nowhere", lambda: exponential_walk(10_000) < exponential_walk(100) - 4),
    ("a step gains at least", gains_enough),
    ("= \\frac L2\\big(\\lVert e_t\\rVert^2 - \\lVert e_{t+1}\\rVert^2\\big)", telescopes),
    ("Every lr below $2/L$ converges",
     lambda: np.allclose(walk(60_000, 1.99 / L)[-1], ANSWER, atol=1e-6)
     and not np.linalg.norm(walk(3000, 2.01 / L)[-1]) < 1e3),
    ("$\\lVert r\\rVert = \\sqrt\\lambda\\,|c|$",
     lambda: all(np.isclose(np.linalg.norm(Y - X @ (ANSWER - 0.3 * v)), 0.3 * lam**0.5)
                 for lam, v in zip(LAM, VECTORS.T, strict=True))),
    ("Both jump along the steepest eigenvector",
     lambda: all(np.allclose(two_cycle(lr), [lr * STEEPEST**0.5, 1]) for lr in (0.01, 0.005))),
    ("$\\lVert r\\rVert = \\sqrt{\\lVert r^*\\rVert^2 + \\lambda c^2}$ is round at its minimum",
     lambda: np.isclose(np.linalg.norm(NOISY - X @ (BEST + 0.2 * VECTORS[:, -1])),
                        np.hypot(np.linalg.norm(NOISY - X @ BEST), 0.2 * STEEPEST**0.5))),
    ("a small constant lr converges", lambda: settles(0.98) and not settles(1.02)),
    ("(here $G = \\sqrt\\lambda$ of the steepest)",
     lambda: max(np.linalg.norm(X.T @ u) for u in np.linalg.svd(X)[0].T) <= STEEPEST**0.5 + 1e-9),
    ("\\sum \\text{lr}_t^2}{2 \\sum \\text{lr}_t}$$", falls_within_the_bound),
    ("add up to at most 0.5 π²/6 √λ = 4.6, and the answer is 18.6 away",
     lambda: near(reach()[0], 4.6, 1) and near(reach()[1], 18.6, 1)),
    ("On the mean of squares nothing is left over", lambda: mean_square(walk(10_000)[-1]) < 1e-20),
    ("At a corner a constant lr goes on jumping", goes_on_jumping),
    ("times a aᵀ with the row a = (x, 1)",
     lambda: all(np.allclose(hessian(log_loss, b), (A.T * (probability(b) * (1 - probability(b))))
                             @ A / 6, atol=1e-5) for b in (np.zeros(2), np.array([1.0, -2])))),
    ("ten times as near takes a hundred times the steps", lambda: near(sinks(), 10, 0)),
]  # fmt: skip

PRINTED = [
    ("√|x| curve 1.000, chord 0.707", lambda: near(2**0.5 / 2, 0.707, 3)),
    ("x^4 0.000 e^x 0.050 cos -1.000", lambda: near(np.exp(-3), 0.050, 3)),
    ("v H v = 7.000, 2/n times the square 7.000",
     lambda: np.isclose(((X @ [1, -2, 1]) ** 2).sum() / 2, 7)),
    ("squares_hessian -0.280 log_hessian 0.008",
     lambda: near(lowest(squares), -0.280, 3) and near(lowest(log_loss), 0.008, 3)),
    ("2174.47 >= 1087.23 >= 0",
     lambda: near((START - ANSWER) @ HESSIAN @ (START - ANSWER), 2174.47, 2)
     and near(mean_square(START), 1087.235, 3)),
    *((f"t {t:3}: {angle} degrees", lambda t=t, angle=angle: near(degrees_off(walk()[t]), angle, 1))
      for t, angle in ((0, 50.2), (3, 72.8), (5, 77.9), (8, 73.1), (10, 60.4), (15, 19.4),
                       (20, 12.1), (100, 11.5))),
    ("9/16 lr² = 5.625e-05", lambda: np.isclose(abs(power_walk(1.0, 0.01)), 5.625e-5)),
    ("x [-4.64 -9.21] loss [0.00965 0.0001 ]",
     lambda: near(exponential_walk(100), -4.64, 2) and near(exponential_walk(10_000), -9.21, 2)),
    ("T 10: 14 <= 269 T 100: 2.02 <= 26.9 T 1000: 8.67e-08 <= 2.69",
     lambda: near(mean_square(walk(100, 1 / L)[-1]), 2.02, 2)
     and near(L * ((START - ANSWER) ** 2).sum() / 20, 269, 0)),
    ("step 0.0559183, lr √λ = 0.0559183", lambda: near(two_cycle(0.01)[0], 0.0559183, 7)),
    ("root t 1000: 0.25 t 10,000: 0.078",
     lambda: near(0.5 / 1001**0.5 * STEEPEST / 2, 0.25, 2)
     and near(0.5 / 100 * STEEPEST / 2, 0.078, 3)),
    ("square t 1000: 41 t 10,000: 41",
     lambda: near(norms(norm_walk(lambda t: 0.5 / (t + 1) ** 2, 10_000))[-1], 41, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_sentence_is_true(phrase, holds):
    assert " ".join(phrase.split()) in prose("06")
    assert holds()


@pytest.mark.parametrize(("phrase", "holds"), PRINTED, ids=[c[0][:40] for c in PRINTED])
def test_a_figure_that_is_printed_is_true(phrase, holds):
    assert " ".join(phrase.split()) in printed("06")
    assert holds()


def test_the_question_with_numbers_has_one_right_option_for_every_seed():
    """Three distinct widths, and a walk that ends in a two-cycle of the one called right."""
    text = lesson("06").read_text(encoding="utf-8")
    source = text[text.index("def corner_width") :].split("```")[0]
    place = {}
    exec(source, place)
    for seed in range(50):
        question, options, answer = place["corner_width"](seed)
        assert len(options) == 3 and answer in options
        slope, lr = 2 + seed % 4, 0.1 * (1 + seed % 5)
        assert f"{slope} |x|" in question and f"lr {lr:.1f}" in question
        x = [0.123 * np.pi]
        for _ in range(200):
            x.append(x[-1] - lr * slope * np.sign(x[-1]))
        assert np.isclose(abs(x[-1] - x[-2]), float(answer))
