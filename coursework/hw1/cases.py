"""Set 1's numbers: hidden cases for every test cell, and the words of this class's text."""

from typing import NamedTuple

import numpy as np

from coursework.hw1.right import descend, falling, gradient, hessian, largest_lr, loss, minimum
from coursework.probing import Slope
from coursework.question import Question
from coursework.variant import lines, literal, tenths
from gdlab.notebook.language import N_, _


def problem(rng, n, d):
    """(beta, X, y, w): numbers with one digit behind the point, the intercept's column last."""
    X = np.column_stack([tenths(rng, -2, 2, (n, d - 1)), np.ones(n)])
    return tenths(rng, -2, 2, d), X, tenths(rng, -3, 3, n), tenths(rng, 0.2, 3, n)


def parabola(rng, d):
    """A Slope with a minimum, on which walks stay small."""
    A = np.diag(tenths(rng, 0.5, 2, d)) + 0.1 * (np.ones((d, d)) - np.eye(d))
    return Slope(A.round(1).tolist(), tenths(rng, -2, 2, d).tolist())


class Drawn(NamedTuple):
    """What the hidden cases are made of: arguments of loss, and of descend."""

    ridge: list
    plain: list
    walks: list

    @property
    def pairs(self):
        """Every case with its ridge term, and without."""
        return list(zip(self.ridge, self.plain, strict=True))


def draw(rng):
    """The hidden numbers of one class."""
    data = [problem(rng, n, d) for n, d in ((5, 3), (4, 2), (7, 4))]
    return Drawn(
        ridge=[(*case, float(tenths(rng, 0.3, 2))) for case in data],
        plain=[(*case, 0.0) for case in data],
        walks=[
            (parabola(rng, d), tenths(rng, -3, 3, d), float(tenths(rng, 0.2, 0.6)), T)
            for d, T in ((2, 5), (3, 4))
        ],
    )


TIMES = 1.7  # the limit: no schedule comes to lie on the limit itself
RATE_TEX = {
    "root": r"\text{lr}_t = \frac{\text{lr}}{\sqrt{1 + t}}",
    "power": r"\text{lr}_t = \text{lr} \cdot PACE^{\,t}",
    "harmonic": r"\text{lr}_t = \frac{\text{lr}}{1 + t / PACE}",
}
RATE_CODE = {
    "root": "lr / np.sqrt(1 + t)",
    "power": "lr * PACE**t",
    "harmonic": "lr / (1 + t / PACE)",
}


def rises(o, times=TIMES):
    """How many steps have a learning rate above the limit, if the first is `times` the limit."""
    return next(t for t in range(100) if times * falling(o)(1.0, t) < 1)


def growth(o, times):
    """By how much the error along the steepest direction grows before the rate is below the limit.

    lr_t lambda_max is 2 times lr_t over the limit.
    """
    rates = times * np.array([falling(o)(1.0, t) for t in range(rises(o, times))])
    return np.prod(np.abs(1 - 2 * rates))


FAR = Question(
    N_(
        "Why could such a walk still fail in practice, if it began with a learning rate a thousand "
        "times the limit?"
    ),
    N_(
        "Far above the limit the errors grow by a huge factor in each of many steps before the "
        "rate is small enough: numbers overflow, or the steps have become too short to come "
        "back."
    ),
    N_("the growth before the limit is reached (overflow, or no way back in reasonable time)"),
)
NEARER = Question(
    N_(
        "Now let the walk begin with **TIMES times** the limit. In how many steps does the "
        "error grow, and by which factor in all? Is it right that a learning rate which falls "
        "may begin anywhere?"
    ),
    N_(
        "From TIMES times the limit the error grows in RISES steps, each time by the size of $1 "
        "- \\text{lr}_t\\lambda_{\\max}$ with $\\text{lr}_0\\lambda_{\\max} = 2 \\cdot TIMES$, "
        "in all by a factor of about GROWTH. All of that must shrink again, in steps that get "
        "shorter and shorter. Far enough above the limit the numbers overflow first, or the "
        "steps have become too short to come back: so not anywhere."
    ),
    N_("the number of steps and the factor, from the formula or by trying, and why not anywhere"),
)
QUESTIONS = {"began": (FAR, NEARER)}


