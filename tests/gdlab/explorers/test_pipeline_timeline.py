"""The explorer pipeline_timeline: what was really done when, and in words."""

import numpy as np
import pytest

from gdcore.scale.disk import write_rows
from gdcore.scale.pipeline import Span, Timeline
from gdlab.explorers.pipeline_timeline import draw_timeline, measure, pipeline_timeline
from gdlab.explorers.shared.measured import LANES, Run, all_runs, as_run, boxes, stacked
from gdlab.explorers.shared.speedup import compared


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


def test_the_quickest_run_counts_and_the_next_tells_the_noise():
    slow, quick = by_hand(), by_hand()
    slow.spans[-1] = slow.spans[-1]._replace(ended=3.25)
    found = as_run([slow, quick])
    assert found.seconds == pytest.approx(0.9) and found.noise == pytest.approx(2.5)
    assert found.bars["train"][-1][2] == pytest.approx(900)
    assert as_run([quick]).noise == 1


def test_what_the_noise_may_have_made_is_called_noise():
    turn, quick = run(1.0, 0.2, 0.5, 0.3), run(0.8, 0.2, 0.5, 0.3)
    noisy, too_good = quick._replace(noise=1.4), run(0.4, 0.1, 0.3, 0.1)._replace(noise=1.2)
    said = compared(turn, noisy, 1, 2)
    assert said.startswith("1.25 times") and said.endswith("one setting took 1.40 times as long.")
    assert "This is noise" in said and "noise" not in compared(turn, quick, 1, 2)
    assert "More than that is noise" in compared(turn, too_good, 1, 2)
    assert "noise" not in compared(turn, run(0.55, 0.2, 0.5, 0.3)._replace(noise=1.4), 1, 2)
