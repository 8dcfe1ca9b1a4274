"""Lesson 6: the smallest curvature that a loss has at given points; below 0 it is not convex."""

from dataclasses import dataclass

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """from gdlab.exercises.lowest_curvature import Bends
d, m = rng.integers(2, 5), rng.integers(5, 9)
A, B = rng.uniform(-2, 2, (2, d, d))
hessian = Bends(A + A.T, B)
points = rng.uniform(-2, 2, (m, d))"""


def lowest_curvature(hessian, points):
    return min(np.linalg.eigvalsh(hessian(beta))[0] for beta in points)


@dataclass(frozen=True, eq=False)
class Bends:
    """A Hessian (d, d) that changes from place to place: fixed + diag(changes @ beta)."""

    fixed: np.ndarray
    changes: np.ndarray

    def __call__(self, beta):
        return self.fixed + np.diag(self.changes @ np.asarray(beta, float))


def values(H):
    """The eigenvalues, ascending."""
    return np.linalg.eigvalsh(H)


CURVATURES = {  # words: Hessian -> a number
    "": lambda H: values(H)[0],
    N_("this takes the largest eigenvalue, the steepest curvature; the smallest is asked."): (
        lambda H: values(H)[-1]
    ),
    N_("this takes the smallest entry of the Hessian; its smallest *eigenvalue* is asked."): (
        lambda H: H.min()
    ),
    N_("this takes the largest entry of the Hessian; its smallest *eigenvalue* is asked."): (
        lambda H: H.max()
    ),
    N_(
        "this looks at the diagonal only, the curvature along each axis; between the axes the loss "
        "may bend down all the same. Take the smallest eigenvalue."
    ): lambda H: np.diag(H).min(),
    N_("this takes the first entry of the Hessian; its smallest eigenvalue is asked."): (
        lambda H: H[0, 0]
    ),
    N_("this takes the last entry of the Hessian; its smallest eigenvalue is asked."): (
        lambda H: H[-1, -1]
    ),
    N_(
        "the sign of the curvatures is lost: singular values, or abs, hide a direction that bends "
        "down. Take eigenvalues as they are."
    ): lambda H: np.abs(values(H)).min(),
    N_("this takes the size of the largest eigenvalue, without sign; the smallest is asked."): (
        lambda H: np.abs(values(H)).max()
    ),
    N_("this is the determinant, the product of all curvatures; two below 0 make it positive."): (
        np.linalg.det
    ),
    N_("this is the trace, the sum of all curvatures; the smallest of them is asked."): np.trace,
    N_("this is the mean of the curvatures; the smallest of them is asked."): (
        lambda H: values(H).mean()
    ),
    N_("this is the second eigenvalue; np.linalg.eigvalsh sorts upwards, so the first is [0]."): (
        lambda H: values(H)[1]
    ),
    N_("this is the norm of the Hessian; its smallest eigenvalue is asked."): np.linalg.norm,
    N_("this is the ratio of the curvatures; the smallest of them is asked."): (
        lambda H: values(H)[-1] / values(H)[0]
    ),
    N_("this is the difference of the curvatures; the smallest of them is asked."): (
        lambda H: np.ptp(values(H))
    ),
    N_("the curvatures are squared, which hides their sign: H, not H.T @ H."): (
        lambda H: values(H @ H)[0]
    ),
    N_("the eigenvalue is halved: take it as it is."): lambda H: values(H)[0] / 2,
    N_("the eigenvalue is doubled: take it as it is."): lambda H: 2 * values(H)[0],
    N_("all entries of the Hessian are added up; its smallest eigenvalue is asked."): np.sum,
    N_("np.linalg.eigvals does not sort: take its smallest, .min(), or use np.linalg.eigvalsh."): (
        lambda H: np.linalg.eigvals(H)[0].real
    ),
    N_(
        "np.linalg.eigvals does not sort: take its smallest, .min(), or use np.linalg.eigvalsh "
        "and [0]."
    ): lambda H: np.linalg.eigvals(H)[-1].real,
}
ALL_POINTS = {  # words: a number for each point -> the answer
    "": np.min,
    N_("this takes the largest over the points: one point that bends down is enough."): np.max,
    N_("this takes the mean over the points, which hides a point that bends down."): np.mean,
    N_("this adds up over the points, which hides a point that bends down."): np.sum,
    N_("this takes the middle one of the points, which hides one that bends down."): np.median,
    N_("only the first point counts: is the `return` inside the loop?"): lambda v: v[0],
    N_("only the last point counts: is the smallest overwritten in the loop?"): lambda v: v[-1],
    N_("one number a point came back; the smallest of them is asked."): lambda v: v,
    N_("taking abs hides the sign, which tells whether it bends down."): lambda v: np.abs(v).min(),
    N_("taking abs hides the sign: take the smallest as it is."): (lambda v: np.abs(v.min())),
    N_("the smallest begins at 0, so that a loss that bends up everywhere gives 0."): (
        lambda v: min(0, v.min())
    ),
    N_("the curvatures of all points are multiplied; the smallest of them is asked."): np.prod,
    N_("this is the spread over the points; the smallest is asked."): np.ptp,
}
COUNTED = {  # of the right curvatures only
    N_("this is the number of the point where it is smallest; how small it is is asked."): (
        np.argmin
    ),
    N_("this is how many points bend down; the smallest curvature is asked."): (
        lambda v: np.sum(v < 0)
    ),
}
LEFT_OUT = {
    N_("the first point is left out."): slice(1, None),
    N_("the last point is left out."): slice(-1),
}
SIGNS = {"": 1, N_("the sign is flipped."): -1}
MIDDLES = {  # words: (hessian, points) -> one Hessian
    N_("the Hessians are averaged first, which hides a point that bends down."): (
        lambda hessian, points: np.mean([hessian(beta) for beta in points], axis=0)
    ),
    N_("the Hessians are added up first, which hides a point that bends down."): (
        lambda hessian, points: np.sum([hessian(beta) for beta in points], axis=0)
    ),
    N_("the Hessian is taken at zero; it changes from point to point."): (
        lambda hessian, points: hessian(0 * points[0])
    ),
    N_("the Hessian stands on the points themselves: points.T @ points is another matrix."): (
        lambda hessian, points: points.T @ points
    ),
    N_("this is the largest of each entry over the points; no Hessian of the loss."): (
        lambda hessian, points: np.max([hessian(beta) for beta in points], axis=0)
    ),
    N_("this is the smallest of each entry over the points; no Hessian of the loss."): (
        lambda hessian, points: np.min([hessian(beta) for beta in points], axis=0)
    ),
}


