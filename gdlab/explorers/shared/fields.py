"""Fields of cells: boxes for `Bars`, stripes for `Line`, and the roomiest place for a word."""

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


def stripes(x, y, mask):
    """A polyline (k, 2) of stripes through every second diagonal of the cells with mask[i, j].

    x (m,), y (n,) and mask (m, n) as in `boxes`; nan after each stripe.
    """
    cell = np.array([x[1] - x[0], y[1] - y[0]])
    found = []
    for offset in range(-len(x) + 1, len(y)):
        if offset % 2:
            continue
        first = np.array([max(-offset, 0), max(offset, 0)])
        edges = np.flatnonzero(np.diff(np.concatenate([[0], np.diagonal(mask, offset), [0]])))
        corner = np.array([x[0], y[0]]) - cell / 2 + first * cell
        for begin, end in edges.reshape(-1, 2):
            found += [corner + begin * cell, corner + end * cell, (np.nan, np.nan)]
    return np.reshape(found, (-1, 2))


def roomiest(x, y, mask):
    """The middle (2,) of the longest run across the cells with mask[i, j]; nan where there is none.

    Of rows that have runs nearly as long, the middle one: there is room above and below, too.
    """
    runs = []
    for j, row in enumerate(mask.T):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]]))).reshape(-1, 2)
        runs += [(end - first, j, (first + end - 1) / 2) for first, end in edges]
    if not runs:
        return np.full(2, np.nan)
    longest = max(runs)[0]
    near = [run for run in runs if run[0] > 0.8 * longest]
    _long, row, middle = near[len(near) // 2]
    return np.array([np.interp(middle, range(len(x)), x), y[row]])


def one_size(fields):
    """Several sets of items (k_i, numbers) as one array, those with fewer filled up with nan."""
    padded = np.full((len(fields), max(1, *map(len, fields)), fields[0].shape[-1]), np.nan)
    for row, found in zip(padded, fields, strict=True):
        row[: len(found)] = found
    return padded
