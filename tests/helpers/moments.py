"""Mean and mean square of SGD's error on the four noisy rows, walked on until they stand still.

Independent of gdcore.noise, which solves for them. Used by the tests of lessons 8 and 9.
"""

from itertools import combinations, permutations, product

import numpy as np

X = np.array([[1.0, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1]])
Y = np.array([6.5, 7.7, 8.8, 11.6])
START, BEST = np.array([10.1, 15.1, -6.5]), np.array([1.1, 2, 3])


def batches(b, replacement=False):
    """Every equally likely batch of b of the four rows."""
    return list(product(range(4), repeat=b) if replacement else combinations(range(4), b))


def spread(vectors):
    """Mean squared distance from the mean."""
    vectors = np.array(vectors)
    return ((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1).mean()


def rows_at(beta):
    """Each row's own gradient there."""
    return [2 * (x @ beta - y) * x for x, y in zip(X, Y, strict=True)]


def step(rows, lr):
    """(P, q): a step on these rows makes the error e = beta - beta* into P e + q."""
    A, r = X[list(rows)], (Y - X @ BEST)[list(rows)]
    return np.eye(3) - 2 * lr / len(r) * A.T @ A, 2 * lr / len(r) * A.T @ r


def epoch(order, lr):
    """(P, q) of single rows in this order."""
    P, q = np.eye(3), np.zeros(3)
    for row in order:
        p, k = step([row], lr)
        P, q = p @ P, p @ q + k
    return P, q


def moments(maps):
    """The matrix that takes (1, E[e], E[e e^T]) one step on, e <- P e + q with (P, q) even odds."""
    M = np.zeros((13, 13))
    M[0, 0] = 1
    for P, q in maps:
        M[1:4, 0] += q / len(maps)
        M[1:4, 1:4] += P / len(maps)
        M[4:, 0] += np.outer(q, q).ravel() / len(maps)
        for k, e in enumerate(np.eye(3)):
            M[4:, 1 + k] += (np.outer(P @ e, q) + np.outer(q, P @ e)).ravel() / len(maps)
        M[4:, 4:] += np.kron(P, P) / len(maps)
    return M


def settle(maps):
    """(E[e], excess MSE) after four million steps from e = 0, by squaring the matrix of one."""
    end = np.linalg.matrix_power(moments(maps), 2**22)[:, 0]
    return end[1:4], np.trace(X.T @ X @ end[4:].reshape(3, 3)) / 4


def fresh_floor(lr, b=1, replacement=False):
    """The floor of fresh draws."""
    return settle([step(batch, lr) for batch in batches(b, replacement)])[1]


def reshuffled(lr):
    """(mean error, floor) at the ends of reshuffled epochs of single rows."""
    return settle([epoch(order, lr) for order in permutations(range(4))])
