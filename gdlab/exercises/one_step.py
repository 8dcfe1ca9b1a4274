"""Lesson 2: one step downhill on the mean of squares, repaired."""

import numpy as np

from gdcore.losses import half_sse_gradient, l2_gradient, mse_gradient
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.exercises.shared.directions import directions
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.exercises.shared.slopes import lesson_sized, square
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X, y, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-2, 2, d)
lr = rng.uniform(0.02, 0.3)"""


def one_step(beta, X, y, lr):
    return beta + lr * 2 / len(y) * X.T @ (y - X @ beta)


UPHILL = N_(
    "it still goes uphill. With r = y - X @ beta the gradient is -2/n X.T @ r; the step is minus "
    "the gradient, so plus lr 2/n X.T @ r."
)
SIGNS = {"": 1, UPHILL: -1}
RATES = {
    "": lambda lr: lr,
    N_("lr is missing: a step is lr times the gradient."): lambda lr: 1.0,
    N_("lr is squared, or multiplied twice."): lambda lr: lr**2,
    N_("it is divided by lr; multiply."): lambda lr: 1 / lr,
    N_("0.01 stands where lr belongs."): lambda lr: 0.01,
    N_("0.02 stands where lr belongs."): lambda lr: 0.02,
    N_("0.1 stands where lr belongs."): lambda lr: 0.1,
}
OTHERS = {
    N_("beta comes back as it was: return the new one."): lambda b, X, y, lr: b,
    N_("this is the gradient; the new beta is asked for."): lambda b, X, y, lr: mse_gradient(
        b, X, y
    ),
    N_("this is minus the gradient; the new beta is asked for."): lambda b, X, y, lr: (
        -mse_gradient(b, X, y)
    ),
    N_("this is the step alone; add it to beta."): lambda b, X, y, lr: -lr * mse_gradient(b, X, y),
    N_("this is the step alone, with the other sign; subtract it from beta."): lambda b, X, y, lr: (
        lr * mse_gradient(b, X, y)
    ),
    N_("beta itself is multiplied by lr, too."): lambda b, X, y, lr: (
        lr * (b - mse_gradient(b, X, y))
    ),
    N_("beta has changed its sign: the step is added to beta."): lambda b, X, y, lr: (
        -b - lr * mse_gradient(b, X, y)
    ),
    N_("two steps are made; one is asked for."): lambda b, X, y, lr: one_step(
        one_step(b, X, y, lr), X, y, lr
    ),
}


def mistakes():
    """Another sign, rate, factor or direction, two of these at most; something else came back."""
    factors = {"": lambda X: 2 / len(X)}
    factors |= {wrong_scale(name, "2/n"): scale for name, scale in scales() if name != "2/n"}
    for words, (sign, rate, factor) in few(SIGNS, RATES, factors):
        yield Mistake(_step(sign, rate, factor), words)
    for words, function in OTHERS.items():
        yield Mistake(function, words)
    norm = N_("the residual is divided by its length: that goes down a norm, not the MSE.")
    for words, direction in [*directions().items(), (norm, l2_gradient)]:
        for sign in SIGNS.values():
            yield Mistake(_step(sign, RATES[""], factors[""], direction), words)


def _step(sign, rate, factor, direction=half_sse_gradient):
    return lambda b, X, y, lr: b - sign * rate(lr) * factor(X) * direction(b, X, y)


def _with_lr(cases, lr=0.1):
    return tuple(Case((*case.arguments, lr)) for case in cases)


def _edges():
    X, beta, y = np.array([[1, 2], [3, 1], [1, 1]]), np.array([3, -1]), np.array([1, 4, 2])
    return (
        Case((beta + 0.5, X[:1], y[:1], 0.1), N_("for a single row"), edge=True),
        Case((beta[:1] + 0.5, X[:, :1], y, 0.1), N_("for a single column"), edge=True),
        Case((beta, X, y, 0.1), N_("with whole numbers"), edge=True),
    )


EXERCISE = Exercise(
    right=one_step,
    lesson=2,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    rescue=_with_lr(square()),
    home=_with_lr(lesson_sized()),
    mistakes=mistakes,
    read=read.point,
    hints=(
        N_("Which sign has the gradient, written with `y - X @ beta`? Look at line 3."),
        N_("A step is minus lr times the gradient. Minus times minus is plus."),
    ),
)
