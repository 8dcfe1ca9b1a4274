"""A periodic function as its waves, against the function."""

import numpy as np
import pytest

from gdcore.landscapes import TWO_TONE
from gdlab.explorers.shared.waves import Waves


@pytest.mark.parametrize("period", [2 * np.pi, 3.0])
def test_waves_are_the_function_also_many_periods_away(period):
    def function(x):
        turn = 2 * np.pi * x / period
        return 0.5 - 2 * np.cos(turn) + np.sin(3 * turn + 1)

    x = np.linspace(-20, 20, 300).reshape(3, 100)
    assert Waves(function, period)(x) == pytest.approx(function(x), abs=1e-12)


def test_the_slope_of_two_tone_is_two_waves_and_zero_where_it_was():
    def slope(x):
        return TWO_TONE.loss.gradient(x[:, None], TWO_TONE.X, TWO_TONE.y)[:, 0]

    waves = Waves(slope, 2 * np.pi)
    x = np.linspace(-4, 4, 101)
    assert waves(x) == pytest.approx(np.sin(x) + 2 * np.sin(2 * x), abs=1e-12)
    assert np.abs(waves(TWO_TONE.others)).max() < 1e-13


def test_nothing_and_a_constant_are_waves_too():
    assert Waves(np.zeros_like, 1.0)(np.array([0.3])) == 0
    assert Waves(np.ones_like, 1.0)(np.array([0.3])) == pytest.approx(1)


def test_a_function_of_too_many_waves_is_refused():
    with pytest.raises(ValueError, match="fewer than 16 waves"):
        Waves(lambda x: np.abs(x - np.pi), 2 * np.pi)
