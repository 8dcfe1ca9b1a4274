"""What a learner's function returned, as plain things that can cross to another process.

`plain` may run the learner's own code (`__array__`, `__iter__`): call it where the function runs.
"""

import numbers
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.ma import MaskedArray, getmaskarray  # here, so that no check pays for the import

from gdlab.notebook.language import N_

MOST = 1_000_000  # entries of one list or tuple that are looked at one by one


@dataclass(frozen=True)
class Odd:
    """Something that is no number, no array and no tuple of these: `what` it is, in words."""

    what: str


def plain(value: Any) -> Any:
    """The value as an array of numbers (0-d for one), a tuple or dict of plain things, or Odd.

    Arrays keep their shape and type. A list of equal lists is an array, a ragged one a tuple;
    a tuple stays one. Text is never read as a number, and a masked entry becomes nan.
    """
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return _parts(value)
    if isinstance(value, list):
        return _parts(value) if _ragged(value) else _array(value)
    return _array(value)


def _parts(values):
    return tuple(map(plain, values)) if len(values) <= MOST else Odd(N_("something very long"))


def _ragged(values):
    try:
        array = np.asarray(values)
    except ValueError:
        return True
    return array.dtype == object and not all(map(_is_number, array.flat))


def _array(value):
    if isinstance(value, MaskedArray):
        hidden = getmaskarray(value)
        value = np.where(hidden, np.nan, value.data) if hidden.any() else value.data
    array = np.array(value)  # a copy, and no subclass of ndarray
    if array.dtype.kind in "biuf":
        return array
    if array.dtype.kind == "c":
        return Odd(N_("complex numbers")) if np.any(array.imag) else array.real.copy()
    if array.dtype.kind == "O" and array.size and all(map(_is_number, array.flat)):
        try:
            return array.astype(float)
        except (OverflowError, ValueError, TypeError):
            return Odd(N_("a number too large for a float"))
    return Odd(type(value).__name__)


def _is_number(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, numbers.Real | Decimal)
