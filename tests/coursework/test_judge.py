"""What the tests of a set say of an answer, whatever it does."""

import tracemalloc
from functools import partial
from gettext import NullTranslations
from itertools import islice

import numpy as np
import pytest

from coursework.epochs import MANY, _assert_mixed, assert_batch_rows, assert_batch_sizes
from coursework.judge import (
    EMPTY,
    assert_changes,
    assert_directions,
    assert_ends,
    assert_example,
    assert_firsts,
    assert_lengths,
    assert_shape,
    assert_type,
    assert_untouched,
    assert_values,
)
from coursework.probing import Blocks, Curve, Images, RowSlopes, Slope, ready
from coursework.selfcheck import assert_slopes, attempt, before_handing_in
from coursework.streams import LONG, assert_read_once
from gdlab.exercises.engine import trial
from gdlab.guard.observe import observe
from gdlab.notebook.language import Spoken
from gdlab.notebook.state import kept

CASES = [(([1.0, 2.0],), [2.0, 4.0]), (([0.5, -1.0],), [1.0, -2.0])]
MISTAKES = {"not doubled": [[1.0, 2.0], [0.5, -1.0]], "halved": [[0.5, 1.0], [0.25, -0.5]]}


def message(assertion, *arguments):
    with pytest.raises(AssertionError) as caught:
        assertion(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    "double",
    [
        lambda x: 2 * x,
        lambda x: [2 * float(v) for v in x],
        lambda x: tuple(2 * x),
        lambda x: (2 * x)[:, None],
        lambda x: (2 * x).astype(np.float32),
        lambda x: 2 * x * (1 + 1e-6),
    ],
)
def test_right_numbers_are_right_in_many_dresses(double):
    assert_values(double, CASES, MISTAKES)


@pytest.mark.parametrize(("factor", "words"), [(1, "not doubled"), (0.5, "halved")])
def test_a_known_mistake_is_named(factor, words):
    assert message(assert_values, lambda x: factor * x, CASES, MISTAKES) == words


def test_a_known_mistake_is_named_in_the_language_in_use(monkeypatch):
    """The test cell holds the English words; they are translated when they are said."""

    class Loud(NullTranslations):
        def gettext(self, sentence):
            return sentence.upper()

    monkeypatch.setattr(kept(Spoken), "catalogue", Loud())
    assert message(assert_values, lambda x: x, CASES, MISTAKES) == "NOT DOUBLED"
    assert message(assert_values, None, CASES, MISTAKES) == EMPTY.upper()


def test_an_unknown_mistake_is_described_without_telling_the_answer():
    assert "it is 1.5 times" in message(assert_values, lambda x: 3 * x, CASES, MISTAKES)
    assert "minus 0.5 times" in message(assert_values, lambda x: -x, CASES, MISTAKES)
    said = message(assert_values, lambda x: 2 * x + [0.3, 0], CASES, MISTAKES)
    assert "off by" in said and "4" not in said


def test_right_in_one_case_is_not_enough():
    assert message(assert_values, lambda x: np.array([2.0, 4.0]), CASES, MISTAKES)


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr(trial, "observe", partial(observe, seconds=0.2))

    def endless(x):
        while True:
            pass

    assert "did not end" in message(assert_values, endless, CASES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (None, EMPTY),
        (3.0, "a function was expected"),
        (lambda x: x.sort(), "it returned None"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (lambda x: np.array([np.nan, 4]), "nan"),
        (lambda x: "two", "numbers were expected"),
        (lambda x: x[:1], "the shape should be (2,), yours is (1,)"),
        (lambda x, y: x, "is called with 1 arguments"),
    ],
)
def test_what_cannot_be_judged_is_said(function, words):
    assert words in message(assert_values, function, CASES, MISTAKES)


def test_a_stub_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    assert message(assert_values, stub, CASES) == EMPTY


