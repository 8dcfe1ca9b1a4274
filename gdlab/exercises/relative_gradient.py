"""Lesson 2: the gradient of the mean of squared relative errors."""

from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few
from gdlab.exercises.shared.directions import directions, shapes
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.exercises.shared.slopes import about_shape
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-2, 2, d)
y = rng.uniform(0.5, 3, n) * rng.choice([-1, 1], n)"""


def relative_gradient(beta, X, y):
    return -2 / len(y) * X.T @ ((y - X @ beta) / y**2)


def relative_loss(beta, X, y):
    """mean(((y - X beta) / y)^2)."""
    return np.mean(((y - X @ beta) / y) ** 2)


WEIGHTS = {  # words: y -> what the residual is multiplied by
    "": lambda y: 1 / y**2,
    N_(
        "the second division by y is missing: the share is divided by y, and so is its derivative, "
        "-X/y."
    ): lambda y: 1 / y,
    N_("this is the gradient of the mean of squares: nothing is divided by y yet."): np.ones_like,
    N_("it is multiplied by y where it is to be divided."): lambda y: y,
    N_("it is multiplied by y twice; divide by y twice."): lambda y: y**2,
    N_("it is divided by y three times; twice is enough."): lambda y: 1 / y**3,
    N_("it is divided by y four times; twice is enough."): lambda y: 1 / y**4,
    N_("y has lost its sign in one of the two divisions."): lambda y: np.sign(y) / y**2,
    N_("it is divided once by y, without its sign; divide by y twice."): lambda y: 1 / np.abs(y),
    N_("it is divided by the mean of the squares of y: each row has its own y."): (
        lambda y: np.full(len(y), 1 / np.mean(y**2))
    ),
    N_("it is divided by the square of the mean of y: each row has its own y."): (
        lambda y: np.full(len(y), 1 / np.mean(y) ** 2)
    ),
}
USUAL = [(name, scale) for name, scale in scales() if name in ("2/n", "1/n", "2", "1")]
SIGNS = {
    "": 1,
    N_("the sign is flipped: the derivative of -X @ beta brings a minus."): -1,
}


def others():
    """{words: function} of what is no weight and no factor."""
    return {
        N_("this is the loss itself, one number, not its gradient."): relative_loss,
        N_("the share is squared: the derivative of a square has the share itself."): (
            lambda b, X, y: -2 / len(y) * X.T @ (((y - X @ b) / y) ** 2 / y)
        ),
        N_("the share is squared, and not divided by y again."): (
            lambda b, X, y: -2 / len(y) * X.T @ (((y - X @ b) / y) ** 2)
        ),
        N_("divided by the prediction: the share is of the target y."): (
            lambda b, X, y: -2 / len(y) * X.T @ ((y - X @ b) / (X @ b) ** 2)
        ),
        N_("the 1 is missing in the share, (y - X @ beta) / y = 1 - (X @ beta) / y."): (
            lambda b, X, y: 2 / len(y) * X.T @ (X @ b / y**2)
        ),
    }


def mistakes():
    """Another weight, sign or factor; then the families of a gradient, on rows divided by y."""
    for factors, most in ((_factors(scales()), 2), (_factors(USUAL), 3)):
        for words, (weight, sign, factor) in few(WEIGHTS, SIGNS, factors, most=most):
            yield Mistake(_weighted(weight, sign, factor), words)
    for words, function in others().items():
        yield Mistake(function, words)
        yield Mistake(lambda b, X, y, f=function: -f(b, X, y), words)
    families = {**shapes(), **directions()}
    for (words, function), (_, factor), sign in product(families.items(), USUAL, (1, -1)):
        yield Mistake(_on_shares(function, factor, sign), words)


def _factors(named):
    """{words: X -> factor of the gradient}, the right one first."""
    wrong = {wrong_scale(name, "2/n"): scale for name, scale in named if name != "2/n"}
    return {"": lambda X: 2 / len(X), **wrong}


def _weighted(weight, sign, factor):
    return lambda b, X, y: sign * factor(X) * X.T @ (weight(y) * (X @ b - y))


def _on_shares(function, factor, sign):
    """A function of (beta, X, y) on the rows divided by their targets, whose targets are 1."""
    return lambda b, X, y: sign * factor(X) * function(b, X / y[:, None], np.ones(len(y)))


def _edges():
    X, beta = np.array([[1.0, 2], [3, 1], [1, 1]]), np.array([0.5, -1])
    whole = (np.array([3, -1]), np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2]))
    return (
        Case((beta, X[:1], np.array([1.5])), N_("for a single row"), edge=True),
        Case((beta[:1], X[:, :1], np.array([1.5, -2, 3])), N_("for a single column"), edge=True),
        Case(whole, N_("with whole numbers"), edge=True),
    )


def _lesson_sized():
    rng = np.random.default_rng(4)
    X, y = rng.uniform(-2, 2, (4, 3)), rng.uniform(1, 3, 4)
    return (Case((rng.uniform(-2, 2, 3), X, y)),)


EXERCISE = Exercise(
    right=relative_gradient,
    lesson=2,
    designs=Designs(RECIPE, (1, 2, 5), _edges()),
    home=_lesson_sized(),
    mistakes=mistakes,
    explain=about_shape,
    hints=(
        N_("What is squared is the share `(y - X @ beta) / y`. Outer derivative: twice the share."),
        N_("Inner derivative, in the coefficient k: minus column k, divided by y."),
        N_("So the share, divided by y once more, takes the place of the residual."),
    ),
)
