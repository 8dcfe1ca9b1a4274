"""The place that holds: a process of its own for each probe, ended when its time is up."""

import contextlib
import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

from gdlab.guard import keeper
from gdlab.guard.limits import CAN_FORK
from gdlab.guard.observation import Ended, time_up
from gdlab.guard.parcel import CannotTravel
from gdlab.guard.watch import Watch
from gdlab.notebook.language import N_, _

TICK = 0.05  # seconds between two looks at a process
ANSWER = 0.3  # seconds of work in which a process may say where it was when interrupted ...
PATIENCE = 3  # ... and seconds in all, but for those in which others held the processor
LOADING = 60  # seconds for the imports that come before the clock starts


def run_away(parcel: bytes, seconds: float | None, again: bool = True) -> Iterator[list[Any]]:
    """Lists of values as a probe yields them; the very last value is an Ended if it ended early.

    seconds None: until it ends. Where no process answers, another one is tried. Whoever stops
    listening, by an interrupt too, ends the process. Raises CannotTravel where no process can be
    had, or the parcel cannot be opened there.
    """
    with _as_cannot_travel():
        nursery = keeper.take()
    run = _Run(nursery, seconds)
    try:
        with _as_cannot_travel():
            nursery.tell(b"J", _job(parcel))
        yield from run.values()
    except BaseException as error:
        try:
            if isinstance(error, KeyboardInterrupt) and (where := run.where_it_is()):
                error.add_note(where.line_in_words())
        finally:  # a second interrupt, too, leaves no process
            nursery.end()
        raise
    if run.is_over:
        keeper.give_back(nursery, run.imported)
    else:
        nursery.end()
        keeper.warm()  # the next one waits while this one's end is read
    if run.has_not_begun and again:
        yield from run_away(parcel, seconds, again=False)
        return
    if run.refused:
        raise CannotTravel(run.refused)
    if run.ended is not None:
        yield [run.ended]


@contextlib.contextmanager
def _as_cannot_travel():
    """An OSError of the way to a process, as CannotTravel."""
    try:
        yield
    except OSError as error:
        words = _("no process could be started: {error}").format(error=error)
        raise CannotTravel(words) from None


def _job(parcel):
    try:
        folder = os.getcwd()
    except OSError:  # it was deleted
        folder = os.sep
    return {"parcel": parcel, "path": sys.path, "folder": folder}


class _Run:
    """One job under way.

    When `values` are over, ended is what the child could not tell itself, refused why it has not
    begun, and is_over says that the process has ended by itself.
    """

    def __init__(self, nursery, seconds):
        self._nursery, self._seconds, self._most = nursery, seconds, LOADING
        self._begun = self._looked = time.monotonic()
        self._watch: Watch | None = None
        self._has_told_all = False
        self.ended, self.imported, self.refused, self.is_over = None, [], "", False

    @property
    def has_not_begun(self):
        """Whether no process has answered."""
        return self._watch is None

    def values(self):
        """Lists of values, as they come."""
        for frame in self._nursery.hear(TICK):
            kind, body = frame or (b"", b"")
            if kind == b"V":
                yield pickle.loads(body)
            self._note(kind, body)
            if self.is_over or self._is_too_much():
                return
        self._fell_silent()

    def _note(self, kind, body):
        if kind == b"S":
            self._watch = Watch(int(body))
        elif kind == b"R" and self._watch is not None:
            self._watch.start_clock()
            self._most = self._seconds
        elif kind == b"O":
            self.imported, self._has_told_all = pickle.loads(body), True
        elif kind == b"N":
            self.refused = body.decode()
        elif kind == b"E":
            self.is_over = True
            self._end(_died(int(body)))

    def _end(self, ended):
        if not self._has_told_all and not self.refused:
            self.ended = ended

    def _is_too_much(self):
        """Look, now and then, at its time and its memory; True where one is up."""
        now = time.monotonic()
        if now - self._looked < TICK:
            return False
        self._looked = now
        if self._watch is None:
            if now - self._begun > LOADING:
                self.refused = _("no process answered within {n} s").format(n=LOADING)
            return bool(self.refused)
        if excess := self._watch.excess():
            self._end(excess)
        elif self._most is not None and self._watch.spent() > self._most:
            where = self.where_it_is()
            place = {"file": where.file, "number": where.number} if where else {}
            self._end(time_up(self._most, **place))
        else:
            return False
        return True

    def where_it_is(self):
        """An Ended with the line in which an interrupt finds it; None where it does not answer."""
        if not CAN_FORK:
            return None
        asked, until = self._interrupted(), time.monotonic() + PATIENCE
        for frame in self._nursery.hear(TICK):
            kind, body = frame or (b"", b"")
            if kind == b"V":
                last = pickle.loads(body)[-1:]
                if last and isinstance(last[0], Ended):
                    return last[0] if last[0].error == "KeyboardInterrupt" else None
            if asked is None:  # the interrupt was quicker than the word that it has begun
                asked = self._interrupted()
            if asked is None and time.monotonic() > until:
                break
            if asked and (asked.worked() > ANSWER or asked.spent() > PATIENCE):
                break
        return None

    def _interrupted(self):
        """Interrupt the process: a watch of what it does from then on; None where none is known.

        The nursery is asked for it: an interrupt in the kernel may have come in the midst of any
        line here, as when the word of the process was heard and its watch not made.
        """
        number = self._nursery.child
        if number is None:
            return None
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGINT)
        return Watch(number)

    def _fell_silent(self):
        """The nursery itself has ended."""
        if self._watch is None:
            self.refused = _("the process that was started ended at once")
        else:
            self._end(Ended("died", N_("it ended the process that watched it.")))


def _died(status):
    """status is an exit code, or minus a signal's number."""
    if status >= 0:
        words = N_("it ended Python itself, with exit code {code}: an os._exit, perhaps?")
        return Ended("died", words, {"code": status}, code=status)
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    words = SIGNALS.get(name, OTHER_SIGNAL)
    return Ended("died", words, {"name": name}, signal=name)


SIGNALS = {
    "SIGKILL": N_("the system ended it (SIGKILL), as a rule since all memory was used up."),
    "SIGSEGV": N_("Python broke down (SIGSEGV): a recursion without an end, perhaps?"),
    "SIGBUS": N_("Python broke down (SIGBUS): a recursion without an end, perhaps?"),
    "SIGABRT": N_("a library gave up (SIGABRT)."),
}
OTHER_SIGNAL = N_("a signal ended it ({name}): did it send one, or set an alarm?")
