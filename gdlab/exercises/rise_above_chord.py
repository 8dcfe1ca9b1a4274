"""Lesson 6: how far does a curve rise above its chord?"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences
from gdlab.notebook.language import N_

RECIPE = """from gdlab.exercises.rise_above_chord import Tent
a = rng.uniform(-2, -1)
b = a + rng.uniform(3, 4)
f = Tent(a + rng.choice([33, 41, 57, 63]) * (b - a) / 100, rng.uniform(2, 3))"""


def rise_above_chord(f, a, b):
    chord = np.linspace(f(a), f(b), 101)
    return (f(np.linspace(a, b, 101)) - chord).max()


@dataclass(frozen=True)
class Tent:
    """x^2 / 4 - slope |x - top|: highest above a chord at its top, which is one of 101 points."""

    top: float
    slope: float

    def __call__(self, x):
        return x**2 / 4 - self.slope * np.abs(x - self.top)


@dataclass(frozen=True)
class Peak:
    """A narrow peak of that height on the point number `place` of 101 from a to b, on a slope."""

    a: float
    b: float
    place: int
    height: float

    def __call__(self, x):
        step = (self.b - self.a) / 100
        away = (x - self.a) / step - self.place
        return self.height * np.exp(-((away / 0.15) ** 2)) - x / 4


def convex(x):
    """e^x + x^2."""
    return np.exp(x) + x**2


def line(x):
    """3 x - 1, an array where x is one."""
    return 3 * x - 1


def above(f, a, b, points=101):
    """curve - chord at that many even points."""
    x = np.linspace(a, b, points)
    return f(x) - (f(a) + (x - a) / (b - a) * (f(b) - f(a)))


def _against(chord, of=lambda e: e):
    """curve - something else, at 101 points; chord is a function of f, a, b, x."""

    def difference(f, a, b):
        x = np.linspace(a, b, 101)
        return of(f(x) - chord(f, a, b, x))

    return difference


DIFFERENCES = {
    "": above,
    N_("the two ends of the chord are swapped: at x = a it must be f(a)."): _against(
        lambda f, a, b, x: f(b) + (x - a) / (b - a) * (f(a) - f(b))
    ),
    N_(
        "the chord is a straight line from (a, f(a)) to (b, f(b)), not one height for all x."
    ): _against(lambda f, a, b, x: (f(a) + f(b)) / 2),
    N_("the chord begins at f(a), but is not one height for all x."): _against(
        lambda f, a, b, x: f(a)
    ),
    N_("the chord ends at f(b), but is not one height for all x."): _against(
        lambda f, a, b, x: f(b)
    ),
    N_("subtract the chord first: this is the curve itself."): _against(lambda f, a, b, x: 0.0),
    N_("the chord runs from a to b, not from f(a) to f(b)."): _against(lambda f, a, b, x: x),
    N_("the chord's slope is not divided by b - a."): _against(
        lambda f, a, b, x: f(a) + (x - a) * (f(b) - f(a))
    ),
    N_("f(a) is missing in the chord."): _against(
        lambda f, a, b, x: (x - a) / (b - a) * (f(b) - f(a))
    ),
    N_("the chord's line is laid through x = 0: it must be f(a) at x = a."): _against(
        lambda f, a, b, x: f(a) + x / (b - a) * (f(b) - f(a))
    ),
    N_("f(a) is missing in the chord, and its line is laid through x = 0."): _against(
        lambda f, a, b, x: x / (b - a) * (f(b) - f(a))
    ),
    N_("the chord and the curve are added; subtract."): _against(
        lambda f, a, b, x: -(f(a) + (x - a) / (b - a) * (f(b) - f(a)))
    ),
    N_("parentheses are missing: (f(b) - f(a)) / (b - a); / b - a divides by b alone."): _against(
        lambda f, a, b, x: f(a) + ((f(b) - f(a)) / b - a) * (x - a)
    ),
    N_("the chord is laid upside down: its slope is (f(b) - f(a)) / (b - a)."): _against(
        lambda f, a, b, x: f(a) - (x - a) / (b - a) * (f(b) - f(a))
    ),
}
AT_AN_END = N_(
    "this is the difference at an end, where there is none: take all 101 points, and the largest. "
    "(np.linspace takes a number of points; the third of np.arange is a distance.)"
)
ANSWERS = {
    "": lambda e: e.max(),
    N_("this is chord - curve: how far it hangs below. Take curve - chord."): lambda e: (-e).max(),
    N_("this is the least of curve - chord; the largest is asked."): lambda e: e.min(),
    N_("the largest difference either way: a curve may hang below its chord. No abs() here."): (
        lambda e: np.abs(e).max()
    ),
    N_("only the middle is compared: elsewhere the curve may rise higher. Take all 101 points."): (
        lambda e: e[len(e) // 2]
    ),
    N_("this is the mean of curve - chord; the largest is asked."): lambda e: e.mean(),
    N_("this is the sum of curve - chord; the largest is asked."): lambda e: e.sum(),
    N_(
        "this is the place of the largest difference, its number; how large it is is asked."
    ): np.argmax,
    N_("the ends belong to it: there the difference is 0, so the largest is never below 0."): (
        lambda e: e[1:-1].max()
    ),
    AT_AN_END: lambda e: e[-1],
    N_("this is the difference at a, where there is none: take all 101 points."): lambda e: e[0],
    N_("this is the spread, largest minus smallest; the largest is asked."): np.ptp,
    N_("this is the root of the mean square of the differences; the largest is asked."): (
        lambda e: np.sqrt((e**2).mean())
    ),
    N_("this is how many points lie above; how far it rises is asked."): lambda e: (e > 1e-9).sum(),
    N_("all differences came back; the largest is asked, .max()."): lambda e: e,
}
COUNTS = (100, 102, 99, 10, 11, 20, 21, 50, 51, 200, 500, 1000, 10_000, 5, 3)


def mistakes():
    """Another line than the chord, another number than the largest, other points."""
    for words, (difference, answer) in few(DIFFERENCES, ANSWERS):
        yield Mistake(lambda f, a, b, d=difference, w=answer: w(d(f, a, b)), words)
    for (words, answer), points in product(ANSWERS.items(), COUNTS):
        of_points = N_("not 101 points are taken: np.linspace(a, b, 101), both ends included.")
        yield Mistake(
            lambda f, a, b, n=points, w=answer: w(above(f, a, b, n)), sentences(of_points, words)
        )
    tangent = N_("this is the tangent at a; the chord joins both ends.")
    for h in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8):
        for back in (0, h):
            slope = lambda f, a, h=h, back=back: (f(a + h) - f(a - back)) / (h + back)  # noqa: E731
            yield Mistake(
                _against(lambda f, a, b, x, s=slope: f(a) + s(f, a) * (x - a), np.max), tangent
            )
    ends = N_("the last point, b, is left out: np.linspace includes it by itself.")
    yield Mistake(lambda f, a, b: _open(f, a, b, 101).max(), ends)
    for step in (0.1, 0.05, 0.02, 0.01, 0.001):
        for end in (0, step):
            spaced = N_("points at a fixed distance are taken: np.linspace(a, b, 101) gives 101.")
            yield Mistake(
                lambda f, a, b, s=step, e=end: _at(f, a, b, np.arange(a, b + e, s)), spaced
            )
            yield Mistake(
                lambda f, a, b, s=step, e=end: _along(f, a, b, np.arange(a, b + e, s)), spaced
            )
    unit = N_("the curve is taken between 0 and 1: the points are those from a to b.")
    yield Mistake(
        lambda f, a, b: (f(np.linspace(0, 1, 101)) - np.linspace(f(a), f(b), 101)).max(), unit
    )
    two = N_(
        "the largest value of the chord is subtracted from that of the curve: subtract point by "
        "point, then take the largest."
    )
    yield Mistake(lambda f, a, b: f(np.linspace(a, b, 101)).max() - max(f(a), f(b)), two)
    place = N_("this is the x where the curve rises highest; how far it rises is asked.")
    yield Mistake(lambda f, a, b: np.linspace(a, b, 101)[np.argmax(above(f, a, b))], place)
    top = N_("this is the height of the curve there; subtract the chord.")
    yield Mistake(lambda f, a, b: f(np.linspace(a, b, 101)[np.argmax(above(f, a, b))]), top)


def _at(f, a, b, x):
    return (f(x) - (f(a) + (x - a) / (b - a) * (f(b) - f(a)))).max()


def _along(f, a, b, x):
    return (f(x) - np.linspace(f(a), f(b), len(x))).max()


def _open(f, a, b, points):
    x = np.linspace(a, b, points, endpoint=False)
    return f(x) - (f(a) + (x - a) / (b - a) * (f(b) - f(a)))


EXERCISE = Exercise(
    right=rise_above_chord,
    lesson=6,
    designs=Designs(
        RECIPE,
        (2, 3, 11, 118),
        (
            Case((convex, -1.0, 2.0), N_("for the convex e^x + x² between -1 and 2")),
            Case((Peak(-1.0, 2.0, 37, 2.0), -1.0, 2.0), N_("for a narrow peak on point 37 of 101")),
            Case((Peak(-2.0, 1.5, 71, 3.0), -2.0, 1.5), N_("for a narrow peak on point 71 of 101")),
            Case((line, -1.0, 4.0), N_("for the straight line 3x - 1"), edge=True),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("`x = np.linspace(a, b, 101)` are the points, `f(x)` the curve at all of them."),
        N_("The chord at the same points: `np.linspace(f(a), f(b), 101)`."),
        N_("The rise is `curve - chord`; `(curve - chord).max()` is its largest value."),
    ),
)
