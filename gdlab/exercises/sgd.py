"""Lesson 8: minibatch gradient descent.

The identity probe: with X = I every row moves only its own coefficient, from 0 towards y. A visit
by a batch that divides by m multiplies what is left, u = 1 - beta / y, by q(m) = 1 - 2 lr / m, so
one epoch leaves a trace of all that was done, whatever the order. Slide 20.
"""

from itertools import permutations, product

import numpy as np

from gdcore.data import noisy
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, sentences, told
from gdlab.exercises.engine.exercise import alike
from gdlab.exercises.shared.epochs import (
    DIVISORS,
    FACTORS,
    FIXED_EPOCHS,
    FIXED_RATES,
    PASSES,
    PICKS,
    RATES,
    STARTS,
    from_the_start,
    loop,
    stale,
)
from gdlab.exercises.shared.scales import SCALES, wrong_scale
from gdlab.exercises.shared.walks import WHOLE, Walks, explodes, last_point
from gdlab.notebook.language import N_

RECIPE = """n, batch_size, epochs, lr = rng.choice([7, 8, 10, 11]), 3, 1, rng.uniform(0.05, 0.2)
X, y, start = np.eye(n), np.arange(1.0, n + 1), np.zeros(n)"""
SEEDS = range(6)
ROWS = 7
FULL = N_(
    "with batch_size n it should be gradient descent from start ({said}). Is start used, and the "
    "gradient computed anew at each step?"
)


def sgd(X, y, lr, epochs, batch_size, start, rng):
    beta = start
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for first in range(0, len(y), batch_size):
            rows = order[first : first + batch_size]
            beta = beta - lr * 2 / len(rows) * X[rows].T @ (X[rows] @ beta - y[rows])
    return beta


def is_identity(case):
    """Whether this case is the identity probe."""
    X = case.arguments[0]
    return X.shape[0] == X.shape[1]


def start_of(case):
    """Where the walk begins."""
    return case.arguments[5]


def left(beta, case):
    """u, what is left of each row's error on the identity."""
    return 1 - beta / case.arguments[1]


def same_trace(answer, other, case, exercise):
    """On the identity the order of the rows does not count."""
    both = all(
        isinstance(v, np.ndarray) and v.shape == start_of(case).shape for v in (answer, other)
    )
    if is_identity(case) and both:
        answer, other = (np.sort(left(beta, case)) for beta in (answer, other))
    return alike(answer, other, case, exercise)


def mistakes():
    """Other batches, divisors, factors; several at once; then other rates and epochs."""
    yield Mistake(
        lambda X, y, lr, epochs, batch_size, start, rng: start,
        N_("nothing has moved: is beta updated, and returned?"),
    )
    for words, (pick, divide, factor) in few(PICKS, DIVISORS, FACTORS):
        yield Mistake(loop(divide=divide, factor=factor, **pick), words)
    for words, rate in RATES.items():
        yield Mistake(loop(rate=rate), words)
    for words, begin in STARTS.items():
        yield Mistake(loop(begin=begin), words)
    yield Mistake(
        from_the_start, N_("every gradient is that at `start`: take it at the newest beta.")
    )
    yield Mistake(
        stale, N_("within an epoch every step begins at the same beta: step on from the newest.")
    )
    for (of_passes, passes), (of_divisor, divide) in product(PASSES.items(), DIVISORS.items()):
        yield Mistake(loop(passes=passes, divide=divide), sentences(of_divisor, of_passes))
    for rate in FIXED_RATES:
        words = N_("the learning rate is fixed at {rate}: use the lr that is handed over.")
        fixed = loop(rate=lambda lr, t, epoch, epochs, r=rate: r)
        yield Mistake(fixed, told(words, rate=rate))
    for count in FIXED_EPOCHS:
        words = N_("{count} epochs are made, whatever `epochs` is: loop over range(epochs).")
        yield Mistake(loop(passes=lambda epochs, c=count: c), told(words, count=count))
    for name, scale in SCALES.items():
        if name == "2/n":
            continue
        said = wrong_scale(name, "2/n", N_("a batch's gradient, with n its own rows"))
        yield Mistake(_own_scale(scale), said)
    yield Mistake(
        lambda X, y, lr, epochs, batch_size, start, rng: y,
        N_("y came back: the last beta is asked for."),
    )


def _own_scale(scale):
    def run(X, y, lr, epochs, batch_size, start, rng):
        d = X.shape[1]
        step = loop(
            divide=lambda rows, b, n: 2 / scale(len(rows), d) if len(rows) > 2 else len(rows)
        )
        return step(X, y, lr, epochs, batch_size, start, rng)

    return run


REPLACED = N_(
    "some rows are used more than once in an epoch, others not at all: permute the rows once an "
    "epoch and cut, instead of drawing each batch anew."
)


def explain(trial):
    """What a trace tells that is none of the known ones: draws with replacement, mixed rows."""
    if explodes(trial):
        return N_(
            "the steps explode: is the gradient too long? Each batch's has the factor 2/len(rows)."
        )
    case, answer = trial.cases[0], trial.answers[0]
    if trial.good(0) or not isinstance(answer, np.ndarray) or answer.shape != start_of(case).shape:
        return None
    lr, u = case.arguments[2], left(answer, case)
    if _replaced(u, lr):
        return REPLACED
    if _mixed(u, lr, case.arguments[1]):
        return N_("rows of X meet targets of other rows: index X and y with the same order.")
    whole, short = np.sort(left(trial.wanted[0], case))[[-1, 0]]
    words = ", ".join(f"{value:.4f}" for value in np.sort(u))
    numbers = N_(
        "with X the identity, what is left of each row's error should be {whole} for the full "
        "batches and {short} for the last one; yours is {got}."
    )
    return told(numbers, whole=f"{whole:.4f}", short=f"{short:.4f}", got=words)


