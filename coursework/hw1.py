"""Set 1, gradient and gradient descent: what a class is asked, and what goes wrong with it.

The loss asked for is c / N sum_i w_i (x_i beta - y_i)^2 + p alpha sum_k kept_k beta_k^2. A class
has its own c, N (n or the sum of w), p, and its own answer to whether the intercept's coefficient
(the last one) is in the ridge term; and its own way in which the learning rate falls.
"""

from typing import NamedTuple

import numpy as np

from coursework.hidden import Mistake, Probe
from coursework.judge import Slope
from coursework.variant import literal, one_of, tenths


class Choice(NamedTuple):
    """c, whether N is the sum of w, p, whether the last coefficient counts; and the schedule."""

    c: float = 1.0
    by_weight: bool = True
    p: float = 1.0
    last: int = 1
    rate: str = "root"
    pace: float = 1.0


def choose(rng):
    """What this class is asked."""
    rate = one_of(rng, ("root", "power", "harmonic"))
    pace = {"root": (1.0,), "power": (0.7, 0.8, 0.9), "harmonic": (2.0, 4.0, 5.0)}[rate]
    return Choice(
        one_of(rng, (1.0, 0.5)),
        bool(rng.integers(2)),
        one_of(rng, (1.0, 0.5)),
        int(rng.integers(2)),
        rate,
        one_of(rng, pace),
    )


def size(o, w):
    return np.sum(w) if o.by_weight else len(w)


def kept(o, d):
    """Ones, and for the last coefficient a one or a zero."""
    return np.append(np.ones(d - 1), o.last)


def loss(o):
    def f(beta, X, y, w, alpha):
        data = o.c / size(o, w) * np.sum(w * (X @ beta - y) ** 2)
        return data + o.p * alpha * np.sum(kept(o, len(beta)) * beta**2)

    return f


def gradient(o):
    def f(beta, X, y, w, alpha):
        data = 2 * o.c / size(o, w) * X.T @ (w * (X @ beta - y))
        return data + 2 * o.p * alpha * kept(o, len(beta)) * beta

    return f


def hessian(o, X, w, alpha):
    ridge = 2 * o.p * alpha * np.diag(kept(o, X.shape[1]))
    return 2 * o.c / size(o, w) * (X.T * w) @ X + ridge


def largest_lr(o):
    return lambda X, w, alpha: 2 / np.linalg.eigvalsh(hessian(o, X, w, alpha))[-1]


def minimum(o):
    def f(X, y, w, alpha):
        return np.linalg.solve(hessian(o, X, w, alpha), 2 * o.c / size(o, w) * X.T @ (w * y))

    return f


RATES = {
    "root": lambda lr, t, pace: lr / np.sqrt(1 + t),
    "power": lambda lr, t, pace: lr * pace**t,
    "harmonic": lambda lr, t, pace: lr / (1 + t / pace),
}


def descend(o, rate=None, sign=-1, later=0, less=0, history=True):
    """beta <- beta + sign rate(lr, t) slope(beta), T - less times, t counted from `later`."""
    rate = rate or (lambda lr, t: RATES[o.rate](lr, t, o.pace))

    def f(slope, start, lr, T):
        points = [np.array(start, float)]
        for t in range(later, later + T - less):
            points.append(points[-1] + sign * rate(lr, t) * slope(points[-1]))
        return np.array(points) if history else points[-1]

    return f


RIGHT = {
    "loss": loss,
    "gradient": gradient,
    "largest_lr": largest_lr,
    "minimum": minimum,
    "descend": descend,
}


def _unweighted(make):
    """The same without weights: as if all were 1."""

    def wrong(o):
        def f(*arguments):
            # w stands before alpha, the last one
            *first, w, alpha = arguments
            return make(o)(*first, np.ones_like(w), alpha)

        return f

    return wrong


def _other(make, **change):
    """The same for another choice: o._replace(field=change(o))."""
    return lambda o: make(o._replace(**{field: new(o) for field, new in change.items()}))


def _times(make, factor):
    return lambda o: lambda *arguments: factor * make(o)(*arguments)


