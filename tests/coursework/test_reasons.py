"""What the sets' own answers in words say of their experiments holds in every variant."""

from functools import partial

import numpy as np
import pytest

from coursework.hw1 import cases as first
from coursework.hw1 import right as one
from coursework.hw2 import cases as second
from coursework.hw2 import right as two
from coursework.hw2.rhos import RHOS
from coursework.hw3 import cases as third
from coursework.hw3 import right as three
from coursework.variant import generator, tenths

CLASSES = [f"class {k}" for k in range(40)]


def losses_of_set_1(seed):
    """(the choice, the losses of its last part's walk) of a class."""
    o, rng = one.choose(generator(f"class {seed}", "hw1", "choice")), np.random.default_rng(seed)
    _, X, y, w = first.problem(rng, 4, 2)
    alpha = float(tenths(rng, 0.2, 1))
    steepest = np.linalg.eigh(one.hessian(o, X, w, alpha))[1][:, -1]
    start = one.minimum(o)(X, y, w, alpha) + steepest
    lr = first.TIMES * one.largest_lr(o)(X, w, alpha)
    walk = one.descend(o)(lambda b: one.gradient(o)(b, X, y, w, alpha), start, lr, 15)
    return o, [one.loss(o)(b, X, y, w, alpha) for b in walk]


def test_the_walk_of_set_1_rises_as_long_as_the_formula_says_and_falls_then():
    for seed in range(300):
        o, losses = losses_of_set_1(seed)
        rises, steps = first.rises(o), np.diff(losses)
        assert rises >= 2
        assert list(np.sign(steps)[: rises + 2]) == [1] * rises + [-1] * 2
        assert abs(steps[:rises]).min() > 2e-3, "seen with the digits that are printed"


def gradient_at(gradient, X, y, w, alpha, beta):
    return gradient(beta, X, y, w, alpha)


def test_the_growth_that_set_1_asks_for_is_that_of_the_walk():
    """Along the steepest direction the loss above the minimum is the square of the error."""
    for seed in range(300):
        o, rng = one.choose(generator(f"class {seed}", "hw1", "choice")), np.random.default_rng(1)
        _, X, y, w = first.problem(rng, 4, 2)
        lowest, steepest = (
            one.minimum(o)(X, y, w, 0.5),
            np.linalg.eigh(one.hessian(o, X, w, 0.5))[1],
        )
        for times in (first.TIMES, 2.7, 4.3):
            n, lr = first.rises(o, times), times * one.largest_lr(o)(X, w, 0.5)
            slope = partial(gradient_at, one.gradient(o), X, y, w, 0.5)
            walk = one.descend(o)(slope, lowest + steepest[:, -1], lr, n + 2)
            errors = np.linalg.norm(walk - lowest, axis=1)
            assert errors.argmax() == n
            assert np.isclose(errors[n], first.growth(o, times))


def wild():
    """The forty rows of set 2, one of them wild: as its text makes them."""
    chance = np.random.default_rng(6)
    X = np.column_stack([chance.uniform(-2, 2, 40), np.ones(40)])
    y = X @ [1.5, -0.5] + chance.normal(0, 0.5, 40)
    y[0] += 20
    return X, y


def ends(o, delta, lr, seed, rows=4):
    """(loss of the last point, loss of the average) after thirty epochs in batches of `rows`."""
    X, y = wild()
    rng, beta = np.random.default_rng(seed), np.zeros(2)

    def slope(b, rows):
        return two.batch_gradient(o)(b, X, y, rows, delta)

    for _ in range(30):
        beta, average = two.sgd(o)(slope, beta, two.epoch(o)(40, rows, rng), lr)
    return [o.c * np.mean(two.rho(o)(y - X @ b, delta)) for b in (beta, average)]


