"""Figures of lesson 5, worked out again with numpy alone, the plain way.

Each claim is a phrase that stands in the lesson, or a figure that its notebook prints, and a
function that says whether it is true.
"""

import json
from itertools import permutations, product

import numpy as np
import pytest

from tests.helpers import ROOT

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y, NOISY = np.array([6.0, 8, 9, 11]), np.array([6.5, 7.7, 8.8, 11.6])
START, ANSWER, BEST = np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3]), np.array([1.1, 2, 3])
H = X.T @ X
LAM, VECTORS = np.linalg.eigh(H)
STEEPEST = LAM[-1]
WORST_MIX = np.degrees(np.arctan((LAM[0] / STEEPEST) ** 0.5))
PLACES = np.arange(8) * np.pi / 4
CREST = 1.8234766


def degrees_off(beta):
    """The angle by the law of cosines, from three lengths."""
    gradient = H @ (beta - ANSWER)
    u, v = -gradient / np.linalg.norm(gradient), (ANSWER - beta) / np.linalg.norm(ANSWER - beta)
    return np.degrees(np.arccos(1 - ((u - v) ** 2).sum() / 2))


def worst_off():
    """Over a hundred thousand errors drawn in all directions, and the best of the known plane."""
    errors = np.random.default_rng(0).normal(size=(100_000, 3)) / LAM**0.5 @ VECTORS.T
    gradients = errors @ H
    lengths = np.sqrt((errors**2).sum(1) * (gradients**2).sum(1))
    return np.degrees(np.arccos((errors * gradients).sum(1) / lengths)).max()


def norm_walk(lr, T, y=Y):
    """Down the norm itself: the betas."""
    betas = [START]
    for t in range(T):
        error = y - X @ betas[-1]
        betas.append(betas[-1] + lr(t) * X.T @ error / np.sqrt(error @ error))
    return np.array(betas)


def norms(betas, y=Y):
    return np.sqrt(((y - betas @ X.T) ** 2).sum(axis=1))


def two_cycle(lr):
    """(sum of the last two norms, the last step)."""
    betas = norm_walk(lambda t: lr, 10_000)
    return norms(betas)[-2:].sum(), np.linalg.norm(betas[-1] - betas[-2])


def sinks():
    """With lr falling like 1 / sqrt(t): the norm around step 2000 over that around 20,000."""
    r = norms(norm_walk(lambda t: 0.5 * (t + 1) ** -0.5, 20_001))
    return (r[2000] + r[2001]) / (r[20_000] + r[20_001])


def power_walk(x, lr, T=20_000):
    for _ in range(T):
        x = x - lr * 1.5 * np.sign(x) * abs(x) ** 0.5
    return x


def fourth(x, lr, T=300):
    for _ in range(T):
        x = x - lr * 4 * x**3
        if abs(x) > 1e3:
            return np.inf
    return abs(x)


def wave(phi):
    """Mean of squares of the two-tone model, from its definition."""
    x = PLACES + np.asarray(phi)[..., None]
    r = np.cos(x) + np.cos(2 * x) - np.cos(PLACES) - np.cos(2 * PLACES)
    return (r**2).mean(axis=-1)


def bend(f, x, h=1e-4):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


def ends(lr, T, starts=2000):
    """Where starts all round the circle are after T steps, by the slope in closed form."""
    phi = (np.arange(starts) + 0.5) / starts * 2 * np.pi - np.pi
    for _ in range(T):
        phi = phi - lr * np.sin(phi) * (1 + 4 * np.cos(phi))
    return phi


def share_at(place, phi):
    return np.mean(np.abs(np.cos(phi) - np.cos(place)) < 1e-6)


def amp_phase(theta):
    a, phi = theta
    return ((a * np.cos(PLACES + phi) - np.cos(PLACES)) ** 2).mean()


def hessian(f, at, h=1e-4):
    out = np.empty((len(at), len(at)))
    for i, u in enumerate(h * np.eye(len(at))):
        for j, v in enumerate(h * np.eye(len(at))):
            ahead, behind = f(at + u + v) - f(at + u - v), f(at - u + v) - f(at - u - v)
            out[i, j] = (ahead - behind) / (4 * h * h)
    return out


def slow_steps():
    """Steps from 0.001 beside the saddle until the loss has fallen from 0.5 below 0.4."""
    theta, count = np.array([0, np.pi / 2 + 0.001]), 0
    while amp_phase(theta) >= 0.4:
        a, phi = theta
        theta = theta - 0.2 * np.array([a - np.cos(phi), a * np.sin(phi)])
        count += 1
    return count


