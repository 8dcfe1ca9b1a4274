"""Overlapped or in turn: the same batches in the same order, and no thread outlives its `with`."""

import signal
import threading
from itertools import count, islice, pairwise

import numpy as np
import pytest

from gdcore.batches import minibatches
from gdcore.data import make
from gdcore.descent import descend
from gdcore.losses import mse_gradient
from gdcore.scale.pipeline import STEPS, Span, Timeline, in_turn, overlapped

SECONDS = 600  # after which a test that hangs gives up; no machine is that busy


def numbers(n):
    return ((np.full((2, 3), i), np.full(2, i)) for i in range(n))


def double(X, y):
    return 2.0 * X, 2.0 * y


def threads():
    """The names of the threads that go on: one that is about to end is given the time to."""
    ours = [t for t in threading.enumerate() if t.name.startswith(("read", "prepare"))]
    for thread in ours:
        thread.join(SECONDS)
    return {t.name for t in ours if t.is_alive()}


WAYS = [in_turn, overlapped, lambda *a, **k: overlapped(*a, workers=3, ahead=2, **k)]
each_way = pytest.mark.parametrize("way", WAYS, ids=["in turn", "overlapped", "three workers"])


@each_way
def test_batches_come_prepared_once_each_in_order(way):
    with way(numbers(20), double) as prepared:
        got = [(X[0, 0], y[0]) for X, y in prepared]
    assert got == [(2.0 * i, 2.0 * i) for i in range(20)]
    assert threads() == set()


@each_way
def test_an_empty_stream_ends_at_once(way):
    with way(numbers(0), double) as prepared:
        assert list(prepared) == []
    assert threads() == set()


def test_a_timeline_lasts_from_the_first_begin_to_the_last_end():
    timeline = Timeline()
    assert timeline.seconds == 0.0
    timeline.spans = [Span("read", 0, "a", 1.0, 4.0), Span("train", 0, "b", 2.0, 2.5)]
    assert (timeline.seconds, timeline.busy("read"), timeline.busy("prepare")) == (3.0, 3.0, 0)
    words = "Timeline: 1 batches in 3.000 s (read 3.000, prepare 0.000, train 0.500)"
    assert repr(timeline) == words


def test_order_is_kept_when_a_later_batch_is_ready_first():
    """Batch 0 may only finish once batch 1 has."""
    second = threading.Event()

    def prepare(X, y):
        if y[0] == 0:
            assert second.wait(SECONDS)
        if y[0] == 1:
            second.set()
        return X, y

    with overlapped(numbers(6), prepare, workers=2) as prepared:
        assert [y[0] for _, y in prepared] == list(range(6))


def test_the_steps_do_run_at_the_same_time():
    """Batch 0 is held by the learner until batch 1 is being prepared and batch 2 has been read."""
    read, prepared_one = threading.Event(), threading.Event()

    def batches():
        for i, batch in enumerate(numbers(5)):
            if i == 2:
                read.set()
            yield batch

    def prepare(X, y):
        if y[0] == 1:
            prepared_one.set()
        return X, y

    with overlapped(batches(), prepare) as prepared:
        next(prepared)
        assert read.wait(SECONDS) and prepared_one.wait(SECONDS)


@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_no_more_than_ahead_are_under_way(ahead):
    asked = []

    def batches():
        for i, batch in enumerate(numbers(40)):
            asked.append(i)
            yield batch

    with overlapped(batches(), double, workers=2, ahead=ahead) as prepared:
        for done, _ in enumerate(prepared):
            assert len(asked) <= done + 1 + ahead
    assert len(asked) == 40


def test_the_path_is_the_same_to_the_last_bit():
    data = make(200, 3, noise=1.0)

    def stream():
        return minibatches(data.X, data.y, 7, np.random.default_rng(0))

    ends = []
    for way in WAYS:
        with way(stream(), double) as prepared:
            ends.append(descend(mse_gradient, np.zeros(3), prepared, 0.01, 100).end)
    assert all(np.array_equal(end, ends[0]) for end in ends)
    assert threads() == set()


@each_way
def test_an_error_while_preparing_reaches_the_learner_with_its_line(way):
    def prepare(X, y):
        if y[0] == 3:
            raise ZeroDivisionError("mine")
        return X, y

    got = []
    with pytest.raises(ZeroDivisionError, match="mine") as caught, way(numbers(9), prepare) as it:
        got.extend(y[0] for _, y in it)
    assert got == [0, 1, 2]
    lines = [f.name for f in caught.traceback]
    assert "prepare" in lines  # the learner's own frame
    assert way is in_turn or "batch 3 was prepared" in "".join(caught.value.__notes__)
    assert threads() == set()


