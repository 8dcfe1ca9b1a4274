"""The same work by what else a user would take: scikit-learn, PyTorch, a loop in numba.

An epoch of minibatch steps on the same rows in memory, and the peak memory of each, in a process of
its own. What is not installed is left out. scikit-learn's partial_fit makes an update for every
row, whatever it is handed; it is held against the loop in numba that does so, too.
"""

from functools import partial
from importlib.util import find_spec

import numpy as np

from bench._table import line
from bench._turns import in_turns
from bench.blocks import problem
from gdcore.scale.blocks import gradient_in_blocks
from gdcore.scale.limit import run_limited

BATCHES, COLUMNS, STEPS, ROUNDS, ROWS = (32, 256, 4096), 50, 20, 5, 100_000
PEAK_ROWS = 1_000_000


def ours(X, y, b):
    """The lessons' loop: an update a batch, in order."""
    from itertools import islice

    import numpy as np

    from gdcore.batches import in_order
    from gdcore.losses import mse_gradient

    beta = np.zeros(X.shape[1])
    for A, t in islice(in_order(X, y, b), -(-len(y) // b)):
        beta = beta - 1e-3 * mse_gradient(beta, A, t)
    return beta


def numba_loop(X, y, b):
    """Written out in loops and compiled; nothing is made on the way."""
    import numba
    import numpy as np

    if "epoch" not in globals():

        @numba.njit
        def epoch(X, y, b):
            n, d = X.shape
            beta, step = np.zeros(d), np.zeros(d)
            for first in range(0, n, b):
                last = min(first + b, n)
                step[:] = 0
                for i in range(first, last):
                    r = -y[i]
                    for j in range(d):
                        r += X[i, j] * beta[j]
                    for j in range(d):
                        step[j] += r * X[i, j]
                for j in range(d):
                    beta[j] -= 2e-3 / (last - first) * step[j]
            return beta

        globals()["epoch"] = epoch
    return globals()["epoch"](X, y, b)


def sklearn_rows(X, y, b):
    """An update for every row, in the order given."""
    from sklearn.linear_model import SGDRegressor

    how = {"penalty": None, "fit_intercept": False, "shuffle": False}
    model = SGDRegressor(learning_rate="constant", eta0=2e-3, **how)
    for first in range(0, len(y), b):
        model.partial_fit(X[first : first + b], y[first : first + b])
    return model.coef_


def torch_slices(X, y, b):
    import torch

    A, t = torch.from_numpy(X), torch.from_numpy(y)
    beta = torch.zeros(A.shape[1], dtype=A.dtype)
    for first in range(0, len(t), b):
        rows, targets = A[first : first + b], t[first : first + b]
        beta = beta - 2e-3 / len(targets) * ((rows @ beta - targets) @ rows)
    return beta.numpy()


def torch_loader(X, y, b):
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(torch.from_numpy(X), torch.from_numpy(y))
    beta = torch.zeros(X.shape[1], dtype=torch.float64)
    for rows, targets in DataLoader(data, batch_size=b):
        beta = beta - 2e-3 / len(targets) * ((rows @ beta - targets) @ rows)
    return beta.numpy()


THEIRS = {
    "a loop in numba": ("numba", numba_loop),
    "PyTorch, plain slices": ("torch", torch_slices),
    "PyTorch, DataLoader": ("torch", torch_loader),
}


def epochs(X, y):
    """An update a batch by each, with the same answer; then an update a row."""
    yield "one epoch from arrays: ours first looks for nan and inf in them, once for all epochs"
    there = {name: way for name, (module, way) in THEIRS.items() if find_spec(module)}
    for b in BATCHES:
        wanted = ours(X, y, b)
        for way in there.values():
            assert np.allclose(way(X, y, b), wanted, rtol=1e-9), way
        ways = {"ours": ours, **there}
        times = in_turns({name: partial(way, X, y, b) for name, way in ways.items()}, ROUNDS)
        for name in there:
            yield line(
                f"epoch, batches of {b}: seconds of {name}, of ours", times[name], times["ours"]
            )
    if "a loop in numba" in there:
        assert np.allclose(sklearn_rows(X, y, 1000), numba_loop(X, y, 1), rtol=1e-9)
        ways = [lambda: sklearn_rows(X, y, 1000), lambda: numba_loop(X, y, 1)]
        what = "epoch, an update a row: seconds of partial_fit, of a numba loop"
        yield line(what, *in_turns(ways, ROUNDS))


def peak_of(source, rows, columns, b):
    """In a child: the rows are made, an epoch is walked."""
    import numpy as np

    space = {}
    exec(source, space)
    X = np.ones((rows, columns))
    space["way"](X, np.ones(rows), b)


def peaks():
    """How much more than the rows themselves a process needs."""
    import inspect

    ways = {"ours": ours, "partial_fit": sklearn_rows}
    ways |= {name: way for name, (module, way) in THEIRS.items() if find_spec(module)}
    data = PEAK_ROWS * (COLUMNS + 1) * 8
    for name, way in ways.items():
        source = f"{inspect.getsource(way)}\nway = {way.__name__}"
        run = run_limited(
            peak_of, source, PEAK_ROWS, COLUMNS, BATCHES[1], megabytes=8000, seconds=300
        )
        if run.peak is None or run.ended != "finished":
            yield f"peak memory of {name}: not measured ({run.message})"
            continue
        note = f"{(run.peak - data) / 1e6:.0f} MB beside {data / 1e6:.0f} MB of rows"
        yield line(f"peak memory of {name}, of the rows'", [run.peak / data], note=note)


def least_squares(X, y, beta):
    """The answer itself, against a descent that comes near it."""
    from sklearn.linear_model import LinearRegression

    exact = LinearRegression(fit_intercept=False)

    def descent():
        b = beta
        for _ in range(STEPS):
            b = b - 0.5 * gradient_in_blocks(b, X, y)
        return b

    times = in_turns([lambda: exact.fit(X, y), descent], ROUNDS)
    off = np.linalg.norm(descent() - exact.coef_) / np.linalg.norm(exact.coef_)
    note = f"the steps' answer is {off:.0e} off"
    yield line(f"seconds of LinearRegression.fit, of {STEPS} steps in blocks", *times, note)


def full_gradient(X, y, beta):
    """One gradient on all rows in PyTorch on the processor: by its products, and by autograd."""
    import torch

    A, t, b = map(torch.from_numpy, (X, y, beta))

    def products():
        return 2 / len(t) * (A.T @ (A @ b - t))

    def autograd():
        w = b.clone().requires_grad_()
        torch.nn.functional.mse_loss(A @ w, t).backward()
        return w.grad

    ways = [products, autograd, lambda: gradient_in_blocks(beta, X, y)]
    by_hand, by_autograd, blocks = in_turns(ways, ROUNDS)
    yield line("full gradient: seconds of PyTorch by two products, of blocks", by_hand, blocks)
    yield line("full gradient: seconds of PyTorch by autograd, of blocks", by_autograd, blocks)


def lines():
    """Epochs on n d = 5e6, a full gradient on 5e7."""
    X, y, beta = problem(COLUMNS, np.float64)
    few = X[:ROWS].copy(), y[:ROWS].copy()
    yield from epochs(*few)
    yield from least_squares(*few, beta)
    if find_spec("torch"):
        yield from full_gradient(X, y, beta)
    else:
        yield "PyTorch is not installed: not compared"
    yield from peaks()
