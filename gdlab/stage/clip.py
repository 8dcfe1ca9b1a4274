"""Pixels that a 16-bit table can hold: what lies farther out is drawn in along its direction."""

import numpy as np

UNIT = 16  # parts of a pixel in the table
NOWHERE = -32768  # stands for what is not seen
LIMIT = 32767 / UNIT  # pixels, each way from the picture's corner


def drawn_in(points: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """Points (..., 2), those beyond the table moved toward their anchors (..., 2) up to its edge.

    An anchor lies in the table; the way from it keeps its direction.
    """
    move = points - anchors
    with np.errstate(all="ignore"):
        room = (np.copysign(LIMIT, move) - anchors) / move
    share = np.fmin(np.fmin(room[..., 0], room[..., 1]), 1.0)
    share = np.where(np.isfinite(move).all(axis=-1), share, np.nan)[..., None]
    with np.errstate(invalid="ignore"):
        inside = np.where(share < 1, anchors + share * move, points)
    return np.where(np.isnan(share), np.nan, inside)


def ended_in(tails: np.ndarray, tips: np.ndarray, box: np.ndarray) -> np.ndarray:
    """The tips (..., 2), or where the way from the tails to them leaves the box.

    box: left, top, width, height. A way that never crosses the box keeps its tip.
    """
    left, top, width, height = box
    with np.errstate(all="ignore"):
        move = tips - tails
        sides = [(side - tails) / move for side in ((left, top), (left + width, top + height))]
        enters, leaves = np.minimum(*sides).max(axis=-1), np.maximum(*sides).min(axis=-1)
        outward = (enters < leaves) & (0 < leaves) & (leaves < 1)  # false where one is nan
        return np.where(outward[..., None], tails + leaves[..., None] * move, tips)


def line_drawn_in(points: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """A polyline (..., m, 2) drawn in along its own segments where one end is in the table.

    A point whose neighbours are outside, too, comes in toward the centre (2,) of its axes.
    """
    inside = (np.abs(points) <= LIMIT).all(axis=-1, keepdims=True)
    ends = [(0, 0)] * (points.ndim - 2) + [(1, 1), (0, 0)]
    known = np.pad(np.where(inside, points, np.nan), ends, constant_values=np.nan)
    before, after = known[..., :-2, :], known[..., 2:, :]
    anchors = np.where(np.isfinite(after), after, centre)
    anchors = np.where(np.isfinite(before), before, anchors)
    return drawn_in(points, anchors)


def as_units(pixels: np.ndarray) -> np.ndarray:
    """Pixels as the table's integers; NOWHERE where one is nan.

    Raises ValueError for a pixel beyond the table, which would come out on the other side.
    """
    units = np.full(np.shape(pixels), NOWHERE, dtype=np.int16)
    shown = np.isfinite(pixels)
    numbers = np.rint(np.asarray(pixels)[shown] * UNIT)
    if numbers.size and np.abs(numbers).max() > LIMIT * UNIT:
        far = np.abs(numbers).max() / UNIT
        raise ValueError(
            f"a table holds pixels up to {LIMIT:.0f} and must have no others, got {far:.0f}; "
            "try drawn_in(...)"
        )
    units[shown] = numbers
    return units
