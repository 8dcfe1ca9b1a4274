"""Is this the gradient of that loss? If not, what is it?

The probe is a small generic problem at three places: two betas tell a norm from a constant, and
rows given twice tell 1/n from a constant.
"""

import numpy as np

from gdcore.losses import LOSSES, half_sse, mse, rmse, sse
from gdlab.exercises.gradient_mistakes import advice, directions, scales
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

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


def check_gradient(name, function):
    """Judge function(beta, X, y) as the gradient of the loss called `name`."""
    loss = LOSSES[name]
    answers = [_answer(function, *probe) for probe in probes()]
    wanted = [loss.gradient(*probe) for probe in probes()]
    if not all(map(close, answers, wanted)):
        return wrong(_name(name, answers, wanted) or _elsewhere(function, answers, wanted))
    return _with_whole_numbers(loss, function) or _at_the_minimum(function)


def _answer(function, beta, X, y):
    """What it returned for one probe, a finite array (d,)."""
    try:
        value = call(function, beta, X, y)
    except Answer as stopped:
        if "ValueError" in stopped.outcome.message:
            _without_transpose(function)
        raise
    return _shaped(as_array(value), beta, X, y)


def _without_transpose(function):
    """X @ r fits only where X is square: does it run there, and is it that?"""
    _, X, y = probes()[0]
    beta, X, y = np.array([0.5, -1.0, 2.0]), X[:3], y[:3]
    try:
        answer = as_array(call(function, beta, X, y))
    except Answer:
        return
    if answer.shape == (3,) and _parallel(answer, X @ (X @ beta - y)):
        raise Answer(
            wrong(
                "X is not transposed: X @ residual fits only where X happens to be square. "
                "Each column asks for its own sum over the rows, X.T @ residual."
            )
        )


def _parallel(a, b):
    cosine = a @ b / (np.linalg.norm(a) * np.linalg.norm(b) or 1)
    return abs(cosine) > 1 - 1e-9


def _shaped(answer, beta, X, y):
    n, d = X.shape
    if answer.shape in ((d, 1), (1, d)):
        said = f"the shape is {answer.shape}; return {(d,)}, for example with .ravel()"
    elif answer.shape == (n,):
        said = (
            f"the shape is {(n,)}, one number a row. Multiply by X.T: a gradient has one "
            f"number a column, {(d,)}"
        )
    elif answer.shape in ((n, d), (d, n)) and np.allclose(
        answer / (X if answer.shape == (n, d) else X.T), answer.flat[0] / X[0, 0]
    ):
        said = f"the shape is {answer.shape}, that of X: the residual is missing in it"
    elif answer.shape == (n, d):
        said = f"the shape is {(n, d)}: the rows are not summed yet"
    elif answer.shape in ((d, n), (n, n)):
        said = (
            f"the shape is {answer.shape}: every target met every prediction. A column (n, 1) and "
            "a row (n,) spread to (n, n); make both (n,), for example with .ravel()"
        )
    elif answer.ndim == 0:
        said = f"one number came back; a gradient has one a column, {(d,)}"
        losses = {"half the sum": half_sse, "the sum": sse, "the mean": mse, "its root": rmse}
        for words, value in losses.items():
            if close(answer, value(beta, X, y)):
                said = f"this is the loss itself ({words} of squares), one number, not its gradient"
    elif answer.shape == (d - 1,):
        said = (
            f"the shape is {(d - 1,)}; a gradient has one number a column, {(d,)}. "
            "Is the intercept's column left out?"
        )
    elif answer.shape != (d,):
        said = f"the shape is {answer.shape}; a gradient has one number a column, {(d,)}"
    elif not np.isfinite(answer).all():
        said = "there is a nan or an infinity in it"
    else:
        return answer
    raise Answer(wrong(said))


def _name(name, answers, wanted):
    """Which direction and which factor it has, flipped or not; None for any other."""
    if not np.any(answers):
        return (
            "it is zero everywhere. Does the loop run, and is everything added up? 2 // n, with "
            "two strokes, is a whole number: 0"
        )
    for direction, what in directions().items():
        bare = [what(*probe) for probe in probes()]
        for sign in (1, -1):
            for scale in scales(*probes()[0]):
                factors = [sign * scales(*probe)[scale] for probe in probes()]
                expected = [f * b for f, b in zip(factors, bare, strict=True)]
                if all(map(close, answers, expected)):
                    return advice(name, direction, scale, sign)
    factors = [a @ w / (w @ w) for a, w in zip(answers, wanted, strict=True)]
    if all(close(a, f * w) for a, f, w in zip(answers, factors, wanted, strict=True)):
        return _only_too_long(factors)
    return None


def _only_too_long(factors):
    """The direction is right, and the factor none that has a name."""
    first, second, twice = factors
    if np.allclose(factors, first, rtol=TOLERANCE):
        return f"it has the right direction, but is {first:.4g} times as long: which factor is it?"
    return (
        "it has the right direction, but not the right length, and no constant repairs it: it is "
        f"{first:.4g} times as long at one beta, {second:.4g} times at another, and "
        f"{twice:.4g} times with every row given twice"
    )


def _elsewhere(function, answers, wanted):
    """Does it read something other than its arguments? Else the numbers that differ."""
    beta, X, y = probes()[0]
    if not close(_answer(function, beta, X, y), answers[0]):
        return "asked the same twice, it gives two answers: is there something random in it?"
    variable = "Does it use a variable of the notebook in place of its argument?"
    if close(answers[0], answers[1]):
        return f"it gives the same for two different beta. {variable}"
    if close(_answer(function, beta, 2 * X, 3 * y), answers[0]):
        return f"it gives the same for other X and y. {variable}"
    return f"at beta = {_row(beta)} the gradient is {_row(wanted[0])}, yours is {_row(answers[0])}"


def _with_whole_numbers(loss, function):
    """wrong(...) where an integer array cuts the fractions off, else None."""
    X, y = np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2])
    beta = np.array([3, -1])
    expected = loss.gradient(beta.astype(float), X.astype(float), y.astype(float))
    said = "the answer is another one"
    try:
        answer = as_array(call(function, beta, X, y))
        if answer.shape == (2,) and close(answer, expected):
            return None
    except Answer as stopped:
        said = stopped.outcome.message
    return wrong(
        f"with whole numbers in beta, X and y {said}. An array of integers cannot hold "
        "fractions: np.zeros_like(beta, dtype=float) makes one that can."
    )


def _at_the_minimum(function):
    """right(...), with a word where the gradient is nan at a residual of zero."""
    beta, X, _ = probes()[0]
    try:
        there = as_array(call(function, beta, X, X @ beta))
    except Answer:
        there = np.nan
    if np.isfinite(there).all():
        return right()
    return right("Right. One thing to know: where the residual is exactly zero it divides 0 by 0.")


def _row(values):
    return "(" + ", ".join(f"{v:.4g}" for v in values) + ")"
