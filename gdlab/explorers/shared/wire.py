"""Lines on a surface over a square: how an eye far away sees them, and what the surface hides.

Space is a box: x and y from -1 to 1, z up. heights (POINTS, POINTS) is the surface over even steps
of x and y, nan where it is cut away. The eye stands `around` degrees about the z axis and `above`
degrees over the plane.
"""

import numpy as np

POINTS = 97  # along a side of the square, and along a line before it is thinned
AHEAD = 32  # places on the way from a point to the eye where the surface is asked
THICK = 0.012  # a surface less than this before a point does not hide it
ROUGH = 0.008  # so far a thinned line may lie beside the true one: about a pixel


def project(points, around, above):
    """What is seen of points (..., 3): right and up, (..., 2)."""
    a, e = np.radians(around), np.radians(above)
    x, y, z = np.moveaxis(np.asarray(points, float), -1, 0)
    right = -x * np.sin(a) + y * np.cos(a)
    up = z * np.cos(e) - (x * np.cos(a) + y * np.sin(a)) * np.sin(e)
    return np.stack([right, up], axis=-1)


def height_at(heights, plane):
    """The surface's height over points (..., 2) of the square, by straight lines in between."""
    at = np.clip((plane + 1) / 2, 0, 1) * (POINTS - 1)
    cell = np.minimum(at.astype(int), POINTS - 2)
    (i, j), (s, t) = np.moveaxis(cell, -1, 0), np.moveaxis(at - cell, -1, 0)
    near = (1 - t) * heights[i, j] + t * heights[i, j + 1]
    far = (1 - t) * heights[i + 1, j] + t * heights[i + 1, j + 1]
    return (1 - s) * near + s * far


def heights_ahead(heights, points, around):
    """On the way from points (..., 3) to the eye, up to the edge of the square: how far, how high.

    Both (..., AHEAD): distances over the plane, and the surface there. The same for every `above`.
    """
    a = np.radians(around)
    toward = np.array([np.cos(a), np.sin(a)])
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = np.fmin(*np.moveaxis((np.copysign(1, toward) - points[..., :2]) / toward, -1, 0))
    far = np.maximum(edge, 0)[..., None] * np.linspace(0, 1, AHEAD + 1)[1:]
    return far, height_at(heights, points[..., None, :2] + far[..., None] * toward)


def sight(points, ahead, above):
    """Which of points (..., 3) are seen, and which of those from beneath the surface.

    Going to the eye, a point is hidden where the way passes from one side of the surface to the
    other; it is seen from beneath where the surface stays above the way.
    """
    far, heights = ahead
    over = points[..., 2:] + far * np.tan(np.radians(above)) - heights
    over = np.where(np.isfinite(over), over, 0)  # nothing is there
    beneath = over.min(axis=-1) < -THICK
    hidden = beneath & (over.max(axis=-1) > THICK)
    return ~hidden, beneath & ~hidden


def corners(line, rough=ROUGH):
    """Which points of a line (m, ...) to keep, (m,) of bool, so that it stays within `rough`.

    Ramer, Douglas and Peucker: keep the point farthest from the straight line, then do both halves.
    """
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        between = np.arange(first + 1, last)
        share = ((between - first) / (last - first))[:, None]
        away = line[first] + share * (line[last] - line[first]) - line[between]
        far = np.linalg.norm(away, axis=1)
        if far.max(initial=0) > rough:
            middle = between[far.argmax()]
            kept[middle] = True
            open_ends += [(first, middle), (middle, last)]
    return kept


def visible(flat, shown, kept):
    """The pieces of lines (k, m, 2) that are shown, as one polyline with nan after each piece.

    shown and kept (k, m) of bool: of a piece its two ends stay, and between them what is kept.
    """
    beside = np.pad(shown, ((0, 0), (1, 1)))
    begins, ends = shown & ~beside[:, :-2], shown & ~beside[:, 2:]
    stays = np.pad(shown & (kept | begins | ends), ((0, 0), (0, 1)))
    gaps = np.pad(ends, ((0, 0), (1, 0)))
    points = np.pad(flat, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan)
    points[gaps] = np.nan
    return points[stays | gaps]
