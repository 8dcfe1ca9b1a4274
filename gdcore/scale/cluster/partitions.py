"""Rows in partitions, and one sum over all of them."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import (
    Floats,
    as_count,
    as_flag,
    as_function,
    as_problem,
    as_start,
    asked,
    read_only,
    refused,
    told,
)
from gdcore.losses import Loss
from gdcore.scale.blocks import sums_in_blocks
from gdcore.scale.cluster.workers import Cluster
from gdcore.scale.disk import Rows
from gdcore.scale.sums import added, weight_of

Block = tuple[Any, Any]


@dataclass(frozen=True)
class Range:
    """Rows first to stop of a data set on disk: a few words that any worker can read from."""

    folder: str
    first: int
    stop: int

    def blocks(self) -> Iterator[Block]:
        return Rows(self.folder).part(self.first, self.stop)

    def whole(self) -> Block:
        """All its rows at once, (X, y)."""
        return next(Rows(self.folder).part(self.first, self.stop, self.stop - self.first))


class Partitions:
    """Rows dealt out to the workers of a cluster: len() parts, n rows, d columns.

    X is a gdcore.scale.disk.Rows, whose folder every worker must be able to read, or an array with
    its y. Arrays are sent once; so are ranges of rows, which each worker reads and keeps, or, with
    keep=False, reads anew for every sum, a block at a time. parts is one a worker if None.
    What is lost with a worker is read again, or sent again, by itself. Raises ValueError for
    input it cannot use.
    """

    def __init__(
        self,
        cluster: Cluster,
        X: Rows | ArrayLike,
        y: ArrayLike | None = None,
        parts: int | None = None,
        keep: bool = True,
    ) -> None:
        if not isinstance(cluster, Cluster):
            raise refused("cluster must be a Cluster", told(cluster), "Cluster(workers=2)")
        self.cluster, self._keep = cluster, as_flag("keep", keep) or not isinstance(X, Rows)
        self.n, self.d, source_of = _on_disk(X, y) if isinstance(X, Rows) else _in_memory(X, y)
        if parts is None:
            parts = min(len(self._workers()), self.n)
        parts = as_count("parts", parts, least=1, most=self.n)
        ends = [self.n * i // parts for i in range(parts + 1)]
        self._sources = [source_of(*these) for these in pairwise(ends)]
        self._pieces = [self._place(i) for i in range(parts)]

    def __len__(self) -> int:
        return len(self._sources)

    def __repr__(self) -> str:
        return f"Partitions: {self.n:,} rows of {self.d} numbers in {len(self)} parts"

    def reduce(
        self,
        part: Callable[[Floats, Any, Any], Any],
        combine: Callable[[Any, Any], Any],
        beta: ArrayLike,
    ) -> Any:
        """part(beta, X, y) on every partition, on its worker; the answers combined two by two.

        combine(a, b) joins two answers into one; the order of the parts is kept. Both get arrays
        that cannot be written to: a worker keeps its rows for the next sum. An error in either is
        raised here. Raises ConnectionError when scheduler or workers do not come back.
        """
        part, beta = as_function("part", part), as_start(beta, self.d, "beta")
        combine = partial(_joined, as_function("combine", combine))
        while True:
            try:
                return self.cluster.result(self._submit(part, combine, beta))
            except CancelledError:  # arrays that were sent went down with their worker
                self._restore()

    def _submit(self, part: Any, combine: Any, beta: Floats) -> Any:
        """The tasks of one sum, a tree; the future of its root."""
        submit = self.cluster.client.submit
        answers = [
            submit(_of_part, part, combine, beta, piece, pure=False, **home)
            for piece, home in self._pieces
        ]
        while len(answers) > 1:
            pairs = [answers[i : i + 2] for i in range(0, len(answers), 2)]
            answers = [submit(combine, *p, pure=False) if p[1:] else p[0] for p in pairs]
        return answers[0]

    def _place(self, i: int) -> tuple[Any, dict[str, Any]]:
        """Part i as its tasks get it, a future or a Range, and the worker where they should run.

        Without that word the engine would copy rows to whoever is idle.
        """
        source, client = self._sources[i], self.cluster.client
        if not self._keep:
            return source, {}
        workers = self._workers()
        home = {"workers": [workers[i % len(workers)]], "allow_other_workers": True}
        if isinstance(source, Range):
            return client.submit(source.whole, pure=False, **home), home
        (sent,) = client.scatter([source], workers=home["workers"], hash=False)
        return client.submit(_aligned, sent, pure=False, **home), home

    def _workers(self) -> list[str]:
        """Those that are there; where there are none, wait for one."""
        if not self.cluster.workers:
            self.cluster.wait_for(1)
        return self.cluster.workers

    def _restore(self) -> None:
        """Send again what is lost."""
        for i, (piece, _) in enumerate(self._pieces):
            if piece.cancelled():
                self._pieces[i] = self._place(i)


def _on_disk(X: Rows, y: Any) -> tuple[int, int, Callable[[int, int], Any]]:
    """n, d, and what rows first to stop are sent as: a few words."""
    if y is not None or len(X.shape) != 1:
        expected = "rows on disk must be vectors and bring their own y"
        raise refused(expected, f"{X!r} and y {told(y)}", "vectors, and `y = None`")
    folder = str(X.folder.resolve())
    return len(X), X.shape[0], lambda first, stop: Range(folder, first, stop)


def _in_memory(X: ArrayLike, y: Any) -> tuple[int, int, Callable[[int, int], Any]]:
    X, y = as_problem(X, y)
    return *X.shape, lambda first, stop: (X[first:stop], y[first:stop])


def _aligned(piece: Block) -> Block:
    """On the worker: arrays from a message begin anywhere, and would be copied in every sum."""
    X, y = (np.require(array, requirements="A") for array in piece)
    return X, y


def _of_part(part: Any, combine: Any, beta: Floats, piece: Any) -> Any:
    """On the worker: one answer for a partition, from all its rows or block after block."""
    blocks = map(read_only, piece.blocks() if isinstance(piece, Range) else [piece])
    beta = read_only(beta)
    return reduce(combine, (asked("function part", part, beta, X, y) for X, y in blocks))


def _joined(combine: Any, a: Any, b: Any) -> Any:
    """On the worker: a and b may be needed once more, should another worker be lost."""
    return asked("function combine", combine, read_only(a), read_only(b))


def sum_and_count(beta: ArrayLike, X: Any, y: Any) -> tuple[Floats, int]:
    """(X^T (X beta - y), rows): what a partition says about itself."""
    sums = sums_in_blocks(beta, X, y, workers=1)
    return sums.product, sums.n


def add(a: tuple[Floats, int], b: tuple[Floats, int]) -> tuple[Floats, int]:
    """Two such answers in one."""
    for name, pair in (("a", a), ("b", b)):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise refused(f"{name} must be a pair (sum, count)", told(pair), "sum_and_count")
    return a[0] + b[0], a[1] + b[1]


def gradient_on_cluster(
    beta: ArrayLike,
    X: Partitions,
    y: None = None,
    loss: str | Loss = "mse",
    engine: str | None = None,
) -> Floats:
    """The gradient of a loss on all rows of Partitions X, shape (d,), float64. Slides 5 to 14.

    It takes (beta, X, y) like every gradient, so that gdcore.descent.descend walks on it; y stays
    None, the partitions hold it. Each says its gdcore.scale.sums.Sums, from which rmse and l2 can
    be had too. engine is that of gdcore.scale.blocks.sums_in_blocks, on each worker. Raises
    ValueError for input it cannot use, and what Partitions.reduce raises.
    """
    if not isinstance(X, Partitions) or y is not None:
        expected = "X must be Partitions, and no y given"
        raise refused(expected, f"{told(X)} and {told(y)}", "Partitions(cluster, X, y) for X")
    weight = weight_of(loss)
    part = partial(sums_in_blocks, workers=1, engine=engine)
    sums = X.reduce(part, added, as_start(beta, X.d))
    return np.asarray(weight(sums) * sums.product)
