"""Lesson 9: the share of rows that fresh batches have not seen after some steps."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """n, batch_size = int(rng.integers(20, 60)), int(rng.integers(2, 8))
steps = int(rng.integers(3, 12))"""


def never_seen(n, batch_size, steps):
    return (1 - batch_size / n) ** steps


SHARES = {  # words: (n, b, T) -> a share
    N_("a row may be drawn again, so steps do not subtract: they multiply what is left."): (
        lambda n, b, T: 1 - T * b / n
    ),
    N_("what is left cannot be cut off at zero: steps multiply it, each by the same factor."): (
        lambda n, b, T: max(0.0, 1 - T * b / n)
    ),
    N_("batch_size is missing: a step misses a row with (n - b) / n."): (
        lambda n, b, T: (1 - 1 / n) ** T
    ),
    N_("inside one batch no row comes twice: a step misses a row with (n - b) / n."): (
        lambda n, b, T: (1 - 1 / n) ** (b * T)
    ),
    N_("this is the share that is in every batch: a step misses a row with 1 - b / n."): (
        lambda n, b, T: (b / n) ** T
    ),
    N_("that is the share that some batch misses: every batch must miss it."): lambda n, b, T: (
        1 - (b / n) ** T
    ),
    N_("that is how often a row is seen, on average."): lambda n, b, T: b * T / n,
    N_("an exponential is near it, not equal: a power of 1 - b / n."): lambda n, b, T: np.exp(
        -b * T / n
    ),
    N_("steps is a power, not a factor."): lambda n, b, T: (1 - b / n) * T,
    N_("this is one step's share: each of the steps misses the row again."): lambda n, b, T: (
        1 - b / n
    ),
    N_("one step too many."): lambda n, b, T: (1 - b / n) ** (T + 1),
    N_("one step too few."): lambda n, b, T: (1 - b / n) ** (T - 1),
    N_("b counts twice: it is in the share of a step already."): lambda n, b, T: (
        (1 - b / n) ** (b * T)
    ),
    N_("the power is n; it is the number of steps."): lambda n, b, T: (1 - b / n) ** n,
    N_("the power is b; it is the number of steps."): lambda n, b, T: (1 - b / n) ** b,
    N_("the power is counted in epochs; it is the number of steps."): lambda n, b, T: (
        (1 - b / n) ** (T * b / n)
    ),
    N_("n - 1 rows are counted: a batch is b of n."): lambda n, b, T: (1 - b / (n - 1)) ** T,
    N_("n + 1 rows are counted: a batch is b of n."): lambda n, b, T: (1 - b / (n + 1)) ** T,
    N_("n / b is upside down: a batch is the share b / n."): lambda n, b, T: (1 - n / b) ** T,
    N_("steps are divided by: each one multiplies what is left."): lambda n, b, T: (1 - b / n) / T,
    N_("parentheses are missing: (1 - b / n) is raised to the power."): lambda n, b, T: (
        1 - b / n**T
    ),
    N_("the draws go on as if no row came back: every batch is drawn from all n again."): (
        lambda n, b, T: np.prod([1 - b / (n - b * t) for t in range(T) if n > b * (t + 1)])
    ),
}
AFTER = {
    "": lambda share, n: share,
    N_("that is the share that was seen: one minus it is asked for."): lambda share, n: 1 - share,
    N_("that is a number of rows: a share lies between 0 and 1."): lambda share, n: n * share,
    N_("that is in percent: a share lies between 0 and 1."): lambda share, n: 100 * share,
    N_("the sign is flipped."): lambda share, n: -share,
}


def mistakes():
    """A wrong share, something done to it, or both."""
    for words, (share, after) in few({"": never_seen, **SHARES}, AFTER):
        yield Mistake(lambda n, b, T, s=share, after=after: after(s(n, b, T), n), words)


def explain(trial):
    """A simulation comes near."""
    pairs = list(zip(trial.answers, trial.wanted, strict=False))[: len(trial.plain)]
    if all(read.agree(answer, wanted, 0.15) for answer, wanted in pairs):
        return N_("it is near, not exact: if it was drawn, think of one row and count instead.")
    return None


EXERCISE = Exercise(
    right=never_seen,
    lesson=9,
    designs=Designs(
        RECIPE,
        (1, 2, 3),
        (
            Case((50, 1, 50), N_("for an epoch of single rows")),
            Case((30, 30, 1), N_("for a batch of all rows"), edge=True),
            Case((30, 5, 0), N_("for no step"), edge=True),
        ),
    ),
    home=(Case((331, 1, 331)), Case((331, 16, 21))),
    mistakes=mistakes,
    explain=explain,
    read=read.number,
    praise=N_("Right: an epoch of fresh single draws misses about 1/e of the rows, 37 %."),
    hints=(
        N_("Take one row. How likely is it that one batch does not hold it?"),
        N_("The batches are independent: all of them miss it with the product of such numbers."),
    ),
)
