"""Lesson 8's answers: what a part says of itself, how two parts are joined, what a step moves.

Shapes: X (n, d) rows of one part, y (n,), beta (d,); a pair is (X^T (X beta - y), n).
"""

import numpy as np

from gdcore.losses import half_sse_gradient
from gdlab.exercises.gradient import close
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

BYTES = 8  # of a float64

SUMS = (  # wrong first halves by name: from the sum G, rows n and columns d
    (lambda G, n, d: G / n, "this is the part's mean: means of unequal parts cannot be added. "
     "Return the sum, undivided; the rows travel beside it."),
    (lambda G, n, d: 2 * G / n, "this is the part's own gradient of the mean: those of unequal "
     "parts cannot be added. Return the sum, undivided; the rows travel beside it."),
    (lambda G, n, d: 2 * G, "this is twice the sum: 2 / n comes once, when all parts are joined."),
    (lambda G, n, d: -G, "the sign is flipped: the residual is X @ beta - y."),
    (lambda G, n, d: G / d, "this is divided by the columns; a sum is not divided at all."),
    (lambda G, n, d: 0 * G, "it is zero: is anything summed?"),
)  # fmt: skip

COUNTS = (
    (lambda n, d: d, "the sum is right, but the number beside it counts columns: len(y)."),
    (lambda n, d: n * d, "the sum is right, but the number beside it counts numbers: len(y)."),
    (lambda n, d: 1, "the sum is right, but a part counts as many rows as it has: len(y)."),
)

JOINED = (  # wrong pairs by name: from sums A, B and rows a, b
    (lambda A, a, B, b: ((A + B) / 2, a + b), "the sums are halved: add them, and divide nothing."),
    (lambda A, a, B, b: ((A + B) / 2, (a + b) / 2), "this is the mean of two parts, as if they "
     "were equal. Add sums to sums, rows to rows."),
    (lambda A, a, B, b: ((A / a + B / b) / 2, a + b), "the mean of the two means lets a small "
     "part count as much as a large one. Add the sums."),
    (lambda A, a, B, b: ((A + B) / (a + b), a + b), "divided too early: the next part could not "
     "be added to a mean. Divide once, when all parts are joined."),
    (lambda A, a, B, b: ((a * A + b * B) / (a + b), a + b), "weights are for means; these are "
     "sums, the large part's is larger already."),
    (lambda A, a, B, b: (a * A + b * B, a + b), "weights are for means; these are sums, the "
     "large part's is larger already."),
    (lambda A, a, B, b: (A + B, a), "the second part's rows are not counted."),
    (lambda A, a, B, b: (A + B, b), "the first part's rows are not counted."),
    (lambda A, a, B, b: (A + B, a * b), "rows are added, not multiplied."),
    (lambda A, a, B, b: (A + B, 2), "the rows of both are counted, not the parts."),
    (lambda A, a, B, b: (A, a), "the second part is lost."),
    (lambda A, a, B, b: (B, b), "the first part is lost."),
)  # fmt: skip

MOVED = (  # wrong numbers of bytes by name
    (lambda d, w: 2 * d * w, "these are numbers; a float64 has 8 bytes."),
    (lambda d, w: BYTES * d * w, "this is one way. beta goes out, and a sum comes back."),
    (lambda d, w: 2 * BYTES * d, "this is one worker's share: beta goes to each of them."),
    (lambda d, w: BYTES * d * (w + 1), "beta does not travel once for all: each worker gets it."),
    (lambda d, w: 2 * BYTES * d * (w - 1), "every worker gets beta and sends a sum, none less."),
    (lambda d, w: 2 * BYTES * w, "beta has d numbers, and so has a sum."),
    (lambda d, w: 2 * BYTES * d**2 * w, "no matrix travels: beta has d numbers, and so has a sum."),
    (lambda d, w: BYTES * d**2 * w, "no matrix travels: beta has d numbers, and so has a sum."),
    (lambda d, w: 2 * BYTES * d * np.log2(w), "log2 counts the *levels* of sums that wait for each "
     "other; the bytes of all workers add up."),
)  # fmt: skip


def check_part_gradient(function):
    """Judge function(beta, X, y) -> (X^T (X beta - y), rows), what one part says of itself."""
    rng = np.random.default_rng(27)
    n, d = 5, 3
    X, y, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-2, 2, d)
    total, count = _pair(call(function, beta, X, y), d)
    wanted = half_sse_gradient(beta, X, y)
    if not close(total, wanted):
        return wrong(_name(SUMS, lambda guess: _same(total, guess(wanted, n, d)), wanted, total))
    if count != n:
        return wrong(_name(COUNTS, lambda guess: count == guess(n, d), n, count))
    return right("Right: a sum and its rows are all that leaves a worker.")


def check_combine(function):
    """Judge function(a, b) -> the pair of both parts together; a and b are (sum, rows)."""
    rng = np.random.default_rng(28)
    A, B = rng.uniform(1, 9, 3), rng.uniform(1, 9, 3)
    a, b = 3, 5
    first, second = A.copy(), B.copy()
    value = call(function, (first, a), (second, b))
    if isinstance(value, tuple | list) and len(value) == 4:
        return wrong("two tuples with + stand one behind the other: (a[0] + b[0], a[1] + b[1]).")
    total, count = _pair(value, 3)
    if not (np.array_equal(first, A) and np.array_equal(second, B)):
        return wrong("it changed a pair that it was given: a[0] + b[0] makes a new array.")
    if close(total, A + B) and count == a + b:
        return right("Right, for parts of any sizes, joined in any order.")

    def is_it(guess):
        joined, rows = guess(A, a, B, b)
        return _same(total, joined) and count == rows

    return wrong(_name(JOINED, is_it, (A + B, a + b), (total, count)))


def check_bytes_per_step(function):
    """Judge function(d, workers) -> 16 d workers: beta to each, a sum from each, in float64."""
    cases = ((50, 2), (1000, 16), (7, 1), (3, 64))
    answers = [_number(call(function, *case)) for case in cases]
    wanted = [2 * BYTES * d * w for d, w in cases]
    if np.allclose(answers, wanted):
        return right("Right: n does not occur. The rows stay where they are.")

    def is_it(guess):
        return np.allclose(answers, [guess(*case) for case in cases])

    return wrong(_name(MOVED, is_it, wanted[0], answers[0]))


def _name(known, is_it, wanted, got):
    """The words for the first guess that is it."""
    for guess, words in known:
        if is_it(guess):
            return words
    return f"on the probe it should be {_short(wanted)}, yours is {_short(got)}"


def _same(answer, guess):
    return close(answer, guess) if guess.any() else not answer.any()


def _pair(value, d):
    """(sum (d,), rows) of what was returned, or an Answer that says what it is instead."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        if isinstance(value, np.ndarray) and value.shape == (d,):
            raise Answer(wrong("this is the sum alone; its rows must come with it: a pair."))
        raise Answer(wrong(f"a pair (sum, rows) was expected, got {type(value).__name__}"))
    total, count = (as_array(half) for half in value)
    if total.size == 1 and count.shape == (d,):
        raise Answer(wrong("the other way round: first the sum, then the rows."))
    if total.shape != (d,) or count.size != 1:
        raise Answer(
            wrong(f"the shapes are {total.shape} and {count.shape}; a pair has ({d},) and ()")
        )
    return total, float(count.ravel()[0])


def _number(value):
    array = as_array(value)
    if array.size != 1:
        raise Answer(wrong(f"one number was expected, got shape {array.shape}"))
    return float(array.ravel()[0])


def _short(value):
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    return str(np.round(value, 4))
