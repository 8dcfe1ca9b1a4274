"""Figures and reasons of lesson 7, worked out again with numpy alone, the plain way.

Each claim is a phrase that stands in the lesson, or a figure that its notebook prints, and a
function that says whether it is true.
"""

from itertools import permutations, product

import numpy as np
import pytest

from tests.helpers.lessons import lesson, prose
from tests.helpers.results import printed

PLACES = np.arange(8) * np.pi / 4
CREST = 1.8234766
FOUR = np.array([-2.0, -1, 1, 2])


def near(found, figure, digits):
    return abs(found - figure) < 0.51 * 10.0**-digits


def bend(f, x, h=1e-4):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


def gradient(f, at, h=1e-6):
    return np.array([(f(at + u) - f(at - u)) / (2 * h) for u in h * np.eye(len(at))])


def hessian(f, at, h=1e-4):
    steps = h * np.eye(len(at))
    mixed = [
        [f(at + u + v) - f(at + u - v) - f(at - u + v) + f(at - u - v) for v in steps]
        for u in steps
    ]
    return np.array(mixed) / (4 * h * h)


def two_tone(phi):
    """Mean of squares of the model with two cosines, from its definition."""
    x = PLACES + np.asarray(phi)[..., None]
    r = np.cos(x) + np.cos(2 * x) - np.cos(PLACES) - np.cos(2 * PLACES)
    return (r**2).mean(axis=-1)


def ends(lr, T, starts=2000):
    """Where starts all round the circle are after T steps, by the slope in closed form."""
    phi = (np.arange(starts) + 0.5) / starts * 2 * np.pi - np.pi
    for _ in range(T):
        phi = phi - lr * np.sin(phi) * (1 + 4 * np.cos(phi))
    return phi


def amp_phase(theta):
    a, phi = theta
    return ((a * np.cos(PLACES + phi) - np.cos(PLACES)) ** 2).mean()


def amp_phase_walk(beside, T, lr=0.2):
    points = [np.array([0, np.pi / 2 + beside])]
    for _ in range(T):
        a, phi = points[-1]
        points.append(points[-1] - lr * np.array([a - np.cos(phi), a * np.sin(phi)]))
    return points


def unit(theta):
    a, w = theta
    return ((a * np.tanh(w * FOUR) - 2 * np.tanh(FOUR)) ** 2).mean()


def unit_walk(theta, lr=0.1, T=5000):
    a, w = theta
    for _ in range(T):
        t = np.tanh(w * FOUR)
        r = a * t - 2 * np.tanh(FOUR)
        a, w = a - lr * 2 * (r * t).mean(), w - lr * 2 * (r * a * FOUR * (1 - t * t)).mean()
    return np.array([a, w])


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


def half_way_is_no_minimum():
    """Of two units, half-way between a network and its copies in another order."""
    rng, x = np.random.default_rng(1), np.linspace(-2, 2, 9)
    a, w = rng.normal(size=(2, 2))
    out = lambda a, w: np.tanh(np.outer(x, w)) @ a  # noqa: E731
    middle = out((a + a[::-1]) / 2, (w + w[::-1]) / 2)
    return ((middle - out(a, w)) ** 2).mean() > 0.01


def frequency_ends():
    """(ends, losses) of a thousand walks on the mean of squares of sin(w x), from its slope."""
    x = np.linspace(0, 6, 25)
    w = np.linspace(0, 6, 1000)
    for _ in range(1000):
        r = np.sin(w[:, None] * x) - np.sin(2 * x)
        w = w - 0.04 * (2 * r * x * np.cos(w[:, None] * x)).mean(axis=1)
    return w, ((np.sin(w[:, None] * x) - np.sin(2 * x)) ** 2).mean(axis=1)


def fewest_starts(share, sure):
    k = 1
    while 1 - (1 - share) ** k < sure:
        k += 1
    return k


