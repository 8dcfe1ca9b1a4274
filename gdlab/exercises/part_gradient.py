"""Lesson 12: what one part says of itself, a sum and its rows."""

from itertools import product

import numpy as np

from gdcore.losses import half_sse_gradient
from gdlab.exercises.engine import Exercise, Mistake, read, sentences, told
from gdlab.exercises.shared.directions import directions
from gdlab.exercises.shared.scales import scales
from gdlab.exercises.shared.slopes import FLIPPED, designs, lesson_sized, square
from gdlab.notebook.language import N_

SUM_ALONE = read.SUM_ALONE


def part_gradient(beta, X, y):
    return X.T @ (X @ beta - y), len(y)


ADVICE = {
    "1/n": N_(
        "this is the part's mean: means of unequal parts cannot be added. Return the sum, "
        "undivided; the rows travel beside it."
    ),
    "2/n": N_(
        "this is the part's own gradient of the mean: those of unequal parts cannot be added. "
        "Return the sum, undivided; the rows travel beside it."
    ),
    "2": N_("this is twice the sum: 2 / n comes once, when all parts are joined."),
    "1/d": N_("this is divided by the columns; a sum is not divided at all."),
    "2/d": N_("this is divided by the columns; a sum is not divided at all."),
    "1/2": N_("this is half of the sum; nothing is multiplied or divided here."),
}
COUNTS = {
    "": lambda X: len(X),
    N_("the sum is right, but the number beside it counts columns: len(y)."): lambda X: X.shape[1],
    N_("the sum is right, but the number beside it counts numbers: len(y)."): lambda X: X.size,
    N_("the sum is right, but a part counts as many rows as it has: len(y)."): lambda X: 1,
    N_("the sum is right, but the number beside it is zero: len(y)."): lambda X: 0,
    N_("the sum is right, but the number beside it is one too small: len(y)."): lambda X: (
        len(X) - 1
    ),
    N_("the sum is right, but the number beside it is one too large: len(y)."): lambda X: (
        len(X) + 1
    ),
    N_("the sum is right, but the number beside it is doubled: len(y)."): lambda X: 2 * len(X),
}
OTHERS = {  # words: what comes back in the pair's place
    N_("the other way round: first the sum, then the rows."): (
        lambda b, X, y: (len(y), half_sse_gradient(b, X, y))
    ),
    N_("y itself stands beside the sum; its length is asked for."): (
        lambda b, X, y: (half_sse_gradient(b, X, y), y)
    ),
    N_("the shape of X stands beside the sum; its rows alone are asked for, len(y)."): (
        lambda b, X, y: (half_sse_gradient(b, X, y), X.shape)
    ),
    N_("X and y came back: the sum of this part is asked for, and its rows."): (
        lambda b, X, y: (X, y)
    ),
}
TOTALS = {  # words: what stands for the sum, its rows beside it
    N_("this is the residual, one number a row: X.T @ residual is the sum."): (
        lambda b, X, y: X @ b - y
    ),
    N_("the rows are not summed yet: X.T @ residual."): lambda b, X, y: X * (X @ b - y)[:, None],
    N_("`*` stands where `@` belongs: X.T @ residual."): lambda b, X, y: X.T * (X @ b - y),
    N_("X is not transposed: X.T @ residual is the sum."): lambda b, X, y: X @ (X @ b - y),
    N_("the sum is added up to one number: each column keeps its own."): (
        lambda b, X, y: half_sse_gradient(b, X, y).sum()
    ),
}
LOSS = N_(
    "this is the sum of squares, the loss itself: its gradient's sum X.T @ residual is asked."
)


def mistakes():
    """A wrong factor, count, sum or direction; what is no pair, or one turned round."""
    yield from _factors()
    yield _pair(lambda b, X, y: 0 * b, len, N_("the sum is zero: is anything summed?"))
    for words, count in list(COUNTS.items())[1:]:
        yield _pair(half_sse_gradient, count, words)
    for words, function in OTHERS.items():
        yield Mistake(function, words)
    for words, total in TOTALS.items():
        yield _pair(total, len, words)
    for factor in (1, 0.5):
        yield _pair(lambda b, X, y, f=factor: f * np.sum((X @ b - y) ** 2), len, LOSS)
    yield _pair(lambda b, X, y: np.linalg.norm(X @ b - y) ** 2 / len(y), len, LOSS)
    for words, direction in directions().items():
        for sign, (_, scale) in product((1, -1), scales()):
            yield _pair(_times(direction, scale, sign), len, words)
            alone = sentences(words, N_("And its rows must come with it."))
            yield Mistake(_times(direction, scale, sign), alone, direction)


def _factors():
    """The right sum with a factor, beside its rows or alone."""
    r = half_sse_gradient
    for sign, (name, scale) in product((1, -1), scales()):
        carries = N_(
            "the sum carries the factor {factor}. Return the sum, undivided; the rows travel "
            "beside it."
        )
        said = ADVICE.get(name) or told(carries, factor=name)
        if name == "1":
            said = FLIPPED
        elif sign < 0:
            said = sentences(said, N_("its sign is flipped, too."))
        if (sign, name) != (1, "1"):
            yield _pair(_times(r, scale, sign), len, said)
        alone = SUM_ALONE if (sign, name) == (1, "1") else sentences(SUM_ALONE, said)
        yield Mistake(_times(r, scale, sign), alone, r)


def _times(function, scale, sign):
    return lambda b, X, y: sign * scale(X) * function(b, X, y)


def _pair(total, count, words):
    return Mistake(lambda b, X, y: (total(b, X, y), count(X)), words)


EXERCISE = Exercise(
    right=part_gradient,
    lesson=12,
    designs=designs(),
    rescue=square(),
    home=lesson_sized(),
    mistakes=mistakes,
    read=read.pair,
    praise=N_("Right: a sum and its rows are all that leaves a worker."),
    hints=(
        N_("The residual is `X @ beta - y`; `X.T @ residual` is the sum over the part's rows."),
        N_("Divide nothing. Return the sum and `len(y)`, with a comma between them."),
    ),
)
