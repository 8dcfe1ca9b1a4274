"""Every loss against a sum written out by hand, every gradient against the complex step."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdcore.losses import LOSSES, get_loss

NAMES = sorted(LOSSES)
numbers = st.floats(-100, 100, width=32)


def residuals(beta, X, y):
    """One row at a time, in plain Python (complex numbers pass through)."""
    return [
        t - sum(x * b for x, b in zip(row, beta, strict=True)) for row, t in zip(X, y, strict=True)
    ]


def by_hand(name, beta, X, y):
    total = sum(r * r for r in residuals(beta, X, y))
    n = len(X)
    root = total**0.5
    return {"half_sse": total / 2, "sse": total, "mse": total / n, "l2": root}.get(
        name, root / math.sqrt(n)
    )


def complex_step(name, beta, X, y, h=1e-30):
    """The derivative to the last digit: Im f(beta + i h e_k) / h, no difference is taken."""
    slopes = []
    for k in range(len(beta)):
        moved = [b + 1j * h * (j == k) for j, b in enumerate(beta)]
        slopes.append(by_hand(name, moved, X, y).imag / h)
    return slopes


@st.composite
def problems(draw):
    n, d = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    X, y, beta = (draw(arrays(float, shape, elements=numbers)) for shape in ((n, d), n, d))
    return beta, X, y


@pytest.mark.parametrize("name", NAMES)
@given(problem=problems())
def test_value_is_the_sum_written_out(name, problem):
    assert LOSSES[name].value(*problem) == pytest.approx(
        by_hand(name, *problem), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("name", NAMES)
@given(problem=problems())
def test_gradient_is_the_complex_step(name, problem):
    beta, X, _ = problem
    size = math.sqrt(sum(r * r for r in residuals(*problem)))
    if size < 1e-6:  # there the roots have a corner; its own test is below
        return
    scale = 1 + np.abs(X).max() * (size if name in ("half_sse", "sse", "mse") else 1)
    ours = LOSSES[name].gradient(*problem)
    assert ours.shape == beta.shape
    assert ours == pytest.approx(np.array(complex_step(name, *problem)), rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize("name", ["half_sse", "sse", "mse"])
def test_hessian_is_how_the_gradient_changes(name, noisy):
    loss, (X, y, start, _) = LOSSES[name], noisy
    columns = [loss.gradient(start + e, X, y) - loss.gradient(start, X, y) for e in np.eye(3)]
    assert np.allclose(loss.weight(4) * X.T @ X, np.column_stack(columns), rtol=1e-12)


@pytest.mark.parametrize("name", ["rmse", "l2"])
def test_the_roots_are_still_at_zero_residual(name, lecture):
    slope = LOSSES[name].gradient(lecture.beta, lecture.X, lecture.y)
    assert slope.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "value", "gradient"),
    [
        ("l2", 65.9465, (3.0980, 4.2171, 1.8409)),
        ("rmse", 32.9732, (1.5490, 2.1085, 0.9204)),
        ("mse", 1087.235, (102.15, 139.05, 60.7)),
        ("sse", 4348.94, (408.6, 556.2, 242.8)),
    ],
)
def test_the_numbers_at_the_lectures_start(name, value, gradient, lecture):
    X, y, start, _ = lecture
    assert LOSSES[name].value(start, X, y) == pytest.approx(value, abs=6e-5)
    assert LOSSES[name].gradient(start, X, y) == pytest.approx(gradient, abs=6e-5)


@pytest.mark.parametrize(("name", "factor"), [("half_sse", 2), ("sse", 2), ("mse", 1), ("rmse", 1)])
def test_rows_duplicated_change_sums_but_not_means(name, factor, noisy):
    X, y, start, _ = noisy
    once, twice = (X, y), (np.vstack([X, X]), np.append(y, y))
    loss = LOSSES[name]
    assert loss.value(start, *twice) == pytest.approx(factor * loss.value(start, *once))
    assert loss.gradient(start, *twice) == pytest.approx(factor * loss.gradient(start, *once))


def test_an_unknown_loss_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"half_sse, sse, mse, rmse, l2.*'mae'"):
        get_loss("mae")
