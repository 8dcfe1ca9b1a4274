"""Many descents for one table: all at once where the loss is ours, one by one where it is yours."""

import numpy as np

from gdcore.descent import gradient_descent

IN_PLACE = "Your function must not change X or y: write error = y - X @ beta, not y -= X @ beta."


def shares_of_limit(lrs, limit):
    """Learning rates as their control reads, each with its share of the limit 2/L."""
    return [f"{lr:.3g} = {lr / limit:.2f} of 2/L" for lr in lrs]


def sides_of_limit(lrs, limit):
    """Learning rates as their control reads, each with the side of the limit it is on."""
    signs = {-1: "<", 0: "=", 1: ">"}
    return [f"{lr:.4g} {signs[int(np.sign(lr - limit))]} 2/λmax" for lr in lrs]


def shown_steps(T, most):
    """The numbers of steps a control offers: 0 to T, or at most so many, denser at the start."""
    if T < most:
        return np.arange(T + 1)
    return np.unique(np.append(0, np.geomspace(1, T, most - 1).round().astype(int)))


def walk_together(X, y, lrs, T, start, gradient):
    """Row k is gradient_descent with lrs[k]: points (stops, T + 1, d), nan once not finite.

    gradient is one of gdcore.losses, which takes many betas at once; 60 paths cost one.
    """
    betas = np.empty((T + 1, len(lrs), X.shape[1]))
    betas[0] = start
    rates = np.asarray(lrs)[:, None]
    with np.errstate(all="ignore"):
        for t in range(T):
            betas[t + 1] = betas[t] - rates * gradient(betas[t], X, y)
    finite = np.isfinite(betas).all(axis=-1, keepdims=True)
    return np.where(finite, betas, np.nan).swapaxes(0, 1)


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
            error.add_note(IN_PLACE)
        return np.array(visited), error
    return path.betas, path.message or None


def _locked(array):
    view = array.view()
    view.flags.writeable = False
    return view


def walk_one_by_one(X, y, lrs, T, start, gradient):
    """Walk a learner's gradient, coarse stops first; after each yield what there is so far.

    Yields (betas, done, trouble): points (stops, T + 1, d) in which a stop not walked yet shows
    its nearest walked one; how many are walked; and what stopped the walk, if anything did. After
    an error or an interrupt nothing more is tried.
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
