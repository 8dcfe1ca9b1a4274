"""Is this the gradient of that loss? If not, what is it?

The probe is a small generic problem at three places: two betas tell a norm from a constant, and
rows given twice tell 1/n from a constant.
"""

import numpy as np

from gdcore.checks.call import Answer, as_array, call
from gdcore.checks.outcome import right, wrong
from gdcore.losses import LOSSES

TOLERANCE = 1e-4  # relative; float32 answers are right answers


def probes():
    """(beta, X, y) at three places: two betas, then the rows given twice. X is (7, 3)."""
    rng = np.random.default_rng(20)
    X, y = rng.uniform(-2, 2, (7, 3)), rng.uniform(-3, 3, 7)
    first, second = rng.uniform(-2, 2, 3), rng.uniform(-2, 2, 3)
    return [(first, X, y), (second, X, y), (first, np.vstack([X, X]), np.append(y, y))]


def close(a, b):
    """Equal to a relative tolerance of the whole vector."""
    return np.linalg.norm(a - b) <= TOLERANCE * np.linalg.norm(b)


def scales(beta, X, y):
    """What the gradient of half the sum may have been multiplied by, in words."""
    n, d = X.shape
    norm = np.linalg.norm(y - X @ beta)
    return {
        "half the sum of squares (no factor)": 1.0,
        "the sum of squares (factor 2)": 2.0,
        "half the mean of squares (factor 1/n)": 1 / n,
        "the mean of squares (factor 2/n)": 2 / n,
        "the norm (factor 1/||r||)": 1 / norm,
        "the root of the mean square (factor 1/(√n ||r||))": 1 / (np.sqrt(n) * norm),
        "the norm, divided by n once more": 1 / (n * norm),
        "half the sum, divided by d, the number of columns": 1 / d,
        "the sum, divided by d, the number of columns": 2 / d,
    }


ADVICE = {
    ("mse", "the sum of squares (factor 2)"): "This is the gradient of the *sum*. "
    "Divide by the number of rows.",
    ("mse", "half the sum of squares (no factor)"): "The factor 2/n is missing.",
    ("mse", "half the mean of squares (factor 1/n)"): "The factor 2 is missing: the derivative "
    "of a square brings one.",
    ("half_sse", "the sum of squares (factor 2)"): "This is the gradient of the sum, not of half "
    "of it: drop the 2.",
}


def check_gradient(name, function):
    """Judge function(beta, X, y) as the gradient of the loss called `name`."""
    loss = LOSSES[name]
    answers = []
    for beta, X, y in probes():
        value = call(function, beta, X, y)
        answers.append(_shaped(as_array(value), beta, X, y))
    wanted = [loss.gradient(*probe) for probe in probes()]
    if all(map(close, answers, wanted)):
        return right()
    if all(map(close, [-a for a in answers], wanted)):
        return wrong("The sign is flipped: is the residual X @ beta - y, or y - X @ beta?")
    return _named(name, answers, wanted)


def _shaped(answer, beta, X, y):
    n, d = X.shape
    if answer.shape in ((d, 1), (1, d)):
        raise Answer(
            wrong(f"the shape is {answer.shape}; return {(d,)}, for example with .ravel()")
        )
    if answer.shape == (n,):
        raise Answer(
            wrong(
                f"the shape is {(n,)}, one number a row. Multiply by X.T: a gradient has one "
                f"number a column, {(d,)}"
            )
        )
    if answer.shape == (n, d):
        raise Answer(wrong(f"the shape is {(n, d)}: the rows are not summed yet"))
    if answer.ndim == 0:
        raise Answer(wrong(f"one number came back; a gradient has one a column, {(d,)}"))
    if answer.shape != (d,):
        raise Answer(
            wrong(f"the shape is {answer.shape}; a gradient has one number a column, {(d,)}")
        )
    if not np.isfinite(answer).all():
        raise Answer(wrong("there is a nan or an infinity in it"))
    return answer


def _named(name, answers, wanted):
    """Which other loss's gradient it is, flipped or not; else the numbers that differ."""
    bare = [LOSSES["half_sse"].gradient(*probe) for probe in probes()]
    for sign, word in ((1, ""), (-1, " Its sign is flipped, too.")):
        for what in scales(*probes()[0]):
            factors = [scales(*probe)[what] for probe in probes()]
            if all(close(a, sign * f * b) for a, f, b in zip(answers, factors, bare, strict=True)):
                advice = ADVICE.get((name, what), f"This is the gradient of {what}.")
                return wrong(advice + word)
    return wrong(
        f"at beta = {_row(probes()[0][0])} the gradient is {_row(wanted[0])}, "
        f"yours is {_row(answers[0])}"
    )


def _row(values):
    return "(" + ", ".join(f"{v:.4g}" for v in values) + ")"
