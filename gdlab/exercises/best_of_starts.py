"""Lesson 7: walk down from several starts, keep the end that lies lowest."""

from dataclasses import dataclass

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, told
from gdlab.exercises.shared.walks import STEPS, walk
from gdlab.notebook.language import N_

RECIPE = """from gdlab.exercises.best_of_starts import Valleys, ValleysSlope
d, m, T = rng.integers(2, 4), rng.integers(5, 9), rng.integers(5, 8)
tilt = rng.uniform(0.2, 0.8, d) * rng.choice([-1, 1], d)
loss, gradient = Valleys(tilt), ValleysSlope(tilt)
starts = rng.uniform(-1.6, 1.6, (m, d))
lr = rng.uniform(0.02, 0.05)"""


def best_of_starts(loss, gradient, starts, lr, T):
    ends = starts
    for _ in range(T):
        ends = [beta - lr * gradient(beta) for beta in ends]
    return min(ends, key=loss)


@dataclass(frozen=True, eq=False)
class Valleys:
    """The sum of (b^2 - 1)^2 + tilt b over the coordinates: two valleys along each."""

    tilt: np.ndarray

    def __call__(self, beta):
        beta = np.asarray(beta, float)
        return float(((beta**2 - 1) ** 2 + self.tilt * beta).sum())


@dataclass(frozen=True, eq=False)
class ValleysSlope:
    """The gradient of Valleys."""

    tilt: np.ndarray

    def __call__(self, beta):
        beta = np.asarray(beta, float)
        return 4 * beta * (beta**2 - 1) + self.tilt


def _unit(vector):
    return vector / np.linalg.norm(vector)


