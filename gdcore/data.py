"""The data of the lessons: the lecture's four points, their noisy twin, made data, real data.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
"""

from typing import NamedTuple

import numpy as np

from gdcore.arrays import Floats, as_count, as_flag, as_generator, as_number, refused


class Data(NamedTuple):
    """A regression problem: X (n, d), y (n,), a start (d,), the least-squares answer beta (d,)."""

    X: Floats
    y: Floats
    start: Floats
    beta: Floats


def lecture() -> Data:
    """The lecture's four points, intercept column last, with its start. Slide 14.

    y is X (1, 2, 3) exactly: there is no noise, so the residual at the answer is zero.
    """
    X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
    beta = np.array([1.0, 2, 3])
    return Data(X, X @ beta, np.array([10.1, 15.1, -6.5]), beta)


def noisy() -> Data:
    """The lecture's X and start with noise in y: beta (1.1, 2, 3) and an MSE of 0.16, both exact.

    The residual at the answer is (.4, -.4, -.4, .4), orthogonal to the columns of X.
    """
    X, _, start, _ = lecture()
    return Data(X, np.array([6.5, 7.7, 8.8, 11.6]), start, np.array([1.1, 2.0, 3.0]))


def make(
    n: int, d: int, condition: float = 10.0, noise: float = 0.0, seed: int | np.random.Generator = 0
) -> Data:
    """Random data of n rows and d columns whose X^T X / n has eigenvalues from 1 to `condition`.

    noise is the standard deviation added to y, in units of y; seed an integer or a Generator.
    The returned beta is the least-squares answer, not the one that made y. The start is zero.
    Raises ValueError for n < d, condition < 1 or noise < 0.
    """
    d = as_count("d", d, least=1)
    n = as_count("n", n, least=d)
    condition, noise = as_number("condition", condition), as_number("noise", noise)
    if condition < 1 or (d == 1 and condition != 1):
        expected = "condition must be 1 where d is 1" if d == 1 else "condition must be at least 1"
        raise refused(expected, f"{condition:g}", "`condition = 1`")
    if noise < 0:
        raise refused("noise must be at least 0", f"{noise:g}", "`noise = 0`")
    rng = as_generator(seed)
    columns, _ = np.linalg.qr(rng.standard_normal((n, d)))
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    X = columns * np.sqrt(n * np.geomspace(1, condition, d)) @ turn
    y = X @ rng.standard_normal(d) + noise * rng.standard_normal(n)
    return Data(X, y, np.zeros(d), np.linalg.lstsq(X, y)[0])


def diabetes(scale: bool = True) -> Data:
    """scikit-learn's diabetes set: 442 patients, ten measurements, an intercept column last.

    scale=True gives every measurement mean 0 and standard deviation 1; False keeps its own units.
    y is the progress of the disease after a year. Efron et al., Annals of Statistics 32 (2004).
    """
    scale = as_flag("scale", scale)
    from sklearn.datasets import load_diabetes  # half a second to import: only who asks pays

    features, y = load_diabetes(return_X_y=True, scaled=False)
    if scale:
        features = (features - features.mean(axis=0)) / features.std(axis=0)
    X = np.column_stack([features, np.ones(len(y))])
    return Data(X, y, np.zeros(X.shape[1]), np.linalg.lstsq(X, y)[0])
