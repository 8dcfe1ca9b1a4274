"""What a wrong gradient of a sum of squares may be: another direction, another factor, a shape.

All functions take (beta, X, y). r = X beta - y is the residual.
"""

from itertools import product

import numpy as np

from gdcore.losses import half_sse, half_sse_gradient, l2, mse, rmse, sse
from gdlab.exercises.engine import Case, Designs, Mistake, sentences, told
from gdlab.exercises.shared.scales import scales, wrong_scale
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X, y, beta = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n), rng.uniform(-2, 2, d)"""

INTEGERS = N_(
    "with whole numbers in beta, X and y {said}. An array of integers cannot hold "
    "fractions: np.zeros_like(beta, dtype=float) makes one that can."
)


def residual(beta, X, y):
    """X beta - y, shape (n,)."""
    return X @ beta - y


def designs():
    """The cases of a gradient: drawn ones, a single row, a single column, whole numbers."""
    rng = np.random.default_rng(20)
    first, second = rng.uniform(-2, 2, (2, 3))
    X, y = rng.uniform(-2, 2, (7, 3)), rng.uniform(-3, 3, 7)
    row = (first, X[:1], y[:1])
    column = (first[:1], X[:, :1], y)
    whole = (np.array([3, -1]), np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2]))
    others = (
        Case((second, X, y), N_("at one beta")),
        Case((first, X, y), N_("at another beta")),
        Case(row, N_("for a single row"), edge=True),
        Case(column, N_("for a single column"), edge=True),
        Case(whole, N_("with whole numbers"), edge=True, words=INTEGERS),
    )
    return Designs(RECIPE, (1, 2, 5), others)


def lesson_sized():
    """A call with as many rows and columns as the lesson's data has."""
    rng = np.random.default_rng(4)
    X, y = rng.uniform(-2, 2, (4, 3)), rng.uniform(-3, 3, 4)
    return (Case((rng.uniform(-2, 2, 3), X, y)),)


def square():
    """Cases with as many rows as columns: a product with X for X.T runs there."""
    rng = np.random.default_rng(22)
    return tuple(
        Case((rng.uniform(-2, 2, d), rng.uniform(-2, 2, (d, d)), rng.uniform(-3, 3, d)))
        for d in (3, 5)
    )


POWERS = {-2: "n²", -1.5: "n√n", -1: "n", -0.5: "√n", 0: "", 0.5: "√n", 1: "n"}  # of n
LENGTHS = {-2: "‖r‖²", -1: "‖r‖", 1: "‖r‖", 2: "‖r‖²"}  # powers of the residual's length
TIMES = {1.0: "", 2.0: "2", 0.5: "½"}


def norm_scales():
    """(name, function of (beta, X, y)) of factors with the length of the residual in them."""
    for (times, before), (p, of_n), (q, of_r) in product(
        TIMES.items(), POWERS.items(), LENGTHS.items()
    ):
        above = " ".join(filter(None, (before, of_n if p > 0 else "", of_r if q > 0 else "")))
        below = " ".join(filter(None, (of_n if p < 0 else "", of_r if q < 0 else "")))
        name = f"{above or 1}/({below})" if len(below) > 3 else f"{above or 1}/{below}"
        yield name if below else above, _power(times, p, q)
    yield N_("√(n - 1)/(n ‖r‖)"), lambda b, X, y: np.sqrt(len(y) - 1) / len(y) / l2(b, X, y)
    yield N_("1/(√(n - 1) ‖r‖)"), lambda b, X, y: 1 / np.sqrt(len(y) - 1) / l2(b, X, y)
    yield (
        N_("1/(n · np.std(r)), with the mean of r subtracted"),
        lambda b, X, y: 1 / len(y) / np.std(X @ b - y),
    )


def _power(times, p, q):
    return lambda beta, X, y: times * len(y) ** p * l2(beta, X, y) ** q


def all_scales():
    """(name, function of (beta, X, y) -> factor): the plain ones, then those with ‖r‖."""
    for name, factor in scales():
        yield name, lambda beta, X, y, factor=factor: factor(X)
    yield from norm_scales()