def _replaced(u, lr):
    """Whether some rows were visited several times and others never, in batches of three."""
    full = 1 - 2 * lr / 3
    if np.isclose(u, 1).any() and u.min() < full - 1e-6:
        return True
    visits = np.log(np.maximum(u, 1e-12)) / np.log(full)
    if np.allclose(visits, 1, atol=1e-6):  # each row once: another mistake
        return False
    return bool(np.allclose(visits, visits.round(), atol=1e-6) and visits.sum() > 5.5)


def _mixed(u, lr, targets):
    """Whether what moved is a right share of other rows' targets."""
    moved = (1 - u) * targets
    shares = [2 * lr / size for size in (1, 2, 3)]
    ends = np.divide.outer(moved, shares).ravel()
    return all(np.isclose(ends, target).any() for target in targets)


def order(trial):
    """What several seeds and epochs show of the order; then the lecture's data."""
    probe = [_identity(seed) for seed in SEEDS]
    there = trial.again((*probe, *probe, *(_identity(seed, epochs=2) for seed in SEEDS)))
    if there.seen.ended:
        return there.seen.ended.words
    traces = [left(answer, case) for answer, case in zip(there.answers, there.cases, strict=True)]
    once, again, twice = (traces[k : k + len(SEEDS)] for k in (0, len(SEEDS), 2 * len(SEEDS)))
    last = [int(np.argmin(trace)) for trace in once]
    if not np.allclose(once, again):
        return N_("the same seed gives two answers: take all random numbers from rng.")
    if set(last) == {ROWS - 1}:
        return N_("the rows are never shuffled: begin each epoch with rng.permutation(n).")
    if len(set(last)) == 1:
        return N_("every seed gives the same order: use the rng that is passed in.")
    expected = np.sort(once[0])
    if any(np.allclose(np.sort(trace), expected) for trace in twice):
        return N_("two epochs do the work of one: loop over the epochs.")
    if all(np.allclose(np.sort(trace), np.sort(expected**2)) for trace in twice):
        return N_("every epoch has the same order: shuffle inside the loop over epochs.")
    return _on_real_data(trial)


def _identity(seed, epochs=1):
    return Case(
        (
            np.eye(ROWS),
            np.arange(1.0, ROWS + 1),
            0.1,
            epochs,
            3,
            np.zeros(ROWS),
            np.random.default_rng(seed),
        )
    )


def _on_real_data(trial):
    """Words where no order of the rows leads to the answer on the lecture's data."""
    X, y, start, _ = noisy()
    there = trial.again((Case((X, y, 0.05, 1, 3, start, np.random.default_rng(1))),))
    walks = (_epoch(X, y, start, o, size) for o in permutations(range(4)) for size in (3, 1))
    case = there.cases[0]
    if there.answers and any(alike(there.answers[0], end, case, trial.exercise) for end in walks):
        return None
    return N_(
        "on the lecture's data no order of the rows leads to your answer: is the gradient of each "
        "batch computed at the newest beta?"
    )


def _epoch(X, y, beta, rows, first):
    """Two batches, of `first` rows and of the others: the small one may come first."""
    for batch in (list(rows[:first]), list(rows[first:])):
        beta = beta - 0.05 * 2 / len(batch) * X[batch].T @ (X[batch] @ beta - y[batch])
    return beta


def _edges():
    X, y, start, _ = noisy()
    rng = np.random.default_rng(1)
    row, begin = np.array([1.0, 0.5]), np.array([1.0, -1.0])
    return (
        Case((np.tile(row, (7, 1)), np.full(7, 2.0), 0.1, 2, 3, begin, rng), N_("with equal rows")),
        Case((X, y, 0.05, 4, 4, start, rng), N_("with batch_size n"), edge=True, words=FULL),
        Case(
            (X, y, 0.05, 4, 4, np.array([10, 15, -6]), rng),
            N_("with whole numbers"),
            edge=True,
            words=WHOLE,
        ),
        Case(
            (X, y, 0.05, 0, 3, start, rng),
            N_("with epochs = 0"),
            edge=True,
            words=N_("with epochs = 0 no step is made, and start comes back: {said}."),
        ),
    )


EXERCISE = Exercise(
    right=sgd,
    lesson=8,
    designs=Designs(RECIPE, (1, 2, 3, 5), _edges()),
    mistakes=mistakes,
    read=last_point,
    watch=Walks,
    alike=same_trace,
    also=order,
    explain=explain,
    praise=N_("Right: every row once an epoch, in a new order, each batch by its own size."),
    hints=(
        N_("Two loops, one in the other: over the epochs, and over the batches of an epoch."),
        "`order = rng.permutation(len(y))` begins an epoch; a batch is the rows "
        "`order[first : first + batch_size]` for first = 0, batch_size, 2 batch_size, ...",
        N_("The step is that of gradient descent on `X[rows], y[rows]`, divided by `len(rows)`."),
    ),
)
