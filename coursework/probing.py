"""What a test calls a student's function with, beyond numbers: functions and streams.

Each has a repr that makes it again, so that a notebook can hold it as text.
"""

import numpy as np

from gdlab.exercises.shared.stream import Stream


class Slope:
    """The gradient A beta - b of a parabola, as a function of beta (d,)."""

    def __init__(self, A, b):
        self.A, self.b = A, b

    def __call__(self, beta):
        return np.array(self.A) @ beta - np.array(self.b)

    def __repr__(self):
        return f"Slope({self.A!r}, {self.b!r})"


class RowSlopes:
    """(2 / b) X_B^T (X_B beta - y_B): the slope of the b rows asked for, (beta, rows) -> (d,)."""

    def __init__(self, X, y):
        self.X, self.y = X, y

    def __call__(self, beta, rows):
        X, y = np.array(self.X)[rows], np.array(self.y)[rows]
        return 2 / len(y) * X.T @ (X @ beta - y)

    def __repr__(self):
        return f"RowSlopes({self.X!r}, {self.y!r})"


class Curve:
    """c_0 + c_1 u + c_2 u^2 + ... with u = direction . beta, as a function of beta (d,)."""

    def __init__(self, direction, coefficients):
        self.direction, self.coefficients = direction, coefficients

    def __call__(self, beta):
        return np.polynomial.polynomial.polyval(
            np.dot(self.direction, beta), np.array(self.coefficients, float)
        )

    def __repr__(self):
        return f"Curve({self.direction!r}, {self.coefficients!r})"


class Blocks:
    """(X, y) a block at a time, as from a file: every call of a test reads from the beginning."""

    def __init__(self, *blocks):
        self.blocks = blocks

    def __iter__(self):
        return iter([(np.array(X), np.array(y)) for X, y in self.blocks])

    def __repr__(self):
        return "Blocks(" + ", ".join(f"({X!r}, {y!r})" for X, y in self.blocks) + ")"


class Images:
    """Pictures of bytes, uint8 (b, height, width)."""

    def __init__(self, pixels):
        self.pixels = pixels

    def __repr__(self):
        return f"Images({self.pixels!r})"


def ready(argument):
    """A list becomes an array, Blocks a stream to be read once, Images bytes; the rest stays."""
    if isinstance(argument, Images):
        return np.array(argument.pixels, dtype=np.uint8)
    if isinstance(argument, Blocks):
        return Stream(list(argument))
    return np.array(argument) if isinstance(argument, list) else argument
