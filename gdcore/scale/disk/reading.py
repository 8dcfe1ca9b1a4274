"""Open a data set on disk and read it: in order, or shuffled in long pieces."""

import json
import zlib
from contextlib import contextmanager
from math import prod
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from gdcore.arrays import as_count

FORMAT = "gdcore rows 1"
TYPES = ("uint8", "float32", "float64")
PIECE_BYTES = 2**22  # one read: long enough for any disk to run at full speed


class Rows:
    """A data set on disk, opened: iterate over it for one pass in blocks (X (b, d), y (b,)).

    len() is the number of rows; shape that of one row of X; dtype its type. Raises ValueError for
    a folder that is none, or whose files do not hold what its header says.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        header = _read_header(self.folder)
        self._n, self.shape = header["rows"], tuple(header["shape"])
        self.dtype, self.seed = np.dtype(header["X"]), header["seed"]
        self.checksums = header["checksums"]
        self.target = np.dtype(header["y"])  # the type of y
        self._begins = (
            _data_begins(self.folder / "X.npy", (self._n, *self.shape), self.dtype),
            _data_begins(self.folder / "y.npy", (self._n,), self.target),
        )
        self.nbytes = self._n * row_bytes(self.shape, self.dtype, self.target)

    def __len__(self):
        return self._n

    def __iter__(self):
        return self.blocks()

    def __repr__(self):
        shape = " x ".join(map(str, (self._n, *self.shape)))
        return f"Rows {self.folder.name}: X {shape} {self.dtype}, {self.nbytes:,} bytes with y"

    def blocks(self, rows=None):
        """One pass in order: (X, y) of `rows` rows at a time (None: about PIECE_BYTES)."""
        rows = self._block_rows(rows)
        return self._in_order(rows, 0, self._n)

    def part(self, first, stop, rows=None):
        """The same for the rows from `first` up to, not including, `stop`: a partition."""
        stop = as_count("stop", stop, least=1, most=self._n)
        first = as_count("first", first, most=stop - 1)
        return self._in_order(self._block_rows(rows), first, stop)

    def minibatches(self, batch_size, rng, rows=None, blocks=8):
        """Batches without end, each row once an epoch, shuffled in a way that reads long pieces.

        Every epoch the blocks (of `rows` rows) come in a new order; `blocks` of them at a time
        are in memory and their rows are shuffled together. Rows that stand in one block thus stay
        near each other: where neighbours are alike, batches vary more than with a full shuffle.
        What that costs SGD, bench/shuffling.py measures: nothing for rows in no order; for rows
        sorted by y, 1.5 times the excess MSE with 8 of 40 blocks in memory, 4 times with one.
        """
        batch_size = as_count("batch_size", batch_size, least=1, most=self._n)
        held = as_count("blocks", blocks, least=1)
        rows = self._block_rows(rows)
        if not isinstance(rng, np.random.Generator):
            raise ValueError(f"rng must be a numpy Generator, got {rng!r}")

        def deal():
            while True:
                yield from self._epoch(batch_size, rng, rows, held)

        return deal()

    def verify(self):
        """Read everything once; ValueError where a byte is not the one that was written."""
        piece = memoryview(bytearray(PIECE_BYTES))
        with tqdm(total=self.nbytes, unit="B", unit_scale=True, leave=False, delay=1) as bar:
            for name, wanted in self.checksums.items():
                found = 0
                with open(self.folder / f"{name}.npy", "rb", buffering=0) as file:
                    while count := file.readinto(piece):
                        found = zlib.crc32(piece[:count], found)
                        bar.update(count)
                if found != wanted:
                    raise ValueError(f"{self.folder / name}.npy is damaged; write the data anew")

    def _epoch(self, batch_size, rng, rows, held):
        """Fill a buffer with several blocks, shuffle it, deal it out; what is left stays in it."""
        starts = rng.permutation(range(0, self._n, rows))
        X, y = self._empty(0)
        for first in range(0, len(starts), held):
            X, y = self._refill(X, y, np.sort(starts[first : first + held]), rows)
            order = rng.permutation(len(y))
            last = first + held >= len(starts)
            stop = len(y) if last else len(y) // batch_size * batch_size
            for at in range(0, stop, batch_size):
                batch = order[at : at + batch_size]
                yield X[batch], y[batch]
            X, y = X[order[stop:]], y[order[stop:]]

    def _refill(self, X, y, starts, rows):
        """What was left, and the blocks that begin at these rows, in one piece of memory."""
        at, counts = len(y), [min(rows, self._n - start) for start in starts]
        full = self._empty(at + sum(counts))
        full[0][:at], full[1][:at] = X, y
        with self._files() as files:
            for start, count in zip(starts, counts, strict=True):
                self._read(files, start, full[0][at : at + count], full[1][at : at + count])
                at += count
        return full

    def _in_order(self, rows, first, stop):
        with self._files() as files:
            for start in range(first, stop, rows):
                block = self._empty(min(rows, stop - start))
                self._read(files, start, *block)
                yield block

    def _empty(self, rows):
        return np.empty((rows, *self.shape), self.dtype), np.empty(rows, self.target)

    @contextmanager
    def _files(self):
        with open(self.folder / "X.npy", "rb") as X, open(self.folder / "y.npy", "rb") as y:
            yield X, y

    def _read(self, files, start, *arrays):
        """Fill the arrays with rows from `start` on."""
        for file, begins, array in zip(files, self._begins, arrays, strict=True):
            file.seek(begins + int(start) * array[:1].nbytes)
            if file.readinto(array.reshape(-1).view(np.uint8)) != array.nbytes:
                raise ValueError(f"{self.folder} was cut short while it was read")

    def _block_rows(self, rows):
        if rows is None:
            rows = max(1, PIECE_BYTES // row_bytes(self.shape, self.dtype, self.target))
        return as_count("rows", rows, least=1)


def _read_header(folder):
    """header.json as a dict, or a word on what this folder is instead."""
    try:
        header = json.loads((folder / "header.json").read_text(encoding="utf-8"))
        known = header["format"] == FORMAT and {header["X"], header["y"]} <= set(TYPES)
        counts = [header["rows"], *header["shape"]]
        whole = all(type(c) is int and c > 0 for c in counts) and set(header["checksums"]) == {
            *"Xy"
        }
        if not (known and whole and "seed" in header):
            raise ValueError(f"format {header['format']!r}")
    except FileNotFoundError:
        raise ValueError(f"{folder} is no data set: it has no header.json") from None
    except (ValueError, KeyError, TypeError, AttributeError, NotADirectoryError) as error:
        raise ValueError(f"{folder} has a header.json that is not ours ({error!r})") from None
    return header


def _data_begins(path, shape, dtype):
    """Where the numbers begin in a .npy file. ValueError unless it holds exactly this array."""
    try:
        with open(path, "rb") as file:
            if np.lib.format.read_magic(file) != (1, 0):
                raise ValueError("another version of the format")
            found, fortran, kind = np.lib.format.read_array_header_1_0(file)
            begins = file.tell()
    except FileNotFoundError:
        raise ValueError(f"{path} is missing") from None
    except ValueError as error:
        raise ValueError(f"{path} is no .npy file of ours ({error})") from None
    if (found, kind, fortran) != (shape, np.dtype(dtype), False):
        raise ValueError(f"{path} must hold {shape} {dtype}, got {found} {kind}")
    wanted = begins + prod(shape) * kind.itemsize
    if path.stat().st_size != wanted:
        raise ValueError(f"{path} must have {wanted:,} bytes, got {path.stat().st_size:,}")
    return begins


def row_bytes(shape, dtype, target):
    return prod(shape) * dtype.itemsize + target.itemsize
