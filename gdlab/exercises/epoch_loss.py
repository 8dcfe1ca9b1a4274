"""Lesson 9: the loss of an epoch from the losses of its batches, the last one short."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """k, b = rng.integers(3, 8), rng.integers(5, 9)
losses, sizes = rng.uniform(1, 9, k), np.array([b] * (k - 1) + [b - 3])"""


def epoch_loss(losses, sizes):
    return np.dot(losses, sizes) / np.sum(sizes)


MEANS = {  # words: (losses, sizes) -> one number
    N_("this is the mean of the batches' means: the short batch counts as much as a full one."): (
        lambda v, s: v.mean()
    ),
    N_("the batches' losses are added up: weigh each by its rows, and divide by all rows."): (
        lambda v, s: v.sum()
    ),
    N_("this is the sum over all rows: divide by their number."): lambda v, s: (v * s).sum(),
    N_("the sum over all rows is divided by the number of batches, not of rows."): lambda v, s: (
        (v * s).sum() / len(s)
    ),
    N_("the batches' means are added up and divided by the rows: multiply each by its rows."): (
        lambda v, s: v.sum() / s.sum()
    ),
    N_("each mean is divided by its rows: it is one already. Multiply."): lambda v, s: (
        v / s
    ).sum(),
    N_("each mean is divided by its rows, and then averaged: multiply, and divide by all rows."): (
        lambda v, s: (v / s).mean()
    ),
    N_("the weights are upside down: the short batch counts most."): lambda v, s: (
        (v / s).sum() / (1 / s).sum()
    ),
    N_("the short batch is left out."): lambda v, s: (v[:-1] * s[:-1]).sum() / s[:-1].sum(),
    N_("the short batch is left out of the sum, and counts among the rows."): lambda v, s: (
        (v[:-1] * s[:-1]).sum() / s.sum()
    ),
    N_("the first batch is left out."): lambda v, s: (v[1:] * s[1:]).sum() / s[1:].sum(),
    N_("all batches count as many rows as the first one: the last has fewer."): lambda v, s: (
        v.sum() * s[0] / s.sum()
    ),
    N_("the rows are counted as if all batches were full: the last has fewer."): lambda v, s: (
        (v * s).sum() / (len(s) * s[0])
    ),
    N_("it is the last batch's loss alone: add up, do not overwrite."): lambda v, s: v[-1],
    N_("it is the first batch's loss alone: is the return inside the loop?"): lambda v, s: v[0],
    N_("it is the last batch's share alone: add up, do not overwrite."): lambda v, s: (
        v[-1] * s[-1] / s.sum()
    ),
    N_("it is the first batch's share alone: is the return inside the loop?"): lambda v, s: (
        v[0] * s[0] / s.sum()
    ),
    N_("the weights are squares of the sizes: the sizes themselves are meant."): lambda v, s: (
        (v * s**2).sum() / (s**2).sum()
    ),
    N_("the weights are roots of the sizes: the sizes themselves are meant."): lambda v, s: (
        (v * np.sqrt(s)).sum() / np.sqrt(s).sum()
    ),
    N_("this is the median of the batches: a mean over rows is asked for."): lambda v, s: np.median(
        v
    ),
    N_("it is divided by all rows twice."): lambda v, s: (v * s).sum() / s.sum() ** 2,
    N_("the products are averaged, and then divided by all rows: add them up."): lambda v, s: (
        (v * s).mean() / s.sum()
    ),
    N_("the products are divided by the mean size: divide by the number of all rows."): (
        lambda v, s: (v * s).sum() / s.mean()
    ),
    N_("it is divided by the last batch's rows alone: add up the rows."): lambda v, s: (
        (v * s).sum() / s[-1]
    ),
    N_("it is divided by the first batch's rows alone: add up the rows."): lambda v, s: (
        (v * s).sum() / s[0]
    ),
    N_("the divisor is n - 1: divide by n, the number of all rows."): lambda v, s: (
        (v * s).sum() / (s.sum() - 1)
    ),
    N_("the rows are counted one too many: the count begins at 0."): lambda v, s: (
        (v * s).sum() / (s.sum() + 1)
    ),
}
AFTER = {
    "": lambda value: value,
    N_("a root is taken: the loss is the mean of squares itself."): lambda value: np.sqrt(value),
    N_("it is halved."): lambda value: value / 2,
    N_("it is doubled."): lambda value: 2 * value,
    N_("the sign is flipped."): lambda value: -value,
}


def mistakes():
    """A wrong mean, something done to it, or both."""
    for words, (mean, after) in few({"": epoch_loss, **MEANS}, AFTER):
        yield Mistake(lambda v, s, mean=mean, after=after: after(mean(v, s)), words)
    yield Mistake(
        lambda v, s: v * s / s.sum(),
        N_("these are the shares of the batches: add them up."),
    )


EXERCISE = Exercise(
    right=epoch_loss,
    lesson=9,
    designs=Designs(
        RECIPE,
        (1, 2, 3),
        (
            Case((np.array([3.0, 5.0]), np.array([4, 4])), N_("for equal batches"), edge=True),
            Case((np.array([2.5]), np.array([3])), N_("for one batch"), edge=True),
            Case((np.array([4, 9, 1]), np.array([2, 2, 1])), N_("for whole numbers"), edge=True),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    praise=N_("Right: each row counts once, whatever batch it was in."),
    hints=(
        N_("A batch's loss is a mean over its rows. What is the sum over its rows?"),
        N_("Add up these sums, and divide once, by the number of all rows."),
    ),
)
