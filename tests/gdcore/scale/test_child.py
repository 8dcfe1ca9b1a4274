"""What the child program says of a function, asked without a child and without a limit."""

import pickle

import numpy as np
import pytest

from gdcore.scale.child import outcome, size_asked_for

NESTED = """def f(a):
    def inner(b):
        return 1 / b

    return inner(a)
"""


def said(source, *arguments):
    return outcome("f", source, "their file", pickle.dumps(arguments))


def test_a_value_comes_back_pickled():
    assert pickle.loads(said(NESTED, 4)["value"]) == 0.25


def test_an_error_is_told_with_the_innermost_line_that_is_theirs():
    told = said(NESTED, 0)
    assert told["error"] == "ZeroDivisionError: division by zero (line 3)"
    assert told["value"] is None and not told["memory"]
    inside = said("import json\ndef f(a):\n    return json.loads(a)\n", "{")
    assert inside["error"].endswith("(line 3)")  # not the library's


def test_leaving_the_program_is_an_error_like_others():
    assert said("def f(a):\n    raise SystemExit(a)\n", 3)["error"].startswith("SystemExit: 3")


@pytest.mark.parametrize(("raised", "size"), [("()", None), ('((3, 2), "f4")', 24)])
def test_want_of_memory_is_no_error_and_numpy_says_how_much(raised, size):
    told = said(f"def f():\n    raise MemoryError{raised}\n")
    assert told["memory"] and told["asked"] == size


def test_the_size_is_that_of_all_numbers_together():
    error = MemoryError((1000, 1000, 3), np.dtype("float64"))
    assert size_asked_for(error) == 24 * 10**6 and size_asked_for(MemoryError("no")) is None
