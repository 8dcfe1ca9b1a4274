"""Lesson 5: every figure and every reason in its prose, worked out again with numpy alone."""

import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler

from tests.helpers import ROOT
from tools import build

LESSON = ROOT / "lessons" / "05_stopping.md"
TEXT = " ".join(LESSON.read_text(encoding="utf-8").split()).replace('" "', "")
X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y, START, ANSWER = np.array([6.0, 8, 9, 11]), np.array([10.1, 15.1, -6.5]), np.array([1.0, 2, 3])
VALUES = np.linalg.eigvalsh(X.T @ X / 2)
LIMIT, BEST, KAPPA = 2 / VALUES[-1], 2 / (VALUES[0] + VALUES[-1]), VALUES[-1] / VALUES[0]
FIRST = np.linalg.norm(START - ANSWER)
FEATURES, PROGRESS = load_diabetes(return_X_y=True, scaled=False)
ORDER = np.random.default_rng(1).permutation(442)
TRAIN, HELD = ORDER[:342], ORDER[342:]


def walk(A, b, lr, T, start=None):
    """Gradient descent on the mean of squares, plainly."""
    betas = [np.zeros(A.shape[1]) if start is None else np.array(start, float)]
    for _ in range(T):
        betas.append(betas[-1] + lr * 2 / len(b) * A.T @ (b - A @ betas[-1]))
    return np.array(betas)


def distance(lr, T):
    return np.linalg.norm(walk(X, Y, lr, T, START)[-1] - ANSWER)


@cache
def counted(tolerance):
    near = np.linalg.norm(walk(X, Y, BEST, 1000, START) - ANSWER, axis=1) <= tolerance
    return int(np.flatnonzero(near)[0])


def kappa(A):
    s = np.linalg.svd(A, compute_uv=False)
    return (s[0] / s[-1]) ** 2


def ones(A):
    return np.column_stack([A, np.ones(len(A))])


def scaled(rows):
    """All patients, by the mean and the spread of these."""
    mean = sum(FEATURES[rows]) / len(rows)
    return ones((FEATURES - mean) / (sum((FEATURES[rows] - mean) ** 2) / len(rows)) ** 0.5)


A, B = scaled(TRAIN)[TRAIN], PROGRESS[TRAIN]
EXACT = np.linalg.lstsq(A, B, rcond=None)[0]
CURVES, DIRECTIONS = np.linalg.eigh(2 / 342 * A.T @ A)


@cache
def run(T=4000, share=1.0):
    return walk(A, B, share / CURVES[-1], T)


def loss(beta, A=A, b=B):
    return ((b - A @ beta) ** 2).mean()


def gradient(beta):
    return np.linalg.norm(2 / 342 * A.T @ (B - A @ beta))


@cache
def held_losses(rows=40, T=1000):
    """(training, held out) at every step of a run on the first so many training rows."""
    few = TRAIN[:rows]
    own = scaled(few)
    lr = 1 / np.linalg.eigvalsh(2 / rows * own[few].T @ own[few])[-1]
    betas = walk(own[few], PROGRESS[few], lr, T)
    return [np.array([loss(beta, own[of], PROGRESS[of]) for beta in betas]) for of in (few, HELD)]


def year():
    return np.arange(1990.0, 2020)


def z_year():
    return ones(((year() - year().mean()) / year().std())[:, None])


def explained(column, by):
    """R² of one measurement, fitted by others."""
    D = ones(FEATURES[TRAIN][:, by])
    y = FEATURES[TRAIN][:, column]
    r = y - D @ np.linalg.lstsq(D, y, rcond=None)[0]
    return 1 - r.var() / y.var()


def spread_along(k):
    """How far noise of size 1 moves the answer along direction k: 500 draws."""
    rng = np.random.default_rng(0)
    moved = np.linalg.pinv(A) @ rng.standard_normal((342, 500))
    return (DIRECTIONS[:, k] @ moved).std()


