"""Figures and reasons of lesson 9, worked out again with numpy alone: counted out, or walked."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from tests.helpers.lessons import asked, made, prose
from tests.helpers.moments import (
    BEST,
    X,
    Y,
    batches,
    fresh_floor,
    reshuffled,
    rows_at,
    step,
)
from tests.helpers.results import printed

PLACES = np.arange(8) * np.pi / 4


def table():
    """(A, y) of all patients, each column scaled by all rows."""
    A, y = load_diabetes(return_X_y=True, scaled=False)
    return np.column_stack([(A - A.mean(axis=0)) / A.std(axis=0), np.ones(442)]), y


def halves():
    """Training and held-out rows, scaled by the training rows alone."""
    A, y = load_diabetes(return_X_y=True, scaled=False)
    held = np.array([k % 4 == 0 for k in range(442)])
    mean, std = A[~held].mean(axis=0), A[~held].std(axis=0)
    A = np.column_stack([(A - mean) / std, np.ones(442)])
    return A[~held], y[~held], A[held], y[held]


def off(beta, A, y):
    return np.sqrt(np.mean((y - A @ beta) ** 2))


def walk(order, lr=0.01, epochs=30):
    """Single rows of the training half; order(rng) is asked at the start of each epoch."""
    A, y, Ah, yh = halves()
    rng, beta = np.random.default_rng(70), np.zeros(11)
    for _ in range(epochs):
        for row in order(y, rng):
            beta = beta + 2 * lr * (y[row] - A[row] @ beta) * A[row]
    return off(beta, Ah, yh)


def no_model():
    _, y, _, yh = halves()
    return np.sqrt(np.mean((yh - y.mean()) ** 2))


def in_turn(y, rng):
    return np.argsort(y)


def mixed(y, rng):
    return rng.permutation(len(y))


def six_batches():
    """(minima, hessians, full) of 24 patients in fours, by normal equations."""
    A, y = table()
    A, y = A[:24, [2, 10]], y[:24]
    cuts = [slice(k, k + 4) for k in range(0, 24, 4)]
    hessians = np.array([A[k].T @ A[k] / 2 for k in cuts])
    minima = np.array([np.linalg.solve(A[k].T @ A[k], A[k].T @ y[k]) for k in cuts])
    return minima, hessians, np.linalg.solve(A.T @ A, A.T @ y)


def gradients_at_the_full_minimum():
    minima, hessians, full = six_batches()
    return np.einsum("kij,kj->ki", hessians, full - minima)


def surfaces_average():
    """At many points: the mean of the losses of all pairs, against that of all rows."""
    points = np.random.default_rng(8).normal(0, 5, (20, 3))
    return all(
        np.isclose(np.mean([np.mean((X[list(k)] @ p - Y[list(k)]) ** 2) for k in batches(b)]),
                   np.mean((X @ p - Y) ** 2))
        for p in points for b in (1, 2, 3))  # fmt: skip


def left_of_an_epoch(lr, curvature=1.5):
    """Mean square of e after one shuffled, one fresh epoch from the answer; four kicks."""
    kicks = np.array([3.0, -1, -4, 2])
    rng = np.random.default_rng(9)
    ends = []
    for draw in (lambda: rng.permutation(4), lambda: rng.integers(4, size=4)):
        squares = []
        for _ in range(4000):
            e = 0.0
            for k in kicks[draw()]:
                e = (1 - lr * curvature) * e - lr * k
            squares.append(e * e)
        ends.append(np.mean(squares))
    return np.array(ends)


def an_epoch_leaves_squares():
    """Half the lr: the error of a shuffled epoch is a quarter, that of a fresh one a half."""
    shuffled, fresh = left_of_an_epoch(0.01) / left_of_an_epoch(0.005)
    return abs(shuffled - 16) < 1 and abs(fresh - 4) < 0.5


def wave_slopes(phi, x=PLACES):
    """Each row's own derivative of the two-tone loss."""
    z = x + phi
    r = np.cos(z) + np.cos(2 * z) - np.cos(x) - np.cos(2 * x)
    return -2 * r * (np.sin(z) + 2 * np.sin(2 * z))


