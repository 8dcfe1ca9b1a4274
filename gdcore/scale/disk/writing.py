"""Write a data set to disk a piece at a time: whole, or not at all."""

import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from gdcore.arrays import as_count, as_pair, as_path, as_stream, masked, refused, told
from gdcore.scale.disk.reading import FORMAT, TYPES, Kind, Rows, row_bytes

ABANDONED = 600  # seconds without a write after which an unfinished folder has no writer
OURS = {"X.npy", "y.npy", "header.json"}


def write_rows(
    folder: str | os.PathLike[str],
    pieces: Iterable[tuple[Any, Any]],
    n: int,
    shape: tuple[int, ...],
    dtype: str | type | Kind = "float32",
    seed: int | None = None,
) -> Rows:
    """Write n rows that come as pieces (X, y), one at a time; the opened Rows.

    shape is that of one row of X: (d,), or (height, width, channels). dtype is uint8, float32 or
    float64; y gets it too, float32 for uint8. All is written beside and renamed at the end: an
    error or an interrupt leaves nothing. Raises ValueError where the folder is there already,
    the disk has no room, the pieces do not hold n rows of that shape, or a number of theirs is
    masked, not finite, or not the same in dtype (fractions may be rounded).
    """
    folder, n, pieces = (
        as_path("folder", folder),
        as_count("n", n, least=1),
        as_stream("pieces", pieces),
    )
    shape, kind = _as_shape(shape), _as_type(dtype)
    target = np.dtype("float32") if kind == np.uint8 else kind
    header = {"format": FORMAT, "rows": n, "shape": shape, "X": kind.name, "y": target.name}
    header["seed"] = None if seed is None else as_count("seed", seed)
    part = _begin(folder, n * row_bytes(shape, kind, target))
    try:
        _write_arrays(part, pieces, n, shape, {"X": kind, "y": target})
        (part / "header.json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
        part.rename(folder)
    finally:
        _remove(part)  # after the rename there is nothing of that name
    return Rows(folder)


def _begin(folder: Path, size: int) -> Path:
    """An empty folder to write into, beside the one that it will become."""
    try:
        if folder.exists():
            hint = "deleting it first, or another name"
            raise refused("folder must be new", f"{folder}, which is there already", hint)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(folder)
        free = shutil.disk_usage(folder.parent).free
        if size + 2**20 > free:
            expected = f"{folder.parent} must have room for {size:,} bytes"
            raise refused(expected, f"{free:,} free", "fewer rows")
        part = folder.with_name(f"{folder.name}.{time.time_ns()}.part")
        part.mkdir()
    except OSError as error:
        expected = "folder must lie where files can be written"
        raise refused(expected, f"{folder} ({error.strerror})", "another folder") from error
    return part


def _write_arrays(
    part: Path,
    pieces: Iterator[Any],
    n: int,
    shape: tuple[int, ...],
    kinds: dict[str, Kind],
) -> None:
    """X.npy and y.npy side by side."""
    with open(part / "X.npy", "wb") as X, open(part / "y.npy", "wb") as y:
        _write_head(X, kinds["X"], (n, *shape))
        _write_head(y, kinds["y"], (n,))
        done = 0
        with tqdm(total=n, unit="row", unit_scale=True, leave=False, delay=1) as bar:
            for piece in pieces:
                arrays = _as_piece(piece, shape, kinds)
                done += len(arrays[1])
                if done > n:
                    raise refused(f"the pieces must hold {n} rows", "more than that", f"n = {done}")
                for file, array in zip((X, y), arrays, strict=True):
                    file.write(array.data)
                bar.update(len(arrays[1]))
        if done < n:
            raise refused(f"the pieces must hold {n} rows", f"{done}", f"n = {done}")


def _write_head(file: BinaryIO, kind: Kind, shape: tuple[int, ...]) -> None:
    about = {"descr": kind.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, about)


def _as_piece(
    piece: Any, shape: tuple[int, ...], kinds: dict[str, Kind]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """X and y ready to be written, or what is wrong with the piece."""
    pair = as_pair("pieces", piece)
    X, y = (_as_kind(name, part, kinds[name]) for name, part in zip("Xy", pair, strict=True))
    if X.shape[1:] != shape or y.shape != X.shape[:1]:
        expected = f"a piece must be X (b, {', '.join(map(str, shape))}) and y (b,)"
        raise refused(expected, f"{X.shape} and {y.shape}", "reshaping it, or another shape")
    return X, y


def _as_kind(name: str, values: Any, kind: Kind) -> NDArray[Any]:
    """The numbers in the type they are written in: the same ones, but for fractions rounded."""
    expected = f"{name} of a piece must be {kind}"
    if masked(values):
        raise refused(f"{expected}, none masked", f"{masked(values)} masked", "leaving them out")
    try:
        array = np.asarray(values)
    except Exception as error:
        raise refused(expected, f"{told(values)} ({error})", "an array") from None
    if not np.can_cast(array.dtype, kind, "same_kind"):
        hint = f"{name}.astype({kind.name!r}), and mind what that cuts off"
        raise refused(expected, f"{array.dtype}", hint)
    with np.errstate(over="ignore"):
        written = np.ascontiguousarray(array, kind)
    if not np.isfinite(written).all():
        bad = np.count_nonzero(~np.isfinite(written))
        hint = (
            "leaving them out" if kind == np.float64 else 'leaving them out, or dtype = "float64"'
        )
        raise refused(f"{name} of a piece must be finite as {kind}", f"{bad} nan or inf", hint)
    if lossy := _changed(array, written):
        hint = "subtracting a constant first, or smaller numbers"
        raise refused(f"{name} of a piece must be exact as {kind}", f"{lossy} rounded", hint)
    return written


def _changed(array: NDArray[Any], written: NDArray[Any]) -> int:
    """How many whole numbers became others; beyond this many digits a float has gaps."""
    if array.dtype.kind not in "iu" or written.dtype.kind != "f":
        return 0
    exact = 2 ** (np.finfo(written.dtype).nmant + 1)
    far = (array > exact) | (array < -exact)
    pairs = zip(array[far].tolist(), written[far].tolist(), strict=True)
    return sum(int(after) != before for before, after in pairs)


def _as_shape(shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, tuple | list) or not shape:
        raise refused("shape must be that of one row of X", told(shape), "`shape = (3,)`")
    return tuple(as_count("shape", side, least=1) for side in shape)


def _as_type(dtype: Any) -> Kind:
    try:
        kind = np.dtype(dtype) if isinstance(dtype, str | type | np.dtype) else None
    except TypeError:
        kind = None
    if kind is None or kind.name not in TYPES or not kind.isnative:
        raise refused(
            f"dtype must be one of {', '.join(TYPES)}", told(dtype), '`dtype = "float32"`'
        )
    return kind


def _clear_abandoned(folder: Path) -> None:
    """Remove what a killed writing of the same data set left; a living one is left alone.

    So is everything that is not a folder of ours: only `name.<digits>.part` that holds nothing but
    the files which we write.
    """
    name = re.compile(re.escape(folder.name) + r"\.\d+\.part")
    for part in folder.parent.iterdir():
        if not name.fullmatch(part.name) or part.is_symlink() or not part.is_dir():
            continue
        inside = list(part.iterdir())
        if {p.name for p in inside} <= OURS and not any(p.is_symlink() for p in inside):
            newest = max((p.stat().st_mtime for p in inside), default=part.stat().st_mtime)
            if time.time() - newest > ABANDONED:
                _remove(part)


def _remove(part: Path) -> None:
    """Our files, and the folder if it is empty then."""
    for name in OURS:
        (part / name).unlink(missing_ok=True)
    try:
        part.rmdir()
    except OSError:  # it became the data set, or someone put a file of theirs into it
        pass
