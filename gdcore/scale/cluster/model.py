"""How long a step on a cluster takes: a model of four terms, held against a real network.

    reading   each worker reads its share of the rows, at the speed of its memory
    sending   vectors of d numbers, one after the other over the same links
    waiting   messages that cannot start before another has come, each a delay of the network
    engine    what Dask itself does, for a step, for each of its tasks, for each byte of a vector

beta goes from here to the scheduler once for each part, and from there to the workers; the sums
meet two by two; the last one comes back over the scheduler. bench/network.py measures all of it
over links with a delay and a bandwidth that are set; docs/benchmarks.md shows how near this comes.
Sizes are bytes, times are seconds; a number is 8 bytes.
"""

from math import ceil, log2
from typing import NamedTuple

from gdcore.arrays import as_count, as_positive

NUMBER = 8  # bytes: beta and sums travel in float64
SEGMENTS = 10  # of TCP, that are sent before the first answer is there (RFC 6928)
LONG = 1e9  # seconds; a connection that was idle as long begins anew
TIMEOUT = 0.2  # seconds, and the way there and back: TCP's window is halved for each it was idle


class Link(NamedTuple):
    """What joins each machine to all others: bytes a second, seconds one way, bytes a segment."""

    bandwidth: float
    delay: float
    segment: float = 1460


class Engine(NamedTuple):
    """Seconds that Dask takes for a step, for each task of it, and for each byte of a vector."""

    step: float = 0.006
    task: float = 0.002
    byte: float = 5e-9


class Cost(NamedTuple):
    """Seconds of one step, term by term."""

    reading: float
    sending: float
    waiting: float
    engine: float

    @property
    def seconds(self) -> float:
        return sum(self)


def step_cost(
    size: float,
    workers: int,
    d: int,
    link: Link,
    memory: float = 10e9,
    engine: Engine | None = None,
) -> Cost:
    """The Cost of one step of many on `size` bytes of rows of d numbers, a part for each worker.

    memory is the bytes a second that a worker reads; engine is Engine() if None. Raises ValueError
    for what is no such number.
    """
    size, memory = as_positive("size", size), as_positive("memory", memory)
    workers, d = as_count("workers", workers, least=1), as_count("d", d, least=1)
    link = Link(*map(as_positive, Link._fields, link))
    engine, vector = engine or Engine(), NUMBER * d
    sends = [workers * vector] * 2 + [vector] * (tree_levels(workers) + 2)
    cost = Cost(
        reading=size / workers / memory,
        sending=sum(sending_seconds(sent, link, idle=LONG) for sent in sends),  # the first step
        waiting=one_ways(workers) * link.delay,
        engine=engine.step + engine.task * (2 * workers - 1) + engine.byte * vector,
    )
    while True:  # the shorter a step, the more of TCP's window is left in the next, the shorter it
        sending = sum(sending_seconds(sent, link, cost.seconds) for sent in sends)
        if sending >= cost.sending:
            return cost
        cost = cost._replace(sending=sending)


def tree_levels(workers: int) -> int:
    """How many times sums are joined two by two, until one is left."""
    return ceil(log2(workers))


def one_ways(workers: int) -> int:
    """Messages of a step that wait for one another: three to begin, four a level, five to end.

    To begin: from here to the scheduler, to a worker, and its report. A level: the task, a sum
    asked for and got, the report. To end: the scheduler's word, our asking, the sum asked for and
    got, and its way here.
    """
    return 3 + 4 * tree_levels(workers) + 5


def sending_seconds(size: float, link: Link, idle: float = 0.0) -> float:
    """How long a message keeps a link, beyond its delay, on a connection that sent one before.

    TCP sends a window, waits for the answer, sends twice as much, until the link is never empty.
    Next time it begins with what it had, halved for every TIMEOUT of the `idle` seconds between,
    but with SEGMENTS at least.
    """
    there_and_back, left, waited = 2 * link.delay, size, 0.0
    halvings = min(64, int(idle / (TIMEOUT + there_and_back)))
    window = max(size / 2**halvings, SEGMENTS * link.segment)
    while left > window and window < link.bandwidth * there_and_back:
        waited += there_and_back - window / link.bandwidth
        left -= window
        window *= 2
    return size / link.bandwidth + waited
