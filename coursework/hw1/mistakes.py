"""What goes wrong in set 1: wrong answers as functions of the choice, and what each deserves."""

import numpy as np

from coursework.hidden import Mistake
from coursework.hw1.right import (
    added,
    data_gradient,
    data_loss,
    falling,
    gradient,
    hessian,
    kept,
    largest_lr,
    loss,
    minimum,
    ridge_gradient,
    ridge_loss,
    size,
)
from gdlab.notebook.language import N_

OTHER_SIZE = N_(
    "The sum is divided by another number than the one asked for: look again whether it is the "
    "number of rows or the sum of the weights."
)
NO_SIZE = N_("This is a sum: it is not divided by anything yet.")
NO_WEIGHTS = N_("The weights are missing: row i counts w[i] times.")
DOUBLE = N_("It is twice as large as asked: look at the factor in front of the sum.")
HALF = N_(
    "It is half as large as asked: look at the factor in front of the sum, and remember that the "
    "derivative of a square brings a 2."
)
ADDED = N_("The prediction and y are added; the residual is their difference.")
NO_RIDGE = N_("Another alpha changes nothing: the ridge term is missing.")
LAST = N_(
    "The last coefficient, the intercept's, is treated otherwise than asked: look again which "
    "coefficients the ridge term adds up."
)
RIDGE_DOUBLE = N_("The ridge term is twice as large as asked: look at its factor.")
RIDGE_HALF = N_("The ridge term is half as large as asked: look at its factor, and its derivative.")
RIDGE_MEAN = N_("The ridge term is divided by the number of rows, too: it stands outside the mean.")
RIDGE_SIGN = N_("The ridge term is subtracted; it is added.")
ALPHA_SQUARED = N_("alpha is squared; it is a plain factor.")


def flip_size(o):
    return o._replace(by_weight=not o.by_weight)


def flip_last(o):
    return o._replace(last=1 - o.last)


def times(field, factor):
    """The choice with c or p multiplied."""
    return lambda o: o._replace(**{field: factor * getattr(o, field)})


def with_residual(change):
    """The data gradient whose row i gets change(residual, w)[i] in place of w_i residual_i."""
    return lambda o: lambda b, X, y, w: -2 * o.c / size(o, w) * X.T @ change(y - X @ b, w)


LOSS_DATA = {
    NO_WEIGHTS: lambda o: lambda b, X, y, w: data_loss(o)(b, X, y, np.ones_like(w)),
    OTHER_SIZE: lambda o: data_loss(flip_size(o)),
    NO_SIZE: lambda o: lambda b, X, y, w: size(o, w) * data_loss(o)(b, X, y, w),
    DOUBLE: lambda o: data_loss(times("c", 2)(o)),
    HALF: lambda o: data_loss(times("c", 0.5)(o)),
    N_("The weights are squared with the residual: square the residual alone, then weigh it."): (
        lambda o: lambda b, X, y, w: o.c / size(o, w) * np.sum((w * (y - X @ b)) ** 2)
    ),
    ADDED: lambda o: lambda b, X, y, w: data_loss(o)(b, X, -y, w),
    N_("The residuals are not squared: these are their absolute values."): (
        lambda o: lambda b, X, y, w: o.c / size(o, w) * np.sum(w * np.abs(y - X @ b))
    ),
}
LOSS_RIDGE = {
    NO_RIDGE: lambda o: lambda b, alpha, n: 0.0,
    LAST: lambda o: ridge_loss(flip_last(o)),
    RIDGE_DOUBLE: lambda o: ridge_loss(times("p", 2)(o)),
    RIDGE_HALF: lambda o: ridge_loss(times("p", 0.5)(o)),
    RIDGE_MEAN: lambda o: lambda b, alpha, n: ridge_loss(o)(b, alpha / n, n),
    RIDGE_SIGN: lambda o: lambda b, alpha, n: ridge_loss(o)(b, -alpha, n),
    ALPHA_SQUARED: lambda o: lambda b, alpha, n: ridge_loss(o)(b, alpha**2, n),
    N_("This is the length of beta; the ridge term has its square."): (
        lambda o: lambda b, alpha, n: o.p * alpha * np.linalg.norm(kept(o, len(b)) * b)
    ),
}
SIGN = N_("The sign is flipped: with the residual y - X @ beta a minus stands in front.")
GRADIENT_DIRECTION = {
    SIGN: lambda o: lambda b, X, y, w: -data_gradient(o)(b, X, y, w),
}
GRADIENT_BOTH = {
    NO_WEIGHTS: lambda o: lambda b, X, y, w: data_gradient(o)(b, X, y, np.ones_like(w)),
    N_("The targets are missing: the residual is y - X @ beta."): (
        lambda o: lambda b, X, y, w: data_gradient(o)(b, X, 0 * y, w)
    ),
    ADDED: lambda o: lambda b, X, y, w: data_gradient(o)(b, X, -y, w),
    N_("The weights are squared: the weight of a row is no part of the square."): (
        with_residual(lambda r, w: w**2 * r)
    ),
    N_(
        "The residual is squared. The loss has squares; their derivative has the residual itself."
    ): (with_residual(lambda r, w: w * r**2)),
}
GRADIENT_LENGTH = {
    OTHER_SIZE: lambda o: data_gradient(flip_size(o)),
    NO_SIZE: lambda o: lambda b, X, y, w: size(o, w) * data_gradient(o)(b, X, y, w),
    DOUBLE: lambda o: data_gradient(times("c", 2)(o)),
    HALF: lambda o: data_gradient(times("c", 0.5)(o)),
}
GRADIENT_RIDGE = {
    NO_RIDGE: lambda o: lambda b, alpha, n: 0 * b,
    LAST: lambda o: ridge_gradient(flip_last(o)),
    RIDGE_DOUBLE: lambda o: ridge_gradient(times("p", 2)(o)),
    RIDGE_HALF: lambda o: ridge_gradient(times("p", 0.5)(o)),
    RIDGE_MEAN: lambda o: lambda b, alpha, n: ridge_gradient(o)(b, alpha / n, n),
    RIDGE_SIGN: lambda o: lambda b, alpha, n: ridge_gradient(o)(b, -alpha, n),
    ALPHA_SQUARED: lambda o: lambda b, alpha, n: ridge_gradient(o)(b, alpha**2, n),
    N_(
        "The ridge term's slope is the same for every coefficient: beta_k**2 has the slope 2 "
        "beta_k, one number for each."
    ): lambda o: lambda b, alpha, n: ridge_loss(o)(b, alpha, n) * (0 * b + 1),
}


