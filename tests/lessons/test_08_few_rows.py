"""Figures and reasons of lesson 8, worked out again with numpy alone: counted out, or walked."""

from itertools import permutations, product

import numpy as np
import pytest

from tests.helpers.lessons import asked, made, prose
from tests.helpers.moments import (
    BEST,
    START,
    X,
    batches,
    epoch,
    fresh_floor,
    reshuffled,
    rows_at,
    spread,
    step,
)
from tests.helpers.results import printed

ROWS = rows_at(START)


def estimates(b, replacement=False):
    """The gradient on every such batch."""
    return [np.mean([ROWS[k] for k in batch], axis=0) for batch in batches(b, replacement)]


def largest_factor(maps):
    """What the mean square is multiplied by in the long run: below 1 it finds a balance."""
    return np.abs(np.linalg.eigvals(np.mean([np.kron(P, P) for P, _ in maps], axis=0))).max()


def turns_at(limit, maps_of):
    return largest_factor(maps_of(limit - 1e-4)) < 1 < largest_factor(maps_of(limit + 1e-4))


def fresh_maps(lr):
    return [step([row], lr) for row in range(4)]


def shuffled_maps(lr):
    return [epoch(order, lr) for order in permutations(range(4))]


def above_after(rate, T, e2=100.0, curvature=0.3, V=8.0):
    """Mean loss above the minimum, from E[e²] = mean² + variance, each walked by itself."""
    mean, variance = np.sqrt(e2), 0.0
    for t in range(T):
        left = 1 - rate(t) * curvature
        mean, variance = left * mean, left * left * variance + rate(t) ** 2 * V
    return curvature / 2 * (mean**2 + variance)


RATES = {
    "0.05": lambda t: 0.05,
    "0.05 / (1 + t/200)": lambda t: 0.05 / (1 + t / 200),
    "0.05 / sqrt(1 + t/200)": lambda t: 0.05 / np.sqrt(1 + t / 200),
    "0.05 * 0.98**t": lambda t: 0.05 * 0.98**t,
}


def averaged(T=2000, walks=2000):
    """(last, averaged) losses above the minimum, another seed than there."""
    rng, e, total = np.random.default_rng(77), np.zeros(walks), np.zeros(walks)
    for _ in range(T):
        e = e - 0.05 * (0.3 * e + np.sqrt(8) * rng.standard_normal(walks))
        total += e
    return 0.15 * np.mean(e**2), 0.15 * np.mean((total / T) ** 2)


def short_batches():
    """Five numbers in twos: the mean of batch means over all 120 orders, that of one order."""
    values = np.array([1.0, 5, -2, 8, 13])
    cuts = (np.split(values[list(order)], [2, 4]) for order in permutations(range(5)))
    means = [np.mean([cut.mean() for cut in three]) for three in cuts]
    return np.mean(means), means[0], values.mean()


def near(found, figure, digits):
    return abs(found - figure) < 0.5 * 10.0**-digits


def is_right_on_average(loss):
    """Whether the mean over batches equals the loss of all rows, for every size."""
    r = np.array([1.0, -3, 0.5, 7])
    return all(
        np.isclose(np.mean([loss(r[list(k)]) for k in batches(b)]), loss(r)) for b in (1, 2, 3)
    )


def numpy_sees_the_symmetry():
    """Both halves agree to the last bit, at a size where two products would not."""
    A = np.random.default_rng(0).standard_normal((4000, 300))
    G = A.T @ A
    return np.array_equal(G, G.T) and 2 * 4000 * 300**2 / (4 * 4000 * 300) == 150


CLAIMS = [
    (r"$\frac36 \cdot \frac12 = \frac14$",
     lambda: all(np.allclose(np.mean(estimates(b, back), axis=0), np.mean(ROWS, axis=0))
                 for b in (1, 2, 3, 4) for back in (False, True))),
    ("in $b/n$ of all batches, with the weight $1/b$",
     lambda: all(sum(0 in k for k in batches(b)) / len(batches(b)) == b / 4 for b in (1, 2, 3, 4))),
    ("For $b = n$ nothing is left to chance", lambda: np.isclose(spread(estimates(4)), 0)),
    ("- $V / b$, when each row is drawn anew",
     lambda: all(np.isclose(spread(ROWS) / spread(estimates(b, True)), b) for b in (2, 3, 4))),
    (r"- $\dfrac{V}{b} \cdot \dfrac{n - b}{n - 1}$",
     lambda: all(np.isclose(spread(estimates(b)), spread(ROWS) / b * (4 - b) / 3)
                 for b in (1, 2, 3))),
    ("two put back (half), two without (a third)",
     lambda: np.isclose(spread(ROWS) / spread(estimates(2, True)), 2)
     and np.isclose(spread(ROWS) / spread(estimates(2)), 3)),
    ("a hundred times the rows, ten times as good", lambda: np.isclose((1 / 100) ** 0.5, 1 / 10)),
    ("of `X.T @ X`, which is symmetric, numpy computes one half", numpy_sees_the_symmetry),
    ("Over all $5! = 120$ orders the single place is anybody's",
     lambda: np.isclose(*short_batches()[::2]) and not np.isclose(*short_batches()[1:])),
    (r"\frac{\text{lr}}{4}\,V$$",
     lambda: np.isclose(fresh_floor(1e-4) / 1e-4, spread(rows_at(BEST)) / 4, rtol=5e-3)),
    ("flat or steep, each direction adds its own $V$",
     lambda: all(near(above_after(lambda t: 0.002, 20_000, curvature=c), 0.004, 4)
                 for c in (0.3, 3))),
    ("A smaller lr and a larger batch do the same at the same price",
     lambda: near(fresh_floor(1e-3) / fresh_floor(5e-4), 2, 1)
     and near(fresh_floor(1e-3) / fresh_floor(1e-3, 2, True), 2, 1)),
    ("here from 0.0986 on with fresh draws", lambda: turns_at(0.0986, fresh_maps)),
    ("from 0.1264 on with reshuffling", lambda: turns_at(0.1264, shuffled_maps)),
    ("$2/L = 0.1279$", lambda: near(2 / np.linalg.eigvalsh(X.T @ X / 2)[-1], 0.1279, 4)),
    ("so that all lr_t add up to 2.5",
     lambda: np.isclose(sum(0.05 * 0.98**t for t in range(5000)), 2.5)
     and near(np.exp(-0.3 * 2.5), 0.47, 2)
     and near(np.prod([1 - 0.3 * 0.05 * 0.98**t for t in range(5000)]), 0.47, 2)),
    ("At first the constant lr leads",
     lambda: min(RATES, key=lambda name: above_after(RATES[name], 200)) == "0.05"),
    ("falling pays once the floor is what is left",
     lambda: above_after(RATES["0.05 / (1 + t/200)"], 20_000)
     < above_after(RATES["0.05 / sqrt(1 + t/200)"], 20_000) < above_after(RATES["0.05"], 20_000)),
    ("whatever lr: here 0.0067", lambda: near(8 / (2 * 0.3 * 2000), 0.0067, 4)
     and abs(averaged()[1] - 0.0067) < 0.0008 and averaged()[0] > 10 * averaged()[1]),
    ("You may read 1,326 rows, three epochs", lambda: 1326 == 3 * 442),
    ("A mean over rows: a row is in b/n of the batches",
     lambda: is_right_on_average(lambda r: np.abs(r).mean())),
    ("two rows' medians do not average to it",
     lambda: not is_right_on_average(lambda r: np.median(r**2))),
    ("the mean of roots is not the root of the mean",
     lambda: not is_right_on_average(lambda r: np.sqrt((r**2).mean()))),
]  # fmt: skip

