"""Every known wrong answer gets its own message; every way to be right passes."""

import time
from functools import partial

import numpy as np
import pytest

from gdcore.descent import gradient_descent as walk
from gdlab.exercises import check
from gdlab.exercises.catalogue import Check

RIGHT, WRONG, NOTHING, UNKNOWN = "right", "wrong", "not attempted", "cannot be checked"


def mse(beta, X, y):
    return 2 / len(y) * X.T @ (X @ beta - y)


def loops(beta, X, y):
    slope = [0.0] * len(beta)
    for row, target in zip(X, y, strict=True):
        off = sum(x * b for x, b in zip(row, beta, strict=True)) - target
        slope = [s + 2 * off * x / len(y) for s, x in zip(slope, row, strict=True)]
    return slope


def in_place_on_a_copy(beta, X, y):
    slope = beta * 0.0
    for row, target in zip(X, y, strict=True):
        slope += row * (row @ beta - target)
    slope *= 2 / len(y)
    return slope


class Callable:
    def __call__(self, beta, X, y):
        return mse(beta, X, y)


RIGHT_GRADIENTS = {
    "formula": mse,
    "loops, a list": loops,
    "in place on a copy": in_place_on_a_copy,
    "einsum": lambda beta, X, y: np.einsum("ij,i->j", X, X @ beta - y) * 2 / X.shape[0],
    "float32": lambda beta, X, y: mse(*(a.astype(np.float32) for a in (beta, X, y))),
    "tuple": lambda beta, X, y: tuple(mse(beta, X, y)),
    "mean over rows": lambda beta, X, y: 2 * np.mean(X * (X @ beta - y)[:, None], axis=0),
    "minus the other residual": lambda beta, X, y: -2 * X.T.dot(y - X.dot(beta)) / y.size,
    "normal equations": lambda beta, X, y: 2 / len(y) * (X.T @ X @ beta - X.T @ y),
    "columns one by one": lambda beta, X, y: np.array(
        [2 * c @ (X @ beta - y) / len(y) for c in X.T]
    ),
    "callable object": Callable(),
    "partial": partial(lambda factor, beta, X, y: factor * mse(beta, X, y), 1.0),
    "central differences": lambda beta, X, y: np.array(
        [
            (np.mean((X @ (beta + e) - y) ** 2) - np.mean((X @ (beta - e) - y) ** 2)) / 2e-4
            for e in 1e-4 * np.eye(len(beta))
        ]
    ),
}


@pytest.mark.parametrize("name", RIGHT_GRADIENTS)
def test_every_way_to_write_it_is_right(name):
    assert check.mse_gradient(RIGHT_GRADIENTS[name]).state == RIGHT


def changes_its_argument(beta, X, y):
    beta -= 1
    return mse(beta + 1, X, y)


def forgets_return(beta, X, y):
    mse(beta, X, y)


def crashes(beta, X, y):
    return X @ beta @ X - y


