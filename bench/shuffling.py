"""What reading in long pieces costs in randomness, and what it gains in bandwidth."""

import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bench._table import line
from bench._turns import in_turns
from bench.streaming import handed_out, written
from gdcore.batches import in_order, minibatches
from gdcore.data import make
from gdcore.descent import descend
from gdcore.losses import mse, mse_gradient
from gdcore.scale.disk import write_rows

N, D, BATCH, BLOCK, EPOCHS, SEEDS = 4000, 5, 10, 100, 5, 40
FAST_BATCH, ROUNDS = 256, 5
HELD = (1, 4, 8, 20, N // BLOCK)  # blocks in memory; the last is all of them
DATA = make(N, D, noise=1.0)


def excess(stream):
    """MSE above its minimum after EPOCHS epochs, lr 0.02."""
    path = descend(mse_gradient, DATA.start, stream, 0.02, EPOCHS * N // BATCH)
    return mse(path.end, DATA.X, DATA.y) - mse(DATA.beta, DATA.X, DATA.y)


def of_seeds(stream, words):
    """The excess of each seed."""
    seeds = tqdm(range(SEEDS), desc=words, leave=False, delay=1, disable=None)
    return [excess(stream(np.random.default_rng(seed))) for seed in seeds]


def randomness(words, order, folder):
    """Each way's mean excess, of a full shuffle's of the same rows."""
    X, y = DATA.X[order], DATA.y[order]
    rows = write_rows(Path(folder) / words, [(X, y)], N, (D,), "float64")
    full = float(np.mean(of_seeds(lambda rng: minibatches(X, y, BATCH, rng), "full shuffle")))
    never = excess(in_order(X, y, BATCH)) / full
    yield line(f"{words}, never shuffled: excess MSE, of a full shuffle's", [never])
    for held in HELD:
        found = of_seeds(
            lambda rng, held=held: rows.minibatches(BATCH, rng, BLOCK, held), f"{held} held"
        )
        what = f"{words}, {held} of {N // BLOCK} blocks held: excess MSE, of a full shuffle's"
        spread = line(what, found, [full] * SEEDS)  # of seeds; what counts is their mean
        yield spread._replace(ratio=float(np.mean(found)) / full)


def bandwidth(folder):
    """An epoch of batches with as many blocks held, of the rows read in order."""
    rows = written(folder, 0.5)
    block, rng = -(-len(rows) // (N // BLOCK)), np.random.default_rng(0)
    ways = {"in order": lambda: handed_out(rows.blocks(FAST_BATCH))}
    for held in HELD:
        ways[held] = lambda held=held: handed_out(
            rows.minibatches(FAST_BATCH, rng, block, held), -(-len(rows) // FAST_BATCH)
        )
    times = in_turns(ways, ROUNDS, warm=0)
    for held in HELD:
        share = held * rows.nbytes * BLOCK / N / 1e6
        what = f"{held} of {N // BLOCK} blocks held: speed of an epoch, of one in order"
        yield line(what, times["in order"], times[held], f"{share:.0f} MB held")


def lines():
    """Randomness on rows in no order, and sorted by y, the worst case; then what it costs."""
    with tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder:
        yield from randomness("rows in no order", np.arange(N), folder)
        yield from randomness("rows sorted by y", np.argsort(DATA.y), folder)
        yield from bandwidth(folder)
