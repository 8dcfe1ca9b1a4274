"""The model of a step: its arithmetic, by hand. bench/network.py holds it to a network."""

import pytest

from gdcore.scale.cluster.model import (
    Cost,
    Engine,
    Link,
    one_ways,
    sending_seconds,
    step_cost,
    tree_levels,
)

NEAR = Link(bandwidth=1e6, delay=1e-9)
FREE = Engine(0, 0, 0)


def test_a_tree_of_two_has_a_level_for_every_doubling():
    assert [tree_levels(w) for w in (1, 2, 3, 4, 5, 8, 1000, 1024, 1025)] == [
        *(0, 1, 2, 2, 3, 3, 10, 10, 11)
    ]
    assert [one_ways(w) for w in (1, 2, 4)] == [8, 12, 16]


@pytest.mark.parametrize("workers, vectors", [(1, 4), (2, 7), (4, 12), (8, 21)])
def test_vectors_travel_one_after_the_other(workers, vectors):
    """Each part's beta to the scheduler and on to a worker, a sum a level, two to come back."""
    cost = step_cost(1, workers, 1000, NEAR, engine=FREE)
    assert cost.sending == pytest.approx(vectors * 8000 / 1e6)


def test_each_term_is_what_it_says():
    cost = step_cost(4e9, 4, 125, Link(1e9, 0.001), 1e10, Engine(0.01, 0.001, 1e-6))
    assert cost.reading == pytest.approx(4e9 / 4 / 1e10)
    assert cost.waiting == pytest.approx(16 * 0.001)
    assert cost.engine == pytest.approx(0.01 + 7 * 0.001 + 1000e-6)
    assert cost.sending == pytest.approx(12 * 1000 / 1e9)
    assert cost.seconds == pytest.approx(0.1 + 0.016 + 0.018 + 12e-6)
    assert Cost(1, 2, 3, 4).seconds == 10


def test_a_connection_that_was_idle_begins_with_ten_segments():
    """100 segments of 1,000 bytes at a megabyte a second, 0.1 s there and back.

    10 take 0.01 s and wait 0.09 s, 20 wait 0.08 s, 40 wait 0.06 s; the last 30 follow.
    """
    far = Link(1e6, 0.05, 1000)
    assert sending_seconds(1e5, far, idle=1e9) == pytest.approx(0.1 + 0.09 + 0.08 + 0.06)
    assert sending_seconds(1e4, far, idle=1e9) == pytest.approx(0.01)
    assert sending_seconds(1e5, far) == pytest.approx(0.1)


def test_a_window_is_halved_for_every_timeout_that_nothing_was_sent():
    """0.2 s and the way there and back: 0.3 s. Two of them leave 25 of 100 segments."""
    far = Link(1e6, 0.05, 1000)
    assert sending_seconds(1e5, far, idle=0.29) == pytest.approx(0.1)
    assert sending_seconds(1e5, far, idle=0.61) == pytest.approx(0.1 + 0.075 + 0.05)


def test_a_step_that_begins_slowly_stays_as_slow_as_its_windows_let_it():
    """d = 100,000 at 1 Gbit/s and 20 ms: four vectors of 0.8 MB, 6.4 ms each on a full link.

    0.16 s of waiting and the cold start's 0.3 s and more are two timeouts of 0.24 s, so that 0.2 MB
    of window are left: two waits of 0.04 s, less the 1.6 and 3.2 ms in which it is sent.
    """
    cost = step_cost(1, 1, 100_000, Link(125e6, 0.02, 8948), engine=FREE)
    assert cost.sending == pytest.approx(4 * (0.0064 + 0.08 - 0.0016 - 0.0032))


def test_a_full_link_waits_for_nothing():
    assert sending_seconds(1e7, NEAR, idle=1e9) == pytest.approx(10)


def test_more_workers_help_until_messages_take_over():
    seconds = [step_cost(1e12, w, 1000, Link(125e6, 0.001)).seconds for w in (1, 10, 100, 10_000)]
    assert seconds[0] > 9 * seconds[1] and seconds[1] > seconds[2] and seconds[3] > seconds[2]


@pytest.mark.parametrize(
    "arguments, word",
    [
        ((0, 1, 1, NEAR), "size"),
        ((1, 0, 1, NEAR), "workers"),
        ((1, 1, 1.5, NEAR), "d must"),
        ((1, 1, 1, Link(0, 1)), "bandwidth"),
        ((1, 1, 1, Link(1, -1)), "delay"),
        ((1, 1, 1, NEAR, 0), "memory"),
    ],
)
def test_what_is_no_size_is_told(arguments, word):
    with pytest.raises(ValueError, match=word):
        step_cost(*arguments)