def question(o):
    """The last question of this class."""
    if o.began == "far":
        return FAR.told()
    times = float(o.began)
    put = {
        "TIMES": o.began,
        "RISES": f"{rises(o, times)}",
        "GROWTH": f"{float(f'{growth(o, times):.2g}'):,.10g}",
    }
    return NEARER.told().filled(put)


def words(o, rng):
    """{word of the master: this class's text}: formulas, examples, pieces of the solution."""
    return _formulas(o) | _examples(o, rng) | question(o).words("began")


def _formulas(o):
    over = r"\sum_i w_i" if o.by_weight else "n"
    last = "d" if o.last else "d - 1"
    half = "" if o.p == 1 else r"\tfrac12\,"
    pace = f"{o.pace:g}"
    return {
        "loss_tex": rf"L(\beta) = \frac{{1}}{{{'' if o.c == 1 else '2 '}{over}}}"
        rf"\sum_{{i=1}}^n w_i\,(y_i - x_i\beta)^2 \;+\; "
        rf"{half}\alpha \sum_{{k=1}}^{{{last}}} \beta_k^2",
        "size_words": _("the sum of the weights") if o.by_weight else _("the number of rows"),
        "last_words": _("all coefficients, the intercept's too")
        if o.last
        else _("all coefficients but the last, the intercept's"),
        "c": f"{o.c:g}",
        "two_c": f"{2 * o.c:g}",
        "p": f"{o.p:g}",
        "two_p": f"{2 * o.p:g}",
        "size": "np.sum(w)" if o.by_weight else "len(w)",
        "last": f"{o.last}",
        "rate_tex": RATE_TEX[o.schedule].replace("PACE", pace),
        "rate_code": RATE_CODE[o.schedule].replace("PACE", pace),
    }


def _examples(o, rng):
    beta, X, y, w = problem(rng, 4, 2)
    alpha = float(tenths(rng, 0.2, 1))
    plain, ridge = (beta, X, y, w, 0.0), (beta, X, y, w, alpha)
    slope, start, lr = parabola(rng, 2), tenths(rng, 1, 3, 2), float(tenths(rng, 0.2, 0.5))
    walk = descend(o)(slope, start, lr, 2)
    numbers = {
        "X": X, "y": y, "w": w, "beta": beta, "alpha": alpha,
        "slope": slope, "start": start, "lr": lr,
        "args_plain": plain, "args_ridge": ridge,
        "args_minimum": (X, y, w, alpha), "args_limit": (X, w, alpha),
        "loss_plain": loss(o)(*plain), "loss_ridge": loss(o)(*ridge),
        "loss_change": loss(o)(*ridge) - loss(o)(*plain),
        "gradient_plain": gradient(o)(*plain), "gradient_ridge": gradient(o)(*ridge),
        "gradient_change": gradient(o)(*ridge) - gradient(o)(*plain),
        "minimum": minimum(o)(X, y, w, alpha),
        "limit": largest_lr(o)(X, w, alpha),
        "args_walk_0": (slope, start, lr, 0), "args_walk_1": (slope, start, lr, 1),
        "args_walk_2": (slope, start, lr, 2),
        "walk": walk, "walk_0": walk[:1], "walk_1": walk[1], "walk_2": walk[2],
        "steepest": np.linalg.eigh(hessian(o, X, w, alpha))[1][:, -1],
        "rises": rises(o), "last_rise": rises(o) - 1,
    }  # fmt: skip
    return {
        word: (lines if word.startswith("args_") else literal)(number)
        for word, number in numbers.items()
    }
