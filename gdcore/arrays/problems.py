"""Guards for the arrays of a regression problem.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore.arrays.reals import Floats, as_reals, masked
from gdcore.arrays.words import refused, setting, told


def as_floats(name: str, values: ArrayLike) -> Floats:
    """`values` as a finite float array: float32 stays, everything else becomes float64."""
    return _finite(name, as_reals(name, values), setting(name, f"np.nan_to_num({name})"))


def as_design(X: ArrayLike, power: int = 2) -> Floats:
    """X as a float array (n, d) with n, d >= 1, whose sums of `power` factors stay in range."""
    X, given = _shaped_design(X), X
    X = _finite("X", X, f"`{_plain(X=given)}X = X[np.isfinite(X).all(axis=1)]`")
    return _in_range("X", X, power)


def as_problem(X: ArrayLike, y: ArrayLike, power: int = 1) -> tuple[Floats, Floats]:
    """X (n, d) and y (n,) as float arrays of one length. An (n, 1) target is refused, never spread.

    Against predictions of shape (n,) such a target would broadcast to (n, n) without a word.
    """
    _unmasked_rows(X, y)
    given = {"X": X, "y": y}
    X, y = _shaped_design(X), as_reals("y", y)
    if y.shape != X.shape[:1]:
        hint = "one target for every row of X"
        if y.size == len(X):
            hint = "`y = np.ravel(y)`"
        elif len(X) == 1 and y.shape == X.shape[1:]:
            hint = "`X = np.transpose(X)`"
        raise refused(f"y must have shape {X.shape[:1]} to match X {X.shape}", f"{y.shape}", hint)
    kept = "keep = np.isfinite(X).all(axis=1) & np.isfinite(y); X, y = X[keep], y[keep]"
    hint = f"`{_plain(**given)}{kept}`"
    X, y = _finite("X", X, hint), _finite("y", y, hint)
    return _in_range("X", X, power), _in_range("y", y, power)


def as_start(start: ArrayLike | None, d: int, name: str = "start") -> Floats:
    """The first beta (d,), always a copy; zeros for None."""
    if start is None:
        return np.zeros(d)
    start = as_floats(name, start)
    if start.shape != (d,):
        code = f"np.ravel({name})" if start.size == d else f"np.zeros({d})"
        raise refused(
            f"{name} must have shape ({d},), one entry a column",
            f"{start.shape}",
            setting(name, code),
        )
    return start.copy()


def as_counts(name: str, values: ArrayLike) -> NDArray[np.int64]:
    """A whole number >= 0, or an array of them, as an array of integers; whole floats count."""
    array = as_floats(name, values)
    if np.asarray(values).dtype == bool or not (np.mod(array, 1) == 0).all() or (array < 0).any():
        raise refused(
            f"{name} must be whole numbers of at least 0", told(values), setting(name, "0")
        )
    if (array > 2**53).any():
        raise refused(f"{name} must be at most 2^53", told(values), setting(name, "10**9"))
    return array.astype(np.int64)


def _shaped_design(X: ArrayLike) -> Floats:
    X = as_reals("X", X)
    if X.ndim != 2:
        code = "np.asarray(X).reshape(-1, 1)" if X.ndim < 2 else "np.asarray(X).reshape(len(X), -1)"
        raise refused("X must have shape (n, d)", f"{X.shape}", setting("X", code))
    if 0 in X.shape:
        raise refused("X must have at least one row and one column", f"{X.shape}", "[[1.0, 2.0]]")
    return X


def _finite(name: str, array: Floats, hint: str) -> Floats:
    finite = np.isfinite(array)
    if not finite.all():
        bad = np.count_nonzero(~finite)
        raise refused(f"{name} must be finite", f"{bad} nan or inf", hint)
    return array


def _in_range(name: str, array: Floats, power: int) -> Floats:
    """The array, unless products of `power` of its numbers would overflow or vanish."""
    largest, about = max(array.max(), -array.min()), np.finfo(array.dtype)
    low, high = float(about.tiny) ** (1 / power) * 1e4, float(about.max) ** (1 / power) / 1e4
    if power > 1 and largest != 0 and not low < largest < high:
        hint = setting(name, f"np.asarray({name}) / np.max(np.abs({name}))")
        raise refused(
            f"{name} must hold numbers between {low:.0e} and {high:.0e}", f"{largest:.3g}", hint
        )
    return array


def _unmasked_rows(X: ArrayLike, y: ArrayLike) -> None:
    """ValueError where X or y hides entries, with the code that keeps the rows without."""
    hidden = [masked(X), masked(y)]
    if any(hidden) and np.ndim(X) == 2 and np.size(y) == np.shape(X)[0]:
        keep = "~(np.ma.getmaskarray(X).any(axis=1) | np.ravel(np.ma.getmaskarray(y)))"
        hint = f"`keep = {keep}; X, y = np.asarray(X)[keep], np.ravel(np.asarray(y))[keep]`"
        came = f"{hidden[0]} masked in X, {hidden[1]} in y"
        raise refused("X and y must be arrays of real numbers, none masked", came, hint)


def _plain(**given: ArrayLike) -> str:
    """Code that makes plain float arrays of what is none yet; "" where all are."""
    other = [n for n, v in given.items() if type(v) is not np.ndarray or v.dtype.kind != "f"]
    return "".join(f"{name} = np.asarray({name}, dtype=float); " for name in other)