def _without_ridge(make):
    return lambda o: lambda *arguments: make(o)(*arguments[:-1], 0.0)


def _squared_alpha(make):
    return lambda o: lambda *arguments: make(o)(*arguments[:-1], arguments[-1] ** 2)


def _frozen(o):
    """The slope is computed once, at the start."""

    def f(slope, start, lr, T):
        first = slope(np.array(start, float))
        return descend(o)(lambda beta: first, start, lr, T)

    return f


def _overwritten(o):
    """lr = rate(lr, t): what fell already falls again."""

    def f(slope, start, lr, T):
        beta = np.array(start, float)
        points = [beta]
        for t in range(T):
            lr = RATES[o.rate](lr, t, o.pace)
            beta = beta - lr * slope(beta)
            points.append(beta)
        return np.array(points)

    return f


def _unit(o):
    def f(slope, start, lr, T):
        return descend(o)(lambda beta: slope(beta) / np.linalg.norm(slope(beta)), start, lr, T)

    return f


def _from_zero(o):
    return lambda slope, start, lr, T: descend(o)(slope, 0 * np.array(start, float), lr, T)


UNWEIGHTED = "The weights are missing: row i counts w[i] times, w * residual**2 in the loss."
OTHER_SIZE = (
    "The sum is divided by another number than the one asked for: look again whether it is the "
    "number of rows or the sum of the weights."
)
NO_SIZE = "This is a sum: it is not divided by anything yet."
FACTOR = "It is twice as large as asked: look again at the factor in front of the sum."
HALF = "It is half as large as asked: look again at the factor in front of the sum."
SIGN = "The sign is flipped: the residual in the gradient is X @ beta - y."
LAST = (
    "The last coefficient, the intercept's, is treated otherwise than asked: look again which "
    "coefficients the ridge term adds up."
)
RIDGE_TWICE = "The ridge term is twice as large as asked: look at its factor."
RIDGE_HALF = "The ridge term is half as large as asked: look at its factor (and the derivative)."
NO_RIDGE = "Another alpha changes nothing: the ridge term is missing."
ALPHA_SQUARED = "alpha is squared; it is a plain factor."
FLIPPED = {"by_weight": lambda o: not o.by_weight}
DOUBLE_P, HALF_P = {"p": lambda o: 2 * o.p}, {"p": lambda o: o.p / 2}
FLIP_LAST = {"last": lambda o: 1 - o.last}

