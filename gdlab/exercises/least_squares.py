"""Lesson 1: least squares for any design."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read, told
from gdlab.exercises.engine.read import show
from gdlab.exercises.shared.lesson import lesson_data
from gdlab.exercises.shared.scales import scales
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(6, 10), rng.integers(2, 5)
X, y = rng.uniform(-2, 2, (n, d)), rng.uniform(-3, 3, n)
X[:, -1] = X[:, 0] + 0.02 * X[:, -1]"""


def least_squares(X, y):
    return np.linalg.pinv(X) @ y


def solve(X, y):
    """The answer where X^T X has an inverse."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


FORMULAS = {
    N_("(X^T X)^-1 is missing: this is X^T y."): lambda X, y: X.T @ y,
    N_("(X^T X)^-1 is missing, and the mean is taken: this is X^T y / n."): (
        lambda X, y: X.T @ y / len(y)
    ),
    N_("this is the gradient at zero, not the place where it is zero."): (
        lambda X, y: -2 / len(y) * X.T @ y
    ),
    N_("this is the gradient of the sum at zero, not the place where it is zero."): (
        lambda X, y: -2 * X.T @ y
    ),
    N_("X^T X stands there, its inverse is needed."): lambda X, y: X.T @ X @ X.T @ y,
    N_("the sign is flipped."): lambda X, y: -solve(X, y),
    N_(
        "the inverse of every entry of X^T X is taken (** -1 or 1 / "
        "...); the inverse of the matrix "
        "is needed."
    ): lambda X, y: (1 / (X.T @ X)) @ (X.T @ y),
    N_("every column is fitted alone: the columns share the work, pinv(X) @ y."): (
        lambda X, y: X.T @ y / (X**2).sum(axis=0)
    ),
    N_("the last column is left out of the fit."): lambda X, y: np.append(solve(X[:, :-1], y), 0.0),
    N_("the first column is left out of the fit."): lambda X, y: np.append(0.0, solve(X[:, 1:], y)),
    N_("the last row is left out."): lambda X, y: solve(X[:-1], y[:-1]),
    N_("the first row is left out."): lambda X, y: solve(X[1:], y[1:]),
    N_("only as many rows as columns are used: the others count, too."): (
        lambda X, y: np.linalg.solve(X[: X.shape[1]], y[: X.shape[1]])
    ),
    N_("the mean of y is subtracted first: leave y as it is."): lambda X, y: solve(X, y - y.mean()),
    N_("the mean of every column is subtracted first: leave X as it is."): (
        lambda X, y: solve(X - X.mean(axis=0), y)
    ),
    N_("the means of X and y are subtracted first: leave both as they are."): (
        lambda X, y: solve(X - X.mean(axis=0), y - y.mean())
    ),
    N_("the columns are scaled first: leave X as it is."): (
        lambda X, y: solve((X - X.mean(axis=0)) / X.std(axis=0), y)
    ),
    N_("the columns are divided by their spread first: leave X as it is."): (
        lambda X, y: solve(X / X.std(axis=0), y)
    ),
    N_("an intercept is added to X; X has what it needs already."): (
        lambda X, y: solve(np.column_stack([X, np.ones(len(X))]), y)[:-1]
    ),
    N_(
        "an intercept is added to X, so that there is one coefficient "
        "too many; X has what it needs "
        "already."
    ): lambda X, y: solve(np.column_stack([X, np.ones(len(X))]), y),
    N_("the signs of the coefficients are lost."): lambda X, y: np.abs(solve(X, y)),
    N_("the coefficients come in the reverse order."): lambda X, y: solve(X, y)[::-1],
    N_("the coefficients are rounded: return them as they are."): lambda X, y: solve(X, y).round(),
    N_("the coefficients are rounded to two digits: return them as they are."): (
        lambda X, y: solve(X, y).round(2)
    ),
    N_("the coefficients are rounded to four digits: return them as they are."): (
        lambda X, y: solve(X, y).round(4)
    ),
    N_("the coefficients are divided by their length: return them as they are."): (
        lambda X, y: solve(X, y) / np.linalg.norm(solve(X, y))
    ),
    N_("these are predictions, one number a row: X @ beta, not beta."): lambda X, y: (
        X @ solve(X, y)
    ),
    N_("these are residuals, one number a row; beta is asked for."): lambda X, y: (
        y - X @ solve(X, y)
    ),
    N_("these are residuals, one number a row, with the other sign; beta is asked for."): (
        lambda X, y: X @ solve(X, y) - y
    ),
    N_("this is the pseudo-inverse itself; multiply it with y."): lambda X, y: np.linalg.pinv(X),
    N_("this is the sum of squares that is left, one number; beta is asked for."): (
        lambda X, y: np.sum((y - X @ solve(X, y)) ** 2)
    ),
    N_("X stands in it too often: pinv(X) @ y."): lambda X, y: np.linalg.pinv(X) @ X @ y,
    N_("the order of a product counts: pinv(X) @ y."): lambda X, y: y @ np.linalg.pinv(X),
    N_("np.linalg.lstsq gives four things; the first of them, [0], is beta."): (
        lambda X, y: np.linalg.lstsq(X, y, rcond=None)
    ),
    N_("zeros came back: is anything computed?"): lambda X, y: np.zeros(X.shape[1]),
    N_("ones came back: is anything computed?"): lambda X, y: np.ones(X.shape[1]),
    N_("`*` stands where `@` belongs: pinv(X) * y multiplies entry by entry."): (
        lambda X, y: np.linalg.pinv(X) * y
    ),
}


def mistakes():
    """Other formulas; directions left out by a large rcond."""
    for words, function in FORMULAS.items():
        yield Mistake(function, words)
    for name, scale in scales():
        if name != "1":
            words = N_("it carries the factor {factor}: 2 and n cancel in the normal equations.")
            yield Mistake(lambda X, y, s=scale: s(X) * solve(X, y), told(words, factor=name))
    residuals = N_(
        "this is the sum of squares that is left, in an array; beta is what lstsq gives first, [0]."
    )
    yield Mistake(lambda X, y: np.linalg.lstsq(X, y, rcond=None)[1], residuals)
    for rcond in (0.5, 0.1, 0.05, 0.02, 0.01):
        yield Mistake(_cut(rcond), RCOND)


RCOND = N_(
    "a direction is left out that is short, but no rounding: rcond is too large. Leave it out of "
    "the call, and only rounding is taken for zero."
)


def _cut(rcond):
    return lambda X, y: np.linalg.pinv(X, rcond=rcond) @ y


def by_its_equations(trial):
    """A ridge, known by its equations; X^T y alone, known by its direction."""
    if all(_is_along(*trial.cases[k].arguments, a) for k, a in enumerate(trial.answers[:4])):
        return N_(
            "(X^T X)^-1 is missing: this is X^T y times a number, and a division by a number is "
            "no inverse of a matrix."
        )
    pairs = [(trial.cases[k], trial.answers[k]) for k in trial.plain if k < len(trial.answers)]
    added = [_ridge(case.arguments, answer) for case, answer in pairs]
    if added and None not in added and np.allclose(added, added[0], rtol=0.02):
        words = N_(
            "this is ridge regression: {added} is added to the diagonal of X^T X. Nothing need be "
            "added: np.linalg.pinv(X) needs no inverse of X^T X."
        )
        return told(words, added=f"{added[0]:.3g}")
    return None


def _is_along(X, y, answer):
    """Whether an answer has the direction of X^T y."""
    way = X.T @ y
    if not isinstance(answer, np.ndarray) or answer.shape != way.shape or not answer.any():
        return False
    return abs(way @ answer) > (1 - 1e-9) * np.linalg.norm(way) * np.linalg.norm(answer)


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
        words = N_("right for well-behaved X. But for a stretched one {said}.")
        return told(words, said=_said(there))
    if there.answers[0].dtype == np.float32:
        return None
    if any(there.is_like(_cut(10.0**-k)) for k in range(2, 6)):
        return RCOND
    error = np.abs(there.answers[0] - beta).max()
    if error < 1e-7:
        return None
    kept = max(0.0, -np.log10(error))
    words = N_(
        "right for well-behaved X. But for one of condition number {condition} only {digits} "
        "digits are right: X^T X squares that number. Work with X itself: pinv(X), or "
        "np.linalg.lstsq(X, y)[0]."
    )
    return told(words, condition=f"{np.linalg.cond(X):.0e}", digits=f"{kept:.0f}")


def _said(there):
    return there.seen.ended.words if there.seen.ended else show(there.answers[0])


def stretched():
    """(X, y, beta): powers of t, a design of condition number 4e5, fitted exactly."""
    X, beta = np.vander(np.linspace(0, 1, 12), 8), np.ones(8)
    return X, X @ beta, beta


EQUAL = np.array([[1.0, 1], [2, 2], [3, 3]])
MANY = N_(
    "for X = [[1, 1], [2, 2], [3, 3]] {said}. Here two columns are equal, so X^T X has no inverse, "
    "and many beta fit equally well; the shortest is asked for: np.linalg.pinv(X) needs no inverse "
    "of X^T X, and finds it. (In float32 rounding hides that columns are equal.)"
)
WIDE = N_(
    "with more columns than rows {said}. Many beta fit exactly, and the shortest is asked for: "
    "np.linalg.pinv(X) needs no inverse of X^T X, and finds it."
)


def _lesson_sized():
    X, y, _ = lesson_data()
    X[:, -1] = X[:, 0] + 0.02 * X[:, -1]
    return (Case((X, y)),)


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
            Case((EQUAL, np.array([1.0, 2, 2])), N_("with equal columns"), edge=True, words=MANY),
            Case(
                (np.array([[1.0, 2, 0.5], [0.5, -1, 2]]), np.array([1.0, 2])),
                N_("with more columns than rows"),
                edge=True,
                words=WIDE,
            ),
            Case(
                (np.array([[2.0], [1], [3]]), np.array([1.0, 2, 2])), N_("for a column"), edge=True
            ),
            Case(
                (np.array([[1, 2], [3, 1], [1, 1]]), np.array([1, 4, 2])),
                N_("for whole numbers"),
                edge=True,
            ),
        ),
    ),
    rescue=_square(),
    home=_lesson_sized(),
    mistakes=mistakes,
    read=read.point,
    tolerance=1e-9,
    also=digits,
    explain=by_its_equations,
    hints=(
        N_("Slide 2: beta is the pseudo-inverse of X times y."),
        N_("`np.linalg.pinv(X)` is the pseudo-inverse; it exists for every X."),
    ),
)
