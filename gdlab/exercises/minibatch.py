"""Is this minibatch gradient descent? If not, what is it?

The identity probe: with X = I every row moves only its own coefficient, from 0 towards y. A visit
by a batch that divides by m multiplies what is left, u = 1 - beta / y, by q(m) = 1 - 2 lr / m, so
one epoch leaves a trace of all that was done. Slide 20.
"""

from itertools import permutations

import numpy as np

from gdcore.curvature import closed_form
from gdcore.data import noisy
from gdcore.losses import mse_gradient
from gdlab.exercises.gradient import close
from gdlab.exercises.loop import last_beta
from gdlab.guard.call import call
from gdlab.guard.outcome import right, wrong

N, B, LR = 7, 3, 0.1
SEEDS = range(6)


def q(m, factor=2):
    """What one visit leaves of a row's error, for a batch that divides by m."""
    return 1 - factor * LR / m


DROPPED = "the last batch is never used: the rows that do not fill a batch are a batch too."
REPLACED = (
    "some rows are used more than once in an epoch, others not at all: permute the rows once an "
    "epoch and cut, instead of drawing each batch anew."
)
TRACES = (  # what is left after one epoch, sorted, and what it means
    ([q(3)] * 7, "the last batch is divided by batch_size: divide by its own size, len(rows)."),
    ([q(3)] * 6 + [1], DROPPED),
    ([q(3)] * 3 + [q(1)] + [1] * 3, "the first batch is never used: begin at row 0 of the order."),
    ([q(1)] * 3 + [1] * 4, "one row a batch is used: order[k : k + batch_size] has them all."),
    ([q(3)] * 3 + [1] * 4, "one batch an epoch: go on until all rows have had their turn."),
    ([q(3) ** 3] * 3 + [1] * 4, "the same batch at every step: move on to the next rows."),
    ([q(3) ** 2] * 3 + [1] * 4, "the same batch at every step: move on to the next rows."),
    (
        [q(1)] * 7,
        "the sum over the batch is used, or one row at a time: take batch_size rows, and divide "
        "by their number.",
    ),
    ([q(7)] * 7, "each batch is divided by n, or it is one full step: divide by the batch's size."),
    ([q(7) ** 3] * 7, "every step uses all rows: use those of the batch only."),
    ([q(7) ** 2] * 7, "every step uses all rows: use those of the batch only."),
    ([q(3, 1)] * 6 + [q(1, 1)], "the factor 2 is missing: the derivative of a square brings one."),
    ([q(3, -2)] * 6 + [q(1, -2)], "the steps go uphill: subtract lr times the gradient."),
    (
        [q(1, 1)] * 7,
        "the sum over the batch is used, without the factor 2: the mean of squares brings "
        "2 / len(rows).",
    ),
    (
        [q(3)] * 3 + [q(2)] * 4,
        "the batches are nearly equal, as np.array_split cuts them: take batch_size rows at a "
        "time; what remains is the last batch.",
    ),
    (
        [q(3), q(3) ** 2, *[q(3) ** 3] * 3, q(3) ** 2 * q(2), q(3) * q(2) * q(1)],
        "each batch begins one row after the last one: go on by batch_size, "
        "range(0, n, batch_size).",
    ),
    ([1] * 7, "nothing has moved: is beta updated, and returned?"),
)


def check_sgd(function):
    """Judge function(X, y, lr, epochs, batch_size, start, rng) -> beta."""
    left = _probe(function)
    if not _same(left, [q(3)] * 6 + [q(1)]):
        return wrong(_trace(left))
    single = [int(np.argmin(_probe(function, seed=seed))) for seed in SEEDS]
    if single != [int(np.argmin(_probe(function, seed=seed))) for seed in SEEDS]:
        return wrong("the same seed gives two answers: take all random numbers from rng.")
    if set(single) == {N - 1}:
        return wrong("the rows are never shuffled: begin each epoch with rng.permutation(n).")
    if len(set(single)) == 1:
        return wrong("every seed gives the same order: use the rng that is passed in.")
    twice = [_probe(function, epochs=2, seed=seed) for seed in SEEDS]
    if any(_same(t, [q(3)] * 6 + [q(1)]) for t in twice):
        return wrong("two epochs do the work of one: loop over the epochs.")
    if all(_same(t, [q(3) ** 2] * 6 + [q(1) ** 2]) for t in twice):
        return wrong("every epoch has the same order: shuffle inside the loop over epochs.")
    return _on_real_data(function)


def _probe(function, epochs=1, seed=0):
    """u (7,) after that many epochs on the identity."""
    targets = np.arange(1.0, N + 1)
    arguments = (np.eye(N), targets, LR, epochs, B, np.zeros(N), np.random.default_rng(seed))
    return 1 - last_beta(call(function, *arguments), N) / targets


def _trace(left):
    for trace, words in TRACES:
        if _same(left, trace):
            return words
    if np.isclose(left, 1).any() and left.min() < min(q(1), q(3)) - 1e-6:
        return REPLACED
    visits = np.log(np.maximum(left, 1e-12)) / np.log(q(3))
    if np.allclose(visits, visits.round(), atol=1e-6) and visits.sum() > 5.5:
        return REPLACED
    targets = np.arange(1.0, N + 1)
    moved = (1 - left) * targets
    for share in ([1 - q(3)] * 6 + [1 - q(1)], [1 - q(3)] * 7):
        ends = np.sort(np.divide.outer(moved, np.unique(share)).ravel())
        if all(np.isclose(ends, target).any() for target in targets):
            return "rows of X meet targets of other rows: index X and y with the same order."
    words = ", ".join(f"{u:.4f}" for u in np.sort(left))
    return (
        f"with X the identity, what is left of each row's error should be {q(3):.4f} six times "
        f"and {q(1):.4f} once; yours is {words}"
    )


def _on_real_data(function):
    """The start, the gradient and the order of the updates: things that the identity hides."""
    X, y, start, _ = noisy()
    rng = np.random.default_rng(1)
    end = last_beta(call(function, X, y, 0.05, 4, 4, start, rng), 3)
    if not close(end, closed_form(X, y, 0.05, 4, start)):
        return wrong(
            "with batch_size n it should be gradient descent from start. Is start used, and the "
            "gradient computed anew at each step?"
        )
    end = last_beta(call(function, X, y, 0.05, 1, 3, start, np.random.default_rng(1)), 3)
    walks = (_epoch(X, y, start, o, size) for o in permutations(range(4)) for size in (3, 1))
    if not any(close(end, walk) for walk in walks):
        return wrong(
            "on the lecture's data no order of the rows leads to your answer: is the gradient of "
            "each batch computed at the newest beta?"
        )
    return right("Right: every row once an epoch, in a new order, each batch by its own size.")


def _epoch(X, y, beta, order, first):
    """Two batches, of `first` rows and of the others: the small one may come first."""
    for rows in (list(order[:first]), list(order[first:])):
        beta = beta - 0.05 * mse_gradient(beta, X[rows], y[rows])
    return beta


def _same(left, trace):
    return np.allclose(np.sort(left), np.sort(trace), rtol=1e-5, atol=1e-7)