NOISE = np.random.default_rng(0)
WRONG_GRADIENTS = [
    (lambda beta, X, y: -mse(beta, X, y), "sign is flipped"),
    (lambda beta, X, y: len(y) * mse(beta, X, y), "Divide by the number of rows"),
    (lambda beta, X, y: len(y) / 2 * mse(beta, X, y), "factor 2/n is missing"),
    (lambda beta, X, y: mse(beta, X, y) / 2, "factor 2 is missing"),
    (lambda beta, X, y: -len(y) * mse(beta, X, y), "Its sign is flipped, too"),
    (
        lambda beta, X, y: X.T @ (X @ beta - y) / np.linalg.norm(X @ beta - y),
        "gradient of the norm",
    ),
    (lambda beta, X, y: 2 / X.shape[1] * X.T @ (X @ beta - y), "number of columns"),
    (lambda beta, X, y: 2 / len(y) * X * (X @ beta - y)[:, None], "rows are not summed"),
    (lambda beta, X, y: X @ beta - y, "one number a row"),
    (lambda beta, X, y: np.mean((X @ beta - y) ** 2), "loss itself (the mean"),
    (lambda beta, X, y: beta.sum(), "one number came back"),
    (lambda beta, X, y: 2 / len(y) * X @ (X @ beta - y), "X is not transposed"),
    (lambda beta, X, y: X.T @ (X @ beta - y[:, None]), "every target met every prediction"),
    (lambda beta, X, y: y[:, None] - X @ beta, "every target met every prediction"),
    (lambda beta, X, y: X.T, "the residual is missing"),
    (lambda beta, X, y: mse(beta[:-1], X[:, :-1], y), "intercept's column left out"),
    (lambda beta, X, y: 2 / len(y) * X.T @ (X @ beta), "targets are missing"),
    (lambda beta, X, y: -2 / len(y) * X.T @ y, "prediction is missing"),
    (lambda beta, X, y: 2 / len(y) * X.T @ (X @ beta + y), "are added"),
    (lambda beta, X, y: X.T @ np.sign(X @ beta - y) / len(y), "absolute error"),
    (lambda beta, X, y: 2 * X.T @ (X @ beta - y) ** 2 / len(y), "residual is squared"),
    (lambda beta, X, y: 2 / len(y) * X.T @ (X[:, :-1] @ beta[:-1] - y), "intercept, is left out"),
    (
        lambda beta, X, y: np.append(2 / len(y) * X[:, :-1].T @ (X @ beta - y), 0),
        "intercept's, is always zero",
    ),
    (lambda beta, X, y: [2 * np.mean(X @ beta - y)] * len(beta), "same sum of residuals"),
    (lambda beta, X, y: 2 * ((X * beta - y[:, None]) * X).mean(axis=0), "as if it were alone"),
    (lambda beta, X, y: 2 / (len(y) - len(beta)) * X.T @ (X @ beta - y), "n - d"),
    (lambda beta, X, y: 2 / X.size * X.T @ (X @ beta - y), "all entries of X"),
    (
        lambda beta, X, y: X.T @ (X @ beta - y) / (len(y) ** 0.5 * np.linalg.norm(X @ beta - y)),
        "*root* of the mean",
    ),
    (lambda beta, X, y: np.ones(3), "shape is (3,)"),
    (lambda beta, X, y: np.ones(len(beta)), "variable of the notebook"),
    (lambda beta, X, y: mse(beta, X, y).astype(beta.dtype), "integers cannot hold"),
    (lambda X, y: mse(np.ones(3), X, y), "called with 3 arguments"),
    (lambda beta, X, y: mse(beta, X, y)[:, None], "ravel"),
    (lambda beta, X, y: mse(beta, X, y)[:-1], "one number too few"),
    (lambda beta, X, y: mse(beta, X, y) * np.nan, "nan or an infinity"),
    (lambda beta, X, y: mse(beta, X, y) + 1, "yours is"),
    (lambda beta, X, y: "down", "numbers were expected"),
    (lambda beta, X, y: 2 // len(y) * mse(beta, X, y), "zero everywhere"),
    (lambda beta, X, y: 0.01 * mse(beta, X, y), "it is 0.01 times"),
    (lambda beta, X, y: mse(beta, X, y) / np.linalg.norm(X @ beta - y) ** 2, "2/(n ‖r‖²)"),
    (lambda beta, X, y: beta * 2 + 1, "another X gives"),
    (lambda beta, X, y: mse(beta, X, y) + NOISE.normal(size=len(beta)), "something random"),
    (lambda beta, X, y: 2 / len(y) * X[0] * (X[0] @ beta - y[0]), "`return` inside the loop"),
    (lambda beta, X, y: 2 / len(y) * X[-1] * (X[-1] @ beta - y[-1]), "add with +="),
    (lambda beta, X, y: mse(beta, X[:-1], y[:-1]) * (1 - 1 / len(y)), "last row is left out"),
    (lambda beta, X, y: mse(beta, X[1:], y[1:]) * (1 - 1 / len(y)), "first row is left out"),
    (lambda beta, X, y: 2 / len(y) * X.T @ abs(X @ beta - y), "lost their signs"),
    (np.ones(3), "without parentheses"),
    (changes_its_argument, "changed its argument"),
    (forgets_return, "returned None"),
    (crashes, "return X @ beta @ X - y"),
]


@pytest.mark.parametrize(
    ("function", "words"), WRONG_GRADIENTS, ids=[w for _, w in WRONG_GRADIENTS]
)
def test_every_wrong_gradient_is_named(function, words):
    outcome = check.mse_gradient(function)
    assert outcome.state == WRONG
    assert words.lower() in outcome.message.lower()


def rmse_gradient(beta, X, y):
    r = X @ beta - y
    return X.T @ r / (len(y) * np.sqrt(np.mean(r**2)))


def test_the_root_of_the_mean_square_may_be_undefined_at_its_corner():
    assert check.rmse_gradient(rmse_gradient).state == RIGHT
    assert "0 by 0" in check.rmse_gradient(rmse_gradient).message
    assert check.mse_gradient(mse).message == "Right."


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (mse, "chain rule divides"),
        (lambda b, X, y: -rmse_gradient(b, X, y), "sign is flipped"),
        (lambda b, X, y: rmse_gradient(b, X, y) * len(y) ** 0.5, "plain norm"),
        (lambda b, X, y: rmse_gradient(b, X, y) / len(y) ** 0.5, "slide 8"),
    ],
)
def test_every_wrong_gradient_of_the_root_is_named(function, words):
    outcome = check.rmse_gradient(function)
    assert outcome.state == WRONG and words.lower() in outcome.message.lower()


