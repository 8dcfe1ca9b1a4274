"""What a class is asked in set 2, and the right answers to it.

The loss is c / n sum_i rho(y_i - x_i beta), with a rho that grows like a square near zero and
like a straight line far away. A class has its own rho and c, its own question about chords, its
own rule for rows that fill no batch, and its own average of the points that SGD visits.
Shapes: X (n, d), y (n,), beta (d,), residuals r (n,).
"""

from typing import NamedTuple

import numpy as np

from coursework.hw2.rhos import RHOS
from coursework.variant import one_of

RESTS = ("own", "joined", "left")
CHORDS = ("least", "most", "count")
AVERAGES = ("all", "half", "exponential")


class Choice(NamedTuple):
    """The name of rho; c; what is asked of a chord; what becomes of the rows that fill no batch;
    which average of the points, and its share of the old one; two questions in words.
    """

    rho: str
    c: float
    chord: str
    rest: str
    average: str
    keep: float
    convex: str
    noise: str


def choose(rng):
    """What this class is asked."""
    return Choice(
        rho=one_of(rng, tuple(RHOS)),
        c=one_of(rng, (1.0, 2.0, 0.5)),
        chord=one_of(rng, CHORDS),
        rest=one_of(rng, RESTS),
        average=one_of(rng, AVERAGES),
        keep=one_of(rng, (0.5, 0.6, 0.8)),
        convex=one_of(rng, ("minus", "smaller", "larger")),
        noise=one_of(rng, ("wild", "whole")),
    )


def rho(o):
    return lambda r, delta: RHOS[o.rho].value(np.asarray(r), delta)


def rho_slope(o):
    return lambda r, delta: RHOS[o.rho].slope(np.asarray(r), delta)


def batch_gradient(o):
    """The gradient on the rows of one batch, divided by their own number."""

    def gradient(beta, X, y, rows, delta):
        X, y = X[rows], y[rows]
        return -o.c / len(rows) * X.T @ RHOS[o.rho].slope(y - X @ beta, delta)

    return gradient


def above_chord(f, a, b, count):
    """f - chord at `count` even places from a to b, both ends included."""
    a, b = np.asarray(a), np.asarray(b)
    shares = np.linspace(0, 1, count)
    return np.array([f((1 - s) * a + s * b) - ((1 - s) * f(a) + s * f(b)) for s in shares])


ASKED = {
    "least": lambda above: (-above).min(),
    "most": lambda above: above.max(),
    "count": lambda above: np.sum(above > 1e-9),
}


def chord(o):
    return lambda f, a, b, count: float(ASKED[o.chord](above_chord(f, a, b, count)))


def epoch(o):
    def cut(n, batch_size, rng):
        order = rng.permutation(n)
        batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
        if n % batch_size and o.rest == "left":
            batches.pop()
        if n % batch_size and o.rest == "joined" and len(batches) > 1:
            batches[-2:] = [np.concatenate(batches[-2:])]
        return batches

    return cut


def averaged(o, points):
    """The average of the points after the start, (T + 1, d) with T >= 1."""
    if o.average == "all":
        return points[1:].mean(axis=0)
    if o.average == "half":
        T = len(points) - 1
        return points[1 + T // 2 :].mean(axis=0)
    mean = points[0]
    for beta in points[1:]:
        mean = o.keep * mean + (1 - o.keep) * beta
    return mean


def sgd(o):
    """(last point, average)."""

    def walk(gradient, start, batches, lr):
        points = [np.array(start, float)]
        for rows in batches:
            points.append(points[-1] - lr * gradient(points[-1], rows))
        return np.array([points[-1], averaged(o, np.array(points))])

    return walk


RIGHT = {
    "rho": rho,
    "rho_slope": rho_slope,
    "batch_gradient": batch_gradient,
    "chord": chord,
    "epoch": epoch,
    "sgd": sgd,
}
