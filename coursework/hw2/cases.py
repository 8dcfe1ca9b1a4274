"""Set 2's numbers: hidden cases for every test cell, and the words of this class's text."""

from typing import NamedTuple

import numpy as np

from coursework.hw2.rhos import RHOS
from coursework.hw2.right import above_chord, batch_gradient, chord, epoch, rho, rho_slope, sgd
from coursework.probing import Curve, RowSlopes
from coursework.question import Question
from coursework.variant import lines, literal, tenths
from gdlab.notebook.language import N_, _


def problem(rng, n, d):
    """(beta, X, y) with one digit behind the point, the intercept's column last."""
    X = np.column_stack([tenths(rng, -2, 2, (n, d - 1)), np.ones(n)])
    return tenths(rng, -2, 2, d), X, tenths(rng, -3, 3, n)


def residuals(rng, delta, low, high):
    """Six residuals of sizes from low to high, in units of delta; three of each sign.

    Odd fortieths: never those of the example, a half and three.
    """
    steps = 2 * rng.integers(round(20 * low), round(20 * high), 6) + 1
    return (delta * steps / 40 * rng.permutation([1, 1, 1, -1, -1, -1])).round(4)


def batch(rng, n, d, b, row):
    """(beta, X, y, rows, delta): b rows, `row` among them, residuals on both sides of delta."""
    while True:
        beta, X, y = problem(rng, n, d)
        rows = np.sort(rng.permutation(n)[:b])[::-1]
        delta = float(tenths(rng, 0.5, 1.5))
        r = np.abs(y[rows] - X[rows] @ beta)
        if row in rows and 0.1 * delta < r.min() < 0.7 * delta and r.max() > 1.4 * delta:
            return beta, X, y, rows, delta


def wavy(rng, d):
    """(f, a, b): f is above its chord from a to b at some places, below at others."""
    while True:
        a, b = tenths(rng, -2, -0.5, d), tenths(rng, 0.6, 2, d)
        bend = tenths(rng, 1, 2)
        coefficients = [tenths(rng, -1, 1), tenths(rng, -1, 1), -bend, tenths(rng, 0.1, 0.6), 0.5]
        direction = (tenths(rng, 0.5, 1, d) / d).round(2)
        f = Curve(direction.tolist(), _floats(coefficients))
        if 10 <= np.sum(above_chord(f, a, b, 41) > 1e-3) <= 30:
            return f, a, b


def curves(rng):
    """(f, a, b, count): wavy ones in one, two and three directions, and one that is convex.

    A few places tell whether there is one too many, many tell small differences of the curves.
    """
    made = [(*wavy(rng, d), count) for d, count in ((1, 6), (2, 9), (3, 7), (2, 61), (3, 83))]
    convex = Curve([1.0, -0.5], _floats([tenths(rng, -1, 1), tenths(rng, -1, 1), 1.2]))
    return [*made, (convex, np.array([-1.0, 0.5]), np.array([1.5, 1.0]), 8)]


def _floats(numbers):
    return [float(number) for number in numbers]


def walks(rng):
    """(gradient, start, batches, lr) with five and with four batches of unequal size."""
    made = []
    for n, d, cuts in ((7, 2, (2, 4, 5, 6)), (6, 3, (1, 3, 5))):
        X, y = problem(rng, n, d)[1:]
        batches = tuple(b.tolist() for b in np.split(rng.permutation(n), cuts))
        gradient = RowSlopes(X.tolist(), y.tolist())
        made.append((gradient, tenths(rng, -3, 3, d), batches, float(tenths(rng, 0.1, 0.2))))
    return made


def cuts(rng):
    """(n, batch_size): rows that fill no batch: one, two, all but one of a batch, none."""
    made = []
    for rest in (1, 2, -1, 0):
        batch_size = int(rng.integers(4, 8))
        made.append((batch_size * int(rng.integers(2, 5)) + rest, batch_size))
    return made


class Drawn(NamedTuple):
    """What the hidden cases are made of: arguments of rho, batch_gradient, chord, epoch and sgd."""

    every: list
    near: list
    far: list
    batches: list
    curves: list
    cuts: list
    walks: list
    more_walks: list


