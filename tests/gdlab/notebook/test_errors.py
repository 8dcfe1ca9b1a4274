"""Of an exception a learner reads the last line that is the learner's own."""

import statistics

import numpy as np
import pytest

from gdlab.notebook.errors import in_words, is_theirs

THEIRS = (
    "/tmp/ipykernel_4711/123456.py",
    "C:\\Users\\kim\\AppData\\Local\\Temp\\ipykernel_12\\1.py",
    "<ipython-input-3-abc>",
    "<stdin>",
    "/home/kim/lessons/my_answers.py",
)
NOT_THEIRS = (
    np.__file__,
    statistics.__file__,
    is_theirs.__code__.co_filename,
    "numpy/random/_generator.pyx",
    "_generator.pyx",
    "stringsource.pxd",
    "/usr/lib/python3/dist-packages/numpy/linalg/linalg.py",
    "/home/kim/.local/lib/python3.12/site-packages/pandas/core/frame.py",
    "<frozen importlib._bootstrap>",
)


@pytest.mark.parametrize("filename", THEIRS)
def test_cells_scripts_and_own_modules_are_theirs(filename):
    assert is_theirs(filename)


@pytest.mark.parametrize("filename", NOT_THEIRS)
def test_libraries_however_compiled_and_wherever_installed_are_not(filename):
    assert not is_theirs(filename)


def test_an_error_inside_compiled_code_names_the_line_that_called_it():
    with pytest.raises(ValueError) as caught:
        np.random.default_rng(0).choice(3, size=5, replace=False)  # here
    assert "default_rng(0).choice(3, size=5, replace=False)  # here" in in_words(caught.value)
