"""Figures of lesson 6, worked out again with numpy alone: by counting out, or by going on and on.

gdcore solves for floors and limits; here the moments walk on, step by step, until they stand still.
"""

import json
from itertools import combinations, permutations, product

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from tests.helpers import ROOT

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.5, 7.7, 8.8, 11.6])
START, BEST = np.array([10.1, 15.1, -6.5]), np.array([1.1, 2, 3])
ROWS = [2 * (x @ START - y) * x for x, y in zip(X, Y, strict=True)]
PLACES = np.arange(8) * np.pi / 4


def batches(b, replacement=False):
    """Every equally likely batch of b of the four rows."""
    return list(product(range(4), repeat=b) if replacement else combinations(range(4), b))


def spread(vectors):
    """Mean squared distance from the mean."""
    vectors = np.array(vectors)
    return ((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1).mean()


def estimates(b, replacement=False):
    """The gradient on every such batch."""
    return [np.mean([ROWS[k] for k in batch], axis=0) for batch in batches(b, replacement)]


def variance(b, replacement=False):
    return spread(estimates(b, replacement))


def scatter_at_best():
    """Variance of one row's gradient at the answer."""
    return spread([2 * r * x for r, x in zip(Y - X @ BEST, X, strict=True)])


def step(rows, lr):
    """(P, q): a step on these rows makes the error e = beta - beta* into P e + q."""
    A, r = X[list(rows)], (Y - X @ BEST)[list(rows)]
    return np.eye(3) - 2 * lr / len(r) * A.T @ A, 2 * lr / len(r) * A.T @ r


def epoch(order, lr):
    P, q = np.eye(3), np.zeros(3)
    for row in order:
        p, k = step([row], lr)
        P, q = p @ P, p @ q + k
    return P, q


def moments(maps):
    """The matrix that takes (1, E[e], E[e e^T]) one step on, e <- P e + q with (P, q) even odds."""
    M = np.zeros((13, 13))
    M[0, 0] = 1
    for P, q in maps:
        M[1:4, 0] += q / len(maps)
        M[1:4, 1:4] += P / len(maps)
        M[4:, 0] += np.outer(q, q).ravel() / len(maps)
        for k, e in enumerate(np.eye(3)):
            M[4:, 1 + k] += (np.outer(P @ e, q) + np.outer(q, P @ e)).ravel() / len(maps)
        M[4:, 4:] += np.kron(P, P) / len(maps)
    return M


def settle(maps):
    """(E[e], excess MSE) after four million steps from e = 0, by squaring the matrix of one."""
    end = np.linalg.matrix_power(moments(maps), 2**22)[:, 0]
    return end[1:4], np.trace(X.T @ X @ end[4:].reshape(3, 3)) / 4


def fresh_floor(lr, b=1, replacement=False):
    return settle([step(batch, lr) for batch in batches(b, replacement)])[1]


def reshuffled(lr):
    return settle([epoch(order, lr) for order in permutations(range(4))])


def settles(lr, b):
    """Whether the mean square has shrunk after a million steps."""
    with np.errstate(over="ignore", invalid="ignore"):
        many = np.linalg.matrix_power(
            moments([step(batch, lr) for batch in batches(b)])[4:, 4:], 2**20
        )
    return bool(np.abs(many).max() < 1e-3)


def within(limit, b):
    return settles(limit - 1e-4, b) and not settles(limit + 1e-4, b)


def sorted_walk(shuffle):
    """MSE above the minimum after thirty epochs of single rows, lr 0.01, and that of the mean."""
    A, y = load_diabetes(return_X_y=True, scaled=False)
    A = np.column_stack([(A - A.mean(axis=0)) / A.std(axis=0), np.ones(len(y))])
    order, rng = np.argsort(y), np.random.default_rng(7)
    beta = np.zeros(11)
    for _ in range(30):
        for row in rng.permutation(442) if shuffle else order:
            beta = beta + 0.02 * (y[row] - A[row] @ beta) * A[row]
    least = ((y - A @ np.linalg.lstsq(A, y)[0]) ** 2).mean()
    return ((y - A @ beta) ** 2).mean() - least, y.var() - least


def wave_slopes(phi, x=PLACES):
    """Each row's own derivative of the two-tone loss."""
    z = x + phi
    r = np.cos(z) + np.cos(2 * z) - np.cos(x) - np.cos(2 * x)
    return -2 * r * (np.sin(z) + 2 * np.sin(2 * z))


def out(lr, b, walks=1000, steps=2000):
    """The share of walks from pi that end nearer to 0 than the crest, another seed than there."""
    rng, phi = np.random.default_rng(99), np.full((walks, 1), np.pi)
    for _ in range(steps):
        rows = rng.random((walks, 8)).argsort(axis=1)[:, :b]
        phi = phi - lr * wave_slopes(phi, PLACES[rows]).mean(axis=1, keepdims=True)
    return np.mean(np.cos(phi) > -1 / 4)


def short_batches():
    """Five numbers in twos: the mean of batch means over all 120 orders, the same of one order."""
    values = np.array([1.0, 5, -2, 8, 13])
    cuts = (np.split(values[list(order)], [2, 4]) for order in permutations(range(5)))
    means = [np.mean([cut.mean() for cut in three]) for three in cuts]
    return np.mean(means), means[0], values.mean()


def near(found, figure, digits):
    return abs(found - figure) < 0.5 * 10.0**-digits


CLAIMS = [
    ("there is an equals sign",
     lambda: all(np.allclose(np.mean(estimates(b, back), axis=0), np.mean(ROWS, axis=0))
                 for b in (1, 2, 3, 4) for back in (False, True))),
    ('"1/b is a half, (n - b)/(n - 1) two thirds: a third is left."',
     lambda: np.isclose(variance(1) / variance(2), 3)),
    ("drawn **with** replacement (each row put back): $V / b$",
     lambda: all(np.isclose(variance(1) / variance(b, True), b) for b in (2, 3, 4))),
    ("which is zero for $b = n$", lambda: np.isclose(variance(4), 0)),
    ("**the error falls only with $1/\\sqrt b$**",
     lambda: np.isclose(variance(1, True) ** 0.5 / variance(4, True) ** 0.5, 2)),
    ("(for these four, 0.0714)", lambda: near(min(1 / (X**2).sum(axis=1)), 0.0714, 4)),
    ("Only above the limit that you saw, 0.0986", lambda: within(0.0986, 1)),
    ("**floor ≈ (lr/4) · V**",
     lambda: np.isclose(fresh_floor(1e-4) / 1e-4, scatter_at_best() / 4, rtol=5e-3)),
    ("Half the learning rate, half the floor; twice the batch, half the floor",
     lambda: near(fresh_floor(1e-3) / fresh_floor(5e-4), 2, 1)
     and near(fresh_floor(1e-3) / fresh_floor(1e-3, 2, True), 2, 1)),
    ("that of reshuffling to lr²",
     lambda: near(reshuffled(1e-3)[1] / reshuffled(5e-4)[1], 4.36, 2)),
    ("by a distance proportional to lr",
     lambda: near(np.divide(*(np.linalg.norm(reshuffled(lr)[0]) for lr in (2e-3, 1e-3))), 2, 1)),
    ("more than ten times as much", lambda: sorted_walk(False)[0] > 10 * sorted_walk(True)[0]),
    ("thirty epochs ended *worse* than no model at all",
     lambda: sorted_walk(False)[0] > sorted_walk(False)[1]),
    ("a good minimum at $\\varphi = 0$, a bad one at $\\pi$",
     lambda: np.allclose([wave_slopes(0.0).mean(), wave_slopes(np.pi).mean()], 0)),
    ('"all, and none": "Large kicks', lambda: out(0.1, 1) > 0.995 and out(0.02, 2) == 0),
    ("with lr 0.1 and four rows a few get out, and so do some with lr 0.02 and one",
     lambda: 0.005 < out(0.1, 4) < 0.05 and 0.03 < out(0.02, 1) < 0.15),
    ("Over all $5! = 120$ orders the plain mean is exact",
     lambda: np.isclose(*short_batches()[::2]) and not np.isclose(*short_batches()[1:])),
    ("28 of 16 rows", lambda: -(-442 // 16) == 28),
]  # fmt: skip

FLOORS = {  # of the table of fresh draws: b = 1, b = 2 put back, b = 2
    0.04: (0.085871, 0.039711, 0.025835),
    0.02: (0.032063, 0.015559, 0.010273),
    0.01: (0.014233, 0.007022, 0.004661),
    0.005: (0.006739, 0.003348, 0.002227),
}
RESHUFFLED = {0.04: 0.065242, 0.02: 0.007520, 0.01: 0.000924, 0.005: 0.000139}
LIMITS = {1: 0.0986, 2: 0.1168, 3: 0.1241, 4: 0.1279}


def prose():
    return " ".join((ROOT / "lessons" / "06_sgd.md").read_text(encoding="utf-8").split())


def printed():
    """All that the notebook's cells print, in one line."""
    notebook = json.loads((ROOT / "notebooks" / "06_sgd.ipynb").read_text(encoding="utf-8"))
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return " ".join(" ".join("".join(o.get("text", "")) for o in outputs).split())


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in prose()
    assert holds()


@pytest.mark.parametrize("lr", FLOORS)
def test_the_table_of_floors_is_what_the_moments_come_to(lr):
    one, back, two = FLOORS[lr]
    assert f"{lr} {one:.6f} {back:.6f} {two:.6f}" in printed()
    assert near(fresh_floor(lr), one, 6)
    assert near(fresh_floor(lr, 2, True), back, 6)
    assert near(fresh_floor(lr, 2), two, 6)


@pytest.mark.parametrize("lr", RESHUFFLED)
def test_the_reshuffled_floors_are_what_all_24_orders_come_to(lr):
    assert f"{lr} {FLOORS[lr][0]:.6f} {RESHUFFLED[lr]:.6f}" in printed()
    assert near(reshuffled(lr)[1], RESHUFFLED[lr], 6)


@pytest.mark.parametrize("b", LIMITS)
def test_the_largest_lr_of_a_batch_size_is_where_the_mean_square_turns(b):
    assert f"b = {b}: {LIMITS[b]:.4f}" in printed()
    assert within(LIMITS[b], b)


def test_the_variance_of_a_row_at_the_two_minima():
    assert "phi = 0.00: mean 0.000000, variance 0.000000" in printed()
    assert "phi = 3.14: mean 0.000000, variance 18.000000" in printed()
    assert np.isclose(wave_slopes(np.pi).var(), 18) and np.isclose(wave_slopes(0.0).var(), 0)