def draw(rng):
    """The hidden numbers of one class."""
    deltas = [float(d) for d in rng.permutation([0.4, 0.6, 0.7, 0.8, 1.5, 2.5])[:3]]
    return Drawn(
        every=[(residuals(rng, d, 0.1, 6), d) for d in deltas],
        near=[(residuals(rng, d, 0.3, 0.95), d) for d in deltas],
        far=[(residuals(rng, d, 1.2, 6), d) for d in deltas],
        batches=[
            batch(rng, *sizes) for sizes in ((7, 3, 3, 0), (6, 2, 4, 5), (8, 4, 2, 0), (9, 2, 4, 8))
        ],
        curves=curves(rng),
        cuts=cuts(rng),
        walks=walks(rng),
        more_walks=walks(rng),
    )


RATES = {"large": 0.5, "middle": 0.1, "small": 0.002}  # over c: of the walks that are compared
CHORD_WORDS = {
    "least": N_("the **smallest** value of *chord minus curve* among these places"),
    "most": N_("the **largest** value of *curve minus chord* among these places"),
    "count": N_(
        "at **how many** of these places the curve lies above the chord by more than $10^{-9}$"
    ),
}
CHORD_CODE = {
    "least": "min(chords - curve)",
    "most": "max(curve - chords)",
    "count": "np.sum(curve - chords > 1e-9)",
}
CONVEX_WORDS = {
    "least": N_("0, up to rounding, since the ends lie on both"),
    "most": N_("0, up to rounding, since the ends lie on both"),
    "count": "0",
}
REST_WORDS = {
    "own": N_("make one more, smaller batch of their own"),
    "joined": N_("join the batch before them, which so becomes larger than `batch_size`"),
    "left": N_("are left out of this epoch (another shuffle will leave out others)"),
}
REST_CODE = {
    "own": "pass",
    "joined": "batches[-2:] = [np.concatenate(batches[-2:])]",
    "left": "batches.pop()",
}
AVERAGE_WORDS = {
    "all": N_("the mean of the points after the start, $\\beta_1$ to $\\beta_T$"),
    "half": N_(
        "the mean of the later points only: of $\\beta_1$ to $\\beta_T$ leave out the first "
        "$T$ `// 2`"
    ),
    "exponential": N_(
        "an average that forgets: begin with $m = \\beta_0$, the start, and after "
        "every step set $m \\leftarrow KEEP\\,m + NEW\\,\\beta$ with the new point $\\beta$"
    ),
}
AVERAGE_CODE = {
    "all": "np.mean(points[1:], axis=0)",
    "half": "np.mean(points[1 + (len(points) - 1) // 2 :], axis=0)",
    "exponential": "mean",
}


CONVEX = {
    "minus": Question(
        N_("Is $\\rho$ with a *minus* in front convex? What would `chord` say?"),
        N_("Minus $\\rho$ is concave: it lies above its chords, and `chord` shows it."),
        N_("minus rho with what `chord` returns"),
    ),
    "smaller": Question(
        N_(
            "At every $r$ take the *smaller* one of $\\rho(r)$ and $\\rho(r - 4)$. Is that convex? "
            "What would `chord` say between $r = 0$ and $r = 4$?"
        ),
        N_(
            "The smaller of the two is not convex: at 0 and at 4 it is zero, so the chord "
            "between them is zero, and the curve lies above it everywhere in between, at 2 by "
            "$\\rho(2)$. `chord` shows it. (It has two valleys.)"
        ),
        N_("the smaller of the two, no, with what `chord` returns"),
    ),
    "larger": Question(
        N_(
            "At every $r$ take the *larger* one of $\\rho(r)$ and $\\rho(r - 4)$. Is that "
            "convex? What would `chord` say between $r = 0$ and $r = 4$?"
        ),
        N_(
            "The larger of the two is convex: whichever of them is the larger one at a place "
            "lies below its own chord there, and that chord lies below the chord of the larger "
            "values at both ends. `chord` finds no place where the curve is above."
        ),
        N_("the larger of the two, yes, with its reason and what `chord` returns"),
    ),
}
NOISE = {
    "wild": Question(
        N_(
            "What did the wild row do to this fit, and what would it have done with squares? "
            "Use the slope of $\\rho$."
        ),
        N_(
            "The wild row's pull is bounded: its slope is at most delta, however wild it is. "
            "With squares it would pull with its whole residual of about 20, as much as many "
            "ordinary rows together."
        ),
        N_("the bounded pull against the pull of a square"),
    ),
    "whole": Question(
        N_(
            "What would change with batches of all 40 rows, again for 30 epochs and with the same "
            "three learning rates: in the runs of different seeds, and in how far they come?"
        ),
        N_(
            "With all 40 rows in a batch the gradient is the exact one, whatever the order of the "
            "rows: the three runs of a learning rate end at the same loss. But there are 30 steps "
            "instead of 300, so that a small learning rate comes a tenth as far: nearly nowhere."
        ),
        N_("no noise left, and a tenth of the steps"),
    ),
}
QUESTIONS = {"convex": tuple(CONVEX.values()), "noise": tuple(NOISE.values())}


