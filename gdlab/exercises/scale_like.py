"""Lesson 5: columns scaled by the mean and the spread of the training rows."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(6, 10), rng.integers(2, 5)
train = rng.uniform(-2, 2, (n, d)) * rng.uniform(1, 9, d) + rng.uniform(-5, 5, d)
X = rng.uniform(-9, 9, (n + 3, d))"""


def scale_like(train, X):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (X - mean) / std


def both(train, X):
    """All rows together."""
    return np.vstack([train, X])


LEAK_MEAN = N_(
    "the mean is that of X itself: new rows are moved by the mean of the rows that were trained on."
)
LEAK_STD = N_(
    "the spread is that of X itself: new rows are divided by the spread of the rows that were "
    "trained on."
)
MEANS = {  # words: (train, X) -> what is subtracted
    "": lambda t, X: t.mean(axis=0),
    LEAK_MEAN: lambda t, X: X.mean(axis=0),
    N_("the mean is taken of training and new rows together: of the training rows alone."): (
        lambda t, X: both(t, X).mean(axis=0)
    ),
    N_("nothing is subtracted: the mean of the training rows must become 0."): lambda t, X: 0.0,
    N_("one mean is taken of the whole table: each column has its own, axis=0."): (
        lambda t, X: t.mean()
    ),
    N_("the median is subtracted: the mean is asked for."): lambda t, X: np.median(t, axis=0),
    N_("the smallest value is subtracted: the mean is asked for."): lambda t, X: t.min(axis=0),
    N_("the largest value is subtracted: the mean is asked for."): lambda t, X: t.max(axis=0),
    N_("the sum is subtracted: the mean is asked for."): lambda t, X: t.sum(axis=0),
    N_("the mean is added: subtract it."): lambda t, X: -t.mean(axis=0),
    N_("only the first training row is subtracted: their mean is asked for."): lambda t, X: t[0],
}
SPREADS = {  # words: (train, X) -> what is divided by
    "": lambda t, X: t.std(axis=0),
    LEAK_STD: lambda t, X: X.std(axis=0),
    N_("the spread is taken of training and new rows together: of the training rows alone."): (
        lambda t, X: both(t, X).std(axis=0)
    ),
    N_(
        "it is not divided: the standard deviation of the training rows must become 1."
    ): lambda t, X: 1.0,
    N_("one spread is taken of the whole table: each column has its own, axis=0."): (
        lambda t, X: t.std()
    ),
    N_("this divides by the variance: by its root, the standard deviation, .std(axis=0)."): (
        lambda t, X: t.var(axis=0)
    ),
    N_("the standard deviation has n - 1 in it: numpy's own, with n, is asked for here."): (
        lambda t, X: t.std(axis=0, ddof=1)
    ),
    N_("this divides by the range, largest minus smallest: by the standard deviation."): (
        lambda t, X: np.ptp(t, axis=0)
    ),
    N_("this divides by the largest value: by the standard deviation."): lambda t, X: t.max(axis=0),
    N_("this divides by the largest size: by the standard deviation."): (
        lambda t, X: np.abs(t).max(axis=0)
    ),
    N_("this divides by the length of the column: by the standard deviation."): (
        lambda t, X: np.linalg.norm(t, axis=0)
    ),
    N_("this divides by the length of the centred column: √n times the standard deviation."): (
        lambda t, X: np.linalg.norm(t - t.mean(axis=0), axis=0)
    ),
    N_("this divides by the mean: by the standard deviation."): lambda t, X: t.mean(axis=0),
    N_("it is multiplied by the standard deviation: divide."): lambda t, X: 1 / t.std(axis=0),
    N_("this divides by the mean size of the deviations: by the standard deviation."): (
        lambda t, X: np.abs(t - t.mean(axis=0)).mean(axis=0)
    ),
    N_("this divides by the root of the standard deviation."): (
        lambda t, X: np.sqrt(t.std(axis=0))
    ),
}


def ones(values):
    """A column of ones."""
    return np.ones((len(values), 1))


RESULTS = {  # words: (scaled X, scaled train) -> what comes back
    "": lambda X, t: X,
    N_("the training rows came back, scaled: the rows of X are asked for."): lambda X, t: t,
    N_("training and new rows came back: those of X alone are asked for."): (
        lambda X, t: np.vstack([t, X])
    ),
    N_("new and training rows came back: those of X alone are asked for."): (
        lambda X, t: np.vstack([X, t])
    ),
    N_("a column of ones stands behind: only scale; the ones come later."): (
        lambda X, t: np.hstack([X, ones(X)])
    ),
    N_("a column of ones stands before: only scale; the ones come later."): (
        lambda X, t: np.hstack([ones(X), X])
    ),
    N_("it is transposed: rows stay rows."): lambda X, t: X.T,
    N_("the sign is flipped."): lambda X, t: -X,
    N_("it is one row short."): lambda X, t: X[:-1],
    N_("only the first row came back: is `return` inside a loop?"): lambda X, t: X[0],
    N_("only the first column came back."): lambda X, t: X[:, :1],
    N_("only the last column came back."): lambda X, t: X[:, -1],
    N_("all numbers stand in one long row: keep the shape of X."): lambda X, t: X.ravel(),
}


def mistakes():
    """Another mean, another spread, something else than X; two of these."""
    yield Mistake(
        lambda train, X: X - train.mean(axis=0) / train.std(axis=0),
        N_("parentheses are missing: (X - mean) / std."),
    )
    yield Mistake(
        lambda train, X: train.mean(axis=0) - X / train.std(axis=0),
        N_("parentheses are missing, and the sign is flipped: (X - mean) / std."),
    )
    for words, (mean, spread, result) in few(MEANS, SPREADS, RESULTS):
        yield Mistake(_scaled(mean, spread, result), words)
    yield Mistake(
        lambda train, X: np.array([train.mean(axis=0), train.std(axis=0)]),
        N_("mean and standard deviation came back: scale X by them."),
    )
    rows = N_("rows are scaled, not columns: axis=0 goes down a column.")
    yield Mistake(
        lambda train, X: (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True),
        rows,
    )


def _scaled(mean, spread, result):
    def run(train, X):
        m, s = mean(train, X), spread(train, X)
        return result((X - m) / s, (train - m) / s)

    return run


def _square():
    """As many rows as columns, in both: axis=1 runs there."""
    rng = np.random.default_rng(6)
    return (Case((rng.uniform(-2, 5, (3, 3)), rng.uniform(-2, 2, (3, 3)))),)


EXERCISE = Exercise(
    right=scale_like,
    lesson=5,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(
                (np.array([[1.0, 10], [3, 30], [5, 20]]), np.array([[7.0, 20]])),
                N_("for a single new row"),
                edge=True,
                words=N_(
                    "for a single new row, whose own mean is itself, {said}: scale with the "
                    "training rows' numbers."
                ),
            ),
            Case(
                (np.array([[1, 2], [3, 5], [8, 4]]), np.array([[1, 1], [2, 9]])),
                N_("for whole numbers"),
                edge=True,
            ),
        ),
    ),
    rescue=_square(),
    mistakes=mistakes,
    read=read.shaped,
    hints=(
        N_("A mean for each column: `train.mean(axis=0)`, and `train.std(axis=0)` likewise."),
        N_("Both come from `train`; what is moved and divided is `X`."),
        N_("`(X - train.mean(axis=0)) / train.std(axis=0)`: one row of numbers serves all rows."),
    ),
)