def unit(a, w):
    x = np.array([-2.0, -1, 1, 2])
    return ((a * np.tanh(w * x) - 2 * np.tanh(x)) ** 2).mean()


def copies(k):
    """Different ways to write one and the same network of k units."""
    rng = np.random.default_rng(k)
    a, w, x = rng.normal(size=k), rng.normal(size=k), np.linspace(-2, 2, 9)
    same = set()
    for order, signs in product(permutations(range(k)), product((1, -1), repeat=k)):
        b, v = a[list(order)] * signs, w[list(order)] * signs
        assert np.allclose(np.tanh(np.outer(x, v)) @ b, np.tanh(np.outer(x, w)) @ a)
        same.add((*b, *v))
    return len(same)


def near(found, figure, digits):
    return abs(found - figure) < 0.5 * 10.0**-digits


CLAIMS = [
    ("about 44° off; more is possible",
     lambda: near(degrees_off(ANSWER + VECTORS[:, 0] + VECTORS[:, -1]), 44.5, 1)),
    ("here up to 79.0° off", lambda: near(worst_off(), 79.0, 1)),
    ("50.18° at the lecture's start", lambda: near(degrees_off(START), 50.18, 2)),
    ("the left side is exactly twice the middle",
     lambda: np.isclose((START - ANSWER) @ H @ (START - ANSWER), ((Y - X @ START) ** 2).sum())),
    ("at $\\pm\\frac{9}{16}\\text{lr}^2$",
     lambda: all(np.isclose(abs(power_walk(x, 0.01)), 9 / 16 * 1e-4) for x in (1.0, -0.2, 1e-9))),
    ("as from $2.25\\,\\text{lr}^2$, stays there",
     lambda: power_walk(2.25 * 0.5**2, 0.5, 1) == power_walk(2.25 * 0.5**2, 0.5, 9) == 0),
    ("The reason is the curvature, $0.75/\\sqrt{|x|}$",
     lambda: np.isclose(bend(lambda x: x**1.5, 0.3), 0.75 / np.sqrt(0.3), rtol=1e-5)),
    ("Its curvature $12x^2$", lambda: np.isclose(bend(lambda x: x**4, 0.7), 12 * 0.49, rtol=1e-5)),
    ("how large lr may be depends on the start",
     lambda: fourth(0.999 * 5**0.5, 0.1) < 0.1 and np.isinf(fourth(1.001 * 5**0.5, 0.1))),
    ("The sum is $\\text{lr}\\,L$ and the step is $\\text{lr}\\,\\sqrt L$",
     lambda: np.allclose(two_cycle(0.01), [0.01 * STEEPEST, 0.01 * STEEPEST**0.5], rtol=1e-9)),
    ("if lr is below $2\\lVert r^*\\rVert/L$",
     lambda: np.linalg.norm(norm_walk(lambda t: 0.0511, 20_000, NOISY)[-1] - BEST) < 1e-9
     and np.linalg.norm(norm_walk(lambda t: 0.0513, 20_000, NOISY)[-1] - BEST) > 1e-3),
    ("Ten times as near takes a hundred times the steps", lambda: near(sinks(), 10**0.5, 1)),
    ("$(1 - \\cos\\varphi) + (1 - \\cos 2\\varphi)$",
     lambda: all(np.isclose(wave(p), 2 - np.cos(p) - np.cos(2 * p)) for p in (-3, 0.4, 2, 5))),
    ("Its slope is $\\sin\\varphi\\,(1 + 4\\cos\\varphi)$",
     lambda: all(np.isclose(slope(wave, p), np.sin(p) * (1 + 4 * np.cos(p))) for p in (0.3, 2, 4))),
    ("the global valley takes 58 % of the circle", lambda: near(CREST / np.pi, 0.5804, 4)),
    ("for 42 of 100 starts", lambda: near(share_at(np.pi, ends(0.1, 300)), 0.42, 2)),
    ("$2/5$ at 0, where the curvature is 5, and $2/3$ at $\\pi$, where it is 3",
     lambda: np.allclose([bend(wave, 0.0), bend(wave, np.pi)], [5, 3], rtol=1e-5)),
    ("the others jump about in the deep valley for ever",
     lambda: share_at(0, ends(0.5, 3000)) == 0
     and near(np.mean(np.cos(ends(0.5, 3000)) > -1 / 4), 0.58, 2)),
    ("$\\begin{pmatrix}1 & 1\\\\ 1 & 0\\end{pmatrix}$",
     lambda: np.allclose(hessian(amp_phase, [0, np.pi / 2]), [[1, 1], [1, 0]], atol=1e-5)),
    ("the loss is $(1 + a^2)/2 - a\\cos\\varphi$",
     lambda: all(np.isclose(amp_phase((a, p)), (1 + a * a) / 2 - a * np.cos(p))
                 for a in (-1.3, 0.4) for p in (0.2, 2.5))),
    ("for some fifty steps hardly anything happens", lambda: 45 <= slow_steps() <= 60),
    ("$3.019 > 0$", lambda: near(unit(0, 0), 3.019, 3) and unit(2, 1) == unit(-2, -1) == 0),
    ("Each parameter's slope is zero where the other one is zero",
     lambda: slope(lambda a: unit(a, 0.0), 0.7) == 0 == slope(lambda w: unit(0.0, w), 0.7)),
    ("That makes $k!\\,2^k$ places", lambda: [copies(k) for k in (1, 2, 3, 4)] == [2, 8, 48, 384]),
]  # fmt: skip

