"""The explorer basins: what it says, at its edges."""

import numpy as np
import pytest

from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
from gdlab.explorers.basins import STILL, basins
from gdlab.explorers.shared.terrain import Terrain

ALL = [TWO_TONE, AMP_PHASE, TANH_UNIT]
TONES, WAVE, UNIT = map(Terrain, ALL)


def set_to(stage, **stops):
    """What the stage says with these sliders at these stops."""
    for name, stop in stops.items():
        stage.slider[name].index = stop
    return stage.alternative


def test_basins_on_a_line_says_where_a_start_ends_and_how_many_do():
    stage = basins(TWO_TONE)
    assert stage.alternative.startswith("φ = 2.2, lr 0.1 = 0.25 of 2/L: after 40 steps φ = 3.14")
    assert "ends in the minimum at φ = 3.14. Of all starts, 58 % end at φ = 0, 42 %" in (
        stage.alternative
    )
    texts = [text for text, _ in stage.slider["start"].options]
    assert "minimum at φ = 0." in set_to(stage, start=texts.index("1.05"))
    assert STILL in set_to(stage, start=texts.index("1.82"), lr=0)
    above = set_to(stage, start=texts.index("1.05"), lr=6)
    assert "0.48 = 1.20 of 2/L" in above and above.endswith("58 % end in no minimum.")


@pytest.mark.parametrize(
    ("lr", "words"),
    [(0.006, "It ends in the minimum at φ = 0."), (0.0015, "After 200 steps it is in no minimum.")],
)
def test_where_a_walk_ends_is_asked_after_200_steps(lr, words):
    """At the best minimum a step leaves 1 - 5 lr of the way: from 1, 0.002 or 0.22 are left."""
    stage = basins(TWO_TONE, start=[1.0], lrs=[lr])
    starts = np.append(1.0, (np.arange(360) - 179.5) * np.pi / 180)
    theta, near = starts[:, None], []
    for _step in range(200):
        theta = theta - lr * TWO_TONE.loss.gradient(theta, TWO_TONE.X, TWO_TONE.y)
        near.append(np.abs(theta[:, 0]) < 0.05)
    assert not near[59][0] and near[199][0] == words.startswith("It ends")
    assert words in stage.alternative
    early, late = (f"{100 * near[t][1:].mean():.0f} % end at φ = 0, " for t in (59, 199))
    assert late in stage.alternative and early not in stage.alternative


def test_a_dragged_start_is_answered_with_its_own_walk():
    stage = basins(AMP_PHASE, start=[0.3, 0.5])
    assert stage.alternative.startswith("a = 0.3, φ = 0.5, lr 0.5 = 0.25 of 2/L")
    assert "ends in the minimum at a = 1, φ = 0." in stage.alternative
    stage.drag("start of the path", -0.8, 0.6)
    end = WAVE.walk([-0.8, 0.6], 0.5, 40)[-1]
    assert f"a, φ = {end[0]:.2f}, {end[1]:.2f}" in stage.alternative


def test_a_start_on_the_saddle_says_that_nothing_moves_it():
    stage = basins(AMP_PHASE, start=AMP_PHASE.others[0])
    assert STILL in stage.alternative and "a, φ = 0.00, 1.57, loss 0.500" in stage.alternative


def test_basins_takes_other_learning_rates_also_a_single_one():
    assert "lr 0.2 = 0.50 of 2/L" in basins(TWO_TONE, lrs=0.2).alternative
    assert "lr 0.3 " in basins(TANH_UNIT, start=[1, 1], lrs=[0.3]).alternative


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: basins("two_tone"),
            "one of gdcore.landscapes, such as TWO_TONE, got str 'two_tone'",
        ),
        (lambda: basins(None), "gdcore.landscapes"),
        (lambda: basins(TWO_TONE, start=[1, 2]), r"start must have shape \(1,\)"),
        (lambda: basins(AMP_PHASE, start=[np.nan, 1]), "finite"),
        (lambda: basins(TWO_TONE, lrs=[0.1, 0]), "a learning rate must be a positive"),
        (lambda: basins(TWO_TONE, lrs=-1), "a learning rate must be a positive"),
        (lambda: basins(TWO_TONE, lrs=["fast"]), "lrs must be an array of real numbers"),
        (lambda: basins(TWO_TONE, lrs=[]), "learning rates in a list"),
    ],
)
def test_basins_refuses_what_it_cannot_show(call, words):
    with pytest.raises(ValueError, match=words):
        call()
