"""A learner's function as a probe gets it: it cannot change its arguments, and says how it ended.

It runs where the probe runs, in a process of its own or in the kernel.
"""

import copy
import inspect
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gdlab.guard.observation import STUB, Ended, Observation, Stopped
from gdlab.guard.plain import plain
from gdlab.notebook.errors import is_theirs
from gdlab.notebook.language import N_

LONGEST = 500  # characters of an exception's text that are kept
NO_ROOM = N_("it asked for more memory than there is. Is an array far larger than X made?")
NOTHING = N_("it returned None. Is there a `return` at the end?")
NO_FUNCTION = N_(
    "a function was expected, got {type}. Give its name alone, without parentheses: "
    "the check calls it"
)
ARGUMENTS = N_("it takes {signature}, and is called with {count} arguments")
SILENT_CRASH = N_("it stopped with {error}")
CRASH = N_("it stopped with {error}: {said}")
CHANGED = N_(
    "it changed its argument {name}, which belongs to the caller. `a -= b` changes the array "
    "itself; `a = a - b` makes a new one."
)
CHANGED_SOME = N_(
    "it changed an array that belongs to the caller. `a -= b` changes the array itself; "
    "`a = a - b` makes a new one."
)


class TimeUp(BaseException):
    """Raised inside a function that does not end. No `except Exception` catches it."""


class Guarded:
    """guarded(*arguments) is function(*arguments); raises Stopped where there is nothing to judge.

    Arrays are handed over as read-only copies, lists as copies. `function` is the learner's own.
    """

    def __init__(self, function: Callable[..., Any]):
        _must_be_a_function(function)
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return self._result(self._called, arguments)

    def freely(self, *arguments: Any) -> Any:
        """As a call, with copies that the function may change."""
        return self._result(self._called_freely, arguments)

    def _result(self, call, arguments):
        _must_fit(self.function, arguments)
        with np.errstate(all="ignore"):
            result = call(arguments)
        if result is Ellipsis or (result is None and _is_stub(self.function)):
            raise Stopped("not attempted", STUB)
        if result is None:
            raise Stopped("returned None", NOTHING)
        return result

    def _called_freely(self, arguments):
        kinds = (np.ndarray, list, dict, tuple)
        return self.function(*[copy.deepcopy(a) if isinstance(a, kinds) else a for a in arguments])

    def _called(self, arguments):
        handed, spare = [locked(a) for a in arguments], [_spare(a) for a in arguments]
        try:
            result = self.function(*handed)
        except (ValueError, TypeError) as error:
            if _is_about_locks(error):
                return self._unlocked(spare, error)
            raise
        self._must_leave(arguments, handed)
        return result

    def _unlocked(self, arguments, error):
        """Once more with arrays that can be written to: a library may ask for such, and only read.

        Raises Stopped, naming the argument that is changed.
        """
        if any(isinstance(argument, Iterator) for argument in arguments):  # used up by now
            raise _changed(error) from None
        handed = [copy.deepcopy(a) if type(a) is tuple else copy.copy(a) for a in arguments]
        try:
            return self.function(*handed)
        except (ValueError, TypeError) as second:
            if _is_about_locks(second):
                raise _changed(second) from None
            raise
        finally:
            self._must_leave(arguments, handed, error)

    def _must_leave(self, arguments, handed, error=None):
        """Raise Stopped where an argument is no longer what it was."""
        for k, (before, after) in enumerate(zip(arguments, handed, strict=True)):
            if isinstance(before, (np.ndarray, list, dict, tuple)) and not _same(before, after):
                place = {"name": _parameter(self.function, k)}
                raise Stopped("changed", CHANGED, place, argument=k + 1, **_where(error))


def locked(argument: Any) -> Any:
    """An array's copy that cannot be written to, nor made writable again; a list's or dict's copy.

    A tuple's parts likewise.

    Anything else is handed on as it is.
    """
    if isinstance(argument, np.ndarray):
        own = argument.copy()
        own.flags.writeable = False
        return own.view()
    if type(argument) is tuple:
        return tuple(map(locked, argument))
    return copy.deepcopy(argument) if isinstance(argument, (list, dict)) else argument


def _spare(argument):
    """What a second call would need as it is now: a generator of random numbers moves on."""
    return copy.deepcopy(argument) if isinstance(argument, np.random.Generator) else argument


def _is_about_locks(error):
    words = ("read-only", "WRITEABLE")
    return any(word in str(error) for word in words)


def _parameter(function, k):
    """What the learner calls the argument number k; its number, from 1, where that is unknown."""
    try:
        return list(inspect.signature(function).parameters)[k]
    except (TypeError, ValueError, IndexError):
        return str(k + 1)


def _same(before, after):
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    if isinstance(before, dict):
        before, after = list(before.items()), list(after.items())
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(_same, before, after))
    return before is after or bool(before == after)


def _must_be_a_function(function):
    if function is None or function is Ellipsis:
        raise Stopped("not attempted", STUB)
    if not callable(function):
        raise Stopped("no function", NO_FUNCTION, {"type": type(function).__name__})


def _must_fit(function, arguments):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some compiled functions do not tell
        return
    try:
        signature.bind(*arguments)
    except TypeError:
        places = {"signature": str(signature), "count": len(arguments)}
        raise Stopped("arguments", ARGUMENTS, places) from None


def _is_stub(function):
    """Whether a function's body is nothing but `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    return code is not None and not code.co_names and len(code.co_code) <= 16


def _changed(error):
    """An array that is none of the arguments: of a stream, as a rule."""
    return Stopped("changed", CHANGED_SOME, **_where(error))


def crash(error: BaseException) -> Ended:
    """What an exception says, and where it was raised."""
    name = type(error).__name__
    if isinstance(error, NotImplementedError):
        return Ended("not attempted", STUB)
    if isinstance(error, MemoryError):
        return Ended("died", NO_ROOM, error=name, **_where(error))
    try:
        said = str(error)
    except Exception:  # the learner's own, perhaps
        said = ""
    if len(said) > LONGEST:
        said = said[:LONGEST] + " ..."
    places = {"error": name, "said": said}
    words = CRASH if said else SILENT_CRASH
    return Ended("crashed", words, places, error=name, **_where(error))


def _where(error):
    """The learner's own last line, as fields of an Ended."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    theirs = [frame for frame in frames if is_theirs(frame.filename)]
    return {"file": theirs[-1].filename, "number": theirs[-1].lineno} if theirs else {}


def seen(
    probe: Callable[..., Any],
    function: Callable[..., Any],
    raised: type[BaseException] = TimeUp,
) -> Iterator[Any]:
    """The values of probe(Guarded(function)), plain; at last an Ended where it ended early.

    It runs here and now; `raised` alone is raised.
    """
    values, value = None, None
    while not isinstance(value, Ended):
        try:
            values = iter(probe(Guarded(function))) if values is None else values
            value = next(values, END)
            if value is END:
                return
            value = plain(value)
        except Stopped as stopped:
            value = stopped.ended
        except raised:
            raise
        except BaseException as error:
            value = crash(error)
        yield value


def look_here(probe: Callable[..., Any], function: Callable[..., Any]) -> Observation:
    """As observe.observe, of a function that is known to end: in this process, without limits."""
    values = list(seen(probe, function))
    ended = values.pop().told() if values and isinstance(values[-1], Ended) else None
    return Observation(tuple(values), ended)


END = object()
