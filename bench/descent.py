"""The package's loop, which keeps every point and watches for divergence, against the bare one."""

from statistics import median

from bench._table import line
from bench._turns import in_turns
from gdcore.data import lecture
from gdcore.descent import gradient_descent

ROUNDS, T = 15, 5000


def bare(X, y, beta, lr):
    """The slide's four lines."""
    for _ in range(T):
        error = y - X @ beta
        grad = -X.T @ error
        beta = beta - lr * grad
    return beta


def lines():
    """In turns, so that a busy moment hits both."""
    X, y, start, _ = lecture()
    ways = [lambda: bare(X, y, start, 0.01)]
    ways.append(lambda: gradient_descent(X, y, 0.01, T, start, "half_sse"))
    slide, ours = in_turns(ways, ROUNDS)
    note = f"{median(ours) * 1e3:.0f} ms for T = {T}"
    yield line("gradient_descent, of the slide's loop", ours, slide, note)
