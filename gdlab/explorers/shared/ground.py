"""The ground of a picture: pale filled contours, whose levels show a narrow valley as one."""

import numpy as np

from gdcore.draw import BLACK, ORANGE

LEVELS = 9
POINTS = 121  # a side of the grid
DEEP, HIGH = np.array([0.80, 0.75, 0.64]), np.array([0.99, 0.985, 0.97])  # sand: a blue path shows
ROUND = 0.01  # of the height of a round bowl: where its lowest level lies
NARROW = 0.3  # of the lowest place on the window's edge: a level so high closes inside it
SEEN = 0.025  # of the window at least lies below the lowest level, or it would fall into beads


def levels_of(problem, window, floor):
    """The heights of the contours over a window ((low, high), (low, high)) of a problem's plane."""
    a, b = np.meshgrid(*(np.linspace(*side, POINTS) for side in window))
    with np.errstate(all="ignore"):
        return levels(problem.heights(a, b), floor)


def contours(ax, heights, xs, ys, best=None):
    """Ground of heights(a, b), which takes arrays, over xs and ys = (low, high).

    best (2,), if given, is the lowest point, marked by a star.
    """
    a, b = np.meshgrid(np.linspace(*xs, POINTS), np.linspace(*ys, POINTS))
    with np.errstate(all="ignore"):
        z = np.asarray(heights(a, b), float)
        floor = np.nanmin(z) if best is None else float(heights(*best))
    steps = levels(z, floor)
    shades = np.linspace(DEEP, HIGH, len(steps) + 1)
    ax.contourf(a, b, z, levels=steps, colors=shades, extend="both")
    ax.contour(a, b, z, levels=steps, colors=[DEEP * 0.85], linewidths=0.6)
    ax.set(xlim=xs, ylim=ys)
    if best is not None:
        star = {"marker": "*", "markeredgecolor": BLACK, "markersize": 14, "ls": ""}
        ax.plot(*best, color=ORANGE, **star)


def levels(z, floor):
    """Rising heights of the contours of z (k, k) above its lowest value, floor.

    They grow by equal factors, so that each closed one is a little larger than the last; the
    lowest closes inside the window, however narrow the valley is.
    """
    above = np.where(np.isfinite(z), z - floor, np.nan)
    top = np.nanmax(above)
    if not top > 0:
        return floor + np.array([1.0, 2.0])
    edge = np.concatenate([above[0], above[-1], above[:, 0], above[:, -1]])
    low = max(min(NARROW * np.nanmin(edge), ROUND * top), np.nanquantile(above, SEEN), 1e-9 * top)
    return floor + np.geomspace(low, max(top * 0.9, 2 * low), LEVELS)
