"""Lesson 6: the angle between minus the gradient and the way to the minimum."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d = rng.integers(2, 6)
gradient, beta, answer = rng.uniform(-3, 3, (3, d))"""


def angle_to_minimum(gradient, beta, answer):
    way = answer - beta
    cosine = -gradient @ way / (np.linalg.norm(gradient) * np.linalg.norm(way))
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


norm = np.linalg.norm
WAYS = {  # words: (g, b, a) -> the two vectors
    "": lambda g, b, a: (-g, a - b),
    N_("the sign is missing: it is *minus* the gradient that should point at the minimum."): (
        lambda g, b, a: (g, a - b)
    ),
    N_("the angle with `answer` itself; the way to it is answer - beta."): lambda g, b, a: (-g, a),
    N_("the angle with `beta`; the way to the minimum is answer - beta."): lambda g, b, a: (-g, b),
    N_("beta and answer are added; the way is their difference, answer - beta."): (
        lambda g, b, a: (-g, a + b)
    ),
    N_("the minus is missing, and the way to the minimum is answer - beta, not answer."): (
        lambda g, b, a: (g, a)
    ),
    N_("the minus is missing, and the way to the minimum is answer - beta, not beta."): (
        lambda g, b, a: (g, b)
    ),
    N_("beta and answer are added, and the minus is missing; the way is answer - beta."): (
        lambda g, b, a: (g, a + b)
    ),
    N_("the angle between beta and answer; the gradient is not in it."): lambda g, b, a: (b, a),
    N_(
        "the gradient is subtracted from beta before: -gradient is one vector, answer - beta the "
        "other."
    ): lambda g, b, a: (b - g, a - b),
    N_(
        "the gradient is subtracted from beta before, and compared with answer: -gradient is one "
        "vector, answer - beta the other."
    ): lambda g, b, a: (b - g, a),
}
COSINES = {
    "": lambda u, v: u @ v / (norm(u) * norm(v)),
    N_("this is the product of the two vectors: divide by both lengths."): lambda u, v: u @ v,
    N_("the lengths are squared: divide by each once."): lambda u, v: u @ v / ((u @ u) * (v @ v)),
    N_("it is divided by the gradient's length only: divide by both lengths."): (
        lambda u, v: u @ v / norm(u)
    ),
    N_("it is divided by the length of the way only: divide by both lengths."): (
        lambda u, v: u @ v / norm(v)
    ),
    N_(
        "parentheses are missing: divide by both lengths, / (a * b); / a * b multiplies by the "
        "second."
    ): lambda u, v: u @ v / norm(u) * norm(v),
    N_("the lengths are added; divide by their product."): lambda u, v: u @ v / (norm(u) + norm(v)),
    N_("it is divided by the length of the sum; divide by the product of both lengths."): (
        lambda u, v: u @ v / norm(u + v)
    ),
    N_("the cosine has lost its sign: without abs, an angle may be above 90 degrees."): (
        lambda u, v: abs(u @ v) / (norm(u) * norm(v))
    ),
    N_("the lengths are sums of absolute values; np.linalg.norm takes the root of the squares."): (
        lambda u, v: u @ v / (np.abs(u).sum() * np.abs(v).sum())
    ),
    N_("the product of the two vectors is averaged; add it up, u @ v."): (
        lambda u, v: np.mean(u * v) / (norm(u) * norm(v))
    ),
    N_("the root is taken of the product of the lengths once too often."): (
        lambda u, v: u @ v / np.sqrt(norm(u) * norm(v))
    ),
}
ANGLES = {
    "": lambda c: np.degrees(np.arccos(c)),
    N_("this is the angle in radians; np.degrees makes degrees of it."): np.arccos,
    N_("this is the cosine of the angle; np.arccos leads back to the angle."): lambda c: c,
    N_("this is the cosine in degrees; np.arccos comes first."): np.degrees,
    N_("degrees are made of degrees: np.arccos gives radians, so convert once."): (
        lambda c: np.degrees(np.degrees(np.arccos(c)))
    ),
    N_("np.radians goes the other way; np.degrees makes degrees of radians."): (
        lambda c: np.radians(np.arccos(c))
    ),
    N_("np.arcsin stands where np.arccos belongs."): lambda c: np.degrees(np.arcsin(c)),
    N_(
        "np.arcsin stands where np.arccos belongs, and its radians are not made degrees."
    ): np.arcsin,
    N_("np.arctan stands where np.arccos belongs."): lambda c: np.degrees(np.arctan(c)),
    N_(
        "np.arctan stands where np.arccos belongs, and its radians are not made degrees."
    ): np.arctan,
    N_("np.cos stands where np.arccos, its inverse, belongs."): lambda c: np.degrees(np.cos(c)),
    N_("np.cos stands where np.arccos, its inverse, belongs; then np.degrees."): np.cos,
    N_("this is 360 degrees minus the angle."): lambda c: 360 - np.degrees(np.arccos(c)),
    N_("this is the angle to the right angle: leave out the 90."): (
        lambda c: np.abs(90 - np.degrees(np.arccos(c)))
    ),
    N_("radians are multiplied by 180 only: times 180/π."): lambda c: np.arccos(c) * 180,
    N_("radians are divided by π only: times 180/π."): lambda c: np.arccos(c) / np.pi,
    N_("radians are multiplied by 360/π: times 180/π."): lambda c: np.arccos(c) * 360 / np.pi,
    N_("radians are multiplied by 90/π: times 180/π."): lambda c: np.arccos(c) * 90 / np.pi,
    N_("the sign is flipped: this angle is at least 0."): lambda c: -np.degrees(np.arccos(c)),
}