def luck():
    """By how much the lowest held-out loss flatters: chosen on half of the rows, seen on half."""
    own, few = scaled(TRAIN[:40]), TRAIN[:40]
    lr = 1 / np.linalg.eigvalsh(2 / 40 * own[few].T @ own[few])[-1]
    betas = walk(own[few], PROGRESS[few], lr, 300)
    squares = (PROGRESS[HELD][:, None] - own[HELD] @ betas.T) ** 2
    rng, differences = np.random.default_rng(0), []
    for _ in range(400):
        rows = rng.permutation(100)
        chosen, fresh = squares[rows[:50]].mean(axis=0), squares[rows[50:]].mean(axis=0)
        differences.append(fresh[chosen.argmin()] - chosen.min())
    return np.mean(differences)


def with_chance():
    """(training, held out) before and after 300 columns of random numbers."""
    D = np.column_stack([scaled(TRAIN), np.random.default_rng(0).standard_normal((442, 300))])
    beta = np.linalg.lstsq(D[TRAIN], B, rcond=None)[0]
    plain = [loss(EXACT), loss(EXACT, scaled(TRAIN)[HELD], PROGRESS[HELD])]
    return plain, [loss(beta, D[TRAIN], B), loss(beta, D[HELD], PROGRESS[HELD])]


def noise_fitted(columns):
    """The share of pure noise in 342 targets that so many random columns fit: 50 draws."""
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.standard_normal((342, columns)))[0]
    noise = rng.standard_normal((342, 50))
    return ((basis.T @ noise) ** 2).sum() / (noise**2).sum()


