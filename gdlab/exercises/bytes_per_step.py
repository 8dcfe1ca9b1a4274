"""Lesson 12: what one step of gradient descent moves between workers."""

from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read
from gdlab.notebook.language import N_

RECIPE = """d, workers = rng.integers(20, 2000), rng.integers(3, 60)"""
NO_MATRIX = N_("no matrix travels: beta has d numbers, and so has a sum.")


def bytes_per_step(d, workers):
    return 2 * 8 * d * workers


NUMBERS = {
    "d w": (lambda d, w: d * w, None),
    "d": (lambda d, w: d, N_("this is one worker's share: beta goes to each of them.")),
    "w": (lambda d, w: w, N_("beta has d numbers, and so has a sum.")),
    N_("d (w + 1)"): (
        lambda d, w: d * (w + 1) / 2,
        N_("beta does not travel once for all: each worker gets it."),
    ),
    N_("d (w - 1)"): (
        lambda d, w: d * (w - 1),
        N_("every worker gets beta and sends a sum, none less."),
    ),
    "d² w": (lambda d, w: d**2 * w, NO_MATRIX),
    "d²": (lambda d, w: d**2, NO_MATRIX),
    "d w²": (lambda d, w: d * w**2, N_("no worker talks to another: each has two roads only.")),
    N_("d w (w - 1)"): (
        lambda d, w: d * w * (w - 1),
        N_("no worker talks to another: each has two roads only."),
    ),
    "d log2(w)": (
        lambda d, w: d * np.log2(w),
        N_(
            "log2 counts the *levels* of sums that wait for each other; the bytes of all workers "
            "add up."
        ),
    ),
    N_("d w log2(w)"): (
        lambda d, w: d * w * np.log2(w),
        N_(
            "log2 counts the *levels* of sums that wait for each other; the bytes of all workers "
            "add up."
        ),
    ),
    N_("d / w"): (
        lambda d, w: d / w,
        N_("the coefficients are not shared out: every worker needs all d of them."),
    ),
    N_("(d + 1) w"): (
        lambda d, w: (d + 1) * w,
        N_("the rows' number is left out here: d numbers there, d numbers back."),
    ),
    N_("d + w"): (lambda d, w: d + w, N_("d numbers travel to each worker: multiply, do not add.")),
}
SIZES = {
    16: None,
    8: N_(
        "this is half of it: a float64 has 8 bytes, and both ways count, beta goes out and a sum "
        "comes back (one way, or both in float32)."
    ),
    2: N_("these are numbers; a float64 has 8 bytes."),
    1: N_("these are numbers, one way: a float64 has 8 bytes, and a sum comes back."),
    4: N_(
        "this is a quarter of it: a float64 has 8 bytes, not 4, and both ways count, beta goes out "
        "and a sum comes back."
    ),
    128: N_("these are bits; a byte has 8 of them."),
    64: N_("these are bits; a byte has 8 of them."),
    24: N_("three vectors a worker are one too many: beta goes out, one sum comes back."),
    32: N_("four vectors a worker are two too many: beta goes out, one sum comes back."),
}


UNITS = {
    N_("these are kibibytes; bytes are asked for."): 2**10,
    N_("these are kilobytes; bytes are asked for."): 1e3,
    N_("these are mebibytes; bytes are asked for."): 2**20,
    N_("these are megabytes; bytes are asked for."): 1e6,
    N_("these are gibibytes; bytes are asked for."): 2**30,
    N_("these are gigabytes; bytes are asked for."): 1e9,
}


def mistakes():
    """A wrong size of a number or number of roads, then a wrong count of numbers, or both."""
    for (count, of_numbers), (size, of_size) in product(NUMBERS.values(), SIZES.items()):
        words = of_numbers or of_size
        if words:
            yield Mistake(lambda d, w, count=count, size=size: size * count(d, w), words)
    yield Mistake(lambda d, w: 16 * d * w + 8 * w, NUMBERS[N_("(d + 1) w")][1])
    for (words, unit), size in product(UNITS.items(), SIZES):
        yield Mistake(lambda d, w, u=unit, s=size: s * d * w / u, words)


EXERCISE = Exercise(
    right=bytes_per_step,
    lesson=12,
    designs=Designs(
        RECIPE,
        (1, 2, 3),
        (
            Case((7, 1), N_("for 7 coefficients and one worker")),
            Case((3, 64), N_("for d = 3 and 64 workers")),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    tolerance=1e-12,
    praise=N_("Right: n does not occur. The rows stay where they are."),
    hints=(
        N_("What does one worker get, what does it send? How many numbers is that?"),
        N_("d numbers there and d numbers back, 8 bytes each, for every worker."),
    ),
)
