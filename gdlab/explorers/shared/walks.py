"""Walks with a learner's gradient: nothing it does loses what was walked so far."""

import numpy as np

from gdcore.descent import gradient_descent
from gdlab.notebook.language import _


def walk_anyway(X, y, lr, T, start, gradient, watch=None):
    """The points a descent visited, (steps + 1, d), and what stopped it: None, words, an exception.

    A learner's gradient that raises, returns something else or is interrupted loses nothing: the
    points up to there are kept. It gets X and y read-only: a change would spoil every later step.
    watch(visited), if given, is called before every step with the points so far.
    """
    visited = []

    def spy(beta, X, y):
        visited.append(beta.copy())
        if watch is not None:
            watch(visited)
        return gradient(beta, X, y)

    try:
        path = gradient_descent(_locked(X), _locked(y), lr, T, start, gradient=spy)
    except (Exception, KeyboardInterrupt) as error:
        if "read-only" in str(error):
            error.add_note(
                _("Your function must not change X or y: write {right}, not {wrong}.").format(
                    right="error = y - X @ beta", wrong="y -= X @ beta"
                )
            )
        return np.array(visited), error
    return path.betas, path.message or None


def _locked(array):
    view = array.view()
    view.flags.writeable = False
    return view


def walk_one_by_one(X, y, lrs, T, start, gradient):
    """Walk a learner's gradient, coarse stops first; after each yield what there is so far.

    Yields as `rates.walk_all` does; a stop not walked yet shows its nearest walked one. After an
    error or an interrupt nothing more is tried.
    """
    betas = np.full((len(lrs), T + 1, X.shape[1]), np.nan)
    walked = []
    for k in coarse_first(len(lrs)):
        points, trouble = walk_anyway(X, y, lrs[k], T, start, gradient)
        betas[k, : len(points)] = points
        walked.append(k)
        stopped = None if isinstance(trouble, str) else trouble  # a path may diverge, that is shown
        yield betas[nearest(walked, len(lrs))], len(walked), stopped
        if stopped is not None:
            return


def coarse_first(count):
    """The numbers below count: every 32nd, then those halfway between, down to all."""
    order = []
    for stride in (32, 16, 8, 4, 2, 1):
        order += [k for k in range(0, count, stride) if k not in order]
    return order


def nearest(walked, count):
    """For each number below count the nearest of those walked."""
    walked = np.sort(walked)
    return walked[np.abs(np.arange(count)[:, None] - walked).argmin(axis=1)]