ROUNDED = {
    N_("it is rounded to whole degrees: return it as it is."): np.round,
    N_("its fraction is cut off: return it as it is."): np.floor,
    N_("it is rounded to two digits: return it as it is."): lambda angle: np.round(angle, 2),
    N_("it is rounded to one digit: return it as it is."): lambda angle: np.round(angle, 1),
}


def mistakes():
    """Other vectors, another cosine, another way to the angle; or several of these."""
    for words, (way, cosine, angle) in few(WAYS, COSINES, ANGLES, most=3):
        yield Mistake(
            lambda g, b, a, way=way, c=cosine, angle=angle: angle(c(*way(g, b, a))), words
        )
    yield Mistake(
        lambda g, b, a: norm(a - b), N_("this is the distance to the minimum, not an angle.")
    )
    yield Mistake(
        lambda g, b, a: norm(-g - (a - b)), N_("this is the length of a difference, not an angle.")
    )


def beyond_one(trial):
    """A nan: arccos was given a number beyond 1. One a coefficient: @ is missing."""
    values = [v for v in trial.seen.values if isinstance(v, np.ndarray)]
    if values and values[0].shape == trial.cases[0].arguments[0].shape:
        return N_(
            "one number was expected, got one for each coefficient: u @ v multiplies two vectors "
            "and adds up, u * v does not."
        )
    if any(np.isnan(value).any() for value in values):
        return N_(
            "np.arccos got a number beyond 1, and gave nan: divide the product of the two vectors "
            "by both their lengths."
        )
    return None


def straight(trial):
    """A word where two vectors of one direction give nan."""
    ways = np.random.default_rng(3).uniform(-3, 3, (20, 3))
    there = trial.again(tuple(Case((-way, 0 * way, way)) for way in ways))
    if there.seen.ended is None and all(np.isfinite(there.seen.values)):
        return None
    return N_(
        "Where the two point exactly the same way, rounding may take the cosine to "
        "1.0000000000000002, and np.arccos to nan: np.clip(cosine, -1, 1) mends that."
    )


EXERCISE = Exercise(
    right=angle_to_minimum,
    lesson=6,
    designs=Designs(
        RECIPE,
        (1, 6, 10, 12, 14),
        (
            Case(
                (np.array([3, -1]), np.array([1, 2]), np.array([0, 4])),
                N_("for whole numbers"),
                edge=True,
            ),
            Case(
                (np.array([3.0, 0]), np.array([1.0, 2]), np.array([1.0, 4])),
                N_("for a right angle"),
                edge=True,
            ),
            Case(
                (np.array([3.0, 1]), np.array([1.0, 2]), np.array([7.0, 3])),
                N_("where minus the gradient points away from the minimum"),
                edge=True,
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    explain=beyond_one,
    remark=straight,
    hints=(
        N_("Two vectors: `-gradient`, and the way to the minimum, `answer - beta`."),
        N_("`cos = u @ v / (np.linalg.norm(u) * np.linalg.norm(v))`."),
        N_("`np.arccos(cos)` gives radians, `np.degrees` makes degrees of them."),
    ),
)
