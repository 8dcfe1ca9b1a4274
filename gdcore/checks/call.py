"""Call a learner's function so that nothing it does can hurt: copies in, a time limit, silence."""

import contextlib
import io
import signal
import threading
import traceback
from pathlib import Path

import numpy as np

from gdcore.checks.outcome import Outcome, not_attempted, unchecked, wrong

SECONDS = 3
PACKAGE = str(Path(__file__).parent)


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
    if not callable(function):
        raise Answer(wrong(f"a function was expected, got {type(function).__name__}"))
    copies = [_copy(argument) for argument in arguments]
    try:
        with _quiet(), time_limit(SECONDS):
            result = function(*copies)
    except TimeUp:
        raise Answer(
            unchecked(f"it did not end within {SECONDS} s. Is there a loop that never stops?")
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


def as_array(value):
    """The learner's number, list or array as floats; an Answer where it is none of these."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Answer(wrong(f"numbers were expected, got {type(value).__name__}")) from None
    return array


@contextlib.contextmanager
def time_limit(seconds):
    """Raise TimeUp inside after that long, again and again while it is swallowed.

    Signals work in the main thread of POSIX systems, where notebooks run; elsewhere there is no
    limit, and the kernel's own interrupt button has to do.
    """
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not usable:
        yield
        return

    def up(number, frame):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _quiet():
    """No prints, no numpy warnings, and the caller's global random state as it was."""
    state = np.random.get_state()  # noqa: NPY002  the learner may use it
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
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


def judge(test, *arguments):
    """Run a check's test: its Outcome, or the one that an Answer carried out."""
    try:
        outcome = test(*arguments)
    except Answer as answer:
        outcome = answer.outcome
    assert isinstance(outcome, Outcome)
    return outcome
