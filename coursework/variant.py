"""From a class's private seed to numbers: the same for one seed, other ones for another.

The seed goes through a slow one-way hash with the set's name and a purpose, so that what is
printed in a set (its data) tells nothing about the seed, nor about what is hidden.
"""

import hashlib

import numpy as np

ROUNDS = 20_000  # of the hash: 6 ms for us, for whoever guesses seeds every time again


def generator(seed, name, purpose):
    """The numpy Generator of one purpose ("public", "hidden", ...) in one set."""
    salt = f"{name}/{purpose}".encode()
    digest = hashlib.pbkdf2_hmac("sha256", str(seed).encode(), salt, ROUNDS)
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def tenths(rng, low, high, shape=None):
    """Numbers from low to high with one digit behind the point, none of them zero."""
    steps = [k for k in range(round(10 * low), round(10 * high) + 1) if k]
    return rng.choice(np.array(steps), shape) / 10


def one_of(rng, choices):
    """One of a sequence, as it stands there."""
    return choices[rng.integers(len(choices))]


def lines(arguments):
    """The literal of a tuple of arguments, one a line."""
    return "(\n" + "".join(f"    {literal(argument)},\n" for argument in arguments) + ")"


def literal(value):
    """Python text for numbers, lists, arrays, tuples and whatever has a repr; 10 digits kept."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(literal, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, float | np.floating):
        return repr(float(f"{value:.10g}"))
    return repr(value)