LOSS_MISTAKES = (
    Mistake("loss", ("loss_data",), UNWEIGHTED, _unweighted(loss)),
    Mistake("loss", ("loss_data",), OTHER_SIZE, _other(loss, **FLIPPED)),
    Mistake("loss", ("loss_data",), FACTOR, _other(loss, c=lambda o: 2 * o.c)),
    Mistake("loss", ("loss_data",), HALF, _other(loss, c=lambda o: o.c / 2)),
    Mistake(
        "loss",
        ("loss_data",),
        NO_SIZE,
        lambda o: (
            lambda b, X, y, w, a: (
                loss(o)(b, X, y, w, a) + (size(o, w) - 1) * loss(o)(b, X, y, w, 0.0)
            )
        ),
    ),
    Mistake(
        "loss",
        ("loss_data",),
        "The weights are squared with the residual: square the residual alone, then weigh it.",
        lambda o: (
            lambda b, X, y, w, a: (
                o.c / size(o, w) * np.sum((w * (X @ b - y)) ** 2)
                + o.p * a * np.sum(kept(o, len(b)) * b**2)
            )
        ),
    ),
    Mistake(
        "loss",
        ("loss_data",),
        "The prediction and y are added; the residual is their difference.",
        lambda o: lambda b, X, y, w, a: loss(o)(b, X, -y, w, a),
    ),
    Mistake(
        "loss",
        ("loss_data",),
        "The residuals are not squared: these are their absolute values.",
        lambda o: (
            lambda b, X, y, w, a: (
                o.c / size(o, w) * np.sum(w * np.abs(X @ b - y))
                + o.p * a * np.sum(kept(o, len(b)) * b**2)
            )
        ),
    ),
    Mistake("loss", ("loss_penalty",), NO_RIDGE, _without_ridge(loss)),
    Mistake("loss", ("loss_penalty",), LAST, _other(loss, **FLIP_LAST)),
    Mistake("loss", ("loss_penalty",), RIDGE_TWICE, _other(loss, **DOUBLE_P)),
    Mistake("loss", ("loss_penalty",), RIDGE_HALF, _other(loss, **HALF_P)),
    Mistake("loss", ("loss_penalty",), ALPHA_SQUARED, _squared_alpha(loss)),
    Mistake(
        "loss",
        ("loss_penalty",),
        "This is the length of beta; the ridge term has its square.",
        lambda o: (
            lambda b, X, y, w, a: (
                loss(o)(b, X, y, w, 0.0) + o.p * a * np.linalg.norm(kept(o, len(b)) * b)
            )
        ),
    ),
    Mistake(
        "loss",
        ("loss_penalty",),
        "The ridge term is divided by the number of rows, too: it stands outside the mean.",
        lambda o: lambda b, X, y, w, a: loss(o)(b, X, y, w, a / len(y)),
    ),
    Mistake(
        "loss",
        ("loss_penalty",),
        "The ridge term is subtracted; it is added.",
        lambda o: lambda b, X, y, w, a: loss(o)(b, X, y, w, -a),
    ),
)
GRADIENT_MISTAKES = (
    Mistake(
        "gradient",
        ("gradient_direction",),
        SIGN,
        lambda o: (
            lambda b, X, y, w, a: gradient(o)(b, X, y, w, a) - 2 * gradient(o)(b, X, y, w, 0.0)
        ),
    ),
    Mistake(
        "gradient",
        ("gradient_direction", "gradient_length"),
        "The weights are missing: each row's residual counts w[i] times.",
        _unweighted(gradient),
    ),
    Mistake(
        "gradient",
        ("gradient_direction", "gradient_length"),
        "The targets are missing: the residual is X @ beta - y.",
        lambda o: lambda b, X, y, w, a: gradient(o)(b, X, 0 * y, w, a),
    ),
    Mistake(
        "gradient",
        ("gradient_direction", "gradient_length"),
        "The prediction and y are added; the residual is their difference.",
        lambda o: lambda b, X, y, w, a: gradient(o)(b, X, -y, w, a),
    ),
    Mistake(
        "gradient",
        ("gradient_direction", "gradient_length"),
        "The weights are squared: the weight of a row is no part of the square.",
        lambda o: (
            lambda b, X, y, w, a: (
                gradient(o)(b, X, y, w, a)
                - gradient(o)(b, X, y, w, 0.0)
                + 2 * o.c / size(o, w) * X.T @ (w**2 * (X @ b - y))
            )
        ),
    ),
    Mistake(
        "gradient",
        ("gradient_direction", "gradient_length"),
        "The residual is squared. The loss has squares; their derivative has the residual itself.",
        lambda o: (
            lambda b, X, y, w, a: (
                gradient(o)(b, X, y, w, a)
                - gradient(o)(b, X, y, w, 0.0)
                + 2 * o.c / size(o, w) * X.T @ (w * (X @ b - y) ** 2)
            )
        ),
    ),
    Mistake("gradient", ("gradient_length",), OTHER_SIZE, _other(gradient, **FLIPPED)),
    Mistake("gradient", ("gradient_length",), FACTOR, _other(gradient, c=lambda o: 2 * o.c)),
    Mistake(
        "gradient",
        ("gradient_length",),
        "It is half as long as asked: the derivative of a square brings a factor 2.",
        _other(gradient, c=lambda o: o.c / 2),
    ),
    Mistake(
        "gradient",
        ("gradient_length",),
        NO_SIZE,
        lambda o: (
            lambda b, X, y, w, a: (
                gradient(o)(b, X, y, w, a) + (size(o, w) - 1) * gradient(o)(b, X, y, w, 0.0)
            )
        ),
    ),
    Mistake("gradient", ("gradient_penalty",), NO_RIDGE, _without_ridge(gradient)),
    Mistake("gradient", ("gradient_penalty",), LAST, _other(gradient, **FLIP_LAST)),
    Mistake("gradient", ("gradient_penalty",), RIDGE_TWICE, _other(gradient, **DOUBLE_P)),
    Mistake("gradient", ("gradient_penalty",), RIDGE_HALF, _other(gradient, **HALF_P)),
    Mistake("gradient", ("gradient_penalty",), ALPHA_SQUARED, _squared_alpha(gradient)),
    Mistake(
        "gradient",
        ("gradient_penalty",),
        "The ridge term's slope is the same for every coefficient: the derivative of beta_k**2 "
        "is 2 beta_k, one number for each.",
        lambda o: (
            lambda b, X, y, w, a: (
                gradient(o)(b, X, y, w, 0.0) + o.p * a * np.sum(kept(o, len(b)) * b**2)
            )
        ),
    ),
    Mistake(
        "gradient",
        ("gradient_penalty",),
        "The ridge term is divided by the number of rows, too: it stands outside the mean.",
        lambda o: lambda b, X, y, w, a: gradient(o)(b, X, y, w, a / len(y)),
    ),
    Mistake(
        "gradient",
        ("gradient_penalty",),
        "The ridge term's slope is subtracted; it is added.",
        lambda o: lambda b, X, y, w, a: gradient(o)(b, X, y, w, -a),
    ),
)
FIRST, RULE, HISTORY = "descend_first", "descend_rule", "descend_history"
DESCEND_MISTAKES = (
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "The steps go uphill: subtract the learning rate times the slope.",
        lambda o: descend(o, sign=1),
    ),
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "The learning rate is missing in the step.",
        lambda o: descend(o, rate=lambda lr, t: 1.0),
    ),
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "One step short: T steps are asked for.",
        lambda o: descend(o, less=1),
    ),
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "One step too many: T steps are asked for.",
        lambda o: descend(o, less=-1),
    ),
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "The slope is divided by its length: leave it as long as it is.",
        _unit,
    ),
    Mistake("descend", (FIRST, RULE, HISTORY), "It begins at zero, not at `start`.", _from_zero),
    Mistake(
        "descend",
        (RULE, HISTORY),
        "The learning rate stays the same at every step; it should fall as the text says.",
        lambda o: descend(o, rate=lambda lr, t: lr),
    ),
    Mistake(
        "descend",
        (FIRST, RULE, HISTORY),
        "The first step is t = 0: there the learning rate is lr itself.",
        lambda o: descend(o, later=1),
    ),
    Mistake(
        "descend",
        (RULE, HISTORY),
        "lr itself is overwritten in the loop, so that it falls from what fell already. Give the "
        "step's learning rate a name of its own.",
        _overwritten,
    ),
    Mistake(
        "descend",
        (RULE, HISTORY),
        "The slope is computed once, before the loop: compute it anew at every point.",
        _frozen,
    ),
    Mistake(
        "descend",
        (HISTORY,),
        "Only the last point came back: all T + 1 points are asked for, the start first.",
        lambda o: descend(o, history=False),
    ),
)


