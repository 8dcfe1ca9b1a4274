"""Set 3's numbers: hidden cases for every test cell, and the words of this class's text."""

from typing import NamedTuple

import numpy as np

from coursework.hw3.real import DATA
from coursework.hw3.right import (
    UNITS,
    column_scale,
    fit,
    peak,
    prepare,
    project,
    score,
    stream_gradient,
)
from coursework.probing import Blocks, Images, ready
from coursework.question import Question
from coursework.variant import lines, literal, tenths
from gdlab.notebook.language import N_, _


def problem(rng, n, d):
    """(beta, X, y) with one digit behind the point, the intercept's column last."""
    X = np.column_stack([tenths(rng, -2, 2, (n, d - 1)), np.ones(n)])
    return tenths(rng, -2, 2, d), X, tenths(rng, -3, 3, n)


def blocks(X, y, rows):
    """The rows of X and y, `rows` at a time; the last block may be short."""
    cuts = range(0, len(y), rows)
    return Blocks(*((X[k : k + rows].tolist(), y[k : k + rows].tolist()) for k in cuts))


def stream(rng, n, d, rows):
    """(beta, blocks, alpha)."""
    beta, X, y = problem(rng, n, d)
    return beta, blocks(X, y, rows), float(tenths(rng, 0.3, 2))


def table(rng, n, d, rows):
    """(blocks,) of columns that differ in center and spread."""
    X = tenths(rng, -2, 2, (n, d)) * tenths(rng, 1, 4, d) + tenths(rng, -9, 9, d)
    return (blocks(X.round(2), tenths(rng, -3, 3, n), rows),)


def memories(rng):
    """(n, d, batch_size, itemsize): narrow, wide, and a batch_size above n."""
    million = 10**6
    few, wide = int(rng.integers(3, 8)), int(rng.integers(20, 40)) * million
    return [
        (int(rng.integers(50, 90)) * million, few, int(rng.integers(5, 9)) * million, 8),
        (int(rng.integers(200, 900)), wide, 2, 4),
        (int(rng.integers(3, 5)) * million, few + 1, 7 * million, 2),
    ]


def pictures(rng):
    """Two batches: one with the darkest and the lightest pixel there is, one without."""
    full = rng.integers(0, 256, (3, 2, 4))
    full[0, 0, 0], full[1, 1, 2] = 0, 255
    return [Images(full.tolist()), Images(rng.integers(30, 220, (2, 3, 2)).tolist())]


def walk(rng, n, d, T):
    """(X, y, alpha, lr, T)."""
    X, y = problem(rng, n, d)[1:]
    return X, y, float(tenths(rng, 0.3, 1.5)), float(tenths(rng, 0.1, 0.1)), T


class Drawn(NamedTuple):
    """What the hidden cases are made of: arguments of this set's functions."""

    images: list
    tables: list
    walks: list
    alphas: list
    memories: list
    streams: list
    long: tuple
    problems: list


def draw(rng):
    """The hidden numbers of one class."""
    return Drawn(
        images=[(batch,) for batch in pictures(rng)],
        tables=[table(rng, 11, 3, 4), table(rng, 10, 2, 4)],
        walks=[walk(rng, 6, 3, 7), walk(rng, 5, 2, 5)],
        alphas=rng.permutation([0.2, 0.3, 0.5, 0.7, 1.1, 1.4, 1.7])[:4].tolist(),
        memories=memories(rng),
        streams=[stream(rng, 11, 3, 4), stream(rng, 9, 2, 4), stream(rng, 6, 4, 6)],
        long=stream(rng, 13, 2, 2),
        problems=[problem(rng, 6, 3), problem(rng, 5, 2)],
    )


