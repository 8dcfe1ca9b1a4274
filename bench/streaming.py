"""Rows from disk and from memory: streams and epochs against the same bytes read, and peak memory.

Everything is written into a temporary folder and removed.
"""

import os
import shutil
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from bench._read import reader
from bench._table import line, speed
from bench._turns import in_turns
from gdcore.batches import in_order, minibatches
from gdcore.scale.blocks import gradient_in_blocks
from gdcore.scale.disk import write_rows
from gdcore.scale.disk.reading import PIECE_BYTES
from gdcore.scale.limit import CAN_LIMIT, run_limited

GB, COLUMNS, ROUNDS, BATCHES = 10**9, 100, 7, (32, 256, 4096)


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


def handed_out(stream, batches=None):
    for _ in islice(stream, batches):
        pass


def epoch(stream, batches=None):
    """A step on every batch."""
    beta = np.zeros(COLUMNS)
    for X, y in islice(stream, batches):
        beta = beta - 1e-3 / len(y) * ((X @ beta - y) @ X)
    return beta


def from_disk(rows, walk):
    """In batches, in order and shuffled, with the files in the system's cache."""
    rng = np.random.default_rng(0)
    ways = {"raw": lambda: raw_read(rows)}
    for b in BATCHES:
        count = -(-len(rows) // b)
        ways["in order", b] = lambda b=b: walk(rows.blocks(b))
        ways["shuffled", b] = lambda b=b, c=count: walk(rows.minibatches(b, rng), c)
    return ways


def a_batch(times, rows, b):
    """What bounds small batches: a few calls of Python and numpy for each, whatever its size."""
    return f"{min(times) / -(-len(rows) // b) * 1e6:.0f} µs a batch"


def cached(rows):
    times = in_turns(from_disk(rows, handed_out), ROUNDS, warm=0)
    raw = times.pop("raw")
    for (order, b), taken in times.items():
        what = f"disk, cached: speed of batches of {b} {order}, of a raw read"
        yield line(what, raw, taken, a_batch(taken, rows, b))
    yield f"the raw read: {speed(rows.nbytes, raw)}"
    ways = from_disk(rows, epoch) | {"full": lambda: gradient_in_blocks(np.zeros(COLUMNS), rows)}
    times = in_turns(ways, ROUNDS, warm=0)
    raw, full = times.pop("raw"), times.pop("full")
    yield line("disk, cached: speed of a full gradient, of a raw read", raw, full)
    for (order, b), taken in times.items():
        what = f"disk, cached: speed of steps on {b} {order}, of a raw read"
        yield line(what, raw, taken, a_batch(taken, rows, b))


def from_the_disk_itself(rows):
    """Each time the system has forgotten the files; it tells how fast the disk is, too."""
    if not hasattr(os, "posix_fadvise"):
        yield "from the disk itself: not measured, this system keeps its cache"
        return

    def cold(way):
        return lambda: (forgotten(rows), way())

    ways = {"raw": raw_read, "ours": lambda rows: handed_out(rows.blocks(BATCHES[-1]))}
    times = in_turns({name: cold(lambda w=w: w(rows)) for name, w in ways.items()}, ROUNDS, warm=0)
    what = f"disk, forgotten: speed of batches of {BATCHES[-1]} in order, of a raw read"
    yield line(what, times["raw"], times["ours"], f"raw {speed(rows.nbytes, times['raw'])}")


def in_memory(rows):
    """An epoch of steps against one read of the same bytes, X and y, by all processors.

    A stream looks for nan and inf once, when it is made: not in these times.
    """
    X, y = next(rows.part(0, len(rows) // 2, len(rows) // 2))
    rng, ways = np.random.default_rng(0), {"read": reader(X, y)}
    for b in BATCHES:
        count = -(-len(y) // b)
        streams = {"in order": in_order(X, y, b), "shuffled": minibatches(X, y, b, rng)}
        for order, stream in streams.items():
            ways[order, b] = lambda stream=stream, c=count: epoch(stream, c)
    times = in_turns(ways, ROUNDS, warm=0)
    read = times.pop("read")
    for (order, b), taken in times.items():
        what = f"memory: speed of steps on {b} {order}, of a read"
        yield line(what, read, taken, a_batch(taken, y, b))
    yield f"the read, on all processors: {speed(X.nbytes + y.nbytes, read)}"


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
    sizes = f"{small.nbytes / GB:.1f} and {large.nbytes / GB:.1f} GB"
    note = f"{peaks[0] / 1e6:.0f} and {peaks[1] / 1e6:.0f} MB"
    return line(
        f"peak memory on {sizes}: the second, of the first", [peaks[1] / peaks[0]], note=note
    )


def lines():
    """Ratios on 1 GB; memory on 1 and 8 GB, where the disk has room and the system a limit."""
    with tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder:
        small = written(folder, 1)
        yield from cached(small)
        yield from from_the_disk_itself(small)
        yield from in_memory(small)
        if not CAN_LIMIT or shutil.disk_usage(folder).free < 10 * GB:
            yield "peak memory: not measured (it needs Linux and 10 GB of free disk)"
            return
        yield memory(small, written(folder, 8))