@each_way
def test_an_error_while_reading_comes_after_the_batches_before_it(way):
    def batches():
        yield from numbers(2)
        raise OSError("unplugged")

    got = []
    with pytest.raises(OSError, match="unplugged") as caught, way(batches(), double) as prepared:
        got.extend(y[0] for _, y in prepared)
    assert got == [0, 2] and "batches" in [f.name for f in caught.traceback]
    assert threads() == set()


@each_way
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupt_of_the_learner_ends_the_threads(way, error):
    """The stream has no end: only stopping it can let the `with` be left."""
    endless = ((np.full((1, 1), i), np.zeros(1)) for i in count())
    with pytest.raises(error), way(endless, double) as prepared:
        next(prepared)
        raise error
    assert threads() == set()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals need POSIX")
@pytest.mark.parametrize("stage", ["read", "prepare"])
def test_an_interrupt_while_the_learner_waits_ends_the_threads(stage):
    """The signal comes from the very work that the learner is waiting for."""

    def interrupt(number, here):
        if number == 3 and stage == here:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    def endless():
        for i in count():
            interrupt(i, "read")
            yield np.full((1, 1), i), np.full(1, i)

    def prepare(X, y):
        interrupt(y[0], "prepare")
        return X, y

    with pytest.raises(KeyboardInterrupt), overlapped(endless(), prepare) as prepared:
        for _ in prepared:
            pass
    assert threads() == set()


@each_way
def test_leaving_early_is_no_error(way):
    with way(numbers(100), double) as prepared:
        assert len(list(islice(prepared, 3))) == 3
    assert threads() == set()


@each_way
def test_the_timeline_notes_every_step_of_every_batch(way):
    timeline = Timeline()
    with way(numbers(8), double, timeline=timeline) as prepared:
        for _ in prepared:
            pass
    for step in STEPS:
        assert sorted(s.batch for s in timeline.spans if s.step == step) == list(range(8))
    when = {(s.step, s.batch): s for s in timeline.spans}
    for i in range(8):
        read, made, used = (when[step, i] for step in STEPS)
        assert 0 <= read.began <= read.ended <= made.began <= made.ended <= used.began <= used.ended
    assert timeline.seconds >= max(timeline.busy(step) for step in STEPS) / 3
    assert repr(timeline).startswith("Timeline: 8 batches in ")


def test_in_turn_nothing_overlaps_and_lanes_tell_the_threads():
    timeline, ahead = Timeline(), Timeline()
    with in_turn(numbers(5), double, timeline) as prepared:
        list(prepared)
    spans = sorted(timeline.spans, key=lambda s: s.began)
    assert all(a.ended <= b.began for a, b in pairwise(spans))
    assert len({s.lane for s in spans}) == 1
    with overlapped(numbers(5), double, timeline=ahead) as prepared:
        list(prepared)
    assert {s.step: s.lane for s in ahead.spans}["read"] == "read"
    assert len({s.lane for s in ahead.spans}) == 3


def test_a_learner_who_stops_early_has_a_last_train_span():
    timeline = Timeline()
    with overlapped(numbers(9), double, timeline=timeline) as prepared:
        next(prepared)
        next(prepared)
    assert [s.batch for s in timeline.spans if s.step == "train"] == [0, 1]
    assert Timeline().seconds == 0


@pytest.mark.parametrize(
    "options, words",
    [({"workers": 0}, "workers must be at least 1"), ({"ahead": 0}, "ahead must be at least 1")],
)
def test_bad_input_is_told(options, words):
    with pytest.raises(ValueError, match=words):
        overlapped(numbers(3), double, **options)


@each_way
@pytest.mark.parametrize(
    ("batches", "prepare", "words"),
    [
        (lambda: numbers(3), double, r"batches must be a stream.*try calling it"),
        (7, double, "batches must be a stream of .X, y., got 7"),
        (None, double, "batches must be a stream"),
        ([], None, "prepare must be a function, got None"),
        ([], double(np.ones(1), np.ones(1)), "prepare must be a function"),
    ],
)
def test_what_is_no_stream_or_no_function_is_refused_at_once(way, batches, prepare, words):
    with pytest.raises(ValueError, match=words):
        way(batches, prepare)


@each_way
@pytest.mark.parametrize("batches", ["ab", [1, 2], [(1, 2, 3)], {"X": 1}, np.ones((2, 3))])
def test_a_stream_of_no_pairs_is_refused_where_the_first_would_come(way, batches):
    with way(batches, double) as prepared, pytest.raises(ValueError, match="must be a pair"):
        next(prepared)
    assert threads() == set()


@each_way
def test_a_prepare_that_writes_into_its_batch_is_told_so(way):
    def mistaken(X, y):
        X -= 1
        return X, y

    X = np.ones((2, 3))
    with way([(X, np.ones(2))] * 2, mistaken) as prepared:
        with pytest.raises(ValueError, match="changed its argument"):
            next(prepared)
    assert (X == 1).all()
