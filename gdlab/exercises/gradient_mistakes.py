"""What a wrong gradient may be: another direction, another factor. Data for gradient.py."""

import numpy as np

THE_GRADIENT = "X^T r"


def directions():
    """{name: (beta, X, y) -> (d,)}: what stands where X^T (X beta - y) should."""
    return {
        THE_GRADIENT: lambda beta, X, y: X.T @ (X @ beta - y),
        "y is missing": lambda beta, X, y: X.T @ (X @ beta),
        "the prediction is missing": lambda beta, X, y: X.T @ y,
        "a sum": lambda beta, X, y: X.T @ (X @ beta + y),
        "signs only": lambda beta, X, y: X.T @ np.sign(X @ beta - y),
        "squares": lambda beta, X, y: X.T @ (X @ beta - y) ** 2,
        "X squared": lambda beta, X, y: (X**2).T @ (X @ beta - y),
        "no X": lambda beta, X, y: np.full(X.shape[1], (X @ beta - y).sum()),
        "column alone": lambda beta, X, y: (X**2).sum(axis=0) * beta - X.T @ y,
        "no intercept in the prediction": lambda beta, X, y: X.T @ (X[:, :-1] @ beta[:-1] - y),
        "no intercept in the gradient": lambda beta, X, y: np.append(
            X[:, :-1].T @ (X @ beta - y), 0.0
        ),
        "no first column in the prediction": lambda beta, X, y: X.T @ (X[:, 1:] @ beta[1:] - y),
        "beta itself": lambda beta, X, y: beta,
        "first row": lambda beta, X, y: X[0] * (X[0] @ beta - y[0]),
        "last row": lambda beta, X, y: X[-1] * (X[-1] @ beta - y[-1]),
        "without the last row": lambda beta, X, y: X[:-1].T @ (X[:-1] @ beta - y[:-1]),
        "without the first row": lambda beta, X, y: X[1:].T @ (X[1:] @ beta - y[1:]),
        "sizes only": lambda beta, X, y: X.T @ np.abs(X @ beta - y),
    }


WORDS = {
    "y is missing": "The targets are missing: the residual is X @ beta - y.",
    "the prediction is missing": "The prediction is missing: the residual is X @ beta - y, "
    "and so far only y is in it.",
    "a sum": "X @ beta and y are added: the residual is their difference.",
    "signs only": "Only the signs of the residual are used: that is the gradient of the "
    "absolute error. The derivative of a square is in proportion to the residual.",
    "squares": "The residual is squared. The loss has squares; their derivative has the "
    "residual itself.",
    "X squared": "X is in it twice: the derivative of X @ beta brings X.T once.",
    "no X": "All columns get the same sum of residuals: each row's residual counts times its "
    "own entry of that column, X.T @ residual.",
    "column alone": "Each column is treated as if it were alone: the prediction X @ beta needs "
    "all columns.",
    "no intercept in the prediction": "The last column, the intercept, is left out of the "
    "prediction.",
    "no intercept in the gradient": "The last entry, the intercept's, is always zero.",
    "no first column in the prediction": "The first column is left out of the prediction.",
    "beta itself": "beta comes back, changed in length only.",
    "first row": "Only the first row is in it: is `return` inside the loop over the rows?",
    "last row": "Only the last row is in it: each row replaces the sum so far; add with +=.",
    "without the last row": "The last row is left out: range(n) goes through all n rows.",
    "without the first row": "The first row is left out: rows are counted from 0.",
    "sizes only": "The residuals have lost their signs: without abs, those above and below "
    "pull in opposite directions.",
}


def scales(beta, X, y):
    """What the gradient of half the sum may have been multiplied by, in words."""
    n, d = X.shape
    norm = np.linalg.norm(y - X @ beta)
    return {
        "half the sum of squares (no factor)": 1.0,
        "the sum of squares (factor 2)": 2.0,
        "half the mean of squares (factor 1/n)": 1 / n,
        "the mean of squares (factor 2/n)": 2 / n,
        "the norm (factor 1/||r||)": 1 / norm,
        "the root of the mean square (factor 1/(√n ||r||))": 1 / (np.sqrt(n) * norm),
        "the norm, divided by n once more": 1 / (n * norm),
        "the norm, times 2": 2 / norm,
        "half the sum, divided by d, the number of columns": 1 / d,
        "the sum, divided by d, the number of columns": 2 / d,
        "half the sum, divided by n - d": 1 / (n - d),
        "the sum, divided by n - d": 2 / (n - d),
        "the sum, divided by n - 1": 2 / (n - 1),
        "the sum, divided by n twice": 2 / n**2,
        "the sum times n": 2.0 * n,
        "twice the sum (factor 4)": 4.0,
        "twice the mean (factor 4/n)": 4 / n,
        "the sum, divided by n times d, all entries of X": 2 / (n * d),
    }


ADVICE = {
    ("mse", "the sum of squares (factor 2)"): "This is the gradient of the *sum*. "
    "Divide by the number of rows.",
    ("mse", "half the sum of squares (no factor)"): "The factor 2/n is missing.",
    ("mse", "half the mean of squares (factor 1/n)"): "The factor 2 is missing: the derivative "
    "of a square brings one.",
    ("mse", "the root of the mean square (factor 1/(√n ||r||))"): "This is the gradient of the "
    "*root* of the mean square; the square itself is asked for.",
    ("half_sse", "the sum of squares (factor 2)"): "This is the gradient of the sum, not of half "
    "of it: drop the 2.",
    ("rmse", "the norm, divided by n once more"): "This is slide 8's formula with the plain norm: "
    "1/(n ||r||). With the root of the *mean* square in the denominator it becomes 1/(√n ||r||).",
    ("rmse", "the norm (factor 1/||r||)"): "This is the gradient of the plain norm. The mean "
    "under the root brings 1/√n.",
    ("rmse", "the mean of squares (factor 2/n)"): "This is the gradient of the mean of squares; "
    "its root is asked for: the chain rule divides by 2 √(mean of squares).",
}


def advice(loss, direction, scale, sign):
    """The sentence for what was found; `loss` is the one that was asked for."""
    if direction != THE_GRADIENT:
        return WORDS[direction]
    right_scale = {
        "mse": "the mean of squares (factor 2/n)",
        "half_sse": "half the sum of squares (no factor)",
        "sse": "the sum of squares (factor 2)",
        "rmse": "the root of the mean square (factor 1/(√n ||r||))",
        "l2": "the norm (factor 1/||r||)",
    }[loss]
    flipped = "The sign is flipped: is the residual X @ beta - y, or y - X @ beta?"
    if scale == right_scale:
        return flipped
    said = ADVICE.get((loss, scale), f"This is the gradient of {scale}.")
    return said if sign > 0 else said + " Its sign is flipped, too."
