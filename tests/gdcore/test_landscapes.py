"""The named minima, maxima and saddles are where they are said to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
from gdcore.many import ends_of_many

ALL = [TWO_TONE, AMP_PHASE, TANH_UNIT]
ids = [landscape.name for landscape in ALL]


def hessian(landscape, theta, h=1e-5):
    """Central differences of the gradient."""
    slope = landscape.loss.gradient
    rows = [
        (
            slope(theta + h * e, landscape.X, landscape.y)
            - slope(theta - h * e, landscape.X, landscape.y)
        )
        / (2 * h)
        for e in np.eye(len(theta))
    ]
    return np.array(rows)


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_named_points_are_flat(landscape):
    for theta in [*landscape.minima, *landscape.others]:
        slope = landscape.loss.gradient(theta, landscape.X, landscape.y)
        assert slope == pytest.approx(np.zeros(len(theta)), abs=1e-12)


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_walks_from_everywhere_end_at_a_named_minimum_and_each_has_some(landscape):
    starts = np.random.default_rng(0).uniform(-2, 2, (60, len(landscape.period)))
    ends = ends_of_many(
        lambda thetas: landscape.loss.gradient(thetas, landscape.X, landscape.y),
        starts,
        0.1,
        4000,
        lambda slopes: (np.abs(slopes) < 1e-9).all(axis=1),
    )
    gaps, period = ends[:, None] - landscape.minima, landscape.period
    turns = np.divide(gaps, period, out=np.zeros_like(gaps), where=period > 0)
    there = (np.abs(gaps - period * np.round(turns)) < 1e-6).all(axis=-1)
    assert (there.sum(axis=1) == 1).all() and there.any(axis=0).all()


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_minima_curve_up_and_the_others_do_not(landscape):
    for theta in landscape.minima:
        assert np.linalg.eigvalsh(hessian(landscape, theta))[0] > 0
    for theta in landscape.others:
        assert np.linalg.eigvalsh(hessian(landscape, theta))[0] < 0


@pytest.mark.parametrize("landscape", ALL, ids=ids)
@given(data=st.data())
def test_gradient_is_the_difference_quotient(landscape, data):
    p = landscape.minima.shape[1]
    theta = np.array(data.draw(st.lists(st.floats(-3, 3), min_size=p, max_size=p)))
    value, h = landscape.loss.value, 1e-6
    quotient = [
        (
            value(theta + h * e, landscape.X, landscape.y)
            - value(theta - h * e, landscape.X, landscape.y)
        )
        / (2 * h)
        for e in np.eye(p)
    ]
    ours = landscape.loss.gradient(theta, landscape.X, landscape.y)
    assert ours == pytest.approx(np.array(quotient), abs=1e-6, rel=1e-6)


@given(st.floats(-10, 10))
def test_two_tone_is_its_closed_form(phi):
    value = TWO_TONE.loss.value(np.array([phi]), TWO_TONE.X, TWO_TONE.y)
    assert value == pytest.approx(2 - np.cos(phi) - np.cos(2 * phi), abs=1e-12)


@given(st.floats(-3, 3), st.floats(-10, 10))
def test_amp_phase_is_its_closed_form(a, phi):
    value = AMP_PHASE.loss.value(np.array([a, phi]), AMP_PHASE.X, AMP_PHASE.y)
    assert value == pytest.approx((1 + a * a) / 2 - a * np.cos(phi), abs=1e-12)


@pytest.mark.parametrize(
    ("landscape", "theta", "value", "curvatures"),
    [
        (TWO_TONE, [0.0], 0, [5]),
        (TWO_TONE, [np.pi], 2, [3]),
        (AMP_PHASE, [1.0, 0.0], 0, [1, 1]),
        (AMP_PHASE, [0.0, np.pi / 2], 0.5, [(1 - 5**0.5) / 2, (1 + 5**0.5) / 2]),
        (TANH_UNIT, [2.0, 1.0], 0, None),
        (TANH_UNIT, [0.0, 0.0], 3.019, None),
    ],
)
def test_values_and_curvatures(landscape, theta, value, curvatures):
    theta = np.array(theta)
    assert landscape.loss.value(theta, landscape.X, landscape.y) == pytest.approx(value, abs=5e-4)
    if curvatures is not None:
        assert np.linalg.eigvalsh(hessian(landscape, theta)) == pytest.approx(curvatures, abs=1e-6)


def test_the_crest_of_two_tone():
    assert TWO_TONE.others[0] == pytest.approx(1.8234766, abs=5e-8)
    assert TWO_TONE.loss.value(TWO_TONE.others[0], TWO_TONE.X, TWO_TONE.y) == pytest.approx(25 / 8)


def test_the_saddle_of_tanh_unit_curves_by_twice_the_mean_of_xy():
    tilt = 2 * np.mean(TANH_UNIT.X[:, 0] * TANH_UNIT.y)
    assert np.linalg.eigvalsh(hessian(TANH_UNIT, np.zeros(2))) == pytest.approx(
        [-tilt, tilt], rel=1e-6
    )


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_many_points_at_once_are_the_same_as_one_by_one(landscape):
    p = landscape.minima.shape[1]
    many = np.random.default_rng(0).uniform(-3, 3, (4, 5, p))
    for function, shape in ((landscape.loss.value, (4, 5)), (landscape.loss.gradient, (4, 5, p))):
        together = function(many, landscape.X, landscape.y)
        assert together.shape == shape
        for at in np.ndindex(4, 5):
            assert together[at] == pytest.approx(function(many[at], landscape.X, landscape.y))


@pytest.mark.parametrize("landscape", ALL, ids=ids)
def test_a_period_changes_no_value(landscape):
    for theta in np.random.default_rng(0).uniform(-3, 3, (5, len(landscape.period))):
        values = [
            landscape.loss.value(there, landscape.X, landscape.y)
            for there in (theta, theta + landscape.period)
        ]
        assert values[0] == pytest.approx(values[1], abs=1e-12)
