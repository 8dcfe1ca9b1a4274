"""What each minibatch sees: its own limit, contours and minimum, and the step taken on them."""

from itertools import islice
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator

from gdcore.batches import minibatches
from gdcore.curvature import largest_stable_lr
from gdcore.descent import descend
from gdcore.losses import MSE, mse_gradient
from gdlab.explorers.shared.problem import loss_or_nan

BATCHES = 12  # batches to walk through
DRAWS = 5  # different shuffles
OUTLINE = 115  # points for all contours of one batch together
GRID = 61  # points along each side of the grid that contours are found on


class Tables(NamedTuple):
    """What is seen, by stop: s batch sizes, r draws, l learning rates, k batches."""

    limits: np.ndarray  # (s, r, k) each batch's own 2/L
    rows: np.ndarray  # (s, r, k) how many rows the batch has
    contours: np.ndarray  # (s, r, k, OUTLINE, 2), nan between the pieces
    betas: np.ndarray  # (s, r, l, k + 1, 2), nan where the walk left the numbers
    lowest: np.ndarray  # (s, r, l, k, 2) the batch's minimum; in a valley, its nearest point
    full: np.ndarray  # (s, r, l, k + 1) the loss of all rows along the walk
    own: np.ndarray  # (s, r, l, k, 2) the batch's own loss before and after its step


def _empty(sizes, draws, lrs, k):
    seen, walked = (sizes, draws, k), (sizes, draws, lrs)
    return Tables(
        np.empty(seen),
        np.empty(seen, dtype=int),
        np.empty((*seen, OUTLINE, 2)),
        np.full((*walked, k + 1, 2), np.nan),
        np.full((*walked, k, 2), np.nan),
        np.full((*walked, k + 1), np.nan),
        np.full((*walked, k, 2), np.nan),
    )


def batch_surface_tables(X, y, sizes, lrs, start, limits, heights, draws=DRAWS, k=BATCHES):
    """Walk on real minibatches: one stream for each size and draw, every lr on the same batches.

    limits ((x0, x1), (y0, y1)) is the window of the contours, heights how far above the batch's
    own minimum they lie.
    """
    tables = _empty(len(sizes), draws, len(lrs), k)
    for at in np.ndindex(len(sizes), draws):
        rng = np.random.default_rng(at[1])
        batches = list(islice(minibatches(X, y, sizes[at[0]], rng), k))
        inverses = []
        for j, (A, b) in enumerate(batches):
            tables.limits[at][j], tables.rows[at][j] = largest_stable_lr(A), len(b)
            inverses.append(np.linalg.pinv(A))
            tables.contours[at][j] = batch_contours(A, b, limits, heights)
        for step, lr in enumerate(lrs):
            betas = descend(mse_gradient, start, iter(batches), lr, k).betas
            tables.betas[at][step, : len(betas)] = betas
            for j, ((A, b), beta) in enumerate(zip(batches, betas, strict=False)):
                tables.lowest[at][step, j] = beta + inverses[j] @ (b - A @ beta)
                two = tables.betas[at][step, j : j + 2]
                tables.own[at][step, j] = loss_or_nan(MSE, two, A, b)
    tables.full[...] = loss_or_nan(MSE, tables.betas, X, y)
    return tables


def batch_contours(X, y, limits, heights, points=OUTLINE):
    """Contours of the batch's own mse inside the window: (points, 2), nan between pieces.

    They lie `heights` above the batch's own minimum, so batches can be compared.
    """
    grid = [np.linspace(*side, GRID) for side in limits]
    moves = np.stack(np.meshgrid(*grid), axis=-1) - np.linalg.lstsq(X, y)[0]
    above = ((moves @ (X.T @ X / len(y))) * moves).sum(axis=-1)  # mse less its minimum
    generator = contour_generator(*grid, above)
    return thinned([line for height in heights for line in generator.lines(height)], points)


def thinned(pieces, points):
    """Polylines with fewer points, so many together; longer ones keep more; nan after each."""
    pieces = sorted(pieces, key=len, reverse=True)[: points // 8]
    shares = np.sqrt([len(piece) for piece in pieces])
    rooms = np.floor(points * shares / max(shares.sum(), 1)).astype(int) - 1
    together, first = np.full((points, 2), np.nan), 0
    for piece, room in zip(pieces, rooms, strict=True):
        kept = np.linspace(0, len(piece) - 1, min(room, len(piece))).round().astype(int)
        together[first : first + len(kept)] = piece[kept]
        first += len(kept) + 1
    return together
