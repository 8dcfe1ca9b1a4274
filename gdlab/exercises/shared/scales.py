"""Factors that a sum over n rows of d columns may carry, and what is to be said of some."""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Any

import numpy as np

from gdlab.exercises.engine.families import sentences, told
from gdlab.notebook.language import N_

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
    N_("1/(n - 1)"): lambda n, d: 1 / (n - 1),
    N_("2/(n - 1)"): lambda n, d: 2 / (n - 1),
    N_("1/(n + 1)"): lambda n, d: 1 / (n + 1),
    N_("2/(n + 1)"): lambda n, d: 2 / (n + 1),
    N_("1/(n - 2)"): lambda n, d: 1 / (n - 2),
    N_("2/(n - 2)"): lambda n, d: 2 / (n - 2),
    N_("1/(n - d)"): lambda n, d: 1 / (n - d),
    N_("2/(n - d)"): lambda n, d: 2 / (n - d),
    "1/d": lambda n, d: 1 / d,
    "2/d": lambda n, d: 2 / d,
    "d": lambda n, d: float(d),
    N_("1/(d + 1)"): lambda n, d: 1 / (d + 1),
    N_("2/(d + 1)"): lambda n, d: 2 / (d + 1),
    "1/(n d)": lambda n, d: 1 / (n * d),
    "2/(n d)": lambda n, d: 2 / (n * d),
}

ABOUT = {
    "1/d": N_("d is the number of columns; divide by the rows, len(y)."),
    "2/d": N_("d is the number of columns; divide by the rows, len(y)."),
    "1/(n d)": N_("n d counts all entries of X; divide by its rows, len(y)."),
    "2/(n d)": N_("n d counts all entries of X; divide by its rows, len(y)."),
    N_("1/(n - 1)"): N_(
        "n - 1 belongs to the variance of a sample; a mean of n rows is divided by n."
    ),
    N_("2/(n - 1)"): N_(
        "n - 1 belongs to the variance of a sample; a mean of n rows is divided by n."
    ),
    N_("1/(n - d)"): N_(
        "n - d belongs to the variance of the noise; a mean of n rows is divided by n."
    ),
    N_("2/(n - d)"): N_(
        "n - d belongs to the variance of the noise; a mean of n rows is divided by n."
    ),
    "1/n²": N_("It is divided by n twice."),
    "2/n²": N_("It is divided by n twice."),
    "4/n": N_("The derivative of a square brings one factor 2, not two."),
    "n/2": N_("2/n is turned upside down."),
}


def scales(times: float = 1.0) -> Iterator[tuple[str, Callable[[Any], float]]]:
    """(name, function of X -> factor) of each."""
    for name, factor in SCALES.items():
        yield name, _of_shape(factor, times)


def _of_shape(factor, times):
    return lambda X: times * factor(*np.shape(X))


THE_GRADIENT = N_("the gradient")


def wrong_scale(scale: str, wanted: str, of: str = THE_GRADIENT) -> str:
    """The sentence for a factor, where another one belongs."""
    words = N_("the factor of {thing} is {factor}, where {wanted} belongs.")
    said = told(words, thing=told(of), factor=scale, wanted=wanted)
    return sentences(said, ABOUT.get(scale, ""))
