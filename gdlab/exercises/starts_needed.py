"""Lesson 7: how many random starts until the best minimum is found, as good as surely."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """share = rng.uniform(0.02, 0.4)
sure = rng.uniform(0.9, 0.995)"""


def starts_needed(share, sure):
    return np.ceil(np.log(1 - sure) / np.log(1 - share))


log = np.log
COUNTS = {  # words: (share, sure) -> how many, not yet a whole number
    "": lambda p, s: log(1 - s) / log(1 - p),
    N_(
        "the chances of single starts are added up; the best valley may be found twice. Take the "
        "chance that all of them miss."
    ): lambda p, s: s / p,
    N_("this is the mean number of starts, 1/share; by then many runs have found nothing."): (
        lambda p, s: 1 / p
    ),
    N_(
        "this asks that every start finds it, share to the power k. All miss with the chance "
        "1 - share, to the power k."
    ): lambda p, s: log(s) / log(p),
    N_("all miss with the chance (1 - share) to the power k; this uses share."): (
        lambda p, s: log(1 - s) / log(p)
    ),
    N_("all may miss with the chance 1 - sure; this uses sure."): lambda p, s: log(s) / log(1 - p),
    N_(
        "the fraction is upside down, or the arguments stand in another order: it is called as "
        "f(share, sure), and log(1 - sure) belongs above."
    ): lambda p, s: log(1 - p) / log(1 - s),
    N_("the logarithm of 1 - share is replaced by share: near for small shares only."): (
        lambda p, s: -log(1 - s) / p
    ),
    N_("the logarithms have two bases: use the same one above and below."): (
        lambda p, s: np.log10(1 - s) / log(1 - p)
    ),
    N_("the logarithms have two bases: use one and the same above and below."): (
        lambda p, s: log(1 - s) / np.log10(1 - p)
    ),
    N_("the logarithms have two bases, 2 and e: use one and the same above and below."): (
        lambda p, s: np.log2(1 - s) / log(1 - p)
    ),
    N_("the logarithms are subtracted; their quotient is asked."): (
        lambda p, s: log(1 - p) - log(1 - s)
    ),
    N_("the logarithms are multiplied; their quotient is asked."): (
        lambda p, s: log(1 - p) * log(1 - s)
    ),
    N_("the logarithms are missing: (1 - share) to the power k must fall to 1 - sure."): (
        lambda p, s: (1 - s) / (1 - p)
    ),
    N_("the logarithms are missing, and the fraction is upside down."): (
        lambda p, s: (1 - p) / (1 - s)
    ),
    N_("the chance of a miss is multiplied by k; it is taken to the power k."): (
        lambda p, s: 1 / ((1 - s) * (1 - p))
    ),
    N_("this is the logarithm of a quotient; the quotient of logarithms is asked."): (
        lambda p, s: log((1 - p) / (1 - s))
    ),
    N_("this is 1/(1 - sure): the share does not enter it."): lambda p, s: 1 / (1 - s),
    N_("this is sure/(1 - sure) over share: use the chance that all of them miss."): (
        lambda p, s: s / (1 - s) / p
    ),
    N_("the sign is flipped."): lambda p, s: -log(1 - s) / log(1 - p),
    N_("the chances are taken for percents: they run from 0 to 1."): (
        lambda p, s: log(1 - s / 100) / log(1 - p / 100)
    ),
}
WHOLE = {  # words: number -> whole number
    "": np.ceil,
    N_("it is one start short: a part of a start is none, so take the next whole number."): (
        np.floor
    ),
    N_("rounding may round down, and is then one start short: take the next whole number."): (
        np.round
    ),
    N_("starts are whole: take the next whole number, np.ceil."): lambda k: k,
    N_("it is one start too many: does the loop count once more after it is sure?"): (
        lambda k: np.ceil(k) + 1
    ),
    N_("it is one start short: does the loop begin at 0 and count too late?"): (
        lambda k: np.ceil(k) - 1
    ),
    N_("it is two starts too many."): lambda k: np.ceil(k) + 2,
    N_("it is two starts short."): lambda k: np.ceil(k) - 2,
}


def mistakes():
    """Another count, another rounding, or both; a chance instead of a count."""
    for words, (count, whole) in few(COUNTS, WHOLE):
        yield Mistake(lambda p, s, c=count, w=whole: w(c(p, s)), words)
    chance = N_("this is a chance; the number of starts is asked.")
    for of in (
        lambda p, s: 1 - (1 - p) ** starts_needed(p, s),
        lambda p, s: (1 - p) ** starts_needed(p, s),
        lambda p, s: 1 - (1 - p) ** s,
        lambda p, s: (1 - p) ** s,
        lambda p, s: p**s,
        lambda p, s: p * s,
        lambda p, s: 1 - p * s,
    ):
        yield Mistake(of, chance)


EXERCISE = Exercise(
    right=starts_needed,
    lesson=7,
    designs=Designs(
        RECIPE,
        tuple(range(1, 13)),
        (
            Case((0.00137, 0.9973), N_("for a share of 0.00137, to be 0.9973 sure")),
            Case((0.0131, 0.9), N_("for a share of 0.0131, to be 0.9 sure")),
            Case((0.9, 0.6), N_("for a share of 0.9, to be 0.6 sure")),
            Case((0.83, 0.97), N_("for a share of 0.83, to be 0.97 sure")),
            Case(
                (0.5, 0.75),
                N_("for a share of 0.5, to be 0.75 sure"),
                edge=True,
                words=N_("two starts are 0.75 sure exactly, and that is enough ({said})."),
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("One start misses with the chance `1 - share`."),
        N_("Starts do not know of each other: k of them all miss with (1 - share) to the power k."),
        N_("Find the smallest k at which that is at most `1 - sure`: a loop, or a logarithm."),
    ),
)
