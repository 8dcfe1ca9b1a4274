"""From what came back to numbers that can be compared, and what to say where there are none.

A reader takes a plain value and the wanted array. It returns an array of that shape, or raises
Unread with words.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdlab.exercises.engine.families import told
from gdlab.guard.plain import Odd
from gdlab.notebook.language import N_

Array = NDArray[Any]
SUM_ALONE = N_("this is the sum alone; its rows must come with it: a pair.")


class Unread(Exception):
    """There is nothing to compare; the words say why."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


def array(value: Any) -> Array:
    """An array of numbers. Raises Unread for anything else, and for an empty one."""
    if isinstance(value, tuple):
        value = _stacked(value)
    if isinstance(value, Odd | dict):
        raise Unread(told(N_("numbers were expected, got {kind}"), kind=_kind(value)))
    if not value.size:
        words = N_("an empty array came back, of shape {shape}")
        raise Unread(told(words, shape=value.shape))
    return value


def _stacked(parts):
    """A tuple of numbers as an array."""
    if all(isinstance(part, np.ndarray | tuple) for part in parts):
        try:
            return np.array([array(part) for part in parts])
        except ValueError:
            pass
    words = N_("a tuple of {count} things came back; return the one that is asked for, alone")
    raise Unread(told(words, count=len(parts)))


def finite(value: Array) -> Array:
    """The array, if there is no nan and no infinity in it."""
    if not np.isfinite(value).all():
        raise Unread(N_("there is a nan or an infinity in it"))
    return value


def number(value: Any, wanted: Any = None) -> Array:
    """One number, in whatever shape of size one."""
    value = array(value)
    if value.dtype == bool:
        raise Unread(told(N_("{value} came back; a number is asked for"), value=value))
    if value.size != 1:
        words = N_("one number was expected, got an array of shape {shape}")
        raise Unread(told(words, shape=value.shape))
    return value.reshape(())


def shaped(value: Any, wanted: Any) -> Array:
    """An array of exactly the wanted shape."""
    value = array(value)
    if value.shape == wanted.shape:
        return value
    if value.ndim == 0:
        words = N_("one number came back; an array of shape {shape} is asked for")
        raise Unread(told(words, shape=wanted.shape))
    words = N_("the shape is {got}; {wanted} is asked for")
    if value.size == wanted.size and wanted.ndim == 1:
        words = N_("the shape is {got}; {wanted} is asked for: np.ravel(...) makes it so")
        if agree(value.reshape(wanted.shape), wanted, 1e-4):
            words = N_(
                "the numbers are right, the shape is {got}; {wanted} is asked for: with beta of "
                "shape (d,) a column spreads to a table. np.ravel(...) makes it so"
            )
    raise Unread(told(words, got=value.shape, wanted=wanted.shape))


def vector(value: Any, wanted: Any) -> Array:
    """Shape (d,), finite."""
    return finite(shaped(value, wanted))


def point(value: Any, wanted: Any) -> Array:
    """A last result, where a column (d, 1) or a row (1, d) does no harm any more."""
    value = array(value)
    if value.shape in ((*wanted.shape, 1), (1, *wanted.shape)):
        value = value.reshape(wanted.shape)
    return vector(value, wanted)


def pair(value: Any, wanted: Any) -> tuple[Array, Array]:
    """(sum, rows) as a tuple of two arrays."""
    if isinstance(value, np.ndarray) and value.shape == wanted[0].shape:
        raise Unread(SUM_ALONE)
    if not isinstance(value, tuple) or len(value) != 2:
        words = N_("a pair (sum, rows) was expected, got {kind}")
        raise Unread(told(words, kind=_kind(value)))
    total, count = map(array, value)
    if total.shape != wanted[0].shape or count.size != 1:
        words = N_("the shapes are {one} and {other}; a pair has {wanted} and ()")
        if total.size == wanted[0].size and count.size == 1:
            words = N_(
                "the shapes are {one} and {other}; a pair has {wanted} and (): np.ravel(...) makes "
                "the sum so"
            )
        raise Unread(told(words, one=total.shape, other=count.shape, wanted=wanted[0].shape))
    return finite(total), count.reshape(())


def _kind(value):
    if isinstance(value, Odd):
        return told(value.what)
    if isinstance(value, dict):
        return told(N_("a dict"))
    if isinstance(value, tuple):
        return told(N_("{count} things"), count=len(value))
    if value.ndim:
        return told(N_("an array of shape {shape}"), shape=value.shape)
    return told(N_("one number"))


def agree(answer: Any, wanted: Any, tolerance: float, single: float = 0.0) -> bool:
    """Whether two plain values, or two that were read, are the same to rounding.

    The tolerance is relative to the whole, and at least `single` where the answer is in float32.
    """
    if isinstance(answer, tuple | dict) or isinstance(wanted, tuple | dict):
        return _all_agree(answer, wanted, tolerance, single)
    if not (isinstance(answer, np.ndarray) and isinstance(wanted, np.ndarray)):
        return type(answer) is type(wanted) and answer == wanted
    if answer.shape != wanted.shape or (answer.dtype == bool) != (wanted.dtype == bool):
        return False
    known = np.isfinite(wanted)
    if not np.array_equal(answer[~known], wanted[~known], equal_nan=True):
        return False
    if answer.dtype == np.float32:
        tolerance = max(tolerance, single)
    a, b = answer[known].astype(float), wanted[known].astype(float)
    size = np.linalg.norm(b)
    return bool(np.linalg.norm(a - b) <= tolerance * (size if size > 1e-9 else 1e-3))


def close(answer: Any, other: Any, tolerance: float) -> bool:
    """Whether two that agree do so relative to their own size, be it next to nothing."""
    if not (isinstance(answer, np.ndarray) and isinstance(other, np.ndarray)):
        return True
    a, b = (np.where(np.isfinite(values), values, 0).astype(float) for values in (answer, other))
    single = np.float32 in (answer.dtype, other.dtype)
    return bool(np.linalg.norm(a - b) <= max(tolerance, 1e-4 * single) * np.linalg.norm(b))


def _all_agree(answer, wanted, tolerance, single):
    if type(answer) is not type(wanted) or len(answer) != len(wanted):
        return False
    if isinstance(answer, dict):
        if answer.keys() != wanted.keys():
            return False
        answer, wanted = answer.values(), wanted.values()
    return all(agree(a, b, tolerance, single) for a, b in zip(answer, wanted, strict=True))


def has_number(value: Any) -> bool:
    """Whether there is a finite number in a plain value."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return any(map(has_number, value))
    return isinstance(value, np.ndarray) and bool(np.isfinite(value).any())


def show(value: Any) -> str:
    """A value in a sentence: (1.5, 2), four digits and a bit."""
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))})"
    if isinstance(value, Odd | dict):
        return _kind(value)
    if isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, precision=4, separator=", ", threshold=12, edgeitems=2)
        return " ".join(text.split()).replace("[ ", "[")
    return f"{float(value):.6g}"
