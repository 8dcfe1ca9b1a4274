"""What memory_budget and pipeline_timeline show: exact bytes, and what was really done when."""

import sys

import numpy as np
import pytest

from gdcore.scale.devices import DEVICES, machine_memory
from gdcore.scale.disk import write_rows
from gdcore.scale.pipeline import Span, Timeline
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
from gdlab.explorers.pipeline_timeline import (
    LANES,
    Run,
    all_runs,
    boxes,
    compared,
    draw_timeline,
    measure,
    pipeline_timeline,
    stacked,
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
    assert len(stage.picture.table) + sum(map(len, stage.picture.strings)) < 300_000
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


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    rng = np.random.default_rng(0)
    pieces = [(rng.integers(0, 256, (300, 8, 8, 3), np.uint8), np.ones(300, np.float32))]
    folder = tmp_path_factory.mktemp("images") / "images"
    return write_rows(folder, pieces, 300, (8, 8, 3), "uint8")


def prepare(X, y):
    return X.reshape(len(X), -1).astype(np.float32) / 255, y


def by_hand():
    """Two batches; the second is prepared by another thread while the first is trained on."""
    timeline = Timeline()
    timeline.spans = [
        Span("read", 0, "read", 1.0, 1.1),
        Span("prepare", 0, "prepare_0", 1.1, 1.3),
        Span("read", 1, "read", 1.1, 1.2),
        Span("train", 0, "MainThread", 1.3, 1.6),
        Span("prepare", 1, "prepare_1", 1.2, 1.4),
        Span("train", 1, "MainThread", 1.6, 1.9),
    ]
    return timeline


def test_bars_stand_where_the_spans_were():
    first, second = boxes(by_hand(), "prepare")
    assert first[[0, 2]] == pytest.approx([100, 300])
    assert second[[0, 2]] == pytest.approx([200, 400])
    lanes = [LANES[round((b[1] + b[3]) / 2)] for b in (first, second)]
    assert lanes == ["prepare", "prepare 2"]
    assert boxes(by_hand(), "train")[:, 0] == pytest.approx([300, 600])
    assert boxes(Timeline(), "read").shape == (0, 4)


def test_a_timeline_is_drawn_as_it_is():
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert len(draw_timeline(ax, by_hand())) == 6
    widths = sorted(round(patch.get_width()) for patch in ax.patches)
    assert widths == [100, 100, 200, 200, 300, 300]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_row_is_measured_once_the_short_last_batch_too(rows, workers):
    timeline = measure(rows, prepare, workers, 2, 64, n=200)
    trained = [s.batch for s in timeline.spans if s.step == "train"]
    assert trained == [0, 1, 2, 3]


def test_in_turn_does_not_depend_on_what_is_ahead(rows):
    runs = all_runs(rows, prepare, 128)
    assert all(runs[0, a, b] is runs[0, 0, b] for a in range(3) for b in range(3))
    bars = stacked(runs, "train")
    assert bars.shape == (3, 3, 3, 2, 4)  # 128 rows: two batches of 64, one of 128 or 256
    assert np.isnan(bars[:, :, 1:, 1]).all() and np.isfinite(bars[:, :, :, 0]).all()


def test_the_explorer_says_what_was_measured(rows):
    stage = pipeline_timeline(rows, prepare, n=256)
    said = stage.alternative
    assert said.startswith("Workers 1, 2 ahead, batches of 128: done after ")
    assert "times as fast as in turn" in said
    stage.slider["workers"].index = 0
    assert "One after another" in stage.alternative
    with pytest.raises(ValueError, match="n must be at least 1"):
        pipeline_timeline(rows, prepare, n=0)


def run(seconds, read, prepare, train):
    return Run(seconds, {"read": read, "prepare": prepare, "train": train}, {})


def test_a_speed_up_is_stated_with_the_best_there_could_be():
    turn = run(1.0, 0.2, 0.5, 0.3)
    assert compared(turn, turn, 0, 2) == "One after another; 50 % of it is to prepare."
    said = compared(turn, run(0.6, 0.2, 0.55, 0.3), 1, 2)
    assert said == "1.67 times as fast as in turn; 2.00 if nothing stood in the way."
    said = compared(turn, run(0.4, 0.1, 0.35, 0.2), 1, 2)
    assert said.startswith("2.50 times") and "the stages themselves took less" in said
    assert "themselves" not in compared(turn, run(0.4, 0.4, 0.5, 0.4), 1, 2)
    lone = run(1.0, 0.01, 0.01, 0.98)
    assert "No gain: to train is nearly all" in compared(lone, run(1.0, 0, 0, 1), 1, 2)
    assert "3.33 if nothing" in compared(turn, run(0.5, 0, 0, 0), 2, 2)
    assert "share 2 processors" in compared(turn, run(1.0, 0, 0, 0), 1, 2)
    assert "One processor" in compared(turn, run(1.1, 0, 0, 0), 1, 1)
