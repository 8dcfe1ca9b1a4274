"""The weaker place for a probe: a thread of the kernel, for what cannot travel to a process.

A loop in C cannot be stopped here, and what ends Python ends the kernel.
"""

import contextlib
import ctypes
import io
import random
import threading
from collections.abc import Callable

import numpy as np

from gdlab.guard.guarded import TimeUp, seen
from gdlab.guard.observation import Observation


def observe_here(probe: Callable, function: Callable, seconds: float) -> Observation:
    """The Observation of probe(Guarded(function)) in a thread, stopped after that many seconds.

    A loop that catches every exception, or a long sleep, cannot be stopped: it goes on by itself.
    """
    observations = []

    def work():
        with contextlib.suppress(TimeUp):
            observations.append(seen(probe, function))

    thread = threading.Thread(target=work, daemon=True)
    with _quiet():
        thread.start()
        try:
            thread.join(seconds)
        finally:  # an interrupt stops it, too
            if thread.is_alive():
                _stop(thread)
    return observations[0] if observations else Observation("time up", seconds=seconds)


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
    """No prints, and both global random states as they were."""
    states = np.random.get_state(), random.getstate()  # noqa: NPY002  the learner may use it
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        np.random.set_state(states[0])  # noqa: NPY002
        random.setstate(states[1])
