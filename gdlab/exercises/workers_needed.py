"""Lesson 11: from how many workers that prepare on one more no longer helps."""

from math import ceil, floor

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """read, train = rng.permutation([rng.uniform(1, 2), rng.uniform(3, 4)]).tolist()
workers = rng.integers(4, 40)
prepare = float((workers - rng.uniform(0.1, 0.9)) * max(read, train))"""


def workers_needed(read, prepare, train):
    return int(np.ceil(prepare / max(read, train)))


PACE = {  # words: (read, prepare, train) -> seconds that a batch of the prepared ones may take
    "": lambda r, p, t: max(r, t),
    N_("the quicker of the other two waits anyway: only the slower one sets the pace."): (
        lambda r, p, t: min(r, t)
    ),
    N_("reading and training are done at the same time: the slower one counts, not their sum."): (
        lambda r, p, t: r + t
    ),
    N_("the slower of the other two sets the pace, not their mean."): (lambda r, p, t: (r + t) / 2),
    N_("only reading is compared: training may be slower."): lambda r, p, t: r,
    N_("only training is compared: reading may be slower."): lambda r, p, t: t,
}
ROUNDED = {
    "": ceil,
    N_("it is rounded down: then preparing is still the slowest stage. Round up."): floor,
    N_("workers come whole: round up."): lambda w: w,
    N_("it is rounded to the nearest: round up, or preparing stays the slowest stage."): (
        lambda w: round(w)
    ),
    N_("one worker less is enough."): lambda w: ceil(w) + 1,
    N_("one worker more helps still."): lambda w: floor(w) - 1,
    N_("this is twice as many as are needed."): lambda w: 2 * ceil(w),
}
OTHERS = {
    N_(
        "all three are added up; they work at the same time, and one of the others sets the pace."
    ): (lambda r, p, t: p / (r + p + t)),
    N_("this is by how much preparing is slower than the slower of the others: workers divide."): (
        lambda r, p, t: p - max(r, t)
    ),
    N_("this is the gain; the number of workers is asked for, rounded up."): (
        lambda r, p, t: (r + p + t) / max(r, p, t)
    ),
    N_("this is upside down: prepare is divided by the pace of the others."): (
        lambda r, p, t: max(r, t) / p
    ),
    N_("this is the gain; the number of workers is asked for."): (
        lambda r, p, t: (r + p + t) / max(r, t)
    ),
    N_("this is the pace that is to be reached; the number of workers is asked for."): (
        lambda r, p, t: max(r, t)
    ),
    N_("this is the total time; the number of workers is asked for."): lambda r, p, t: r + p + t,
}


def mistakes():
    """A wrong pace, a wrong rounding, or both; something else."""
    for words, (pace, rounded) in few(PACE, ROUNDED):
        yield Mistake(lambda r, p, t, f=pace, g=rounded: g(p / f(r, p, t)), words)
    for words, other in OTHERS.items():
        yield Mistake(other, words)
    difference = N_("this is a difference of times: a worker more divides, it does not subtract.")
    for rounded in (ceil, floor, round):
        yield Mistake(lambda r, p, t, g=rounded: g(p - max(r, t)), difference)


def always_one(trial):
    """It says 1, whatever the times are."""
    answers = [trial.answers[k] for k in trial.plain if k < len(trial.answers)]
    if all(isinstance(answer, np.ndarray) and np.all(answer == 1) for answer in answers):
        return N_("it is always 1: preparing is divided by the pace of the *others*.")
    return None


EXERCISE = Exercise(
    right=workers_needed,
    lesson=11,
    designs=Designs(
        RECIPE,
        tuple(range(1, 13)),
        (
            Case((5, 2, 3), N_("where preparing is not the slowest stage"), edge=True),
            Case(
                (2, 12, 3),
                N_("where it divides without rest"),
                edge=True,
                words=N_("with times of 2, 12 and 3 four workers are just enough: {said}."),
            ),
            Case((4, 8, 4), N_("where reading and training take the same"), edge=True),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    explain=always_one,
    praise=N_("Right: from there on another stage sets the pace."),
    hints=(
        N_("With two workers a prepared batch comes every `prepare / 2`; and with w of them?"),
        N_("When is that no longer slower than the slower of the two others, `max(read, train)`?"),
    ),
)
