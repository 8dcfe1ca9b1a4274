"""Lessons 6 and 7: lowest curvature, a parabola's vertex, many starts. What beginners write is in
beginners/; here what is less usual."""

import numpy as np
import pytest

from gdlab.exercises import check
from gdlab.exercises.lowest_curvature import Bends, lowest_curvature
from gdlab.exercises.starts_needed import starts_needed


def wrong_with(outcome, words):
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


def eigenvalues(hessian, points):
    return np.array([np.linalg.eigvalsh(hessian(beta)) for beta in points])


def by_stretch(hessian, points):
    """No eigenvalues: shift - H stretches the most where H bends up the least."""
    lowest = []
    for beta in points:
        H = hessian(beta)
        shift = np.abs(H).sum()
        stretch = np.linalg.svd(shift * np.eye(len(H)) - H, compute_uv=False)[0]
        lowest.append(shift - stretch)
    return min(lowest)


def test_the_lowest_curvature_agrees_with_a_way_without_eigenvalues():
    assert check.lowest_curvature(by_stretch).state == "right"


def test_a_loss_that_bends_down_at_one_point_only_is_found_out():
    bends = Bends(np.diag([1.0, 2.0]), np.array([[0.0, 0], [1, 0]]))
    assert lowest_curvature(bends, np.array([[0.0, 9], [5, 0], [-3, 1]])) == -1


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda h, p: eigenvalues(h, p).max(), "largest eigenvalue"),
        (lambda h, p: eigenvalues(h, p).sum(axis=1).min(), "trace"),
        (lambda h, p: -eigenvalues(h, p).min(), "sign is flipped"),
        (lambda h, p: eigenvalues(h, p)[:, 0].argmin(), "number of the point"),
        (lambda h, p: (eigenvalues(h, p)[:, 0] < 0).sum(), "how many points"),
        (lambda h, p: eigenvalues(h, p), "all eigenvalues"),
        (lambda h, p: p[eigenvalues(h, p)[:, 0].argmin()], "this is the point"),
        (lambda h, p: np.linalg.eigvalsh(np.mean([h(b) for b in p], axis=0))[0], "averaged first"),
        (lambda h, p: np.linalg.eigvalsh(h(np.zeros(p.shape[1])))[0], "taken at zero"),
    ],
)
def test_every_wrong_curvature_is_named(function, words):
    wrong_with(check.lowest_curvature(function), words)


def abc(x, y):
    """The vertex by walking down in a, c, k, from the fit's own neighbourhood."""
    p, q, r = np.polyfit(x, y, 2)
    return p, -q / (2 * p), np.polyval([p, q, r], -q / (2 * p))


@pytest.mark.parametrize(
    "function",
    [abc, lambda x, y: np.float32(abc(x, y)), lambda x, y: list(map(float, abc(x, y)))],
)
def test_a_vertex_in_any_dress_is_right(function):
    assert check.vertex_of_parabola(function).state == "right"


def test_no_other_parabola_is_nearer():
    """The right answer against neighbours in all directions."""
    rng = np.random.default_rng(5)
    x = rng.uniform(-2, 3, 9)
    y = -1.2 * (x - 0.5) ** 2 + 2 + rng.normal(0, 0.3, 9)

    def loss(theta):
        a, c, k = theta
        return ((a * (x - c) ** 2 + k - y) ** 2).mean()

    best = np.array(abc(x, y))
    assert check.vertex_of_parabola(abc).state == "right"
    assert all(loss(best + 1e-3 * v) > loss(best) for v in rng.normal(size=(500, 3)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a, c, k: (2 * a, c, k), "is the curvature"),
        (lambda a, c, k: (a, -c, k), "sign of c is flipped"),
        (lambda a, c, k: (a, c, k + a * c * c), "is the constant itself"),
        (lambda a, c, k: (k, c, a), "another order"),
        (lambda a, c, k: (a, c, k + 2 * a * c * c), "sign in k is flipped"),
    ],
)
def test_every_wrong_vertex_is_named(change, words):
    wrong_with(check.vertex_of_parabola(lambda x, y: change(*abc(x, y))), words)


@pytest.mark.parametrize("share", [0.03, 0.2, 0.5804, 0.9])
@pytest.mark.parametrize("sure", [0.6, 0.9, 0.99])
def test_so_many_starts_are_enough_and_one_less_is_not(share, sure):
    k = starts_needed(share, sure)
    assert 1 - (1 - share) ** k >= sure > 1 - (1 - share) ** (k - 1)


def test_starts_that_are_counted_by_chance_agree():
    """Twenty thousand searches: after that many starts, about as many as asked have found it."""
    found = np.random.default_rng(3).uniform(size=(20_000, int(starts_needed(0.235, 0.9)))) < 0.235
    assert 0.9 <= found.any(axis=1).mean() + 0.01
    assert found[:, :-1].any(axis=1).mean() < 0.9


def search(step=lambda g, b, lr: b - lr * g(b), choose=lambda f, ends: min(ends, key=f)):
    def best(loss, gradient, starts, lr, T):
        ends = list(starts)
        for _ in range(T):
            ends = [step(gradient, beta, lr) for beta in ends]
        return choose(loss, ends)

    return best


def test_ends_in_an_array_are_searched_as_well():
    stacked = search(choose=lambda f, ends: np.array(ends)[np.argmin(list(map(f, ends)))])
    assert check.best_of_starts(stacked).state == "right"
    assert check.best_of_starts(search()).state == "right"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (search(choose=lambda f, ends: ends[-1]), "last walk"),
        (search(choose=lambda f, ends: np.mean(ends, axis=0)), "averaged"),
        (search(choose=lambda f, ends: min(ends, key=np.linalg.norm)), "nearest to zero"),
        (search(choose=lambda f, ends: min(ends)), "key=loss"),
        (search(step=lambda g, b, lr: b - g(b)), "lr is missing"),
        (search(step=lambda g, b, lr: lr * g(b)), "beta itself is missing"),
        (lambda f, g, starts, lr, T: search()(f, g, starts, lr, T + 1), "one step too many"),
        (lambda f, g, starts, lr, T: search()(f, g, starts[1:], lr, T), "first start is left out"),
        (lambda f, g, starts, lr, T: min(starts, key=f), "walk first"),
    ],
)
def test_every_wrong_search_is_named(function, words):
    wrong_with(check.best_of_starts(function), words)
