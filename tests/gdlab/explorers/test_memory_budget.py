"""The explorer memory_budget: exact bytes, and where they fit."""

import sys

import pytest

from gdcore.scale.devices import DEVICES, machine_memory
from gdlab.explorers.memory_budget import (
    BATCHES,
    CHANNELS,
    COUNTS,
    SIDES,
    TYPES,
    all_bytes,
    image_bytes,
    memory_budget,
    readable,
    where_it_fits,
)

GB = 10**9


def test_slide_25_to_the_byte():
    assert image_bytes(256, 256, 3, "uint8", 10**6) == 196_608_000_000
    assert image_bytes(256, 256, 3, "float32", 10**6) == 786_432_000_000
    assert image_bytes(256, 256, 3, "float32", 256) == 201_326_592


def test_every_stop_is_an_exact_integer():
    sizes = all_bytes(COUNTS)
    assert sizes.shape == (7, 7, 2, 3, 7)
    at = (SIDES.index(1024), SIDES.index(32), CHANNELS.index(3), TYPES.index("float64"), 6)
    assert sizes[at] == 1024 * 32 * 3 * 8 * 10**9 and type(sizes[at]) is int


def test_where_it_fits_at_the_very_edge():
    assert where_it_fits(2 * GB, 16 * GB) == "Fits everywhere."
    assert where_it_fits(2 * GB + 1, 16 * GB).startswith("Fits this machine, T4, L4")
    assert where_it_fits(16 * GB + 1, 16 * GB).startswith("Fits L4,")
    assert where_it_fits(192 * GB, 16 * GB) == "Fits B200."
    assert where_it_fits(192 * GB + 1, None).endswith("it would take 3 H100.")
    assert where_it_fits(240 * GB + 1, None).endswith("it would take 4 H100.")


@pytest.mark.parametrize(
    "size, words",
    [(999, "999 bytes"), (50_331_648, "50.3 MB"), (196_608_000_000, "197 GB"), (25e18, "25 EB")],
)
def test_sizes_in_words(size, words):
    assert readable(size) == words


def test_the_budget_says_the_slide_and_follows_its_controls():
    stage = memory_budget(16 * GB)
    said = stage.alternative
    assert said.startswith("256 × 256 × 3 × 1,000,000 in uint8: 196,608,000,000 bytes = 2^37.52.")
    assert "Fits no device marked here; it would take 3 H100." in said
    assert "One batch of 256: 50,331,648 bytes, whatever n is. Fits everywhere." in said
    stage.slider["dtype"].index = 1
    assert "in float32: 786,432,000,000 bytes = 2^39.52." in stage.alternative
    assert "One batch of 256: 201,326,592 bytes" in stage.alternative
    stage.slider["height"].index = stage.slider["width"].index = 0
    stage.slider["channels"].index, stage.slider["count"].index = 0, 6
    stage.slider["batch"].index = 0
    assert "4,096,000,000,000 bytes" in stage.alternative
    assert "One batch of 1: 4,096 bytes" in stage.alternative
    assert BATCHES[0] == 1


def test_every_stop_of_the_budget_has_its_numbers():
    stage = memory_budget(16 * GB)
    for name, slider in stage.slider.items():
        for index in range(len(slider.options)):
            slider.index = index
            assert "bytes" in stage.alternative, name


def test_this_machine_has_memory_and_a_silent_one_is_shown_without():
    assert 10**8 < machine_memory() < 10**15
    with pytest.raises(ValueError, match="positive"):
        memory_budget(0)


def test_binders_own_word_on_its_memory_counts(monkeypatch):
    monkeypatch.setenv("MEM_LIMIT", str(10**9))
    assert machine_memory() == 10**9
    monkeypatch.setenv("MEM_LIMIT", "not a number")
    assert machine_memory() > 10**8


def test_a_machine_that_does_not_say_is_left_out(monkeypatch):
    monkeypatch.setattr(
        sys.modules["gdlab.explorers.memory_budget"], "machine_memory", lambda: None
    )
    stage = memory_budget()
    assert "this machine" not in stage.alternative
    stage.slider["count"].index = 0
    assert DEVICES["Binder"] * GB > 196_608_000 and "Fits everywhere" in stage.alternative
