"""Where descents on a landscape end, against plain loops and closed forms."""

import numpy as np
import pytest

from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
from gdlab.explorers.shared.terrain import LONG, Terrain
from gdlab.explorers.shared.words import short

ALL = [TWO_TONE, AMP_PHASE, TANH_UNIT]
TONES, WAVE, UNIT = map(Terrain, ALL)
ids = [landscape.name for landscape in ALL]
CREST = 1.8234766


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_many_walks_at_once_are_the_slides_formula_one_by_one(landscape):
    terrain, p = Terrain(landscape), len(landscape.period)
    limit = terrain.limit()
    starts = np.random.default_rng(3).uniform(-1.5, 1.5, (4, 1, p))
    lrs = limit * np.array([0.1, 0.6])
    walks = terrain.walk(starts, lrs, 12)
    ends = terrain.ends(starts, lrs, LONG)
    assert walks.shape == (4, 2, 13, p)
    for i, j in np.ndindex(4, 2):
        theta = starts[i, 0]
        for t in range(LONG):
            if t <= 12:
                assert walks[i, j, t] == pytest.approx(theta)
            theta = theta - lrs[j] * landscape.loss.gradient(theta, landscape.X, landscape.y)
        assert ends[i, j] == terrain.which_minimum(theta)


@pytest.mark.parametrize("T", [LONG, 53, 7])
@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_walks_that_are_not_walked_on_end_where_a_plain_loop_ends(landscape, T):
    """Calm, to and fro, and away: what is left out changes no end, after an odd T neither."""
    terrain = Terrain(landscape)
    lrs = terrain.limit() * np.array([0.1, 0.5, 0.95, 1.1, 1.3, 1.7])
    theta = starts = terrain.grid(7)[..., None, :]
    with np.errstate(all="ignore"):
        for _step in range(T):
            theta = theta - lrs[:, None] * terrain.slope(theta)
        loop = terrain.which_minimum(theta)
    together, alone = terrain.ends_of_several([(starts, lrs), (starts, lrs[:1])], T)
    assert np.array_equal(together, loop) and np.array_equal(alone, loop[..., :1])


def test_the_basins_of_two_tone_meet_on_the_crest():
    starts = CREST + np.array([-3e-3, 3e-3])
    for sign in (1, -1):
        ends = TONES.ends(sign * starts[:, None], 0.05, 400)
        assert ends.tolist() == [0, 1]


def test_58_percent_of_starts_find_the_best_minimum_of_two_tone():
    starts = TONES.grid(5000)
    share = np.mean(TONES.ends(starts, 0.1, 400) == 0)
    assert share == pytest.approx(np.arccos(-1 / 4) / np.pi, abs=2 / 5000)
    assert round(100 * np.arccos(-1 / 4) / np.pi, 2) == 58.04


def test_above_the_limit_no_walk_settles_in_the_best_minimum():
    starts = TONES.grid(200)
    assert TONES.limit() == pytest.approx(2 / 5, abs=1e-6)
    assert (TONES.ends(starts, 0.42, 3000) != 0).all()
    assert (TONES.ends(starts, 0.38, 3000) == 0).any()
    assert WAVE.limit() == pytest.approx(2, abs=1e-6)
    assert (WAVE.ends(WAVE.grid(15), 2.1, 1000) == -1).all()


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_a_start_on_a_maximum_or_a_saddle_stays(landscape):
    terrain = Terrain(landscape)
    for theta in landscape.others:
        walk = terrain.walk(theta, 0.1, 20)
        assert np.abs(walk - theta).max() < 1e-9
        assert terrain.is_flat(theta) and not terrain.is_flat(theta + 1e-3)
        assert terrain.ends(theta, 0.1, LONG) == -1


def test_a_walk_that_leaves_is_in_no_minimum_and_warns_of_nothing():
    assert WAVE.ends([0.5, 1.0], 1e200, 50) == -1
    walk = WAVE.walk([0.5, 1.0], 1e200, 50)
    assert np.isfinite(walk[0]).all() and np.isnan(walk[-1]).all()


def test_numbers_are_short_also_far_away():
    values = np.array([-1e-9, 0.126, -1234.5, 1e4, -3.21e15, 1e200, np.nan])
    texts = ["0.00", "0.13", "-1234.50", "10,000", "beyond -10¹²", "beyond 10¹²", "not finite"]
    assert short(values, 2).tolist() == texts


def test_a_minimum_is_found_whole_periods_away():
    turns = 2 * np.pi * np.arange(-3, 4)
    assert TONES.which_minimum(turns[:, None]).tolist() == [0] * 7
    assert TONES.which_minimum(turns[:, None] + np.pi + 0.01).tolist() == [1] * 7
    assert UNIT.which_minimum([[2, 1], [-2, -1], [2.2, 1], [np.nan, 1]]).tolist() == [
        0,
        1,
        -1,
        -1,
    ]