FLOORS = {0.04: 0.08587, 0.02: 0.03206, 0.01: 0.01423, 0.005: 0.00674}


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in prose("08")
    assert holds()


@pytest.mark.parametrize("lr", FLOORS)
def test_the_floors_are_what_the_moments_come_to(lr):
    rule = lr / 4 * spread(rows_at(BEST))
    assert f"lr {lr}: exact {FLOORS[lr]:.5f}, lr/4 V {rule:.5f}" in printed("08")
    assert near(fresh_floor(lr), FLOORS[lr], 5)


def test_the_cures_side_by_side_are_what_the_moments_come_to():
    for words, floor, rows in (
        ("lr 0.02, single rows, fresh", fresh_floor(0.02), 1),
        ("half the lr", fresh_floor(0.01), 0.02 / 0.01),
        ("twice the batch", fresh_floor(0.02, 2, True), 2),
        ("reshuffled once an epoch", reshuffled(0.02)[1], 1),
    ):
        assert f"{words} floor {floor:.4f}, rows x {rows:.0f}" in printed("08")


def test_the_schedules_are_what_mean_and_variance_come_to():
    for name, rate in RATES.items():
        figures = [f"{above_after(rate, T):.4f}" for T in (200, 2000, 20_000)]
        assert f"{name} {figures}" in printed("08")


def numbers(n):
    """(A, beta, V) as gdcore.data.make has them; walked here by another loop."""
    from gdcore.data import make

    data = make(n, 5, condition=3, noise=1.0)
    return data.X, data.y, data.beta


def test_all_rows_pay_for_n_and_single_rows_for_the_tolerance():
    found = {}
    for n, tolerance in product((1000, 100_000), (0.1, 0.001)):
        A, y, answer = numbers(n)
        H = A.T @ A / n
        values = np.linalg.eigvalsh(2 * H)
        e, whole = -answer, 0
        while e @ H @ e > tolerance:
            e, whole = e - 2 / (values[0] + values[-1]) * 2 * H @ e, whole + n
        V = np.mean(np.sum((2 * (A @ answer - y)[:, None] * A) ** 2, axis=1))
        rng, beta, single = np.random.default_rng(5), np.zeros(5), 0
        while (beta - answer) @ H @ (beta - answer) > tolerance:
            row = rng.integers(n)
            beta, single = beta - 4 * tolerance / V * (A[row] @ beta - y[row]) * A[row], single + 1
        found[n, tolerance] = single
        assert f"n {n:,}, tolerance {tolerance}: all rows {whole:,}, single rows" in printed("08")
        assert (single < whole) == ((n, tolerance) != (1000, 0.001))
    assert 0.5 < found[1000, 0.001] / found[100_000, 0.001] < 2  # n does not occur
    assert found[1000, 0.001] > 100 * found[1000, 0.1]
    assert 25_000 < found[1000, 0.001] < 40_000  # "about 32,000"


@pytest.mark.parametrize("name", ["batch_for_error", "same_floor"])
def test_a_question_with_other_numbers_has_its_own_answer(name):
    for text, _, answer in asked(made("08", name)):
        given = [float(word.strip("?,.")) for word in text.split() if word[0].isdigit()]
        if name == "batch_for_error":
            rows, error, _one = given
            assert float(answer) == rows * error**2
        else:
            lr, b, small = given[:3]
            assert np.isclose(float(answer), lr * small / b)


def test_the_prices_of_the_cures_are_those_of_the_exercise():
    """Rows of 1 / (lr mu) steps: half the lr and twice the batch double them."""
    rows = {(lr, b): b / (lr * 0.1447) for lr, b in ((0.02, 1), (0.01, 1), (0.02, 2))}
    assert np.isclose(rows[0.01, 1], 2 * rows[0.02, 1]) and rows[0.02, 2] == rows[0.01, 1]
