"""What a test asks of an answer: what it is called with, what of it counts, when two are alike.

A Kind is one way to look. Tests (judge.py) look so at a student's function, and the hidden numbers
(hidden.py) are made by looking so at the right one and at the known wrong ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coursework.probing import ready
from gdlab.exercises.engine import Case, Exercise, read
from gdlab.exercises.engine.read import Unread
from gdlab.guard.observation import Observation, Stopped
from gdlab.notebook.language import _

HERE = "a test outside the box"  # the module of functions that such a test makes itself
TOLERANCE = Exercise.single  # an answer in float32 is a right one, whatever it came in


class Elsewhere:
    """A student's function in a box: ask(name, probe) is what a probe sees of it there.

    place: where a stream can be served to it (serving.Place); None where there is no such place.
    """

    def __init__(self, name: str, ask: Callable, place=None):
        self.__name__, self._ask, self.place = name, ask, place

    def look(self, probe: Callable) -> Observation:
        return self._ask(self.__name__, probe)

    def __call__(self, *arguments):
        """One call, for a test that makes it itself. Raises Stopped where nothing came."""
        seen = self.look(Asked((case_of(arguments),)))
        if seen.ended:
            raise Stopped(seen.ended.kind, seen.ended.words, argument=seen.ended.argument)
        return seen.values[0]


class Known:
    """Answers that were worked out before, one for each case, in the place of a function."""

    __name__ = "known"

    def __init__(self, values: Sequence):
        self.values = [np.asarray(value, float) for value in values]

    def __call__(self, *arguments):
        raise TypeError("answers that are known are read by a probe, not called")


@dataclass(frozen=True)
class Asked:
    """A probe: one value for each case, of a function that may change what it is given."""

    cases: tuple

    def __call__(self, function: Callable) -> Iterator:
        if isinstance(function, Known):
            yield from function.values[: len(self.cases)]
            return
        call = getattr(function, "freely", function)
        for case in self.cases:
            yield self.one(call, case.arguments)

    def one(self, call, arguments):
        return call(*map(ready, arguments))


class AskedTwice(Asked):
    """A case is a pair of arguments: both answers."""

    def one(self, call, arguments):
        after, before = arguments
        return super().one(call, after), super().one(call, before)


class AskedForBatches(Asked):
    """A case is (n, batch_size): the batches of one epoch, each an array; a generator will do."""

    def one(self, call, arguments):
        return batches_of(call, *arguments, np.random.default_rng(0))


def batches_of(call: Callable, n: int, batch_size: int, rng: np.random.Generator) -> tuple:
    """What epoch(n, batch_size, rng) gives as a tuple of arrays; an empty word where it does not.

    It is made where the function runs: a generator does its work only now.
    """
    try:
        return tuple(np.asarray(list(rows), float) for rows in call(n, batch_size, rng))
    except (TypeError, ValueError):
        return ""  # it is no number and no tuple: the readers below refuse it


def numbers(value, wanted=None):
    """The floats that came."""
    return read.array(value).astype(float)


def change(value, wanted=None):
    """The first answer of a pair minus the second."""
    if isinstance(value, tuple) and len(value) == 2:
        return np.asarray(numbers(value[0]) - numbers(value[1]))
    return numbers(value)


def first(value, wanted=None):
    """The first row of several, or the only one."""
    return _row(value, wanted, 0)


def last(value, wanted=None):
    """The last row of several, or the only one."""
    return _row(value, wanted, -1)


def _row(value, wanted, k):
    """Row k of several, each of which may be a column; or what is as large as the row wanted."""
    value = numbers(value)
    if value.ndim == 3 and 1 in value.shape[1:]:
        value = value.reshape(len(value), -1)
    alone = wanted is not None and value.size == np.size(wanted)
    return value[k] if value.ndim == 2 and not alone else value


def sizes(value, wanted=None):
    """How many rows each batch has."""
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, tuple):
        raise Unread(_("a list of batches was expected, each an array of row numbers"))
    return np.array([batch.size for batch in value], float)


def same(a, b, tolerance):
    return read.agree(a, b, tolerance)


def parallel(a, b, tolerance):
    """One direction, whatever the lengths."""
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return lengths > 0 and np.sum(a * b) > (1 - tolerance**2) * lengths


def as_long(a, b, tolerance):
    """One length, whatever the directions."""
    return same(np.array(np.linalg.norm(a)), np.array(np.linalg.norm(b)), tolerance)


@dataclass(frozen=True)
class Kind:
    """One way to look at answers. cases -> probe; (plain value, wanted) -> floats; two alike?"""

    asks: Callable = Asked
    read: Callable = numbers
    same: Callable = same

    def alike(self, answer, wanted, tolerance: float = TOLERANCE) -> bool:
        """Whether two answers that were read are the same to this kind of test."""
        if not (isinstance(answer, np.ndarray) and fits(answer, wanted)):
            return False
        return bool(self.same(answer.reshape(wanted.shape), wanted, tolerance))


def fits(answer: np.ndarray, wanted: np.ndarray) -> bool:
    """The same shape, or one with ones too many: (d, 1) for (d,)."""
    return answer.shape == wanted.shape or answer.squeeze().shape == wanted.squeeze().shape


KINDS = {
    "values": Kind(),
    "directions": Kind(same=parallel),
    "lengths": Kind(same=as_long),
    "changes": Kind(asks=AskedTwice, read=change),
    "ends": Kind(read=last),
    "firsts": Kind(read=first),
    "batch_sizes": Kind(asks=AskedForBatches, read=sizes),
}


def case_of(arguments: Sequence) -> Case:
    """A case of the engine with these arguments."""
    return Case(tuple(arguments))
