"""What a probe brings back of a learner's function, right or not."""

import numpy as np
import pytest

from gdlab.guard.guarded import Guarded
from gdlab.guard.observation import Stopped
from gdlab.guard.observe import observe

NUMBERS = np.array([3.0, 1.0, 2.0])


def once(function):
    return function(NUMBERS)


def test_values_come_back():
    observation = observe(lambda f: [f(NUMBERS), f(2 * NUMBERS)], lambda a: a.sum())
    assert observation.ended == "returned" and observation.values == [6.0, 12.0]
    assert observation.sentence == ""


def test_an_array_comes_back_as_it_is():
    values = observe(once, lambda a: a[::2].astype(np.float32)).values
    assert values.dtype == np.float32 and values.tolist() == [3, 2]


def stub(a): ...


def passing(a):
    pass


def said_so(a):
    raise NotImplementedError


@pytest.mark.parametrize("function", [None, ..., stub, passing, said_so, lambda a: ...])
def test_nothing_written_yet_is_not_attempted(function):
    assert observe(once, function).ended == "not attempted"


def test_a_forgotten_return_is_named():
    def forgotten(a):
        total = a.sum()  # noqa: F841

    assert observe(once, forgotten).ended == "returned None"


def test_a_number_is_no_function():
    observation = observe(once, 3.0)
    assert observation.ended == "no function" and "without parentheses" in observation.sentence


def test_too_few_arguments_are_named():
    observation = observe(once, lambda a, b: a)
    assert observation.ended == "does not fit"
    assert "(a, b)" in observation.sentence and "1 arguments" in observation.sentence


def crashing(a):
    return a @ np.ones(5)  # the line to be named


def test_a_crash_names_kind_words_and_line():
    observation = observe(once, crashing)
    assert observation.ended == "crashed" and observation.kind == "ValueError"
    assert "mismatch" in observation.words and "the line to be named" in observation.line
    assert observation.number == crashing.__code__.co_firstlineno + 1
    assert f"in line {observation.number}: return" in observation.sentence


class Odd:
    def __array__(self, dtype=None, copy=None):
        raise OSError("not today")


def test_what_only_breaks_in_the_probe_is_a_crash_too():
    observation = observe(lambda f: np.asarray(f(NUMBERS)) + 1, lambda a: Odd())
    assert observation.ended == "crashed" and observation.kind == "OSError"


def in_place(a, b):
    b -= a
    return b


def sorting(a, b):
    a.sort()
    return a


def unlocking(a, b):
    a.flags.writeable = True
    a[0] = 1
    return a


def two(function):
    return function(NUMBERS, NUMBERS + 1)


@pytest.mark.parametrize(("function", "k"), [(in_place, 2), (sorting, 1)])
def test_a_changed_array_is_named(function, k):
    observation = observe(two, function)
    assert (observation.ended, observation.argument) == ("changed argument", k)
    assert ["first", "second"][k - 1] in observation.sentence and observation.number


def test_no_lock_can_be_taken_off():
    before = NUMBERS.copy()
    assert observe(two, unlocking).argument == 1
    assert np.array_equal(NUMBERS, before)


def test_a_changed_list_is_named():
    def popping(values):
        return values.pop()

    observation = observe(lambda f: f([1, np.ones(2), 3]), popping)
    assert (observation.ended, observation.argument) == ("changed argument", 1)


def fussy(a, rng):
    """As some compiled libraries do: asks for an array it could write to, and only reads it."""
    drawn = rng.random()
    if not a.flags.writeable:
        raise ValueError("buffer source array is read-only")
    return a.sum() + drawn


def test_who_only_asks_for_a_writable_array_is_right():
    wanted = NUMBERS.sum() + np.random.default_rng(1).random()
    assert observe(lambda f: f(NUMBERS, np.random.default_rng(1)), fussy).values == wanted


def test_a_probe_may_go_on_after_a_crash():
    def probe(function):
        try:
            function(NUMBERS)
        except Stopped as stopped:
            return stopped.observation

    assert observe(probe, crashing).values.kind == "ValueError"


def test_the_function_itself_can_be_looked_at():
    assert Guarded(crashing).function is crashing


def test_random_numbers_of_the_caller_stay():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    observe(once, lambda a: np.random.seed(3) or a)  # noqa: NPY002
    observe(once, lambda a: np.random.rand())  # noqa: NPY002
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_prints_are_not_seen(capfd):
    def talking(a):
        print("a line")
        return a

    assert observe(once, talking).ended == "returned"
    assert capfd.readouterr() == ("", "")


def test_an_endless_loop_is_stopped():
    def endless(a):
        while True:
            pass

    observation = observe(once, endless, seconds=0.5)
    assert observation.ended == "time up" and "0.5 s" in observation.sentence
