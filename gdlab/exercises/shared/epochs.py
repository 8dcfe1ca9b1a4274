"""What a loop over epochs and minibatches may do wrong: other batches, divisors, rates, epochs."""

import numpy as np

from gdlab.notebook.language import N_


def loop(
    order=lambda n, rng, epoch: rng.permutation(n),
    divide=lambda rows, b, n: len(rows),
    pick=lambda order, k, b: order[k : k + b],
    factor=2,
    firsts=lambda n, b: range(0, n, b),
    begin=lambda start: start,
    rate=lambda lr, t, epoch, epochs: lr,
    passes=lambda epochs: epochs,
):
    """The loop with something to get wrong."""

    def run(X, y, lr, epochs, batch_size, start, rng):
        beta, n, t = begin(start).astype(float), len(y), 0
        for epoch in range(passes(epochs)):
            rows_in_order = order(n, rng, epoch)
            for k in firsts(n, batch_size):
                rows = pick(rows_in_order, k, batch_size)
                error = X[rows] @ beta - y[rows]
                step = rate(lr, t, epoch, epochs) * factor / divide(rows, batch_size, n)
                beta, t = beta - step * X[rows].T @ error, t + 1
        return beta

    return run


SAME = N_("the same batch at every step: move on to the next rows.")
ALL = N_("every step uses all rows: use those of the batch only.")
ONE = N_("one row a batch is used: order[k : k + batch_size] has them all.")
PICKS = {  # words: keywords of loop
    "": {},
    N_("the last batch is never used: the rows that do not fill a batch are a batch too."): {
        "firsts": lambda n, b: range(0, n - b + 1, b)
    },
    N_("the last batch is never used: the rows that do not fill a batch are a batch, too."): {
        "firsts": lambda n, b: range(0, n - b, b)
    },
    N_("the first batch is never used: begin at row 0 of the order."): {
        "firsts": lambda n, b: range(b, n, b)
    },
    N_("the first row of the order is never used: begin at row 0."): {
        "firsts": lambda n, b: range(1, n, b)
    },
    N_("one batch an epoch: go on until all rows have had their turn."): {
        "firsts": lambda n, b: [0]
    },
    SAME: {"pick": lambda order, k, b: order[:b]},
    N_("the same batch at every step, and the last one is left out: move on to the next rows."): {
        "pick": lambda order, k, b: order[:b],
        "firsts": lambda n, b: range(n // b),
    },
    ALL: {"pick": lambda order, k, b: order},
    N_("every step uses all rows, in one step less: use those of the batch only."): {
        "pick": lambda order, k, b: order,
        "firsts": lambda n, b: range(n // b),
    },
    N_("every step uses all rows, and there is one for each row: use those of the batch only."): {
        "pick": lambda order, k, b: order,
        "firsts": lambda n, b: range(n),
    },
    ONE: {"pick": lambda order, k, b: order[k : k + 1]},
    N_(
        "each batch begins one row after the last one: go on by "
        "batch_size, range(0, n, batch_size)."
    ): {"firsts": lambda n, b: range(n)},
    N_(
        "each batch begins one row after the last one, and the last ones are left out: go on by "
        "batch_size, range(0, n, batch_size)."
    ): {"firsts": lambda n, b: range(n - b + 1)},
    N_("a batch has one row too many: order[k : k + batch_size] ends before k + batch_size."): {
        "pick": lambda order, k, b: order[k : k + b + 1]
    },
    N_("a batch has one row too few: order[k : k + batch_size] has batch_size rows."): {
        "pick": lambda order, k, b: order[k : k + b - 1]
    },
    N_(
        "the batches are nearly equal, as np.array_split cuts them: "
        "take batch_size rows at a time; "
        "what remains is the last batch."
    ): {
        "firsts": lambda n, b: range(-(-n // b)),
        "pick": lambda order, k, b: np.array_split(order, -(-len(order) // b))[k],
    },
    N_("batch_size is taken for the number of batches: it is the number of rows in one."): {
        "firsts": lambda n, b: range(b),
        "pick": lambda order, k, b: np.array_split(order, b)[k],
    },
    N_("the steps are single rows, one after another: take batch_size rows at a time."): {
        "firsts": lambda n, b: range(n),
        "pick": lambda order, k, b: order[k : k + 1],
    },
}
DIVISORS = {  # words: (rows, b, n) -> what a batch's sum is divided by
    "": lambda rows, b, n: len(rows),
    N_("the last batch is divided by batch_size: divide by its own size, len(rows)."): (
        lambda rows, b, n: b
    ),
    N_("each batch is divided by n: divide by the batch's size."): lambda rows, b, n: n,
    N_("the sum over the batch is used: divide it by the number of its rows."): lambda rows, b, n: (
        1
    ),
    N_("each batch is divided by the number of batches: divide by the batch's size."): (
        lambda rows, b, n: -(-n // b)
    ),
    N_("each batch is divided by one row too many."): lambda rows, b, n: len(rows) + 1,
    N_("each batch is divided by the square of its size."): lambda rows, b, n: len(rows) ** 2,
    N_("each batch is divided by the root of its size."): lambda rows, b, n: np.sqrt(len(rows)),
    N_("each batch is divided by its size and by n."): lambda rows, b, n: len(rows) * n,
}
FACTORS = {
    "": 2,
    N_("the factor 2 is missing: the derivative of a square brings one."): 1,
    N_("the steps go uphill: subtract lr times the gradient."): -2,
    N_("the steps go uphill, and the factor 2 is missing: subtract lr times the gradient."): -1,
    N_("there is a 2 too many: the derivative of a square brings one."): 4,
}
RATES = {
    N_("lr is missing: a step is lr times the gradient."): lambda lr, t, epoch, epochs: 1.0,
    N_("lr falls from step to step: keep it the same."): lambda lr, t, epoch, epochs: lr / (t + 1),
    N_("lr falls from step to step, with a root: keep it the same."): lambda lr, t, epoch, epochs: (
        lr / np.sqrt(t + 1)
    ),
    N_("lr falls by a tenth at every step: keep it the same."): lambda lr, t, epoch, epochs: (
        lr * 0.9**t
    ),
    N_("lr is halved at every step: keep it the same."): lambda lr, t, epoch, epochs: lr * 0.5**t,
    N_("lr falls by a hundredth at every step: keep it the same."): lambda lr, t, epoch, epochs: (
        lr * 0.99**t
    ),
    N_("lr is divided by the epoch's number: keep it the same."): lambda lr, t, epoch, epochs: (
        lr / (epoch + 1)
    ),
    N_(
        "lr is divided by the epoch's number plus 1: keep it the same."
    ): lambda lr, t, epoch, epochs: lr / (epoch + 2),
    N_("lr is divided by the root of the epoch's number: keep it the same."): (
        lambda lr, t, epoch, epochs: lr / np.sqrt(epoch + 1)
    ),
    N_("lr falls by a tenth with every epoch: keep it the same."): lambda lr, t, epoch, epochs: (
        lr * 0.9**epoch
    ),
    N_("lr is halved with every epoch: keep it the same."): lambda lr, t, epoch, epochs: (
        lr * 0.5**epoch
    ),
    N_(
        "lr falls by a twentieth with every epoch: keep it the same."
    ): lambda lr, t, epoch, epochs: lr * 0.95**epoch,
}
STARTS = {
    N_("it begins at zero, not at `start`."): np.zeros_like,
    N_("it begins at ones, not at `start`."): np.ones_like,
}
PASSES = {
    N_("one epoch is made, whatever `epochs` is: two epochs do the work of one."): lambda epochs: 1,
    N_("one epoch too many is made: loop over range(epochs)."): lambda epochs: epochs + 1,
    N_("one epoch too few is made: loop over range(epochs)."): lambda epochs: epochs - 1,
    N_("twice as many epochs are made: loop over range(epochs)."): lambda epochs: 2 * epochs,
}
FIXED_RATES, FIXED_EPOCHS = (0.1, 0.01, 0.05, 0.001), (3, 5, 10, 20, 50, 100)


def stale(X, y, lr, epochs, batch_size, start, rng):
    """The gradients of an epoch are all taken where it began."""
    beta = start.astype(float)
    for _ in range(epochs):
        order, there = rng.permutation(len(y)), beta
        for k in range(0, len(y), batch_size):
            rows = order[k : k + batch_size]
            beta = beta - lr * 2 / len(rows) * X[rows].T @ (X[rows] @ there - y[rows])
    return beta


def from_the_start(X, y, lr, epochs, batch_size, start, rng):
    """All gradients are taken where the walk began."""
    beta = start.astype(float)
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for k in range(0, len(y), batch_size):
            rows = order[k : k + batch_size]
            beta = beta - lr * 2 / len(rows) * X[rows].T @ (X[rows] @ start - y[rows])
    return beta
