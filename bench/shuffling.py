"""What reading in long pieces costs in randomness: where SGD ends, against a full shuffle."""

import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from gdcore.batches import in_order, minibatches
from gdcore.data import make
from gdcore.descent import descend
from gdcore.losses import mse, mse_gradient
from gdcore.scale.disk import write_rows

N, D, BATCH, BLOCK, EPOCHS, SEEDS = 4000, 5, 10, 100, 5, 40
HELD = (1, 4, 8, 20, N // BLOCK)  # blocks in memory; the last is all of them
DATA = make(N, D, noise=1.0)


def excess(stream):
    """MSE above its minimum after EPOCHS epochs, lr 0.02."""
    path = descend(mse_gradient, DATA.start, stream, 0.02, EPOCHS * N // BATCH)
    return mse(path.end, DATA.X, DATA.y) - mse(DATA.beta, DATA.X, DATA.y)


def mean_excess(stream, words):
    seeds = tqdm(range(SEEDS), desc=words, leave=False, delay=1)
    return np.mean([excess(stream(np.random.default_rng(seed))) for seed in seeds])


def compare(words, order, folder):
    """One line: every way against a full shuffle of the same rows."""
    X, y = DATA.X[order], DATA.y[order]
    rows = write_rows(Path(folder) / words, [(X, y)], N, (D,), "float64")
    full = mean_excess(lambda rng: minibatches(X, y, BATCH, rng), "full shuffle")
    said = [f"never shuffled {excess(in_order(X, y, BATCH)) / full:.2f}"]
    for held in HELD:
        stream = mean_excess(
            lambda rng, held=held: rows.minibatches(BATCH, rng, BLOCK, held), f"{held} held"
        )
        said.append(f"{held} held {stream / full:.2f}")
    print(f"  {words}: {', '.join(said)}", flush=True)


def main():
    """Rows in no order, and sorted by y, the worst case."""
    print(f"MSE above its minimum, times that of a full shuffle; {N // BLOCK} blocks of {BLOCK}")
    with tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder:
        compare("rows in no order", np.arange(N), folder)
        compare("rows sorted by y", np.argsort(DATA.y), folder)