def gains(lr=0.1, start=1.7, T=300):
    """(what line 1 promises in all, the fall that there was)."""
    phi, total = start, 0.0
    for _ in range(T):
        g = slope(two_tone, phi)
        total += lr * (1 - lr * 5 / 2) * g * g
        phi -= lr * g
    return total, two_tone(start) - two_tone(phi)


def steps_down_from(w, to=2.0, lr=0.1):
    """How many steps w takes to come down to `to`, with the best a at each place: in bundles."""
    count = 0
    while w > to:
        t = np.tanh(w * FOUR)
        a = 2 * np.tanh(FOUR) @ t / (t @ t)
        flat = 1 / np.cosh(w * FOUR) ** 2  # 1 - t^2 would be rounded to 0
        step = lr * 2 * ((a * t - 2 * np.tanh(FOUR)) * a * FOUR * flat).mean()
        bundle = max(1, int(1e-3 / step))
        w, count = w - bundle * step, count + bundle
    return count


def late_not_lost():
    """Starts at the top and the bottom of the map: in no minimum after 200 steps, later in one."""
    starts = [(a, w) for a in (-3.0, -1.0, 1.0, 3.0) for w in (-2.9, 2.9)]
    away = lambda s, T: abs(np.abs(unit_walk(s, T=T)) - [2, 1]).max()  # noqa: E731
    return all(away(s, 200) > 0.05 > 1e-6 > away(s, 5000) for s in starts)


def is_on_a_plateau():
    """Hardly any slope, no minimum near, a lower place far away."""
    end = unit_walk((1, 8))
    g = gradient(unit, end)
    return np.abs(g).max() < 1e-6 and end[1] > 7.9 and unit(end) > 0.04 > unit((2, 1))


