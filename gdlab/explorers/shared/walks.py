"""Walks with a learner's gradient, under guard: nothing it does loses what was walked so far."""

import time
from dataclasses import dataclass

import numpy as np

from gdcore.descent import gradient_descent
from gdlab.guard.observe import follow
from gdlab.notebook.errors import InWords
from gdlab.notebook.language import _

HASTE = 0.02  # seconds that a few steps may take before they are handed on


def walk_anyway(X, y, lr, T, start, gradient, watch=lambda visited: None):
    """The points a descent visited, (steps + 1, d), and what stopped it: None, words, an exception.

    Whatever a learner's gradient does, and if it is interrupted, the points up to there are kept.
    watch(visited) is called with the start, then whenever there are new points. A gradient of
    gdcore's needs no guard and is not watched.
    """
    if getattr(gradient, "__module__", "").startswith("gdcore."):
        path = gradient_descent(X, y, lr, T, start, gradient=gradient)
        return path.betas, path.message or None
    visited = [np.asarray(start, float)]
    following = follow(Steps(X, y, lr, T, visited[0]), gradient)
    try:
        watch(visited)
        for values in following:
            for points in values:
                visited.extend(points)
            watch(visited)
    except KeyboardInterrupt as error:
        return np.array(visited), _with_weakness(error, following)
    finally:
        following.close()
    if following.ended is None and len(visited) <= T:
        words = _("diverged: step {step} of {T} is no longer finite")
        said = words.format(step=len(visited), T=T)
        return np.array(visited), "\n".join(filter(None, [said, following.weaker]))
    return np.array(visited), _trouble(following)


def walk_one_by_one(X, y, lrs, T, start, gradient):
    """Walk a learner's gradient, coarse stops first; after each yield what there is so far.

    Yields as `rates.walk_all` does; a stop not walked yet shows its nearest walked one. After an
    error or an interrupt nothing more is tried. Where no process held the gradient, the last
    table says so.
    """
    betas = np.full((len(lrs), T + 1, X.shape[1]), np.nan)
    betas[:, 0] = start
    order, walked, trouble = coarse_first(len(lrs)), [], None
    following = follow(Walks(X, y, tuple(lrs[k] for k in order), T, start), gradient)
    try:
        for values in following:
            for points, is_whole in values:
                walked.append(order[len(walked)])
                betas[walked[-1], : len(points)] = points
                if is_whole:  # else it ends here, and is shown with the reason
                    yield betas[nearest(walked, len(lrs))], len(walked), None
    except KeyboardInterrupt as error:
        trouble = _with_weakness(error, following)
    finally:
        following.close()
    trouble = trouble or _trouble(following)
    if trouble is not None:
        yield betas[nearest(walked or order[:1], len(lrs))], len(walked), trouble


def _trouble(following):
    """How a learner's function ended, as an exception to show; None if all went well.

    Words, if all went well in a place that is weaker than a process of its own.
    """
    ended = following.ended
    if ended is None:
        return following.weaker or None
    error = InWords(ended.words)
    if "read-only" in ended.words:
        words = _("Your function must not change X or y: write {right}, not {wrong}.")
        error.add_note(words.format(right="error = y - X @ beta", wrong="y -= X @ beta"))
    return _with_weakness(error, following)


def _with_weakness(error, following):
    """The error, noting where no process held the function."""
    if following.weaker:
        error.add_note(following.weaker)
    return error


@dataclass(frozen=True)
class Steps:
    """A probe: the points after the start, (some, d), a few at a time; more while that is fast."""

    X: np.ndarray
    y: np.ndarray
    lr: float
    T: int
    start: np.ndarray

    def __call__(self, gradient):
        beta, left, some = self.start, self.T, 1
        while left:
            begun = time.perf_counter()
            points, error = _walk(gradient, self.X, self.y, self.lr, some, beta)
            yield points[1:]
            if error is not None:
                raise error
            if len(points) <= some:  # the next one is not finite
                return
            beta, left = points[-1], left - some
            is_fast = time.perf_counter() - begun < HASTE
            some = min(2 * some if is_fast else max(1, some // 2), left)


@dataclass(frozen=True)
class Walks:
    """A probe: for each of lrs (points, whether the gradient came to the walk's end)."""

    X: np.ndarray
    y: np.ndarray
    lrs: tuple[float, ...]
    T: int
    start: np.ndarray

    def __call__(self, gradient):
        for lr in self.lrs:
            points, error = _walk(gradient, self.X, self.y, lr, self.T, self.start)
            yield points, error is None
            if error is not None:
                raise error


def _walk(guarded, X, y, lr, T, start):
    """The points (steps + 1, d) of gradient_descent, and what the gradient raised, or None.

    The learner's own function: gradient_descent itself hands out locked arrays, and says what is
    odd in what comes back.
    """
    visited = []

    def spy(beta, X, y):
        visited.append(beta.copy())
        return guarded.function(beta, X, y)

    try:
        return gradient_descent(X, y, lr, T, start, gradient=spy).betas, None
    except BaseException as error:
        return np.reshape(visited, (-1, len(start))), error


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