@pytest.mark.parametrize("seed", CLASSES[::4])
def test_noise_average_and_the_price_of_a_small_rate_show_in_set_2(seed):
    o = two.choose(generator(seed, "hw2", "choice"))
    delta = float(tenths(generator(seed, "hw2", "public"), 0.5, 2))
    large, middle, small = (
        np.array([ends(o, delta, rate / o.c, k) for k in range(3)])
        for rate in second.RATES.values()
    )
    assert np.ptp(large[:, 0]) > 3 * np.ptp(middle[:, 0]), "a large rate, a large cloud"
    assert large[:, 1].mean() < large[:, 0].mean(), "the average lies nearer"
    assert small.min() > large.max(), "the price: it is still on its way"


def above(rho, delta, which):
    """Where the smaller or the larger of rho(r) and rho(r - 4) lies above its chord from 0 to 4."""

    def curve(r):
        return which(float(rho(np.array(r[0] - k), delta)) for k in (0, 4))

    return two.above_chord(curve, [0.0], [4.0], 41)


@pytest.mark.parametrize("name", RHOS)
@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_two_valleys_are_not_convex_and_the_larger_of_two_curves_is_in_set_2(name, delta):
    rho = RHOS[name].value
    assert np.isclose(above(rho, delta, min).max(), rho(2.0, delta))
    assert above(rho, delta, min)[1:-1].min() > 0
    assert above(rho, delta, max).max() < 1e-9


@pytest.mark.parametrize("seed", CLASSES[::4])
def test_whole_batches_know_no_noise_and_come_a_tenth_as_far_in_set_2(seed):
    o = two.choose(generator(seed, "hw2", "choice"))
    delta = float(tenths(generator(seed, "hw2", "public"), 0.5, 2))
    for name, rate in second.RATES.items():
        runs = [ends(o, delta, rate / o.c, k, rows=40)[0] for k in range(3)]
        assert np.ptp(runs) < 1e-9
        if name == "small":
            _, y = wild()
            start = o.c * np.mean(two.rho(o)(y, delta))
            walked = start - ends(o, delta, rate / o.c, 0)[0]
            assert 0 < start - runs[0] < 0.15 * walked


def test_a_large_alpha_leads_to_the_baseline_in_set_3():
    for data in three.DATA:
        for scale in three.SCALES:
            for c, p in ((1.0, 1.0), (0.5, 0.5), (0.5, 1.0), (1.0, 0.5)):
                for lr, T in ((0.035, 900), (0.04, 1200)):
                    asked = three.choose(generator("s", "hw3", "choice"))
                    o = asked._replace(data=data, scale=scale, c=c, p=p, lr=lr, T=T, score="rmse")
                    away = [abs(three.project(o)(a) - baseline(o)) for a in third.ALPHAS]
                    assert away[3] > away[4] > away[5], (o, away)
                    assert away[5] < 0.75 * max(away[:3]), (o, away)


def baseline(o):
    """The RMSE of always answering the mean of the training targets."""
    (_, y), (_, targets) = three.parts(o)
    return np.sqrt(np.mean((targets - y.mean()) ** 2))


def test_the_luckiest_split_is_better_than_the_mean_and_all_rows_set_nearly_the_same_scale():
    for data in three.DATA:
        for scale in three.SCALES:
            asked = three.choose(generator("s", "hw3", "choice"))
            o = asked._replace(data=data, scale=scale, c=1.0, lr=0.04, score="rmse", every=5)
            splits = [three.project(o._replace(first=k))(0.1) for k in range(5)]
            assert min(splits) < 0.98 * np.mean(splits)
            scores = [
                three.score(o)(three.fit(o)(*train, 0.1, o.lr, o.T), *test)
                for train, test in (three.parts(o, by) for by in ("train", "all"))
            ]
            assert 0 < abs(scores[0] - scores[1]) < 0.03 * scores[0]


def test_a_count_in_float32_stops_where_set_3_says():
    last = np.float32(2**24)
    assert last + np.float32(1) == last == 16_777_216
    assert last - np.float32(1) != last


def test_memory_of_set_3_counts_no_row_that_does_not_exist():
    o = three.choose(generator("s", "hw3", "choice"))._replace(unit="MB", held=3)
    assert three.peak(o)(10, 4, 8, 8) == (10 * 5 + 8) * 8 / 1e6
    assert three.peak(o)(100, 4, 8, 8) == (24 * 5 + 8) * 8 / 1e6
