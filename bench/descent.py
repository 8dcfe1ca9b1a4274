"""The package's loop, which keeps every point and watches for divergence, against the bare one."""

import time
from statistics import median

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


def seconds(function, *arguments):
    began = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - began


def main():
    """Interleaved, so that a busy moment hits both."""
    X, y, start, _ = lecture()
    times = [
        (
            seconds(bare, X, y, start, 0.01),
            seconds(gradient_descent, X, y, 0.01, T, start, "half_sse"),
        )
        for _ in range(ROUNDS)
    ]
    slide, ours = (median(column) for column in zip(*times, strict=True))
    print(f"T = {T}: the slide's loop {slide * 1e3:.1f} ms, gradient_descent {ours * 1e3:.1f} ms")
    print(f"ratio {ours / slide:.2f}")
