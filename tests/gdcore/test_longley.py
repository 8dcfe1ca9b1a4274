"""The smallest eigenvalue of ill-conditioned data, against exact fractions.

Longley's data (J. Longley, JASA 62 (1967), 819 to 841; NIST's StRD has it as "Longley"): six
economic series of 1947 to 1962. X^T X has a condition number of 2.4e19, so whoever forms it has
lost the smallest eigenvalue before the search begins.
"""

from fractions import Fraction
from math import log10

import numpy as np
import pytest

from gdcore.curvature import closed_form, condition_number, eigenvalues, iterations_to
from gdcore.losses import LOSSES

ROWS = """
83.0 234289 2356 1590 107608 1947
88.5 259426 2325 1456 108632 1948
88.2 258054 3682 1616 109773 1949
89.5 284599 3351 1650 110929 1950
96.2 328975 2099 3099 112075 1951
98.1 346999 1932 3594 113270 1952
99.0 365385 1870 3547 115094 1953
100.0 363112 3578 3350 116219 1954
101.2 397469 2904 3048 117388 1955
104.6 419180 2822 2857 118734 1956
108.4 442769 2936 2798 120445 1957
110.8 444546 4681 2637 121950 1958
112.6 482704 3813 2552 123366 1959
114.2 502601 3931 2514 125368 1960
115.7 518173 4806 2572 127852 1961
116.9 554894 4007 2827 130081 1962
"""
X = np.array([[1.0, *map(float, row.split())] for row in ROWS.split("\n") if row])


def characteristic(A):
    """The coefficients of det(x - A), highest first, exactly (Faddeev and LeVerrier)."""
    n = len(A)
    M, coefficients = [[Fraction(0)] * n for _ in range(n)], [Fraction(1)]
    for k in range(1, n + 1):
        M = [
            [sum(a * m for a, m in zip(r, c, strict=True)) for c in zip(*M, strict=True)] for r in A
        ]
        for i in range(n):
            M[i][i] += coefficients[-1]
        trace = sum(A[i][j] * M[j][i] for i in range(n) for j in range(n))
        coefficients.append(-trace / k)
    return coefficients


def smallest_root(coefficients):
    """Newton from zero: from below all roots it climbs to the smallest. Sixty digits."""
    x = Fraction(0)
    for _ in range(60):
        value = slope = Fraction(0)
        for c in coefficients:
            value, slope = value * x + c, slope * x + value
        x = Fraction(round((x - value / slope) * 10**60), 10**60)
    return x


@pytest.fixture(scope="module")
def smallest():
    """Of X^T X, as a fraction."""
    columns = [[Fraction(value) for value in column] for column in X.T.tolist()]
    gram = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in columns]
    return smallest_root(characteristic(gram))


def digits(found, exact):
    return -log10(abs(Fraction(float(found)) / exact - 1) or 1e-17)


@pytest.mark.parametrize(("loss", "weight"), [("half_sse", 1), ("sse", 2), ("mse", 2 / 16)])
def test_the_smallest_eigenvalue_has_ten_digits(loss, weight, smallest):
    assert float(smallest) == pytest.approx(1.17217837e-7, rel=1e-8)
    assert digits(eigenvalues(X, loss)[0], Fraction(weight) * smallest) >= 10
    assert digits(np.linalg.eigvalsh(LOSSES[loss].weight(16) * X.T @ X)[0], smallest) < 4


def test_the_condition_number_is_that_of_the_eigenvalues(smallest):
    values = eigenvalues(X)
    assert condition_number(X) == pytest.approx(values[-1] / values[0], rel=1e-12)


def test_the_slowest_direction_shrinks_as_its_eigenvalue_says(smallest):
    """y = 0, a start along the last right singular vector: (1 - lr lam)^t of it is left."""
    lr = 1 / eigenvalues(X, "half_sse")[-1]
    start = np.linalg.svd(X)[2][-1]
    rate = lr * float(smallest)  # 5e-20: 1 - rate is 1 in floating point
    t = round(1 / rate)
    assert t > 2**53  # more steps than floats can count: ask for fewer
    left = closed_form(X, np.zeros(16), lr, 10**15, start, "half_sse")
    assert np.linalg.norm(left) == pytest.approx(1 - 10**15 * rate, rel=1e-9)
    steps = iterations_to(1 - 1e-6, X, np.zeros(16), lr, start, "half_sse", most=10**15)
    assert steps == pytest.approx(1e-6 / rate, rel=1e-2)
