"""Appendix A1: what is worked by hand, worked again, without numpy where it is small."""

import math

import pytest

from tests.helpers import ROOT

TEXT = " ".join((ROOT / "lessons" / "a1_linear_algebra.md").read_text(encoding="utf-8").split())


def product(A, B):
    """Rows times columns."""
    columns = list(zip(*B, strict=True))
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in A
    ]


def transposed(A):
    return [list(column) for column in zip(*A, strict=True)]


def roots(A):
    """Eigenvalues of a symmetric 2 by 2 matrix, by the quadratic formula, ascending."""
    trace, det = A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1] * A[1][0]
    root = math.sqrt(trace**2 / 4 - det)
    return [trace / 2 - root, trace / 2 + root]


A = [[2, 1], [1, 2]]
X = [[1, 2], [3, 4], [5, 6]]
DEPENDENT = [[1, 2, 3], [3, 4, 7], [5, 6, 11], [1, 0, 1]]


def ten_times(u):
    for _ in range(10):
        u = product(A, u)
    return u


CLAIMS = [
    (r"\begin{pmatrix} 12 \\ 34 \\ 56 \end{pmatrix}",
     lambda: product(X, [[10], [1]]) == [[12], [34], [56]]),
    ("(AB)^\\top = B^\\top A^\\top", lambda: transposed(product(X, A)) == product(
        transposed(A), transposed(X))),
    ("this matrix is **symmetric**", lambda: product(transposed(X), X) == transposed(
        product(transposed(X), X))),
    ("\\lambda = 1 \\text{ or } 3", lambda: roots(A) == [1, 3]),
    ("$A(1, 1) = (3, 3)$, $A(1, -1) = (1, -1)$",
     lambda: product(A, [[1], [1]]) == [[3], [3]] and product(A, [[1], [-1]]) == [[1], [-1]]),
    ('"3 and 7": "(5 - λ)² = 4', lambda: roots([[5, 2], [2, 5]]) == [3, 7]),
    ("the determinant is 25 - 4 = 21", lambda: 3 * 7 == 21 and 3 + 7 == 10),
    ('"(1, 1)": "That part is multiplied by 3 each time, the other by 1."',
     lambda: abs(ten_times([[4], [2]])[0][0] / ten_times([[4], [2]])[1][0] - 1) < 1e-4),
    ("the third column is the first plus the second",
     lambda: all(a + b == c for a, b, c in DEPENDENT)),
    ("So $X$ stretches $v$ by $\\sqrt\\lambda$", lambda: stretches()),
    ('"9": "The eigenvalues are 36 and 4."', lambda: 6**2 == 36 and 2**2 == 4 and 36 / 4 == 9),
]  # fmt: skip


def stretches():
    """The eigenvector of X^T X to the larger root, by hand, and how long X makes it."""
    (a, b), (_, _) = product(transposed(X), X)
    root = roots(product(transposed(X), X))[1]
    v = [b, root - a]
    size = math.hypot(*v)
    long = product(X, [[v[0] / size], [v[1] / size]])
    return math.isclose(math.sqrt(sum(x[0] ** 2 for x in long)), math.sqrt(root))


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[phrase[:30] for phrase, _ in CLAIMS])
def test_what_is_worked_by_hand_is_right(phrase, holds):
    assert phrase in TEXT
    assert holds()