def _walk(o, rate=None, sign=-1, less=0, seen=lambda slope, points: slope(points[-1])):
    """A walk with another rate(lr, t), another sign, fewer steps, another slope seen."""
    rate = rate or falling(o)

    def walk(slope, start, lr, T):
        points = [np.array(start, float)]
        for t in range(T - less):
            points.append(points[-1] + sign * rate(lr, t) * seen(slope, points))
        return np.array(points)

    return walk


def _unit(slope, points):
    return slope(points[-1]) / np.linalg.norm(slope(points[-1]))


def _overwritten(o):
    """lr = rate(lr, t): what fell already falls again."""

    def rate(lr, t):
        for s in range(t + 1):
            lr = falling(o)(lr, s)
        return lr

    return _walk(o, rate)


def _from_zero(o):
    return lambda slope, start, lr, T: _walk(o)(slope, 0 * np.array(start, float), lr, T)


def _last_point(o):
    return lambda slope, start, lr, T: _walk(o)(slope, start, lr, T)[-1]


ALL_OF_WALK = ("descend_first", "descend_rule", "descend_history")
LATER = ("descend_rule", "descend_history")
WALKS = (
    (ALL_OF_WALK, N_("The steps go uphill: subtract the learning rate times the slope."),
     lambda o: _walk(o, sign=1)),
    (ALL_OF_WALK, N_("The learning rate is missing in the step."),
     lambda o: _walk(o, rate=lambda lr, t: 1.0)),
    (ALL_OF_WALK, N_("One step short: T steps are asked for."), lambda o: _walk(o, less=1)),
    (ALL_OF_WALK, N_("One step too many: T steps are asked for."), lambda o: _walk(o, less=-1)),
    (ALL_OF_WALK, N_("The slope is divided by its length: leave it as long as it is."),
     lambda o: _walk(o, seen=_unit)),
    (ALL_OF_WALK, N_("It begins at zero, not at `start`."), _from_zero),
    (ALL_OF_WALK, N_("The first step is t = 0: there the learning rate is lr itself."),
     lambda o: _walk(o, rate=lambda lr, t: falling(o)(lr, t + 1))),
    (LATER, N_("The learning rate stays the same at every step; it should fall as the text says."),
     lambda o: _walk(o, rate=lambda lr, t: lr)),
    (LATER, N_("lr itself is overwritten in the loop, so that it falls from what fell already: "
     "give the step's learning rate a name of its own."), _overwritten),
    (LATER, N_("The slope is computed once, before the loop: compute it anew at every point."),
     lambda o: _walk(o, seen=lambda slope, points: slope(points[0]))),
    (("descend_history",), N_("Only the last point came back: all T + 1 points are asked for, the "
     "start first."), _last_point),
)  # fmt: skip


def _eigenvalues(o, X, w, alpha):
    return np.linalg.eigvalsh(hessian(o, X, w, alpha))


