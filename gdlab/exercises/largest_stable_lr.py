"""Lesson 4: the limit of lr for the mean of squares."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read
from gdlab.exercises.shared.scales import SCALES, scales, wrong_scale
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(5, 10), rng.integers(2, 5)
X = rng.uniform(-2, 2, (n, d))"""


def largest_stable_lr(X):
    hessian = 2 / len(X) * X.T @ X
    return 2 / np.linalg.eigvalsh(hessian)[-1]


def values(X):
    """The eigenvalues of X^T X, ascending."""
    return np.linalg.eigvalsh(X.T @ X)


BASES = {  # words: function of the eigenvalues of the Hessian -> number
    N_("this is 2 over the smallest eigenvalue; the steepest direction decides."): lambda v: (
        2 / v[0]
    ),
    N_(
        "this is 1 over the smallest eigenvalue; the steepest "
        "direction decides, and the limit is 2 "
        "over its eigenvalue."
    ): lambda v: 1 / v[0],
    N_("this is the best lr, not the largest one: 2/(λmin + λmax)."): lambda v: 2 / (v[0] + v[-1]),
    N_("this is 2 over the sum of all eigenvalues (the trace): the largest of them decides."): (
        lambda v: 2 / v.sum()
    ),
    N_(
        "this is 1 over the sum of all eigenvalues (the trace): the "
        "largest of them decides, and the "
        "limit is 2 over it."
    ): lambda v: 1 / v.sum(),
    N_("this is 2 over the mean of the eigenvalues: the largest of them decides."): (
        lambda v: 2 / v.mean()
    ),
    N_("this is 2 over the product of the eigenvalues (the determinant): the largest decides."): (
        lambda v: 2 / v.prod()
    ),
    N_("this is 2 over the norm of the whole matrix: its largest eigenvalue decides."): (
        lambda v: 2 / np.sqrt((v**2).sum())
    ),
    N_(
        "this is 1 over the norm of the whole matrix: its largest "
        "eigenvalue decides, and the limit is "
        "2 over it."
    ): lambda v: 1 / np.sqrt((v**2).sum()),
    N_("this is the largest eigenvalue itself: the limit is 2 over it."): lambda v: v[-1],
    N_("this is the largest eigenvalue, halved: the limit is 2 over λmax, not λmax over 2."): (
        lambda v: v[-1] / 2
    ),
    N_("this is the smallest eigenvalue: the limit is 2 over the largest."): lambda v: v[0],
    N_("this is 2 over the condition number; the limit is 2 over λmax alone."): (
        lambda v: 2 * v[0] / v[-1]
    ),
    N_("this is 1 over the condition number; the limit is 2 over λmax alone."): lambda v: (
        v[0] / v[-1]
    ),
    N_("this is 1/(2 λmax): the limit is 2/λmax."): lambda v: 1 / (2 * v[-1]),
    N_("this is the condition number; the limit is 2 over λmax."): lambda v: v[-1] / v[0],
    N_("this is 2 over the second eigenvalue; the largest one stands last, [-1]."): lambda v: (
        2 / v[1]
    ),
    N_("this is 2 over the difference of the eigenvalues: the largest one alone decides."): (
        lambda v: 2 / (v[-1] - v[0])
    ),
    N_("the eigenvalue is squared once too often."): lambda v: 2 / v[-1] ** 2,
    N_(
        "this is 2 over a singular value of X, or the root of an "
        "eigenvalue; the eigenvalues of X^T X "
        "are the squares of the singular values."
    ): lambda v: 2 / np.sqrt(v[-1]),
    N_(
        "this is 1 over a singular value of X, or the root of an "
        "eigenvalue; the eigenvalues of X^T X "
        "are the squares of the singular values, and the limit is 2 over the largest."
    ): (lambda v: 1 / np.sqrt(v[-1])),
    N_(
        "this is made with the norm of X, the root of the sum of all squares in it: the largest "
        "eigenvalue of the Hessian decides."
    ): lambda v: 2 / np.sqrt(v.sum()),
    N_(
        "this is 2 over the smallest singular value of X: the largest decides, and it is squared."
    ): (lambda v: 2 / np.sqrt(v[0])),
}
OTHERS = {
    N_("the rows are counted as columns: X @ X.T is (n, n), and the Hessian is made of X.T @ X."): (
        lambda X: 2 / np.linalg.eigvalsh(2 / X.shape[1] * X @ X.T)[-1]
    ),
    N_("this is 2 over the largest entry of the Hessian: its largest eigenvalue decides."): (
        lambda X: 2 / (2 / len(X) * X.T @ X).max()
    ),
    N_("this is 2 over the largest entry of the diagonal: the largest eigenvalue decides."): (
        lambda X: 2 / np.diag(2 / len(X) * X.T @ X).max()
    ),
    N_(
        "these are the eigenvalues of the covariance, with the mean of "
        "every column subtracted: leave "
        "X as it is."
    ): lambda X: 2 / np.linalg.eigvalsh(2 * np.cov(X.T, bias=True))[-1],
    N_("this is the largest row sum of the Hessian, a bound: its largest eigenvalue decides."): (
        lambda X: 2 / np.linalg.norm(2 / len(X) * X.T @ X, np.inf)
    ),
    N_(
        "np.linalg.eigvals does not sort: take the largest, .max(), or np.linalg.eigvalsh(H)[-1]."
    ): (lambda X: 2 / np.linalg.eigvals(2 / len(X) * X.T @ X)[0]),
    N_(
        "np.linalg.eigvals does not sort: take the largest, .max(), or "
        "np.linalg.eigvalsh(H)[-1]. (The "
        "last one is any of them.)"
    ): lambda X: 2 / np.linalg.eigvals(2 / len(X) * X.T @ X)[-1],
    N_("the sign is flipped."): lambda X: -2 / values(X)[-1],
}
ADVICE = {
    "1": N_(
        "this is the limit for half the sum of squares: the Hessian of the mean has the factor 2/n."
    ),
    "2": N_("this is the limit for the sum of squares: divide its Hessian by the number of rows."),
    "1/n": N_(
        "it is twice too large: either the Hessian lacks its factor 2, so that this is the "
        "limit for half the mean of squares, or 4 stands over λmax where 2 belongs."
    ),
    "4/n": N_(
        "it is half of it. Is it 1/λmax? The limit is 2/λmax: the factor 1 - lr λ may go down "
        "to -1."
    ),
}


