"""What the tests of a set ask of a student's function: assertions that name the mistake.

A test hands over the function and rows of numbers: what it is called with, what is right, and what
known mistakes would have given. No formula and no answer is known here, so that this file may be
read by everybody. Loops, lists, float32 and (d, 1) for (d,) are welcome: the numbers are judged.

The engine is that of the lessons' checks (gdlab.exercises.engine). Here the right answers, and
those of the mistakes, are numbers in the place of functions.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from coursework.asking import (
    HERE,
    KINDS,
    TOLERANCE,
    Asked,
    Elsewhere,
    Kind,
    Known,
    case_of,
    fits,
    numbers,
    parallel,
)
from coursework.probing import ready
from gdlab.exercises.engine import Designs, Exercise, Mistake, Trial, first_words
from gdlab.exercises.engine.naming import by_what_came, known_mistake
from gdlab.exercises.engine.read import Unread, array
from gdlab.guard.guarded import look_here
from gdlab.guard.keeper import warm_in_a_notebook
from gdlab.guard.observation import Ended, Observation
from gdlab.guard.observe import observe
from gdlab.notebook.language import N_, _

EMPTY = N_("not attempted yet: write your own lines in the place of raise NotImplementedError().")
CHANGED = (
    N_("it changed its first argument, an array of the caller. {remedy}"),
    N_("it changed its second argument, an array of the caller. {remedy}"),
    N_("it changed its third argument, an array of the caller. {remedy}"),
    N_("it changed its fourth argument, an array of the caller. {remedy}"),
    N_("it changed its fifth argument, an array of the caller. {remedy}"),
    N_("it changed its sixth argument, an array of the caller. {remedy}"),
    N_("it changed its seventh argument, an array of the caller. {remedy}"),
)
REMEDY = N_("`a -= b` changes the array itself; `a = a - b` makes a new one.")

IN_A_BOX = sys.platform == "linux" and "NBGRADER_EXECUTION" in os.environ

warm_in_a_notebook("coursework.judge")


def look(probe: Callable, function: Callable) -> Observation:
    """What the probe sees of the function, wherever that is: in a box, a fork of it will do."""
    if isinstance(function, Elsewhere):
        return function.look(probe)
    if getattr(function, "__module__", None) == HERE:  # a few lines of a test around an answer
        return look_here(probe, function)
    if IN_A_BOX:
        from coursework import forked

        return forked.look(probe, function)
    return observe(probe, function)


class Answers(Trial):
    """A Trial of a student's function, wherever it is."""

    def look(self, function: Callable) -> Observation:
        return look(self.probe, function)


def assert_example(function: Callable, arguments: Sequence, wanted) -> None:
    """function(*arguments) is `wanted`, the example of the text; both numbers may be told."""
    judge("values", function, [(arguments, wanted)], (), by_telling)


