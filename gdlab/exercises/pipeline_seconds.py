"""Lesson 11: when the last batch leaves a pipeline whose stages work at the same time."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """stages, batches = rng.integers(4, 7), int(rng.integers(8, 40))
takes = rng.uniform(1, 9, stages)
takes[0], takes[-1] = rng.uniform(2, 4, 2)"""


def pipeline_seconds(takes, batches):
    return sum(takes) + (batches - 1) * max(takes)


FILLED = {  # words: takes -> seconds until the first batch is out
    "": lambda t: t.sum(),
    N_("the first batch has to pass all stages, not only the slowest: sum(takes)."): (
        lambda t: t.max()
    ),
    N_("the time until the first batch is out is missing: it passes all stages."): lambda t: 0,
    N_("the first batch passes all stages, not only the first of them."): lambda t: t[0],
    N_("the first batch passes all stages, not only the last of them."): lambda t: t[-1],
    N_("the mean of the stages is taken where the first batch passes all of them: sum(takes)."): (
        lambda t: t.mean()
    ),
    N_("every stage counts for the first batch, the slowest one, too."): (
        lambda t: t.sum() - t.max()
    ),
    N_("the stages of the first batch are not all as long as the slowest."): (
        lambda t: len(t) * t.max()
    ),
    N_("the last stage is left out for the first batch."): lambda t: t[:-1].sum(),
    N_("the first stage is left out for the first batch."): lambda t: t[1:].sum(),
}
PACE = {  # words: takes -> seconds from one batch to the next
    "": lambda t: t.max(),
    N_("after that the stages work at the same time: the slowest alone sets the pace."): (
        lambda t: t.sum()
    ),
    N_("the pace is that of the slowest stage, not of the quickest."): lambda t: t.min(),
    N_("the pace is that of the slowest stage, not their mean: the others wait for it."): (
        lambda t: t.mean()
    ),
    N_("the pace is that of the slowest stage, wherever it stands: not of the first."): (
        lambda t: t[0]
    ),
    N_("the pace is that of the slowest stage, wherever it stands: not of the last."): (
        lambda t: t[-1]
    ),
    N_("the pace is that of the slowest stage, wherever it stands: not of the second."): (
        lambda t: t[1]
    ),
    N_("the pace is that of the slowest stage, not their median."): lambda t: np.median(t),
    N_("the slowest stage is left out: it is the one that sets the pace."): (
        lambda t: t.sum() - t.max()
    ),
    N_("the pace is set by one stage, the slowest, not by the two slowest."): (
        lambda t: np.sort(t)[-2:].sum()
    ),
    N_("the pace is set by the slowest stage, not by the second."): lambda t: np.sort(t)[-2],
    N_("what follows the first batch is missing."): lambda t: 0,
}
COUNTS = {  # words: batches -> how many come after the first
    "": lambda n: n - 1,
    N_("the first batch is counted twice: batches - 1 follow it."): lambda n: n,
    N_("batches - 1 follow the first one, not two less."): lambda n: n - 2,
    N_("batches - 1 follow the first one, not one more than there are."): lambda n: n + 1,
    N_("all batches count: batches - 1 follow the first one."): lambda n: 1,
}


def mistakes():
    """What everyone does first; then the three parts, wrong alone or two at a time."""
    yield Mistake(
        lambda t, n: n * t.sum(),
        N_("this is the time of one after another; here all stages work at the same time."),
    )
    yield Mistake(
        lambda t, n: n * t.max(),
        N_(
            "this is the pace alone: the first batch must pass the other stages, too, before "
            "the last stage has anything to do."
        ),
    )
    each = N_("this is the time a batch; the time of all of them is asked for.")
    yield Mistake(lambda t, n: t.max(), each)
    yield Mistake(lambda t, n: (t.sum() + (n - 1) * t.max()) / n, each)
    for words, (filled, pace, count) in few(FILLED, PACE, COUNTS):
        yield Mistake(
            lambda t, n, f=filled, p=pace, c=count: f(t) + c(n) * p(t),
            words,
        )
    yield Mistake(
        lambda t, n: t.sum() + n - t.max(),
        N_("parentheses are missing: (batches - 1) * max(takes)."),
    )
    follow = N_("batches - 1 follow the first one, whatever the number of stages is.")
    yield Mistake(lambda t, n: t.sum() + (n - len(t)) * t.max(), follow)
    yield Mistake(lambda t, n: t.sum() + (n - len(t) + 1) * t.max(), follow)
    gain = N_("this is how many times as fast it is; the seconds are asked for.")
    yield Mistake(lambda t, n: t.sum() / t.max(), gain)
    yield Mistake(lambda t, n: n * t.sum() / (t.sum() + (n - 1) * t.max()), gain)


EXERCISE = Exercise(
    right=pipeline_seconds,
    lesson=11,
    designs=Designs(
        RECIPE,
        (1, 2, 3),
        (
            Case((np.array([2.0, 5, 1]), 1), N_("for a single batch"), edge=True),
            Case((np.array([3.0]), 6), N_("for a single stage"), edge=True),
            Case((np.array([4.0, 4, 4]), 7), N_("for stages of equal length"), edge=True),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    praise=N_("Right: fill the pipeline once, then one batch for each beat of the slowest stage."),
    hints=(
        N_("When does the first batch leave the last stage? It waits nowhere: `sum(takes)`."),
        N_("From then on a batch comes out each time the slowest stage is done: `max(takes)`."),
    ),
)
