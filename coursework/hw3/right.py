"""What a class is asked in set 3, and the right answers to it.

The loss is c / n sum_i (y_i - x_i beta)^2 + p alpha sum_{k<d} beta_k^2; the intercept's column is
the last and stays free. A class has its own c and p, its own unit of memory and number of blocks
held, its own range for pixels, scale of columns, score, real data, and rows kept for the test.
Shapes: X (n, d), y (n,), beta (d,).
"""

from typing import NamedTuple

import numpy as np

from coursework.hw3.real import DATA, load
from coursework.variant import one_of

UNITS = {"MB": 10**6, "MiB": 2**20, "GB": 10**9, "GiB": 2**30}
RANGES = ((-1.0, 1.0), (0.0, 1.0), (-0.5, 0.5), (-2.0, 2.0))
SCALES = ("std", "sample", "range")


class Choice(NamedTuple):
    """c, p; unit, blocks held at once; the pixels' range; the columns' scale; the score; the data,
    one row in `every` from `first` on for the test, the walk's lr and T; two questions in words.
    """

    c: float
    p: float
    unit: str
    held: int
    low: float
    high: float
    scale: str
    score: str
    data: str
    every: int
    first: int
    lr: float
    T: int
    honest: str
    digits: str


def choose(rng):
    """What this class is asked."""
    low, high = one_of(rng, RANGES)
    every = one_of(rng, (4, 5))
    return Choice(
        c=one_of(rng, (1.0, 0.5)),
        p=one_of(rng, (1.0, 0.5)),
        unit=one_of(rng, tuple(UNITS)),
        held=one_of(rng, (2, 3)),
        low=low,
        high=high,
        scale=one_of(rng, SCALES),
        score=one_of(rng, tuple(SCORES)),
        data=one_of(rng, tuple(DATA)),
        every=every,
        first=int(rng.integers(every)),
        lr=one_of(rng, (0.035, 0.04)),
        T=one_of(rng, (900, 1000, 1200)),
        honest=one_of(rng, ("alpha", "split", "scale")),
        digits=one_of(rng, ("spread", "count")),
    )


def peak(o):
    """The blocks held, each with its targets, and beta and the sum, in the class's unit."""

    def memory(n, d, batch_size, itemsize):
        rows = min(o.held * batch_size, n)
        return (rows * (d + 1) + 2 * d) * itemsize / UNITS[o.unit]

    return memory


def prepare(o):
    def prepared(images):
        flat = images.reshape(len(images), -1).astype(np.float32)
        scaled = o.low + (o.high - o.low) * flat / np.float32(255)
        return np.column_stack([scaled, np.ones(len(images))]).astype(np.float32)

    return prepared


def ridge(o, beta, alpha):
    """The slope of the ridge term; the last coefficient, the intercept's, is free."""
    return 2 * o.p * alpha * np.append(beta[:-1], 0.0)


def stream_gradient(o):
    def gradient(beta, blocks, alpha):
        total, n = np.zeros(len(beta)), 0
        for X, y in blocks:
            total, n = total - X.T @ (y - X @ beta), n + len(y)
        return 2 * o.c * total / n + ridge(o, beta, alpha)

    return gradient


def scale_of(scale, X):
    """(center, spread), each (d,)."""
    if scale == "range":
        low, high = X.min(axis=0), X.max(axis=0)
        return np.array([(low + high) / 2, high - low])
    return np.array([X.mean(axis=0), X.std(axis=0, ddof=int(scale == "sample"))])


def blockwise(blocks):
    """(k, 5, d): of each of k blocks its rows, sums, sums of squares, least and largest values."""
    return np.array([
        [np.full(X.shape[1], len(X)), X.sum(0), (X**2).sum(0), X.min(0), X.max(0)]
        for X, _ in blocks
    ])  # fmt: skip


def scale_from(scale, seen):
    """(center, spread) of the rows of all blocks that were seen so."""
    n, total, squares = seen[:, :3].sum(axis=0)
    low, high = seen[:, 3].min(axis=0), seen[:, 4].max(axis=0)
    if scale == "range":
        return np.array([(low + high) / 2, high - low])
    mean = total / n
    return np.array([mean, np.sqrt((squares - n * mean**2) / (n - (scale == "sample")))])


def column_scale(o):
    return lambda blocks: scale_from(o.scale, blockwise(blocks))


def fit(o):
    def walk(X, y, alpha, lr, T):
        beta = np.zeros(X.shape[1])
        for _ in range(T):
            slope = -2 * o.c / len(y) * X.T @ (y - X @ beta) + ridge(o, beta, alpha)
            beta = beta - lr * slope
        return beta

    return walk


def rmse(beta, X, y):
    return np.sqrt(np.mean((y - X @ beta) ** 2))


def mae(beta, X, y):
    return np.mean(np.abs(y - X @ beta))


def r2(beta, X, y):
    return 1 - np.sum((y - X @ beta) ** 2) / np.sum((y - y.mean()) ** 2)


SCORES = {"rmse": rmse, "mae": mae, "r2": r2}


def score(o):
    return SCORES[o.score]


def project(o):
    """alpha -> the score on the test rows of the class's real data."""

    def run(alpha):
        train, test = parts(o)
        beta = fit(o)(*train, alpha, o.lr, o.T)
        return float(score(o)(beta, *test))

    return run


def parts(o, scaled_by="train", ones=True):
    """((X, y) to learn from, (X, y) to test on), scaled, with a column of ones."""
    raw, target = load(o.data)
    test = np.arange(len(target)) % o.every == o.first
    center, spread = scale_of(o.scale, raw[~test] if scaled_by == "train" else raw)
    X = (raw - center) / spread
    X = np.column_stack([X, np.ones(len(X))]) if ones else X
    return (X[~test], target[~test]), (X[test], target[test])


RIGHT = {
    "peak": peak,
    "prepare": prepare,
    "stream_gradient": stream_gradient,
    "column_scale": column_scale,
    "fit": fit,
    "score": score,
    "project": project,
}