def assert_values(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """function(*arguments) is `wanted`, for every case (arguments, wanted).

    mistakes is {words: what that mistake gives, for each case}: the words become the message.
    """
    judge("values", function, cases, mistakes)


def assert_directions(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """As assert_values, but only the direction of the vectors counts, not their length."""
    judge("directions", function, cases, mistakes)


def assert_lengths(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """As assert_values, but only the length of the vectors counts, not their direction."""
    judge("lengths", function, cases, mistakes)


def assert_changes(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """function(*arguments) - function(*before) is `wanted`; cases ((arguments, before), wanted).

    So one term of a sum is judged whatever the others are.
    """
    judge("changes", function, cases, mistakes)


def assert_ends(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """As assert_values for the last row of what comes back, be it a history or one point."""
    judge("ends", function, cases, mistakes)


def assert_firsts(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """As assert_values for the first row of what comes back, or the only one."""
    judge("firsts", function, cases, mistakes)


def assert_shape(function: Callable, arguments: Sequence, shape: Sequence) -> None:
    """function(*arguments) is an array, or a list, of exactly this shape."""
    (got,) = answers_of(function, [arguments])
    if got.shape != tuple(shape):
        raise AssertionError(_of_shapes(shape, got.shape))


def assert_type(function: Callable, cases: Iterable) -> None:
    """function(*arguments) is an array of numbers of the type named, for every case."""
    every, names = zip(*cases, strict=True)
    for value, name in zip(seen_of(function, Asked(_cases(every))), names, strict=True):
        got = read_or_refuse(array, value).dtype.name
        if got != name:
            words = _("the numbers should be {wanted}, yours are {got}")
            raise AssertionError(words.format(wanted=name, got=got))


def assert_untouched(function: Callable, arguments: Sequence) -> None:
    """function(*arguments) leaves the arrays of its caller as they are."""
    seen_of(function, Untouched(tuple(arguments)))


class Untouched:
    """A probe: one call that may change nothing it is given."""

    def __init__(self, arguments: tuple):
        self.arguments = arguments

    def __call__(self, function):
        function(*map(ready, self.arguments))
        yield 0


def answers_of(function: Callable, every: Iterable[Sequence]) -> list[np.ndarray]:
    """What came back for each of these arguments, as floats, the function having had copies.

    Raises AssertionError where nothing came back that could be judged, and says why.
    """
    values = seen_of(function, Asked(_cases(every)))
    return [read_or_refuse(numbers, value) for value in values]


def seen_of(function: Callable, probe: Callable) -> tuple:
    """All values that the probe saw. Raises AssertionError where it did not come to its end."""
    sight = look(probe, function)
    if sight.ended is not None:
        raise AssertionError(words_of_end(sight.ended))
    return sight.values


def read_or_refuse(reader: Callable, value):
    """reader(value). Raises AssertionError where there is nothing to read."""
    try:
        return reader(value)
    except Unread as unread:
        raise AssertionError(unread.words) from None


def words_of_end(ended: Ended) -> str:
    """What to say where the function did not come to its end."""
    if ended.kind == "not attempted":
        return _(EMPTY)
    if ended.kind == "changed" and ended.argument is not None:
        return _(CHANGED[ended.argument - 1]).format(remedy=_(REMEDY))
    return ended.words


def judge(kind: str, function: Callable, cases, mistakes, otherwise: Callable | None = None):
    """Nothing where all answers are right; else an AssertionError with the best words there are.

    otherwise: trial -> words for a wrong answer that has no name.
    """
    every, wanted = zip(*cases, strict=True)
    exercise = _exercise(KINDS[kind], wanted, dict(mistakes))
    trial = Answers(exercise, function, _cases(every))
    if not trial.is_right:
        namers = (by_the_end, by_a_mistake, by_what_came, otherwise or by_comparison)
        raise AssertionError(first_words(trial, namers))


def _exercise(kind: Kind, wanted, mistakes) -> Exercise:
    """An exercise whose answers are numbers."""
    return Exercise(
        right=Known(wanted),
        designs=Designs("", ()),
        mistakes=lambda: [Mistake(Known(values), words) for words, values in mistakes.items()],
        hints=(),
        lesson=0,
        watch=kind.asks,
        read=kind.read,
        alike=lambda answer, other, case, exercise: kind.alike(answer, other, exercise.tolerance),
        tolerance=TOLERANCE,
    )


def _cases(every):
    return tuple(map(case_of, every))


def by_the_end(trial):
    """It did not come to its end."""
    return trial.seen.ended and words_of_end(trial.seen.ended)


def by_a_mistake(trial):
    """The words of a known mistake: the test has them in English, as N_ marked them."""
    mistake = known_mistake(trial)
    return mistake and _(mistake.words)


def by_comparison(trial):
    """How a wrong answer without a name relates to the right one, which is not told."""
    answer, wanted, words = _first_wrong(trial)
    if words:
        return words
    factor = np.linalg.norm(answer) / (np.linalg.norm(wanted) or 1)
    if parallel(answer, wanted, TOLERANCE):
        words = _("on an example you do not see, it is {factor:.5g} times what it should be")
        return words.format(factor=factor)
    if parallel(-answer, wanted, TOLERANCE):
        words = _("on an example you do not see, it is minus {factor:.5g} times what it should be")
        return words.format(factor=factor)
    off = np.linalg.norm(answer - wanted) / (np.linalg.norm(wanted) or 1)
    words = _("on an example you do not see, it is off by {off:.2g} times the size of the answer")
    return words.format(off=off)


def by_telling(trial):
    """The right answer, and the one that came."""
    answer, wanted, words = _first_wrong(trial)
    told = _("for the example of the text it should be {wanted}, yours is {got}")
    return words or told.format(wanted=_row(wanted), got=_row(answer))


def _first_wrong(trial):
    """The first answer that is wrong, in the shape wanted; what is; words where it has none."""
    k = next(k for k in range(len(trial.cases)) if not trial.good(k))
    answer, wanted = trial.answers[k], trial.wanted[k]
    if not fits(answer, wanted):
        return answer, wanted, _of_shapes(wanted.shape, answer.shape)
    if not np.isfinite(answer).all():
        return answer, wanted, _("there is a nan or an infinity in it")
    return answer.reshape(wanted.shape), wanted, None


def _of_shapes(wanted, got):
    words = _("the shape should be {wanted}, yours is {got}")
    return words.format(wanted=_shape(wanted), got=_shape(got))


def _shape(shape):
    return f"{tuple(shape)}" if len(shape) else _("() (one number)")


def _row(values):
    return np.array2string(values, precision=6, separator=", ")
