"""The same work by scikit-learn, and by PyTorch where it is installed: ratios of times."""

import numpy as np

from bench._turns import in_turns
from bench.blocks import problem
from gdcore.scale.blocks import gradient_in_blocks

BATCH, COLUMNS, STEPS, ROUNDS = 1000, 50, 20, 3


def batches(X, y):
    for first in range(0, len(y), BATCH):
        yield X[first : first + BATCH], y[first : first + BATCH]


def against_partial_fit(X, y, beta):
    """An epoch of minibatches: theirs makes an update a row, ours an update a batch."""
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(penalty=None, fit_intercept=False, learning_rate="constant", eta0=1e-3)

    def theirs():
        for batch in batches(X, y):
            model.partial_fit(*batch)

    def ours():
        b = beta
        for batch in batches(X, y):
            b = b - 0.1 * gradient_in_blocks(b, *batch)

    a, b = in_turns((theirs, ours), ROUNDS)
    print(f"an epoch in batches of {BATCH}: partial_fit takes {a / b:.1f} times as long as ours")
    print("  (it makes an update for every row of a batch, we make one for the whole batch)")


def against_least_squares(X, y, beta):
    """The answer itself, against a descent that comes near it; how near is printed."""
    from sklearn.linear_model import LinearRegression

    exact = LinearRegression(fit_intercept=False)

    def descent():
        b = beta
        for _ in range(STEPS):
            b = b - 0.5 * gradient_in_blocks(b, X, y)
        return b

    a, b = in_turns((lambda: exact.fit(X, y), descent), ROUNDS)
    off = np.linalg.norm(descent() - exact.coef_) / np.linalg.norm(exact.coef_)
    print(
        f"LinearRegression takes {a / b:.1f} times as long as {STEPS} steps in blocks, "
        f"whose answer is {off:.0e} off"
    )


def against_torch(X, y, beta):
    """One full gradient in PyTorch on the processor: by its products, and by autograd."""
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: not compared")
        return
    A, t, b = map(torch.from_numpy, (X, y, beta))

    def products():
        return 2 / len(t) * (A.T @ (A @ b - t))

    def autograd():
        w = b.clone().requires_grad_()
        torch.nn.functional.mse_loss(A @ w, t).backward()
        return w.grad

    ways = (products, autograd, lambda: gradient_in_blocks(beta, X, y))
    a, g, ours = in_turns(ways, ROUNDS)
    print(f"PyTorch {torch.__version__} on the processor takes {a / ours:.1f} times as long as")
    print(f"  blocks by two products, {g / ours:.1f} times by autograd")


def main():
    """A line each, on n d = 5e6 (scikit-learn) and 5e7 (PyTorch)."""
    X, y, beta = problem(COLUMNS, np.float64)
    tenth = X[: len(X) // 10], y[: len(X) // 10], beta
    against_partial_fit(*tenth)
    against_least_squares(*tenth)
    against_torch(X, y, beta)
