"""The explorer chord: heights above chords, against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdlab.explorers.chord import CURVES, FINE, STOPS, chord, deepest, rises

X_AXIS = np.linspace(-3, 3, (STOPS - 1) * FINE + 1)


def set_to(stage, **stops):
    """What the stage says with these sliders at these stops."""
    for name, stop in stops.items():
        stage.slider[name].index = stop
    return stage.alternative


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
    assert stage.alternative.startswith("x² between -1.8 and 1.6. The curve is nowhere above")
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


def test_an_end_pulled_along_the_curve_and_a_tap_on_the_map_move_the_chord():
    stage = chord()
    stage.drag("one end a", -3.0, 1.0)
    stage.drag("other end b", 3.0, 1.0)
    assert stage.alternative.startswith("x² between -3 and 3.")
    stage.drag("both ends", 0.41, 2.59)
    assert stage.alternative.startswith("x² between 0.4 and 2.6.")


def test_a_word_on_the_map_lies_where_chords_are_cut_or_says_that_none_is():
    for function in CURVES.values():
        cut = rises(function(X_AXIS))[0] > 0
        i, j = deepest(cut)
        assert cut[i, j] == cut.any()
    assert tuple(deepest(np.zeros((5, 5), bool))) == (2, 2)
    hole = np.ones((7, 7), bool)
    hole[:4] = False
    assert deepest(hole)[0] == 5  # the middle of three rows


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