ALPHAS = (0.0, 0.01, 0.1, 1.0, 5.0, 15.0)  # that the project is tried with
UNIT_WORDS = {
    "MB": N_("MB, megabytes of $10^6$ bytes"),
    "MiB": N_("MiB, mebibytes of $1024^2$ bytes"),
    "GB": N_("GB, gigabytes of $10^9$ bytes"),
    "GiB": N_("GiB, gibibytes of $1024^3$ bytes"),
}
SCALE_WORDS = {
    "std": N_(
        "the **center** is the mean, the **spread** the standard deviation: the root of the "
        "mean squared distance from the mean, divided by $n$ under the root (numpy's `std`)"
    ),
    "sample": N_(
        "the **center** is the mean, the **spread** the sample standard deviation: the root "
        "of the sum of squared distances from the mean, divided by $n - 1$ under the root"
    ),
    "range": N_(
        "the **center** is halfway between the smallest and the largest value, the "
        "**spread** the largest minus the smallest value"
    ),
}
SCALE_HINT = {
    "std": N_("Mean of squares minus square of the mean is the square of the spread."),
    "sample": N_(
        "Sum of squares minus $n$ times the square of the mean is the sum of squared "
        "distances from the mean."
    ),
    "range": N_(
        "`np.minimum(a, b)` compares two arrays entry by entry; `np.inf` is larger than all."
    ),
}
MOMENTS = """\
n, total, squares = 0, 0.0, 0.0
    for X, _ in blocks:
        n = n + len(X)
        total = total + X.sum(axis=0)
        squares = squares + (X**2).sum(axis=0)
    mean = total / n
    return mean, np.sqrt((squares - n * mean**2) / DIVISOR)"""
SCALE_CODE = {
    "std": MOMENTS.replace("DIVISOR", "n"),
    "sample": MOMENTS.replace("DIVISOR", "(n - 1)"),
    "range": """\
low, high = np.inf, -np.inf
    for X, _ in blocks:
        low = np.minimum(low, X.min(axis=0))
        high = np.maximum(high, X.max(axis=0))
    return (low + high) / 2, high - low""",
}
SCORE_WORDS = {
    "rmse": N_(
        "the **root mean square error**: the root of the mean of squared residuals, in the "
        "target's units"
    ),
    "mae": N_(
        "the **mean absolute error**: the mean of the sizes $|y_i - x_i\\beta|$, in the "
        "target's units"
    ),
    "r2": N_(
        '$R^2$ ("R squared"): 1 minus the sum of squared residuals divided by the sum of '
        "squared distances of `y` from its own mean. 1 is perfect; 0 is no better than always "
        "answering the mean"
    ),
}
SCORE_CODE = {
    "rmse": "np.sqrt(np.mean((y - X @ beta) ** 2))",
    "mae": "np.mean(np.abs(y - X @ beta))",
    "r2": "1 - np.sum((y - X @ beta) ** 2) / np.sum((y - np.mean(y)) ** 2)",
}


HONEST = {
    "alpha": Question(
        N_(
            "If you choose the alpha with the best number above, that number is too good to be "
            "true as a promise for new rows. Why, and what would you do instead?"
        ),
        N_(
            "Choosing alpha by the test rows fits alpha to them: the best of six noisy numbers "
            "is too good on average. Better: a third part of the rows for choosing "
            "(validation), or cross-validation in the training rows, and the test rows once at "
            "the end."
        ),
        N_("the choice made on test rows and a remedy"),
    ),
    "split": Question(
        N_(
            "Somebody tries every choice of test rows (each `first` that there is) and reports "
            "the one with the best score. Why is that number too good to be true as a promise "
            "for new rows, and what would you report instead?"
        ),
        N_(
            "The scores of the splits differ by chance, with the rows that happen to be tested; "
            "the best of them is the luckiest, so too good on average. Better: fix the split "
            "before looking, or report the mean over all splits (that is cross-validation) and "
            "how much they differ."
        ),
        N_("the luckiest of several splits and a remedy"),
    ),
    "scale": Question(
        N_(
            "Somebody takes center and spread from all rows, those of the test too, and says "
            "that the score hardly changes. Why is it still wrong, and when would it change "
            "much?"
        ),
        N_(
            "New rows are not there yet when the scale is made, so a promise for them must be "
            "made without them: test rows that had a say have been looked at. With many rows "
            "the two scales nearly agree. With few rows, or with a test row far outside (an "
            "outlier, with the range above all), center and spread move, and the score with "
            "them."
        ),
        N_("why test rows may have no say, and a case where it matters"),
    ),
}
DIGITS = {
    "spread": Question(
        N_(
            "Somebody computes a standard deviation as the root of mean of squares minus square "
            "of the mean, with `float32` sums, for a column of values near 100,000 that differ "
            "by about 1. What goes wrong?"
        ),
        N_(
            "Both squares are near 10^10 and differ by about 1; float32 keeps about seven "
            "digits, so the difference is lost in rounding, and may come out zero or negative "
            "(a nan under the root). Subtract a rough mean first, or sum in float64."
        ),
        N_("the digits lost, and a way round"),
    ),
    "count": Question(
        N_(
            "Somebody counts the rows of a long stream in `float32`, by adding `np.float32(1)` "
            "for each. After some million rows the count stays the same. At which number, and "
            "why? What would happen to a running sum of numbers near 1?"
        ),
        N_(
            "float32 keeps 24 binary digits: up to 2^24 = 16,777,216 it has every whole number, "
            "above that only every other one, and 2^24 + 1 is rounded back to 2^24. There the "
            "count stops. A running sum of numbers near 1 loses more and more of each as it "
            "grows, and stops there, too. Count in int, sum in float64, or add block sums."
        ),
        N_("the digits lost, with the number where it stops"),
    ),
}
QUESTIONS = {"honest": tuple(HONEST.values()), "digits": tuple(DIGITS.values())}