NO_LR = N_("lr is missing: a step is lr * gradient(beta).")  # and every walk leaves the valleys
SLOPES = {  # words: (gradient, beta, start, lr) -> what is subtracted
    "": lambda g, b, start, lr: lr * g(b),
    N_("the steps go uphill: subtract lr * gradient(beta)."): lambda g, b, start, lr: -lr * g(b),
    NO_LR: lambda g, b, start, lr: g(b),
    N_("the gradient is taken at the start each time: take it where the walk is."): (
        lambda g, b, start, lr: lr * g(start)
    ),
    N_("the gradient is divided by its length: a step is lr * gradient(beta)."): (
        lambda g, b, start, lr: lr * _unit(g(b))
    ),
    N_("beta itself is missing in the step: beta - lr * gradient(beta)."): (
        lambda g, b, start, lr: b - lr * g(b)
    ),
    N_("every step is doubled: it is lr * gradient(beta)."): lambda g, b, start, lr: 2 * lr * g(b),
    N_("every step is halved: it is lr * gradient(beta)."): lambda g, b, start, lr: lr / 2 * g(b),
    N_("lr is squared: a step is lr * gradient(beta)."): lambda g, b, start, lr: lr**2 * g(b),
    N_("only the sign of the gradient is used: a step is lr * gradient(beta)."): (
        lambda g, b, start, lr: lr * np.sign(g(b))
    ),
}
CHOICES = {  # words: (loss, gradient, ends, starts) -> what is returned
    "": lambda f, g, ends, starts: min(ends, key=f),
    N_("this is the *worst* end: its loss is the highest."): (
        lambda f, g, ends, starts: max(ends, key=f)
    ),
    N_("this is the end of the last walk, however high it lies: compare the losses."): (
        lambda f, g, ends, starts: ends[-1]
    ),
    N_("this is the end of the first walk, however high it lies: compare the losses."): (
        lambda f, g, ends, starts: ends[0]
    ),
    N_("the ends are averaged: half-way between two valleys there may be a hill."): (
        lambda f, g, ends, starts: np.mean(ends, axis=0)
    ),
    N_("this is the end with the smallest gradient: that is the flattest, not the lowest."): (
        lambda f, g, ends, starts: min(ends, key=lambda b: np.linalg.norm(g(b)))
    ),
    N_("this is the end nearest to zero; the one with the lowest loss is asked."): (
        lambda f, g, ends, starts: min(ends, key=np.linalg.norm)
    ),
    N_("the ends are compared by their first coefficient; compare their losses."): (
        lambda f, g, ends, starts: min(ends, key=lambda b: b[0])
    ),
    N_("this is the lowest loss; the point where it is lowest is asked."): (
        lambda f, g, ends, starts: min(map(f, ends))
    ),
    N_("all losses came back; the point where it is lowest is asked."): (
        lambda f, g, ends, starts: np.array([f(b) for b in ends])
    ),
    N_("all ends came back: return the one with the lowest loss."): (
        lambda f, g, ends, starts: np.array(ends)
    ),
    N_("the sizes of the losses are compared; a loss may be below 0: leave out abs."): (
        lambda f, g, ends, starts: min(ends, key=lambda b: abs(f(b)))
    ),
    N_("the smallest of each coefficient is taken, from different walks: keep one end whole."): (
        lambda f, g, ends, starts: np.min(ends, axis=0)
    ),
    N_("the end that lies lowest but one came back."): (
        lambda f, g, ends, starts: sorted(ends, key=f)[1]
    ),
    N_("the middle one of the ends came back; the lowest is asked."): (
        lambda f, g, ends, starts: sorted(ends, key=f)[len(ends) // 2]
    ),
}
OF_STARTS = {  # told by which start it is: with the right steps only
    N_(
        "the best *start* is chosen, and its end returned: a high start may lead to the best "
        "valley."
    ): lambda f, g, ends, starts: ends[int(np.argmin([f(b) for b in starts]))],
    N_("this is the start that leads to the best end; the end itself is asked."): (
        lambda f, g, ends, starts: starts[int(np.argmin([f(b) for b in ends]))]
    ),
    N_("this is the best of the starts: walk first."): (
        lambda f, g, ends, starts: min(starts, key=f)
    ),
    N_("this is the number of the best walk; its end is asked."): lambda f, g, ends, starts: (
        np.argmin([f(b) for b in ends])
    ),
}
LEFT_OUT = {
    N_("the first start is left out."): slice(1, None),
    N_("the last start is left out."): slice(-1),
}


def mistakes():
    """Other steps, another number of them, another choice; one walk that goes on from another."""
    for words, (slope, steps, choose) in few(SLOPES, STEPS, CHOICES):
        yield Mistake(_search(slope, steps, choose), NO_LR if slope is SLOPES[NO_LR] else words)
    for words, choose in OF_STARTS.items():
        yield Mistake(_search(SLOPES[""], STEPS[""], choose), words)
    for words, kept in LEFT_OUT.items():
        yield Mistake(
            lambda f, g, starts, lr, T, kept=kept: best_of_starts(f, g, starts[kept], lr, T), words
        )
    goes_on = N_(
        "each walk begins where the last one ended: set beta to the next start before its loop."
    )
    for choose in CHOICES.values():
        yield Mistake(_one_after_another(choose), goes_on)
    shared = N_("the best point is kept across walks, but each walk begins there: begin at starts.")
    yield Mistake(_from_the_best, shared)
    yield Mistake(
        lambda loss, gradient, starts, lr, T: walk(
            np.mean(starts, axis=0), T, lambda t, b: lr * gradient(b)
        ),
        N_("one walk is made, from the mean of the starts: make one from each."),
    )


def _search(slope, steps, choose):
    def search(loss, gradient, starts, lr, T):
        ends = [walk(b, steps(T), lambda t, at, b=b: slope(gradient, at, b, lr)) for b in starts]
        return choose(loss, gradient, ends, list(starts))

    return search


def _one_after_another(choose):
    def search(loss, gradient, starts, lr, T):
        ends, beta = [], starts[0]
        for _ in starts:
            beta = walk(beta, T, lambda t, at: lr * gradient(at))
            ends.append(beta)
        return choose(loss, gradient, ends, list(starts))

    return search


def _from_the_best(loss, gradient, starts, lr, T):
    best = starts[0]
    for _ in starts:
        best = min(best, walk(best, T, lambda t, at: lr * gradient(at)), key=loss)
    return best


def notice(trial):
    """A word on points that cannot be compared."""
    ended = trial.seen.ended
    if ended and "ambiguous" in ended.words:
        words = N_("points are compared with one another: say by what, min(ends, key=loss).")
        return f"{told(words)}\n({ended.words})"
    return None


def explode(trial):
    """A word on steps that lead away."""
    values = [v for v in trial.seen.values if isinstance(v, np.ndarray)]
    if any(not np.isfinite(v).all() for v in values):
        return N_("the steps grow beyond all bounds: is lr missing, or is the sign flipped?")
    return None


def _edges():
    tilt = np.array([0.3, -0.5])
    loss, slope = Valleys(tilt), ValleysSlope(tilt)
    whole = np.array([[1, -1], [-1, 1], [0, 1]])
    return (
        Case((loss, slope, whole + 0.25, 0.03, 0), N_("with T = 0"), edge=True),
        Case((loss, slope, whole[:1] + 0.25, 0.03, 6), N_("for a single start"), edge=True),
        Case(
            (loss, slope, whole, 0.03, 6),
            N_("with starts of whole numbers"),
            edge=True,
            words=N_(
                "with starts of whole numbers {said}: an integer array cannot hold fractions. "
                "Make new points, beta - lr * gradient(beta)."
            ),
        ),
    )


EXERCISE = Exercise(
    right=best_of_starts,
    lesson=7,
    designs=Designs(RECIPE, (5, 6, 11, 18, 25, 36), _edges()),
    mistakes=mistakes,
    read=read.point,
    notice=notice,
    explain=explode,
    hints=(
        N_("One step from a point is `beta - lr * gradient(beta)`."),
        N_("After T steps from every start, compare `loss(beta)` of the ends."),
        N_("The lowest of several: `min(ends, key=loss)` gives the point whose loss is smallest."),
    ),
)
