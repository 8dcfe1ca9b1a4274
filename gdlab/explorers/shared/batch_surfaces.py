"""What each minibatch sees: its own limit, contours and minimum, and the step taken on them.

All batches are walked on together. For that each becomes three rows with the same sum of squares at
every beta: the triangle R of a QR decomposition of its X and y side by side.
"""

from itertools import islice
from typing import NamedTuple

import numpy as np

from gdcore.batches import minibatches
from gdlab.explorers.shared.ellipses import outlines

BATCHES = 12  # batches to walk through
DRAWS = 5  # different shuffles


class Tables(NamedTuple):
    """What is seen, by stop: s batch sizes, r draws, l learning rates, k batches."""

    limits: np.ndarray  # (s, r, k) each batch's own 2/L
    rows: np.ndarray  # (s, r, k) how many rows the batch has
    contours: np.ndarray  # (s, r, k, points, 2), nan between the pieces
    betas: np.ndarray  # (s, r, l, k + 1, 2), nan where the walk left the numbers
    lowest: np.ndarray  # (s, r, l, k, 2) the batch's minimum; in a valley, its nearest point
    full: np.ndarray  # (s, r, l, k + 1) the loss of all rows along the walk
    own: np.ndarray  # (s, r, l, k, 2) the batch's own loss before and after its step


class Few(NamedTuple):
    """Batches (...) in three rows each; of how many rows their mse is the mean."""

    X: np.ndarray  # (..., 3, 2)
    y: np.ndarray  # (..., 3)
    rows: np.ndarray  # (...)

    def at(self, k):
        """The batches with the number k on the last axis."""
        return Few(self.X[..., k, :, :], self.y[..., k, :], self.rows[..., k])

    def residuals(self, betas):
        """X beta - y, (..., l, 3), at betas (..., l, 2)."""
        return betas @ self.X.swapaxes(-1, -2) - self.y[..., None, :]

    def losses(self, betas):
        """The mse (..., l) at betas (..., l, 2); nan where it is not finite."""
        losses = np.square(self.residuals(betas)).sum(axis=-1) / self.rows[..., None]
        return np.where(np.isfinite(losses), losses, np.nan)

    def gradients(self, betas):
        """The gradients of the mse (..., l, 2) at betas (..., l, 2)."""
        return 2 / self.rows[..., None, None] * (self.residuals(betas) @ self.X)

    def limits(self):
        """2/L of each batch (...); inf where its rows are all zero."""
        largest = np.linalg.norm(self.X, 2, axis=(-2, -1))
        with np.errstate(divide="ignore"):
            return self.rows / np.square(largest)

    def contours(self, heights, window):
        """Contours of the mse so far above each batch's own minimum, (..., points, 2)."""
        H = self.X.swapaxes(-1, -2) @ self.X / self.rows[..., None, None]
        best = np.linalg.pinv(self.X) @ self.y[..., None]
        return outlines(H, best[..., 0], heights, window)


def batch_surface_tables(X, y, sizes, lrs, start, limits, heights, draws=DRAWS, k=BATCHES):
    """Walk on real minibatches: one stream for each size and draw, every lr on the same batches.

    limits ((x0, x1), (y0, y1)) is the window of the contours, heights how far above the batch's
    own minimum they lie.
    """
    streams = [in_few_rows(*drawn(X, y, size, draw, k)) for size in sizes for draw in range(draws)]
    several = zip(*streams, strict=True)
    few = Few(*(np.reshape(part, (len(sizes), draws, *part[0].shape)) for part in several))
    whole = in_few_rows(X[None], y[None], np.array([len(y)]))
    with np.errstate(all="ignore"):
        betas = walks(few, lrs, start)
        here, there = betas[..., :-1, :].swapaxes(-2, -3), betas[..., 1:, :].swapaxes(-2, -3)
        lowest = here - few.residuals(here) @ np.linalg.pinv(few.X).swapaxes(-1, -2)
        own = np.stack([few.losses(here), few.losses(there)], axis=-1)
        full = whole.losses(betas.reshape(1, -1, 2)).reshape(betas.shape[:-1])
    lowest, own = lowest.swapaxes(-2, -3), own.swapaxes(-2, -3)
    shown = few.contours(heights, limits)
    return Tables(few.limits(), few.rows, shown, betas, lowest, full, own)


def drawn(X, y, size, draw, k):
    """k batches of one shuffle: X (k, size, 2), y (k, size), short ones filled up; rows (k,)."""
    batches = list(islice(minibatches(X, y, size, np.random.default_rng(draw)), k))
    A, b = np.zeros((k, size, 2)), np.zeros((k, size))
    for j, (some, targets) in enumerate(batches):
        A[j, : len(targets)], b[j, : len(targets)] = some, targets
    return A, b, np.array([len(targets) for _, targets in batches])


def in_few_rows(X, y, rows):
    """Batches X (k, b, 2), y (k, b) as Few, of rows (k,) each."""
    together = np.concatenate([X, y[..., None]], axis=-1)
    missing = max(3 - y.shape[-1], 0)
    R = np.linalg.qr(np.pad(together, ((0, 0), (0, missing), (0, 0))), mode="r")
    return Few(R[..., :2], R[..., 2], rows)


def walks(few, lrs, start):
    """Steps with every lr on the batches (..., k) of every stream: (..., l, k + 1, 2)."""
    rates, k = np.reshape(lrs, (-1, 1)), few.rows.shape[-1]
    betas = np.empty((k + 1, *few.rows.shape[:-1], len(rates), 2))
    betas[0] = start
    for t in range(k):
        betas[t + 1] = betas[t] - rates * few.at(t).gradients(betas[t])
    betas[~np.isfinite(betas).all(axis=-1)] = np.nan  # for good: no step leads back
    return np.moveaxis(betas, 0, -2)
