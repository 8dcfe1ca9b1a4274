"""The weaker place for a probe: a thread of the kernel, for what cannot travel to a process.

A loop in C cannot be stopped here, and what ends Python ends the kernel.
"""

import contextlib
import ctypes
import io
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gdlab.guard.guarded import END, TimeUp, seen
from gdlab.guard.observation import time_up


def observe_here(
    probe: Callable[..., Any], function: Callable[..., Any], seconds: float
) -> Iterator[Any]:
    """The values of a probe that runs in a thread, stopped after that many seconds; then its Ended.

    A loop that catches every exception, or a long sleep, cannot be stopped: it goes on by itself.
    """
    values: list[Any] = []
    is_over: list[bool] = []

    def work():
        with contextlib.suppress(TimeUp):
            values.extend(seen(probe, function))
            is_over.append(True)

    thread = threading.Thread(target=work, daemon=True)
    with _silence(), _same_random_numbers():
        thread.start()
        try:
            thread.join(seconds)
        finally:  # an interrupt stops it, too
            if thread.is_alive():
                _stop(thread)
    yield list(values) if is_over else [*values, time_up(seconds)]


def follow_here(probe: Callable[..., Any], function: Callable[..., Any]) -> Iterator[Any]:
    """The same without a limit, each value as it comes; an interrupt is raised in the function."""
    values = seen(probe, function, raised=KeyboardInterrupt)
    while True:
        with _silence():
            value = next(values, END)
        if value is END:
            return
        yield [value]


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
def _silence():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def _same_random_numbers():
    """Both global random states are afterwards as they were: the learner may use them."""
    states = np.random.get_state(), random.getstate()  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(states[0])  # noqa: NPY002
        random.setstate(states[1])
