"""Two doors: into a formula of (beta, X, y), and out to a function that a learner wrote."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from math import isfinite
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays.problems import as_floats, as_problem
from gdcore.arrays.reals import Floats
from gdcore.arrays.words import refused, told

Formula = TypeVar("Formula", bound=Callable[..., Any])


def guarded(formula: Formula) -> Formula:
    """The formula of (beta, X, y) behind a door that costs a microsecond where all is well.

    beta may be many, (..., d), and not finite: it may have diverged.
    """

    @wraps(formula)
    def door(beta: ArrayLike, X: ArrayLike, y: ArrayLike) -> Any:
        if not _fit(beta, X, y):
            X, y = as_problem(X, y)
            beta = _as_betas(beta, X.shape[1])
        answer = formula(beta, X, y)
        finite = isfinite(answer) if answer.ndim == 0 else np.isfinite(answer).all()
        if not finite and np.isfinite(beta).all():
            as_problem(X, y)
        return answer

    formula.__qualname__ += ".formula"  # where pickle finds it
    door.formula = formula  # type: ignore[attr-defined]
    return door  # type: ignore[return-value]


def _fit(beta: Any, X: Any, y: Any) -> bool:
    """Whether all three are float arrays already, of shapes that belong together."""
    return (
        type(X) is type(y) is type(beta) is np.ndarray
        and X.ndim == 2
        and y.shape == X.shape[:1]
        and beta.shape[-1:] == X.shape[1:]
        and X.dtype.kind == y.dtype.kind == beta.dtype.kind == "f"
        and X.size > 0
    )


def _as_betas(beta: ArrayLike, d: int) -> Floats:
    beta = as_floats("beta", beta)
    if beta.shape[-1:] != (d,):
        hint = "`beta = np.ravel(beta)`" if beta.size == d else f"`beta = np.zeros({d})`"
        raise refused(f"beta must have shape ({d},), one entry a column", f"{beta.shape}", hint)
    return beta


def read_only(value: Any) -> Any:
    """A view of an array that cannot be written to, tuples and lists of such; the rest as it is.

    What a learner's function is given: the change that it would make raises an error instead.
    """
    if isinstance(value, np.ndarray):
        if value.flags.writeable:
            value = value.view()
            value.flags.writeable = False
        return value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(read_only, value))
    return type(value)(map(read_only, value)) if type(value) in (tuple, list) else value


def asked(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """function(*arguments); where it tries to change one that is read-only, that is named."""
    try:
        return function(*arguments)
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        expected = f"the {name} must leave what it is given as it is"
        hint = "r = X @ beta - y, a new array, in place of y -= X @ beta"
        raise refused(
            expected, f"an error since it changed its argument ({error})", hint
        ) from error


def slope_at(gradient: Callable[..., Any], beta: Floats, *rows: Any) -> Floats:
    """gradient(beta, *rows) as an array of beta's shape; the rows are read-only for it.

    Raises ValueError, with a word on it, for an answer of another shape or of no numbers.
    """
    slope = asked("gradient", gradient, beta, *map(read_only, rows))
    if type(slope) is np.ndarray and slope.shape == beta.shape and slope.dtype.kind == "f":
        return slope
    expected, array = f"shape {beta.shape}", None
    if slope is not None:
        with suppress(TypeError, ValueError):
            array = np.asarray(slope, dtype=float)
    if array is None:
        hint = "a return at the function's end: is there a return?"
        raise refused(f"the gradient must return numbers of {expected}", told(slope), hint)
    if array.shape != beta.shape:
        hint = "X.T @ r, with r of shape (n,)"
        raise refused(f"the gradient must have {expected}", f"{array.shape}", hint)
    return array
