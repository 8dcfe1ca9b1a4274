"""Matplotlib artists for data, contours and paths: axes first, result second.

Nothing here makes a figure or computes a descent; each function draws on the axes it is given and
returns the artists. Colours come from a set that colour-blind readers can tell apart (Okabe and
Ito), and no distinction rests on colour alone.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from numpy.typing import ArrayLike

from gdcore.arrays import (
    Floats,
    as_count,
    as_flag,
    as_function,
    as_problem,
    as_reals,
    as_start,
    asked,
    read_only,
    refused,
    told,
)
from gdcore.descent import Path

BLUE, ORANGE, GREY, BLACK = "#0072B2", "#D55E00", "#767676", "#000000"


def draw_data(
    ax: Axes, X: ArrayLike, y: ArrayLike, beta: ArrayLike | None = None, column: int = 0
) -> list[Any]:
    """The points (X[:, column], y); with beta (d,) also the predictions and the residuals."""
    ax, (X, y) = _as_axes(ax), as_problem(X, y)
    column = as_count("column", column, most=X.shape[1] - 1)
    artists: list[Any] = [ax.scatter(X[:, column], y, color=BLACK, zorder=3, label="data")]
    if beta is not None:
        fitted = X @ as_start(beta, X.shape[1], "beta")
        order = np.argsort(X[:, column], kind="stable")
        artists += ax.plot(X[order, column], fitted[order], color=BLUE, marker="s", label="fit")
        artists.append(ax.vlines(X[:, column], fitted, y, color=ORANGE, ls=":", label="residual"))
    ax.set(xlabel=f"$x_{{{column + 1}}}$", ylabel="$y$")
    return artists


def draw_contours(
    ax: Axes,
    value: Callable[..., Any],
    xs: tuple[float, float],
    ys: tuple[float, float],
    best: ArrayLike | None = None,
    levels: int = 14,
    together: bool = False,
) -> Any:
    """Contours of value(a, b) over the ranges xs and ys = (low, high), denser near the minimum.

    Levels grow like squares above the lowest value, so a quadratic bowl shows even spacing.
    best (2,), if given, is marked with a star. together=True: value takes many points at once, as
    two arrays, which is much faster.
    """
    ax, xs, ys = _as_axes(ax), _as_range("xs", xs), _as_range("ys", ys)
    levels, value = as_count("levels", levels, least=1), as_function("value", value)
    a, b = read_only(np.meshgrid(np.linspace(*xs, 121), np.linspace(*ys, 121)))
    row = value if as_flag("together", together) else np.vectorize(value)
    rows = [asked("value", row, *points) for points in zip(a, b, strict=True)]
    z = as_reals("the values of value", rows)
    if z.shape != a.shape or not np.isfinite(z).any():
        expected = f"value must return finite numbers, {a[0].shape} a call with together=True"
        raise refused(expected, told(z), "together=False, or another range")
    contours = ax.contour(a, b, z, levels=_levels(z, levels), cmap="cividis", linewidths=1)
    ax.set(xlim=xs, ylim=ys, xlabel=r"$\beta_1$", ylabel=r"$\beta_2$")
    if best is not None:
        star: Any = {"marker": "*", "markeredgecolor": BLACK, "markersize": 13, "ls": ""}
        ax.plot(*as_start(best, 2, "best"), color=ORANGE, **star)
    return contours


def draw_path(
    ax: Axes, path: Path, columns: tuple[int, int] = (0, 1), color: str = BLUE
) -> tuple[Any, Any, Any]:
    """The points of a Path in the plane of two coefficients, start (ring) to end (square)."""
    ax, betas = _as_axes(ax), getattr(path, "betas", None)
    if not isinstance(betas, np.ndarray):
        raise refused("path must be a Path", told(path), "gradient_descent(X, y, lr, T)")
    if not isinstance(columns, tuple | list) or len(columns) != 2:
        raise refused("columns must be two numbers", told(columns), "`columns = (0, 1)`")
    if not is_color_like(color):
        raise refused("color must be one that matplotlib knows", told(color), '`color = "black"`')
    points = betas[:, [as_count("each of columns", c, most=betas.shape[1] - 1) for c in columns]]
    marker = "." if len(points) <= 120 else ""
    (line,) = ax.plot(*points.T, color=color, marker=marker, lw=1.5, zorder=3)
    (first,) = ax.plot(*points[0], marker="o", mfc="white", mec=color, ms=9, ls="", zorder=4)
    (last,) = ax.plot(*points[-1], marker="s", color=color, ms=7, ls="", zorder=4)
    return line, first, last


def _levels(z: Floats, count: int) -> Any:
    finite = z[np.isfinite(z)]
    low, high = finite.min(), finite.max()
    return low + (high - low) * np.linspace(0, 1, count + 1)[1:] ** 2 if high > low else [low + 1]


def _as_axes(ax: Any) -> Axes:
    if not isinstance(ax, Axes):
        raise refused("ax must be matplotlib's axes", told(ax), "ax = figure.add_subplot()")
    return ax


def _as_range(name: str, ends: Any) -> tuple[float, float]:
    low, high = as_start(ends, 2, name) if ends is not None else (0, 0)
    if not low < high:
        raise refused(f"{name} must be (low, high), low first", told(ends), f"`{name} = (-1, 1)`")
    return float(low), float(high)
