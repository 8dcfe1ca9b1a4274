"""Lesson 1's answers: the intercept's column, and least squares for any design."""

import numpy as np

from gdlab.exercises.gradient import close
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

FEATURES = np.array([[1.0, 5], [2, 3], [4, 4], [7, 1]])


def check_add_intercept(function):
    """Judge function(X) -> (n, d + 1), X with a last column of ones. Slide 14."""
    n, d = FEATURES.shape
    answer = as_array(call(function, FEATURES))
    ones = np.ones((n, 1))
    wanted = np.hstack([FEATURES, ones])
    if answer.shape == wanted.shape and np.array_equal(answer, wanted):
        return right()
    known = {
        "the ones come first. In this course they stand last, as on the slides.": np.hstack(
            [ones, FEATURES]
        ),
        "the column holds zeros: it must be 1, so that its coefficient is added as it is.": (
            np.hstack([FEATURES, 0 * ones])
        ),
        "this is a row of ones; one column more is needed, a 1 for each row.": np.vstack(
            [FEATURES, np.ones(d)]
        ),
        "only the ones came back: put them beside X, np.column_stack([X, ones]).": ones,
        "X came back without a further column.": FEATURES,
        "1 is added to every entry; a column of ones is to stand beside them.": FEATURES + 1,
        "this is transposed: the rows must stay rows.": wanted.T,
    }
    for words, array in known.items():
        if answer.shape == array.shape and np.array_equal(answer, array):
            return wrong(words)
    if answer.ndim == 1:
        return wrong(
            f"one long row of {answer.size} numbers came back: np.append needs axis=1 and a column "
            "(n, 1); np.column_stack([X, ones]) takes the ones as they are."
        )
    if answer.shape != wanted.shape:
        return wrong(f"for X of shape {(n, d)} the shape is {answer.shape}; {(n, d + 1)} is asked")
    return wrong(f"for X of shape {(n, d)} the last row is {answer[-1]}; {wanted[-1]} is asked")


def check_least_squares(function):
    """Judge function(X, y) -> the shortest beta that makes the sum of squares least. Slide 2."""
    X, y = _generic()
    answer = _beta(function, X, y)
    if not close(answer, np.linalg.lstsq(X, y)[0]):
        return wrong(_name(answer, X, y))
    return _one_column_too_many(function) or _digits(function) or right()


def _generic():
    rng = np.random.default_rng(3)
    return rng.uniform(-2, 2, (7, 3)), rng.uniform(-3, 3, 7)


def _beta(function, X, y):
    answer = as_array(call(function, X, y))
    d = X.shape[1]
    if answer.shape == (len(X),) and len(X) != d:
        raise Answer(wrong(f"the shape is {answer.shape}, one number a row: X @ beta, not beta"))
    if answer.shape != (d,):
        raise Answer(wrong(f"the shape is {answer.shape}; beta has one number a column, {(d,)}"))
    if not np.isfinite(answer).all():
        raise Answer(wrong("there is a nan or an infinity in it"))
    return answer


def _name(answer, X, y):
    gram = X.T @ X
    known = {
        "(X^T X)^-1 is missing: this is X^T y.": X.T @ y,
        "this is the gradient at zero, not the place where it is zero.": -2 / len(y) * X.T @ y,
        "X^T X stands there, its inverse is needed.": gram @ X.T @ y,
        "the sign is flipped.": -np.linalg.solve(gram, X.T @ y),
        "it is twice too large.": 2 * np.linalg.solve(gram, X.T @ y),
    }
    for words, array in known.items():
        if close(answer, array):
            return words
    loss, least = (np.sum((y - X @ b) ** 2) for b in (answer, np.linalg.lstsq(X, y)[0]))
    return f"its sum of squares is {loss:.4g}, and {least:.4g} is possible"


def _one_column_too_many(function):
    """wrong(...) where two columns say the same and that is not dealt with, else None."""
    X, y = np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1.0, 2, 2])
    shortest = np.linalg.pinv(X) @ y
    advice = "Here two columns are equal, so X^T X has no inverse; np.linalg.pinv(X) needs none."
    try:
        answer = _beta(function, X, y)
    except Answer as stopped:
        return wrong(f"for X = [[1, 1], [2, 2], [3, 3]]: {stopped.outcome.message}\n{advice}")
    if close(answer, shortest):
        return None
    if np.sum((y - X @ answer) ** 2) > np.sum((y - X @ shortest) ** 2) * (1 + 1e-6):
        return wrong(f"for X = [[1, 1], [2, 2], [3, 3]] it silently answers {answer}. {advice}")
    return wrong(
        f"for X = [[1, 1], [2, 2], [3, 3]] many beta fit equally well; yours, {answer}, is one, "
        f"but not the shortest, {shortest.round(4)}: np.linalg.pinv(X) finds it."
    )


def _digits(function):
    """wrong(...) where an ill-conditioned design costs twice the digits it must, else None."""
    t = np.linspace(0, 1, 12)
    X, beta = np.vander(t, 8), np.ones(8)
    answer = _beta(function, X, X @ beta)
    if np.abs(answer - beta).max() < 1e-7:
        return None
    kept = max(0.0, -np.log10(np.abs(answer - beta).max()))
    return wrong(
        f"right for well-behaved X. But for one of condition number {np.linalg.cond(X):.0e} only "
        f"{kept:.0f} digits are right: X^T X squares that number. Work with X itself: pinv(X), "
        "or np.linalg.lstsq(X, y)[0]."
    )
