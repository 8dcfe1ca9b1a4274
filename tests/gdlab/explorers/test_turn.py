"""The explorer turn: the walk from a saddle, and all its sides."""

import numpy as np
import pytest

from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
from gdlab.explorers.basins import basins
from gdlab.explorers.shared.saddle import ABOVE, solid_of
from gdlab.explorers.shared.solid import AROUND, TALL
from gdlab.explorers.shared.terrain import Terrain
from gdlab.explorers.turn import turn
from gdlab.stage.table import unpack
from tests.gdlab.explorers.test_declared import sent

BOTH = pytest.mark.parametrize("landscape", [AMP_PHASE, TANH_UNIT], ids=lambda one: one.name)


@BOTH
def test_half_a_turn_about_the_saddle_changes_no_loss(landscape):
    away = np.random.default_rng(3).uniform(-2, 2, (50, 2))
    here, there = (
        landscape.loss.value(landscape.others[0] + side * away, landscape.X, landscape.y)
        for side in (1, -1)
    )
    assert here == pytest.approx(there)


@BOTH
def test_on_the_saddle_it_stays_and_beside_it_the_side_decides(landscape):
    stage, seen = turn(landscape), []
    for start in range(3):
        stage.slider["start"].index = start
        seen.append(stage.alternative)
    on, one, other = seen
    saddle = landscape.others[0]
    assert f"= {saddle[1] + 0.0:.3g}, loss" in on and on.endswith("The slope is zero: it stays.")
    assert "length of the gradient 0.000" in on
    for k, words in enumerate((one, other)):
        a, b = landscape.minima[k]
        assert f"ends in the minimum at a = {a:.3g}," in words and f"= {b + 0.0:.3g}." in words


def test_the_sentence_holds_the_walks_numbers():
    stage = turn(AMP_PHASE, lr=0.3, around=92, above=90)
    stage.slider["T"].index = 12
    walk = Terrain(AMP_PHASE).walk(AMP_PHASE.others[0] + [0.01, 0], 0.3, 12)[-1]
    value = AMP_PHASE.loss.value(walk, AMP_PHASE.X, AMP_PHASE.y)
    slope = np.linalg.norm(AMP_PHASE.loss.gradient(walk, AMP_PHASE.X, AMP_PHASE.y))
    said = stage.alternative
    assert said.startswith(f"Seen from 90° around and {ABOVE[-1]}° above. Start 0.01 to one side")
    assert "lr 0.3: after 12 steps" in said
    assert f"loss {value:.3f}, length of the gradient {slope:.3f}." in said


def test_too_large_an_lr_ends_in_no_minimum():
    assert turn(AMP_PHASE, lr=2.5).alternative.endswith("it is in no minimum.")
    assert "no minimum" in turn(AMP_PHASE, lr=1e200).alternative


def test_opposite_views_are_sent_once_and_a_drag_goes_all_the_way_round():
    stage = turn(AMP_PHASE)
    stage.complete()
    table = stage.table.integers
    lines = [part for part in stage.table.parts if part["kind"] == "Line" and part["items"] > 99]
    assert lines
    for part in lines:
        rows = table[part["rows"] :][: len(AROUND) * len(ABOVE)].reshape(2, -1)
        assert np.array_equal(rows[0], rows[1])
    (drag,) = unpack(stage.scene)[0]["drags"]
    across, up = drag["moves"]
    assert across["wraps"] and across["pixels"] < 0 < up["pixels"]


@BOTH
@pytest.mark.parametrize("explore", [turn, basins])
def test_each_landscape_is_sent_in_less_than_120_kb(explore, landscape):
    stage = explore(landscape)
    stage.complete()
    assert sent(stage) < 120_000


def test_the_first_view_is_whole_at_once_and_the_others_come_when_it_is_turned():
    stage = turn(AMP_PHASE)
    first = sent(stage)
    (film,) = (part for part in stage.table.parts if part["kind"] == "Film")
    which = stage.table.integers[film["offset"] :][: len(AROUND) * len(ABOVE)]
    assert (which >= 0).sum() == 2 and film["frame"][2] == 1  # it, and the same from behind
    stage.complete()
    (film,) = (part for part in stage.table.parts if part["kind"] == "Film")
    which = stage.table.integers[film["offset"] :][: len(AROUND) * len(ABOVE)]
    assert (which >= 0).all() and film["frame"][2] == len(AROUND) * len(ABOVE) / 2
    assert first < sent(stage) / 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: turn(TWO_TONE), "two parameters and a saddle .*, got two_tone with 1"),
        (lambda: turn("saddle"), "gdcore.landscapes"),
        (lambda: turn(AMP_PHASE, lr=0), "lr must be a positive"),
        (lambda: turn(AMP_PHASE, lr=np.nan), "lr must be a positive"),
        (lambda: turn(AMP_PHASE, around=np.inf), "around must be a finite number"),
        (lambda: turn(AMP_PHASE, above="high"), "above must be a finite number"),
    ],
)
def test_what_cannot_be_turned_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@BOTH
def test_the_floor_is_a_loss_of_zero_and_the_highest_loss_the_lid(landscape):
    terrain = Terrain(landscape)
    solid = solid_of(terrain, 100)
    even = np.linspace(-1, 1, 25)
    plane = np.stack(np.meshgrid(even, even), axis=-1)
    heights = solid.solid(terrain.others[0] + solid.reach * plane)[..., 2]
    assert np.nanmax(heights) == pytest.approx(TALL, abs=1e-3)
    assert np.nanmin(solid.solid(landscape.minima)[:, 2]) == pytest.approx(-TALL)


def test_the_walk_takes_a_quarter_of_the_limit():
    assert "lr 0.5: after" in turn(AMP_PHASE).alternative  # the limit is 2
