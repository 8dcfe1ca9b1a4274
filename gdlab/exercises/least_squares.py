"""Lesson 1: least squares for any design."""

import numpy as np

from gdcore.data import lecture
from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read
from gdlab.exercises.engine.read import show
from gdlab.exercises.shared.scales import scales

RECIPE = """n, d = rng.integers(6, 10), rng.integers(2, 5)
X, y = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n)
X[:, -1] = X[:, 0] + 0.02 * X[:, -1]"""
PINV = "np.linalg.pinv(X) needs no inverse of X^T X"


def least_squares(X, y):
    return np.linalg.pinv(X) @ y


def solve(X, y):
    """The answer where X^T X has an inverse."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


FORMULAS = {
    "(X^T X)^-1 is missing: this is X^T y.": lambda X, y: X.T @ y,
    "(X^T X)^-1 is missing, and the mean is taken: this is X^T y / n.": (
        lambda X, y: X.T @ y / len(y)
    ),
    "this is the gradient at zero, not the place where it is zero.": (
        lambda X, y: -2 / len(y) * X.T @ y
    ),
    "this is the gradient of the sum at zero, not the place where it is zero.": (
        lambda X, y: -2 * X.T @ y
    ),
    "X^T X stands there, its inverse is needed.": lambda X, y: X.T @ X @ X.T @ y,
    "the sign is flipped.": lambda X, y: -solve(X, y),
    "the inverse of every entry of X^T X is taken (** -1 or 1 / ...); the inverse of the matrix "
    "is needed.": lambda X, y: (1 / (X.T @ X)) @ (X.T @ y),
    "every column is fitted alone: the columns share the work, pinv(X) @ y.": (
        lambda X, y: X.T @ y / (X**2).sum(axis=0)
    ),
    "the last column is left out of the fit.": lambda X, y: np.append(solve(X[:, :-1], y), 0.0),
    "the first column is left out of the fit.": lambda X, y: np.append(0.0, solve(X[:, 1:], y)),
    "the last row is left out.": lambda X, y: solve(X[:-1], y[:-1]),
    "the first row is left out.": lambda X, y: solve(X[1:], y[1:]),
    "only as many rows as columns are used: the others count, too.": (
        lambda X, y: np.linalg.solve(X[: X.shape[1]], y[: X.shape[1]])
    ),
    "the mean of y is subtracted first: leave y as it is.": lambda X, y: solve(X, y - y.mean()),
    "the mean of every column is subtracted first: leave X as it is.": (
        lambda X, y: solve(X - X.mean(axis=0), y)
    ),
    "the means of X and y are subtracted first: leave both as they are.": (
        lambda X, y: solve(X - X.mean(axis=0), y - y.mean())
    ),
    "the columns are scaled first: leave X as it is.": (
        lambda X, y: solve((X - X.mean(axis=0)) / X.std(axis=0), y)
    ),
    "the columns are divided by their spread first: leave X as it is.": (
        lambda X, y: solve(X / X.std(axis=0), y)
    ),
    "an intercept is added to X; X has what it needs already.": (
        lambda X, y: solve(np.column_stack([X, np.ones(len(X))]), y)[:-1]
    ),
    "an intercept is added to X, so that there is one coefficient too many; X has what it needs "
    "already.": lambda X, y: solve(np.column_stack([X, np.ones(len(X))]), y),
    "the signs of the coefficients are lost.": lambda X, y: np.abs(solve(X, y)),
    "the coefficients come in the reverse order.": lambda X, y: solve(X, y)[::-1],
    "the coefficients are rounded: return them as they are.": lambda X, y: solve(X, y).round(),
    "the coefficients are rounded to two digits: return them as they are.": (
        lambda X, y: solve(X, y).round(2)
    ),
    "the coefficients are rounded to four digits: return them as they are.": (
        lambda X, y: solve(X, y).round(4)
    ),
    "the coefficients are divided by their length: return them as they are.": (
        lambda X, y: solve(X, y) / np.linalg.norm(solve(X, y))
    ),
    "these are predictions, one number a row: X @ beta, not beta.": lambda X, y: X @ solve(X, y),
    "these are residuals, one number a row; beta is asked for.": lambda X, y: y - X @ solve(X, y),
    "these are residuals, one number a row, with the other sign; beta is asked for.": (
        lambda X, y: X @ solve(X, y) - y
    ),
    "this is the pseudo-inverse itself; multiply it with y.": lambda X, y: np.linalg.pinv(X),
    "this is the sum of squares that is left, one number; beta is asked for.": (
        lambda X, y: np.sum((y - X @ solve(X, y)) ** 2)
    ),
    "X stands in it too often: pinv(X) @ y.": lambda X, y: np.linalg.pinv(X) @ X @ y,
    "the order of a product counts: pinv(X) @ y.": lambda X, y: y @ np.linalg.pinv(X),
    "np.linalg.lstsq gives four things; the first of them, [0], is beta.": (
        lambda X, y: np.linalg.lstsq(X, y, rcond=None)
    ),
    "zeros came back: is anything computed?": lambda X, y: np.zeros(X.shape[1]),
    "ones came back: is anything computed?": lambda X, y: np.ones(X.shape[1]),
    "`*` stands where `@` belongs: pinv(X) * y multiplies entry by entry.": (
        lambda X, y: np.linalg.pinv(X) * y
    ),
}


def mistakes():
    """Other formulas; directions left out by a large rcond."""
    for words, function in FORMULAS.items():
        yield Mistake(function, words)
    for name, scale in scales():
        if name != "1":
            words = f"it carries the factor {name}: 2 and n cancel in the normal equations."
            yield Mistake(lambda X, y, s=scale: s(X) * solve(X, y), words)
    residuals = (
        "this is the sum of squares that is left, in an array; beta is what lstsq gives first, [0]."
    )
    yield Mistake(lambda X, y: np.linalg.lstsq(X, y, rcond=None)[1], residuals)
    for rcond in (0.5, 0.1, 0.05, 0.02, 0.01):
        yield Mistake(_cut(rcond), RCOND)


RCOND = (
    "a direction is left out that is short, but no rounding: rcond is too large. Leave it out of "
    "the call, and only rounding is taken for zero."
)


def _cut(rcond):
    return lambda X, y: np.linalg.pinv(X, rcond=rcond) @ y


def by_its_equations(trial):
    """A ridge, known by its equations."""
    pairs = [(trial.cases[k], trial.answers[k]) for k in trial.plain if k < len(trial.answers)]
    added = [_ridge(case.arguments, answer) for case, answer in pairs]
    if added and None not in added and np.allclose(added, added[0], rtol=0.02):
        return (
            f"this is ridge regression: {added[0]:.3g} is added to the diagonal of X^T X. Nothing "
            f"need be added: {PINV}."
        )
    return None


def _ridge(arguments, answer):
    """What (X^T X + a I) answer = X^T y says of a, if one a fits; None if none does."""
    X, y = arguments
    if not isinstance(answer, np.ndarray) or answer.shape != (X.shape[1],):
        return None
    missing = X.T @ y - X.T @ X @ answer
    a = float(missing @ answer / (answer @ answer or 1))
    rest = np.linalg.norm(missing - a * answer)
    return a if a > 0 and rest < 0.02 * np.linalg.norm(missing) else None


def digits(trial):
    """Where it is right for well-behaved designs: how many digits are left for a stretched one."""
    X, y, beta = stretched()
    there = trial.again((Case((X, y)),))
    if there.seen.ended or not isinstance(there.answers[0], np.ndarray):
        return f"right for well-behaved X. But for a stretched one {_said(there)}."
    if there.answers[0].dtype == np.float32:
        return None
    if any(there.is_like(_cut(10.0**-k)) for k in range(2, 6)):
        return RCOND
    error = np.abs(there.answers[0] - beta).max()
    if error < 1e-7:
        return None
    kept = max(0.0, -np.log10(error))
    return (
        f"right for well-behaved X. But for one of condition number {np.linalg.cond(X):.0e} only "
        f"{kept:.0f} digits are right: X^T X squares that number. Work with X itself: pinv(X), "
        "or np.linalg.lstsq(X, y)[0]."
    )


def _said(there):
    return there.seen.ended.words if there.seen.ended else show(there.answers[0])


def stretched():
    """(X, y, beta): powers of t, a design of condition number 4e5, fitted exactly."""
    X, beta = np.vander(np.linspace(0, 1, 12), 8), np.ones(8)
    return X, X @ beta, beta


EQUAL = np.array([[1.0, 1], [2, 2], [3, 3]])
MANY = (
    "for X = [[1, 1], [2, 2], [3, 3]] {said}. Here two columns are equal, so X^T X has no inverse, "
    f"and many beta fit equally well; the shortest is asked for: {PINV}, and finds it. (In float32 "
    "rounding hides that columns are equal.)"
)
WIDE = (
    "with more columns than rows {said}. Many beta fit exactly, and the shortest is asked for: "
    f"{PINV}, and finds it."
)


def _square():
    rng = np.random.default_rng(8)
    return tuple(Case((rng.uniform(-2, 2, (d, d)), rng.uniform(-3, 3, d))) for d in (3, 5))


EXERCISE = Exercise(
    right=least_squares,
    lesson=1,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((EQUAL, np.array([1.0, 2, 2])), "with equal columns", edge=True, words=MANY),
            Case(
                (np.array([[1.0, 2, 0.5], [0.5, -1, 2]]), np.array([1.0, 2])),
                "with more columns than rows",
                edge=True,
                words=WIDE,
            ),
            Case((np.array([[2.0], [1], [3]]), np.array([1.0, 2, 2])), "for a column", edge=True),
            Case(
                (np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2])),
                "for whole numbers",
                edge=True,
            ),
        ),
    ),
    rescue=_square(),
    home=(Case((lecture().X, lecture().y)),),
    mistakes=mistakes,
    read=read.point,
    tolerance=1e-9,
    also=digits,
    explain=by_its_equations,
    hints=(
        "Slide 2: beta is the pseudo-inverse of X times y.",
        "`np.linalg.pinv(X)` is the pseudo-inverse; it exists for every X.",
    ),
)
