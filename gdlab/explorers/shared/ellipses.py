"""Contours of many quadratics at once: ellipses, and pairs of lines where one is a valley."""

import numpy as np

SIDE = 19  # points along each side of a contour
ROOM = 0.02  # of the window: so far beyond it the two sides of a contour that leaves are joined
SHARES = (1 - np.cos(np.linspace(0, np.pi, SIDE))) / 2  # denser where an ellipse turns


def outlines(H, centres, heights, window):
    """Where (z - centre)^T H (z - centre) is each of heights (h,): (..., 2 SIDE h, 2).

    H (..., 2, 2), symmetric and nowhere falling, and centres (..., 2). After each contour stands
    nan; one that is nowhere in the window ((low, high), (low, high)) is nan altogether.

    Along its steeper axis a quadratic has the same height at two places, for every place along the
    other: these are the two sides of a contour. A valley's never meet.
    """
    is_first = H[..., 0, 0] > H[..., 1, 1]
    order = np.where(is_first[..., None], [1, 0], [0, 1])  # the other axis, then the steeper one
    flat, steep = np.moveaxis(np.take_along_axis(H.diagonal(0, -2, -1), order, -1), -1, 0)
    heights, centre = np.asarray(heights, float), np.take_along_axis(centres, order, -1)[..., 0]
    with np.errstate(all="ignore"):
        tilt = H[..., 0, 1] / steep
        bend = np.maximum(flat - tilt * H[..., 0, 1], 0)[..., None]
        low, high = _ends(np.sqrt(heights / bend), np.asarray(window)[order[..., 0]], centre)
        across = low + (high - low) * SHARES
        off = np.sqrt(np.maximum(heights[:, None] - bend[..., None] * across**2, 0))
        off, middle = off / np.sqrt(steep)[..., None, None], -tilt[..., None, None] * across
    there, back = middle + off, (middle - off)[..., -2::-1]
    around = np.stack([_closed(across, across[..., -2::-1]), _closed(there, back)], axis=-1)
    lines = centres[..., None, None, :] + np.take_along_axis(
        around, order[..., None, None, :], axis=-1
    )
    return lines.reshape(*lines.shape[:-3], -1, 2)


def _ends(reach, side, centre):
    """From where to where contours go along one axis, each (..., h, 1), seen from the centre.

    reach (..., h) of the whole ellipse, side (..., 2) of the window.
    """
    room = ROOM * np.ptp(side, axis=-1)
    first, last = side[..., 0] - room - centre, side[..., 1] + room - centre
    low, high = np.maximum(first[..., None], -reach), np.minimum(last[..., None], reach)
    low = np.where(low < high, low, np.nan)
    return low[..., None], high[..., None]


def _closed(there, back):
    """One side of contours (..., SIDE), the other one back, and nan."""
    return np.concatenate([there, back, np.full_like(there[..., :1], np.nan)], axis=-1)
