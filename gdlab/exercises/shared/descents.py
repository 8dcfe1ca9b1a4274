"""Walks that are mistaken for gradient descent on the mean of squares, and rates that change."""

import numpy as np

from gdlab.exercises.shared.walks import walk
from gdlab.notebook.language import N_


def slope(beta, X, y):
    """(2/n) X^T r."""
    return 2 / len(y) * X.T @ (X @ beta - y)


def descent(X, y, lr, T, start):
    """Where T right steps end."""
    return walk(start, T, lambda t, beta: lr * slope(beta, X, y))


RATES = {  # words: (lr, t, T, n) -> the learning rate of step t
    "": lambda lr, t, T, n: lr,
    N_("lr is missing: a step is lr times the gradient."): lambda lr, t, T, n: 1.0,
    N_("lr is squared, or multiplied twice."): lambda lr, t, T, n: lr**2,
    N_("lr is divided by t + 1: keep it the same at every step."): lambda lr, t, T, n: lr / (t + 1),
    N_("lr is divided by the root of t + 1: keep it the same at every step."): (
        lambda lr, t, T, n: lr / np.sqrt(t + 1)
    ),
    N_("lr is multiplied by t: keep it the same at every step."): lambda lr, t, T, n: lr * t,
    N_("lr is multiplied by t + 1: keep it the same at every step."): lambda lr, t, T, n: (
        lr * (t + 1)
    ),
    N_("lr is divided by T."): lambda lr, t, T, n: lr / T,
    N_("lr is multiplied by T."): lambda lr, t, T, n: lr * T,
    N_("lr falls by a tenth at every step: keep it the same."): lambda lr, t, T, n: lr * 0.9**t,
    N_("lr is halved at every step: keep it the same."): lambda lr, t, T, n: lr * 0.5**t,
    N_("lr falls by a hundredth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.99**t
    ),
    N_("lr falls by a twentieth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.95**t
    ),
    N_("lr falls by a thousandth at every step: keep it the same."): lambda lr, t, T, n: (
        lr * 0.999**t
    ),
    N_("lr falls exponentially: keep it the same at every step."): lambda lr, t, T, n: (
        lr * np.exp(-t)
    ),
    N_("lr falls along a straight line, 1 - t/T: keep it the same."): (
        lambda lr, t, T, n: lr * (1 - t / T)
    ),
    N_("lr is divided where it is to be multiplied."): lambda lr, t, T, n: 1 / lr,
}


def one_by_one(X, y, lr, T, start):
    """Each coefficient is stepped with a gradient that already knows the ones before it."""
    beta = start.astype(float)
    for _ in range(T):
        for k in range(len(beta)):
            beta[k] -= lr * slope(beta, X, y)[k]
    return beta


def row_by_row(factor):
    """A step for every row alone, in their order, with a factor made of n."""

    def run(X, y, lr, T, start):
        beta = start.astype(float)
        for _ in range(T):
            for x, target in zip(X, y, strict=True):
                beta = beta - lr * factor(len(y)) * (x @ beta - target) * x
        return beta

    return run


def one_row_a_step(X, y, lr, T, start):
    """Step t takes row t alone, and begins again after the last one."""
    beta = start.astype(float)
    for t in range(T):
        x, target = X[t % len(y)], y[t % len(y)]
        beta = beta - lr * 2 * (x @ beta - target) * x
    return beta


def from_the_start(X, y, lr, T, start):
    """The gradient is new at each step, what it is subtracted from is not."""
    beta = start
    for _ in range(T):
        beta = start - lr * slope(beta, X, y)
    return beta


def momentum(X, y, lr, T, start):
    """The step keeps nine tenths of the one before."""
    beta, speed = start.astype(float), 0.0
    for _ in range(T):
        speed = 0.9 * speed + slope(beta, X, y)
        beta = beta - lr * speed
    return beta


def mean_of_walk(X, y, lr, T, start):
    """The mean of the points visited."""
    points = [descent(X, y, lr, t, start) for t in range(T + 1)]
    return np.mean(points, axis=0)


def only_the_step(sign):
    """beta becomes the step itself, lr times the gradient, again and again."""

    def run(X, y, lr, T, start):
        beta = start
        for _ in range(T):
            beta = sign * lr * slope(beta, X, y)
        return beta

    return run


REPLACED = N_(
    "beta is replaced by the step: subtract the step from it, beta = beta - lr * gradient."
)


OTHERS = {
    N_("it returns the start: is beta updated in the loop?"): lambda X, y, lr, T, start: start,
    N_("the gradient is computed once, before the loop: compute it anew at each step."): (
        lambda X, y, lr, T, start: start - T * lr * slope(start, X, y)
    ),
    N_(
        "the coefficients are stepped one after another, and the "
        "second already sees the new first. "
        "Compute the whole gradient, then step."
    ): one_by_one,
    N_(
        "a step is made for every row alone: the gradient is a mean "
        "over all rows, and a step comes "
        "after it."
    ): row_by_row(lambda n: 2),
    N_(
        "a step of its share, 2/n, is made for every row, and the next row already sees it: "
        "compute the whole gradient, then step."
    ): row_by_row(lambda n: 2 / n),
    N_("the step keeps part of the one before (momentum): take the gradient alone."): momentum,
    N_("this is the mean of the points; the last one is asked for."): mean_of_walk,
    N_("this is the last gradient; the last beta is asked for."): lambda X, y, lr, T, start: slope(
        descent(X, y, lr, T - 1, start), X, y
    ),
    N_("this is the gradient at the end; beta itself is asked for."): lambda X, y, lr, T, start: (
        slope(descent(X, y, lr, T, start), X, y)
    ),
    N_("this is the way from the start; the last beta is asked for."): lambda X, y, lr, T, start: (
        descent(X, y, lr, T, start) - start
    ),
    N_("the sign of the last beta is flipped."): lambda X, y, lr, T, start: (
        -descent(X, y, lr, T, start)
    ),
    N_("these are the predictions at the end; beta is asked for."): lambda X, y, lr, T, start: (
        X @ descent(X, y, lr, T, start)
    ),
    N_("these are the residuals at the end; beta is asked for."): lambda X, y, lr, T, start: (
        y - X @ descent(X, y, lr, T, start)
    ),
    N_(
        "every step begins at `start`, with the newest gradient: step on from the newest beta."
    ): from_the_start,
    N_(
        "a step is made for one row at a time: the gradient is a mean over all rows."
    ): one_row_a_step,
    N_(
        "these are the losses, one a step; the last beta is asked for."
    ): lambda X, y, lr, T, start: [
        np.mean((y - X @ descent(X, y, lr, t + 1, start)) ** 2) for t in range(T)
    ],
    N_(
        "these are the losses, one a point; the last beta is asked for."
    ): lambda X, y, lr, T, start: [
        np.mean((y - X @ descent(X, y, lr, t, start)) ** 2) for t in range(T)
    ],
    N_("this is the loss at the end, one number; the last beta is asked for."): (
        lambda X, y, lr, T, start: np.mean((y - X @ descent(X, y, lr, T, start)) ** 2)
    ),
}
