"""Every known wrong answer gets its own words; right answers pass however they are written."""

import numpy as np
import pytest

from gdcore.descent import sgd
from gdlab.exercises import check


def loop(
    order=lambda n, rng, epoch: rng.permutation(n),
    divide=lambda rows, b, n: len(rows),
    pick=lambda order, k, b: order[k : k + b],
    factor=2,
    targets=lambda y, rows, rng: y[rows],
    firsts=lambda n, b: range(0, n, b),
    begin=lambda start: start,
):
    """A minibatch loop with one thing to get wrong."""

    def f(X, y, lr, epochs, batch_size, start, rng):
        beta, n = begin(start), len(y)
        for epoch in range(epochs):
            rows_in_order = order(n, rng, epoch)
            for k in firsts(n, batch_size):
                rows = pick(rows_in_order, k, batch_size)
                error = X[rows] @ beta - targets(y, rows, rng)
                m = divide(rows, batch_size, n)
                beta = beta - lr * factor / m * X[rows].T @ error
        return beta

    return f


def same_order_always(X, y, lr, epochs, batch_size, start, rng):
    order = rng.permutation(len(y))
    return loop(order=lambda n, rng, epoch: order)(X, y, lr, epochs, batch_size, start, rng)


def stale(X, y, lr, epochs, batch_size, start, rng):
    beta = start
    for _ in range(epochs):
        order, there = rng.permutation(len(y)), beta
        for k in range(0, len(y), batch_size):
            rows = order[k : k + batch_size]
            beta = beta - lr * 2 / len(rows) * X[rows].T @ (X[rows] @ there - y[rows])
    return beta


def one_epoch(X, y, lr, epochs, batch_size, start, rng):
    return loop()(X, y, lr, 1, batch_size, start, rng)


WRONG = [
    (loop(divide=lambda rows, b, n: 1), "sum over the batch"),
    (loop(divide=lambda rows, b, n: 1, factor=1), "factor 2 is missing"),
    (loop(divide=lambda rows, b, n: 1, pick=lambda o, k, b: o[k : k + 1]), "one row a batch"),
    (loop(firsts=lambda n, b: range(n), pick=lambda o, k, b: o[k : k + 1]), "single rows"),
    (loop(firsts=lambda n, b: range(n)), "one row after the last"),
    (loop(firsts=lambda n, b: range(b, n, b)), "first batch is never used"),
    (loop(order=lambda n, rng, e: rng.integers(0, n, n)), "used more than once"),
    (
        loop(firsts=lambda n, b: range(3), pick=lambda o, k, b: np.array_split(o, 3)[k]),
        "number of batches",
    ),
    (loop(divide=lambda rows, b, n: n), "divided by n"),
    (loop(divide=lambda rows, b, n: b), "divided by batch_size"),
    (loop(firsts=lambda n, b: range(0, n - b + 1, b)), "never used"),
    (loop(firsts=lambda n, b: [0]), "one batch an epoch"),
    (loop(pick=lambda order, k, b: order[:b]), "same batch at every step"),
    (loop(pick=lambda order, k, b: order), "all rows"),
    (loop(order=lambda n, rng, epoch: np.arange(n)), "never shuffled"),
    (
        loop(order=lambda n, rng, epoch: np.random.default_rng(5).permutation(n)),
        "every seed gives the same order",
    ),
    (loop(order=lambda n, rng, epoch: np.random.default_rng().permutation(n)), "from rng"),
    (loop(order=lambda n, rng, epoch: rng.integers(n, size=n)), "more than once|should be"),
    (loop(targets=lambda y, rows, rng: y[rng.permutation(len(y))[: len(rows)]]), "rows|should be"),
    (loop(factor=1), "factor 2 is missing"),
    (loop(factor=-2), "uphill"),
    (loop(factor=0), "nothing has moved"),
    (loop(begin=np.zeros_like), "begins at zero"),
    (same_order_always, "shuffle inside"),
    (one_epoch, "work of one"),
    (stale, "from the newest"),
    (lambda X, y, lr, epochs, batch_size, start, rng: y, "y came back"),
    (lambda X, y, lr, epochs, batch_size, start, rng: 3.0, "shape"),
]