LIMITS = {
    N_(
        "This is 1 over the largest eigenvalue; the limit is twice as large, or a factor 2 is in "
        "the Hessian that does not belong there."
    ): (lambda o: lambda X, w, alpha: largest_lr(o)(X, w, alpha) / 2),
    N_("Twice too large: the derivative of a square brings a factor 2 into the Hessian."): (
        lambda o: lambda X, w, alpha: 2 * largest_lr(o)(X, w, alpha)
    ),
    N_("This is the largest eigenvalue; the limit is 2 over it."): (
        lambda o: lambda X, w, alpha: _eigenvalues(o, X, w, alpha)[-1]
    ),
    N_("This is 2 over the smallest eigenvalue; the steepest direction decides."): (
        lambda o: lambda X, w, alpha: 2 / _eigenvalues(o, X, w, alpha)[0]
    ),
    N_(
        "This is the best learning rate, 2 over the sum of the smallest and the largest "
        "eigenvalue; the largest stable one is asked for."
    ): (lambda o: lambda X, w, alpha: 2 / _eigenvalues(o, X, w, alpha)[[0, -1]].sum()),
    N_("The weights are missing in the Hessian."): (
        lambda o: lambda X, w, alpha: largest_lr(o)(X, np.ones_like(w), alpha)
    ),
    N_("The ridge term is missing in the Hessian: it makes directions steeper."): (
        lambda o: lambda X, w, alpha: largest_lr(o)(X, w, 0.0)
    ),
    OTHER_SIZE: lambda o: largest_lr(flip_size(o)),
    LAST: lambda o: largest_lr(flip_last(o)),
    RIDGE_DOUBLE: lambda o: largest_lr(times("p", 2)(o)),
    RIDGE_HALF: lambda o: largest_lr(times("p", 0.5)(o)),
}


def _factors_forgotten(o):
    """solve(X^T W X + alpha I, X^T W y)."""

    def solve(X, y, w, alpha):
        ridge = alpha * np.diag(kept(o, X.shape[1]))
        return np.linalg.solve((X.T * w) @ X + ridge, X.T @ (w * y))

    return solve


MINIMA = {
    N_("The weights are missing."): (
        lambda o: lambda X, y, w, alpha: minimum(o)(X, y, np.ones_like(w), alpha)
    ),
    N_("The ridge term is missing: this is the minimum for alpha = 0."): (
        lambda o: lambda X, y, w, alpha: minimum(o)(X, y, w, 0.0)
    ),
    N_(
        "The data term and the ridge term have lost their factors, so that alpha weighs too much "
        "or too little: set the gradient you wrote to zero, factors included."
    ): _factors_forgotten,
    LAST: lambda o: minimum(flip_last(o)),
    OTHER_SIZE: lambda o: minimum(flip_size(o)),
    RIDGE_DOUBLE: lambda o: minimum(times("p", 2)(o)),
    RIDGE_HALF: lambda o: minimum(times("p", 0.5)(o)),
    N_("The sign is flipped: bring what has no beta in it to the other side."): (
        lambda o: lambda X, y, w, alpha: -minimum(o)(X, y, w, alpha)
    ),
}


def _data(function, cells, table, ridge):
    """Mistakes in the data term: the ridge term beside it is right."""
    return [
        Mistake(function, cells, words, lambda o, wrong=wrong: added(wrong(o), ridge(o)))
        for words, wrong in table.items()
    ]


def _ridge(function, cells, table, data):
    return [
        Mistake(function, cells, words, lambda o, wrong=wrong: added(data(o), wrong(o)))
        for words, wrong in table.items()
    ]


DIRECTION, LENGTH = ("gradient_direction",), ("gradient_length",)
MISTAKES = (
    *_data("loss", ("loss_data",), LOSS_DATA, ridge_loss),
    *_ridge("loss", ("loss_penalty",), LOSS_RIDGE, data_loss),
    Mistake("loss", ("loss_data", "loss_penalty"),
            N_("This is the gradient; the loss is one number."), gradient),
    *_data("gradient", DIRECTION, GRADIENT_DIRECTION, ridge_gradient),
    *_data("gradient", DIRECTION + LENGTH, GRADIENT_BOTH, ridge_gradient),
    *_data("gradient", LENGTH, GRADIENT_LENGTH, ridge_gradient),
    *_ridge("gradient", ("gradient_penalty",), GRADIENT_RIDGE, data_gradient),
    Mistake("gradient", ("gradient_shape", *DIRECTION, *LENGTH, "gradient_penalty"),
            N_("This is the loss, one number; the gradient has one number for each coefficient."),
            loss),
    *(Mistake("minimum", ("minimum_value",), words, wrong) for words, wrong in MINIMA.items()),
    *(Mistake("descend", cells, words, wrong) for cells, words, wrong in WALKS),
    *(Mistake("largest_lr", ("limit_value",), words, wrong) for words, wrong in LIMITS.items()),
)  # fmt: skip
