"""One form for every refusal: what was expected, what came, what to try."""

import numbers
import reprlib
from typing import Any

import numpy as np


def refused(expected: str, got: str, hint: str) -> ValueError:
    """The error for input that cannot be used, ready to be raised.

    Code in a hint stands in backticks: run before the same call again, it leads on.
    """
    return ValueError(f"{expected}, got {got}; try {hint}")


def told(value: Any) -> str:
    """A value in a few words: short ones as they are written, others by type, arrays by shape."""
    if value is None or isinstance(value, numbers.Number):
        return reprlib.repr(value)
    if isinstance(value, str | bytes):
        return f"{type(value).__name__} {reprlib.repr(value)}"
    try:
        shape = value.shape if isinstance(value, np.ndarray) else ()
        written = " ".join(reprlib.repr(value).split())
    except Exception:  # it cannot even be written down
        return f"a {type(value).__name__}"
    if shape:
        return f"an array of shape {shape} and type {value.dtype}"
    return written if len(written) <= 60 else f"a {type(value).__name__} ({written[:50]}...)"


def setting(name: str, code: str) -> str:
    """A hint that sets an argument: code where the name is one, words where it is no name."""
    return f"`{name} = {code}`" if name.isidentifier() else code
