"""Lesson 8: the floor that a learning rate and a batch size leave, and the rows they take."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, told
from gdlab.notebook.language import N_

RECIPE = """lr, batch_size = rng.uniform(0.001, 0.1), int(rng.integers(3, 40))
V, mu = rng.uniform(5, 50), rng.uniform(0.1, 3)"""


def floor_and_rows(lr, batch_size, V, mu):
    return lr / 4 * V / batch_size, batch_size / (lr * mu)


FLOORS = {  # words: (lr, b, V, mu) -> the floor
    "": lambda lr, b, V, mu: lr / 4 * V / b,
    N_("the floor is that of single rows: the mean of b rows has a variance of V / b."): (
        lambda lr, b, V, mu: lr / 4 * V
    ),
    N_("the floor is divided by the root of b: a variance falls with b itself."): (
        lambda lr, b, V, mu: lr / 4 * V / np.sqrt(b)
    ),
    N_("the floor is divided by b twice: a variance falls with b, once."): (
        lambda lr, b, V, mu: lr / 4 * V / b**2
    ),
    N_("the floor grows with b: a larger batch has less noise, V / b."): (
        lambda lr, b, V, mu: lr / 4 * V * b
    ),
    N_("the floor has a quarter of lr V / b, and the quarter is missing."): (
        lambda lr, b, V, mu: lr * V / b
    ),
    N_("the floor has a quarter of lr V / b, not a half."): lambda lr, b, V, mu: lr / 2 * V / b,
    N_("the floor has a quarter of lr V / b, not an eighth."): lambda lr, b, V, mu: lr / 8 * V / b,
    N_("the floor has 4 above, where it belongs below: lr / 4."): lambda lr, b, V, mu: (
        4 * lr * V / b
    ),
    N_("the floor has lr below, where it belongs above: a larger lr has a higher floor."): (
        lambda lr, b, V, mu: V / (4 * lr * b)
    ),
    N_("the floor has the square of lr: that is the noise of one step, not what stays of it."): (
        lambda lr, b, V, mu: lr**2 / 4 * V / b
    ),
    N_("lr is missing in the floor: it is lr / 4 times the variance of a batch's gradient."): (
        lambda lr, b, V, mu: V / b / 4
    ),
    N_("the floor has a root: V is a variance already, and the loss is in squares, too."): (
        lambda lr, b, V, mu: lr / 4 * np.sqrt(V / b)
    ),
    N_("the floor has the square of V: V is a variance already."): lambda lr, b, V, mu: (
        lr / 4 * V**2 / b
    ),
    N_("V is missing in the floor: without noise there is none."): lambda lr, b, V, mu: lr / 4 / b,
    N_(
        "the first number is the mean of e², lr V / (2 mu b): the floor is mu / 2 times that, and "
        "mu cancels."
    ): lambda lr, b, V, mu: lr * V / (2 * mu * b),
    N_("mu cancels in the floor: it is lr / 4 times the variance of a batch's gradient."): (
        lambda lr, b, V, mu: lr / 4 * V / b * mu
    ),
    N_("mu cancels in the floor, it does not divide: lr / 4 times V / b."): (
        lambda lr, b, V, mu: lr / 4 * V / b / mu
    ),
    N_("the floor is the variance of a batch's gradient alone: lr / 4 times that."): (
        lambda lr, b, V, mu: V / b
    ),
    N_("parentheses are wrong in the floor: lr / 4 times V, not lr / (4 V)."): (
        lambda lr, b, V, mu: lr / (4 * V) / b
    ),
    N_("the floor counts b - 1 rows; it is V / b."): lambda lr, b, V, mu: lr / 4 * V / (b - 1),
}
ROWS = {  # words: (lr, b, V, mu) -> the rows of 1 / (lr mu) steps
    "": lambda lr, b, V, mu: b / (lr * mu),
    N_("these are steps, not rows: each step reads b rows."): lambda lr, b, V, mu: 1 / (lr * mu),
    N_("the steps are divided by b: each step reads b rows, so multiply."): lambda lr, b, V, mu: (
        1 / (lr * mu * b)
    ),
    N_("the rows count b twice: steps times b is enough."): lambda lr, b, V, mu: b**2 / (lr * mu),
    N_("the rows have lr above: the smaller lr, the more steps. 1 / (lr mu) steps."): (
        lambda lr, b, V, mu: b * lr / mu
    ),
    N_("lr is missing in the rows: 1 / (lr mu) steps of b rows."): lambda lr, b, V, mu: b / mu,
    N_("mu is missing in the rows: 1 / (lr mu) steps of b rows."): lambda lr, b, V, mu: b / lr,
    N_("parentheses are missing in the rows: 1 / lr * mu multiplies by mu."): (
        lambda lr, b, V, mu: b / lr * mu
    ),
    N_("the rows are upside down: 1 / (lr mu) steps of b rows."): lambda lr, b, V, mu: lr * mu / b,
    N_("the rows are lr mu b: 1 / (lr mu) steps are made, not lr mu."): lambda lr, b, V, mu: (
        lr * mu * b
    ),
    N_("the root of b counts in the rows; a step reads b of them."): lambda lr, b, V, mu: (
        np.sqrt(b) / (lr * mu)
    ),
    N_("the rows are halved: 1 / (lr mu) steps of b rows."): lambda lr, b, V, mu: b / (2 * lr * mu),
    N_("the rows are doubled: 1 / (lr mu) steps of b rows."): lambda lr, b, V, mu: (
        2 * b / (lr * mu)
    ),
    N_("V has no place in the rows: the noise does not change how many are read."): (
        lambda lr, b, V, mu: V * b / (lr * mu)
    ),
    N_("the rows are rounded down: leave them as they are."): lambda lr, b, V, mu: b // (lr * mu),
    N_("the rows are rounded up: leave them as they are."): lambda lr, b, V, mu: np.ceil(
        b / (lr * mu)
    ),
    N_("the second number is b alone; it takes 1 / (lr mu) steps of b rows."): (
        lambda lr, b, V, mu: b
    ),
}


def two_numbers(value, wanted):
    """(floor, rows), each compared by itself: one is small, the other large."""
    if not isinstance(value, tuple):
        value = tuple(map(np.asarray, np.ravel(read.array(value))))
    if len(value) != 2:
        words = N_("two numbers are asked for, floor and rows; {count} came back")
        raise read.Unread(told(words, count=len(value)))
    return tuple(read.finite(read.number(part)) for part in value)


def mistakes():
    """A wrong floor, wrong rows, or both; the two exchanged; one of them alone."""
    for words, (floor, rows) in few(FLOORS, ROWS):
        yield Mistake(lambda *a, floor=floor, rows=rows: (floor(*a), rows(*a)), words)
    yield Mistake(
        lambda *a: floor_and_rows(*a)[::-1], N_("the two are exchanged: the floor comes first.")
    )


def explain(trial):
    """Which of the two numbers is wrong, where only one is."""
    pairs = list(zip(trial.answers, trial.wanted, strict=False))[: len(trial.plain)]
    if any(not isinstance(part, tuple) or len(part) != 2 for pair in pairs for part in pair):
        return None
    floor, rows = (all(read.agree(a[k], w[k], 1e-6) for a, w in pairs) for k in (0, 1))
    if rows and not floor:
        return N_("the rows are right; the floor is not. It is lr / 4 times a batch's variance.")
    if floor and not rows:
        return N_("the floor is right; the rows are not. How many does one step read?")
    return None


EXERCISE = Exercise(
    right=floor_and_rows,
    lesson=8,
    designs=Designs(
        RECIPE,
        (1, 2, 3),
        (
            Case((0.01, 1, 27.04, 0.14), N_("for single rows"), edge=True),
            Case((1, 3, 8, 2), N_("for whole numbers"), edge=True),
        ),
    ),
    home=(Case((0.04, 1, 8.0, 0.14)), Case((0.02, 1, 8.0, 0.14))),
    mistakes=mistakes,
    explain=explain,
    read=two_numbers,
    praise=N_("Right: floor times rows is V / (4 mu), whatever lr and whatever b."),
    hints=(
        N_("The floor of single rows is `lr / 4 * V`. What is the variance of a mean of b rows?"),
        N_("A step of b rows reads b rows, and `1 / (lr * mu)` steps are made."),
    ),
)
