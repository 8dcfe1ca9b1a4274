"""Lesson 8: learning rate, batch size and order that come near enough within a budget of rows.

Any plan that does it is right. The check walks with it: many walks of the same plan tell the way
that is not walked yet (the loss at their mean) from the scatter of each around it.
"""

from functools import lru_cache

import numpy as np

from gdcore.data import diabetes
from gdlab.exercises.engine import Designs, Exercise, read, told
from gdlab.notebook.language import N_

PASSES, GOAL, WALKS = 3, 0.03, 100


def within_budget():
    return 0.06, 32, True


def plan(value, wanted):
    """(lr, batch_size, reshuffled) as an array of three numbers."""
    parts = value
    if not isinstance(value, tuple):
        parts = tuple(map(np.asarray, np.ravel(read.array(value))))
    if len(parts) != 3:
        words = N_("three things are asked for, lr, batch_size and reshuffled; {count} came back")
        raise read.Unread(told(words, count=len(parts)))
    lr, b, reshuffled = (float(read.finite(_number(part))) for part in parts)
    n = len(_patients()[1])
    if not lr > 0:
        raise read.Unread(N_("lr must be above 0"))
    if b != int(b) or not 1 <= b <= n:
        raise read.Unread(told(N_("batch_size must be a whole number from 1 to {n}"), n=n))
    if reshuffled not in (0, 1):
        raise read.Unread(N_("reshuffled must be True or False"))
    return np.array([lr, b, reshuffled])


def _number(part):
    """A number; True and False count as 1 and 0."""
    bare = isinstance(part, np.ndarray) and part.dtype == bool
    return part.astype(float) if bare else read.number(part)


@lru_cache(maxsize=1)
def _patients():
    X, y, _, best = diabetes()
    return X, y, best


@lru_cache(maxsize=200)
def ends(lr, batch_size, reshuffled):
    """(excess, way) when the rows are spent, as shares of the minimum; both inf where it diverges.

    excess: the mean over walks of the MSE above its minimum; way: that of the walks' mean point.
    """
    X, y, best = _patients()
    betas, least = np.zeros((WALKS, X.shape[1])), np.mean((y - X @ best) ** 2)
    with np.errstate(all="ignore"):
        for rows in _batches(len(y), int(batch_size), reshuffled):
            A = X[rows]
            errors = np.einsum("wbd,wd->wb", A, betas) - y[rows]
            betas = betas - lr * 2 / rows.shape[1] * np.einsum("wbd,wb->wd", A, errors)
        excess = np.mean((betas @ X.T - y) ** 2) / least - 1
        way = np.mean((X @ betas.mean(axis=0) - y) ** 2) / least - 1
    return (float(excess), float(way)) if np.isfinite(excess) else (np.inf, np.inf)


def _batches(n, b, reshuffled):
    """For every walk its rows (walks, b), batch after batch, until the budget is spent."""
    rng = np.random.default_rng(0)
    if not reshuffled:
        for _ in range(PASSES * n // b):
            yield rng.integers(n, size=(WALKS, b))
        return
    for _ in range(PASSES):
        orders = rng.permuted(np.tile(np.arange(n), (WALKS, 1)), axis=1)
        for first in range(0, n, b):
            yield orders[:, first : first + b]


def _is_plan(answer):
    """Whether this was read, and did not stay as it came."""
    try:
        return isinstance(answer, np.ndarray) and answer.shape == plan(answer, None).shape
    except read.Unread:
        return False


def _reaches(answer):
    return _is_plan(answer) and ends(*answer.tolist())[0] <= GOAL


def as_good(answer, wanted, case, exercise):
    """Two plans are alike where both come near enough, or where they are the same."""
    return (_reaches(answer) and _reaches(wanted)) or read.agree(answer, wanted, 1e-12)


def diagnosis(trial):
    """What is left when the rows are spent: way, or scatter."""
    answer = trial.answers[0] if trial.answers else None
    if not _is_plan(answer):
        return None
    excess, way = ends(*answer.tolist())
    if excess > 100:
        return N_("these walks diverge: lr is too large for batches of this size.")
    words = N_(
        "when the rows are spent the walks are {excess} % above the minimum: {way} % is way that "
        "is not walked yet, {scatter} % is scatter around it."
    )
    told_apart = told(
        words,
        excess=f"{100 * excess:.1f}",
        way=f"{100 * way:.1f}",
        scatter=f"{100 * (excess - way):.1f}",
    )
    return f"{told_apart} {_cure(excess, way, *answer[1:])}"


def _cure(excess, way, batch_size, reshuffled):
    if way > GOAL:
        return told(N_("More steps or longer ones are needed: a smaller batch, or a larger lr."))
    if way > excess - way:
        return told(N_("Way and scatter are both in the way: change lr a little, or the order."))
    if not reshuffled:
        words = N_("The floor is too high: a smaller lr, a larger batch, or another order.")
        return told(words)
    left = len(_patients()[1]) % batch_size
    if 0 < left < batch_size / 4:
        words = N_(
            "The last batch of an epoch has {left} rows only: it is as noisy as they are few."
        )
        return told(words, left=f"{left:.0f}")
    return told(N_("The floor is too high: a smaller lr, or a larger batch."))


def praise(trial):
    """How near the walks came."""
    excess, _way = ends(*trial.answers[0].tolist())
    words = N_("Its walks end {excess} % above the minimum, on average.")
    return told(words, excess=f"{100 * excess:.1f}")


EXERCISE = Exercise(
    right=within_budget,
    lesson=8,
    designs=Designs("n = 442", (1,)),
    mistakes=lambda: (),
    read=plan,
    alike=as_good,
    explain=diagnosis,
    remark=praise,
    hints=(
        N_("Begin with any plan: the check tells apart what is still to walk and what is floor."),
        N_("Scatter too large: a smaller lr, a larger batch, or rows reshuffled once an epoch."),
        N_("Way left over: more steps (a smaller batch) or longer ones (a larger lr)."),
    ),
)
