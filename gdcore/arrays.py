"""Guards at the door: every public function turns its input into clean arrays here.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
A guard returns what the rest may rely on, or raises ValueError saying what was expected,
what came, and what to try.
"""

import operator

import numpy as np


def as_floats(name, values):
    """`values` as a floating-point array: float32 stays, everything else becomes float64."""
    try:
        array = np.asarray(values)
        if array.dtype.kind == "c":
            raise TypeError("complex")
        if array.dtype != np.float32:
            array = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} must be an array of real numbers, got {type(values).__name__} ({error})"
        ) from None
    if not np.isfinite(array).all():
        raise ValueError(
            f"{name} must be finite, got {np.count_nonzero(~np.isfinite(array))} nan or inf; "
            f"try {name}[np.isfinite({name})]"
        )
    return array


def as_design(X):
    """X as a float array (n, d) with n, d >= 1."""
    X = as_floats("X", X)
    if X.ndim != 2:
        hint = "; try X[:, None] for one feature" if X.ndim == 1 else ""
        raise ValueError(f"X must have shape (n, d), got {X.shape}{hint}")
    if 0 in X.shape:
        raise ValueError(f"X must have at least one row and one column, got {X.shape}")
    return X


def as_problem(X, y):
    """X (n, d) and y (n,) as float arrays of one length. An (n, 1) target is refused, never spread.

    Against predictions of shape (n,) such a target would broadcast to (n, n) without a word.
    """
    X, y = as_design(X), as_floats("y", y)
    n = len(X)
    if y.shape != (n,):
        hint = "; try y.ravel()" if y.size == n else ""
        raise ValueError(f"y must have shape ({n},) to match X {X.shape}, got {y.shape}{hint}")
    return X, y


def as_start(start, d):
    """The first beta (d,), always a copy; zeros for None."""
    if start is None:
        return np.zeros(d)
    start = as_floats("start", start)
    if start.shape != (d,):
        hint = "; try start.ravel()" if start.size == d else ""
        raise ValueError(
            f"start must have shape ({d},), one entry a column, got {start.shape}{hint}"
        )
    return start.copy()


def as_positive(name, value):
    """A finite number > 0."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a positive number, got {value!r}") from None
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"{name} must be a positive, finite number, got {value!r}")
    return number


def as_count(name, value, least=0, most=None):
    """A whole number from `least` to `most`."""
    try:
        count = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, got {value!r}; try int({name})") from None
    if count < least or (most is not None and count > most):
        span = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be {span}, got {count}")
    return count
