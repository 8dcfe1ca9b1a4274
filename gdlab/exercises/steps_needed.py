"""Lesson 5: the first step within a tolerance of the answer."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d, T = rng.integers(2, 5), rng.integers(30, 60)
answer = rng.uniform(-2, 2, d)
betas = answer + rng.uniform(0.85, 0.9, d) ** np.arange(T)[:, None] * rng.uniform(3, 9, d)
tolerance = rng.uniform(0.3, 0.7)"""


def steps_needed(betas, answer, tolerance):
    distance = np.linalg.norm(betas - answer, axis=1)
    return int(np.argmax(distance <= tolerance))


def walk(distances, direction=(0.6, 0.8)):
    """(betas, answer): points at these distances from (1, -1), in one direction."""
    answer = np.array([1.0, -1])
    return answer + np.outer(distances, direction), answer


def first(near):
    """The first index where it is True; len where it never is."""
    return int(np.argmax(near)) if np.any(near) else len(near)


MEASURES = {  # words: (betas - answer) -> a distance for every point
    "": lambda e, a: np.linalg.norm(e, axis=1),
    N_(
        "this compares with the *square* of the distance: take the root of the sum of squares, or "
        "square the tolerance, too."
    ): lambda e, a: (e**2).sum(axis=1),
    N_("the tolerance is squared, and the distance is not: compare them as they are."): (
        lambda e, a: np.sqrt(np.linalg.norm(e, axis=1))
    ),
    N_(
        "this is the sum of the absolute differences; the distance is "
        "np.linalg.norm, the root of the "
        "sum of squares."
    ): lambda e, a: np.abs(e).sum(axis=1),
    N_(
        "this compares single coefficients (all of them must be near); "
        "the distance is np.linalg.norm "
        "over all of them."
    ): lambda e, a: np.abs(e).max(axis=1),
    N_(
        "one coefficient that is near is enough for it; the distance is np.linalg.norm over all of "
        "them."
    ): lambda e, a: np.abs(e).min(axis=1),
    N_(
        "only the first coefficient is compared; the distance is np.linalg.norm over all of them."
    ): (lambda e, a: np.abs(e[:, 0])),
    N_("only the last coefficient is compared; the distance is np.linalg.norm over all of them."): (
        lambda e, a: np.abs(e[:, -1])
    ),
    N_("the first coefficient is left out of the distance."): (
        lambda e, a: np.linalg.norm(e[:, 1:], axis=1)
    ),
    N_("the last coefficient is left out of the distance."): (
        lambda e, a: np.linalg.norm(e[:, :-1], axis=1)
    ),
    N_("this is the root of the *mean* of squares; the distance is the root of their sum."): (
        lambda e, a: np.sqrt((e**2).mean(axis=1))
    ),
    N_("this is the mean of the squares; the distance is the root of their sum."): (
        lambda e, a: (e**2).mean(axis=1)
    ),
    N_(
        "this is the mean of the absolute differences; the distance is the root of the sum of "
        "squares."
    ): lambda e, a: np.abs(e).mean(axis=1),
    N_(
        "the differences are added up with their signs, so that they may cancel; the distance is "
        "np.linalg.norm."
    ): lambda e, a: e.sum(axis=1),
    N_(
        "the sum of the differences is made positive too late: they "
        "may cancel before. The distance "
        "is np.linalg.norm."
    ): lambda e, a: np.abs(e.sum(axis=1)),
    N_(
        "the mean of the differences may be small though each is large; the distance is "
        "np.linalg.norm."
    ): lambda e, a: np.abs(e.mean(axis=1)),
    N_("the distance is divided by the length of the answer; `tolerance` is meant as it is."): (
        lambda e, a: np.linalg.norm(e, axis=1) / np.linalg.norm(a)
    ),
    N_("the distance is divided by the distance of the start; `tolerance` is meant as it is."): (
        lambda e, a: np.linalg.norm(e, axis=1) / np.linalg.norm(e[0])
    ),
    N_("the length of beta itself is compared; the distance from `answer` is asked for."): (
        lambda e, a: np.linalg.norm(e + a, axis=1)
    ),
    N_(
        "the lengths of beta and of the answer are compared; the distance is the length of their "
        "difference."
    ): lambda e, a: np.abs(np.linalg.norm(e + a, axis=1) - np.linalg.norm(a)),
    N_(
        "the change from one step to the next is compared; the distance from `answer` is asked for."
    ): (lambda e, a: np.append(np.inf, np.linalg.norm(np.diff(e, axis=0), axis=1))),
}
LAST_FAR = N_("this is the last step that is still too far away; the next one is asked for.")
FROM_ONE = N_("it counts from 1: the start is step 0.")
COUNTS = {  # words: (near, a bool for every point) -> number
    "": first,
    LAST_FAR: lambda near: first(near) - 1,
    FROM_ONE: lambda near: first(near) + 1,
    N_("it is two steps too many: the start is step 0, and the first near point is asked for."): (
        lambda near: first(near) + 2
    ),
    N_("this counts how many points are near enough; the first of them is asked for."): (
        lambda near: near.sum()
    ),
    N_("this is the last point; the first one that is near enough is asked for."): (
        lambda near: len(near) - 1
    ),
    N_("this is the number of points; the first one that is near enough is asked for."): len,
    N_("this counts from the end."): lambda near: first(near) - len(near),
    N_(
        "0 came back: np.argmax answers so where nothing is True, or "
        "where > stands for <=. Take the "
        "norm of each point, axis=1, and look where it is <= tolerance."
    ): (lambda near: 0),
}


