"""Data of the lessons' shape: an answer that is right there alone has a number written in it."""

import numpy as np

from gdcore.arrays import Floats


def lesson_data() -> tuple[Floats, Floats, Floats]:
    """(X, y, beta): four rows and three columns, as in the lecture, of other numbers."""
    rng = np.random.default_rng(4)
    X, y = rng.uniform(-2, 2, (4, 3)), rng.uniform(-3, 3, 4)
    return X, y, rng.uniform(-2, 2, 3)