CLAIMS = [
    ("Two walks begin side by side and end in different valleys",
     lambda: two_tone(np.pi) - two_tone(0.0) > 1.9 and 1.7 < CREST < 1.9),
    ("The Hessian is 2/n XᵀX, the same at every point",
     lambda: np.allclose(*(hessian(lambda b: ((np.vander(PLACES, 4) @ b - 1) ** 2).mean(), at, 1e-2)
                           for at in (np.zeros(4), np.ones(4))), rtol=1e-4)),
    ("The wave $(-1, \\pi)$ is the same", lambda: amp_phase((-1, np.pi)) < 1e-30),
    ("with $c = a\\cos\\varphi$ and $s = -a\\sin\\varphi$",
     lambda: np.allclose(1.3 * np.cos(PLACES + 0.7), 1.3 * np.cos(0.7) * np.cos(PLACES)
                         - 1.3 * np.sin(0.7) * np.sin(PLACES))),
    ("$\\sin\\varphi + 2\\sin 2\\varphi = \\sin\\varphi\\,(1 + 4\\cos\\varphi)$",
     lambda: all(np.isclose(slope(two_tone, p), np.sin(p) * (1 + 4 * np.cos(p)), atol=1e-6)
                 for p in (0.3, 2, 4))),
    ("at the **global minimum** 0 (loss 0), at the **local minimum** $\\pi$ (loss 2)",
     lambda: np.allclose([two_tone(0.0), two_tone(np.pi)], [0, 2])
     and bend(two_tone, np.pi) > 0),
    ("at $\\varphi = \\pm 1.823$", lambda: near(np.arccos(-0.25), 1.823, 3)),
    ("58 of 100 times", lambda: near(np.mean(np.abs(ends(0.1, 300)) < 0.01), 0.58, 2)),
    ("42 of 100 in the wrong valley",
     lambda: near(np.mean(np.cos(ends(0.1, 300)) < -0.99), 0.42, 2)),
    ("# L = 5, the curvature at 0",
     lambda: np.isclose(bend(two_tone, 0.0), 5, rtol=1e-5)
     and max(abs(bend(two_tone, p)) for p in np.linspace(-3.2, 3.2, 641)) < 5.001),
    ("All gains together are at most the height of the start above the infimum",
     lambda: gains()[0] <= gains()[1] <= two_tone(1.7)),
    ("**The slope goes to 0, convex or not.**",
     lambda: all(np.abs(np.sin(p) * (1 + 4 * np.cos(p))).max() < 1e-6
                 for p in (ends(0.05, 2000), ends(0.39, 2000)))),
    ("Its loss is $\\frac12(1 + a^2) - a\\cos\\varphi$",
     lambda: all(np.isclose(amp_phase((a, p)), (1 + a * a) / 2 - a * np.cos(p))
                 for a in (-1.3, 0.4) for p in (0.2, 2.5))),
    ("the gradient $(a - \\cos\\varphi,\\ a\\sin\\varphi)$",
     lambda: np.allclose(gradient(amp_phase, np.array([0.6, 0.9])),
                         [0.6 - np.cos(0.9), 0.6 * np.sin(0.9)], atol=1e-6)),
    ("$\\begin{pmatrix}1 & 1\\\\ 1 & 0\\end{pmatrix}$",
     lambda: np.allclose(hessian(amp_phase, np.array([0, np.pi / 2])), [[1, 1], [1, 0]],
                         atol=1e-5)),
    ("0.001 · 1.124^t is near 1 after 60 steps", lambda: 0.8 < 0.001 * 1.1236**60 < 1.3),
    ("In forty steps the loss falls by half a percent",
     lambda: near(100 * (1 - amp_phase(amp_phase_walk(0.001, 40)[-1]) / 0.5), 0.5, 1)),
    ("The side decides which minimum is found",
     lambda: np.allclose(amp_phase_walk(0.001, 200)[-1], [-1, np.pi], atol=1e-6)
     and np.allclose(amp_phase_walk(-0.001, 200)[-1], [1, 0], atol=1e-6)),
    ("at $(0, 0)$, the loss is 3.019",
     lambda: near(unit((0, 0)), 3.019, 3) and unit((2, 1)) == unit((-2, -1)) == 0),
    ("a mean of $2\\,(\\hat y - y)\\cdot",
     lambda: np.allclose(gradient(unit, np.array([0.7, 0.4])), [
         (2 * (0.7 * (t := np.tanh(0.4 * FOUR)) - 2 * np.tanh(FOUR)) * t).mean(),
         (2 * (0.7 * t - 2 * np.tanh(FOUR)) * 0.7 * FOUR * (1 - t * t)).mean()], atol=1e-6)),
    ("Zero is a saddle",
     lambda: np.prod(np.linalg.eigvalsh(hessian(unit, np.zeros(2)))) < 0
     and np.allclose(gradient(unit, np.zeros(2)), 0)),
    ("the second part of the gradient is nearly 0, at no minimum", is_on_a_plateau),
    ("it needs some 30 million steps to come down",
     lambda: 2.5e7 < steps_down_from(8.0) < 3.5e7
     and 0.9 < steps_down_from(4.0, 1.05) / 11_001 < 1.1),  # 11,001: walked out, step by step
    ("they are on the plateau: late, not lost", late_not_lost),
    ("$a$ does its best, and $w$ hardly moves",
     lambda: near(unit_walk((1, 8))[0], np.tanh([1, 2]).sum(), 4)
     and near(unit_walk((1, 8))[1], 8, 3)),
    ("$k!\\,2^k$ copies of every minimum", lambda: [copies(k) for k in (1, 2, 3)] == [2, 8, 48]),
    ("for $k = 10$ more than three billion", lambda: 3e9 < np.prod(np.arange(1, 11)) * 2**10 < 4e9),
    ("Half-way between two of them there is, as a rule, no minimum", half_way_is_no_minimum),
    ("Several walks came to rest, slope 0, at different heights",
     lambda: len(set(frequency_ends()[1].round(2))) >= 5),
    ("a x + b x² + c log(x)", lambda: np.linalg.matrix_rank(np.stack(
        [PLACES[1:], PLACES[1:] ** 2, np.log(PLACES[1:])])) == 3),
    ("(1, 1) and (-1, -1) fit y = x, and (0, 0) does not", lambda: 1 * 1 == -1 * -1 != 0 * 0),
]  # fmt: skip

