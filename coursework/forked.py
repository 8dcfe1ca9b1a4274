"""Look at a function in a fork of this process, inside the box of one submission.

The box keeps a submission from everybody else. A fork keeps a probe from the next one: what it
changes, crashes or never ends is over with it, and it costs milliseconds, where guard, which has to
hold in any notebook on any system, starts a Python.
"""

import contextlib
import os
import resource
import select
import signal
import time
from collections.abc import Callable

from coursework.crossing import LARGEST, Refused, read, written
from gdlab.guard.guarded import look_here
from gdlab.guard.observation import Ended, Observation, time_up
from gdlab.notebook.language import N_

SECONDS = 6  # of the processor's time: a busy machine makes no answer late
PATIENCE = 60  # seconds by the clock on the wall, for a function that sleeps
ENDED = N_("it ended Python itself: an os._exit, perhaps, or more memory than there is?")


def look(probe: Callable, function: Callable) -> Observation:
    """What the probe saw of the function; its words are told already."""
    ours, theirs = os.pipe()
    child = _fork()
    if not child:
        os.close(ours)
        _live(theirs, probe, function)
    os.close(theirs)
    text, status = _heard(ours, child)
    with contextlib.suppress(Refused):
        return read(text)
    late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
    return Observation((), (time_up(SECONDS) if late else Ended("died", ENDED)).told())


def _fork():
    """os.fork; where the student's code started all the processes there may be, without them."""
    try:
        return os.fork()
    except OSError:
        import psutil

        for child in psutil.Process().children():
            child.kill()
            child.wait()
        return os.fork()


def _live(out, probe, function):
    """All that the child does; it never comes back."""
    try:
        _quiet()
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        observation = look_here(probe, function)
        with os.fdopen(out, "w") as pipe:
            pipe.write(_text(observation))
    finally:
        os._exit(0)


def _text(observation):
    try:
        return written(observation)
    except Refused as why:
        return written(Observation((), Ended("crashed", str(why))))


def _quiet():
    """Signals end it, and what it prints is nobody's."""
    for name in ("SIGINT", "SIGXCPU"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    import sys

    sys.stdout = sys.stderr = open(os.devnull, "w")


def _heard(ours, child):
    """(what it wrote, how it ended), or until it is told to end."""
    until, pieces, size = time.monotonic() + PATIENCE, [], 0
    with os.fdopen(ours, "rb", buffering=0) as pipe:
        while (left := until - time.monotonic()) > 0 and size <= LARGEST:
            if select.select([pipe], [], [], left)[0]:
                piece = pipe.read(2**20)
                if not piece:
                    break
                pieces.append(piece)
                size += len(piece)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return b"".join(pieces).decode("utf-8", "replace"), os.waitpid(child, 0)[1]
