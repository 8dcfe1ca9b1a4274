"""What the tests of a set ask of a student's function: assertions that name the mistake.

A test hands over the function and rows of numbers: what it is called with, what is right, and what
known mistakes would have given. No formula and no answer is known here, so that this file may be
read by everybody. It takes loops, lists, float32 and (d, 1) for (d,): what is judged is the number.
"""

from functools import wraps

import numpy as np

from gdcore.checks.call import Answer, as_array, call

TOLERANCE = 1e-4  # relative to the whole answer; float32 answers are right answers
SMALL = 1e-7  # ... and what counts as zero
EMPTY = "not attempted yet: write your own lines in the place of raise NotImplementedError()."


def assert_example(function, arguments, wanted):
    """function(*arguments) is `wanted`, the example of the text; both numbers may be told."""
    answer = _shaped(_answer(function, arguments), np.asarray(wanted, float))
    if not _same(answer, np.asarray(wanted, float)):
        raise AssertionError(
            f"for the example of the text it should be {_row(wanted)}, yours is {_row(answer)}"
        )


def assert_values(function, cases, mistakes=()):
    """function(*arguments) is `wanted`, for every case (arguments, wanted).

    mistakes is {words: what that mistake gives, for each case}: the words become the message.
    """
    _judge([_answer(function, arguments) for arguments, _ in cases], cases, mistakes, _same)


def assert_directions(function, cases, mistakes=()):
    """As assert_values, but only the direction of the vectors counts, not their length."""
    _judge([_answer(function, arguments) for arguments, _ in cases], cases, mistakes, _parallel)


def assert_lengths(function, cases, mistakes=()):
    """As assert_values, but only the length of the vectors counts, not their direction."""
    _judge([_answer(function, arguments) for arguments, _ in cases], cases, mistakes, _as_long)


def assert_changes(function, cases, mistakes=()):
    """function(*arguments) - function(*before) is `wanted`; cases ((arguments, before), wanted).

    So one term of a sum is judged whatever the others are.
    """
    answers = [
        _answer(function, arguments) - _answer(function, before) for (arguments, before), _ in cases
    ]
    _judge(answers, cases, mistakes, _same)


def assert_ends(function, cases, mistakes=()):
    """As assert_values for the last row of what comes back, be it a history or one point."""
    answers = [_answer(function, arguments) for arguments, _ in cases]
    ends = [
        a[-1] if a.ndim == np.ndim(wanted) + 1 and len(a) else a
        for a, (_, wanted) in zip(answers, cases, strict=True)
    ]
    _judge(ends, cases, mistakes, _same)


def assert_shape(function, arguments, shape):
    """function(*arguments) is an array, or a list, of exactly this shape."""
    got = _answer(function, arguments).shape
    if got != tuple(shape):
        raise AssertionError(f"the shape should be {_shape(shape)}, yours is {_shape(got)}")


def assert_untouched(function, arguments):
    """function(*arguments) leaves the arrays of its caller as they are."""
    try:
        call(function, *map(ready, arguments))
    except Answer as answer:
        raise AssertionError(_words(answer)) from None


def ready(argument):
    """A list becomes an array; anything else stays."""
    return np.array(argument) if isinstance(argument, list) else argument


def _answer(function, arguments):
    """What came back as an array of floats, the function having had copies of its own."""
    try:
        return as_array(call(_on_copies(function), *map(ready, arguments)))
    except Answer as answer:
        raise AssertionError(_words(answer)) from None


def _on_copies(function):
    """The same function, changing copies only: one test asks whether it changes its arguments."""
    if not callable(function):
        return function

    @wraps(function)
    def run(*arguments):
        return function(*[a.copy() if isinstance(a, np.ndarray) else a for a in arguments])

    return run


def _words(answer):
    return EMPTY if answer.outcome.state == "not attempted" else answer.outcome.message


def _judge(answers, cases, mistakes, same):
    """Nothing where all answers are right; else an AssertionError with the best words there are."""
    wanted = [np.asarray(w, float) for _, w in cases]
    answers = [_shaped(a, w) for a, w in zip(answers, wanted, strict=True)]
    right = [same(a, w) for a, w in zip(answers, wanted, strict=True)]
    if all(right):
        return
    for words, values in dict(mistakes).items():
        if all(same(a, np.asarray(v, float)) for a, v in zip(answers, values, strict=True)):
            raise AssertionError(words)
    k = right.index(False)
    raise AssertionError(_compared(answers[k], wanted[k]))


def _shaped(answer, wanted):
    """The answer in the shape wanted, where only ones are too many: (d, 1) for (d,)."""
    if answer.shape != wanted.shape:
        if answer.squeeze().shape != wanted.squeeze().shape:
            raise AssertionError(
                f"the shape should be {_shape(wanted.shape)}, yours is {_shape(answer.shape)}"
            )
        answer = answer.reshape(wanted.shape)
    if not np.isfinite(answer).all():
        raise AssertionError("there is a nan or an infinity in it")
    return answer


def _same(a, b):
    return np.linalg.norm(a - b) <= TOLERANCE * np.linalg.norm(b) + SMALL


def _parallel(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return lengths > 0 and np.sum(a * b) > (1 - TOLERANCE**2) * lengths


def _as_long(a, b):
    return _same(np.linalg.norm(a), np.linalg.norm(b))


def _compared(answer, wanted):
    """How a wrong answer without a name relates to the right one; the right one is not told."""
    a, b = np.linalg.norm(answer), np.linalg.norm(wanted)
    if a and b and abs(np.sum(answer * wanted)) > (1 - TOLERANCE**2) * a * b:
        sign = "minus " if np.sum(answer * wanted) < 0 else ""
        return f"on an example you do not see, it is {sign}{a / b:.4g} times what it should be"
    off = np.linalg.norm(answer - wanted) / (b or 1)
    return f"on an example you do not see, it is off by {off:.2g} times the size of the answer"


def _shape(shape):
    return f"{tuple(shape)}" if len(shape) else "() (one number)"


def _row(values):
    return np.array2string(np.asarray(values, float), precision=6, separator=", ")


class Slope:
    """The gradient A beta - b of a parabola, as a function of beta (d,)."""

    def __init__(self, A, b):
        self.A, self.b = A, b

    def __call__(self, beta):
        return np.array(self.A) @ beta - np.array(self.b)

    def __repr__(self):
        return f"Slope({self.A!r}, {self.b!r})"