def words(o, rng):
    """{word of the master: this class's text}: formulas, examples, pieces of the solution."""
    asked = CONVEX[o.convex].told().words("convex") | NOISE[o.noise].told().words("noise")
    return _formulas(o) | _examples(o, rng) | asked


def _formulas(o):
    keep, new = f"{o.keep:g}", f"{1 - o.keep:.1f}"
    factor = {1.0: r"\frac{1}{n}", 2.0: r"\frac{2}{n}", 0.5: r"\frac{1}{2n}"}[o.c]
    return {
        "rho_name": _(RHOS[o.rho].called),
        "rho_tex": RHOS[o.rho].tex,
        "rho_code": RHOS[o.rho].code,
        "slope_code": RHOS[o.rho].slope_code,
        "factor_tex": factor,
        "batch_factor_tex": factor.replace("n", "b"),
        "c": f"{o.c:g}",
        "chord_words": _(CHORD_WORDS[o.chord]),
        "chord_code": CHORD_CODE[o.chord],
        "convex_words": _(CONVEX_WORDS[o.chord]),
        "rest_words": _(REST_WORDS[o.rest]),
        "rest_code": REST_CODE[o.rest],
        "average_words": _(AVERAGE_WORDS[o.average]).replace("KEEP", keep).replace("NEW", new),
        "average_code": AVERAGE_CODE[o.average],
        "keep": keep,
        "new": new,
        **{f"lr_{name}": f"{lr / o.c:g}" for name, lr in RATES.items()},
    }


def _examples(o, rng):
    delta = float(tenths(rng, 0.5, 2))
    r = (delta * np.array([-3, -0.5, 0, 0.5, 3])).round(2)
    case = (*problem(rng, 5, 2), np.array([3, 0]), delta)
    beta, X, y, rows = case[:-1]
    curve = (Curve([1.0], [0.0, 0.5, -1.0, 0.0, 0.5]), np.array([-1.0]), np.array([1.0]), 7)
    sX, sy = problem(rng, 5, 2)[1:]
    walk = (RowSlopes(sX.tolist(), sy.tolist()), tenths(rng, -2, 2, 2), ([4, 1], [0, 2], [3]), 0.1)
    last, average = sgd(o)(*walk)
    numbers = {
        "delta": delta, "r": r, "rho": rho(o)(r, delta), "slope": rho_slope(o)(r, delta),
        "args_rho": (r, delta), "args_near": (r[1:4], delta), "args_far": (r[[0, 4]], delta),
        "slope_near": rho_slope(o)(r, delta)[1:4],
        "slope_far": rho_slope(o)(r, delta)[[0, 4]],
        "beta": beta, "X": X, "y": y, "rows": rows, "args_batch": case,
        "batch": batch_gradient(o)(*case), "all_rows": np.arange(5),
        "whole": batch_gradient(o)(beta, X, y, np.arange(5), delta),
        "args_chord": curve, "chord": chord(o)(*curve),
        "sizes": [len(b) for b in epoch(o)(11, 4, np.random.default_rng(0))],
        "args_sgd": walk, "last": last, "average": average, "both": np.array([last, average]),
        "sX": sX, "sy": sy, "start": walk[1],
    }  # fmt: skip
    return {
        word: (lines if word.startswith("args_") else literal)(number)
        for word, number in numbers.items()
    }
