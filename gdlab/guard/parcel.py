"""What travels to a process of its own: a probe, a learner's function, and all that it uses."""

import contextlib
import functools
import inspect
import io
import sys
from collections.abc import Callable
from typing import Any

import cloudpickle

from gdlab.notebook.errors import is_theirs
from gdlab.notebook.language import _

MOST = 64 * 2**20  # bytes; more would take longer to hand over than most checks last


class CannotTravel(Exception):
    """Says in words why not."""


def pack(probe: Callable[..., Any], function: Any) -> bytes:
    """Both as bytes, with the notebook's variables as they are now. Raises CannotTravel.

    A function of the notebook, or of a module of the learner's own, travels by value: the file
    may have changed since it was imported.
    """
    with _by_value(function), _by_value(probe):
        try:
            return _dumped((probe, function))
        except Exception as error:  # anything may be raised by what objects do when pickled
            raise CannotTravel(_culprit(function) or _words(error)) from None


def _dumped(thing):
    file = _Bounded()
    cloudpickle.dump(thing, file)
    return file.getvalue()


class _Bounded(io.BytesIO):
    """Refuses more than MOST bytes before they are copied."""

    def write(self, data):
        if self.tell() + memoryview(data).nbytes > MOST:
            raise ValueError(_("it is larger than {most} MB").format(most=MOST // 2**20))
        return super().write(data)


def _words(error):
    return str(error) or type(error).__name__


def _culprit(function):
    """Which variable of the function's cannot travel, and why; "" where none alone is to blame."""
    try:
        used = inspect.getclosurevars(function)
    except TypeError:
        return ""
    for name, value in {**used.globals, **used.nonlocals}.items():
        try:
            _dumped(value)
        except Exception as error:
            return f"`{name}`: {_words(error)}"
    return ""


@contextlib.contextmanager
def _by_value(function):
    """Let cloudpickle take the function's module by value where it is the learner's own."""
    while isinstance(function, functools.partial):
        function = function.func
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    file = getattr(module, "__file__", None)
    name = getattr(module, "__name__", "")
    if file is None or not is_theirs(file) or name in cloudpickle.list_registry_pickle_by_value():
        yield
        return
    cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        cloudpickle.unregister_pickle_by_value(module)