def test_half_the_sum_has_no_factor():
    assert check.half_sse_gradient(lambda beta, X, y: X.T @ (X @ beta - y)).state == RIGHT
    assert "the mean of squares" in check.half_sse_gradient(mse).message
    twice = check.half_sse_gradient(lambda beta, X, y: 2 * X.T @ (X @ beta - y))
    assert "drop the 2" in twice.message


def descent(X, y, lr, T, start, step=1.0, extra=0, sign=-1):
    """The loop; step may be a function of the number of rows."""
    beta = np.array(start, dtype=float)
    step = step(len(y)) if callable(step) else step
    for _ in range(T + extra):
        beta = beta + sign * lr * step * mse(beta, X, y)
    return beta


def stale(X, y, lr, T, start):
    return start - T * lr * mse(start, X, y)


def whole_numbers(X, y, lr, T, start):
    beta = start.copy()
    for _ in range(T):
        beta[:] = beta - lr * mse(beta, X, y)
    return beta


def one_by_one(X, y, lr, T, start):
    beta = start.astype(float)
    for _ in range(T):
        for k in range(len(start)):
            beta[k] = beta[k] - lr * mse(beta, X, y)[k]
    return beta


def same_length(X, y, lr, T, start):
    beta = start
    for _ in range(T):
        g = mse(beta, X, y)
        beta = beta - lr * g / np.linalg.norm(g)
    return beta


def same_array(X, y, lr, T, start):
    beta, history = start.astype(float), []
    for _ in range(T):
        beta -= lr * mse(beta, X, y)
        history.append(beta)
    return history


def in_place(X, y, lr, T, start):
    for _ in range(T):
        start -= lr * mse(start, X, y)
    return start


RIGHT_LOOPS = {
    "plain": descent,
    "a Path": lambda X, y, lr, T, start: walk(X, y, lr, T, start),
    "a history": lambda X, y, lr, T, start: walk(X, y, lr, T, start).betas,
    "beta and history": lambda X, y, lr, T, start: (descent(X, y, lr, T, start), [1.0, 2.0]),
    "losses and betas": lambda X, y, lr, T, start: (range(T), walk(X, y, lr, T, start).betas),
    "a list": lambda X, y, lr, T, start: descent(X, y, lr, T, start).tolist(),
}


@pytest.mark.parametrize("name", RIGHT_LOOPS)
def test_every_right_loop_passes(name):
    assert check.gradient_descent(RIGHT_LOOPS[name]).state == RIGHT


WRONG_LOOPS = [
    (partial(descent, step=lambda n: n), "n times too long"),
    (partial(descent, step=0.5), "factor 2 of the square is missing"),
    (partial(descent, step=lambda n: n / 2), "half the sum of squares"),
    (partial(descent, extra=-1), "one step short"),
    (partial(descent, extra=1), "one step too many"),
    (partial(descent, sign=1), "uphill"),
    (lambda X, y, lr, T, start: descent(X, y, 0.01, T, start), "fixed at 0.01"),
    (lambda X, y, lr, T, start: descent(X, y, lr, 100, start), "100 steps are made"),
    (lambda X, y, lr, T, start: descent(X, y, 1.0, T, start), "lr is missing"),
    (lambda X, y, lr, T, start: descent(X, y, 1.0, T, start, step=lr / lr), "lr is missing"),
    (stale, "computed once"),
    (whole_numbers, "whole numbers"),
    (lambda X, y, lr, T, start: start, "returns the start"),
    (one_by_one, "one after another"),
    (same_length, "divided by its own length"),
    (same_array, "the same array many times"),
    (in_place, "changed its argument start"),
    (lambda X, y, lr, T, start: descent(X, y, lr, T, 0 * start), "begins at zero"),
    (partial(descent, step=40), "steps explode"),
    (partial(descent, step=1e300), "steps explode"),
    (lambda X, y, lr, T, start: descent(X, y, lr, T, start) + 1, "yours is"),
    (lambda X, y, lr, T, start: 7.0, "return the last beta"),
]


@pytest.mark.parametrize(("function", "words"), WRONG_LOOPS, ids=[w for _, w in WRONG_LOOPS])
def test_every_wrong_loop_is_named(function, words):
    outcome = check.gradient_descent(function)
    assert outcome.state == WRONG
    assert words.lower() in outcome.message.lower()


def eigenvalues(X):
    return np.linalg.eigvalsh(2 / len(X) * X.T @ X)


@pytest.mark.parametrize(
    "function",
    [
        lambda X: 2 / eigenvalues(X)[-1],
        lambda X: [2 / eigenvalues(X).max()],
        lambda X: len(X) / np.linalg.norm(X, 2) ** 2,
    ],
)
def test_every_way_to_the_limit_is_right(function):
    assert check.largest_stable_lr(function).state == RIGHT


