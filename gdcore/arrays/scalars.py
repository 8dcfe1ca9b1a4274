"""Guards at the door for what is not an array: numbers, flags, functions, generators.

A guard returns what the rest may rely on, or raises ValueError saying what was expected, what
came, and what to try. True and text are no numbers here: where they come, something is mixed up.
"""

import numbers
import operator
import os
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from gdcore.arrays.words import refused, setting, told

Function = TypeVar("Function", bound=Callable[..., Any])


def as_number(name: str, value: Any, expected: str = "a finite number") -> float:
    """A finite real number, as a float."""
    value = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    real = isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool | np.bool_)
    try:
        number = float(value) if real else np.nan
    except (OverflowError, ValueError):  # an int beyond every float, a signalling Decimal
        number = np.nan
    if not np.isfinite(number):
        raise refused(f"{name} must be {expected}", told(value), setting(name, "0.1"))
    return number


def as_positive(name: str, value: Any) -> float:
    """A finite number > 0."""
    number = as_number(name, value, "a positive, finite number")
    if number <= 0:
        raise refused(
            f"{name} must be a positive, finite number", told(value), setting(name, "0.1")
        )
    return number


def as_count(name: str, value: Any, least: int = 0, most: int | None = None) -> int:
    """A whole number from `least` to `most`."""
    span = f"at least {least}" if most is None else f"from {least} to {most}"
    try:
        count = operator.index(value)
    except TypeError:
        count = None
    if count is None or isinstance(value, bool):
        near = int(value) if isinstance(value, float) and value.is_integer() else least
        hint = setting(name, str(near))
        raise refused(f"{name} must be a whole number, {span}", told(value), hint)
    if count < least or (most is not None and count > most):
        hint = setting(name, str(least if count < least else most))
        raise refused(f"{name} must be {span}", told(count), hint)
    return count


def as_flag(name: str, value: Any) -> bool:
    """True or False, and nothing that merely counts as one of them."""
    if not isinstance(value, bool | np.bool_):
        raise refused(f"{name} must be True or False", told(value), setting(name, "True"))
    return bool(value)


def as_function(name: str, value: Function) -> Function:
    """Something that can be called."""
    if not callable(value):
        hint = "the function's name without parentheses"
        raise refused(f"{name} must be a function", told(value), hint)
    return value


def as_stream(name: str, value: Iterable[Any]) -> Iterator[Any]:
    """An iterator over the batches of a stream; a function is not one, what it returns may be."""
    try:
        return iter(value)
    except TypeError:
        hint = "calling it, with parentheses" if callable(value) else setting(name, "[(X, y)]")
        raise refused(f"{name} must be a stream of (X, y)", told(value), hint) from None


def as_pair(name: str, value: Any) -> tuple[Any, Any]:
    """One item of a stream: (X, y)."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        hint = "a stream of pairs, such as gdcore.batches.whole(X, y)"
        raise refused(f"every one of {name} must be a pair (X, y)", told(value), hint)
    return value[0], value[1]


def as_rng(rng: Any) -> np.random.Generator:
    """A numpy Generator."""
    if not isinstance(rng, np.random.Generator):
        raise refused(
            "rng must be a numpy Generator", told(rng), "`rng = np.random.default_rng(0)`"
        )
    return rng


def as_generator(seed: int | np.random.Generator) -> np.random.Generator:
    """A Generator as it is, or a new one from a whole number."""
    if isinstance(seed, np.random.Generator):
        return seed
    return np.random.default_rng(as_count("seed", seed))


def as_path(name: str, value: str | os.PathLike[str]) -> Path:
    """A path in the file system; "" is none, though Python takes it for the current folder."""
    if not isinstance(value, str | os.PathLike) or not str(value) or "\0" in str(value):
        raise refused(f"{name} must be a path", told(value), setting(name, '"data/rows"'))
    return Path(value)
