"""Call a learner's function so that nothing it does can hurt: copies in, a time limit, silence."""

import contextlib
import ctypes
import inspect
import io
import threading
import time
import traceback
from pathlib import Path

import numpy as np

from gdlab.guard.outcome import Outcome, not_attempted, unchecked, wrong

SECONDS = 3  # for one call ...
ALL_SECONDS = 6  # ... and for all calls of one check
PACKAGE = str(Path(__file__).parents[1])


class TimeUp(BaseException):
    """Raised inside a function that does not end. No `except Exception` catches it."""


class Answer(Exception):
    """Carries an Outcome out of the middle of a check."""

    def __init__(self, outcome):
        super().__init__(outcome.message)
        self.outcome = outcome


def call(function, *arguments):
    """function(*copies): what it returned, as it returned it.

    Raises Answer where there is nothing to judge: it crashed, did not end within SECONDS,
    changed its arguments, or returned nothing.
    """
    _is_function(function)
    _fits(function, arguments)
    copies = [_copy(argument) for argument in arguments]
    try:
        with _quiet():
            result = in_time(function, copies, _seconds_left())
    except TimeUp:
        raise Answer(
            unchecked(
                f"it did not end within {SECONDS} s, nor {ALL_SECONDS} s for all calls. "
                "Is there a loop that never stops?"
            )
        ) from None
    except NotImplementedError:
        raise Answer(not_attempted()) from None
    except (Exception, SystemExit) as error:
        raise Answer(wrong(_crash(error))) from None
    if result is None and _is_stub(function):
        raise Answer(not_attempted())
    if result is None:
        raise Answer(wrong("it returned None. Is there a `return` at the end?"))
    if result is Ellipsis:
        raise Answer(not_attempted())
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    for name, before, after in zip(names, arguments, copies, strict=False):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
            raise Answer(
                wrong(
                    f"it changed its {name} argument, an array of the caller. `a -= b` changes "
                    "the array itself; `a = a - b` makes a new one."
                )
            )
    return result


def _is_function(function):
    """Raise Answer where it is none."""
    if function is None or function is Ellipsis:
        raise Answer(not_attempted())
    if not callable(function):
        raise Answer(
            wrong(
                f"a function was expected, got {type(function).__name__}. Give its name alone, "
                "without parentheses: the check calls it"
            )
        )


def _fits(function, arguments):
    """Raise Answer where the function cannot take that many arguments."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some compiled functions do not tell
        return
    try:
        signature.bind(*arguments)
    except TypeError:
        raise Answer(
            wrong(f"it takes {signature}, and is called with {len(arguments)} arguments")
        ) from None


def as_array(value):
    """The learner's number, list or array as floats; an Answer where it is none of these."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        what = type(value).__name__
        if isinstance(value, tuple):
            what = f"a tuple of {len(value)} things; return the one that is asked for"
        raise Answer(wrong(f"numbers were expected, got {what}")) from None
    return array


def in_time(function, arguments, seconds):
    """function(*arguments), in a thread of its own: nothing in it can hold us longer than that.

    Raises what the function raises, and TimeUp where it has not ended. It is then stopped, if it
    can be: a loop that catches every exception, or a long sleep, goes on by itself.
    """
    ended = []

    def work():
        try:
            with np.errstate(all="ignore"):
                ended.append((function(*arguments), None))
        except BaseException as error:
            ended.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    finally:  # an interrupt stops it, too
        if not ended:
            _stop(thread)
    if not ended:
        raise TimeUp
    result, error = ended[0]
    if error is not None:
        raise error
    return result


def _stop(thread):
    """Raise TimeUp in it, for half a second again and again."""
    for _ in range(50):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(TimeUp)
        )
        thread.join(0.01)
        if not thread.is_alive():
            return


@contextlib.contextmanager
def _quiet():
    """No prints, and the caller's global random state as it was."""
    state = np.random.get_state()  # noqa: NPY002  the learner may use it
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _copy(argument):
    return argument.copy() if isinstance(argument, np.ndarray) else argument


def _crash(error):
    """The exception in a sentence, with the learner's own last line."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f
        for f in frames
        if not f.filename.startswith(PACKAGE) and "site-packages" not in f.filename
    ]
    words = (
        f"it stopped with {type(error).__name__}: {error}"
        if str(error)
        else (f"it stopped with {type(error).__name__}")
    )
    return f"{words}\nin line {own[-1].lineno}: {own[-1].line}" if own else words


def _is_stub(function):
    """Whether a function's body is nothing but `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    return code is not None and not code.co_names and len(code.co_code) <= 16


_until = None  # when the check that is going on must have ended


def _seconds_left():
    left = SECONDS if _until is None else _until - time.monotonic()
    return min(max(left, 0.05), SECONDS)


def judge(test, *arguments):
    """Run a check's test: its Outcome, or the one that an Answer carried out."""
    global _until
    _until = time.monotonic() + ALL_SECONDS
    try:
        outcome = test(*arguments)
    except Answer as answer:
        outcome = answer.outcome
    finally:
        _until = None
    assert isinstance(outcome, Outcome)
    return outcome
