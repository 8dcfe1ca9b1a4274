"""Lesson 5: the first step at which the loss has hardly changed."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """T = rng.integers(60, 90)
losses = rng.uniform(1, 3) + rng.uniform(5, 20) * rng.uniform(0.75, 0.85) ** np.arange(T)
tolerance = 10 ** -rng.uniform(2, 3)"""


def stopping_step(losses, tolerance):
    change = np.abs(np.diff(losses))
    still = change < tolerance * losses[:-1]
    return int(np.argmax(still)) + 1 if still.any() else len(losses) - 1


def first(still):
    """The first step after which nothing changed; the last step where there is none."""
    return int(np.argmax(still)) + 1 if np.any(still) else len(still)


CHANGES = {  # words: losses -> what is compared, one for each step
    "": lambda f: np.abs(np.diff(f)),
    N_(
        "np.diff is each loss minus the one before: where the loss falls that is below zero, and "
        "below every tolerance. Take its size."
    ): np.diff,
    N_("the loss itself is compared: its change is asked for."): lambda f: f[1:],
    N_("the loss before the step is compared: the change is asked for."): lambda f: f[:-1],
    N_("the change since the start is compared: since the step before."): (
        lambda f: np.abs(f[1:] - f[0])
    ),
    N_(
        "the distance from the lowest loss is compared: a run knows only what it has seen so far."
    ): (lambda f: f[1:] - f.min()),
    N_("the change of the change is compared: one np.diff is enough."): (
        lambda f: np.append(np.abs(np.diff(f, 2)), np.inf)
    ),
    N_("the change over two steps is compared: from one step to the next."): (
        lambda f: np.append(np.inf, np.abs(f[2:] - f[:-2]))
    ),
}
SCALES = {  # words: losses -> what the tolerance is multiplied by
    "": lambda f: f[:-1],
    N_(
        "the tolerance is not multiplied by the loss before: in other units of y it would differ."
    ): (lambda f: 1.0),
    N_("the tolerance is multiplied by the first loss: by the one before the step."): (
        lambda f: f[0]
    ),
    N_("the tolerance is divided by the loss before: multiply."): lambda f: 1 / f[:-1],
    N_("the tolerance is multiplied by the root of the loss: by the loss."): (
        lambda f: np.sqrt(f[:-1])
    ),
    N_("the tolerance is multiplied by the square of the loss: by the loss."): (
        lambda f: f[:-1] ** 2
    ),
}
COUNTS = {  # words: still, a bool for every step -> number
    "": first,
    N_("the numbering is off by one: np.diff(losses)[0] is the change of step 1."): (
        lambda still: first(still) - 1
    ),
    N_("it is one step too many: np.diff(losses)[0] is the change of step 1."): (
        lambda still: first(still) + 1
    ),
    N_("this is the last step of all: the first one without a change is asked for."): len,
    N_("this is the number of losses: a step is asked for."): lambda still: len(still) + 1,
    N_("this counts the steps without a change: the first of them is asked for."): np.sum,
    N_("this counts the steps with a change: the one after them is asked for."): (
        lambda still: np.sum(~still)
    ),
    N_("this is the first step with a change: < and > are exchanged."): lambda still: first(~still),
    N_(
        "0 came back. Where the loss falls np.diff is below zero, and so below every tolerance; "
        "and np.argmax is 0, too, where nothing is True."
    ): lambda still: 0,
    N_("this counts from the end."): lambda still: first(still) - len(still) - 1,
}


def mistakes():
    """Another change, another scale, another count; two of them."""
    for words, (change, scale, count) in few(CHANGES, SCALES, COUNTS):
        yield Mistake(_stop(change, scale, count), words)
    yield Mistake(
        lambda losses, tolerance: losses[stopping_step(losses, tolerance)],
        N_("this is the loss at that step: the step's number is asked for."),
    )
    yield Mistake(
        lambda losses, tolerance: np.argmin(losses),
        N_("this is the step of the lowest loss: a run that must stop has not seen it yet."),
    )
    yield Mistake(
        lambda losses, tolerance: np.abs(np.diff(losses)) < tolerance * losses[:-1],
        N_("all comparisons came back: np.argmax finds the first True."),
    )
    yield Mistake(
        lambda losses, tolerance: (
            np.flatnonzero(np.abs(np.diff(losses)) < tolerance * losses[:-1]) + 1
        ),
        N_("all steps without a change came back: the first of them is asked for."),
    )


def _stop(change, scale, count):
    return lambda losses, tolerance: count(change(losses) < tolerance * scale(losses))


NEVER = N_(
    "where the loss never stops changing, the last step is asked for, len(losses) - 1 ({said}). "
    "np.argmax of an array that is False everywhere is 0."
)
RISING = N_(
    "a loss that rises has changed, too, and must not stop the run ({said}): take np.abs of the "
    "change."
)

EXERCISE = Exercise(
    right=stopping_step,
    lesson=5,
    designs=Designs(
        RECIPE,
        (1, 2, 5, 7, 11),
        (
            Case(
                (np.array([8.0, 10, 7, 5, 4, 3.9, 3.899]), 0.01),
                N_("where the loss rises first"),
                edge=True,
                words=RISING,
            ),
            Case(
                (100.0 * 0.5 ** np.arange(9), 0.01),
                N_("where it never stops changing"),
                edge=True,
                words=NEVER,
            ),
            Case(
                (np.array([5.0, 4.9999, 3, 2, 1]), 0.01),
                N_("where the first step changes nothing"),
                edge=True,
                words=N_("where step 1 changes nothing, the answer is 1 ({said})."),
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("Print `np.diff(losses)`: what is its sign while the loss falls?"),
        N_("`np.diff(losses)[0]` is the change of step 1, and it has one entry less than losses."),
        N_(
            "`np.argmax` of an array of False is 0: ask first whether any is True; where none is, "
            "take the last step."
        ),
    ),
)