TWINS, FOUR = np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([4.0, 8, 12])
CLAIMS = [
    ("\\approx \\frac{2}{\\kappa}",
     lambda: abs(np.log((KAPPA + 1) / (KAPPA - 1)) * KAPPA / 2 - 1) < 1e-4),
    ("For the lecture's data, $\\kappa = 108$", lambda: round(KAPPA) == 108),
    ("A few fewer", lambda: 0 < KAPPA / 2 * np.log(FIRST / 1e-3) - counted(1e-3) < 10),
    ("The first 526 gained a factor of 18,565",
     lambda: counted(1e-3) == 526 and round(FIRST / 1e-3) == 18565),
    ("54 · ln 1000 = 54 · 6.9", lambda: round(KAPPA / 2) == 54 and round(np.log(1000), 1) == 6.9),
    ("about 370 more", lambda: abs(counted(1e-6) - counted(1e-3) - 370) < 5),
    ("half the lr needs twice the steps", lambda: all(
        0.9 < distance(lr / 2, 2 * T) / distance(lr, T) < 1.1
        for lr, T in ((0.02, 1000), (0.04, 400), (0.01, 800)))),
    ("of the mean of 4 squares: twice lesson 4's", lambda: np.isclose(
        LIMIT, 2 * 2 / np.linalg.eigvalsh(X.T @ X)[-1])),
    ("Right of the black line longer runs end further away", lambda: (
        distance(1.03 * LIMIT, 50) < distance(1.03 * LIMIT, 100) < distance(1.03 * LIMIT, 200))),
    ("At a million steps a second that is more than a week", lambda: (
        7 < kappa(ones(year()[:, None])) / 2 * np.log(1000) / 1e6 / 86400 < 14)),
    ("Such a column adds up to 0", lambda: abs(z_year()[:, 0].sum()) < 1e-9),
    ("its squares add up to $n$", lambda: np.isclose((z_year()[:, 0] ** 2).sum(), 30)),
    ("Both λ are 2, and 1 - 0.5 · 2 = 0",
     lambda: np.allclose(2 / 30 * z_year().T @ z_year(), 2 * np.eye(2))),
    ("That is lr = 1, the limit 2/λ", lambda: 2 / 2 == 1),
    ("$\\kappa = 470$ remains", lambda: round(kappa(A), -1) == 470),
    ("Five digits are gained", lambda: 1e5 < kappa(ones(FEATURES[TRAIN])) / kappa(A) < 1e6),
    ("The blood value s1 nearly follows from s2, s3 and s5",
     lambda: explained(4, [5, 6, 8]) > 0.97 > 0.87 > max(explained(4, [5, 6]), explained(4, [5, 8]))
     and set(np.argsort(-abs(DIRECTIONS[:, 0]))[:4]) == {4, 5, 6, 8}),
    ("\\tfrac{470}{2}\\ln 1000 = 1600", lambda: round(470 / 2 * np.log(1000), -2) == 1600),
    ("$\\kappa$ becomes 50", lambda: round(kappa(np.delete(A, 4, axis=1))) == 50),
    ("within 0.4 % of its lowest value", lambda: loss(run()[20]) < 1.004 * loss(EXACT)),
    ("about a fifth of the first distance is left", lambda: 0.18 < share_left(20) < 0.22),
    ("For predictions 20 steps do nearly all", lambda: (
        loss(run()[20], scaled(TRAIN)[HELD], PROGRESS[HELD])
        < 1.02 * loss(run()[4000], scaled(TRAIN)[HELD], PROGRESS[HELD]))),
    ("For the coefficients, thousands are needed",
     lambda: share_left(1000) > 0.02 and share_left(4000) < 1e-3),
    ("step 1 changes the loss by 0.05 %", lambda: round(
        100 * (1 - loss(run(1, 1e-3)[1]) / loss(run(1, 1e-3)[0])), 2) == 0.05),
    ("it is down to 0.4 % of the first, the distance to 19 %", lambda: (
        round(100 * gradient(run()[20]) / gradient(run()[0]), 1) == 0.4
        and round(100 * share_left(20)) == 19)),
    ("one about which they say little", lambda: np.isclose(
        spread_along(0) / spread_along(10), np.sqrt(kappa(A)), rtol=0.1)),
    ("it falls, then rises", lambda: 0 < held_losses()[1].argmin() < 50
     and held_losses()[1][-1] > 1.2 * held_losses()[1].min()
     and (np.diff(held_losses()[1])[:8] < 0).all()),
    ("That is the training loss", lambda: (np.diff(held_losses()[0]) < 0).all()),
    ("low partly by luck: on new rows the loss will be higher on average", lambda: luck() > 0),
    ("equal columns give it two equal entries", lambda: np.ptp(
        TWINS.T @ (FOUR - TWINS @ [3, 0])) == 0),
    ("(3.5, 0.5)", lambda: np.allclose(walk(TWINS, FOUR, 0.05, 200, (3, 0))[-1], [3.5, 0.5])),
    ("descent ends at the *shortest* answer", lambda: np.allclose(
        walk(TWINS, FOUR, 0.05, 200)[-1], np.linalg.pinv(TWINS) @ FOUR)),
    ("Along $(1, -1)$ the curvature is 0", lambda: not (TWINS @ [1, -1]).any()),
    ("$(2, 2) + (1.5, -1.5)$", lambda: np.allclose(
        np.linalg.pinv(TWINS) @ FOUR + [1.5, -1.5], [3.5, 0.5]) and (3 - 0) / 2 == 1.5),
    ("$R^2$ is far below zero", lambda: r2(False) < -1e6),
    ("is above the limit", lambda: 0.01 > 2 / (FEATURES[TRAIN] ** 2).sum(axis=1).min()),
    ("For a small lr: half the step, about half the change", lambda: abs(
        (loss(run(1)[0]) - loss(run(1, 0.02)[1])) / (loss(run(1)[0]) - loss(run(1, 0.01)[1])) - 2
    ) < 0.05),
    ("Three independent rows in five columns can always be met", lambda: np.allclose(
        np.linalg.pinv(X[:3].T @ X[:3]).shape, (3, 3)) and meets_all()),
    ("the gradient is -(2/n) Xᵀy", lambda: np.allclose(
        2 / 4 * X.T @ (X @ np.zeros(3) - 100 * Y), 100 * (-2 / 4 * X.T @ Y))),
    ("300 more columns fit the training rows' noise",
     lambda: with_chance()[1][0] < 0.3 * with_chance()[0][0]
     and with_chance()[1][1] > 1.5 * with_chance()[0][1]),
    ("311 columns fit about nine tenths of the noise in 342 rows",
     lambda: abs(noise_fitted(311) - 0.9) < 0.03),
    ("(StandardScaler then divides by 1.)", lambda: (
        StandardScaler().fit([[7.0], [7]]).transform([[8.0]]) == 1)),
    ("Scaling lowered $\\kappa$ by five digits",
     lambda: 1e5 < kappa(ones(FEATURES[TRAIN])) / kappa(A) < 1e6),
    ("it is $\\lambda$ times the error, and $\\lambda$ is small", lambda: np.allclose(
        DIRECTIONS[:, 0] @ (2 / 342 * A.T @ (A @ run()[20] - B)),
        CURVES[0] * DIRECTIONS[:, 0] @ (run()[20] - EXACT)) and CURVES[0] < 0.02),
]  # fmt: skip


