"""Fields of cells as boxes for `Bars`: neighbours in a column become one box."""

import numpy as np


def boxes(x, y, mask):
    """Boxes (k, 4), each x0, y0, x1, y1, over the cells (x[i], y[j]) with mask[i, j].

    x (m,) and y (n,) are the evenly spaced middles of the cells, mask (m, n).
    """
    wide, tall = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    found = []
    for middle, column in zip(x, mask, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], column, [0]])))
        for first, end in edges.reshape(-1, 2):
            found.append([middle - wide, y[first] - tall, middle + wide, y[end - 1] + tall])
    return np.reshape(found, (-1, 4))


def one_size(fields):
    """Several sets of boxes (k_i, 4) as one array (len(fields), most, 4), filled up with nan."""
    padded = np.full((len(fields), max(1, *map(len, fields)), 4), np.nan)
    for row, found in zip(padded, fields, strict=True):
        row[: len(found)] = found
    return padded
