"""Everybody at equal cost: walks on batches of every size, read when a budget is spent."""

from itertools import islice
from typing import NamedTuple

import numpy as np

from gdcore.batches import minibatches
from gdcore.cost import Meter
from gdcore.descent import descend
from gdcore.losses import mse_gradient
from gdlab.notebook.language import N_

AXES = (N_("updates"), N_("epochs"), N_("rows"), N_("bytes"), N_("seconds"))
UPDATES, EPOCHS = 200, 2  # the budgets: of updates (and of seconds, for as many), of passes
DRAWS = 3  # different shuffles
TICKS = 30  # a race is shown at so many equal shares of its budget


class Tables(NamedTuple):
    """Where everybody is when t / TICKS of the budget is spent; s sizes, l lrs, r draws, a axes."""

    points: np.ndarray  # (s, l, r, a, TICKS + 1, d) coefficients; nan where a walk diverged
    excess: np.ndarray  # (s, l, r, a, TICKS + 1) MSE above its minimum
    updates: np.ndarray  # (s, a, TICKS + 1) updates made by then
    budgets: np.ndarray  # (a,) the whole budget, in units of its axis


def costs(X, y, sizes, seconds):
    """What one update costs, (s, a): updates, epochs, rows, bytes, seconds, on the average."""
    n = len(y)
    rows = np.array([n / -(-n // size) for size in sizes])  # the short last batch counted in
    each = (X.nbytes + y.nbytes) / n
    return np.column_stack([np.ones(len(sizes)), rows / n, rows, rows * each, seconds])


def seconds_per_update(X, y, size, updates=20):
    """Measured here and now on a real walk: the median of five."""
    times = []
    for seed in range(5):
        meter = Meter(minibatches(X, y, size, np.random.default_rng(seed)))
        descend(mse_gradient, np.zeros(X.shape[1]), meter, 1e-12, updates)
        times.append(meter.seconds / (updates - 1))
    return np.median(times)


def _walks(X, y, size, draws, lrs, start, T):
    """sgd of gdcore for every lr and draw at once: (l, r, T + 1, d), nan once lost."""
    streams = [minibatches(X, y, size, np.random.default_rng(draw)) for draw in range(draws)]
    rates = np.reshape(lrs, (-1, 1, 1, 1))  # rows of their own: then BLAS adds as for a single walk
    betas = np.empty((T + 1, len(rates), draws, 1, len(start)))
    betas[0] = start
    with np.errstate(all="ignore"):
        for t, batches in enumerate(islice(zip(*streams, strict=True), T)):
            A, b = map(np.array, zip(*batches, strict=True))
            residuals = betas[t] @ A.swapaxes(-1, -2) - b[:, None]
            betas[t + 1] = betas[t] - rates * (2 / b.shape[-1] * (residuals @ A))
    betas[~np.isfinite(betas).all(axis=-1)] = np.nan  # for good: no step leads back
    return np.moveaxis(betas[:, :, :, 0], 0, 2)


def race_tables(X, y, sizes, lrs, start, seconds, draws=DRAWS):
    """Walk every size with every lr and draw, then read each walk at equal shares of each budget.

    seconds (s,) is what one update of each size takes.
    """
    price = costs(X, y, sizes, seconds)
    full = price[sizes.index(len(y))]
    budgets = full * np.array([UPDATES, EPOCHS, EPOCHS, EPOCHS, 0])
    budgets[-1] = UPDATES * min(seconds)
    spent = budgets[:, None] * np.linspace(0, 1, TICKS + 1)
    updates = np.floor(spent / price[..., None] + 1e-9).astype(int)
    best = np.linalg.lstsq(X, y)[0]
    points = np.full((len(sizes), len(lrs), draws, *spent.shape, X.shape[1]), np.nan)
    for s, size in enumerate(sizes):
        different = 1 if size == len(y) else draws  # all rows are no other ones
        walks = _walks(X, y, size, different, lrs, start, int(updates[s].max()))
        points[s] = walks[:, :, updates[s]]
    with np.errstate(all="ignore"):
        moves = points - best  # MSE - least = |X (beta - best)|^2 / n, without cancellation
        excess = np.einsum("...i,ij,...j->...", moves, X.T @ X / len(y), moves)
    excess[~np.isfinite(excess)] = np.nan
    return Tables(points, excess, updates, budgets)