def _eigenvalue(o, X, w, alpha, which=-1):
    return np.linalg.eigvalsh(hessian(o, X, w, alpha))[which]


def _limit(cells, words, wrong):
    return Mistake("largest_lr", cells, words, wrong)


LIMIT_MISTAKES = (
    _limit(
        ("limit_value",),
        "This is 1 / λmax; the limit is twice as large: the factor 1 - lr λ may go down to -1.",
        _times(largest_lr, 0.5),
    ),
    _limit(
        ("limit_value",),
        "This is the largest eigenvalue; the limit is 2 over it.",
        lambda o: lambda X, w, a: _eigenvalue(o, X, w, a),
    ),
    _limit(
        ("limit_value",),
        "This is 2 over the smallest eigenvalue; the steepest direction decides.",
        lambda o: lambda X, w, a: 2 / _eigenvalue(o, X, w, a, 0),
    ),
    _limit(("limit_value",), "The weights are missing in the Hessian.", _unweighted(largest_lr)),
    _limit(
        ("limit_value",),
        "The ridge term is missing in the Hessian: it makes every direction steeper.",
        _without_ridge(largest_lr),
    ),
    _limit(
        ("limit_value",),
        "Twice too large: the derivative of a square brings a factor 2 into the Hessian.",
        _times(largest_lr, 2.0),
    ),
    _limit(("limit_value",), OTHER_SIZE, _other(largest_lr, **FLIPPED)),
    _limit(("limit_value",), LAST, _other(largest_lr, **FLIP_LAST)),
    _limit(("limit_value",), RIDGE_TWICE, _other(largest_lr, **DOUBLE_P)),
    _limit(("limit_value",), RIDGE_HALF, _other(largest_lr, **HALF_P)),
    _limit(
        ("limit_value",),
        "This is the best learning rate, 2 / (λmin + λmax); the largest stable one is asked for.",
        lambda o: lambda X, w, a: 2 / (_eigenvalue(o, X, w, a, 0) + _eigenvalue(o, X, w, a)),
    ),
)