def test_direction_and_length_are_judged_apart():
    assert_directions(lambda x: 7 * x, CASES)
    assert_lengths(lambda x: -2 * x[::-1], CASES)
    assert message(assert_directions, lambda x: -2 * x, CASES)
    assert message(assert_lengths, lambda x: 7 * x, CASES)
    assert message(assert_directions, lambda x: 0 * x, CASES)


def test_a_change_is_judged_whatever_the_rest_is():
    cases = [((([1.0], 3.0), ([1.0], 1.0)), [2.0])]
    assert_changes(lambda x, a: 1000 * x + a, cases)
    assert message(assert_changes, lambda x, a: x + 2 * a, cases)


def test_first_and_last_rows():
    both = [(([1.0, 2.0],), [1.0, 2.0])]
    assert_firsts(lambda x: [x, 9 * x], both)
    assert_ends(lambda x: (9 * x, x), both)
    assert_ends(lambda x: x, both)
    assert message(assert_ends, lambda x: [x, 9 * x], both)


@pytest.mark.parametrize("turned", [lambda x: x[:, None], lambda x: x[None], np.matrix])
def test_a_row_may_be_a_column_or_a_matrix_alone_or_one_of_several(turned):
    both = [(([1.0, 2.0],), [1.0, 2.0])]
    assert_firsts(lambda x: [turned(x), turned(9 * x), turned(x)], both)
    assert_ends(lambda x: [turned(9 * x), turned(9 * x), turned(x)], both)
    assert_ends(turned, both)
    assert_firsts(turned, both)
    assert message(assert_ends, lambda x: [turned(x), turned(9 * x)], both)


def test_shape_type_and_changed_arguments():
    assert_shape(lambda x: x, ([1.0, 2.0],), (2,))
    assert "yours is (2, 1)" in message(assert_shape, lambda x: x[:, None], ([1.0, 2.0],), (2,))
    assert_type(lambda x: x.astype(np.float32), [(([1.0],), "float32")])
    assert message(assert_type, lambda x: x, [(([1.0],), "float32")])

    def doubles(x):
        x *= 2
        return x

    assert_values(doubles, CASES)
    assert "changed its first argument" in message(assert_untouched, doubles, ([1.0, 2.0],))


def test_the_example_may_be_told():
    assert message(assert_example, lambda x: x, ([1.0],), [2.0]) == (
        "for the example of the text it should be [2.], yours is [1.]"
    )