def mistakes():
    """Another number of each Hessian, another way over the points, another sign; both."""
    for words, (curvature, over, sign) in few(CURVATURES, ALL_POINTS, SIGNS):
        yield Mistake(_over(curvature, over, sign), words)
    for words, count in COUNTED.items():
        yield Mistake(_over(CURVATURES[""], count, 1), words)
    for words, kept in LEFT_OUT.items():
        yield Mistake(lambda h, p, kept=kept: lowest_curvature(h, p[kept]), words)
    for words, middle in MIDDLES.items():
        for curvature in CURVATURES.values():
            yield Mistake(lambda h, p, m=middle, c=curvature: c(m(h, p)), words)
    yield Mistake(
        lambda hessian, points: points[np.argmin([values(hessian(b))[0] for b in points])],
        N_("this is the point where the curvature is smallest; how small it is is asked."),
    )
    yield Mistake(
        lambda hessian, points: np.array([values(hessian(beta)) for beta in points]),
        N_("all eigenvalues of all points came back; the smallest of them is asked."),
    )


def _over(curvature, over, sign):
    return lambda hessian, points: (
        sign * over(np.array([curvature(hessian(beta)) for beta in points]))
    )


def _bent(sign, seed):
    """(hessian, points) of a loss that bends up (1) or down (-1) at all of them."""
    rng = np.random.default_rng(seed)
    A = rng.uniform(-1, 1, (3, 3))
    hessian = Bends(sign * (A @ A.T + 2 * np.eye(3)), rng.uniform(-0.2, 0.2, (3, 3)))
    return hessian, rng.uniform(-1, 1, (6, 3))


def _lesson_sized():
    rng = np.random.default_rng(4)
    A = rng.uniform(-2, 2, (2, 2))
    return (Case((Bends(A + A.T, rng.uniform(-2, 2, (2, 2))), rng.uniform(-2, 2, (6, 2)))),)


ONE = Bends(np.array([[1.5]]), np.array([[-2.0]]))

EXERCISE = Exercise(
    right=lowest_curvature,
    lesson=6,
    designs=Designs(
        RECIPE,
        (1, 2, 4, 5, 8, 9),
        (
            Case(_bent(1, 3), N_("for a loss that bends up at every point")),
            Case(_bent(1, 6), N_("for another loss that bends up at every point")),
            Case(_bent(-1, 5), N_("for a loss that bends down at every point")),
            Case((ONE, np.array([[0.5], [2.0], [1.0]])), N_("for one parameter"), edge=True),
            Case((ONE, np.array([[0.5]])), N_("for a single point"), edge=True),
        ),
    ),
    home=_lesson_sized(),
    mistakes=mistakes,
    read=read.number,
    hints=(
        N_("`hessian(points[0])` is the matrix of curvatures at the first point."),
        N_(
            "At one point the smallest curvature of all directions is the smallest eigenvalue: "
            "`np.linalg.eigvalsh(hessian(points[0]))[0]`."
        ),
        N_("A loop over the points, then the smallest of all: `min` of a list."),
    ),
    praise=N_("Right. Below 0 at one point: not convex. Above 0 at these points proves nothing."),
)
