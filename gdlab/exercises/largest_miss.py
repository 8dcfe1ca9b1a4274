"""Lesson 1: the largest miss of a fit, where the targets come as a column (n, 1)."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X, y = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, (n, 1))
beta = rng.uniform(-2, 2, d)"""


def largest_miss(beta, X, y):
    return np.abs(np.ravel(y) - X @ beta).max()


SPREAD = N_(
    "every target still meets every prediction: y is a column (n, 1), X @ beta has the shape "
    "(n,), and their difference spreads to (n, n). Print its shape; then make both (n,)."
)


def own(beta, X, y):
    """Each row's own residual (n,)."""
    return np.ravel(y) - X @ beta


RESIDUALS = {
    "": own,
    SPREAD: lambda b, X, y: np.reshape(y, (-1, 1)) - X @ b,
    N_("only the first row is looked at: y[0] is the first target alone."): (
        lambda b, X, y: own(b, X, y)[:1]
    ),
    N_("y[0] is the first target alone, and it meets all predictions."): (
        lambda b, X, y: np.ravel(y)[0] - X @ b
    ),
    N_("the mean of the targets meets all predictions: each row has its own target."): (
        lambda b, X, y: np.mean(y) - X @ b
    ),
    N_("the rows are in the reverse order in one of the two."): lambda b, X, y: (
        np.ravel(y)[::-1] - X @ b
    ),
    N_("both are sorted first: each row has its own target."): lambda b, X, y: (
        np.sort(np.ravel(y)) - np.sort(X @ b)
    ),
    N_("targets and predictions are added: take their difference."): lambda b, X, y: (
        np.ravel(y) + X @ b
    ),
    N_("the targets are missing."): lambda b, X, y: X @ b,
    N_("the predictions are missing: subtract X @ beta."): lambda b, X, y: np.ravel(y),
    N_("the last column, the intercept, is left out of the prediction."): lambda b, X, y: (
        np.ravel(y) - X[:, :-1] @ b[:-1]
    ),
}
SUMMARIES = {
    "": lambda r: np.abs(r).max(),
    N_("without abs only the rows with a target above the prediction count."): lambda r: r.max(),
    N_("with this sign and without abs only the rows that are predicted too high count."): (
        lambda r: (-r).max()
    ),
    N_("this is the smallest miss; the largest is asked for."): lambda r: np.abs(r).min(),
    N_("this is the mean of the misses; the largest is asked for."): lambda r: np.abs(r).mean(),
    N_("the misses are added up; the largest is asked for."): lambda r: np.abs(r).sum(),
    N_("this is the root of the mean square; the largest single miss is asked for."): (
        lambda r: np.sqrt(np.mean(r**2))
    ),
    N_("this is the mean of squares; the largest single miss is asked for."): (
        lambda r: np.mean(r**2)
    ),
    N_("these are the squares, added up; the largest single miss is asked for."): lambda r: (
        r**2
    ).sum(),
    N_("this is the standard deviation of the residuals; the largest single miss is asked for."): (
        lambda r: r.std()
    ),
    N_("the residuals are averaged first; take the size of each, then the largest."): (
        lambda r: abs(r.mean())
    ),
    N_("the residuals are added up first; take the size of each, then the largest."): (
        lambda r: abs(r.sum())
    ),
    N_("a root is taken of the largest miss: leave it in the units of y."): lambda r: np.sqrt(
        np.abs(r).max()
    ),
    N_("the largest miss is divided by the number of rows: leave it as it is."): lambda r: (
        np.abs(r).max() / len(r)
    ),
    N_("this is the length of the residual; its largest entry is asked for."): (
        lambda r: np.sqrt((r**2).sum())
    ),
    N_("the largest miss is squared: leave it in the units of y."): lambda r: (r**2).max(),
    N_("this says in which row it lies (argmax); how large it is is asked for."): (
        lambda r: float(np.abs(r).argmax())
    ),
    N_("the distance from largest to smallest came; abs before max."): lambda r: r.max() - r.min(),
    N_("it has lost its sign the wrong way round: a miss is not negative."): (
        lambda r: -np.abs(r).max()
    ),
    N_("this is the middle one of the misses; the largest is asked for."): (
        lambda r: float(np.median(np.abs(r)))
    ),
}


def mistakes():
    """The given bug; another residual, another summary, or both."""
    yield Mistake(
        lambda b, X, y: own(b, X, y), N_("these are all residuals; the largest size is asked for.")
    )
    yield Mistake(
        lambda b, X, y: np.abs(own(b, X, y)),
        N_("these are the sizes of all residuals; the largest is asked for."),
    )
    for words, (residual, summary) in few(RESIDUALS, SUMMARIES):
        yield Mistake(lambda b, X, y, r=residual, s=summary: s(r(b, X, y)), words)


def _fixed():
    """Cases that tell the mistakes apart: the largest miss lies on either side."""
    rng = np.random.default_rng(31)
    for n, d in ((6, 2), (8, 3), (9, 2)):
        yield Case((rng.uniform(-2, 2, d), rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, (n, 1))))


def _edges():
    X, beta = np.array([[1.0, 2], [3, 1], [1, 1]]), np.array([0.5, -1])
    return (
        Case(
            (beta, X, np.array([1.0, 4, 2])),
            N_("with targets of the shape (n,)"),
            edge=True,
            words=N_("right for a column (n, 1); but {where} {said}. np.ravel takes both."),
        ),
        Case((beta, X[:1], np.array([[1.0]])), N_("for a single row"), edge=True),
        Case(
            (np.array([1, -1]), np.array([[1, 2], [3, 1], [1, 1]]), np.array([[1], [4], [2]])),
            N_("for whole numbers"),
            edge=True,
        ),
    )


def _lesson_sized():
    rng = np.random.default_rng(4)
    return (Case((rng.uniform(-2, 2, 3), rng.uniform(-2, 2, (4, 3)), rng.uniform(-3, 3, (4, 1)))),)


EXERCISE = Exercise(
    right=largest_miss,
    lesson=1,
    designs=Designs(RECIPE, (1, 2, 5), (*_fixed(), *_edges())),
    home=_lesson_sized(),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("What is the shape of `y - X @ beta`, if y is a column (n, 1)?"),
        N_("`np.ravel(y)` has the shape (n,), whether y is a column or not."),
    ),
)