def test_batches_are_judged_by_sizes_and_by_rows():
    def cut(n, b, rng):
        return np.array_split(rng.permutation(n), n // b)

    assert_batch_sizes(cut, [((9, 3), [3, 3, 3])])
    assert message(assert_batch_sizes, cut, [((7, 3), [3, 3, 1])], {"even": [[4, 3]]}) == "even"
    assert "came as batches of 4, 3" in message(assert_batch_sizes, cut, [((7, 3), [3, 3, 1])])
    assert_batch_rows(cut, [(9, 3)])


@pytest.mark.parametrize(("n", "batch_size"), [(7, 3), (8, 4), (12, 4)])
def test_no_right_shuffle_is_refused_by_chance(n, batch_size):
    """300 other generators, each of many epochs: none comes near the limit."""
    for seed in range(300):
        orders = np.argsort(np.random.default_rng(seed).random((MANY, n)), axis=1)
        cuts = range(batch_size, n, batch_size)
        _assert_mixed(n, [np.split(order, cuts) for order in orders])


def test_a_batch_that_changes_its_size_from_epoch_to_epoch_is_mixed_all_the_same():
    def cut(n, b, rng):
        return np.split(rng.permutation(n), [rng.integers(1, n)])

    assert_batch_rows(cut, [(9, 3)])


def test_a_stream_must_be_read_to_its_end():
    stream = Blocks(([[1.0]], [1.0]), ([[2.0]], [1.0]))
    assert_read_once(lambda b: sum(X.sum() for X, _ in b), [(stream,)])
    assert "not read to its end" in message(assert_read_once, lambda b: 1.0, [(stream,)])


KEPT = {
    "24": (lambda X, y: X.tolist(),),
    "18": (lambda X, y: X[:, :1] @ X[:1],),
    "6": (lambda X, y: X[:, 0].copy(), lambda X, y: y.copy()),
    "9": (lambda X, y: X.astype(np.float32),),
    "": (
        lambda X, y: X.T @ X,
        lambda X, y: {k: getattr(X, k)(axis=0) for k in ("sum", "min", "max", "mean", "std")},
        lambda X, y: X.tolist() and None,
    ),
}


@pytest.mark.parametrize(("blocks", "keep"), [(n, keep) for n in KEPT for keep in KEPT[n]])
def test_what_is_kept_of_a_stream_counts_by_its_bytes(blocks, keep):
    stream = Blocks(*[([[1.0, 2.0, 3.0]], [1.0])] * 3)

    def reads(stream):
        return len([keep(X, y) for X, y in stream])

    if blocks:
        assert f"{blocks} of {LONG} blocks" in message(assert_read_once, reads, [(stream,)])
    else:
        assert_read_once(reads, [(stream,)])


def test_a_long_stream_must_be_read_to_its_end_too():
    stream = Blocks(*[([[1.0]], [1.0])] * 3)
    reads = lambda stream: sum(len(X) for X, _ in islice(stream, LONG // 2))  # noqa: E731
    assert "not read to its end" in message(assert_read_once, reads, [(stream,)])


def test_who_stops_the_counting_of_memory_is_not_believed():
    stream = Blocks(*[([[1.0]], [1.0])] * 3)

    def reads(stream):
        tracemalloc.stop()
        return sum(len(X) for X, _ in stream)

    assert f"{LONG} of {LONG} blocks" in message(assert_read_once, reads, [(stream,)])


@pytest.mark.parametrize(
    "thing",
    [
        Slope([[1.0, 0.5], [0.5, 2.0]], [1.0, 2.0]),
        RowSlopes([[1.0, 2.0], [0.5, 1.0]], [3.0, 1.0]),
        Curve([1.0, 2.0], [0.0, 1.0, -1.0]),
        Blocks(([[1.0, 2.0]], [3.0])),
        Images([[[0, 255]]]),
    ],
)
def test_what_a_notebook_holds_as_text_comes_back_the_same(thing):
    assert repr(eval(repr(thing))) == repr(thing)


def test_probes_are_what_they_say():
    beta = np.array([1.0, -2.0])
    assert Slope([[2.0, 0.0], [0.0, 1.0]], [1.0, 1.0])(beta).tolist() == [1.0, -3.0]
    assert RowSlopes([[1.0, 1.0], [2.0, 1.0]], [0.0, 1.0])(beta, [1]).tolist() == [-4.0, -2.0]
    assert Curve([1.0, 1.0], [1.0, 0.0, 2.0])(beta) == 3.0
    assert ready(Images([[[0, 255]]])).dtype == np.uint8
    (X, y), (X2, _) = ready(Blocks(([[1.0]], [2.0]), ([[3.0]], [4.0])))
    assert X.tolist() == [[1.0]] and y.tolist() == [2.0] and X2.tolist() == [[3.0]]


def test_an_attempt_never_raises():
    def empty():
        raise NotImplementedError

    assert attempt(lambda: 3) == 3
    assert "Not attempted yet" in attempt(empty)
    assert "ZeroDivisionError" in attempt(lambda: 1 / 0)


def test_the_self_check_compares_a_gradient_with_its_own_loss(capsys):
    def loss(b):
        return (b**2).sum()

    arguments = ([1.0, -2.0],)
    before_handing_in(
        ("right", assert_slopes, lambda b: 2 * b, loss, arguments),
        ("wrong", assert_slopes, lambda b: b, loss, arguments),
        ("empty", assert_slopes, None, loss, arguments),
    )
    said = capsys.readouterr().out.splitlines()
    assert [line[0] for line in said[:3]] == ["✅", "❌", "⚪"]
    assert "1 of 3 agree" in said[-1]
