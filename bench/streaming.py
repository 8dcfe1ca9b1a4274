"""Rows from disk: a pass against the raw read, a shuffled epoch, and memory for 1 and 8 GB.

Everything is written into a temporary folder and removed.
"""

import os
import shutil
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from bench._turns import in_turns
from gdcore.scale.blocks import gradient_in_blocks
from gdcore.scale.disk import write_rows
from gdcore.scale.disk.reading import PIECE_BYTES
from gdcore.scale.limit import CAN_LIMIT, run_limited

GB, COLUMNS, ROUNDS, BATCH = 10**9, 100, 5, 256


def written(folder, gigabytes):
    """A data set of that size; one random piece over and over, for speed."""
    piece_rows = 10_000
    X = np.random.default_rng(0).standard_normal((piece_rows, COLUMNS))
    count = round(gigabytes * GB / (piece_rows * (COLUMNS + 1) * 8))
    pieces = ((X, X[:, 0]) for _ in range(count))
    return write_rows(
        Path(folder) / f"{gigabytes}GB", pieces, count * piece_rows, (COLUMNS,), "float64"
    )


def raw_read(rows):
    """Both files from beginning to end into one buffer."""
    buffer = bytearray(PIECE_BYTES)
    for name in ("X.npy", "y.npy"):
        with open(rows.folder / name, "rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def forgotten(rows):
    """Have the system drop the files from its cache, so that the disk itself is read (Linux)."""
    for name in ("X.npy", "y.npy"):
        with open(rows.folder / name, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def one_pass(rows):
    for _ in rows.blocks():
        pass


def passes(rows):
    """Ratios to the raw read, with the files in the system's cache and, on Linux, from the disk."""
    beta, rng = np.zeros(COLUMNS), np.random.default_rng(0)
    epoch = -(-len(rows) // BATCH)
    ways = {
        "raw read": lambda: raw_read(rows),
        "a pass in blocks": lambda: one_pass(rows),
        "a full gradient": lambda: gradient_in_blocks(beta, rows),
        f"an epoch of shuffled batches of {BATCH}": lambda: [
            None for _ in islice(rows.minibatches(BATCH, rng), epoch)
        ],
    }
    times = in_turns(list(ways.values()), ROUNDS)
    print(f"in the cache: raw read {rows.nbytes / times[0] / GB:.1f} GB/s")
    for name, time in list(zip(ways, times, strict=True))[1:]:
        print(f"  {name}: {times[0] / time:.2f} of the raw read", flush=True)
    if hasattr(os, "posix_fadvise"):
        cold = [lambda f=f: (forgotten(rows), f(rows)) for f in (raw_read, one_pass)]
        raw, ours = in_turns(cold, ROUNDS, warm=0)
        print(f"from the disk: raw read {rows.nbytes / raw / GB:.1f} GB/s")
        print(f"  a pass in blocks: {raw / ours:.2f} of the raw read")


def gradient_and_epoch(folder):
    """In a child of its own: a full gradient, and a part of a shuffled epoch."""
    from itertools import islice

    import numpy as np

    from gdcore.scale.blocks import gradient_in_blocks
    from gdcore.scale.disk import Rows

    rows = Rows(folder)
    gradient_in_blocks(np.zeros(rows.shape[0]), rows)
    for _ in islice(rows.minibatches(256, np.random.default_rng(0)), 2000):
        pass


def memory(small, large):
    """The peak of a process that walks over each, as the system counts it."""
    peaks = [
        run_limited(gradient_and_epoch, str(rows.folder), megabytes=2000, seconds=600).peak
        for rows in (small, large)
    ]
    print(
        f"peak memory: {peaks[0] / 1e6:.0f} MB for {small.nbytes / GB:.1f} GB, "
        f"{peaks[1] / 1e6:.0f} MB for {large.nbytes / GB:.1f} GB: {peaks[1] / peaks[0]:.2f} times"
    )


def main():
    """Ratios on 1 GB; memory on 1 and 8 GB, where the disk has room and the system a limit."""
    with tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder:
        small = written(folder, 1)
        passes(small)
        if not CAN_LIMIT or shutil.disk_usage(folder).free < 10 * GB:
            print("peak memory: not measured (it needs Linux and 10 GB of free disk)")
            return
        memory(small, written(folder, 8))
