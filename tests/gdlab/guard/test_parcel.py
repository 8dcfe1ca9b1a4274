"""What a learner's function uses travels with it, as the notebook has it at that moment."""

import functools
import importlib
import sys
import threading

import numpy as np
import pytest

from gdlab.guard.observe import observe
from gdlab.guard.parcel import CannotTravel, pack

FACTOR = 3.0


def once(function):
    yield function(np.arange(3.0))


def helper(a):
    return FACTOR * a


class Model:
    def __init__(self, slope):
        self.slope = slope

    def predict(self, a):
        return self.slope * a

    def __call__(self, a):
        return self.predict(a)


def test_helpers_globals_and_closures_travel(monkeypatch):
    slope = 2.0

    def function(a):
        return helper(a) + slope

    assert observe(once, function).values[0].tolist() == [2, 5, 8]
    monkeypatch.setitem(globals(), "FACTOR", 10.0)
    assert observe(once, function).values[0].tolist() == [2, 12, 22]


@pytest.mark.parametrize(
    "function",
    [
        lambda a: 2 * a,
        Model(2),
        Model(2).predict,
        functools.partial(np.multiply, 2),
        np.vectorize(lambda v: 2 * v),
        functools.partial(lambda k, a: k * a, 2),
    ],
)
def test_functions_of_many_kinds_travel(function):
    observation = observe(once, function)
    assert observation.values[0].tolist() == [0, 2, 4] and observation.weaker == ""


def test_a_module_of_the_learners_travels_as_it_is_now(tmp_path, monkeypatch):
    file = tmp_path / "my_answers_of_today.py"
    file.write_text("K = 1\ndef f(a):\n    return K * a\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("my_answers_of_today")
    module.K = 5
    file.unlink()
    assert observe(once, module.f).values[0].tolist() == [0, 5, 10]
    del sys.modules["my_answers_of_today"]


def test_what_it_changes_stays_there():
    seen = []

    def counting(a):
        seen.append(1)
        return a + len(seen)

    assert observe(once, counting).values[0][0] == 1
    assert observe(once, counting).values[0][0] == 1 and not seen


LOCK = threading.Lock()
NUMBERS = (k for k in range(3))
LARGE = np.zeros(10**7)


@functools.cache
def remembering(k):
    return 2 * k


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda a: a if LOCK else None, "LOCK"),
        (lambda a: a if NUMBERS else None, "NUMBERS"),
        (lambda a: a if LARGE.size else None, "LARGE"),
    ],
)
def test_what_cannot_travel_is_judged_here_and_the_weakness_told(function, name):
    observation = observe(once, function)
    assert observation.ended is None and observation.values[0].tolist() == [0, 1, 2]
    assert f"`{name}`" in observation.weaker and "freeze" in observation.weaker


def test_what_only_seemed_to_travel_is_judged_here_too():
    """A function of __main__ behind functools.cache is pickled by a name that nobody has there."""
    main = sys.modules["__main__"]
    wrapped = functools.cache(lambda k: 2 * k)
    wrapped.__module__, wrapped.__qualname__ = "__main__", "wrapped_here"
    main.wrapped_here = wrapped
    try:
        observation = observe(once, lambda a: a * wrapped(2))
    finally:
        del main.wrapped_here
    assert observation.values[0].tolist() == [0, 4, 8] and observation.weaker


def test_a_loop_is_stopped_here_too():
    def endless(a):
        while True:
            LOCK.locked()

    observation = observe(once, endless, seconds=0.3)
    assert observation.ended.kind == "time up" and observation.weaker


def test_a_large_array_is_refused_before_it_is_copied():
    with pytest.raises(CannotTravel, match="larger than 64 MB"):
        pack(once, lambda a: LARGE)


@pytest.mark.parametrize("inside", [False, True])
def test_a_slow_first_import_is_not_the_functions_time(tmp_path, monkeypatch, inside):
    (tmp_path / "slow_library.py").write_text("import time\ntime.sleep(1)\nK = 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    if inside:

        def function(a):
            from slow_library import K

            return K * a
    else:
        library = importlib.import_module("slow_library")

        def function(a):
            return library.K * a

    observation = observe(once, function, seconds=0.3)
    assert observation.values[0].tolist() == [0, 2, 4] and not observation.weaker
    sys.modules.pop("slow_library", None)


def test_an_import_that_fails_is_told_where_it_stands():
    def function(a):
        import no_such_library

        return no_such_library.f(a)

    assert "No module named 'no_such_library'\nin line" in observe(once, function).ended.words


def test_a_library_is_imported_once_for_all_that_follow():
    def function(a):
        import colorsys

        return a * (colorsys.__name__ in sys.modules)

    def is_there(a):
        return a * ("colorsys" in sys.modules)

    assert observe(once, function).values[0][1] == 1
    assert observe(once, is_there).values[0][1] == 1
