"""Lesson 7: a model that is not linear in its parameters, fitted as one that is."""

from itertools import permutations

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read, sentences
from gdlab.notebook.language import N_

RECIPE = """n = rng.integers(6, 12)
x = rng.uniform(-2, 3, n)
a = rng.choice([-1, 1]) * rng.uniform(0.5, 2)
y = a * (x - rng.uniform(0.3, 1)) ** 2 + rng.uniform(1, 3) + rng.normal(0, 0.3, n)"""


def vertex_of_parabola(x, y):
    p, q, r = np.polyfit(x, y, 2)
    return p, -q / (2 * p), r - q**2 / (4 * p)


def fit(x, y, *powers):
    """Least squares with these powers of x as columns: the coefficients."""
    return np.linalg.lstsq(np.stack([x**k for k in powers], axis=1), y, rcond=None)[0]


FITS = {  # words: (x, y) -> p, q, r of p x^2 + q x + r
    "": lambda x, y: fit(x, y, 2, 1, 0),
    N_(
        "the coefficients are taken in the reverse order: the one that belongs to x² is a, the one "
        "that belongs to the column of ones is not."
    ): lambda x, y: fit(x, y, 0, 1, 2),
    N_("the column of ones is missing: without it the parabola goes through the origin."): (
        lambda x, y: (*fit(x, y, 2, 1), 0.0)
    ),
    N_("the column x is missing: without it the vertex lies at c = 0."): (
        lambda x, y: (fit(x, y, 2, 0)[0], 0.0, fit(x, y, 2, 0)[1])
    ),
    N_("the parabola goes through the first three points only; fit all of them."): (
        lambda x, y: np.polyfit(x[:3], y[:3], 2)
    ),
    N_("the parabola goes through the last three points only; fit all of them."): (
        lambda x, y: np.polyfit(x[-3:], y[-3:], 2)
    ),
    N_(
        "x and y are exchanged, or taken in another order: y is fitted, by powers of x."
    ): lambda x, y: np.polyfit(y, x, 2),
    N_("the columns are x³, x² and x; they must be x², x and 1."): lambda x, y: fit(x, y, 3, 2, 1),
    N_("a cubic is fitted: the columns are x², x and 1."): lambda x, y: np.polyfit(x, y, 3)[1:],
    N_("the column of squares is made of y; it belongs to x."): (
        lambda x, y: np.linalg.lstsq(np.stack([y**2, x, x**0], axis=1), y, rcond=None)[0]
    ),
    N_("the coefficients of x and 1 are exchanged: look at the order of your columns."): (
        lambda x, y: fit(x, y, 2, 0, 1)
    ),
    N_("the coefficients of x² and x are exchanged: look at the order of your columns."): (
        lambda x, y: fit(x, y, 1, 2, 0)
    ),
}
WIDTHS = {
    "": lambda p: p,
    N_("this a is the curvature, and that is 2a."): lambda p: 2 * p,
    N_("this a is half of the coefficient of x²; take the coefficient itself."): lambda p: p / 2,
    N_("the sign of a is lost: a parabola may open downwards."): np.abs,
    N_("this a is the root of the coefficient of x²; take the coefficient itself."): lambda p: (
        np.sqrt(np.abs(p))
    ),
    N_("the sign of a is flipped: it is the coefficient of x² as it is."): lambda p: -p,
}
PLACES = {  # words: (p, q, r) -> c
    "": lambda p, q, r: -q / (2 * p),
    N_("the sign of c is flipped: -2ac is the coefficient of x."): lambda p, q, r: q / (2 * p),
    N_("the 2 is missing in c: -2ac is the coefficient of x."): lambda p, q, r: -q / p,
    N_("the 2 and the minus are missing in c: -2ac is the coefficient of x."): (
        lambda p, q, r: q / p
    ),
    N_("this c is upside down: divide the coefficient of x by -2a."): lambda p, q, r: -2 * p / q,
    N_("parentheses are missing in c: / 2 * p multiplies by p."): lambda p, q, r: -q / 2 * p,
    N_("this c is not divided by a: -2ac is the coefficient of x."): lambda p, q, r: -q / 2,
    N_("this c is the coefficient of x itself, which is -2ac."): lambda p, q, r: q,
    N_("this c is minus the coefficient of x, which is -2ac."): lambda p, q, r: -q,
    N_("this c is divided by 4a: that belongs to k. Divide by -2a."): lambda p, q, r: -q / (4 * p),
    N_("this c is a root of the parabola; c is the place of its vertex."): (
        lambda p, q, r: (-q + np.sqrt(np.abs(q * q - 4 * p * r))) / (2 * p)
    ),
    N_("this c is the other root of the parabola; c is the place of its vertex."): (
        lambda p, q, r: (-q - np.sqrt(np.abs(q * q - 4 * p * r))) / (2 * p)
    ),
}
HEIGHTS = {  # words: (p, q, r, c) -> k
    "": lambda p, q, r, c: r - p * c**2,
    N_("the sign in k is flipped: the constant is ac² + k, so subtract ac²."): (
        lambda p, q, r, c: r + p * c**2
    ),
    N_("this k is the constant itself, which is ac² + k."): lambda p, q, r, c: r,
    N_("the factor a is missing in k: the constant is ac² + k."): lambda p, q, r, c: r - c**2,
    N_("this k subtracts ac, without the square: the constant is ac² + k."): (
        lambda p, q, r, c: r - p * c
    ),
    N_("in k the a is squared, too: the constant is ac² + k, not (ac)² + k."): (
        lambda p, q, r, c: r - (p * c) ** 2
    ),
    N_("this k is divided by 2a; the square of the coefficient of x is divided by 4a."): (
        lambda p, q, r, c: r - q**2 / (2 * p)
    ),
    N_("this k is not divided by a: it is the constant minus ac²."): (
        lambda p, q, r, c: r - q**2 / 4
    ),
    N_("parentheses are missing in k: / 4 * p multiplies by p."): (
        lambda p, q, r, c: r - q**2 / 4 * p
    ),
    N_("this k is ac² alone: subtract it from the constant."): lambda p, q, r, c: p * c**2,
    N_("this k subtracts the constant from ac²; the sign is flipped."): (
        lambda p, q, r, c: p * c**2 - r
    ),
    N_("the height at c lacks its term in x: it is ac² + qc + r, with q the coefficient of x."): (
        lambda p, q, r, c: p * c**2 + r + 0 * q
    ),
    N_("this k is the discriminant; the height of the vertex is asked."): (
        lambda p, q, r, c: q**2 - 4 * p * r
    ),
}