def out(lr, b, walks=400, steps=2000):
    """The share of walks from pi that end nearer to 0 than the crest, another seed than there."""
    rng, phi = np.random.default_rng(99), np.full((walks, 1), np.pi)
    for _ in range(steps):
        rows = rng.random((walks, 8)).argsort(axis=1)[:, :b]
        phi = phi - lr * wave_slopes(phi, PLACES[rows]).mean(axis=1, keepdims=True)
    return np.mean(np.cos(phi) > -1 / 4)


def curve(kind):
    """Losses above the minimum, once a step, with a seed that is not the lesson's."""
    A, y, _, _ = halves()
    least = np.mean((y - A @ np.linalg.lstsq(A, y)[0]) ** 2)
    rng, beta, found = np.random.default_rng(31), np.zeros(11), []
    b, lr = (32, 0.3) if kind == "lr too large" else (4, 0.02)
    for _ in range(6):
        order = np.argsort(y) if kind == "sorted rows" else rng.permutation(331)
        for k in range(0, 331, b):
            rows = order[k : k + b]
            divisor = 331 if kind == "divided by n" else len(rows)
            beta = beta + 2 * lr / divisor * A[rows].T @ (y[rows] - A[rows] @ beta)
            found.append(np.mean((y - A @ beta) ** 2) - least)
    return np.array(found)


def near(found, figure, digits):
    return abs(found - figure) < 0.5 * 10.0**-digits


def ratio(lr):
    return reshuffled(lr)[1] / reshuffled(lr / 2)[1]


