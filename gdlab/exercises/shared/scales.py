"""Factors that a sum over n rows of d columns may carry, and what is to be said of some."""

from math import sqrt

import numpy as np

SCALES = {
    "1": lambda n, d: 1.0,
    "2": lambda n, d: 2.0,
    "1/2": lambda n, d: 0.5,
    "4": lambda n, d: 4.0,
    "1/n": lambda n, d: 1 / n,
    "2/n": lambda n, d: 2 / n,
    "4/n": lambda n, d: 4 / n,
    "1/(2n)": lambda n, d: 1 / (2 * n),
    "n": lambda n, d: float(n),
    "2n": lambda n, d: 2.0 * n,
    "n/2": lambda n, d: n / 2,
    "1/n²": lambda n, d: 1 / n**2,
    "2/n²": lambda n, d: 2 / n**2,
    "1/√n": lambda n, d: 1 / sqrt(n),
    "2/√n": lambda n, d: 2 / sqrt(n),
    "√n": lambda n, d: sqrt(n),
    "1/(n - 1)": lambda n, d: 1 / (n - 1),
    "2/(n - 1)": lambda n, d: 2 / (n - 1),
    "1/(n + 1)": lambda n, d: 1 / (n + 1),
    "2/(n + 1)": lambda n, d: 2 / (n + 1),
    "1/(n - 2)": lambda n, d: 1 / (n - 2),
    "2/(n - 2)": lambda n, d: 2 / (n - 2),
    "1/(n - d)": lambda n, d: 1 / (n - d),
    "2/(n - d)": lambda n, d: 2 / (n - d),
    "1/d": lambda n, d: 1 / d,
    "2/d": lambda n, d: 2 / d,
    "d": lambda n, d: float(d),
    "1/(d + 1)": lambda n, d: 1 / (d + 1),
    "2/(d + 1)": lambda n, d: 2 / (d + 1),
    "1/(n d)": lambda n, d: 1 / (n * d),
    "2/(n d)": lambda n, d: 2 / (n * d),
}

ABOUT = {
    "1/d": "d is the number of columns; divide by the rows, len(y).",
    "2/d": "d is the number of columns; divide by the rows, len(y).",
    "1/(n d)": "n d counts all entries of X; divide by its rows, len(y).",
    "2/(n d)": "n d counts all entries of X; divide by its rows, len(y).",
    "1/(n - 1)": "n - 1 belongs to the variance of a sample; a mean of n rows is divided by n.",
    "2/(n - 1)": "n - 1 belongs to the variance of a sample; a mean of n rows is divided by n.",
    "1/(n - d)": "n - d belongs to the variance of the noise; a mean of n rows is divided by n.",
    "2/(n - d)": "n - d belongs to the variance of the noise; a mean of n rows is divided by n.",
    "1/n²": "It is divided by n twice.",
    "2/n²": "It is divided by n twice.",
    "4/n": "The derivative of a square brings one factor 2, not two.",
    "n/2": "2/n is turned upside down.",
}


def scales(times=1.0):
    """(name, function of X -> factor) of each."""
    for name, factor in SCALES.items():
        yield name, lambda X, factor=factor: times * factor(*np.shape(X))


def wrong_scale(scale, wanted, of="the gradient"):
    """The sentence for a factor, where another one belongs."""
    about = ABOUT.get(scale, "")
    return f"the factor of {of} is {scale}, where {wanted} belongs. {about}".strip()
