"""What counts as an array of real numbers, and what does not: text, dates, complex, masked ones."""

from collections import Counter
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore.arrays.words import refused, setting, told

Floats = NDArray[np.floating[Any]]

KINDS = {"c": "complex ones", "M": "dates", "m": "spans of time", "U": "text", "S": "text"}
CODE = {  # what makes numbers of them, the array's name in the place of {0}
    "c": "np.real({0})",
    "M": 'np.asarray({0}, "datetime64[D]").astype(float)',
    "m": 'np.asarray({0}, "timedelta64[s]").astype(float)',
}


def as_reals(name: str, values: ArrayLike) -> Floats:
    """An array of real numbers as floats: float32 stays; nan and inf pass, masked ones do not."""
    expected = f"{name} must be an array of real numbers"
    if hasattr(values, "toarray"):  # scipy.sparse: numpy would take the matrix for one object
        raise refused(expected, "a sparse one", setting(name, f"{name}.toarray()"))
    if values is None:
        raise refused(expected, "None", "an array; is there a return in what made it?")
    hidden = masked(values)
    if hidden:
        rows = f"{name}[~np.ma.getmaskarray({name}).any(axis=tuple(range(1, np.ndim({name}))))]"
        raise refused(f"{expected}, none masked", f"{hidden} masked", setting(name, f"{rows}.data"))
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        hint = "giving every row as many numbers"
        raise refused(
            expected, f"rows of different lengths in a {type(values).__name__}", hint
        ) from None
    except Exception as error:
        raise refused(
            expected, f"{told(values)} ({error!r})", "a list of lists of numbers"
        ) from None
    _numbers_only(expected, name, array)
    return array if array.dtype == np.float32 else _as_float64(expected, name, array)


def masked(values: Any) -> int:
    """How many entries of a masked array are hidden; 0 for every other."""
    return int(np.ma.getmaskarray(values).sum()) if isinstance(values, np.ma.MaskedArray) else 0


def _numbers_only(expected: str, name: str, array: NDArray[Any]) -> None:
    """ValueError for text, dates, complex numbers and objects, with what turns them to numbers."""
    kind = array.dtype.kind
    if kind == "O":
        others = Counter(type(v).__name__ for v in array.flat if not isinstance(v, Real | Decimal))
        came = ", ".join(f"{count} {each}" for each, count in others.most_common(3))
    else:
        came = "" if kind in "buif" else KINDS.get(kind, f"{array.dtype}")
    if came:
        code = CODE.get(kind, "np.asarray({0}, dtype=float)").format(name)
        raise refused(expected, came, setting(name, code))


def _as_float64(expected: str, name: str, array: NDArray[Any]) -> Floats:
    try:
        return np.asarray(array, dtype=np.float64)
    except (OverflowError, ValueError, TypeError) as error:
        raise refused(expected, f"{told(array)} ({error})", "smaller numbers") from None