def directions():
    """{words: (beta, X, y) -> (d,)}: what stands where X^T (X beta - y) should."""
    r = residual
    return {
        N_("the targets are missing: the residual is X @ beta - y."): lambda b, X, y: X.T @ (X @ b),
        N_(
            "the prediction is missing: the residual is X @ beta - y, and so far only y is in it."
        ): (lambda b, X, y: X.T @ y),
        N_("X @ beta and y are added: the residual is their difference."): (
            lambda b, X, y: X.T @ (X @ b + y)
        ),
        N_(
            "only the signs of the residual are used: that is the gradient of the absolute error. "
            "The derivative of a square is in proportion to the residual."
        ): (lambda b, X, y: X.T @ np.sign(r(b, X, y))),
        N_(
            "the residual is squared. The loss has squares; their derivative has the residual "
            "itself."
        ): lambda b, X, y: X.T @ r(b, X, y) ** 2,
        N_(
            "the residuals have lost their signs: without abs, those above and below pull in "
            "opposite directions."
        ): lambda b, X, y: X.T @ np.abs(r(b, X, y)),
        N_("X is squared: the derivative of X @ beta brings X.T once."): (
            lambda b, X, y: (X**2).T @ r(b, X, y)
        ),
        N_(
            "all columns get the same sum of residuals: each row's residual counts times its own "
            "entry of that column, X.T @ residual."
        ): (lambda b, X, y: np.full(X.shape[1], r(b, X, y).sum())),
        N_(
            "each column is treated as if it were alone: the prediction X @ beta needs all columns."
        ): lambda b, X, y: (X**2).sum(axis=0) * b - X.T @ y,
        N_("the last column, the intercept, is left out of the prediction."): (
            lambda b, X, y: X.T @ (X[:, :-1] @ b[:-1] - y)
        ),
        N_("the first column is left out of the prediction."): (
            lambda b, X, y: X.T @ (X[:, 1:] @ b[1:] - y)
        ),
        N_("the last entry, the intercept's, is always zero."): lambda b, X, y: np.append(
            X[:, :-1].T @ r(b, X, y), 0.0
        ),
        N_("the first entry is always zero."): lambda b, X, y: np.append(
            0.0, X[:, 1:].T @ r(b, X, y)
        ),
        N_("beta comes back, changed in length only."): lambda b, X, y: b,
        N_("only the first row is in it: is `return` inside the loop over the rows?"): (
            lambda b, X, y: X[0] * r(b, X, y)[0]
        ),
        N_("only the last row is in it: each row replaces the sum so far; add with +=."): (
            lambda b, X, y: X[-1] * r(b, X, y)[-1]
        ),
        N_("the last row is left out: range(n) goes through all n rows."): (
            lambda b, X, y: X[:-1].T @ r(b, X[:-1], y[:-1])
        ),
        N_("the first row is left out: rows are counted from 0."): (
            lambda b, X, y: X[1:].T @ r(b, X[1:], y[1:])
        ),
        N_("only every second row is in it."): lambda b, X, y: X[::2].T @ r(b, X[::2], y[::2]),
        N_("the gradient has lost its signs: it may be negative."): (
            lambda b, X, y: np.abs(X.T @ r(b, X, y))
        ),
        N_("every entry is the sum of all of them: each column has a sum of its own."): (
            lambda b, X, y: np.full(X.shape[1], (X.T @ r(b, X, y)).sum())
        ),
        N_("the entries stand in the reverse order."): lambda b, X, y: (X.T @ r(b, X, y))[::-1],
        N_("the columns are added up one after another (cumsum); each has a sum of its own."): (
            lambda b, X, y: np.cumsum(X.T @ r(b, X, y))
        ),
        N_("the gradient is divided by its own length."): lambda b, X, y: _unit(X.T @ r(b, X, y)),
        N_("the squares of the gradient's entries came back."): (
            lambda b, X, y: (X.T @ r(b, X, y)) ** 2
        ),
        N_(
            "the means of residual and columns are multiplied: multiply "
            "first, row by row, then take "
            "the mean."
        ): lambda b, X, y: len(y) * r(b, X, y).mean() * X.mean(axis=0),
        N_(
            "the root is taken of the gradient's entries. The root "
            "belongs to the loss, and the chain "
            "rule divides by it."
        ): lambda b, X, y: np.sqrt(X.T @ r(b, X, y)),
        N_(
            "the root is taken of the gradient's entries: the root "
            "belongs to the loss, and the chain "
            "rule divides by it."
        ): lambda b, X, y: np.sqrt(2 / len(y) * X.T @ r(b, X, y)),
        N_("the pseudo-inverse stands where the transpose belongs: X.T."): (
            lambda b, X, y: np.linalg.pinv(X) @ r(b, X, y)
        ),
        N_("it is not multiplied by the residual: X.T @ residual, row by row."): (
            lambda b, X, y: X.sum(axis=0)
        ),
        N_("the mean of the residuals is subtracted from them: leave them as they are."): (
            lambda b, X, y: X.T @ (r(b, X, y) - r(b, X, y).mean())
        ),
        N_("the columns of X are centred: leave X as it is."): (
            lambda b, X, y: (X - X.mean(axis=0)).T @ r(b, X, y)
        ),
        N_("the residuals are in the reverse order."): lambda b, X, y: X.T @ r(b, X, y)[::-1],
        N_("beta is moved a step: only the gradient is asked for."): (
            lambda b, X, y: b - 2 / len(y) * X.T @ r(b, X, y)
        ),
        N_("the Hessian X^T X stands before it once too often."): (
            lambda b, X, y: X.T @ X @ X.T @ r(b, X, y)
        ),
    }


