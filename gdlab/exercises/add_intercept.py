"""Lesson 1: a last column of ones."""

import numpy as np

from gdcore.data import lecture
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X = rng.uniform(-2, 2, (n, d))"""


def add_intercept(X):
    return np.column_stack([X, np.ones(len(X))])


def ones(X, value=1.0):
    """A column (n, 1) of one value."""
    return np.full((len(X), 1), value)


MISTAKES = (
    Mistake(
        lambda X: np.hstack([ones(X), X]),
        "the ones come first. In this course they stand last, as on the slides.",
    ),
    Mistake(
        lambda X: np.hstack([X, ones(X, 0)]),
        "the column holds zeros: it must be 1, so that its coefficient is added as it is.",
    ),
    *(
        Mistake(
            lambda X, value=value: np.hstack([X, ones(X, value)]),
            f"the column holds {value:g} in every row: it must be 1, so that its coefficient is "
            "added as it is.",
        )
        for value in (2, -1, 0.5, 10)
    ),
    Mistake(
        lambda X: np.hstack([X, np.arange(len(X))[:, None]]),
        "the column counts the rows: it must be 1 in every row.",
    ),
    Mistake(
        lambda X: np.hstack([X, np.arange(1, len(X) + 1)[:, None]]),
        "the column counts the rows: it must be 1 in every row.",
    ),
    Mistake(
        lambda X: np.hstack([X, ones(X, len(X))]), "the column holds n: it must be 1 in every row."
    ),
    Mistake(
        lambda X: np.vstack([X, np.ones(X.shape[1])]),
        "this is a row of ones; one column more is needed, a 1 for each row.",
    ),
    Mistake(
        lambda X: np.vstack([np.ones(X.shape[1]), X]),
        "this is a row of ones; one column more is needed, a 1 for each row.",
    ),
    Mistake(ones, "only the ones came back: put them beside X, np.column_stack([X, ones])."),
    Mistake(
        lambda X: np.ones(len(X)),
        "only the ones came back: put them beside X, np.column_stack([X, ones]).",
    ),
    Mistake(np.ones_like, "only ones came back: put one column of them beside X."),
    Mistake(lambda X: X, "X came back without a further column."),
    Mistake(
        lambda X: X + 1, "1 is added to every entry; a column of ones is to stand beside them."
    ),
    Mistake(
        lambda X: np.column_stack([X, np.ones(len(X))]).T,
        "this is transposed: the rows must stay rows.",
    ),
    Mistake(
        lambda X: np.column_stack([np.ones(len(X)), X]).T,
        "this is transposed, and the ones come first: the rows must stay rows, the ones stand "
        "last.",
    ),
    Mistake(
        lambda X: np.hstack([X, np.ones(X.shape)]),
        "as many columns of ones as X has came behind it; one is asked for.",
    ),
    Mistake(lambda X: np.hstack([ones(X), X, ones(X)]), "ones stand on both sides; one is enough."),
    Mistake(
        lambda X: np.hstack([X, ones(X), ones(X)]), "two columns of ones came; one is asked for."
    ),
    Mistake(
        lambda X: np.hstack([X[:, :-1], ones(X)]),
        "the ones stand in the place of the last column: they must come behind it.",
    ),
    Mistake(
        lambda X: np.hstack([ones(X), X[:, 1:]]),
        "the ones stand in the place of the first column: they must come behind the last one.",
    ),
    Mistake(
        lambda X: np.hstack([X[:, :1], ones(X)]), "only the first column of X is in it: take all."
    ),
    Mistake(
        lambda X: np.hstack([X[:, :2], ones(X)]),
        "only the first two columns of X are in it: take all, whatever their number.",
    ),
    Mistake(
        lambda X: np.hstack([X[:, :1], ones(X), X[:, 1:]]),
        "the ones stand behind the first column; they belong behind the last one.",
    ),
    Mistake(
        lambda X: np.hstack([X[:, :-1], ones(X), X[:, -1:]]),
        "the ones stand before the last column; they belong behind it.",
    ),
    Mistake(
        lambda X: np.hstack([X, X.mean(axis=1, keepdims=True)]),
        "the last column holds each row's mean: it must be 1.",
    ),
    Mistake(
        lambda X: np.hstack([X, X.sum(axis=1, keepdims=True)]),
        "the last column holds each row's sum: it must be 1.",
    ),
    Mistake(
        lambda X: np.column_stack([X, np.ones(X.shape[1])]),
        "the ones are counted by the columns, X.shape[1]: one is needed for each row, len(X).",
    ),
    Mistake(
        lambda X: np.pad(X, 1, constant_values=1),
        "np.pad adds on all sides: ((0, 0), (0, 1)) is one column behind X.",
    ),
    Mistake(
        lambda X: np.append(X, 1),
        "one long row of numbers came back: np.append needs axis=1 and a column (n, 1); "
        "np.column_stack([X, ones]) takes the ones as they are.",
    ),
    Mistake(
        lambda X: np.append(X, np.ones(len(X))),
        "one long row of numbers came back: np.append needs axis=1 and a column (n, 1); "
        "np.column_stack([X, ones]) takes the ones as they are.",
    ),
)

EXERCISE = Exercise(
    right=add_intercept,
    lesson=1,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((np.array([[1.5, -2, 0.5, 3]]),), "for a single row", edge=True),
            Case((np.array([[1.5], [-2], [3]]),), "for a single column", edge=True),
            Case((np.array([[1, 2], [3, 4], [5, 7]]),), "for whole numbers", edge=True),
        ),
    ),
    rescue=(Case((np.diag([1.0, 2, 3]),)), Case((np.diag([1.0, 2, 3, 5, 7]),))),
    home=(Case((lecture().X[:, :2],)),),
    mistakes=lambda: MISTAKES,
    read=read.shaped,
    hints=(
        "`np.ones(len(X))` is a one for each row.",
        "`np.column_stack([A, b])` puts the column b behind A.",
    ),
)
