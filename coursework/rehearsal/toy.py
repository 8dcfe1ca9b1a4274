"""A small set with the shape of a real one: two functions, three tests, one answer in words."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

GRADIENT = '''def gradient(beta, X, y):
    """(2/n) X^T (X beta - y)"""
    ### BEGIN SOLUTION
    return 2 / len(y) * X.T @ (X @ beta - y)
    ### END SOLUTION'''
LOSS = '''def loss(beta, X, y):
    """the mean of the squared residuals"""
    ### BEGIN SOLUTION
    return ((X @ beta - y) ** 2).mean()
    ### END SOLUTION'''
DATA = "X, y = np.array([[1.0, 2], [1, 3], [1, 5]]), np.array([1.0, 2, 4])"
SIGN = f"""{DATA}
assert gradient(np.zeros(2), X, y)[1] < 0, "the sign is flipped"
"""
SCALE = f"""{DATA}
assert np.allclose(gradient(np.zeros(2), X, y)[0], -14 / 3), "divide by the number of rows"
### BEGIN HIDDEN TESTS
assert np.allclose(gradient(np.array([1.0, 2]), X, y), [32 / 3, 116 / 3]), "wrong elsewhere"
### END HIDDEN TESTS
"""
VALUE = f"""{DATA}
### BEGIN HIDDEN TESTS
assert np.isclose(loss(np.zeros(2), X, y), 7), "the loss at zero is not 7"
### END HIDDEN TESTS
assert loss(np.array([-1.0, 1]), X, y) < 1e-20, "no loss where the line fits"
"""
POINTS = {"test_sign": 1, "test_scale": 2, "words": 3, "test_loss": 2}
AUTOMATIC = 5


def about(name, **more):
    """A cell's nbgrader metadata."""
    base = {"grade_id": name, "schema_version": 3, "task": False}
    return {"nbgrader": {**base, "grade": False, "solution": False, "locked": False, **more}}


def solution(name, source):
    return new_code_cell(source, id=name, metadata=about(name, solution=True, cell_type="code"))


def test(name, source):
    more = {"grade": True, "locked": True, "points": POINTS[name], "cell_type": "code"}
    return new_code_cell(source, id=name.replace("_", "-"), metadata=about(name, **more))


def notebook(seed=""):
    """The source notebook; a seed changes nothing but the number in its first line."""
    words = {"grade": True, "solution": True, "points": POINTS["words"], "cell_type": "markdown"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
        cells=[
            new_markdown_cell("# Toy", id="title"),
            new_code_cell("import numpy as np", id="imports"),
            solution("gradient", GRADIENT),
            test("test_sign", SIGN),
            test("test_scale", SCALE),
            new_markdown_cell("Why does it work?", id="words", metadata=about("words", **words)),
            solution("loss", LOSS),
            test("test_loss", VALUE),
        ],
    )


def build_source(name, seed, folder):
    """Write source/<name>/<name>.ipynb, as coursework.masters does for the real sets."""
    path = Path(folder) / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(), path)
    return path
