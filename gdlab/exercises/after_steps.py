"""Lesson 4: every direction is multiplied by its own factor, T times."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d, T = rng.integers(3, 5), rng.integers(5, 8)
values, start = rng.uniform(0.5, 3, d), rng.uniform(1, 3, d) * rng.choice([-1, 1], d)
lr = rng.uniform(1.3, 2.4) / values.max()"""


def after_steps(values, lr, start, T):
    factors = 1 - lr * values
    return factors**T * start


FACTORS = {  # words: (values, lr) -> the factor of one step
    "": lambda v, lr: 1 - lr * v,
    N_("the steps go uphill: the factor is 1 - lr λ."): lambda v, lr: 1 + lr * v,
    N_("the 1 is missing: b - lr λ b is (1 - lr λ) b."): lambda v, lr: lr * v,
    N_("the 1 is missing, and only the step is left: b - lr λ b is (1 - lr λ) b."): (
        lambda v, lr: -lr * v
    ),
    N_("the sign is turned round: the factor is 1 - lr λ, not lr λ - 1."): lambda v, lr: lr * v - 1,
    N_(
        "the signs of the factors are lost: where lr λ is above 1 the coefficient changes sides."
    ): lambda v, lr: np.abs(1 - lr * v),
    N_("the derivative of ½ λ b² is λ b, without the ½: the factor is 1 - lr λ."): (
        lambda v, lr: 1 - lr * v / 2
    ),
    N_("there is a 2 too many: the derivative of ½ λ b² is λ b."): lambda v, lr: 1 - 2 * lr * v,
    N_("lr is missing in the factor, 1 - lr λ."): lambda v, lr: 1 - v,
    N_("the eigenvalue is missing in the factor, 1 - lr λ."): lambda v, lr: 1 - lr + 0 * v,
    N_("lr is divided by λ: it is multiplied, 1 - lr λ."): lambda v, lr: 1 - lr / v,
    N_("all directions get the factor of the largest λ: each has its own."): (
        lambda v, lr: 1 - lr * v.max() + 0 * v
    ),
    N_("all directions get the factor of the smallest λ: each has its own."): (
        lambda v, lr: 1 - lr * v.min() + 0 * v
    ),
    N_("all directions get the factor of the first λ: each has its own."): (
        lambda v, lr: 1 - lr * v[0] + 0 * v
    ),
    N_("all directions get the factor of the last λ: each has its own."): (
        lambda v, lr: 1 - lr * v[-1] + 0 * v
    ),
    N_("all directions get the factor of the mean λ: each has its own."): (
        lambda v, lr: 1 - lr * v.mean() + 0 * v
    ),
    N_("all directions get the factor of the sum of the λ: each has its own."): (
        lambda v, lr: 1 - lr * v.sum() + 0 * v
    ),
    N_("the values are in the reverse order."): lambda v, lr: 1 - lr * v[::-1],
    N_("1 is divided by the factor: multiply."): lambda v, lr: 1 / (1 - lr * v),
    N_("the exponential stands for the factor 1 - lr λ: it is near it for tiny steps only."): (
        lambda v, lr: np.exp(-lr * v)
    ),
}
TIMES = {  # words: (factor, T) -> what T steps make of it
    "": lambda f, T: f**T,
    N_("only one step is made: T steps multiply by the factor T times, factor**T."): (
        lambda f, T: f
    ),
    N_("the factor is multiplied by T: T steps multiply by it T times, factor**T."): lambda f, T: (
        f * T
    ),
    N_("T times the length of the first step is taken, as if every step were as long."): (
        lambda f, T: 1 - T * (1 - f)
    ),
    N_("it is one step short: T steps."): lambda f, T: f ** (T - 1),
    N_("it is one step too many: T steps."): lambda f, T: f ** (T + 1),
    N_("it makes twice as many steps: T steps."): lambda f, T: f ** (2 * T),
    N_("only two steps are made: T steps."): lambda f, T: f**2,
    N_("only three steps are made: T steps."): lambda f, T: f**3,
}
STARTS = {  # words: (what T steps make of 1, start) -> the coefficients
    "": lambda p, s: p * s,
    N_("the start is missing: multiply by it."): lambda p, s: p,
    N_("the start is added: multiply by it."): lambda p, s: p + s,
    N_("it is divided by the start: multiply by it."): lambda p, s: p / s,
    N_("this is what has been lost; what is left is asked for."): lambda p, s: s - p * s,
    N_("the sign of the start is flipped."): lambda p, s: -p * s,
    N_("the sizes are right, the signs are lost."): lambda p, s: np.abs(p * s),
    N_("all directions are added up: one coefficient for each is asked for."): (
        lambda p, s: (p * s).sum()
    ),
    N_("this is the length of the error: one coefficient for each direction is asked for."): (
        lambda p, s: np.linalg.norm(p * s)
    ),
    N_("the start is in the reverse order."): lambda p, s: p * s[::-1],
}


def mistakes():
    """A wrong factor, another number of times, another start; two of them."""
    power = N_("the start is raised to the power, too: (factor**T) * start.")
    yield Mistake(lambda values, lr, start, T: ((1 - lr * values) * start) ** T, power)
    yield Mistake(
        lambda values, lr, start, T: start,
        N_("the start came back: is it multiplied by the factors?"),
    )
    yield Mistake(lambda values, lr, start, T: (1 - lr * values) * start**T, power)
    yield Mistake(
        lambda values, lr, start, T: T ** (1 - lr * values) * start,
        N_("T and the factor have changed places: factor**T."),
    )
    yield Mistake(
        lambda values, lr, start, T: start - T * lr * values,
        N_("the slope of ½ λ b² is λ b: b itself is missing in the step."),
    )
    yield Mistake(
        lambda values, lr, start, T: np.array([(1 - lr * values) ** t * start for t in range(T)]),
        N_("all points before the last came back: the one after T steps is asked for."),
    )
    yield Mistake(
        lambda values, lr, start, T: np.array(
            [(1 - lr * values) ** t * start for t in range(T + 1)]
        ),
        N_("all points came back: the last one is asked for."),
    )
    for words, (factor, times, begin) in few(FACTORS, TIMES, STARTS):
        yield Mistake(_steps(factor, times, begin), words)


def _steps(factor, times, begin):
    return lambda values, lr, start, T: begin(times(factor(values, lr), T), start)


EXERCISE = Exercise(
    right=after_steps,
    lesson=4,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(  # so few that no factor's power is next to nothing
                (np.array([1.0, 3.0, 2.0]), 0.6, np.array([2.0, 1.0, -3.0]), 2),
                N_("with T = 2"),
            ),
            Case(
                (np.array([1.0, 4.0, 2.0]), 0.2, np.array([3.0, -1.0, 2.0]), 0),
                N_("with T = 0"),
                edge=True,
                words=N_("with T = 0 no step is made, and start comes back: {said}."),
            ),
            Case(
                (np.array([3, 1]), 0.25, np.array([2, -5]), 3), N_("with whole numbers"), edge=True
            ),
            Case(
                (np.array([2.0]), 0.7, np.array([1.5]), 5), N_("for a single direction"), edge=True
            ),
            Case(
                (np.array([0.0, 2.0]), 0.3, np.array([1.5, 1.0]), 5),
                N_("where one λ is 0"),
                edge=True,
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.point,
    hints=(
        N_("One step multiplies the first coefficient by `1 - lr * values[0]`."),
        N_("`1 - lr * values` has the factors of all directions at once."),
        N_("T steps multiply T times: `(1 - lr * values)**T`, then times the start."),
    ),
)
