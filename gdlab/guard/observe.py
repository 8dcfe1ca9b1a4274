"""Let a probe watch a learner's function: the plain values it saw, and how that ended.

A probe is any picklable callable. `probe(function)` is an iterator of values: it may call the
function once for each, or give it a stream and tell what was read. What the iterator had yielded
before the function crashed, or its time was up, is kept.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gdlab.guard.call import TimeUp, _crash, _is_stub, _quiet, in_time
from gdlab.guard.plain import plain

SECONDS = 6  # for everything that one probe asks
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
STUB = "replace the ... with your own lines, run that cell, then this."


@dataclass(frozen=True)
class Ended:
    """How it ended early. kind is one of

    "not attempted", "no function", "arguments", "crashed", "time up", "died", "changed",
    "returned None";
    words are a sentence for the learner, error the name of the exception where there was one.
    """

    kind: str
    words: str
    error: str = ""


@dataclass(frozen=True)
class Observation:
    """values: plain things, as far as the probe came; ended: None where it came to its end.

    weaker is True where the function could not be put behind the full guard.
    """

    values: tuple
    ended: Ended | None = None
    weaker: bool = False


class Stopped(Exception):
    """Carries an Ended out of the middle of a probe."""

    def __init__(self, kind, words):
        super().__init__(words)
        self.ended = Ended(kind, words)


def observe(
    probe: Callable[[Callable], Iterator], function: Callable, seconds: float = SECONDS
) -> Observation:
    """What the probe saw of the function. Always an Observation, whatever the function does."""
    if function is None or function is Ellipsis:
        return Observation((), Ended("not attempted", STUB))
    if not callable(function):
        words = (
            f"a function was expected, got {type(function).__name__}. Give its name alone, "
            "without parentheses: the check calls it"
        )
        return Observation((), Ended("no function", words))
    values = []

    def run():
        for value in probe(Watched(function)):
            values.append(plain(value))

    try:
        with _quiet():
            in_time(run, (), seconds)
    except TimeUp:
        words = f"it did not end within {seconds:g} s. Is there a loop that never stops?"
        return Observation(tuple(values), Ended("time up", words))
    except NotImplementedError:
        return Observation(tuple(values), Ended("not attempted", STUB))
    except Stopped as stopped:
        return Observation(tuple(values), stopped.ended)
    except (Exception, SystemExit) as error:
        ended = Ended("crashed", _crash(error), type(error).__name__)
        return Observation(tuple(values), ended)
    return Observation(tuple(values))


class Watched:
    """The learner's function: arrays go in as copies, and it is noticed when they change."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *arguments):
        """What the function returns. Raises Stopped for nothing, `...`, or a changed argument."""
        self._takes(len(arguments))
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        result = self.function(*copies)
        if result is Ellipsis or (result is None and _is_stub(self.function)):
            raise Stopped("not attempted", STUB)
        if result is None:
            raise Stopped("returned None", "it returned None. Is there a `return` at the end?")
        for name, before, after in zip(ORDINALS, arguments, copies, strict=False):
            if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
                raise Stopped(
                    "changed",
                    f"it changed its {name} argument, an array of the caller. `a -= b` changes "
                    "the array itself; `a = a - b` makes a new one.",
                )
        return result

    def _takes(self, count):
        """Raise Stopped where the function cannot take that many arguments."""
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):  # some compiled functions do not tell
            return
        try:
            signature.bind(*range(count))
        except TypeError:
            words = f"it takes {signature}, and is called with {count} arguments"
            raise Stopped("arguments", words) from None
