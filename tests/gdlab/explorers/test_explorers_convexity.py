"""The explorers chord and basins: what they compute, against brute force and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
from gdlab.explorers.basins import LONG, STILL, basins
from gdlab.explorers.chord import CURVES, FINE, STOPS, chord, rises
from gdlab.explorers.shared.ends import (
    end_of,
    grid,
    is_stationary,
    largest_settling_lr,
    short,
    walk_landscape,
    which_minimum,
    window_of,
)
from gdlab.explorers.shared.fields import boxes, one_size

ALL = [TWO_TONE, AMP_PHASE, TANH_UNIT]
ids = [landscape.name for landscape in ALL]
X_AXIS = np.linspace(-3, 3, (STOPS - 1) * FINE + 1)
CREST = 1.8234766


def set_to(stage, **stops):
    """What the stage says with these sliders at these stops."""
    for name, stop in stops.items():
        stage.slider[name].index = stop
    return stage.alternative


# chord


def tallest(values, i, j):
    """The largest height above the chord from i to j, one point after another."""
    best, at = 0.0, i
    for k in range(i, j + 1):
        foot = values[i] + (values[j] - values[i]) * (k - i) / (j - i)
        if values[k] - foot > best + 1e-9:
            best, at = values[k] - foot, k
    return best, at


@given(st.lists(st.floats(-9, 9).map(lambda v: round(v, 2)), min_size=9, max_size=9))
def test_a_rise_is_the_largest_height_above_the_chord(values):
    rise, place = rises(np.array(values), every=2)
    for a in range(5):
        for b in range(a + 1, 5):
            best, _ = tallest(values, 2 * a, 2 * b)
            assert rise[a, b] == rise[b, a] == pytest.approx(best, abs=1e-7)
            k, steps = int(place[a, b]), 2 * (b - a)
            foot = values[2 * a] + (values[2 * b] - values[2 * a]) * (k - 2 * a) / steps
            assert best == pytest.approx(max(values[k] - foot, 0), abs=1e-7)
    assert (np.diag(rise) == 0).all()


@pytest.mark.parametrize("name", ["x²", "|x|", "|x|^1.5", "eˣ"])
def test_a_convex_curve_rises_above_none_of_its_chords(name):
    rise, _ = rises(CURVES[name](X_AXIS))
    assert (rise == 0).all()


def test_the_root_rises_above_every_chord_on_one_side_of_its_tip_and_the_wave_above_some():
    stops = X_AXIS[::FINE]
    rise, _ = rises(CURVES["√|x|"](X_AXIS))
    a, b = np.meshgrid(stops, stops, indexing="ij")
    one_side = (a * b >= -1e-9) & (np.abs(a - b) > 1e-9)
    assert (rise[one_side] > 0).all()
    assert rise[0, -1] == 0  # from -3 to 3 the chord lies above the tip and everything else
    wave, place = rises(CURVES["wave"](X_AXIS))
    assert 0 < np.mean(wave > 0) < 1
    i, j = np.argmin(np.abs(stops - 0.8)), np.argmin(np.abs(stops - 2.8))
    best, at = tallest(CURVES["wave"](X_AXIS), FINE * i, FINE * j)
    assert wave[i, j] == pytest.approx(best) and place[i, j] == at


def test_the_chord_explorer_says_what_it_shows():
    stage = chord()
    assert stage.alternative.startswith("x² between -1.8 and 1.6: the curve is nowhere above")
    assert stage.alternative.endswith("above none of its chords here: convex.")
    wave = set_to(stage, curve=list(CURVES).index("wave"), a=19, b=29)
    best, at = tallest(CURVES["wave"](X_AXIS), FINE * 19, FINE * 29)
    assert f"rises {best:.3g} above its chord, at x = {X_AXIS[at]:.2g}." in wave
    share = np.mean(
        [
            tallest(CURVES["wave"](X_AXIS), FINE * i, FINE * j)[0] > 0
            for i in range(STOPS)
            for j in range(i + 1, STOPS)
        ]
    )
    assert wave.endswith(f"above {100 * share:.0f} % of all chords: not convex.")
    assert "no chord: both ends are in one place" in set_to(stage, a=5, b=5)


def test_a_straight_line_and_a_constant_are_convex():
    stage = chord({"line": lambda x: 1e6 + 3 * x, "flat": lambda x: 0 * x + 7})
    assert "none of its chords" in set_to(stage, curve=0)
    assert "none of its chords" in set_to(stage, curve=1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: chord({"sum": np.sum}), r"sum must give 121 finite numbers .* got shape \(\)"),
        (lambda: chord({"log": np.log}), "log must give 121 finite numbers .* 60 finite"),
        (lambda: chord(low=1, high=1), "low must be below high, got 1.0 and 1.0"),
        (lambda: chord(low=2, high=-2), "low must be below high"),
        (lambda: chord(low=0, high=np.inf), "finite"),
        (lambda: chord({}), "curves must be like"),
        (lambda: chord(np.square), "curves must be like"),
    ],
)
def test_a_chord_that_cannot_be_drawn_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# where descents end


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_many_walks_at_once_are_the_slides_formula_one_by_one(landscape):
    p, limit = len(landscape.period), largest_settling_lr(landscape)
    starts = np.random.default_rng(3).uniform(-1.5, 1.5, (4, 1, p))
    lrs = limit * np.array([0.1, 0.6])
    walks = walk_landscape(landscape, starts, lrs, 12)
    ends = end_of(landscape, starts, lrs, LONG)
    assert walks.shape == (4, 2, 13, p)
    for i, j in np.ndindex(4, 2):
        theta = starts[i, 0]
        for t in range(LONG):
            if t <= 12:
                assert walks[i, j, t] == pytest.approx(theta)
            theta = theta - lrs[j] * landscape.loss.gradient(theta, landscape.X, landscape.y)
        assert ends[i, j] == which_minimum(landscape, theta)


def test_the_basins_of_two_tone_meet_on_the_crest():
    starts = CREST + np.array([-3e-3, 3e-3])
    for sign in (1, -1):
        ends = end_of(TWO_TONE, sign * starts[:, None], 0.05, 400)
        assert ends.tolist() == [0, 1]


def test_58_percent_of_starts_find_the_best_minimum_of_two_tone():
    starts = grid(window_of(TWO_TONE), 5000)
    share = np.mean(end_of(TWO_TONE, starts, 0.1, 400) == 0)
    assert share == pytest.approx(np.arccos(-1 / 4) / np.pi, abs=2 / 5000)
    assert round(100 * np.arccos(-1 / 4) / np.pi, 2) == 58.04


def test_above_the_limit_no_walk_settles_in_the_best_minimum():
    starts = grid(window_of(TWO_TONE), 200)
    assert largest_settling_lr(TWO_TONE) == pytest.approx(2 / 5, abs=1e-6)
    assert (end_of(TWO_TONE, starts, 0.42, 3000) != 0).all()
    assert (end_of(TWO_TONE, starts, 0.38, 3000) == 0).any()
    assert largest_settling_lr(AMP_PHASE) == pytest.approx(2, abs=1e-6)
    assert (end_of(AMP_PHASE, grid(window_of(AMP_PHASE), 15), 2.1, 1000) == -1).all()


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_a_start_on_a_maximum_or_a_saddle_stays(landscape):
    for theta in landscape.others:
        walk = walk_landscape(landscape, theta, 0.1, 20)
        assert np.abs(walk - theta).max() < 1e-9
        assert is_stationary(landscape, theta) and not is_stationary(landscape, theta + 1e-3)
        assert end_of(landscape, theta, 0.1, LONG) == -1


def test_a_walk_that_leaves_is_in_no_minimum_and_warns_of_nothing():
    assert end_of(AMP_PHASE, [0.5, 1.0], 1e200, 50) == -1
    walk = walk_landscape(AMP_PHASE, [0.5, 1.0], 1e200, 50)
    assert np.isfinite(walk[0]).all() and np.isnan(walk[-1]).all()


def test_numbers_are_short_also_far_away():
    values = np.array([-1e-9, 0.126, -1234.5, 1e4, -3.21e15, 1e200, np.nan])
    texts = ["0.00", "0.13", "-1234.50", "1.0e+04", "-3.2e+15", "1.0e+200", "nan"]
    assert short(values, 2).tolist() == texts


def test_a_minimum_is_found_whole_periods_away():
    turns = 2 * np.pi * np.arange(-3, 4)
    assert which_minimum(TWO_TONE, turns[:, None]).tolist() == [0] * 7
    assert which_minimum(TWO_TONE, turns[:, None] + np.pi + 0.01).tolist() == [1] * 7
    assert which_minimum(TANH_UNIT, [[2, 1], [-2, -1], [2.2, 1], [np.nan, 1]]).tolist() == [
        0,
        1,
        -1,
        -1,
    ]


# the fields of boxes


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 6))
def test_boxes_cover_exactly_the_cells_of_the_mask(seed, m, n):
    mask = np.random.default_rng(seed).random((m, n)) < 0.5
    x, y = np.arange(m) * 0.5, np.arange(n) * 2.0 + 1
    found = boxes(x, y, mask)
    for i, j in np.ndindex(m, n):
        inside = [a < x[i] < c and b < y[j] < d for a, b, c, d in found]
        assert sum(inside) == mask[i, j]
    areas = [(c - a) * (d - b) for a, b, c, d in found]
    assert sum(areas) == pytest.approx(mask.sum() * 0.5 * 2.0)


def test_fields_of_different_sizes_are_filled_up_with_nan():
    few, many = np.zeros((1, 4)), np.ones((3, 4))
    together = one_size([few, many, np.empty((0, 4))])
    assert together.shape == (3, 3, 4)
    assert np.isnan(together[0, 1:]).all() and np.isnan(together[2]).all()
    assert one_size([np.empty((0, 4))]).shape == (1, 1, 4)


# basins


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


def test_a_dragged_start_is_answered_with_its_own_walk():
    stage = basins(AMP_PHASE, start=[0.3, 0.5])
    assert stage.alternative.startswith("a = 0.3, φ = 0.5, lr 0.5 = 0.25 of 2/L")
    assert "ends in the minimum at a = 1, φ = 0." in stage.alternative
    handle = stage._handles[0]
    x, y = stage._pixels.of(handle.axes, (-0.8, 0.6))
    stage._asked(None, {"handle": 0, "x": float(x), "y": float(y)}, None)
    end = walk_landscape(AMP_PHASE, [-0.8, 0.6], 0.5, 40)[-1]
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
        (lambda: basins("two_tone"), "one of gdcore.landscapes, such as TWO_TONE, got 'two_tone'"),
        (lambda: basins(None), "gdcore.landscapes"),
        (lambda: basins(TWO_TONE, start=[1, 2]), r"start must have shape \(1,\)"),
        (lambda: basins(AMP_PHASE, start=[np.nan, 1]), "finite"),
        (lambda: basins(TWO_TONE, lrs=[0.1, 0]), "a learning rate must be a positive"),
        (lambda: basins(TWO_TONE, lrs=-1), "a learning rate must be a positive"),
        (lambda: basins(TWO_TONE, lrs=["fast"]), "a learning rate must be a positive"),
        (lambda: basins(TWO_TONE, lrs=[]), "at least one"),
    ],
)
def test_basins_refuses_what_it_cannot_show(call, words):
    with pytest.raises(ValueError, match=words):
        call()