def share_left(t):
    return np.linalg.norm(run()[t] - EXACT) / np.linalg.norm(EXACT)


def meets_all():
    wide = np.random.default_rng(0).standard_normal((3, 5))
    return np.allclose(wide @ np.linalg.pinv(wide) @ [1.0, 2, 3], [1, 2, 3])


def r2(scale):
    """The lesson's five scores, their median."""
    from sklearn.linear_model import SGDRegressor
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    first = [StandardScaler()] if scale else []
    model = make_pipeline(*first, SGDRegressor(random_state=0))
    return np.median(cross_val_score(model, FEATURES[TRAIN], B, cv=5))


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[phrase[:40] for phrase, _ in CLAIMS])
def test_a_figure_or_a_reason_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()


def test_scaled_descent_of_scikit_learn_fits():
    assert r2(True) > 0.3


def test_the_faulty_rule_has_three_faults_and_should_say_three():
    losses, tolerance = [8.0, 4, 2, 1.99, 1.989], 0.01
    small = [abs(b - a) < tolerance * a for a, b in pairwise(losses)]
    assert small.index(True) + 1 == 3 and "For these losses that is step 3" in TEXT
    change = np.diff(losses)
    assert change[0] < 0  # one: the sign
    assert np.argmax(np.abs(change) < 0.01 * np.array(losses[:-1])) == 2  # two: off by one
    assert np.argmax([False, False]) == 0  # three: never


def defined(name):
    """A function of the lesson's quiz or review."""
    source = next(c.source for c in build.read(LESSON).cells if f"def {name}(" in c.source)
    place = {"np": np}
    exec(source, place)
    return place[name]


@pytest.mark.parametrize("seed", range(50))
def test_a_quiz_with_other_numbers_has_the_right_answer(seed):
    text, options, answer = defined("how_many")(seed)
    kappa, share = (int(v) for v in re.search(r"κ = (\d+), .* 1/(\d+) of", text).groups())
    left, T = 1.0, 0
    while left > 1 / share:
        left, T = left * (kappa - 1) / (kappa + 1), T + 1
    assert len(options) == 4 and answer in options
    assert abs(int(answer.split()[1]) - T) <= 0.01 * T + 1

    text, options, answer = defined("two_steps")(seed)
    lam, lr, b = (float(v) for v in re.search(
        r"½ · (\d) · b², lr ([\d.]+), and b starts at (\d)", text).groups())  # fmt: skip
    for _ in range(2):
        b -= lr * lam * b
    assert len(options) == 4 and np.isclose(float(answer), b, rtol=1e-3)
