"""Write a data set to disk a piece at a time: whole, or not at all."""

import json
import shutil
import time
import zlib
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from gdcore.arrays import as_count
from gdcore.scale.disk.reading import FORMAT, TYPES, Rows, row_bytes

ABANDONED = 600  # seconds without a write after which an unfinished folder has no writer


def write_rows(folder, pieces, n, shape, dtype="float32", seed=None):
    """Write n rows that come as pieces (X, y), one at a time; the opened Rows.

    shape is that of one row of X: (d,), or (height, width, channels). dtype is uint8, float32 or
    float64; y gets it too, float32 for uint8. All is written beside and renamed at the end: an
    error or an interrupt leaves nothing. Raises ValueError where the folder is there already,
    the disk has no room, or the pieces do not hold n rows of that shape.
    """
    folder, n = Path(folder), as_count("n", n, least=1)
    shape = tuple(as_count("shape", side, least=1) for side in shape)
    if dtype not in TYPES:
        raise ValueError(f"dtype must be one of {', '.join(TYPES)}, got {dtype!r}")
    target = "float32" if dtype == "uint8" else dtype
    if folder.exists():
        raise ValueError(f"{folder} is there already; delete it first, or choose another name")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(folder)
    _need_room(folder.parent, n * row_bytes(shape, np.dtype(dtype), np.dtype(target)))
    part = folder.with_name(f"{folder.name}.{time.time_ns()}.part")
    part.mkdir()
    try:
        checksums = _write_arrays(part, pieces, n, shape, {"X": dtype, "y": target})
        header = {"format": FORMAT, "rows": n, "shape": shape, "X": dtype, "y": target}
        header |= {"seed": seed, "checksums": checksums}
        (part / "header.json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)  # after the rename there is nothing of that name
    return Rows(folder)


def _write_arrays(part, pieces, n, shape, types):
    """X.npy and y.npy side by side; their checksums."""
    shapes = {"X": (n, *shape), "y": (n,)}
    with open(part / "X.npy", "wb") as X, open(part / "y.npy", "wb") as y:
        files = {"X": Sum(X), "y": Sum(y)}
        for name, file in files.items():
            about = {"descr": np.dtype(types[name]).str, "fortran_order": False}
            np.lib.format.write_array_header_1_0(file, about | {"shape": shapes[name]})
        done = 0
        with tqdm(total=n, unit="row", unit_scale=True, leave=False, delay=1) as bar:
            for piece in pieces:
                arrays = _as_piece(piece, shape, types)
                done += len(arrays["y"])
                if done > n:
                    raise ValueError(f"the pieces hold more than the {n} rows announced")
                for name, array in arrays.items():
                    files[name].write(array)
                bar.update(len(arrays["y"]))
        if done < n:
            raise ValueError(f"the pieces hold {done} rows, {n} were announced")
        return {name: file.checksum for name, file in files.items()}


class Sum:
    """A file that adds up the checksum of what is written to it."""

    def __init__(self, file):
        self._file, self.checksum = file, 0

    def write(self, data):
        self.checksum = zlib.crc32(data, self.checksum)
        return self._file.write(data)


def _as_piece(piece, shape, types):
    """{"X": array, "y": array} ready to be written, or what is wrong with the piece."""
    X, y = map(np.asarray, piece)
    if X.shape[1:] != shape or y.shape != X.shape[:1]:
        raise ValueError(
            f"a piece must be X (b, {', '.join(map(str, shape))}) and y (b,), "
            f"got {X.shape} and {y.shape}"
        )
    arrays = {}
    for name, array in (("X", X), ("y", y)):
        if not np.can_cast(array.dtype, types[name], "same_kind"):
            raise ValueError(
                f"{name} of a piece must be {types[name]}, got {array.dtype}; "
                f"try {name}.astype({types[name]!r}), and mind what that cuts off"
            )
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"{name} of a piece must be finite, got nan or inf")
        arrays[name] = np.ascontiguousarray(array, types[name])
    return arrays


def _need_room(folder, size):
    free = shutil.disk_usage(folder).free
    if size + 2**20 > free:
        raise ValueError(f"{size:,} bytes do not fit: {free:,} are free in {folder}; fewer rows?")


def _clear_abandoned(folder):
    """Remove what a killed writing of the same data set left; a living one is left alone."""
    for part in folder.parent.glob(f"{folder.name}.*.part"):
        newest = max((p.stat().st_mtime for p in part.glob("*")), default=part.stat().st_mtime)
        if time.time() - newest > ABANDONED:
            shutil.rmtree(part, ignore_errors=True)
