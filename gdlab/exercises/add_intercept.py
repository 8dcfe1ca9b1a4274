"""Lesson 1: a last column of ones."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read, told
from gdlab.notebook.language import N_

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
        N_("the ones come first. In this course they stand last, as on the slides."),
    ),
    Mistake(
        lambda X: np.hstack([X, ones(X, 0)]),
        N_("the column holds zeros: it must be 1, so that its coefficient is added as it is."),
    ),
    Mistake(
        lambda X: np.hstack([X, np.arange(len(X))[:, None]]),
        N_("the column counts the rows: it must be 1 in every row."),
    ),
    Mistake(
        lambda X: np.hstack([X, np.arange(1, len(X) + 1)[:, None]]),
        N_("the column counts the rows: it must be 1 in every row."),
    ),
    Mistake(
        lambda X: np.hstack([X, ones(X, len(X))]),
        N_("the column holds n: it must be 1 in every row."),
    ),
    Mistake(
        lambda X: np.vstack([X, np.ones(X.shape[1])]),
        N_("this is a row of ones; one column more is needed, a 1 for each row."),
    ),
    Mistake(
        lambda X: np.vstack([np.ones(X.shape[1]), X]),
        N_("this is a row of ones; one column more is needed, a 1 for each row."),
    ),
    Mistake(ones, N_("only the ones came back: put them beside X, np.column_stack([X, ones]).")),
    Mistake(
        lambda X: np.ones(len(X)),
        N_("only the ones came back: put them beside X, np.column_stack([X, ones])."),
    ),
    Mistake(np.ones_like, N_("only ones came back: put one column of them beside X.")),
    Mistake(lambda X: X, N_("X came back without a further column.")),
    Mistake(
        lambda X: X + 1, N_("1 is added to every entry; a column of ones is to stand beside them.")
    ),
    Mistake(
        lambda X: np.column_stack([X, np.ones(len(X))]).T,
        N_("this is transposed: the rows must stay rows."),
    ),
    Mistake(
        lambda X: np.column_stack([np.ones(len(X)), X]).T,
        N_(
            "this is transposed, and the ones come first: the rows must stay rows, the ones stand "
            "last."
        ),
    ),
    Mistake(
        lambda X: np.hstack([X, np.ones(X.shape)]),
        N_("as many columns of ones as X has came behind it; one is asked for."),
    ),
    Mistake(
        lambda X: np.hstack([ones(X), X, ones(X)]), N_("ones stand on both sides; one is enough.")
    ),
    Mistake(
        lambda X: np.hstack([X, ones(X), ones(X)]),
        N_("two columns of ones came; one is asked for."),
    ),
    Mistake(
        lambda X: np.hstack([X[:, :-1], ones(X)]),
        N_("the ones stand in the place of the last column: they must come behind it."),
    ),
    Mistake(
        lambda X: np.hstack([ones(X), X[:, 1:]]),
        N_("the ones stand in the place of the first column: they must come behind the last one."),
    ),
    Mistake(
        lambda X: np.hstack([X[:, :1], ones(X)]),
        N_("only the first column of X is in it: take all."),
    ),
    Mistake(
        lambda X: np.hstack([X[:, :2], ones(X)]),
        N_("only the first two columns of X are in it: take all, whatever their number."),
    ),
    Mistake(
        lambda X: np.hstack([X[:, :1], ones(X), X[:, 1:]]),
        N_("the ones stand behind the first column; they belong behind the last one."),
    ),
    Mistake(
        lambda X: np.hstack([X[:, :-1], ones(X), X[:, -1:]]),
        N_("the ones stand before the last column; they belong behind it."),
    ),
    Mistake(
        lambda X: np.hstack([X, X.mean(axis=1, keepdims=True)]),
        N_("the last column holds each row's mean: it must be 1."),
    ),
    Mistake(
        lambda X: np.hstack([X, X.sum(axis=1, keepdims=True)]),
        N_("the last column holds each row's sum: it must be 1."),
    ),
    Mistake(
        lambda X: np.column_stack([X, np.ones(X.shape[1])]),
        N_("the ones are counted by the columns, X.shape[1]: one is needed for each row, len(X)."),
    ),
    Mistake(
        lambda X: np.pad(X, 1, constant_values=1),
        N_("np.pad adds on all sides: ((0, 0), (0, 1)) is one column behind X."),
    ),
    Mistake(
        lambda X: np.append(X, 1),
        N_(
            "one long row of numbers came back: np.append needs axis=1 and a column (n, 1); "
            "np.column_stack([X, ones]) takes the ones as they are."
        ),
    ),
    Mistake(
        lambda X: np.append(X, np.ones(len(X))),
        N_(
            "one long row of numbers came back: np.append needs axis=1 and a column (n, 1); "
            "np.column_stack([X, ones]) takes the ones as they are."
        ),
    ),
)


def mistakes():
    """A column of another number, then the others."""
    for value in (2, -1, 0.5, 10):
        words = N_(
            "the column holds {value} in every row: it must be 1, so that its coefficient is "
            "added as it is."
        )
        yield Mistake(
            lambda X, value=value: np.hstack([X, ones(X, value)]), told(words, value=value)
        )
    yield from MISTAKES


def another_column(trial):
    """X is there, and one column behind it that is not of ones."""
    X, came = trial.cases[0].arguments[0], trial.answers[0]
    if not isinstance(came, np.ndarray) or came.shape != trial.wanted[0].shape:
        return None
    if not np.allclose(came[:, :-1], X):
        return N_("the columns of X are changed: they come first, as they are.")
    words = N_("X is there as it should be, but the last column begins {first}, {second}: all 1.")
    first, second = (f"{value:.4g}" for value in came[:2, -1])
    return told(words, first=first, second=second)


EXERCISE = Exercise(
    right=add_intercept,
    lesson=1,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((np.array([[1.5, -2, 0.5, 3]]),), N_("for a single row"), edge=True),
            Case((np.array([[1.5], [-2], [3]]),), N_("for a single column"), edge=True),
            Case((np.array([[1, 2], [3, 4], [5, 7]]),), N_("for whole numbers"), edge=True),
        ),
    ),
    rescue=(Case((np.diag([1.0, 2, 3]),)), Case((np.diag([1.0, 2, 3, 5, 7]),))),
    home=(Case((np.random.default_rng(4).uniform(-2, 2, (4, 2)),)),),
    mistakes=mistakes,
    read=read.shaped,
    explain=another_column,
    hints=(
        N_("`np.ones(len(X))` is a one for each row."),
        N_("`np.column_stack([A, b])` puts the column b behind A."),
    ),
)
