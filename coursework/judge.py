"""What the tests of a set ask of a student's function: assertions that name the mistake.

A test hands over the function and rows of numbers: what it is called with, what is right, and what
known mistakes would have given. No formula and no answer is known here, so that this file may be
read by everybody. Loops, lists, float32 and (d, 1) for (d,) are welcome: the numbers are judged.
"""

from functools import wraps

import numpy as np

from coursework.probing import ready
from gdlab.guard.call import Answer, as_array, call

TOLERANCE = 1e-4  # relative to the whole answer; float32 answers are right answers
SMALL = 1e-7  # ... and what counts as zero
EMPTY = "not attempted yet: write your own lines in the place of raise NotImplementedError()."


def assert_example(function, arguments, wanted):
    """function(*arguments) is `wanted`, the example of the text; both numbers may be told."""
    wanted = np.asarray(wanted, float)
    answer = _fitting(answer_of(function, arguments), wanted)
    if not _same(answer, wanted):
        raise AssertionError(
            f"for the example of the text it should be {_row(wanted)}, yours is {_row(answer)}"
        )


def assert_values(function, cases, mistakes=()):
    """function(*arguments) is `wanted`, for every case (arguments, wanted).

    mistakes is {words: what that mistake gives, for each case}: the words become the message.
    """
    _judge([answer_of(function, arguments) for arguments, _ in cases], cases, mistakes, _same)


def assert_directions(function, cases, mistakes=()):
    """As assert_values, but only the direction of the vectors counts, not their length."""
    _judge([answer_of(function, arguments) for arguments, _ in cases], cases, mistakes, _parallel)


def assert_lengths(function, cases, mistakes=()):
    """As assert_values, but only the length of the vectors counts, not their direction."""
    _judge([answer_of(function, arguments) for arguments, _ in cases], cases, mistakes, _as_long)


def assert_changes(function, cases, mistakes=()):
    """function(*arguments) - function(*before) is `wanted`; cases ((arguments, before), wanted).

    So one term of a sum is judged whatever the others are.
    """
    answers = [
        answer_of(function, arguments) - answer_of(function, before)
        for (arguments, before), _ in cases
    ]
    _judge(answers, cases, mistakes, _same)


def assert_ends(function, cases, mistakes=()):
    """As assert_values for the last row of what comes back, be it a history or one point."""
    _judge(_rows_of(function, cases, -1), cases, mistakes, _same)


def assert_firsts(function, cases, mistakes=()):
    """As assert_values for the first row of what comes back, or the only one."""
    _judge(_rows_of(function, cases, 0), cases, mistakes, _same)


def assert_shape(function, arguments, shape):
    """function(*arguments) is an array, or a list, of exactly this shape."""
    got = answer_of(function, arguments).shape
    if got != tuple(shape):
        raise AssertionError(f"the shape should be {_shape(shape)}, yours is {_shape(got)}")


def assert_type(function, cases):
    """function(*arguments) is an array of numbers of the type named, for every case."""
    for arguments, name in cases:
        got = np.asarray(called(function, arguments)).dtype.name
        if got != name:
            raise AssertionError(f"the numbers should be {name}, yours are {got}")


def assert_untouched(function, arguments):
    """function(*arguments) leaves the arrays of its caller as they are."""
    called(function, arguments)


def answer_of(function, arguments):
    """What came back as an array of floats, the function having had copies of its own.

    Raises AssertionError where nothing came back that could be judged, and says why.
    """
    try:
        return as_array(called(_on_copies(function), arguments))
    except Answer as answer:
        raise AssertionError(answer.outcome.message) from None


def called(function, arguments):
    try:
        return call(function, *map(ready, arguments))
    except Answer as answer:
        empty = answer.outcome.state == "not attempted"
        raise AssertionError(EMPTY if empty else answer.outcome.message) from None


def _on_copies(function):
    """The same function, changing copies only: one test asks whether it changes its arguments."""
    if not callable(function):
        return function

    @wraps(function)
    def run(*arguments):
        return function(*[a.copy() if isinstance(a, np.ndarray) else a for a in arguments])

    return run


def _rows_of(function, cases, which):
    """Row `which` of every answer that has a row more than what is wanted."""
    answers = [answer_of(function, arguments) for arguments, _ in cases]
    return [
        a[which] if a.ndim == np.ndim(wanted) + 1 and len(a) else a
        for a, (_, wanted) in zip(answers, cases, strict=True)
    ]


def _judge(answers, cases, mistakes, same):
    """Nothing where all answers are right; else an AssertionError with the best words there are."""
    wanted = [np.asarray(w, float) for _, w in cases]
    if _all(same, answers, wanted):
        return
    for words, values in dict(mistakes).items():
        if _all(same, answers, [np.asarray(v, float) for v in values]):
            raise AssertionError(words)
    for answer, right in zip(answers, wanted, strict=True):
        answer = _fitting(answer, right)
        if not same(answer, right):
            raise AssertionError(_compared(answer, right))


def _all(same, answers, others):
    return all(
        _fits(a, b) and same(a.reshape(b.shape), b) for a, b in zip(answers, others, strict=True)
    )


def _fits(answer, wanted):
    """The same shape, or one with ones too many: (d, 1) for (d,)."""
    return answer.shape == wanted.shape or answer.squeeze().shape == wanted.squeeze().shape


def _fitting(answer, wanted):
    """The answer in the shape wanted. Raises AssertionError where it does not fit, or is nan."""
    if not _fits(answer, wanted):
        raise AssertionError(
            f"the shape should be {_shape(wanted.shape)}, yours is {_shape(answer.shape)}"
        )
    if not np.isfinite(answer).all():
        raise AssertionError("there is a nan or an infinity in it")
    return answer.reshape(wanted.shape)


def _same(a, b):
    return np.linalg.norm(a - b) <= TOLERANCE * np.linalg.norm(b) + SMALL


def _parallel(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return lengths > 0 and np.sum(a * b) > (1 - TOLERANCE**2) * lengths


def _as_long(a, b):
    return _same(np.linalg.norm(a), np.linalg.norm(b))


def _compared(answer, wanted):
    """How a wrong answer without a name relates to the right one, which is not told."""
    if _parallel(answer, wanted) or _parallel(-answer, wanted):
        sign = "minus " if np.sum(answer * wanted) < 0 else ""
        factor = np.linalg.norm(answer) / np.linalg.norm(wanted)
        return f"on an example you do not see, it is {sign}{factor:.5g} times what it should be"
    off = np.linalg.norm(answer - wanted) / (np.linalg.norm(wanted) or 1)
    return f"on an example you do not see, it is off by {off:.2g} times the size of the answer"


def _shape(shape):
    return f"{tuple(shape)}" if len(shape) else "() (one number)"


def _row(values):
    return np.array2string(values, precision=6, separator=", ")