TABLE = N_(
    "the numbers of the whole table are counted one by one, row after row: make one distance "
    "of each point first, axis=1."
)
OTHERS = {  # words: what came in the place of the step
    N_("this is the nearest point of all; the first one that is near enough is asked for."): (
        lambda b, a, tolerance: np.argmin(_distances(b, a))
    ),
    N_("this is the point; its number is asked for."): (
        lambda b, a, tolerance: b[steps_needed(b, a, tolerance)]
    ),
    N_("this is the distance at that step; the step's number is asked for."): (
        lambda b, a, tolerance: _distances(b, a)[steps_needed(b, a, tolerance)]
    ),
    N_("all comparisons came back: np.argmax finds the first True."): (
        lambda b, a, tolerance: _distances(b, a) <= tolerance
    ),
    N_("all distances came back: compare them with the tolerance, then find the first."): (
        lambda b, a, tolerance: _distances(b, a)
    ),
    N_(
        "all steps that are near enough came back, in a tuple: the first of them, [0][0], is asked "
        "for."
    ): lambda b, a, tolerance: np.nonzero(_distances(b, a) <= tolerance),
    N_("all steps that are near enough came back: the first of them, [0], is asked for."): (
        lambda b, a, tolerance: np.flatnonzero(_distances(b, a) <= tolerance)
    ),
    N_("one norm of the whole table is taken: axis=1 gives one for each point."): (
        lambda b, a, tolerance: first(np.linalg.norm(b - a) <= np.full(len(b), tolerance)) % len(b)
    ),
}


def mistakes():
    """A wrong distance, a wrong count, or both; or something else than a step."""
    for words, (measure, count) in few(MEASURES, COUNTS):
        yield Mistake(_counted(measure, count), words)
    for measure in (np.abs, np.square, lambda e: e):
        yield Mistake(lambda b, a, tolerance, m=measure: np.argmax(m(b - a) <= tolerance), TABLE)
    for words, other in OTHERS.items():
        yield Mistake(other, words)


def _counted(measure, count):
    return lambda betas, answer, tolerance: count(measure(betas - answer, answer) <= tolerance)


def _distances(betas, answer):
    return np.linalg.norm(betas - answer, axis=1)


FAR = np.array([9.0, 7, 5, 3, 2, 1.5, 1.2, 0.9, 0.6, 0.3])

EXERCISE = Exercise(
    right=steps_needed,
    lesson=5,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((*walk([*FAR, 0.1, 0.2]), 0.7), N_("on the probe")),
            Case((*walk([*FAR, 0.05, 0.1, 0.15], (-0.8, 0.6)), 0.4), N_("on the probe")),
            Case(
                (*walk([5.0, 3, 0.5, 2, 0.4]), 1.0),
                N_("near, then far again"),
                edge=True,
                words=N_(
                    "the distance may rise again later: the *first* step that is near enough "
                    "counts ({said})."
                ),
            ),
            Case(
                (*walk([8.0, 4, 2, 1, 0.5], (0.0, 1.0)), 2.0),
                N_("at equality"),
                edge=True,
                words=N_("at most the tolerance: a distance equal to it counts ({said})."),
            ),
            Case(
                (*walk([0.2, *FAR]), 0.25),
                N_("near at the start, then far"),
                edge=True,
                words=N_(
                    "a start that is near enough needs 0 steps, whatever comes later ({said})."
                ),
            ),
            Case(
                (*walk(FAR), 20.0),
                N_("near from the start on"),
                edge=True,
                words=N_("a start that is near enough needs 0 steps ({said})."),
            ),
            Case(
                (*walk([5.0, 3, 0.5, 0.3, 0.1]), 0.2),
                N_("near at the last point only"),
                edge=True,
                words=N_("where only the last point is near enough, {said}."),
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("The distance of every point at once: `np.linalg.norm(betas - answer, axis=1)`."),
        N_("`np.argmax` of an array of True and False is the place of the first True."),
    ),
)