def _scaled_alpha(o):
    """solve(X^T W X + alpha I, X^T W y): the mean and the factors are forgotten."""

    def f(X, y, w, alpha):
        return np.linalg.solve((X.T * w) @ X + alpha * np.diag(kept(o, X.shape[1])), X.T @ (w * y))

    return f


MINIMUM_MISTAKES = tuple(
    Mistake("minimum", ("minimum_value",), words, wrong)
    for words, wrong in (
        ("The weights are missing.", _unweighted(minimum)),
        ("The ridge term is missing: this is the minimum for alpha = 0.", _without_ridge(minimum)),
        (LAST, _other(minimum, **FLIP_LAST)),
        (
            "The sum of squares is not divided as in the loss, so that alpha weighs too little "
            "or too much: set the gradient you wrote to zero, factors included.",
            _scaled_alpha,
        ),
        (OTHER_SIZE, _other(minimum, **FLIPPED)),
        (RIDGE_TWICE, _other(minimum, **DOUBLE_P)),
        (RIDGE_HALF, _other(minimum, **HALF_P)),
        ("The sign is flipped: at the minimum X.T @ (w * (X @ beta - y)) and the ridge term's "
         "slope add up to zero.", _times(minimum, -1.0)),
    )
)  # fmt: skip
MISTAKES = LOSS_MISTAKES + GRADIENT_MISTAKES + DESCEND_MISTAKES + LIMIT_MISTAKES + MINIMUM_MISTAKES


def problem(rng, n, d):
    """(beta, X, y, w): small numbers with one digit, the intercept's column last."""
    X = np.column_stack([tenths(rng, -2, 2, (n, d - 1)), np.ones(n)])
    return tenths(rng, -2, 2, d), X, tenths(rng, -3, 3, n), tenths(rng, 0.2, 3, n)


def _parabola(rng, d):
    """A Slope with a minimum, whose walks stay small."""
    A = np.diag(tenths(rng, 0.5, 2, d)) + 0.1 * (np.ones((d, d)) - np.eye(d))
    return Slope(A.round(1).tolist(), tenths(rng, -2, 2, d).tolist())


def probes(rng):
    """The hidden cases of every test cell."""
    sizes = [(5, 3), (4, 2), (7, 4)]
    data = [problem(rng, *s) for s in sizes]
    alphas = tenths(rng, 0.3, 2, 3).tolist()
    plain = [(*case, 0.0) for case in data]
    ridge = [(*case, a) for case, a in zip(data, alphas, strict=True)]
    pairs = list(zip(ridge, plain, strict=True))
    designs = [(X, w, a) for _, X, _, w, a in ridge]
    walks = [
        (_parabola(rng, d), tenths(rng, -3, 3, d), float(tenths(rng, 0.2, 0.6)), T)
        for d, T in ((2, 5), (3, 4))
    ]
    return [
        Probe("loss_data", "values", "loss", plain),
        Probe("loss_penalty", "changes", "loss", pairs),
        Probe("gradient_direction", "directions", "gradient", plain),
        Probe("gradient_length", "lengths", "gradient", plain),
        Probe("gradient_penalty", "changes", "gradient", pairs),
        Probe(FIRST, "ends", "descend", [(*walk[:3], 1) for walk in walks]),
        Probe(RULE, "ends", "descend", walks),
        Probe(HISTORY, "values", "descend", walks),
        Probe("limit_value", "values", "largest_lr", designs),
        Probe("minimum_value", "values", "minimum", [(*case[1:],) for case in ridge]),
    ]


