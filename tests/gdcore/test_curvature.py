"""Limits, rates and the closed form, against the lecture's known spectrum and against walking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.curvature import (
    best_lr,
    closed_form,
    condition_number,
    eigenvalues,
    iterations_to,
    largest_stable_lr,
)
from gdcore.data import make
from gdcore.descent import gradient_descent


def test_the_lectures_spectrum(lecture):
    """The roots of x^3 - 32 x^2 + 23 x - 4, the characteristic polynomial of X^T X."""
    roots = np.sort(np.roots([1, -32, 23, -4]).real)
    assert eigenvalues(lecture.X, "half_sse") == pytest.approx(roots, rel=1e-9)
    assert roots == pytest.approx([0.289323413, 0.442149344, 31.268527243], rel=1e-8)
    assert condition_number(lecture.X) == pytest.approx(108.0747, rel=1e-6)
    assert largest_stable_lr(lecture.X, "half_sse") == pytest.approx(0.0639620787, rel=1e-9)
    assert best_lr(lecture.X, "half_sse") == pytest.approx(0.0633756722, rel=1e-8)


@pytest.mark.parametrize(("loss", "weight"), [("half_sse", 1), ("sse", 2), ("mse", 0.5)])
def test_a_weight_scales_the_spectrum_and_divides_the_limit(loss, weight, lecture):
    X = lecture.X
    assert eigenvalues(X, loss) == pytest.approx(weight * eigenvalues(X, "half_sse"))
    assert largest_stable_lr(X, loss) == pytest.approx(largest_stable_lr(X, "half_sse") / weight)


@settings(max_examples=40)
@given(seed=st.integers(0, 99), T=st.integers(0, 60), share=st.floats(0.05, 1.2))
def test_the_closed_form_is_where_the_walk_arrives(seed, T, share):
    X, y, _, _ = make(12, 3, condition=20, noise=1, seed=seed)
    lr = share * largest_stable_lr(X)
    walked = gradient_descent(X, y, lr, T, np.ones(3)).betas
    assert closed_form(X, y, lr, np.arange(T + 1), np.ones(3)) == pytest.approx(
        walked, rel=1e-9, abs=1e-9 * np.abs(walked).max()
    )


def test_the_closed_form_of_dependent_columns_keeps_the_starts_share():
    X, y, start = np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1.0, 2, 2]), np.array([5.0, -1])
    walked = gradient_descent(X, y, 0.05, 4000, start).end
    assert closed_form(X, y, 0.05, 4000, start) == pytest.approx(walked, rel=1e-9)
    row_space = np.full((2, 2), 0.5)
    expected = np.linalg.pinv(X) @ y + (np.eye(2) - row_space) @ start
    assert walked == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("tolerance", "lr", "steps"),
    [(1e-3, 0.01, 3240), (1e-6, 0.01, 5624), (1e-3, None, 526), (1e-6, None, 899)],
)
def test_iterations_predicted_are_iterations_counted(tolerance, lr, steps, lecture):
    X, y, start, beta = lecture
    lr = best_lr(X, "half_sse") if lr is None else lr
    path = gradient_descent(X, y, lr, steps, start, "half_sse")
    errors = np.linalg.norm(path.betas - beta, axis=1)
    assert errors[steps] <= tolerance < errors[steps - 1]
    assert iterations_to(tolerance, X, y, lr, start, "half_sse") == steps


def test_above_the_limit_it_never_gets_there(lecture):
    X, y, start, _ = lecture
    assert iterations_to(1e-3, X, y, 0.0641, start, "half_sse") is None
    assert iterations_to(100.0, X, y, 0.01, start, "half_sse") == 0


def test_a_direction_in_which_the_start_is_right_sets_no_limit():
    X, y = np.diag([10.0, 1.0]), np.zeros(2)
    assert iterations_to(0.25, X, y, 0.5, [0.0, 1.0], "half_sse") == 2  # at equality, too
    assert closed_form(X, y, 0.5, 10**6, [0.0, 1.0], "half_sse").tolist() == [0.0, 0.0]
    assert iterations_to(0.25, X, y, 0.5, [1.0, 1.0], "half_sse") is None


def test_many_steps_are_counted_without_walking_them():
    X, y = np.diag([1.0, 1e-4]), np.zeros(2)
    wanted = int(np.ceil(np.log(1e-3) / np.log1p(-1e-8)))
    steps = iterations_to(1e-3, X, y, 1.0, [0.0, 1.0], "half_sse")
    assert abs(steps - wanted) <= 1 and wanted > 10**8
    with pytest.raises(ValueError, match="most must be from 1 to"):
        iterations_to(1e-3, X, y, 1.0, most=2**60)


def test_the_best_lr_is_best_also_where_curvatures_are_small(lecture):
    """Nothing of it knows a unit: X a thousand times smaller, lr a million times larger."""
    assert best_lr(lecture.X / 1000) == pytest.approx(1e6 * best_lr(lecture.X), rel=1e-9)
    assert largest_stable_lr(lecture.X / 1e4) == pytest.approx(1e8 * largest_stable_lr(lecture.X))
    assert best_lr(np.zeros((2, 2))) == np.inf


def test_too_few_steps_are_not_enough(lecture):
    X, y, start, _ = lecture
    wanted = iterations_to(1e-3, X, y, 0.01, start, "half_sse")
    assert iterations_to(1e-3, X, y, 0.01, start, "half_sse", most=wanted - 1) is None
    assert iterations_to(1e-3, X, y, 0.01, start, "half_sse", most=wanted) == wanted


def test_the_roots_have_no_constant_hessian(lecture):
    with pytest.raises(ValueError, match="Hessian is constant, got rmse; try"):
        largest_stable_lr(lecture.X, "rmse")


def test_dependent_columns_have_no_finite_condition_number():
    assert condition_number([[1.0, 1], [2, 2], [3, 3]]) == np.inf
    assert condition_number([[1.0, 2, 3]]) == np.inf
    assert condition_number(np.diag([1.0, 1e-14])) == pytest.approx(1e28)  # near is not dependent
    assert largest_stable_lr(np.zeros((2, 2))) == np.inf
