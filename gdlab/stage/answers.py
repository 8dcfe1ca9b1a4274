"""Questions from the browser, answered in the kernel's main thread, one at a time."""

import signal
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

from IPython import get_ipython


def in_main_thread(act: Callable[..., Any], *given: Any) -> None:
    """JupyterLab asks in a thread beside the main one: only that one, where cells run, can be
    interrupted.
    """
    if threading.current_thread() is threading.main_thread():
        act(*given)
    else:
        get_ipython().kernel.io_loop.add_callback(act, *given)


class Answers:
    """The answers to where a handle was moved: one, or coarse ones first."""

    def __init__(self) -> None:
        self._coming: Iterator[Any] = iter(())

    def begin(self, answer: Any) -> None:
        """What a handle's owner returned: one answer, or a generator of ever finer ones."""
        self._coming = answer if isinstance(answer, Generator) else iter([answer])

    def next(self) -> Any:
        """The next answer, None when there is none."""
        return next(self._coming, None)

    @property
    def more(self) -> bool:
        """Whether a finer one may come."""
        return isinstance(self._coming, Generator)


class Interruptible:
    """Inside, an interrupt raises KeyboardInterrupt, outside a cell, too."""

    def __enter__(self):
        self._former = signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_):
        signal.signal(signal.SIGINT, self._former)