def mistakes():
    """Another fit, a wrong a, c or k; another order; no vertex at all."""
    order = N_("the three stand in another order; return a, c, k.")
    for wanted in list(permutations(range(3)))[1:]:
        yield Mistake(lambda x, y, o=wanted: np.array(vertex_of_parabola(x, y))[list(o)], order)
    yield Mistake(
        lambda x, y: fit(x, y, 2, 1, 0),
        N_("these are the coefficients of x², x and 1: a is the first; make c and k of them."),
    )
    yield Mistake(
        lambda x, y: fit(x, y, 0, 1, 2),
        N_("these are the coefficients of 1, x and x²: make a, c and k of them."),
    )
    yield Mistake(
        lambda x, y: fit(x, y, 2, 1),
        N_("these are coefficients, and the column of ones is missing: x², x and 1."),
    )
    for words, parts in few(FITS, WIDTHS, PLACES, HEIGHTS):
        yield Mistake(_vertex(*parts), words)
    for words, place in list(PLACES.items())[1:]:  # k by its own formula, while c is wrong
        right = lambda p, q, r, c: r - q**2 / (4 * p)  # noqa: E731
        yield Mistake(_vertex(FITS[""], WIDTHS[""], place, right), words)
    for words, width in list(WIDTHS.items())[1:]:  # c and k made of the wrong a
        yield Mistake(_of_its_own(width), words)
    lowest = N_("this is the lowest or highest of the given points; the vertex lies between them.")
    for end in (np.argmin, np.argmax):
        yield Mistake(lambda x, y, end=end: (np.polyfit(x, y, 2)[0], x[end(y)], y[end(y)]), lowest)
    center = N_("this takes the means for c and k; they follow from the coefficients.")
    yield Mistake(lambda x, y: (np.polyfit(x, y, 2)[0], x.mean(), y.mean()), center)
    pair = N_("these are two numbers, c and k; a is asked, too.")
    yield Mistake(lambda x, y: np.array(vertex_of_parabola(x, y))[1:], pair)


def _vertex(of_fit, width, place, height):
    def run(x, y):
        p, q, r = of_fit(x, y)
        c = place(p, q, r)
        return width(p), c, height(p, q, r, c)

    return run


def _of_its_own(width):
    def run(x, y):
        p, q, r = np.polyfit(x, y, 2)
        a = width(p)
        c = -q / (2 * a)
        return a, c, r - a * c**2

    return run


def triple(value, wanted):
    """(a, c, k) as an array (3,), in whatever way they came."""
    return read.point(value, np.empty(3))


def noted_columns(trial):
    """A word where the shape is that of something else."""
    value = trial.seen.values[0] if trial.seen.values else None
    if isinstance(value, np.ndarray) and value.ndim == 2:
        return sentences(N_("a matrix came back: return the three numbers a, c, k."))
    return None


def _exact():
    x = np.array([-2.0, -1, 0, 1, 2, 3])
    return x, 0.5 * (x - 1) ** 2 - 3


EXERCISE = Exercise(
    right=vertex_of_parabola,
    lesson=7,
    designs=Designs(
        RECIPE,
        (1, 2, 3, 4, 5, 6, 7, 8),
        (
            Case(_exact(), N_("for points on a parabola"), edge=True),
            Case(
                (np.array([0, 1, 2, 4, 5]), np.array([3, 1, 0, 5, 9])),
                N_("for whole numbers"),
                edge=True,
            ),
        ),
    ),
    mistakes=mistakes,
    read=triple,
    explain=noted_columns,
    hints=(
        N_("Multiply out: a (x - c)² + k = a x² - 2ac x + (ac² + k), a sum of three columns."),
        N_("Least squares with the columns x², x, 1: `p, q, r = np.polyfit(x, y, 2)`."),
        N_("Then p is a, q is -2ac and r is ac² + k: solve for c, then for k."),
    ),
)
