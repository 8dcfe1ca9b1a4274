"""One slip in the solution is told as that, whatever the exercise; and every slip ends."""

import ast

import pytest

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import Designs, Exercise, judge, read
from gdlab.exercises.engine.probes import own_values
from gdlab.exercises.engine.slips import changed, ends, slips
from gdlab.exercises.engine.trial import Trial

ALL = exercises()
every = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)


def test_it_is_shown_beside_what_belongs_there():
    def batch_variance(gradients, batch_size):
        n, V = len(gradients), gradients.var(axis=0).sum()
        return V / batch_size * (n - batch_size) / (n - -1)

    said = judge(ALL["batch_variance"], batch_variance, 1).message
    assert said.endswith("The divisor is n - 1, not n + 1.")  # a table's own words come first

    def without_a_name(gradients, batch_size):
        n, V = len(gradients), gradients.var(axis=0).sum()
        return V / batch_size * (n**batch_size) / (n - 1)

    said = judge(ALL["batch_variance"], without_a_name, 1).message
    assert "with `n ** batch_size` in the place of `n - batch_size`" in said


def test_every_line_but_the_last_may_be_missing():
    exercise = ALL["falling_l2"]
    missing = [slip for slip in slips(exercise) if not slip.now]
    assert missing and all(slip.was in exercise.solution for slip in missing)


def grown(x):
    y = x * x
    y = y + 3 * x
    return y


def test_a_line_that_is_not_there_is_named():
    recipe = "x = rng.uniform(1, 9)"
    exercise = Exercise(grown, Designs(recipe), tuple, ("Add.",), lesson=1, read=read.number)
    said = judge(exercise, lambda x: x * x, 1).message
    assert said == "It gives what the solution gives without the line `y = y + 3 * x`."


@every
def test_every_slip_ends_and_the_refused_ones_are_told_something(exercise):
    """By a sentence of a table, by the slip, or by what Python says of it."""
    cases = exercise.cases(1)
    right = list(own_values(exercise.watch(cases[:1]), exercise.right))
    found = list(slips(exercise))
    for slip in found:
        list(own_values(exercise.watch(cases[:1]), slip.function))  # comes back
    assert right
    for slip in found[:: max(1, len(found) // 5)]:
        outcome = judge(exercise, slip.function, 1)
        assert outcome.state in ("right", "wrong", "not attempted") and outcome.message
        if outcome.state == "right":
            assert Trial(exercise, slip.function, exercise.cases(2)).is_right


@every
def test_most_slips_are_named(exercise):
    """At most one in ten is left to its numbers alone."""
    from gdlab.exercises.engine.naming import NAMERS, by_numbers

    left = many = 0
    for slip in list(slips(exercise))[::17]:
        trial = Trial(exercise, slip.function, exercise.cases(3))
        if not trial.is_right and not trial.seen.ended:
            many += 1
            left += next(namer for namer in NAMERS if namer(trial)) is by_numbers
    assert left <= 0.1 * many + 1, (left, many)


def texts(source):
    return {(now, was) for _, now, was in changed(ast.parse(source))}


def test_what_slips():
    made = texts("def f(X, y):\n    r = y - X.T\n    return np.sum(r[1:] ** 2, axis=0)")
    for pair in [
        ("y + X.T", "y - X.T"),
        ("X.T - y", "y - X.T"),
        ("y", "y - X.T"),
        ("X", "X.T"),
        ("-r[1:]", "r[1:]"),
        ("r", "r[1:]"),
        ("X - X.T", "y - X.T"),
        ("r[1:] ** 3", "r[1:] ** 2"),
        ("r[1:] ** 2", "np.sum(r[1:] ** 2, axis=0)"),
        ("np.sum(r[1:] ** 2)", "np.sum(r[1:] ** 2, axis=0)"),
        ("np.mean(r[1:] ** 2, axis=0)", "np.sum(r[1:] ** 2, axis=0)"),
        ("", "r = y - X.T"),
    ]:
        assert pair in made, pair


def test_nothing_is_tried_that_might_not_end():
    goes_on = ast.parse("def f(n):\n    while n > 1:\n        n = n - 1\n    return n")
    assert all("while" not in text for text, _, _ in changed(goes_on))
    assert not any("**" in now for now, _ in texts("def f(n):\n    return list(range(n + 1))"))
    assert ends(ast.parse("sum(k ** 2 for k in range(9))"))
