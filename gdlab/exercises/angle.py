"""Lesson 5: the angle between minus the gradient and the way to the minimum."""

import numpy as np

from gdlab.exercises.convexity import number
from gdlab.guard.call import as_array, call
from gdlab.guard.outcome import right, wrong


def check_angle_to_minimum(function):
    """Judge function(gradient, beta, answer) -> degrees between -gradient and the way. Slide 16."""
    rng = np.random.default_rng(16)
    cases = [tuple(rng.uniform(-3, 3, (3, d))) for d in (3, 2, 5)]
    answers = [number(call(function, *case), "angle") for case in cases]
    wanted = [_angle(*case) for case in cases]
    if np.allclose(answers, wanted, rtol=1e-4):
        return _straight(function)
    for words, guess in ANGLES.items():
        guesses = np.array([guess(*case) for case in cases], float)
        if np.allclose(answers, guesses, rtol=1e-4):
            return wrong(words)
    if not np.isfinite(answers).all():
        return wrong(
            "np.arccos got a number beyond 1, and gave nan: divide the product of the two vectors "
            "by both their lengths."
        )
    return wrong(f"on the probe the angle is {wanted[0]:.3f} degrees, yours is {answers[0]:.3f}")


def _cosine(u, v):
    return u @ v / np.sqrt((u @ u) * (v @ v))


def _angle(gradient, beta, answer):
    return _degrees(_cosine(-gradient, answer - beta))


def _degrees(cosine):
    with np.errstate(invalid="ignore"):
        return np.degrees(np.arccos(cosine))


ANGLES = {  # g the gradient, b beta, a the answer
    "the sign is missing: it is *minus* the gradient that should point at the minimum.": (
        lambda g, b, a: 180 - _angle(g, b, a)
    ),
    "this is the angle in radians; np.degrees makes degrees of it.": (
        lambda g, b, a: np.radians(_angle(g, b, a))
    ),
    "radians, and the sign is missing: *minus* the gradient, then np.degrees.": (
        lambda g, b, a: np.radians(180 - _angle(g, b, a))
    ),
    "this is the cosine of the angle; np.arccos leads back to the angle.": (
        lambda g, b, a: _cosine(-g, a - b)
    ),
    "this is a cosine, and that of the gradient itself: the minus is missing, then np.arccos.": (
        lambda g, b, a: _cosine(g, a - b)
    ),
    "this is the product of the two vectors: divide by both lengths, then np.arccos.": (
        lambda g, b, a: -g @ (a - b)
    ),
    "this is the product of the two vectors, without the minus: it is not an angle yet.": (
        lambda g, b, a: g @ (a - b)
    ),
    "the angle with `answer` itself; the way to it is answer - beta.": (
        lambda g, b, a: _degrees(_cosine(-g, a))
    ),
    "the angle with `beta`; the way to the minimum is answer - beta.": (
        lambda g, b, a: _degrees(_cosine(-g, b))
    ),
    "degrees are made of degrees: np.arccos gives radians, so convert once.": (
        lambda g, b, a: np.degrees(_angle(g, b, a))
    ),
    "np.radians goes the other way; np.degrees makes degrees of radians.": (
        lambda g, b, a: np.radians(np.radians(_angle(g, b, a)))
    ),
    "np.arcsin stands where np.arccos belongs.": lambda g, b, a: 90 - _angle(g, b, a),
    "the lengths are squared: divide by each once.": (
        lambda g, b, a: _degrees(-g @ (a - b) / ((g @ g) * ((a - b) @ (a - b))))
    ),
}


def _straight(function):
    """right(...), with a word where two vectors of one direction give nan."""
    ways = np.random.default_rng(3).uniform(-3, 3, (20, 3))
    ends = [float(as_array(call(function, -way, 0 * way, way)).ravel()[0]) for way in ways]
    if np.isfinite(ends).all():
        return right()
    return right(
        "Right. Where the two point exactly the same way, rounding may take the cosine to "
        "1.0000000000000002, and np.arccos to nan: np.clip(cosine, -1, 1) mends that."
    )
