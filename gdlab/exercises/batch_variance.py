"""Lesson 8: the variance of a batch's mean, drawn without replacement."""

from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(6, 12), rng.integers(2, 5)
gradients, batch_size = rng.uniform(1, 9, (n, d)), rng.integers(2, 4)"""


def batch_variance(gradients, batch_size):
    n, V = len(gradients), gradients.var(axis=0).sum()
    return V / batch_size * (n - batch_size) / (n - 1)


SPREADS = {  # words: gradients -> the variance of one row
    "": lambda g: g.var(axis=0).sum(),
    N_("the rows are all there is, no sample: divide their squares by n (np.var's own way)."): (
        lambda g: g.var(axis=0, ddof=1).sum()
    ),
    N_(
        "`.var()` without axis=0 takes all numbers for one sample: the variance of each column is "
        "asked for, and their sum."
    ): lambda g: g.var(),
    N_(
        "`.var()` without axis=0 takes all numbers for one sample, and ddof=1 divides by one less: "
        "gradients.var(axis=0).sum() is the variance of one row."
    ): lambda g: g.var(ddof=1),
    N_("the variances of the columns are averaged: add them up, .sum()."): (
        lambda g: g.var(axis=0).mean()
    ),
    N_("the variance is taken along each row (axis=1): rows differ from each other, so axis=0."): (
        lambda g: g.var(axis=1).sum()
    ),
    N_(
        "the variance is taken along each row (axis=1), and averaged: rows differ from each other, "
        "so axis=0, and a sum over the columns."
    ): lambda g: g.var(axis=1).mean(),
    N_("subtract the mean row first: a variance is measured from the mean."): (
        lambda g: (g**2).sum() / len(g)
    ),
    N_("the squares are added up over the rows; divide them by n."): (
        lambda g: g.var(axis=0).sum() * len(g)
    ),
    N_("one mean of all numbers is subtracted; each column has a mean of its own, axis=0."): (
        lambda g: ((g - g.mean()) ** 2).sum() / len(g)
    ),
    N_("standard deviations are added up; variances, their squares, add."): (
        lambda g: g.std(axis=0).sum()
    ),
    N_("this is the length of the mean row, squared; the scatter around it is asked for."): (
        lambda g: (g.mean(axis=0) ** 2).sum()
    ),
    N_("np.cov takes rows for variables: np.cov(gradients.T, bias=True)."): (
        lambda g: g.var(axis=1, ddof=1).sum()
    ),
    N_("the variance of each row's length is taken; the total variance is that of all columns."): (
        lambda g: np.linalg.norm(g, axis=1).var()
    ),
    N_("the variance of each row's sum is taken; the total variance adds up the columns' own."): (
        lambda g: g.sum(axis=1).var()
    ),
    N_("the distances from the mean row are averaged: square them first."): (
        lambda g: np.linalg.norm(g - g.mean(axis=0), axis=1).mean()
    ),
    N_("only the first column is in it: add up all."): lambda g: g[:, 0].var(),
    N_("only the last column is in it: add up all."): lambda g: g[:, -1].var(),
    N_("the largest variance of a column came; add up all."): lambda g: g.var(axis=0).max(),
    N_("the first row is left out."): lambda g: g[1:].var(axis=0).sum(),
    N_("the first column is left out."): lambda g: g[:, 1:].var(axis=0).sum(),
    N_("the last column is left out."): lambda g: g[:, :-1].var(axis=0).sum(),
    N_("the variances are multiplied (the determinant's way); the total variance is their sum."): (
        lambda g: g.var(axis=0).prod()
    ),
    N_("every entry of the covariance is added up: only its diagonal, the variances, counts."): (
        lambda g: np.cov(g.T, bias=True).sum()
    ),
}
SHARES = {  # words: (n, b) -> what the variance of one row is multiplied by
    "": lambda n, b: (n - b) / (n - 1) / b,
    N_("this is the variance *with* replacement: times (n - b)/(n - 1)."): lambda n, b: 1 / b,
    N_("almost: the factor is (n - b)/(n - 1), not over n."): lambda n, b: (n - b) / n / b,
    N_("the mean of b rows varies less: divide by b."): lambda n, b: (n - b) / (n - 1),
    N_("this is the variance of a single row: divide by b, and multiply by (n - b)/(n - 1)."): (
        lambda n, b: 1.0
    ),
    N_("divide by b once, not twice."): lambda n, b: (n - b) / (n - 1) / b**2,
    N_("divide by b once, not twice, and multiply by (n - b)/(n - 1)."): lambda n, b: 1 / b**2,
    N_("multiplied by b where it is to be divided."): lambda n, b: (n - b) / (n - 1) * b,
    N_("the mean of b rows varies less: divide by b. And the factor is (n - b)/(n - 1)."): (
        lambda n, b: (n - b) / n
    ),
    N_(
        "parentheses are missing: / (n * (n - 1)), or / (n - 1); / n * (n - 1) multiplies by n - 1."
    ): (lambda n, b: (n - b) / n * (n - 1) / b),
    N_("(n - b)/(n - 1) is upside down."): lambda n, b: (n - 1) / (n - b) / b,
    N_("the divisor is n - 1, not n + 1."): lambda n, b: (n - b) / (n + 1) / b,
    N_("the factor has n - b, not n - b - 1 or n - 1."): lambda n, b: (n - b - 1) / (n - 1) / b,
    N_("the factor has n - b above, not n - b + 1."): lambda n, b: (n - b + 1) / (n - 1) / b,
    N_("the factor is (n - b)/(n - 1): b stands where n - b belongs."): lambda n, b: (
        b / (n - 1) / b
    ),
    N_("the root of b is divided by: that is for a standard deviation; here it is b."): (
        lambda n, b: (n - b) / (n - 1) / np.sqrt(b)
    ),
    N_("it is divided by the root of b: for a variance it is b, and then comes (n - b)/(n - 1)."): (
        lambda n, b: 1 / np.sqrt(b)
    ),
    N_("it is divided by n, not by b."): lambda n, b: (n - b) / (n - 1) / n,
    N_("it is divided by n, not by b, and (n - b)/(n - 1) is missing."): lambda n, b: 1 / n,
    N_("the factor is squared: (n - b)/(n - 1) comes once."): lambda n, b: (
        ((n - b) / (n - 1)) ** 2 / b
    ),
    N_("1 - b/n is nearly it: the factor is (n - b)/(n - 1), and 1/b comes before it."): (
        lambda n, b: b * (n - b) / n
    ),
    N_("it is divided by b - 1: divide by b."): lambda n, b: (n - b) / (n - 1) / (b - 1),
}
COUNTS = {  # words: gradients -> what stands for n
    N_("n is the number of rows, len(gradients); gradients.shape[1] counts columns."): (
        lambda g: g.shape[1]
    ),
    N_("n is the number of rows, len(gradients); gradients.size counts all numbers."): (
        lambda g: g.size
    ),
}
PRECEDENCE = N_(
    "parentheses are missing: / (n - 1), for / n - 1 divides by n and then subtracts 1."
)
ZERO = N_("zero only for batch_size n. Subtract the mean row, then square.")


def mistakes():
    """A wrong variance of one row, a wrong factor, or both; its root."""
    for words, (spread, share) in few(SPREADS, SHARES):
        yield Mistake(_variance(spread, share), words)
    for share in SHARES.values():
        words = N_("this is the root, a standard deviation; leave it squared.")
        yield Mistake(lambda g, b, share=share: np.sqrt(_variance(_one_row, share)(g, b)), words)
    yield from _without_parentheses()
    yield Mistake(lambda g, b: 0.0, ZERO)
    for (counted, count), (words, spread) in product(COUNTS.items(), SPREADS.items()):
        yield Mistake(
            lambda g, b, s=spread, n=count: s(g) / b * (n(g) - b) / (n(g) - 1),
            sentences(counted, words),
        )
    yield from _no_number_of_all_batches()


def _without_parentheses():
    for spread in SPREADS.values():
        for factor in (lambda n, b: (n - b) / n - 1, lambda n, b: n - b / (n - 1)):
            yield Mistake(lambda g, b, s=spread, f=factor: s(g) / b * f(len(g), b), PRECEDENCE)
        yield Mistake(lambda g, b, s=spread: s(g) / b * (len(g) - b) / len(g) - 1, PRECEDENCE)
        yield Mistake(
            lambda g, b, s=spread: s(g) / b * len(g) - b / (len(g) - 1),
            N_(
                "parentheses are missing: (n - b) / (n - 1); without them b / (n - 1) is "
                "subtracted from everything."
            ),
        )


def _no_number_of_all_batches():
    """Not yet one number, or that of the first batch alone."""
    columns = N_("this is one variance a column: add them up, .sum().")
    for share in SHARES.values():
        yield Mistake(lambda g, b, s=share: g.var(axis=0) * s(len(g), b), columns)
        yield Mistake(
            lambda g, b, s=share: np.cov(g.T, bias=True) * s(len(g), b),
            N_("this is the whole covariance matrix: add up its diagonal, np.trace."),
        )
    yield Mistake(
        lambda g, b: g[:b].var(axis=0).sum(),
        N_(
            "this is the variance inside the first batch; that of the mean over all possible "
            "batches is asked for."
        ),
    )
    yield Mistake(
        lambda g, b: g[:b].mean(axis=0),
        N_(
            "this is the mean of the first batch; its variance over all possible batches is asked "
            "for."
        ),
    )


def _one_row(gradients):
    return gradients.var(axis=0).sum()


def _variance(spread, share):
    return lambda gradients, b: spread(gradients) * share(len(gradients), b)


def _rows(n, d=3):
    return np.random.default_rng(n).uniform(1, 9, (n, d)).round(2)


EXERCISE = Exercise(
    right=batch_variance,
    lesson=8,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((_rows(7), 5), N_("for 7 rows in batches of 5")),
            Case((_rows(9, 2), 4), N_("for 9 rows in batches of 4")),
            Case((_rows(6), 6), N_("for batch_size n"), edge=True),
            Case((_rows(7, 2), 1), N_("for batch_size 1"), edge=True),
            Case(
                (np.array([[1, 2], [3, 5], [4, 4], [0, 1], [7, 2]]), 2),
                N_("for whole numbers"),
                edge=True,
            ),
        ),
    ),
    home=(Case((_rows(4), 2)), Case((_rows(4), 3))),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("The variance of one row: the mean, over rows, of the squared distance from the mean."),
        N_("`gradients.var(axis=0)` is that for every column; the total is their sum."),
        N_("Then divide by batch_size, and multiply by `(n - b) / (n - 1)`."),
    ),
)
