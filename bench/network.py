"""Seconds a step on a Dask cluster over a network that is set, and what the model says (root).

Scheduler, four workers and the learner stand on hosts of their own (see _wire.py), but share this
machine's processors: the reading term is kept small, and every worker's rows come from its disk.
A line is of the fastest step (what else the machine does only makes one slower), and goes down to
the slowest.
"""

import tempfile
from pathlib import Path

import numpy as np

from bench._table import Line
from bench._wire import MTU, trouble
from gdcore.scale.cluster.model import Engine, Link, one_ways, step_cost
from gdcore.scale.disk import write_rows

DELAYS, BANDWIDTHS = (0.0001, 0.001, 0.02), (12.5e6, 125e6)  # seconds; 100 Mbit, 1 Gbit
WORKERS, STEPS = (1, 2, 4), 5
SIZES = ((100_000, 10), (10_000, 1000), (100, 100_000), (16, 1_000_000))  # n, d
LARGE = ((1_000_000, 100), (3_000_000, 100))  # where reading shows
FAR = (100, 10_000)  # workers; nobody measured those


def written(folder, n, d):
    """Rows of one random piece, over and over."""
    piece = np.random.default_rng(0).standard_normal((min(n, max(1, 10**6 // d)), d))
    pieces = (piece[: min(len(piece), n - at)] for at in range(0, n, len(piece)))
    return str(
        write_rows(
            Path(folder) / f"{n}x{d}", ((X, X[:, 0]) for X in pieces), n, (d,), "float64"
        ).folder
    )


def calibrated(hosts, folder):
    """(Engine, bytes a second) here: from steps that send next to nothing, and wait for nothing."""

    def fastest(rows, parts):
        return min(hosts.ask(do="steps", folder=rows, parts=parts, count=25)["seconds"])

    small, large = written(folder, 1000, 9), written(folder, 2_000_000, 10)
    one, four, reading = fastest(small, 1), fastest(small, 4), fastest(large, 1)
    waiting = one_ways(1) * DELAYS[0], one_ways(4) * DELAYS[0]
    task = max(0.0, (four - waiting[1] - one + waiting[0]) / 6)  # 7 tasks and 1
    memory = 160e6 / max(1e-3, reading - one)
    engine = Engine(max(0.0, one - waiting[0] - task), task, 0.0)
    d, link = 300_000, Link(BANDWIDTHS[-1], DELAYS[0], MTU - 52)  # long vectors, a near network
    rest = step_cost(8 * 16 * d, 1, d, link, memory, engine).seconds
    byte = max(0.0, (fastest(written(folder, 16, d), 1) - rest) / (8 * d))
    return engine._replace(byte=byte), memory


def measured(hosts, folder, n, d, link, engine, memory):
    """A line for each number of workers: predicted seconds over measured ones."""
    rows = written_once(folder, n, d)
    for workers in WORKERS:
        found = hosts.ask(do="steps", folder=rows, parts=workers, count=STEPS)["seconds"]
        cost = step_cost(8 * n * d, workers, d, link, memory, engine)
        what = (
            f"d = {d:,}, n = {n:,}, {workers} workers, {link.delay * 1e3:g} ms, "
            f"{link.bandwidth * 8e-6:,.0f} Mbit/s"
        )
        ratios = [cost.seconds / seconds for seconds in found]
        note = f"measured {min(found):.3f} s; model {cost.seconds:.3f} s"
        yield Line(f"{what}: model, of measured", max(ratios), min(ratios), max(ratios), note)


_written = {}


def written_once(folder, n, d):
    if (folder, n, d) not in _written:
        _written[folder, n, d] = written(folder, n, d)
    return _written[folder, n, d]


def lines():
    """The grid; then the model far outside of it, marked as that."""
    if trouble():
        yield f"not measured: {trouble()}"
        return
    from bench._hosts import Hosts

    with (
        tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder,
        Hosts(max(WORKERS), DELAYS[0], BANDWIDTHS[-1]) as hosts,
    ):
        engine, memory = calibrated(hosts, folder)
        yield (
            f"here Dask takes {engine.step * 1e3:.1f} ms a step and {engine.task * 1e3:.1f} ms a "
            f"task and {engine.byte * 1e9:.0f} ns a byte; a worker reads {memory / 1e9:.1f} GB/s"
        )
        for n, d in (*SIZES, *LARGE):
            for delay in DELAYS if (n, d) in SIZES else DELAYS[1:2]:
                for bandwidth in BANDWIDTHS if (n, d) in SIZES else BANDWIDTHS[1:]:
                    hosts.network.set(delay, bandwidth)
                    link = Link(bandwidth, delay, MTU - 52)
                    yield from measured(hosts, folder, n, d, link, engine, memory)
    yield from far(engine, memory)


def far(engine, memory):
    """What the model says where nothing was measured: 1 TB, d = 1,000, 1 ms, 1 Gbit/s."""
    yield "extrapolated, not measured: 1 TB of rows of 1,000 numbers, 1 ms, 1,000 Mbit/s"
    for workers in FAR:
        cost = step_cost(1e12, workers, 1000, Link(125e6, 0.001), memory, engine)
        terms = ", ".join(f"{name} {value:.3f}" for name, value in cost._asdict().items())
        yield f"{workers:,} workers: {cost.seconds:.2f} s a step ({terms})"
