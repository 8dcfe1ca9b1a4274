"""A probe keeps what it saw, and tells how it ended, whatever the learner's function does."""

from fractions import Fraction

import numpy as np
import pytest

from gdlab.guard.guarded import Guarded
from gdlab.guard.observe import follow, observe
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


def test_a_probe_may_let_it_change_what_is_its_own():
    mine = np.ones(2), [np.ones(2)]

    def change(x, several):
        x -= 1
        several[0] += x
        return several.pop()

    def probe(function):
        yield function.freely(*mine)
        yield mine[0]

    given_back, still = observe(probe, change).values
    assert given_back.tolist() == [1, 1] and still.tolist() == [1, 1]


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


NUMBERS = np.array([3.0, 1.0, 2.0])


def once(function):
    yield function(NUMBERS)


def both(function):
    yield function(NUMBERS, NUMBERS + 1)


def crashing(a):
    return a @ np.ones(5)  # the line to be named


def test_a_crash_names_the_learners_own_line():
    ended = observe(once, crashing).ended
    assert (ended.kind, ended.error) == ("crashed", "ValueError") and ended.file == __file__
    assert ended.number == crashing.__code__.co_firstlineno + 1
    assert ended.words.endswith(f"in line {ended.number}: {ended.line}")
    assert "the line to be named" in ended.line


class Wordless(Exception):
    def __str__(self):
        raise KeyError


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, StopIteration, Wordless])
def test_any_exception_is_a_crash(error):
    def raising(a):
        raise error

    assert error.__name__ in observe(once, raising).ended.words


def in_place(a, b):
    b -= a
    return b


def sorting(a, b):
    a.sort()
    return a


def unlocking(a, b):
    a.flags.writeable = True
    a[0] = 100
    return a


def quietly(a, b):
    try:
        b[:] = 0
    finally:
        return b  # noqa: B012


@pytest.mark.parametrize(("function", "k"), [(in_place, 2), (sorting, 1), (unlocking, 1)])
def test_a_changed_array_is_named_with_its_line(function, k):
    ended = observe(both, function).ended
    assert (ended.kind, ended.argument) == ("changed", k)
    assert f"argument {'ab'[k - 1]}" in ended.words and ended.line in ended.words


@pytest.mark.parametrize("function", [in_place, sorting, unlocking, quietly])
def test_the_callers_arrays_stay_as_they_are(function):
    def probe(function):
        mine = NUMBERS.copy()
        try:
            function(mine, mine)
        except Exception:
            pass
        yield mine

    assert observe(probe, function).values[0].tolist() == [3, 1, 2]


def test_a_changed_list_is_named():
    def popping(values):
        return values.pop()

    def probe(function):
        yield function([1, np.ones(2), 3])

    assert observe(probe, popping).ended.argument == 1


def fussy(a, rng):
    """As some compiled libraries do: asks for an array it could write to, and only reads it."""
    drawn = rng.random()
    if not a.flags.writeable:
        raise ValueError("buffer source array is read-only")
    return a.sum() + drawn


def test_who_only_asks_for_a_writable_array_is_right():
    def probe(function):
        yield function(NUMBERS, np.random.default_rng(1))

    wanted = NUMBERS.sum() + np.random.default_rng(1).random()
    assert observe(probe, fussy).values == (wanted,)


def test_an_array_of_a_stream_that_is_changed_is_told():
    def blocks():
        block = np.ones(3)
        block.flags.writeable = False
        yield block

    def changing(stream):
        for block in stream:
            block += 1
        return block

    ended = observe(lambda f: iter([f(blocks())]), changing).ended
    assert (ended.kind, ended.argument) == ("changed", None) and "an array" in ended.words


def test_the_function_itself_can_be_looked_at():
    assert Guarded(crashing).function is crashing


def test_random_numbers_of_the_caller_stay():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    observe(once, lambda a: np.random.seed(3) or np.random.rand())  # noqa: NPY002
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_prints_are_not_seen(capfd):
    observe(once, lambda a: print("a line") or a)
    assert capfd.readouterr() == ("", "")


def steps(function):
    point = np.array([1.0, 2.0])
    while True:
        yield point
        point = function(point)


def test_values_are_followed_as_they_come():
    def halving(point):
        if point[0] < 2**-300:
            raise OverflowError("far enough")
        return point / 2

    following = follow(steps, halving)
    points = [point for some in following for point in some]
    assert len(points) == 302 and points[-1].tolist() == [2.0**-301, 2.0**-300]
    assert following.ended.error == "OverflowError" and "far enough" in following.ended.words


def test_who_stops_following_keeps_what_came():
    following = follow(steps, lambda point: point + 1)
    for some in following:
        assert some[0].tolist() == [1, 2]
        break
    following.close()
    assert following.ended is None
    assert observe(three, lambda x: x).ended is None


def test_words_are_in_the_notebooks_language_wherever_it_ran(brackets):
    for function in (in_place, endless, 3, lambda a, b: a.fly()):
        ended = observe(both, function, seconds=0.2).ended
        assert all(line.startswith("⟦") for line in ended.words.splitlines())


def endless(a, b):
    while True:
        pass
