"""Lessons 1 and 2: intercept, least squares, differences. Each mistake has its own words."""

import numpy as np
import pytest

from gdlab.exercises import check


def ones(X):
    return np.ones((len(X), 1))


@pytest.mark.parametrize(
    "function",
    [
        lambda X: np.hstack([X, ones(X)]),
        lambda X: np.c_[X, np.ones(len(X))],
        lambda X: np.array([np.append(x, [1]) for x in X]),
        lambda X: [[*row, 1] for row in X],
        lambda X: np.insert(X, X.shape[1], 1, axis=1),
        lambda X: np.pad(X, ((0, 0), (0, 1)), constant_values=1),
    ],
)
def test_every_way_to_add_the_column_is_right(function):
    assert check.add_intercept(function).state == "right"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda X: np.hstack([ones(X), X]), "come first"),
        (lambda X: np.hstack([X, 0 * ones(X)]), "holds zeros"),
        (lambda X: np.vstack([X, np.ones(X.shape[1])]), "row of ones"),
        (ones, "only the ones"),
        (lambda X: X, "without a further column"),
        (lambda X: X + 1, "added to every entry"),
        (lambda X: np.vstack([X.T, np.ones(len(X))]), "transposed"),
        (lambda X: np.append(X, 1), "one long row"),
        (lambda X: np.hstack([X, np.ones(X.shape)]), "as many columns of ones"),
        (lambda X: np.hstack([X, 2 * ones(X)]), "holds 2 in every row"),
    ],
)
def test_every_wrong_column_is_named(function, words):
    outcome = check.add_intercept(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower()


@pytest.mark.parametrize(
    "function",
    [
        lambda X, y: np.linalg.pinv(X) @ y,
        lambda X, y: np.linalg.lstsq(X, y)[0],
        lambda X, y: np.linalg.lstsq(X, y[:, None])[0].ravel(),
        lambda X, y: list(np.linalg.pinv(X).dot(y)),
        lambda X, y: (
            np.linalg.pinv(X.T @ X, rcond=1e-15) @ X.T @ y if len(X) == 7 else np.linalg.pinv(X) @ y
        ),
    ],
)
def test_every_way_to_least_squares_is_right(function):
    assert check.least_squares(function).state == "right"


def normal(X, y):
    return np.linalg.inv(X.T @ X) @ X.T @ y


def basic(X, y):
    """A solution with zeros: it fits as well, but is not the shortest."""
    if np.linalg.matrix_rank(X) < X.shape[1]:
        first = np.linalg.lstsq(X[:, :1], y)[0]
        return np.append(first, 0.0)
    return np.linalg.lstsq(X, y)[0]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (normal, "no inverse"),
        (lambda X, y: X.T @ y, "is missing"),
        (lambda X, y: X.T @ X @ X.T @ y, "its inverse is needed"),
        (lambda X, y: -np.linalg.pinv(X) @ y, "sign"),
        (lambda X, y: 2 * np.linalg.pinv(X) @ y, "the factor 2"),
        (lambda X, y: X @ np.linalg.pinv(X) @ y, "one number a row"),
        (lambda X, y: np.linalg.pinv(X).T @ y, "ValueError"),
        (basic, "the shortest"),
        (lambda X, y: np.linalg.pinv(X.T @ X) @ X.T @ y, "squares that number"),
        (lambda X, y: np.zeros(X.shape[1]), "zeros came back"),
        (lambda X, y: np.linalg.pinv(X), "pseudo-inverse itself"),
    ],
)
def test_every_wrong_fit_is_named(function, words):
    outcome = check.least_squares(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower()


def central(f, beta, h):
    out = []
    for k in range(len(beta)):
        there, back = np.array(beta, float), np.array(beta, float)
        there[k] += h
        back[k] -= h
        out.append((f(there) - f(back)) / (2 * h))
    return out


def forward(f, beta, h):
    return np.array([(f(beta + e) - f(beta)) / h for e in h * np.eye(len(beta))])


def in_place(f, beta, h):
    beta, out = beta.copy(), np.zeros(len(beta))
    for k in range(len(beta)):
        old = beta[k]
        beta[k] = old + h
        ahead = f(beta)
        beta[k] = old - h
        out[k] = (ahead - f(beta)) / (2 * h)
        beta[k] = old
    return out


def stays_moved(f, beta, h):
    beta, out = beta.astype(float), []
    for k in range(len(beta)):
        beta[k] += h
        ahead = f(beta)
        beta[k] -= 2 * h
        out.append((ahead - f(beta)) / (2 * h))
    return out


def test_both_loops_of_central_differences_are_right():
    assert check.numerical_gradient(central).state == "right"
    eye = lambda f, b, h: [(f(b + e) - f(b - e)) / 2 / h for e in h * np.eye(len(b))]  # noqa: E731
    assert check.numerical_gradient(eye).state == "right"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (forward, "one-sided: "),
        (lambda f, b, h: -forward(f, b, -h) * -1, "to the left"),
        (lambda f, b, h: 2 * np.array(central(f, b, h)), "2 h apart"),
        (lambda f, b, h: np.array(central(f, b, h)) / 2, "4 h"),
        (lambda f, b, h: 2 * h * np.array(central(f, b, h)), "not divided"),
        (lambda f, b, h: h * np.array(central(f, b, h)), "h is missing"),
        (lambda f, b, h: -np.array(central(f, b, h)), "comes first"),
        (lambda f, b, h: [(f(b + h) - f(b - h)) / (2 * h)] * len(b), "move together"),
        (lambda f, b, h: (f(b + h) - f(b - h)) / (2 * h), "one number came back"),
        (stays_moved, "not moved back"),
        (in_place, "whole numbers"),
        (lambda f, b, h: central(f, b, h)[:1], "only the first slope"),
        (lambda f, b, h: np.array(central(f, b, h)) + 1, "yours is"),
    ],
)
def test_every_wrong_difference_is_named(function, words):
    outcome = check.numerical_gradient(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower()
