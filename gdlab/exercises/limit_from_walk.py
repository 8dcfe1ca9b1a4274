"""Lesson 4: how large lr may be, read off a walk that failed."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d, T = rng.integers(2, 5), rng.integers(60, 80)
factors = np.append(-rng.uniform(1.4, 2.5), rng.uniform(-0.5, 0.9, d - 1))
turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
betas = rng.uniform(-2, 2, d) + (factors ** np.arange(T)[:, None] * rng.uniform(1, 3, d)) @ turn
lr = rng.uniform(0.05, 2)"""


def limit_from_walk(betas, lr):
    steps = np.linalg.norm(np.diff(betas, axis=0), axis=1)
    growth = steps[-1] / steps[-2]
    return 2 * lr / (1 + growth)


def lengths(betas):
    """The lengths of the steps, (T,)."""
    return np.linalg.norm(np.diff(betas, axis=0), axis=1)


GROWTHS = {  # words: betas -> the factor by which the steps grow
    "": lambda b: lengths(b)[-1] / lengths(b)[-2],
    N_("the ratio is turned round: the last step by the one before it."): (
        lambda b: lengths(b)[-2] / lengths(b)[-1]
    ),
    N_("the first two steps are compared: there every direction still has a say. Take the last."): (
        lambda b: lengths(b)[1] / lengths(b)[0]
    ),
    N_(
        "the growth is averaged over the whole walk: at first every direction has a say. Take the "
        "last two steps."
    ): lambda b: (lengths(b)[-1] / lengths(b)[0]) ** (1 / (len(b) - 2)),
    N_("this is the mean of the ratios of all steps: at first every direction has a say."): (
        lambda b: (lengths(b)[1:] / lengths(b)[:-1]).mean()
    ),
    N_("the last step is divided by the first: one step's factor is needed."): (
        lambda b: lengths(b)[-1] / lengths(b)[0]
    ),
    N_("the last two steps are subtracted: the factor is their ratio."): (
        lambda b: lengths(b)[-1] - lengths(b)[-2]
    ),
    N_("the last step's length is taken: the factor is its ratio to the one before."): (
        lambda b: lengths(b)[-1]
    ),
    N_("the steps are compared two apart: that is the square of the factor."): (
        lambda b: lengths(b)[-1] / lengths(b)[-3]
    ),
    N_("squares of lengths are compared: that is the square of the factor."): (
        lambda b: (lengths(b)[-1] / lengths(b)[-2]) ** 2
    ),
    N_("the root of the factor is taken."): lambda b: np.sqrt(lengths(b)[-1] / lengths(b)[-2]),
    N_("the change between neighbours of one point is taken, not from step to step: axis=0."): (
        lambda b: (
            np.linalg.norm(np.diff(b, axis=1), axis=1)[-2]
            / np.linalg.norm(np.diff(b, axis=1), axis=1)[-1]
        )
    ),
}
LIMITS = {  # words: (growth, lr) -> the limit
    "": lambda g, lr: 2 * lr / (1 + g),
    N_("from 1 - lr λ = -growth follows lr λ = 1 + growth: the 1 is missing."): (
        lambda g, lr: 2 * lr / g
    ),
    N_("the last factor is negative, 1 - lr λ = -growth: so lr λ = 1 + growth, not growth - 1."): (
        lambda g, lr: 2 * lr / (g - 1)
    ),
    N_("the last factor is negative, 1 - lr λ = -growth: so lr λ = 1 + growth, not 1 - growth."): (
        lambda g, lr: 2 * lr / (1 - g)
    ),
    N_("this is λmax itself: the limit is 2 over it."): lambda g, lr: (1 + g) / lr,
    N_("this is 1/λmax: the limit is twice that."): lambda g, lr: lr / (1 + g),
    N_("this is 4/λmax: the limit is 2/λmax."): lambda g, lr: 4 * lr / (1 + g),
    N_("lr is missing: 1 + growth is lr λ, not λ."): lambda g, lr: 2 / (1 + g),
    N_("lr is in the wrong place: λ is (1 + growth) / lr."): lambda g, lr: 2 / (lr * (1 + g)),
    N_("it is turned upside down: the limit is 2 lr / (1 + growth)."): (
        lambda g, lr: (1 + g) / (2 * lr)
    ),
    N_("lr divided by the growth is a rule of thumb: the limit follows from 1 - lr λ = -growth."): (
        lambda g, lr: lr / g
    ),
    N_("this is the growth itself: lr λ is 1 + growth, the limit 2/λ."): lambda g, lr: g,
    N_("this is lr λ: divide by lr to have λ, and 2 by that."): lambda g, lr: 1 + g,
    N_("it is multiplied where it is to be divided: 2 lr / (1 + growth)."): (
        lambda g, lr: 2 * lr * (1 + g)
    ),
    N_("lr came back: it is above the limit, as the walk shows."): lambda g, lr: lr + 0 * g,
    N_("this is half of lr: the limit follows from how fast the steps grow."): (
        lambda g, lr: lr / 2 + 0 * g
    ),
}


def mistakes():
    """Another growth, another limit from it, or both."""
    for words, (growth, limit) in few(GROWTHS, LIMITS):
        yield Mistake(_read_off(growth, limit), words)
    yield Mistake(
        lambda betas, lr: 2 * lr / (1 + lengths(betas)[1:] / lengths(betas)[:-1]),
        N_("a limit for every step came back: the last one is asked for."),
    )


def _read_off(growth, limit):
    return lambda betas, lr: limit(growth(betas), lr)


def _lesson_sized():
    factors = np.array([0.98, 0.97, -1.19])
    betas = np.array([1.0, 2, 3]) + factors ** np.arange(101)[:, None] * np.array([3.0, 4, 18])
    return (Case((betas, 0.07)),)


def _slow():
    """A steepest direction that takes long to show: its part of the start is tiny."""
    factors = np.array([0.6, -1.3])
    return np.array([2.0, 1]) + factors ** np.arange(91)[:, None] * np.array([1e3, 1e-3])


EXERCISE = Exercise(
    right=limit_from_walk,
    lesson=4,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((_slow(), 0.5), N_("where the walk first comes nearer"), edge=True),
            Case(
                ((-3.0) ** np.arange(40)[:, None], 0.1), N_("for a single coefficient"), edge=True
            ),
        ),
    ),
    home=_lesson_sized(),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("The steps: `np.diff(betas, axis=0)`, one a row. How long is each?"),
        N_("In the end every step is 1 - lr λmax times the one before; that is below -1."),
        N_("growth is -(1 - lr λmax) = lr λmax - 1. Solve for λmax; the limit is 2/λmax."),
    ),
)
