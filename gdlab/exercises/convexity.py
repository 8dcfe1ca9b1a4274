"""Lesson 5: how far does a curve rise above its chord?"""

import numpy as np

from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

POINTS = 101
CURVES = (  # f, a, b: two that rise above the chord, one that only hangs below, one straight line
    (lambda x: np.sin(2 * x) + x**3 / 5, -1.0, 2.5),
    (lambda x: np.exp(-(x**2)) + x / 4, -2.0, 1.0),
    (lambda x: np.exp(x) + x**2, -1.0, 2.0),
    (lambda x: 3 * x - 1, -1.0, 4.0),
)


def check_rise_above_chord(function):
    """Judge function(f, a, b) -> the largest f - chord at 101 even points from a to b. Slide 16."""
    answers = [number(call(function, *curve), "rise") for curve in CURVES]
    wanted = [rise(*curve) for curve in CURVES]
    if np.allclose(answers, wanted, atol=5e-3):
        return right()
    for words, guess in RISES.items():
        if np.allclose(answers, [guess(*curve) for curve in CURVES], atol=5e-3):
            return wrong(words)
    if np.allclose(answers[:2], [_place(*curve) for curve in CURVES[:2]], atol=5e-3):
        return wrong("this is the x where the curve rises highest; how far it rises is asked.")
    k = int(np.argmax(~np.isclose(answers, wanted, atol=5e-3)))
    told = ("sin(2x) + x³/5", "exp(-x²) + x/4", "exp(x) + x²", "3x - 1")[k]
    _, a, b = CURVES[k]
    return wrong(
        f"between {a:g} and {b:g} the curve {told} rises {wanted[k]:.4f} above its chord; "
        f"yours is {answers[k]:.4f}"
    )


def above(f, a, b):
    """f - chord at 101 even points from a to b."""
    x = np.linspace(a, b, POINTS)
    return f(x) - (f(a) + (x - a) / (b - a) * (f(b) - f(a)))


def rise(f, a, b):
    """How far f rises above the chord; 0 where it nowhere does, since the ends lie on it."""
    return above(f, a, b).max()


def _place(f, a, b):
    return np.linspace(a, b, POINTS)[np.argmax(above(f, a, b))]


def _swapped(f, a, b):
    x = np.linspace(a, b, POINTS)
    return f(x) - (f(b) + (x - a) / (b - a) * (f(a) - f(b)))


def _below_the_mean(f, a, b):
    x = np.linspace(a, b, POINTS)
    return f(x) - (f(a) + f(b)) / 2


def _tangent(f, a, b, h=1e-6):
    x = np.linspace(a, b, POINTS)
    return f(x) - (f(a) + (f(a + h) - f(a - h)) / (2 * h) * (x - a))


RISES = {
    "this is chord - curve: how far it hangs below. Take curve - chord.": lambda *curve: (
        -above(*curve).min()
    ),
    "this is the least of curve - chord; the largest is asked.": lambda *curve: above(*curve).min(),
    "the largest difference either way: a curve may hang below its chord. No abs() here.": (
        lambda *curve: np.abs(above(*curve)).max()
    ),
    "only the middle is compared: elsewhere the curve may rise higher. Take all 101 points.": (
        lambda *curve: above(*curve)[POINTS // 2]
    ),
    "this is the mean of curve - chord; the largest is asked.": lambda *curve: above(*curve).mean(),
    "the two ends of the chord are swapped: at x = a it must be f(a).": lambda *curve: np.max(
        _swapped(*curve)
    ),
    "the chord is a straight line from (a, f(a)) to (b, f(b)), not one height for all x.": (
        lambda *curve: _below_the_mean(*curve).max()
    ),
    "this is the tangent at a; the chord joins both ends.": lambda *curve: _tangent(*curve).max(),
    "this is the largest value of the curve; subtract the chord first.": lambda f, a, b: np.max(
        f(np.linspace(a, b, POINTS))
    ),
    "the ends belong to it: there the difference is 0, so the largest is never below 0.": (
        lambda *curve: above(*curve)[1:-1].max()
    ),
}


def number(value, what):
    """The learner's one number, called `what`; an Answer where it is none."""
    if isinstance(value, bool | np.bool_):
        raise Answer(wrong(f"{value} came back; the {what} is a number"))
    array = as_array(value)
    if array.size != 1:
        raise Answer(wrong(f"one number was expected, got an array of shape {array.shape}"))
    return float(array.ravel()[0])