@pytest.mark.parametrize("function, words", WRONG)
def test_a_wrong_loop_is_named(function, words):
    outcome = check.sgd(function)
    assert outcome.state == "wrong"
    assert any(word.lower() in outcome.message.lower() for word in words.split("|")), outcome


def in_place(X, y, lr, epochs, batch_size, start, rng):
    beta = np.array(start, dtype=float)
    for _ in range(epochs):
        order = list(range(len(y)))
        rng.shuffle(order)
        while order:
            rows, order = order[:batch_size], order[batch_size:]
            step = np.zeros(len(beta))
            for i in rows:
                step += 2 * (X[i] @ beta - y[i]) * X[i]
            beta -= lr * step / len(rows)
    return list(beta)


def as_float32(X, y, lr, epochs, batch_size, start, rng):
    X, y, start = (a.astype(np.float32) for a in (X, y, start))
    return loop()(X, y, np.float32(lr), epochs, batch_size, start, rng)


def as_path(X, y, lr, epochs, batch_size, start, rng):
    return sgd(X, y, lr, epochs * -(-len(y) // batch_size), batch_size, rng, start)


def the_small_batch_first(X, y, lr, epochs, batch_size, start, rng):
    def firsts(n, b):
        return range(-(-n % b), n, b)

    def pick(order, k, b):
        return order[max(k, 0) : k + b]

    return loop(firsts=firsts, pick=pick)(X, y, lr, epochs, batch_size, start, rng)


def all_betas(X, y, lr, epochs, batch_size, start, rng):
    return np.array([start, loop()(X, y, lr, epochs, batch_size, start, rng)])


@pytest.mark.parametrize(
    "function",
    [loop(), in_place, as_float32, as_path, the_small_batch_first, all_betas],
    ids=lambda f: f.__name__,
)
def test_a_right_loop_passes(function):
    assert check.sgd(function).state == "right"


def stub(X, y, lr, epochs, batch_size, start, rng): ...


def test_a_stub_is_not_attempted():
    assert check.sgd(stub).state == "not attempted"
    assert check.batch_variance(lambda gradients, batch_size: ...).state == "not attempted"


def v(g, b, ddof=0, n1=1):
    n = len(g)
    return g.var(axis=0, ddof=ddof).sum() / b * (n - b) / (n - n1)


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda g, b: g.var(axis=0).sum() / b, "*with* replacement"),
        (lambda g, b: v(g, b, n1=0), "not over n"),
        (lambda g, b: v(g, b) * b, "divide by b"),
        (lambda g, b: g.var(axis=0).sum(), "single row"),
        (lambda g, b: v(g, b) / b, "once, not twice"),
        (lambda g, b: v(g, b, ddof=1), "divide their squares by n"),
        (lambda g, b: np.sqrt(v(g, b)), "root"),
        (lambda g, b: np.square(g).sum() / len(g) / b * (len(g) - b) / (len(g) - 1), "mean row"),
        (lambda g, b: g.var(axis=0) / b * (len(g) - b) / (len(g) - 1), "add them up"),
        (lambda g, b: 0.0, "only for batch_size n"),
        (lambda g, b: g, "one number"),
        (lambda g, b: 17.0, "another batch_size"),
    ],
)
def test_a_wrong_variance_is_named(function, words):
    outcome = check.batch_variance(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


@pytest.mark.parametrize(
    "function",
    [
        v,
        lambda g, b: np.trace(np.cov(g.T, bias=True)) / b * (1 - (b - 1) / (len(g) - 1)),
        lambda g, b: np.array([v(g, b)], dtype=np.float32),
    ],
)
def test_a_right_variance_passes(function):
    assert check.batch_variance(function).state == "right"


@pytest.mark.parametrize("name", ["sgd", "batch_variance"])
def test_the_solution_shown_is_right(name, capsys):
    getattr(check, name).solution()
    place = {"np": np}
    exec(capsys.readouterr().out, place)
    assert getattr(check, name)(place[name]).state == "right"
