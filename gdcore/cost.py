"""What a descent costs, measured by wrapping its stream: neither the descent nor the data knows."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from gdcore.arrays import as_pair, as_stream, refused, told


class Meter:
    """Count what passes through a stream of (X, y), X (b, d), y (b,): wrap it, walk on the Meter.

    updates  batches handed out
    rows     rows handed out
    bytes    bytes of those batches, X and y
    peak_bytes  the largest single batch, in bytes
    flops    4 b d + b a batch: two products with X and one subtraction (slide 20 done right)
    seconds  from the first batch asked for to the last one asked for
    """

    def __init__(self, batches: Iterable[tuple[Any, Any]]) -> None:
        self._batches = as_stream("batches", batches)
        self._began: float | None = None
        self.updates = self.rows = self.bytes = self.peak_bytes = self.flops = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return self

    def __next__(self) -> tuple[Any, Any]:
        now = time.perf_counter()
        if self._began is None:
            self._began = now
        self.seconds = now - self._began
        X, y = _as_batch(next(self._batches))
        rows, columns = X.shape
        size = X.nbytes + y.nbytes
        self.updates += 1
        self.rows += rows
        self.bytes += size
        self.peak_bytes = max(self.peak_bytes, size)
        self.flops += 4 * rows * columns + rows
        return X, y

    def __repr__(self) -> str:
        return (
            f"Meter: {self.updates:,} updates, {self.rows:,} rows, {self.bytes:,} bytes, "
            f"{self.flops:,} flops, {self.seconds:.3f} s"
        )


def _as_batch(batch: Any) -> tuple[Any, Any]:
    """The batch, if it is a pair of arrays that can be measured."""
    X, y = as_pair("batches", batch)
    if getattr(X, "ndim", None) != 2 or getattr(y, "ndim", None) != 1:
        expected = "every one of batches must be a pair of arrays, X (b, d) and y (b,)"
        raise refused(expected, told(batch), "gdcore.batches.whole(X, y), a stream of pairs")
    return X, y
