"""Which data of the notebook a function reads besides its arguments."""

import dis
import functools
import types
from numbers import Number
from typing import Any

DATA = (Number, str, list, tuple, dict, set)


def outside_data(function: Any) -> dict[str, Any]:
    """{name: value} of the data, no functions and no modules, that it reads from outside.

    Functions of the same notebook that it calls are looked into, too.
    """
    found: dict[str, Any] = {}
    _look(_python_function(function), found, set())
    return found


def _python_function(function):
    while isinstance(function, functools.partial):
        function = function.func
    if not isinstance(function, types.FunctionType | types.MethodType):
        function = vars(type(function)).get("__call__")
    return getattr(function, "__func__", function)


def _look(function, found, seen):
    if not isinstance(function, types.FunctionType) or function in seen:
        return
    seen.add(function)
    for name in _globals_read(function.__code__):
        value = function.__globals__.get(name, len)  # a built-in name, or one that is not set yet
        if isinstance(value, types.FunctionType):
            if value.__globals__ is function.__globals__:
                _look(value, found, seen)
        elif isinstance(value, DATA) or hasattr(value, "__array__"):
            found.setdefault(name, value)


def _globals_read(code):
    """The names that a function, or one inside it, reads and does not make."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _globals_read(constant)
