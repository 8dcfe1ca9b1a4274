"""Lesson 1: least squares with columns of one's own, a ball that is thrown up."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """t = np.sort(rng.uniform(0, 3, rng.integers(5, 10)))
h = rng.uniform(-3, 3) + rng.uniform(-5, 9) * t - rng.uniform(6, 12) * t**2 / 2
h = h + rng.uniform(-0.5, 0.5, len(t))"""


def fit_throw(t, h):
    X = np.column_stack([np.ones(len(t)), t, -(t**2) / 2])
    return np.linalg.pinv(X) @ h


FORMS = {  # words: what the column of g holds
    "": lambda t: -(t**2) / 2,
    N_("g comes out with the other sign: its column is -t²/2, with the minus."): (
        lambda t: t**2 / 2
    ),
    N_("the half is missing in the column of g: it is -t²/2."): lambda t: -(t**2),
    N_("minus and half are missing in the column of g: it is -t²/2, and yours is t²."): (
        lambda t: t**2
    ),
    N_("the column of g holds t, halved: it is -t²/2, with the square."): lambda t: -t / 2,
    N_("the column of g holds t³; it is -t²/2."): lambda t: t**3,
    N_("t is halved before it is squared: the column of g is -t²/2."): lambda t: -((t / 2) ** 2),
    N_("the column of g is multiplied by 2; it is -t²/2."): lambda t: -2 * t**2,
    N_(
        "a number for g stands in its column, 9.81; g is what is looked for, its column is -t²/2."
    ): (lambda t: -9.81 * t**2 / 2),
}
ORDERS = {
    "": [0, 1, 2],
    N_("the numbers come in the reverse order: h0, v, g is asked for."): [2, 1, 0],
    N_("h0 comes last: h0, v, g is asked for, so the ones stand first here."): [1, 2, 0],
    N_("v and g have changed places: h0, v, g is asked for."): [0, 2, 1],
    N_("h0 and v have changed places: h0, v, g is asked for."): [1, 0, 2],
    N_("g comes first: h0, v, g is asked for."): [2, 0, 1],
}


SIGNS = {"": 1, N_("v comes out with the other sign: its column is t."): -1}


def columns(t, third=FORMS[""], sign=1):
    """The design (n, 3)."""
    return np.column_stack([np.ones(len(t)), sign * t, third(t)])


def solve(X, h):
    """The least-squares answer."""
    return np.linalg.lstsq(X, h, rcond=None)[0]


OTHERS = {
    N_("the column of ones is missing, and with it h0."): lambda t, h: solve(columns(t)[:, 1:], h),
    N_("the column of ones is missing: 0 is no fitted height at t = 0."): lambda t, h: np.append(
        0.0, solve(columns(t)[:, 1:], h)
    ),
    N_("this is a straight line: the column of g, -t²/2, is missing."): lambda t, h: solve(
        columns(t)[:, :2], h
    ),
    N_("the column of v, t itself, is missing."): lambda t, h: solve(columns(t)[:, [0, 2]], h),
    N_("this is a straight line, slope first: the column of g, -t²/2, is missing."): (
        lambda t, h: solve(columns(t)[:, [1, 0]], h)
    ),
    N_("h itself stands among the columns; only what t makes belongs there."): lambda t, h: solve(
        np.column_stack([h, columns(t)[:, 1:]]), h
    ),
    N_("these are the fitted heights, one for each time; the three numbers are asked for."): (
        lambda t, h: columns(t) @ solve(columns(t), h)
    ),
    N_("these are the residuals, one for each time; the three numbers are asked for."): (
        lambda t, h: h - columns(t) @ solve(columns(t), h)
    ),
    N_("this is g alone; h0 and v come with it."): lambda t, h: solve(columns(t), h)[2],
    N_("this is the pseudo-inverse itself; multiply it with h."): lambda t, h: np.linalg.pinv(
        columns(t)
    ),
    N_("this is the design; its pseudo-inverse times h is asked for."): lambda t, h: columns(t),
    N_("np.linalg.lstsq gives four things; the first of them, [0], is asked for."): (
        lambda t, h: np.linalg.lstsq(columns(t), h, rcond=None)
    ),
    N_("the pseudo-inverse is missing: this is X^T h."): lambda t, h: columns(t).T @ h,
    N_("the signs of the numbers are lost."): lambda t, h: np.abs(solve(columns(t), h)),
    N_("only the first three throws are used; the others count, too."): lambda t, h: solve(
        columns(t[:3]), h[:3]
    ),
    N_("a column t³ is added: the formula has none."): lambda t, h: solve(
        np.column_stack([columns(t), t**3]), h
    ),
}


def mistakes():
    """A wrong column, another order, or both; then other fits."""
    for words, (form, order, sign) in few(FORMS, ORDERS, SIGNS):
        yield Mistake(_fit(form, order, sign), words)
    for words, function in OTHERS.items():
        yield Mistake(function, words)


def _fit(form, order, sign):
    return lambda t, h: solve(columns(t, form, sign), h)[order]


EXERCISE = Exercise(
    right=fit_throw,
    lesson=1,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(
                (np.array([0, 1, 2, 3, 5]), np.array([2, 9, 7, 1, -30])),
                N_("for whole numbers"),
                edge=True,
            ),
        ),
    ),
    home=(Case((np.array([0.1, 0.5, 0.8, 1.4]), np.array([-1.2, 0.3, 0.5, -1.5]))),),
    mistakes=mistakes,
    read=read.point,
    hints=(
        N_("One column for each of h0, v and g: what is each of them multiplied by?"),
        N_("h0 is multiplied by 1, v by t, g by `-(t**2) / 2`."),
        N_("`np.column_stack([t, h])` puts two columns beside one another; three go the same way."),
    ),
)
