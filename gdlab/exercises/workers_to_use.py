"""Lesson 12: how many workers make a step fastest, the bytes that travel included."""

from math import ceil, floor, log2, sqrt

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences
from gdlab.notebook.language import N_

RECIPE = """size, d = float(rng.integers(20, 900)) * 1e9, int(rng.integers(1000, 90_000))
memory, best = float(rng.integers(5, 20)) * 1e9, rng.integers(7, 20) + rng.uniform(-0.3, 0.3)
bandwidth, most = 16 * d * memory * best**2 / size, int(rng.integers(300, 360))"""


def workers_to_use(size, d, memory, bandwidth, most):
    seconds = [size / w / memory + 16 * d * w / bandwidth for w in range(1, most + 1)]
    return int(np.argmin(seconds)) + 1


READING = {  # words: (size, w, memory) -> seconds
    "": lambda size, w, memory: size / w / memory,
    N_("every worker reads its share only: size / workers."): lambda size, w, memory: size / memory,
    N_("reading takes size / workers / memory seconds: the bytes are divided by a speed."): (
        lambda size, w, memory: size * memory / w
    ),
    N_("the speed of memory is missing in the time to read."): lambda size, w, memory: size / w,
    N_("the time to read is missing."): lambda size, w, memory: 0.0,
}
SENDING = {  # words: (d, w, bandwidth) -> seconds
    "": lambda d, w, b: 16 * d * w / b,
    N_("this is one way: beta goes out to each worker, and a sum comes back from each."): (
        lambda d, w, b: 8 * d * w / b
    ),
    N_("the vectors of one worker alone are counted: each worker has two."): (
        lambda d, w, b: 16 * d / b
    ),
    N_("numbers are counted where bytes are asked for: a float64 has 8."): (
        lambda d, w, b: 2 * d * w / b
    ),
    N_("a float64 has 8 bytes, not 4, and both ways count."): lambda d, w, b: 4 * d * w / b,
    N_("numbers are counted, one way: a float64 has 8 bytes, and a sum comes back."): (
        lambda d, w, b: d * w / b
    ),
    N_("the bytes are shared out among the workers: each of them needs all of beta."): (
        lambda d, w, b: 16 * d / w / b
    ),
    N_("the sending is missing: then more workers would always help."): lambda d, w, b: 0.0,
    N_("the bandwidth is missing: bytes are divided by it to give seconds."): (
        lambda d, w, b: 16.0 * d * w
    ),
    N_("bytes are divided by the bandwidth, not multiplied."): lambda d, w, b: 16.0 * d * w * b,
    N_("d is missing: beta and a sum have d numbers each."): lambda d, w, b: 16 * w / b,
    N_("no matrix travels: beta has d numbers, and so has a sum."): (
        lambda d, w, b: 16.0 * d * d * w / b
    ),
    N_("the vectors go one after the other over one link here: w of them, not log2(w)."): (
        lambda d, w, b: 16 * d * log2(w) / b
    ),
    N_("every worker talks to one place only: w vectors each way, not w squared."): (
        lambda d, w, b: 16.0 * d * w * w / b
    ),
    N_("these are bits: bandwidth is given in bytes a second."): lambda d, w, b: 128 * d * w / b,
    N_("d numbers go to each worker: the workers multiply them, they are not added."): (
        lambda d, w, b: 16 * (d + w) / b
    ),
}
PICKED = {  # words: seconds for 1, 2, ... workers -> the answer
    "": lambda s: np.argmin(s) + 1,
    N_("np.argmin counts from 0, and workers from 1: add 1."): np.argmin,
    N_("these are the seconds; the number of workers that has them is asked for."): np.min,
    N_("this is two too many: np.argmin counts from 0, and workers from 1."): (
        lambda s: np.argmin(s) + 2
    ),
}
ROUND = N_("workers come whole: this is where the two times are equal, not yet rounded.")


def mistakes():
    """A wrong time to read or to send, a wrong choice, or two of them; the formula, not rounded."""
    yield Mistake(
        lambda size, d, memory, bandwidth, most: most,
        N_(
            "this is all the workers there are: what is sent grows with them, so more do not "
            "always help. Is the sending missing, or not multiplied by the workers?"
        ),
    )
    for words, (reading, sending, picked) in few(READING, SENDING, PICKED):
        plain = sending is SENDING[""] and picked is PICKED[""]
        if reading is READING[""] or plain:  # with more than that wrong any number may come
            yield Mistake(_chosen(reading, sending, picked), words)
    yield Mistake(
        _chosen(READING[""], SENDING[""], lambda s: np.argmax(s) + 1),
        N_("this is the slowest choice: the least of the seconds counts."),
    )
    for factor, words in ((16, ""), *BALANCES.items()):
        for rounded, of_rounding in ((float, ROUND), (round, ""), (floor, ""), (ceil, "")):
            if words or of_rounding:
                yield Mistake(
                    lambda size, d, memory, bandwidth, most, f=factor, g=rounded: g(
                        sqrt(size * bandwidth / (f * d * memory))
                    ),
                    sentences(words, of_rounding),
                )
    yield Mistake(
        lambda size, d, memory, bandwidth, most: size * bandwidth / (16 * d * memory),
        N_("the root is missing: both times are equal where the *square* of w is this."),
    )


BALANCES = {
    8: N_("both ways count: beta goes out, and a sum comes back."),
    32: N_("two vectors a worker are sent, of 8 bytes a number: 16 d bytes."),
    2: N_("numbers are counted where bytes are asked for: a float64 has 8."),
}


def _chosen(reading, sending, picked):
    def run(size, d, memory, bandwidth, most):
        w = range(1, most + 1)
        return picked([reading(size, k, memory) + sending(d, k, bandwidth) for k in w])

    return run


EXERCISE = Exercise(
    right=workers_to_use,
    lesson=12,
    designs=Designs(
        RECIPE,
        tuple(range(1, 11)),
        (
            Case(
                (4e12, 1000, 1e10, 1e9, 30),
                N_("where there are fewer workers than would be best"),
                edge=True,
                words=N_("where 30 workers are all there are, {said}: the last one counts, too."),
            ),
            Case(
                (1e6, 100_000, 1e10, 1e8, 50),
                N_("where sending takes longer than reading"),
                edge=True,
                words=N_("where one worker is fastest, {said}."),
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    praise=N_("Right: more workers help until what they send takes as long as what they save."),
    hints=(
        N_("For w workers: `size / 2 / memory` seconds to read where w is 2. And to send?"),
        N_("beta and a sum for each worker: 16 d w bytes, over one link, divided by `bandwidth`."),
        N_("Compute the seconds for 1, 2, ..., most workers; `np.argmin` finds the least."),
    ),
)