def _unit(vector):
    return vector / np.linalg.norm(vector)


def shapes():
    """{words: function}: no (d,) at all, the number of rows or of columns in the wrong place."""
    r = residual
    return {
        N_(
            "the rows are not summed yet: X times the residual, entry "
            "by entry, has one row for each "
            "row of X. X.T @ residual sums over them."
        ): lambda b, X, y: X * r(b, X, y)[:, None],
        N_(
            "`*` stands where `@` belongs: X.T * residual multiplies entry by entry, "
            "X.T @ residual sums over the rows."
        ): lambda b, X, y: X.T * r(b, X, y),
        N_(
            "this is the residual, one number a row. Multiply by X.T: a gradient has one number a "
            "column."
        ): r,
        N_(
            "this is the residual, squared, one number a row: its derivative, summed with X.T, is "
            "asked for."
        ): lambda b, X, y: r(b, X, y) ** 2,
        N_("this is the prediction, one number a row: subtract y, then multiply by X.T."): (
            lambda b, X, y: X @ b
        ),
        N_("the shape is that of X: the residual is missing in it."): lambda b, X, y: X,
        N_("the shape is that of X, transposed: the residual is missing in it."): lambda b, X, y: (
            X.T
        ),
        N_(
            "X is not transposed: X @ residual fits only where X happens to be square. Each column "
            "asks for its own sum over the rows, X.T @ residual."
        ): lambda b, X, y: X @ r(b, X, y),
        N_("beta stands before X: the prediction is X @ beta."): lambda b, X, y: X.T @ (b @ X - y),
        N_("parentheses are missing: X.T @ (X @ beta - y); without them y is subtracted last."): (
            lambda b, X, y: X.T @ X @ b - y
        ),
        N_("the transposes are exchanged: the prediction is X @ beta, the sum X.T @ residual."): (
            lambda b, X, y: X @ (X.T @ b - y)
        ),
        N_("`*` stands where `@` belongs: the prediction is X @ beta."): (
            lambda b, X, y: X.T @ (X * b - y)
        ),
        N_(
            "`*` stands where `@` belongs: X * residual multiplies entry by entry, X.T @ residual "
            "sums over the rows."
        ): lambda b, X, y: X * r(b, X, y),
        N_("all entries are added up to one number: each column has a sum of its own."): (
            lambda b, X, y: (X.T @ r(b, X, y)).sum()
        ),
        N_(
            "a residual (n,) and X (n, d) do not go together entry by "
            "entry: residual[:, None] * X, or "
            "at once X.T @ residual."
        ): lambda b, X, y: (r(b, X, y) * X).mean(axis=0),
        N_(
            "a residual (n,) and X (n, d) do not go together entry by entry, and all entries are "
            "averaged to one: X.T @ residual."
        ): lambda b, X, y: (r(b, X, y) * X).mean(),
        N_(
            "all entries of X times the residual are averaged to one "
            "number: each column has a sum of "
            "its own."
        ): lambda b, X, y: (X * r(b, X, y)[:, None]).mean(),
        N_("the mean is taken over the columns as well: each column has a sum of its own."): (
            lambda b, X, y: (X.T @ r(b, X, y)).mean()
        ),
        N_("this is the length of the gradient, one number: the gradient itself is asked for."): (
            lambda b, X, y: np.linalg.norm(X.T @ r(b, X, y))
        ),
        N_(
            "these are the residuals added up, one number: each column has a sum of its own, "
            "X.T @ residual."
        ): lambda b, X, y: r(b, X, y).sum(),
        N_(
            "every target met every prediction, and the rows were added up: a column (n, 1) and a "
            "row (n,) spread to (n, n). Make both (n,), for example with np.ravel."
        ): (lambda b, X, y: (X.T @ (X @ b[:, None] - y)).sum(axis=1)),
    }


