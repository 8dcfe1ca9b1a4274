"""Lesson 9: the minimum of all rows from the minima and Hessians of the batches."""

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d, k = rng.permutation([2, 3, 5])[:2]
pieces = [rng.uniform(-1, 2, (d + 1, d)) for _ in range(k)]
hessians = np.array([2 / (d + 1) * A.T @ A for A in pieces])
minima = rng.uniform(-3, 3, (k, d))"""


def join_minima(minima, hessians):
    pulls = [H @ b for H, b in zip(hessians, minima, strict=True)]
    return np.linalg.solve(sum(hessians), sum(pulls))


PLAIN = N_(
    "this is the plain mean of the minima: a steep surface says more about where its minimum is "
    "than a flat one."
)
WAYS = {  # words: (minima (k, d), hessians (k, d, d)) -> (d,)
    PLAIN: lambda m, H: m.mean(axis=0),
    N_("this is the sum of the minima: neither divided, nor weighted by their Hessians."): (
        lambda m, H: m.sum(axis=0)
    ),
    N_("the minima are added up as they are: each is multiplied by its own Hessian first."): (
        lambda m, H: np.linalg.solve(H.sum(axis=0), m.sum(axis=0))
    ),
    N_(
        "the plain mean of the minima is divided by the mean Hessian: multiply each minimum "
        "by its own Hessian first."
    ): lambda m, H: np.linalg.solve(H.mean(axis=0), m.mean(axis=0)),
    N_("the sum of the pulls H b is not yet a point: solve with the sum of the Hessians."): (
        lambda m, H: _pulls(m, H).sum(axis=0)
    ),
    N_("the mean of the pulls H b is not yet a point: solve with the mean of the Hessians."): (
        lambda m, H: _pulls(m, H).mean(axis=0)
    ),
    N_("a sum of pulls is divided by a mean of Hessians: two sums, or two means."): (
        lambda m, H: np.linalg.solve(H.mean(axis=0), _pulls(m, H).sum(axis=0))
    ),
    N_("a mean of pulls is divided by a sum of Hessians: two sums, or two means."): (
        lambda m, H: np.linalg.solve(H.sum(axis=0), _pulls(m, H).mean(axis=0))
    ),
    N_("it is multiplied by the sum of the Hessians: solve, np.linalg.solve(sum of H, ...)."): (
        lambda m, H: H.sum(axis=0) @ _pulls(m, H).sum(axis=0)
    ),
    N_("the weights are upside down: the flat surfaces count most. Multiply by H, do not solve."): (
        lambda m, H: np.linalg.solve(np.linalg.inv(H).sum(axis=0), _solved(m, H).sum(axis=0))
    ),
    N_("each minimum is divided by its own Hessian: multiply, and solve once with the sum."): (
        lambda m, H: _solved(m, H).sum(axis=0)
    ),
    N_("only the diagonals of the Hessians weigh: multiply by the whole matrices."): (
        lambda m, H: (_diagonals(H) * m).sum(axis=0) / _diagonals(H).sum(axis=0)
    ),
    N_("entries are divided one by one: np.linalg.solve is meant, with the whole matrix."): (
        lambda m, H: _pulls(m, H).sum(axis=0) / _diagonals(H).sum(axis=0)
    ),
    N_("each minimum has one number for a weight, the trace: multiply by the whole matrix."): (
        lambda m, H: _weighted(m, np.trace(H, axis1=1, axis2=2))
    ),
    N_("each minimum has one number for a weight, the norm: multiply by the whole matrix."): (
        lambda m, H: _weighted(m, np.linalg.norm(H, axis=(1, 2)))
    ),
    N_("each minimum has one number for a weight, the determinant: take the whole matrix."): (
        lambda m, H: _weighted(m, np.linalg.det(H))
    ),
    N_("each minimum has one number for a weight, its largest eigenvalue: take the matrix."): (
        lambda m, H: _weighted(m, np.linalg.eigvalsh(H)[:, -1])
    ),
    N_("H * b multiplies entry by entry; the product of matrix and vector is H @ b."): (
        lambda m, H: np.linalg.solve(H.sum(axis=0), (H * m[:, None, :]).sum(axis=(0, 1)))
    ),
    N_("only the first batch counts: is the return inside the loop?"): lambda m, H: m[0],
    N_("only the last batch counts: add up, do not overwrite."): lambda m, H: m[-1],
    N_("only the last batch's Hessian divides: add up all of them."): (
        lambda m, H: np.linalg.solve(H[-1], _pulls(m, H).sum(axis=0))
    ),
    N_("only the first batch's Hessian divides: add up all of them."): (
        lambda m, H: np.linalg.solve(H[0], _pulls(m, H).sum(axis=0))
    ),
    N_("only the last batch's pull counts: add up all of them."): (
        lambda m, H: np.linalg.solve(H.sum(axis=0), _pulls(m, H)[-1])
    ),
    N_("the last batch is left out."): lambda m, H: join_minima(m[:-1], H[:-1]),
    N_("the first batch is left out."): lambda m, H: join_minima(m[1:], H[1:]),
    N_("this is the median of the minima; their Hessians say how much each counts."): (
        lambda m, H: np.median(m, axis=0)
    ),
}
AFTER = {
    "": lambda point, k: point,
    N_("the sign is flipped."): lambda point, k: -point,
    N_("it is divided by the number of batches once more."): lambda point, k: point / k,
    N_("it is multiplied by the number of batches."): lambda point, k: point * k,
    N_("it is halved."): lambda point, k: point / 2,
    N_("it is doubled."): lambda point, k: point * 2,
}


def _pulls(minima, hessians):
    return np.einsum("kij,kj->ki", hessians, minima)


def _solved(minima, hessians):
    return np.array([np.linalg.solve(H, b) for H, b in zip(hessians, minima, strict=True)])


def _diagonals(hessians):
    return np.diagonal(hessians, axis1=1, axis2=2)


def _weighted(minima, weights):
    return weights @ minima / weights.sum()


def mistakes():
    """A wrong way to join, something done to the result, or both."""
    for words, (way, after) in few({"": join_minima, **WAYS}, AFTER):
        yield Mistake(lambda m, H, way=way, after=after: after(way(m, H), len(m)), words)
    yield Mistake(
        lambda m, H: _pulls(m, H).sum(axis=0) / H.sum(axis=0),
        N_("a vector over a matrix divides entry by entry: use np.linalg.solve."),
    )
    yield Mistake(
        lambda m, H: np.linalg.solve(H.sum(axis=0), (H * m[:, None, :]).sum(axis=0)),
        N_("H * b multiplies entry by entry; the product of matrix and vector is H @ b."),
    )


def _example(seed, k=3, d=2):
    rng = np.random.default_rng(seed)
    pieces = rng.integers(-2, 4, (k, d + 2, d))
    return rng.integers(-3, 4, (k, d)), np.einsum("kni,knj->kij", pieces, pieces)


EXERCISE = Exercise(
    right=join_minima,
    lesson=9,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case(_example(1, k=1), N_("for one batch"), edge=True),
            Case(
                _example(3, k=6, d=3),
                N_("for whole numbers"),
                edge=True,
                words=N_("with whole numbers {said}: an integer array cannot hold fractions."),
            ),
        ),
    ),
    home=(Case(_example(2)), Case(_example(4))),
    mistakes=mistakes,
    read=read.point,
    praise=N_("Right: each batch pulls toward its own minimum, as hard as its surface is steep."),
    hints=(
        N_("At the point that is asked for the gradients of all batches add up to zero."),
        N_("A batch's gradient at a point: its Hessian times (the point minus its own minimum)."),
        N_("So the sum of all Hessians, times the point, is the sum of all Hessian times minimum."),
        N_("`sum(hessians)` is a matrix: to divide by it is to solve, as in lesson 1."),
    ),
)