PRINTED = [
    ("50.18 degrees", lambda: near(degrees_off(START), 50.18, 2)),
    ("2174.47 >= 1087.235",
     lambda: near(2 / 4 * (START - ANSWER) @ H @ (START - ANSWER), 2174.47, 2)
     and near(((Y - X @ START) ** 2).mean(), 1087.235, 3)),
    ("at a mix of 5.5 degrees", lambda: near(WORST_MIX, 5.5, 1)),
    ("kappa 108.07: at most 79.0 degrees",
     lambda: near(STEEPEST / LAM[0], 108.07, 2) and near(90 - 2 * WORST_MIX, 79.0, 1)),
    ("1 / sqrt(2 lr) = 2.2361", lambda: near(5**0.5, 2.2361, 4)),
    ("2/L = 0.0639621; at lr 0.07 a step multiplies the error by 1.189",
     lambda: near(2 / STEEPEST, 0.0639621, 7) and near(0.07 * STEEPEST - 1, 1.189, 3)),
    ("lr 0.01: sum 0.3126853 = 0.3126853, step 0.0559183",
     lambda: near(0.01 * STEEPEST, 0.3126853, 7) and near(0.01 * STEEPEST**0.5, 0.0559183, 7)),
    ("limit 0.0512", lambda: near(2 * np.linalg.norm(NOISY - X @ BEST) / STEEPEST, 0.0512, 4)),
    ("crest phi = 1.8234766, loss 3.1250",
     lambda: near(np.arccos(-0.25), 1.8234766, 7) and np.isclose(wave(np.arccos(-0.25)), 25 / 8)),
    ("counted 58.04 %, arccos(-1/4)/π = 58.04 %",
     lambda: near(share_at(0, ends(0.1, 300, 10_000)), 0.5804, 4)
     and near(np.arccos(-0.25) / np.pi, 0.5804, 4)),
    ("0.00 % rest at 0, 41.96 % at π; in the deep valley 58.04 %",
     lambda: near(share_at(np.pi, ends(0.5, 3000, 10_000)), 0.4196, 4)),
    ("half the sum 0.0640, the mean 0.1279, half the mean 0.2558",
     lambda: np.allclose(2 / STEEPEST * np.array([1, 2, 4]), [0.0640, 0.1279, 0.2558], atol=5e-5)),
    ("k = 10: 3,715,891,200 copies", lambda: np.prod(np.arange(1, 11)) * 2**10 == 3_715_891_200),
]  # fmt: skip


def prose():
    return " ".join((ROOT / "lessons" / "05_convexity.md").read_text(encoding="utf-8").split())


def printed():
    """All that the notebook's cells print, in one line."""
    notebook = json.loads((ROOT / "notebooks" / "05_convexity.ipynb").read_text(encoding="utf-8"))
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return " ".join(" ".join("".join(o.get("text", "")) for o in outputs).split())


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in prose()
    assert holds()


@pytest.mark.parametrize(("phrase", "holds"), PRINTED, ids=[c[0][:40] for c in PRINTED])
def test_a_figure_that_is_printed_is_true(phrase, holds):
    assert phrase in printed()
    assert holds()
