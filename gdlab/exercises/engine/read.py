"""From what came back to numbers that can be compared, and what to say where there are none.

A reader takes a plain value and the wanted array. It returns an array of that shape, or raises
Unread with words.
"""

import numpy as np

from gdlab.guard.plain import Odd

SUM_ALONE = "this is the sum alone; its rows must come with it: a pair."


class Unread(Exception):
    """There is nothing to compare; the words say why."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


def array(value):
    """An array of numbers. Raises Unread for anything else, and for an empty one."""
    if isinstance(value, tuple):
        value = _stacked(value)
    if isinstance(value, Odd | dict):
        raise Unread(f"numbers were expected, got {_kind(value)}")
    if not value.size:
        raise Unread(f"an empty array came back, of shape {value.shape}")
    return value


def _stacked(parts):
    """A tuple of numbers as an array."""
    if all(isinstance(part, np.ndarray | tuple) for part in parts):
        try:
            return np.array([array(part) for part in parts])
        except ValueError:
            pass
    raise Unread(
        f"a tuple of {len(parts)} things came back; return the one that is asked for, alone"
    )


def finite(value):
    """The array, if there is no nan and no infinity in it."""
    if not np.isfinite(value).all():
        raise Unread("there is a nan or an infinity in it")
    return value


def number(value, wanted=None):
    """One number, in whatever shape of size one."""
    value = array(value)
    if value.dtype == bool:
        raise Unread(f"{value} came back; a number is asked for")
    if value.size != 1:
        raise Unread(f"one number was expected, got an array of shape {value.shape}")
    return value.reshape(())


def shaped(value, wanted):
    """An array of exactly the wanted shape."""
    value = array(value)
    if value.shape == wanted.shape:
        return value
    if value.ndim == 0:
        raise Unread(f"one number came back; an array of shape {wanted.shape} is asked for")
    hint = ": np.ravel(...) makes it so" if value.size == wanted.size and wanted.ndim == 1 else ""
    raise Unread(f"the shape is {value.shape}; {wanted.shape} is asked for{hint}")


def vector(value, wanted):
    """Shape (d,), finite."""
    return finite(shaped(value, wanted))


def point(value, wanted):
    """A last result, where a column (d, 1) or a row (1, d) does no harm any more."""
    value = array(value)
    if value.shape in ((*wanted.shape, 1), (1, *wanted.shape)):
        value = value.reshape(wanted.shape)
    return vector(value, wanted)


def pair(value, wanted):
    """(sum, rows) as a tuple of two arrays."""
    if isinstance(value, np.ndarray) and value.shape == wanted[0].shape:
        raise Unread(SUM_ALONE)
    if not isinstance(value, tuple) or len(value) != 2:
        what = f"{len(value)} things" if isinstance(value, tuple) else _kind(value)
        raise Unread(f"a pair (sum, rows) was expected, got {what}")
    total, count = map(array, value)
    if total.shape != wanted[0].shape or count.size != 1:
        raise Unread(
            f"the shapes are {total.shape} and {count.shape}; a pair has {wanted[0].shape} and ()"
        )
    return finite(total), count.reshape(())


def _kind(value):
    if isinstance(value, Odd | dict):
        return value.what if isinstance(value, Odd) else "a dict"
    return f"an array of shape {value.shape}" if value.ndim else "one number"


def agree(answer, wanted, tolerance: float, single: float = 0.0) -> bool:
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


def _all_agree(answer, wanted, tolerance, single):
    if type(answer) is not type(wanted) or len(answer) != len(wanted):
        return False
    if isinstance(answer, dict):
        if answer.keys() != wanted.keys():
            return False
        answer, wanted = answer.values(), wanted.values()
    return all(agree(a, b, tolerance, single) for a, b in zip(answer, wanted, strict=True))


def has_number(value) -> bool:
    """Whether there is a finite number in a plain value."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return any(map(has_number, value))
    return isinstance(value, np.ndarray) and bool(np.isfinite(value).any())


def show(value) -> str:
    """A value in a sentence: (1.5, 2), four digits and a bit."""
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))})"
    if isinstance(value, Odd | dict):
        return _kind(value)
    if isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, precision=4, separator=", ", threshold=12, edgeitems=2)
        return " ".join(text.split()).replace("[ ", "[")
    return f"{float(value):.6g}"
