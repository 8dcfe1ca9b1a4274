"""Copies are found whatever was renamed; two who solved it each by themselves are not."""

import nbformat
import pytest

from coursework.alike import alike, shared, stretches
from coursework.rehearsal import hostile

ONE = """
def gradient(beta, X, y):
    total = np.zeros(len(beta))
    for i in range(len(y)):
        miss = y[i] - sum(X[i][j] * beta[j] for j in range(len(beta)))
        for j in range(len(beta)):
            total[j] = total[j] - 2 * X[i][j] * miss / len(y)
    return total
"""
RENAMED = """
def gradient(b, A, t):
    # my own work
    g = np.zeros(len(b))
    for row in range(len(t)):

        r = t[row] - sum(A[row][k] * b[k] for k in range(len(b)))
        for k in range(len(b)):
            g[k] = g[k] - 2 * A[row][k] * r / len(t)
    return g
"""
OTHER = """
def gradient(beta, X, y):
    n, d = X.shape
    error = np.dot(X, beta) - y
    answer = []
    for k in range(d):
        column = X[:, k]
        answer.append(2 * np.dot(column, error) / n)
    return np.array(answer)
"""


def test_renamed_and_laid_out_anew_it_is_the_same():
    assert shared(stretches(ONE), stretches(RENAMED)) == 1


def test_another_way_shares_little():
    assert shared(stretches(ONE), stretches(OTHER)) < 0.2


def test_short_answers_and_broken_ones_are_nobodys():
    short = stretches("def f(beta, X, y):\n    return -2 / len(y) * X.T @ (y - X @ beta)\n")
    assert shared(short, short) == 0
    assert shared(stretches("def f(:\n  '"), stretches(ONE)) == 0


@pytest.fixture
def handed_in(course):
    """kim and lee with one solution, han with another, park with a file that is no notebook."""
    release = nbformat.read(course.release("toy"), as_version=4)
    for student, source in (("kim", ONE), ("lee", RENAMED), ("han", OTHER)):
        book = hostile.perfect(nbformat.from_dict(release))
        hostile.cell(book, "gradient").source = source
        path = course.downloaded("toy") / student / "toy.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(book, path)
    (course.downloaded("toy") / "park").mkdir()
    (course.downloaded("toy") / "park" / "toy.ipynb").write_text("{")
    return course


def test_the_pair_is_listed_with_the_exercise_and_nobody_else(handed_in):
    assert alike(handed_in, "toy") == [("kim", "lee", 1.0, ["gradient"])]
