"""A probe keeps what it saw, and tells how it ended, whatever the learner's function does."""

from fractions import Fraction

import numpy as np
import pytest

from gdlab.guard.observe import observe
from gdlab.guard.plain import Odd, plain


def three(function):
    """A probe: the function at 1, 2 and 3."""
    for k in (1.0, 2.0, 3.0):
        yield function(np.array([k]))


def at_three(what):
    """A function that does `what()` at 3 and doubles before."""
    return lambda x: what() if x[0] == 3 else 2 * x


def leave():
    raise SystemExit


def test_what_came_back_are_plain_arrays():
    seen = observe(three, lambda x: 2 * x)
    assert [v.tolist() for v in seen.values] == [[2], [4], [6]]
    assert seen.ended is None


@pytest.mark.parametrize(
    ("what", "kind", "words"),
    [
        (lambda: 1 / 0, "crashed", "ZeroDivisionError: division by zero"),
        (lambda: None, "returned None", "return"),
        (lambda: ..., "not attempted", "replace the ..."),
        (leave, "crashed", "SystemExit"),
    ],
)
def test_what_was_seen_before_the_end_is_kept(what, kind, words):
    seen = observe(three, at_three(what))
    assert len(seen.values) == 2
    assert seen.ended.kind == kind and words in seen.ended.words


def test_a_changed_argument_is_told():
    def change(x):
        x -= 1
        return x

    assert observe(three, change).ended.kind == "changed"


def test_a_loop_without_end_is_stopped():
    def endless(x):
        while True:
            pass

    assert observe(three, endless, seconds=0.2).ended.kind == "time up"


def test_too_many_arguments_are_told():
    ended = observe(three, lambda x, y: x).ended
    assert ended.kind == "arguments" and "(x, y)" in ended.words


@pytest.mark.parametrize("thing", [None, ..., 3, "f"])
def test_what_is_no_function_is_told(thing):
    assert observe(three, thing).ended.kind in ("not attempted", "no function")


class Hostile:
    def __array__(self, *arguments, **keywords):
        raise RuntimeError("no")


def test_an_error_while_it_is_read_is_a_crash():
    assert observe(three, lambda x: Hostile()).ended.error == "RuntimeError"


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (3, ()),
        (True, ()),
        ([1, 2], (2,)),
        ([[1.0], [2.0]], (2, 1)),
        (np.ones((1, 2)).view(np.matrix), (1, 2)),
        ([Fraction(1, 2), 2], (2,)),
        (np.ones((0, 3)), (0, 3)),
        (np.array([1 + 0j]), (1,)),
        ([np.ones(2), np.zeros(2)], (2, 2)),
    ],
)
def test_numbers_become_arrays(value, shape):
    assert type(plain(value)) is np.ndarray and plain(value).shape == shape


@pytest.mark.parametrize("value", ["1.5", None, 10**400, 1j, map(str, [1]), object(), {1, 2}])
def test_what_is_no_number_is_odd(value):
    assert isinstance(plain(value), Odd)


def test_a_pair_stays_one_and_a_masked_entry_is_no_number():
    total, rows = plain(([1.0, 2.0], 3))
    assert total.shape == (2,) and rows == 3
    assert np.isnan(plain(np.ma.array([1, 2], mask=[True, False]))[0])