LOSSES = {
    N_("half the sum of squares"): half_sse,
    N_("the sum of squares"): sse,
    N_("the mean of squares"): mse,
    N_("the root of the mean square"): rmse,
    N_("the norm of the residual"): l2,
}
KNOWN = {
    "1": N_("half the sum of squares (no factor)"),
    "2": N_("the sum of squares (factor 2)"),
    "1/n": N_("half the mean of squares (factor 1/n)"),
    "2/n": N_("the mean of squares (factor 2/n)"),
    "1/‖r‖": N_("the norm (factor 1/‖r‖)"),
    "1/(√n ‖r‖)": N_("the root of the mean square (factor 1/(√n ‖r‖))"),
}
FLIPPED = N_("the sign is flipped: is the residual X @ beta - y, or y - X @ beta?")


def gradient_mistakes(wanted, advice):
    """Mistakes for the gradient with the factor `wanted`, a name of all_scales.

    advice is {factor: words} for what this loss is often mixed up with.
    """
    for name, factor, sign in _signed():
        if (name, sign) != (wanted, 1):
            words = _about_scale(name, sign, wanted, advice)
            yield Mistake(_scaled(half_sse_gradient, factor, sign), words, half_sse_gradient)
    for name, loss in LOSSES.items():
        words = N_("this is the loss itself ({name}), one number, not its gradient.")
        yield Mistake(loss, told(words, name=told(name)))
    for words, function in {**shapes(), **directions()}.items():
        for _, factor, sign in _signed():
            yield Mistake(_scaled(function, factor, sign), words, function)


def _signed():
    """(name, factor, sign) of every scale, uphill and downhill."""
    for name, factor in all_scales():
        yield name, factor, 1
        yield name, factor, -1


def _scaled(function, factor, sign):
    return lambda beta, X, y: sign * factor(beta, X, y) * function(beta, X, y)


def _about_scale(name, sign, wanted, advice):
    """The sentence for a right direction with this factor and sign."""
    if name == wanted:
        return FLIPPED
    said = advice.get(name)
    if not said and name in KNOWN:
        said = told(N_("this is the gradient of {loss}."), loss=told(KNOWN[name]))
    said = said or wrong_scale(name, wanted)
    return said if sign > 0 else sentences(said, N_("its sign is flipped, too."))


def about_shape(trial):
    """What a shape tells that no known mistake has."""
    _, X, _ = trial.cases[0].arguments
    n, d = X.shape
    shape = np.shape(trial.seen.values[0])
    if shape in ((d, n), (n, n)):
        words = N_(
            "the shape is {shape}: every target met every prediction. A column (n, 1) and a row "
            "(n,) spread to (n, n); make both (n,), for example with np.ravel."
        )
        return told(words, shape=shape)
    if shape == (n,):
        words = N_(
            "the shape is {shape}, one number a row. Multiply by X.T: a gradient has one number a "
            "column, {wanted}."
        )
        return told(words, shape=shape, wanted=(d,))
    if shape == (n, d):
        return told(N_("the shape is {shape}: the rows are not summed yet."), shape=shape)
    if shape == (d - 1,):
        words = N_("the shape is {shape}, one number too few. Is the intercept's column left out?")
        return told(words, shape=shape)
    return None


# the first hints of every gradient of a loss
RESIDUAL_HINTS = (
    N_("The residual is `X @ beta - y`, shape (n,): how far each prediction is off."),
    N_("Each row pulls beta along itself, by its residual: `X.T @ residual` sums that over rows."),
)