def words(o, rng):
    """{word of the master: this class's text}: formulas, examples, pieces of the solution."""
    asked = HONEST[o.honest].told().words("honest") | DIGITS[o.digits].told().words("digits")
    return _formulas(o) | _examples(o, rng) | asked


def _formulas(o):
    half = "" if o.p == 1 else r"\tfrac12\,"
    return {
        "loss_tex": rf"L(\beta) = \frac{{1}}{{{'' if o.c == 1 else '2 '}n}}"
        rf"\sum_{{i=1}}^n (y_i - x_i\beta)^2 \;+\; {half}\alpha \sum_{{k=1}}^{{d-1}} \beta_k^2",
        "two_c": f"{2 * o.c:g}",
        "two_p": f"{2 * o.p:g}",
        "unit_words": _(UNIT_WORDS[o.unit]),
        "unit_bytes": f"{UNITS[o.unit]}",
        "held": f"{o.held}",
        "held_words": {2: _("two"), 3: _("three")}[o.held],
        "held_story": {
            2: _("one that is computed on, and one that is being read meanwhile"),
            3: _("one that is computed on, one that waits, and one that is being read meanwhile"),
        }[o.held],
        "low": f"{o.low:g}",
        "high": f"{o.high:g}",
        "width": f"{o.high - o.low:g}",
        "scale_words": _(SCALE_WORDS[o.scale]),
        "scale_hint": _(SCALE_HINT[o.scale]),
        "scale_code": SCALE_CODE[o.scale],
        "score_words": _(SCORE_WORDS[o.score]),
        "score_code": SCORE_CODE[o.score],
        "data_about": _(DATA[o.data].about),
        "data_code": DATA[o.data].code,
        "every": f"{o.every}",
        "first": f"{o.first}",
        "walk_lr": f"{o.lr:g}",
        "walk_T": f"{o.T}",
        "alphas": f"{ALPHAS}",
    }


def _examples(o, rng):
    memory = (10**6, 196_608, 256, 4)
    images = Images([[[0, 51, 102]], [[153, 204, 255]]])
    beta, flow, alpha = stream(rng, 5, 2, 2)
    (columns,) = table(rng, 6, 2, 4)
    X, y = problem(rng, 4, 2)[1:]
    walk = (X, y, alpha, 0.1, 3)
    tried = float(tenths(rng, 1.8, 2.0))  # beyond what the hidden cases try
    numbers = {
        "args_peak": memory, "peak": peak(o)(*memory),
        "images": images, "prepared": prepare(o)(ready(images)).astype(float).round(6),
        "beta": beta, "alpha": alpha, "blocks": flow, "args_stream": (beta, flow, alpha),
        "stream": stream_gradient(o)(beta, flow, alpha),
        "columns": columns, "scale": column_scale(o)(columns),
        "center": column_scale(o)(columns)[0], "spread": column_scale(o)(columns)[1],
        "args_fit": walk, "X": X, "y": y, "fit": fit(o)(*walk),
        "args_score": (beta, X, y), "score": float(score(o)(beta, X, y)),
        "tried": tried, "project": project(o)(tried),
    }  # fmt: skip
    return {
        word: (lines if word.startswith("args_") else literal)(number)
        for word, number in numbers.items()
    }
