"""Lesson 12: the pairs (sum, rows) of two parts, joined."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences
from gdlab.notebook.language import N_

RECIPE = """d, (n, m) = rng.integers(2, 6), rng.permutation([3, 5, 7, 8, 11])[:2].tolist()
a, b = (rng.uniform(1, 9, d), n), (rng.uniform(1, 9, d), m)"""
WEIGHTS = N_("weights are for means; these are sums, the large part's is larger already.")
EARLY = N_(
    "divided too early: the next part could not be added to a mean. Divide once, when all parts "
    "are joined."
)


def combine(a, b):
    return a[0] + b[0], a[1] + b[1]


SUMS = {  # words: from sums A, B and rows n, m
    "": lambda A, n, B, m: A + B,
    N_("the sums are halved: add them, and divide nothing."): lambda A, n, B, m: (A + B) / 2,
    N_("the mean of the two means lets a small part count as much as a large one. Add the sums."): (
        lambda A, n, B, m: (A / n + B / m) / 2
    ),
    N_("the sums are divided by their rows: add them as they are."): (
        lambda A, n, B, m: A / n + B / m
    ),
    EARLY: lambda A, n, B, m: (A + B) / (n + m),
    N_(
        "divided too early, and doubled: divide once, when all parts are joined."
    ): lambda A, n, B, m: 2 * (A + B) / (n + m),
    WEIGHTS: lambda A, n, B, m: (n * A + m * B) / (n + m),
    N_("a sum is multiplied by its rows: add the sums as they are."): lambda A, n, B, m: (
        n * A + m * B
    ),
    N_(
        "weights are for means, and these are exchanged, too: add the sums as they are."
    ): lambda A, n, B, m: (m * A + n * B) / (n + m),
    N_("the sums are subtracted; add them."): lambda A, n, B, m: A - B,
    N_("the sums are subtracted; add them (b's comes first)."): lambda A, n, B, m: B - A,
    N_("the sums are multiplied; add them."): lambda A, n, B, m: A * B,
    N_("the second part's sum is lost."): lambda A, n, B, m: A,
    N_("the first part's sum is lost."): lambda A, n, B, m: B,
    N_("the sums are doubled: add them, and multiply by nothing."): lambda A, n, B, m: 2 * (A + B),
    N_("the sign is flipped: add the sums as they are."): lambda A, n, B, m: -(A + B),
    N_("the larger of the two sums is taken, entry by entry; add them."): (
        lambda A, n, B, m: np.maximum(A, B)
    ),
    N_("the entries of both sums are added up to one number; each column keeps its own."): (
        lambda A, n, B, m: (A + B).sum()
    ),
    N_("the sums stand one behind the other; add them entry by entry."): (
        lambda A, n, B, m: np.append(A, B)
    ),
    N_("the two sums stand side by side; add them entry by entry."): (
        lambda A, n, B, m: np.array([A, B])
    ),
    N_("a's sum is counted twice."): lambda A, n, B, m: A + A,
    N_("b's sum is counted twice."): lambda A, n, B, m: B + B,
}
ROWS = {
    "": lambda n, m: n + m,
    N_("the second part's rows are not counted."): lambda n, m: n,
    N_("the first part's rows are not counted."): lambda n, m: m,
    N_("rows are added, not multiplied."): lambda n, m: n * m,
    N_("the rows of both are counted, not the parts."): lambda n, m: 2,
    N_("the rows are halved: add them."): lambda n, m: (n + m) / 2,
    N_("the larger number of rows is taken: add them."): max,
    N_("the smaller number of rows is taken: add them."): min,
    N_("the rows are subtracted; add them."): lambda n, m: n - m,
    N_("the rows are subtracted; add them (b's come first)."): lambda n, m: m - n,
    N_("one part more is counted as one row: add the rows."): lambda n, m: n + 1,
    N_("the rows are doubled: add them."): lambda n, m: 2 * (n + m),
}
BOTH = {  # (words of the sums, words of the rows): better words for the two together
    (
        N_("the sums are halved: add them, and divide nothing."),
        N_("the rows are halved: add them."),
    ): (
        N_("this is the mean of two parts, as if they were equal. Add sums to sums, rows to rows.")
    ),
    (N_("the second part's sum is lost."), N_("the second part's rows are not counted.")): (
        N_("the second part is lost.")
    ),
    (N_("the first part's sum is lost."), N_("the first part's rows are not counted.")): (
        N_("the first part is lost.")
    ),
    (N_("the sums are subtracted; add them."), N_("the rows are subtracted; add them.")): (
        N_("the parts are subtracted; add them.")
    ),
}


def mistakes():
    """A wrong sum, a wrong number of rows, or both; not a pair."""
    for (of_sums, of_rows), words in BOTH.items():
        yield Mistake(_joined(SUMS[of_sums], ROWS[of_rows]), words)
    for words, (sums, rows) in few(SUMS, ROWS):
        yield Mistake(_joined(sums, rows), words)
    for of_sums, sums in SUMS.items():
        yield Mistake(lambda a, b, sums=sums: sums(*a, *b), sentences(read.SUM_ALONE, of_sums))
    yield Mistake(
        lambda a, b: (*a, *b),
        N_("two tuples with + stand one behind the other: (a[0] + b[0], a[1] + b[1])."),
    )
    yield Mistake(
        lambda a, b: (a[1] + b[1], a[0] + b[0]),
        N_("the other way round: first the sum, then the rows."),
    )
    yield Mistake(lambda a, b: (a, b), N_("both pairs came back side by side: join them to one."))
    yield Mistake(lambda a, b: a[1] + b[1], N_("these are the rows alone; the sum comes first."))
    yield Mistake(
        lambda a, b: (a[0] + a[1], b[0] + b[1]),
        N_("the sum and the rows of one part are added: add sums to sums, rows to rows."),
    )


def _joined(sums, rows):
    return lambda a, b: (sums(*a, *b), rows(a[1], b[1]))


EXERCISE = Exercise(
    right=combine,
    lesson=12,
    designs=Designs(
        RECIPE,
        (1, 2, 4, 11),
        (
            Case(
                ((np.array([2.5]), 4), (np.array([-1.0]), 9)), N_("for a single column"), edge=True
            ),
            Case(
                ((np.array([1, 2]), 3), (np.array([3, 5]), 8)),
                N_("for sums of whole numbers"),
                edge=True,
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.pair,
    praise=N_("Right, for parts of any sizes, joined in any order."),
    hints=(
        N_("a and b are pairs: `a[0]` is a sum, `a[1]` the rows in it."),
        N_("Sums are added to sums, rows to rows; nothing is divided."),
    ),
)
