"""Rows in partitions, and one sum over all of them."""

from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise

import numpy as np

from gdcore.arrays import as_count, as_problem, as_start
from gdcore.scale.blocks import sums_in_blocks
from gdcore.scale.disk import Rows
from gdcore.scale.sums import added, weight_of


@dataclass(frozen=True)
class Range:
    """Rows first to stop of a data set on disk: a few words that any worker can read from."""

    folder: str
    first: int
    stop: int

    def blocks(self):
        return Rows(self.folder).part(self.first, self.stop)

    def whole(self):
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

    def __init__(self, cluster, X, y=None, parts=None, keep=True):
        self.cluster, self._keep = cluster, keep or not isinstance(X, Rows)
        if isinstance(X, Rows):
            if y is not None or len(X.shape) != 1:
                raise ValueError(f"rows on disk must be vectors and bring their own y, got {X!r}")
            self.n, self.d = len(X), X.shape[0]
        else:
            X, y = as_problem(X, y)
            self.n, self.d = X.shape
        if parts is None:
            parts = min(len(self._workers()), self.n)
        parts = as_count("parts", parts, least=1, most=self.n)
        ends = [self.n * i // parts for i in range(parts + 1)]
        if isinstance(X, Rows):
            folder = str(X.folder.resolve())
            self._sources = [Range(folder, *ends) for ends in pairwise(ends)]
        else:
            self._sources = [(X[a:b], y[a:b]) for a, b in pairwise(ends)]
        self._pieces = [self._place(i) for i in range(parts)]

    def __len__(self):
        return len(self._sources)

    def __repr__(self):
        return f"Partitions: {self.n:,} rows of {self.d} numbers in {len(self)} parts"

    def reduce(self, part, combine, beta):
        """part(beta, X, y) on every partition, on its worker; the answers combined two by two.

        combine(a, b) joins two answers into one; the order of the parts is kept. An error in
        either is raised here. Raises ConnectionError when scheduler or workers do not come back.
        """
        while True:
            try:
                return self.cluster.result(self._submit(part, combine, beta))
            except CancelledError:  # arrays that were sent went down with their worker
                self._restore()

    def _submit(self, part, combine, beta):
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

    def _place(self, i):
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

    def _workers(self):
        """Those that are there; where there are none, wait for one."""
        if not self.cluster.workers:
            self.cluster.wait_for(1)
        return self.cluster.workers

    def _restore(self):
        """Send again what is lost."""
        for i, (piece, _) in enumerate(self._pieces):
            if piece.cancelled():
                self._pieces[i] = self._place(i)


def _aligned(piece):
    """On the worker: arrays from a message begin anywhere, and would be copied in every sum."""
    return tuple(np.require(array, requirements="A") for array in piece)


def _of_part(part, combine, beta, piece):
    """On the worker: one answer for a partition, from all its rows or block after block."""
    blocks = piece.blocks() if isinstance(piece, Range) else [piece]
    return reduce(combine, (part(beta, X, y) for X, y in blocks))


def sum_and_count(beta, X, y):
    """(X^T (X beta - y), rows): what a partition says about itself."""
    sums = sums_in_blocks(beta, X, y, workers=1)
    return sums.product, sums.n


def add(a, b):
    """Two such answers in one."""
    return a[0] + b[0], a[1] + b[1]


def gradient_on_cluster(beta, X, y=None, loss="mse", engine=None):
    """The gradient of a loss on all rows of Partitions X, shape (d,), float64. Slides 5 to 14.

    It takes (beta, X, y) like every gradient, so that gdcore.descent.descend walks on it; y stays
    None, the partitions hold it. Each says its gdcore.scale.sums.Sums, from which rmse and l2 can
    be had too. engine is that of gdcore.scale.blocks.sums_in_blocks, on each worker. Raises
    ValueError for input it cannot use, and what Partitions.reduce raises.
    """
    if not isinstance(X, Partitions) or y is not None:
        raise ValueError(f"Partitions and no y were expected, got {type(X).__name__}")
    weight = weight_of(loss)
    part = partial(sums_in_blocks, workers=1, engine=engine)
    sums = X.reduce(part, added, as_start(beta, X.d))
    return np.asarray(weight(sums) * sums.product)