RATE_TEX = {
    "root": r"\lambda_t = \dfrac{\lambda}{\sqrt{1 + t}}",
    "power": r"\lambda_t = \lambda \cdot PACE^{\,t}",
    "harmonic": r"\lambda_t = \dfrac{\lambda}{1 + t / PACE}",
}
RATE_CODE = {
    "root": "lr / np.sqrt(1 + t)",
    "power": "lr * PACE**t",
    "harmonic": "lr / (1 + t / PACE)",
}


def words(o, rng):
    """What stands in the text of this class's set: formulas, examples, solutions."""
    beta, X, y, w = problem(rng, 4, 2)
    alpha, pace = float(tenths(rng, 0.2, 1)), f"{o.pace:g}"
    start, lr = tenths(rng, 1, 3, 2), float(tenths(rng, 0.2, 0.5))
    slope = _parabola(rng, 2)
    walk = descend(o)(slope, start, lr, 2)
    d = "d" if o.last else "d-1"
    half = r"\tfrac12\," if o.p == 0.5 else ""
    over = r"\sum_i w_i" if o.by_weight else "n"
    return {
        "loss_tex": rf"L(\beta) = \frac{{1}}{{{'' if o.c == 1 else '2'}{over}}}"
        rf"\sum_{{i=1}}^n w_i\,(x_i\beta - y_i)^2 \;+\; {half}\alpha \sum_{{k=1}}^{{{d}}} \beta_k^2",
        "size_words": "the sum of the weights" if o.by_weight else "the number of rows, $n$",
        "last_words": "all coefficients, the intercept's too"
        if o.last
        else "all coefficients but the last, the intercept's",
        "c": f"{o.c:g}", "two_c": f"{2 * o.c:g}", "p": f"{o.p:g}", "two_p": f"{2 * o.p:g}",
        "size": "np.sum(w)" if o.by_weight else "len(y)",
        "size_of_X": "np.sum(w)" if o.by_weight else "len(X)",
        "last": str(o.last),
        "rate_tex": RATE_TEX[o.rate].replace("PACE", pace),
        "rate_code": RATE_CODE[o.rate].replace("PACE", pace),
        "X": literal(X), "y": literal(y), "w": literal(w), "beta": literal(beta),
        "alpha": literal(alpha), "start": literal(start), "lr": literal(lr),
        "slope": repr(slope),
        "loss_plain": literal(loss(o)(beta, X, y, w, 0.0)),
        "loss_ridge": literal(loss(o)(beta, X, y, w, alpha)),
        "gradient_plain": literal(gradient(o)(beta, X, y, w, 0.0)),
        "gradient_ridge": literal(gradient(o)(beta, X, y, w, alpha)),
        "gradient_change": literal(
            gradient(o)(beta, X, y, w, alpha) - gradient(o)(beta, X, y, w, 0.0)
        ),
        "args_plain": literal((beta, X, y, w, 0.0)),
        "args_ridge": literal((beta, X, y, w, alpha)),
        "args_minimum": literal((X, y, w, alpha)),
        "args_limit": literal((X, w, alpha)),
        "args_walk": literal((slope, start, lr)).removesuffix(")"),
        "walk": literal(walk), "walk_0": literal(walk[:1]),
        "walk_1": literal(walk[1]), "walk_2": literal(walk[2]),
        "limit": literal(largest_lr(o)(X, w, alpha)),
        "minimum": literal(minimum(o)(X, y, w, alpha)),
    }  # fmt: skip