WRONG_LIMITS = [
    (lambda X: 2 / np.linalg.eigvalsh(X.T @ X)[-1], "half the sum of squares"),
    (lambda X: 1 / np.linalg.eigvalsh(X.T @ X)[-1], "limit for the sum of squares"),
    (lambda X: 4 / eigenvalues(X)[-1], "half the mean"),
    (lambda X: 1 / eigenvalues(X)[-1], "may go down to -1"),
    (lambda X: 2 / eigenvalues(X)[0], "smallest eigenvalue"),
    (lambda X: eigenvalues(X)[-1], "itself"),
    (lambda X: 2 / (eigenvalues(X)[0] + eigenvalues(X)[-1]), "best lr"),
    (lambda X: 2 / np.linalg.norm(X, 2), "singular value"),
    (lambda X: eigenvalues(X), "all eigenvalues came back"),
    (lambda X: 0.123, "another X gives the same"),
]


@pytest.mark.parametrize(("function", "words"), WRONG_LIMITS, ids=[w for _, w in WRONG_LIMITS])
def test_every_wrong_limit_is_named(function, words):
    assert words.lower() in check.largest_stable_lr(function).message.lower()


def first_near(betas, answer, tolerance):
    for t, beta in enumerate(betas):
        if np.linalg.norm(beta - answer) <= tolerance:
            return t


def test_the_first_step_near_enough_is_right():
    assert check.steps_needed(first_near).state == RIGHT


WRONG_COUNTS = [
    (lambda betas, answer, tol: first_near(betas, answer, tol) - 1, "asked for"),
    (lambda betas, answer, tol: first_near(betas, answer, tol * (1 - 1e-12)), "counts"),
    (lambda betas, answer, tol: max(1, first_near(betas, answer, tol)), "needs 0 steps"),
    (lambda betas, answer, tol: betas, "one number"),
]


@pytest.mark.parametrize(("function", "words"), WRONG_COUNTS, ids=[w for _, w in WRONG_COUNTS])
def test_every_wrong_count_is_named(function, words):
    assert words.lower() in check.steps_needed(function).message.lower()


def test_a_stub_is_not_wrong():
    def stub(beta, X, y): ...

    def raises(beta, X, y):
        raise NotImplementedError

    def dots(beta, X, y):
        return ...

    for function in (stub, raises, dots):
        assert check.mse_gradient(function).state == NOTHING


def never_ends(beta, X, y):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass


def test_a_function_that_never_ends_cannot_be_checked(guard):
    outcome = check.mse_gradient(never_ends)
    assert outcome.state == UNKNOWN and "did not end" in outcome.message


def test_a_function_that_will_not_be_stopped_is_stopped(guard):
    """It catches everything, in the innermost loop, for ever."""

    def stubborn(beta, X, y):
        while True:
            try:
                while True:
                    try:
                        time.sleep(0.5)
                    except BaseException:
                        pass
            except BaseException:
                pass

    assert check.mse_gradient(stubborn).state == UNKNOWN
    assert check.mse_gradient(mse).state == RIGHT


def test_many_slow_calls_end_too(guard):
    begun = time.monotonic()
    outcome = check.mse_gradient(lambda beta, X, y: time.sleep(2.5) or mse(beta, X, y))
    assert outcome.state == UNKNOWN
    assert time.monotonic() - begun < 15  # five calls of 2.5 s would come near it


def test_something_that_is_no_function_is_named():
    assert "function was expected" in check.mse_gradient(3).message


def test_a_check_prints_nothing_of_the_learners_and_leaves_the_random_state(capsys, guard):
    def noisy(beta, X, y):
        print("hello")
        np.random.seed(1)  # noqa: NPY002
        return mse(beta, X, y)

    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    assert check.mse_gradient(noisy).state == RIGHT
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", vars(check))
def test_hints_come_in_steps_and_end(name, capsys):
    one = Check(vars(check)[name].exercise)  # a new one: no hint was given yet
    count = len(one.exercise.hints)
    for _ in range(count + 1):
        one.hint()
    *steps, last = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in steps] == [
        f"Hint {k} of {count}" for k in range(1, count + 1)
    ]
    assert last.startswith("That was the last hint")


@pytest.mark.parametrize("name", vars(check))
def test_every_solution_passes_and_an_untouched_stub_is_not_attempted(name, capsys):
    one = getattr(check, name)
    one.solution()
    space = {"np": np}
    exec(capsys.readouterr().out, space)
    assert one(space[name]).state == RIGHT
    assert one(lambda *arguments: ...).state == NOTHING


def test_an_outcome_reads_the_same_in_text_and_in_html():
    outcome = check.mse_gradient(lambda beta, X, y: -mse(beta, X, y))
    assert repr(outcome).startswith("❌ wrong: The sign is flipped")
    assert "<b>wrong</b>: The sign is flipped" in outcome._repr_html_()