CLAIMS = [
    ("at every $\\theta$ the losses of all batches average to the full one", surfaces_average),
    ("A batch of fewer rows than coefficients has not even *one*",
     lambda: all(np.linalg.matrix_rank(X[list(k)]) < 3 for k in batches(2))),
    ("its gradient is $H(\\theta - m)$. The full minimum is where these gradients add up to zero",
     lambda: np.allclose(gradients_at_the_full_minimum().sum(axis=0), 0)),
    ("no: a steep batch pulls harder",
     lambda: not np.allclose(six_batches()[0].mean(axis=0), six_batches()[2], atol=5)),
    ("the kicks $k_i$, add up to zero", lambda: np.allclose(np.sum(rows_at(BEST), axis=0), 0)),
    ("What an epoch leaves of its kicks is in proportion to lr²", an_epoch_leaves_squares),
    ("fresh draws lose a half and a little more",
     lambda: all(0.5 < 1 - fresh_floor(lr / 2) / fresh_floor(lr) < 0.65
                 for lr in (0.04, 0.02, 0.01, 0.005))),
    ("Reshuffling loses nearly nine tenths at first",
     lambda: 0.87 < 1 - reshuffled(0.02)[1] / reshuffled(0.04)[1] < 0.9),
    ("and three quarters for a very small lr", lambda: near(ratio(1e-3), 4.36, 2)
     and 3.9 < ratio(5e-4) < ratio(1e-3)),
    ("are *not* unbiased, once the first rows are known",
     lambda: not np.allclose(np.mean(rows_at(X[0])[1:], axis=0), np.mean(rows_at(X[0]), axis=0))),
    ("has shrunk to $0.98^{150} \\approx 0.05$", lambda: near(0.98**150, 0.05, 2)),
    ("the last 150 of the 331 rows have the largest $y$", lambda: len(halves()[1]) == 331),
    ("The end of each epoch is all that sorted rows remember",
     lambda: walk(in_turn) > no_model() > walk(mixed) + 10),
    ("With 331 rows in batches of 16, eleven rows are left", lambda: 331 % 16 == 11),
    ("a good minimum at $\\varphi = 0$ and a bad one at $\\pi$",
     lambda: np.allclose([wave_slopes(0.0).mean(), wave_slopes(np.pi).mean()], 0)
     and np.allclose(wave_slopes(0.0), 0)),
    ("At $\\pi$ four rows are flat, and the others pull, two to each side",
     lambda: np.sum(np.abs(wave_slopes(np.pi)) < 1e-9) == 4
     and np.sum(wave_slopes(np.pi) > 1) == 2 == np.sum(wave_slopes(np.pi) < -1)),
    ("The rim of the valley is 1.32 away", lambda: near(np.pi - np.arccos(-1 / 4), 1.32, 2)),
    ("the mean pulls back by about $3 s$",
     lambda: near(wave_slopes(np.pi + 0.01).mean() / 0.01, 3, 1)),
    ("kicks up to 0.77", lambda: near(0.1 * wave_slopes(np.pi).max(), 0.77, 2)),
    ("up to 0.11, with a pull of 0.06",
     lambda: near(0.02 * np.sort(wave_slopes(np.pi))[-2:].mean(), 0.11, 2) and 0.02 * 3 == 0.06),
    ("all, and none", lambda: out(0.1, 1) > 0.995 and out(0.02, 2) == 0),
    ("Between the extremes chance decides",
     lambda: 0 < out(0.1, 4) < 0.1 and 0 < out(0.02, 1) < 0.2),
    ("Its residual is multiplied by 1 - lr λ",
     lambda: all(np.isclose(X[[k]] @ (step([k], 0.3)[0] @ e), (1 - 0.6 * X[k] @ X[k]) * X[[k]] @ e)
                 for k in range(4) for e in np.eye(3))),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in prose("09")
    assert holds()


@pytest.mark.parametrize("lr", [0.04, 0.02, 0.01, 0.005, 0.0025])
def test_both_floors_are_what_the_moments_come_to(lr):
    expected = f"lr {lr}: fresh {fresh_floor(lr):.6f}, reshuffled {reshuffled(lr)[1]:.6f}"
    assert expected in printed("09").replace("lr  ", "lr ")


def test_the_mean_of_the_minima_and_the_full_one():
    minima, hessians, full = six_batches()
    expected = f"their mean {minima.mean(axis=0).round(1)} full {full.round(1)}"
    assert " ".join(expected.split()) in printed("09")
    assert np.allclose(
        np.linalg.solve(hessians.sum(axis=0), sum(map(np.dot, hessians, minima))), full
    )


def test_sorted_rows_end_where_they_end():
    assert f"sorted {walk(in_turn):.1f}" in printed("09")
    assert f"the mean of y {no_model():.1f}" in printed("09")


def test_each_curve_shows_what_its_label_says():
    """Another seed: the floor is reached in two epochs, sorted rows swing, the bug is slow."""
    floor, large, in_order, slow = map(
        curve, ("noise floor", "lr too large", "sorted rows", "divided by n")
    )
    assert floor[:80].max() > 50 * floor[200:].max() and floor[200:].min() > 5
    assert large[-1] > 100 * large[0]
    last = in_order[-83:], in_order[-166:-83]
    assert np.allclose(*last, rtol=0.2) and last[0].max() > 10 * last[0].min()
    assert np.all(np.diff(slow) < 0.001 * slow[0]) and slow[-1] > slow[0] / 3


@pytest.mark.parametrize("name", ["remembered", "valley", "curvature_of_sum"])
def test_a_question_with_other_numbers_has_its_own_answer(name):
    seen = set()
    for text, _, answer in asked(made("09", name, {"np": np})):
        given = [float(word.strip("?,.%")) for word in text.split() if word[0].isdigit()]
        if name == "remembered":
            share, steps = 1 - given[0] / 100, int(answer)
            assert share**steps <= 0.01 < share ** (steps - 1)
        elif name == "valley":
            rng = np.random.default_rng(0)
            free = given[0] - np.linalg.matrix_rank(rng.normal(size=(int(given[1]), int(given[0]))))
            assert answer == f"is zero on a flat of {free:.0f} dimensions"
        else:
            assert near(float(answer), 2 / np.mean(given), 2)
        seen.add(answer)
    assert len(seen) > 2
