"""Matplotlib artists for data, contours, surfaces, paths: axes first, result second.

Nothing here makes a figure or computes a descent; each function draws on the axes it is given and
returns the artists. Colours come from a set that colour-blind readers can tell apart (Okabe and
Ito), and no distinction rests on colour alone.
"""

from itertools import cycle

import numpy as np

BLUE, ORANGE, GREY, BLACK = "#0072B2", "#D55E00", "#767676", "#000000"


def draw_data(ax, X, y, beta=None, column=0):
    """The points (X[:, column], y); with beta (d,) also the predictions and the residuals."""
    artists = [ax.scatter(X[:, column], y, color=BLACK, zorder=3, label="data")]
    if beta is not None:
        fitted = X @ beta
        order = np.argsort(X[:, column], kind="stable")
        artists += ax.plot(X[order, column], fitted[order], color=BLUE, marker="s", label="fit")
        artists.append(ax.vlines(X[:, column], fitted, y, color=ORANGE, ls=":", label="residual"))
    ax.set(xlabel=f"$x_{{{column + 1}}}$", ylabel="$y$")
    return artists


def draw_contours(ax, value, xs, ys, best=None, levels=14, together=False):
    """Contours of value(a, b) over the ranges xs and ys = (low, high), denser near the minimum.

    Levels grow like squares above the lowest value, so a quadratic bowl shows even spacing.
    best (2,), if given, is marked with a star. together=True: value takes many points at once, as
    two arrays, which is much faster.
    """
    a, b = np.meshgrid(np.linspace(*xs, 121), np.linspace(*ys, 121))
    row = value if together else np.vectorize(value)
    z = np.array([row(*points) for points in zip(a, b, strict=True)], dtype=float)
    finite = z[np.isfinite(z)]
    low, high = finite.min(), finite.max()
    steps = low + (high - low) * np.linspace(0, 1, levels + 1)[1:] ** 2 if high > low else [low + 1]
    contours = ax.contour(a, b, z, levels=steps, cmap="cividis", linewidths=1)
    ax.set(xlim=xs, ylim=ys, xlabel=r"$\beta_1$", ylabel=r"$\beta_2$")
    if best is not None:
        ax.plot(*best, marker="*", color=ORANGE, markeredgecolor=BLACK, markersize=13, ls="")
    return contours


def draw_path(ax, path, columns=(0, 1), color=BLUE):
    """The points of a Path in the plane of two coefficients, start (ring) to end (square)."""
    points = path.betas[:, list(columns)]
    marker = "." if len(points) <= 120 else ""
    (line,) = ax.plot(*points.T, color=color, marker=marker, lw=1.5, zorder=3)
    (first,) = ax.plot(*points[0], marker="o", mfc="white", mec=color, ms=9, ls="", zorder=4)
    (last,) = ax.plot(*points[-1], marker="s", color=color, ms=7, ls="", zorder=4)
    return line, first, last


def draw_loss(ax, losses, label="mse", **style):
    """A loss (T + 1,) against the number of steps, on a log axis unless a value is zero."""
    (line,) = ax.plot(np.arange(len(losses)), losses, color=style.pop("color", BLUE), **style)
    if np.min(losses) > 0:
        ax.set_yscale("log")
    ax.set(xlabel="step $t$", ylabel=label)
    return line


def draw_arrow(ax, at, vector, color=ORANGE, label=None):
    """An arrow from `at` (2,) along `vector` (2,), both in data coordinates."""
    return ax.annotate(
        label or "",
        xy=np.add(at, vector),
        xytext=at,
        arrowprops={"arrowstyle": "-|>", "color": color, "lw": 2},
        color=color,
    )


def draw_directions(ax, centre, vectors, lengths):
    """Lines through `centre` (2,) along the columns of vectors (2, k), each of a half length."""
    artists, styles = [], cycle(("-", "--", ":", "-."))
    for vector, length in zip(np.transpose(vectors), lengths, strict=True):
        ends = np.add(centre, np.outer([-length, length], vector))
        artists += ax.plot(*ends.T, color=GREY, ls=next(styles))
    return artists


def draw_surface(ax, value, xs, ys, points=61):
    """The surface value(a, b) on three-dimensional axes, over xs and ys = (low, high)."""
    a, b = np.meshgrid(np.linspace(*xs, points), np.linspace(*ys, points))
    z = np.array([value(*pair) for pair in zip(a.ravel(), b.ravel(), strict=True)]).reshape(a.shape)
    ax.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", zlabel="loss")
    return ax.plot_surface(a, b, z, cmap="cividis", rcount=40, ccount=40, linewidth=0)
