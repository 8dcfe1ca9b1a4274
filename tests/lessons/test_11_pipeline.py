"""Figures and reasons of lesson 11, worked out again by following every batch."""

import re

import numpy as np
import pytest

from tests.helpers.lessons import asked, made, prose
from tests.helpers.results import printed

TEXT = prose("11")


def finished(takes, batches):
    """When each batch leaves each stage, (batches, stages): it waits for stage and batch before."""
    left = np.zeros((batches + 1, len(takes) + 1))
    for batch in range(1, batches + 1):
        for stage, take in enumerate(takes, 1):
            left[batch, stage] = max(left[batch - 1, stage], left[batch, stage - 1]) + take
    return left[1:, 1:]


def pace(takes, batches=5000):
    """Milliseconds from one batch to the next, in the end."""
    left = finished(takes, batches)[:, -1]
    return left[-1] - left[-2]


CLAIMS = [
    ("training, in blue, five sixths of the time", lambda: 1 - 1 / (2 + 3 + 1) == 5 / 6),
    ("In turn that is 6 ms", lambda: 1 + 3 + 2 == 6),
    ('"3 ms": "The slowest stage never waits', lambda: pace([1, 3, 2]) == 3),
    ("A batch of 256 is 3.1 MB as floats", lambda: round(256 * 3072 * 4 / 1e6, 1) == 3.1),
    ("a batch comes every 80 ms, because reading sets the pace", lambda: pace([80, 20, 40]) == 80),
    ("waits half of the time already", lambda: 1 - 40 / 80 == 0.5),
    ("With two readers the pace is 40 ms", lambda: pace([80 / 2, 20, 40]) == 40),
    ("only if reading becomes faster still", lambda: pace([80 / 2, 20, 20]) == 40),
    ("Reading is down to 3 ms; now training is the slowest",
     lambda: pace([6 / 2, 4, 5]) == 5),
    ("40 + 60 + 10 for the first load, then one every 60 minutes",
     lambda: finished([40, 60, 10], 10)[-1, -1] == 650),
    ('"1,100 minutes": "That is one load after another."', lambda: 10 * (40 + 60 + 10) == 1100),
    ("Preparing is down to 23 ms", lambda: round(90 / 4 + 0.01) == 23),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()


@pytest.mark.parametrize("batches", [1, 2, 3, 10, 1000])
def test_the_loop_follows_the_batches_as_they_go(batches):
    end = finished([1, 3, 2], batches)[-1, -1]
    line = f"{batches} batches: {end:.0f} ms, {end / batches:.2f} ms a batch"
    assert line in printed("11")
    assert made("11", "last_done")([1, 3, 2], batches) == end


@pytest.mark.parametrize("takes", [(1, 3, 2), (3, 1, 2), (2, 1, 3), (2, 2, 2), (5, 1, 4, 2)])
def test_the_slowest_stage_never_waits_once_it_has_begun(takes):
    """So a batch leaves it in every beat, and the first one has passed all stages."""
    left = finished(takes, 50)
    slowest = int(np.argmax(takes))
    assert np.allclose(np.diff(left[:, slowest]), takes[slowest])
    assert np.isclose(left[-1, -1], sum(takes) + 49 * max(takes))


def test_the_stored_waits_are_those_of_the_loop_and_a_little_more():
    pattern = (
        r"\[(\d), (\d), (\d)\] ms: in turn +(\d+) ms .*?overlapped +(\d+) ms \(the loop says (\d+)"
    )
    rows = re.findall(pattern, printed("11"))
    assert len(rows) == 3
    for row in rows:
        *takes, turn, ahead, said = map(int, row)
        assert said == finished(takes, 10)[-1, -1]
        assert 10 * sum(takes) <= turn
        assert said <= ahead < 0.9 * turn


@pytest.mark.parametrize("takes", [[4, 2, 1], [1, 4, 2], [1, 2, 4]])
def test_a_second_worker_helps_only_where_preparing_is_the_slowest(takes):
    read, prepare, train = takes
    two = pace([read, prepare / 2, train])
    assert (two < pace(takes)) == (prepare == max(takes))
    assert f"{takes}: {pace(takes):.1f} ms a batch, then {two:.1f}" in printed("11")


@pytest.mark.parametrize(
    ("letter", "slowest", "words"),
    [("A", 0, "Reading sets the pace here"), ("B", 1, "Two workers prepare"),
     ("C", 2, "Training sets the pace here")],
)  # fmt: skip
def test_a_drawn_pipeline_has_the_slowest_stage_that_its_answer_names(letter, slowest, words):
    """That stage has no pause; what comes after it has."""
    assert f'"{letter}": "{words}' in TEXT
    (row,) = re.findall(rf'"{letter}": drawn\(\[(.*?)\]\)', TEXT)
    takes = list(map(int, row.split(",")))
    pauses = [np.diff(finished(takes, 9)[:, k]).max() - takes[k] for k in range(3)]
    assert takes[slowest] == max(takes) and pauses[slowest] == 0
    assert all(pause > 0 for pause in pauses[slowest + 1 :])
    helped = pace([takes[0], takes[1] / 2, takes[2]]) < pace(takes)
    assert helped == (letter == "B") and 'answer="B"' in TEXT


def test_one_processor_hides_waiting_and_not_arithmetic():
    waits, computes = map(float, re.findall(r"([\d.]+) times as fast", printed("11"))[-2:])
    assert waits > 1.3 > 1.2 > computes
    assert '"waits": lambda: sleep(as_long), "computes": lambda: brightness(*batch)' in TEXT


def test_what_is_ahead_costs_memory():
    peaks = [int(mb) for mb in re.findall(r"\d ahead: peak (\d+) MB", printed("11"))]
    assert len(peaks) == 3 and peaks == sorted(peaks) and peaks[-1] > 2 * peaks[0]


def test_the_quiz_asks_for_a_gain_with_any_numbers():
    for text, options, answer in asked(made("11", "gain", {"np": np})):
        takes = [int(number) for number in re.findall(r"\d+", text)]
        turn, ahead = sum(takes), pace(takes)
        assert len(takes) == 3 and len(options) == 3
        assert answer == f"{turn / ahead:.2f}"