PRINTED = [
    ("a 0, phi 1.571: mean of squares 0.500", lambda: near(amp_phase((0, np.pi / 2)), 0.5, 9)),
    ("at 0: 58.04 %", lambda: near(100 * np.arccos(-0.25) / np.pi, 58.04, 2)),
    ("2.341 <= 3.096", lambda: near(gains()[0], 2.341, 3) and near(two_tone(1.7), 3.096, 3)),
    ("curvatures [-0.618 1.618] factors at lr 0.2 [1.124 0.676]",
     lambda: near((1 - 5**0.5) / 2, -0.618, 3) and near(1 - 0.2 * (1 - 5**0.5) / 2, 1.124, 3)),
    ("step 40: a -0.047, phi 1.647, loss 0.4975",
     lambda: near(amp_phase(amp_phase_walk(0.001, 40)[-1]), 0.4975, 4)),
    ("[1, 8] -> (1.7256, 7.9999), loss 0.041",
     lambda: near(unit_walk((1, 8))[1], 7.9999, 4) and near(unit(unit_walk((1, 8))), 0.041, 3)),
    ("[0.01, 0] -> (2.0000, 1.0000)", lambda: np.allclose(unit_walk((0.01, 0)), [2, 1])),
    ("share at loss 0: 0.235", lambda: near(np.mean(frequency_ends()[1] < 1e-9), 0.235, 3)),
    ("other ends: [0.48 0.78 0.87]",
     lambda: np.allclose(frequency_ends()[1][[0, 200, 600]], [0.48, 0.78, 0.87], atol=0.005)),
    ("starts for 0.99: 18", lambda: fewest_starts(0.235, 0.99) == 18),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_sentence_is_true(phrase, holds):
    assert " ".join(phrase.split()) in prose("07")
    assert holds()


@pytest.mark.parametrize(("phrase", "holds"), PRINTED, ids=[c[0][:40] for c in PRINTED])
def test_a_figure_that_is_printed_is_true(phrase, holds):
    assert " ".join(phrase.split()) in printed("07")
    assert holds()


def test_the_question_with_numbers_has_one_right_option_for_every_seed():
    """Three distinct shares; right is the one counted over ten thousand starts."""
    text = lesson("07").read_text(encoding="utf-8")
    place = {}
    exec(text[text.index("def crests") :].split("```")[0], place)
    starts = (np.arange(10_000) + 0.5) / 1000
    for seed in range(50):
        question, options, answer = place["crests"](seed)
        low, high = 1.5 + seed % 4, 7 + seed % 3
        assert f"crests at {low} and {high}" in question
        assert len(options) == 3 and answer in options
        assert near(100 * np.mean((starts > low) & (starts < high)), float(answer), 0)


def test_the_four_curves_are_what_their_labels_say():
    saddle = [amp_phase(p) for p in amp_phase_walk(0.001, 100)]
    assert max(saddle[:30]) - min(saddle[:30]) < 0.001 and saddle[-1] < 1e-3  # level, then down
    phi, fell = 2.2, []
    for _ in range(100):
        phi -= 0.1 * np.sin(phi) * (1 + 4 * np.cos(phi))
        fell.append(two_tone(phi))
    assert np.allclose(fell[20:], 2, atol=1e-3)  # level at 2
    phi, jumps = 0.9, []
    for _ in range(100):
        phi -= 0.68 * np.sin(phi) * (1 + 4 * np.cos(phi))
        jumps.append(two_tone(phi))
    assert (np.diff(np.sign(np.diff(jumps[20:]))) != 0).all()  # up and down, for ever
