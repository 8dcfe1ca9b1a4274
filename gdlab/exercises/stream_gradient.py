"""Lesson 10: the gradient of a stream of blocks, read once, none kept."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from gdcore.losses import sse
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences, told
from gdlab.exercises.shared.directions import directions
from gdlab.exercises.shared.stream import Stream
from gdlab.notebook.language import N_

RECIPE = """d, size, count = rng.integers(2, 5), rng.integers(5, 8), rng.integers(4, 7)
rows = [size] * count + [size - 3]
blocks = tuple((rng.uniform(-2, 2, (b, d)), rng.uniform(-3, 3, b)) for b in rows)
beta = rng.uniform(-2, 2, d)"""
ALIVE = 3  # a careful loop holds two: the last block and the new one


def stream_gradient(beta, blocks):
    total, n = 0, 0
    for X, y in blocks:
        total = total + X.T @ (X @ beta - y)
        n = n + len(y)
    return 2 / n * total


@dataclass(frozen=True)
class Reads:
    """Call the function with beta and a Stream: what it returned, and how it read."""

    cases: tuple

    def __call__(self, function):
        for beta, blocks in (case.arguments for case in self.cases):
            stream = Stream(blocks)
            try:
                value = function(beta.copy(), stream)
            except Exception:
                if stream.again:  # an empty second pass often ends in a division by zero
                    yield {"again": True}
                raise
            yield {"value": value, "again": stream.again, "alive": stream.most_alive}


def value_of(seen, wanted):
    """The gradient in what was seen."""
    wanted = wanted["value"] if isinstance(wanted, dict) else wanted
    return read.vector(seen["value"], wanted) if "value" in seen else seen


def twice(trial):
    """It read the stream again, when it was empty."""
    if any(seen["again"] for seen in trial.seen.values):
        return N_(
            "the stream is read twice, and the second time it is empty. Count rows as you go."
        )
    return None


def kept(trial):
    """It kept blocks."""
    for seen, case in zip(trial.seen.values, trial.cases, strict=True):
        count = len(case.arguments[1])
        if count > ALIVE and seen["alive"] > ALIVE:
            words = N_(
                "the number is right, but {alive} of {count} blocks were in memory at the same "
                "time. Use each block when it comes, and keep only sums."
            )
            return told(words, alive=f"{seen['alive']:.0f}", count=count)
    return None


UNDIVIDED = N_("this is the gradient of the sum: divide by the number of all rows.")
LAST = N_("only the last block counts: total = total + ..., not total = ...")
FIRST = N_("only the first block counts: is the return inside the loop?")
LAST_ROWS = N_(
    "the sum is right, but the rows of the last block divide it: add up the rows, n += len(y)."
)
FIRST_ROWS = N_(
    "the sum is right, but it is divided by the rows of the first block: add up all rows."
)
SUMS = {  # words: (sums of each block (k, d), rows of each (k,)) -> (d,), before any factor
    "": lambda G, b: G.sum(axis=0) / b.sum(),
    UNDIVIDED: lambda G, b: G.sum(axis=0),
    N_("this is divided by the number of blocks, not of rows."): lambda G, b: (
        G.sum(axis=0) / len(b)
    ),
    N_("each block is divided by its own size: divide once, by all rows."): (
        lambda G, b: (G / b[:, None]).sum(axis=0)
    ),
    N_(
        "the mean of the blocks' means lets the short last block "
        "count as much as a full one. Add up "
        "sums, and divide once, by the number of all rows."
    ): (lambda G, b: (G / b[:, None]).mean(axis=0)),
    LAST_ROWS: lambda G, b: G.sum(axis=0) / b[-1],
    FIRST_ROWS: lambda G, b: G.sum(axis=0) / b[0],
    N_("all blocks count as if they were as long as the first: the last one is shorter."): (
        lambda G, b: G.sum(axis=0) / (len(b) * b[0])
    ),
    N_("all blocks count as if they were as long as the last one."): (
        lambda G, b: G.sum(axis=0) / (len(b) * b[-1])
    ),
    N_("the running sum is divided inside the loop, again and again: divide once, after it."): (
        lambda G, b: _divided_again(G, b)
    ),
    N_("it is divided twice, by each block's rows and by all rows: once is enough."): (
        lambda G, b: (G / b[:, None]).sum(axis=0) / b.sum()
    ),
    LAST: lambda G, b: G[-1] / b[-1],
    N_(
        "only the last block counts, divided by all rows: total = total + ..., not total = ..."
    ): lambda G, b: G[-1] / b.sum(),
    N_(
        "only the last block counts, and it is not divided: total = total + ..., not total = ..."
    ): lambda G, b: G[-1],
    FIRST: lambda G, b: G[0] / b[0],
    N_(
        "only the first block counts, and it is not divided: is the return inside the loop?"
    ): lambda G, b: G[0],
    N_("the last, short block is left out."): lambda G, b: G[:-1].sum(axis=0) / b[:-1].sum(),
    N_("the last, short block is left out of the sum, not of the rows."): (
        lambda G, b: G[:-1].sum(axis=0) / b.sum()
    ),
    N_("the first block is left out: is a block taken by next() and lost?"): (
        lambda G, b: G[1:].sum(axis=0) / b[1:].sum()
    ),
    N_("the first block is left out of the sum, not of the rows."): (
        lambda G, b: G[1:].sum(axis=0) / b.sum()
    ),
    N_("the last block is counted twice."): lambda G, b: (
        (G.sum(axis=0) + G[-1]) / (b.sum() + b[-1])
    ),
    N_("the blocks' rows are counted one too many each."): lambda G, b: (
        G.sum(axis=0) / (b + 1).sum()
    ),
    N_("the divisor is n - 1: divide by n, the number of all rows."): (
        lambda G, b: G.sum(axis=0) / (b.sum() - 1)
    ),
    N_("n begins at 1: it begins at 0, and counts rows."): lambda G, b: (
        G.sum(axis=0) / (b.sum() + 1)
    ),
    N_("it is divided by n twice."): lambda G, b: G.sum(axis=0) / b.sum() ** 2,
    N_("it is divided by the root of n."): lambda G, b: G.sum(axis=0) / np.sqrt(b.sum()),
    N_("it is divided by the number of columns: divide by the number of all rows."): (
        lambda G, b: G.sum(axis=0) / G.shape[1]
    ),
    N_("all entries of X are counted, n d: count its rows, len(y)."): (
        lambda G, b: G.sum(axis=0) / (b.sum() * G.shape[1])
    ),
}
FACTORS = {
    "": 2,
    N_("the factor 2 is missing: the derivative of a square brings one."): 1,
    N_("there is a 2 too many: the derivative of a square brings one."): 4,
    N_("the sign is flipped: the residual is X @ beta - y."): -2,
    N_("the sign is flipped, and the factor 2 is missing: the residual is X @ beta - y."): -1,
    N_("it is halved: the derivative of a square brings a factor 2."): 0.5,
}


def _divided_again(G, b):
    total, n = 0, 0
    for g, rows in zip(G, b, strict=True):
        n += rows
        total = (total + g) / n
    return total


def _summed(direction, total, factor):
    """The mistake as a function of beta and blocks."""

    def run(beta, blocks):
        parts = [(direction(beta, X, y), len(y)) for X, y in blocks]
        return factor * total(np.array([g for g, _ in parts]), np.array([b for _, b in parts]))

    return run


def _only(function):
    """The one number in its array."""
    return lambda beta, blocks: function(beta, blocks)[0]


def the_gradient(beta, X, y):
    """X^T r."""
    return X.T @ (X @ beta - y)


def mistakes():
    """A wrong sum over blocks, a wrong factor, or both; then a wrong gradient of a block."""
    yield Mistake(
        _summed(the_gradient, SUMS[UNDIVIDED], 1),
        N_("the factor 2 / n is missing: the derivative of the mean of squares."),
    )
    for words, (total, factor) in few(SUMS, FACTORS):
        yield Mistake(_summed(the_gradient, total, factor), words)
    yield Mistake(lambda beta, blocks: 0 * beta, N_("it is zero: is anything added to the total?"))
    for factor, (words, total) in product((1, 2), SUMS.items()):
        yield Mistake(
            _only(_summed(lambda b, X, y: np.array([sse(b, X, y)]), total, factor / 2)),
            sentences(N_("this is the loss itself; its gradient is asked for."), words),
        )
    for words, direction in directions().items():
        for of_sum, total in SUMS.items():
            base = _summed(direction, total, 1)
            for factor in FACTORS.values():
                function = _summed(direction, total, factor)
                yield Mistake(function, sentences(words, of_sum), base)


def _one_block():
    rng = np.random.default_rng(4)
    return rng.uniform(-2, 2, 3), ((rng.uniform(-2, 2, (5, 3)), rng.uniform(-3, 3, 5)),)


def _two_blocks():
    beta, blocks = _one_block()
    X, y = blocks[0]
    return beta, (*blocks, (X[:3] + 1, y[:3]))


def _whole():
    X, y = np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2])
    return np.array([3, -1]), ((X, y), (X[:2] + 1, y[:2]))


EXERCISE = Exercise(
    right=stream_gradient,
    lesson=10,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(_one_block(), N_("for a stream of one block"), edge=True),
            Case(
                _whole(),
                N_("with whole numbers"),
                edge=True,
                words=N_(
                    "with whole numbers {said}: an integer array cannot hold fractions. Begin "
                    "with np.zeros(len(beta))."
                ),
            ),
        ),
    ),
    home=(Case(_one_block()), Case(_two_blocks())),
    mistakes=mistakes,
    read=value_of,
    watch=Reads,
    notice=twice,
    also=kept,
    praise=N_("Right, whatever the number of blocks: two sums are all that is kept."),
    hints=(
        N_("Two running sums, both from zero: the vectors `X.T @ (X @ beta - y)`, and the rows."),
        N_("The division by the number of rows comes once, after the loop."),
    ),
)
