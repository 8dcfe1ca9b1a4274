"""Learning rates on both sides of a problem's own limit, and what becomes of the walk with each."""

import numpy as np

from gdcore.arrays import as_count, as_function, as_positive, refused
from gdcore.curvature import largest_stable_lr
from gdcore.many import descend_many
from gdlab.explorers.shared.walks import walk_one_by_one
from gdlab.notebook.language import _

STOPS = 44


def learning_rates(X, loss="mse", top=None, stops=STOPS):
    """Log-spaced stops (stops,) from 1/300 of the limit 2/L to a little above it.

    A stop lies exactly on the limit's near side (0.99) and one on its far side (1.01).
    """
    limit = largest_stable_lr(X, loss)
    if not np.isfinite(limit):
        raise refused(
            "every column of X is zero: there is no limit, and X must have one that is not",
            f"an X of shape {X.shape}",
            "the data itself",
        )
    top = 1.3 * limit if top is None else as_positive("top", top)
    lrs = np.geomspace(min(limit, top) / 300, top, stops - 2 if top > limit else stops)
    return np.sort(np.append(lrs, [0.99 * limit, 1.01 * limit])) if top > limit else lrs


def walk_all(problem, lrs, T, start, gradient=None):
    """Descents with every one of lrs: tables, each finer than the last.

    Yields (betas, done, trouble): points (stops, T + 1, d), nan once a walk is no longer finite;
    how many of them are walked; and what stopped the walk, if anything did. A learner's
    gradient(beta, X, y), if given, is walked at a few learning rates first.
    """
    T = as_count("T", T, least=1)
    if gradient is not None:
        as_function("gradient", gradient)
        yield from walk_one_by_one(problem.X, problem.y, lrs, T, start, gradient)
        return

    def slopes(betas):
        return problem.loss.gradient(betas, problem.X, problem.y)

    yield descend_many(slopes, start, lrs, T), len(lrs), None


def verdict(lr, limit, losses, lowest):
    """A word or two on a whole path: diverges, converges, or is still on its way."""
    if lr >= limit:
        return _("diverges: above the limit 2/λmax")
    if np.isnan(losses[-1]):
        return _("ends too soon, below the limit: look at the gradient")
    if losses[-1] > losses[0]:
        return _("climbs, below the limit: look at the gradient")
    excess = losses - lowest
    if excess[-1] <= 1e-6 * excess[0]:
        return _("has arrived")
    if lr > limit / 2:
        return _("jumps across the valley, converging")
    return _("slow, but converging")