def mistakes():
    """The Hessian with a wrong factor; something else than 2 over its largest eigenvalue; both."""
    for name, scale in scales():
        if name != "2/n":
            words = ADVICE.get(name) or wrong_scale(name, "2/n", N_("the Hessian"))
            yield Mistake(lambda X, scale=scale: 2 / (scale(X) * values(X)[-1]), words)
    for words, function in OTHERS.items():
        for _, scale in scales():
            yield Mistake(lambda X, f=function, s=scale: f(X) * 2 / (len(X) * s(X)), words)
    for words, base in BASES.items():
        for name in ("2/n", *SCALES):
            scale = SCALES[name]
            yield Mistake(
                lambda X, base=base, scale=scale: base(scale(*X.shape) * values(X)), words
            )
    yield Mistake(
        lambda X: 2 / len(X) * values(X),
        N_("all eigenvalues came back: take the largest, and divide 2 by it."),
    )
    yield Mistake(
        lambda X: 2 / (2 / len(X) * values(X)),
        N_("a limit for every direction came back: the smallest of them is the limit for all."),
    )


EXERCISE = Exercise(
    right=largest_stable_lr,
    lesson=4,
    designs=Designs(
        RECIPE,
        (1, 8, 14),
        (
            Case((np.array([[1.5, -2, 0.5]]),), N_("for a single row"), edge=True),
            Case((np.array([[1.5], [-2], [0.5]]),), N_("for a single column"), edge=True),
            Case(
                (np.array([[1, 2, 1], [0, 1, 1], [3, 1, 1], [2, 5, 1], [1, 1, 1]]),),
                N_("for whole numbers in X"),
                edge=True,
            ),
        ),
    ),
    home=(Case((np.random.default_rng(4).uniform(-2, 2, (4, 3)),)),),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("The Hessian of the mean of squares is `2 / n * X.T @ X`; n is `len(X)`."),
        N_("`np.linalg.eigvalsh` gives the eigenvalues of a symmetric matrix, ascending."),
        N_("Along the steepest direction the factor is 1 - lr λmax; it must stay above -1."),
    ),
)
