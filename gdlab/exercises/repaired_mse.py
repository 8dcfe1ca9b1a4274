"""Lesson 10: a loss that pairs every target with every prediction, repaired."""

import tracemalloc
from dataclasses import dataclass

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, told
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(200, 300), rng.integers(2, 5)
X, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-2, 2, d)
y = rng.uniform(-3, 3, (n, 1))"""
ROOM = 4  # of a table of n by n; whoever makes one needs it whole


def repaired_mse(beta, X, y):
    residual = y.ravel() - X @ beta
    return np.mean(residual**2)


@dataclass(frozen=True)
class Peaks:
    """Call the function once for every case: what it returned, and the most bytes it held."""

    cases: tuple

    def __call__(self, function):
        for case in self.cases:
            arguments = [argument.copy() for argument in case.arguments]
            tracemalloc.start()
            try:
                value = function(*arguments)
                yield {"value": value, "peak": tracemalloc.get_traced_memory()[1]}
            finally:
                tracemalloc.stop()


def value_of(seen, wanted):
    """The loss in what was seen."""
    if not isinstance(seen, dict) or "value" not in seen:
        return seen
    return read.number(seen["value"])


def table(trial):
    """It made n by n numbers on the way."""
    for seen, case in zip(trial.seen.values, trial.cases, strict=True):
        n = len(case.arguments[2])
        if n > 100 and seen["peak"] > 8 * n * n / ROOM:
            words = N_(
                "the number is right, but {peak} bytes were in use on the way: a table of {n} by "
                "{n}. Make y flat before you subtract."
            )
            return told(words, peak=f"{float(seen['peak']):,.0f}", n=n)
    return None


PAIRED = N_(
    "every target still meets every prediction: look at the shape of your residual. Make y flat "
    "first, y.ravel()."
)
RESIDUALS = {  # words: (beta, X, y as a column) -> residual
    "": lambda b, X, y: y.ravel() - X @ b,
    PAIRED: lambda b, X, y: y - X @ b,
    N_("only the first target is used: every row has its own."): lambda b, X, y: y[0] - X @ b,
    N_("the mean of the targets stands in the place of each row's own target."): (
        lambda b, X, y: y.mean() - X @ b
    ),
    N_("the mean of the predictions stands in the place of each row's own prediction."): (
        lambda b, X, y: y.ravel() - (X @ b).mean()
    ),
    N_("target and prediction are added; the residual is their difference."): (
        lambda b, X, y: y.ravel() + X @ b
    ),
    N_("target and prediction are added, each with each: the residual is y.ravel() - X @ beta."): (
        lambda b, X, y: y + X @ b
    ),
    N_("the targets are missing: the residual is y.ravel() - X @ beta."): lambda b, X, y: X @ b,
    N_("the prediction is missing: the residual is y.ravel() - X @ beta."): (
        lambda b, X, y: y.ravel()
    ),
    N_("the targets are sorted on the way: each row keeps its own."): (
        lambda b, X, y: np.sort(y.ravel()) - X @ b
    ),
    N_("the targets come in the reverse order: each row keeps its own."): (
        lambda b, X, y: y.ravel()[::-1] - X @ b
    ),
}
MEANS = {  # words: (residual, n, d) -> number
    "": lambda r, n, d: np.mean(r**2),
    N_("this is the sum of the squares; their mean is asked for."): lambda r, n, d: np.sum(r**2),
    N_("this is half of the mean."): lambda r, n, d: np.mean(r**2) / 2,
    N_("this is the root; the mean of the squares is asked for."): (
        lambda r, n, d: np.sqrt(np.mean(r**2))
    ),
    N_("this is the norm of the residual; the mean of the squares is asked for."): (
        lambda r, n, d: np.sqrt(np.sum(r**2))
    ),
    N_("this is the mean of the absolute residuals; the mean of their squares is asked for."): (
        lambda r, n, d: np.mean(np.abs(r))
    ),
    N_("the mean is squared; first square, then take the mean."): lambda r, n, d: np.mean(r) ** 2,
    N_("nothing is squared: residuals of both signs cancel."): lambda r, n, d: np.mean(r),
    N_("it is divided by n - 1: divide by n."): lambda r, n, d: np.sum(r**2) / (n - 1),
    N_("it is divided by the columns: divide by the number of rows."): (
        lambda r, n, d: np.sum(r**2) / d
    ),
    N_("it is divided by n twice."): lambda r, n, d: np.mean(r**2) / n,
    N_("this is the variance of the residuals: their mean is not to be subtracted."): (
        lambda r, n, d: np.var(r)
    ),
    N_("this is the largest square; their mean is asked for."): lambda r, n, d: np.max(r**2),
    N_("this is the median of the squares; their mean is asked for."): (
        lambda r, n, d: np.median(r**2)
    ),
    N_("the sum of the squares of a table of n by n is divided by n only: y is still a column."): (
        lambda r, n, d: np.sum(r**2) / n
    ),
}


def mistakes():
    """A wrong residual, a wrong mean, or both; then what is no single number."""
    for words, (residual, mean) in few(RESIDUALS, MEANS):
        yield Mistake(_loss(residual, mean), words)
    squares = N_("the squares came back, one a row: take their mean.")
    yield Mistake(lambda beta, X, y: (y.ravel() - X @ beta) ** 2, squares)


def _loss(residual, mean):
    return lambda beta, X, y: mean(residual(beta, X, y), len(y), X.shape[1])


def _flat():
    rng = np.random.default_rng(3)
    return rng.uniform(-2, 2, 2), rng.uniform(-2, 2, (7, 2)), rng.uniform(-3, 3, 7)


EXERCISE = Exercise(
    right=repaired_mse,
    lesson=10,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(
                _flat(),
                N_("for targets of shape (n,)"),
                edge=True,
                words=N_(
                    "it is right for a column of targets, but for targets of shape (n,) {said}: "
                    "y.ravel() makes both shapes one."
                ),
            ),
        ),
    ),
    mistakes=mistakes,
    read=value_of,
    watch=Peaks,
    also=table,
    praise=N_("Right, for both shapes, and n numbers are all that is made on the way."),
    hints=(
        N_("Print the shape of the residual for a small n: it should be (n,)."),
        N_("`y.ravel()` makes a column and a flat array alike flat."),
    ),
)
