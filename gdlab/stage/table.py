"""Parts, handles and the sentence as the browser reads them: descriptions, integers, strings.

The integers are 16-bit, pixels in sixteenths; NOWHERE stands for what is not seen. `pack` makes
one deflated piece of it all, `unpack` reads it as js/scene.js does.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from gdlab.stage.clip import as_units, drawn_in
from gdlab.stage.controls import Control, Readout
from gdlab.stage.guards import must_all_be, refused
from gdlab.stage.handles import Handle
from gdlab.stage.parts import Film, Label, Part, When
from gdlab.stage.pixels import View

MOST = 32767  # different rows or texts that the integers can count
TRIED = 4096  # integers of a table that tell how it deflates better
FEW = 500  # integers of a table that need not be asked
SENT = ("width", "dash", "dots", "size", "shape", "opacity", "anchor", "bold", "last")


def once_each(units: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Integers (..., m, each, 2) as rows, each different one once; and which row each stop shows.

    Where every stop differs, the integers themselves and None.
    """
    wide = int(np.prod(units.shape[-3:]))
    if not wide:
        return units, None
    rows = np.ascontiguousarray(units).reshape(-1, wide)
    keys: list[Any] = rows.view(np.dtype((np.void, rows.itemsize * wide))).ravel().tolist()
    seen = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    if len(seen) == len(rows) or len(seen) > MOST:
        return units, None
    different = np.frombuffer(b"".join(seen), dtype=units.dtype)
    return different, np.array([seen[key] for key in keys])


def is_tall(rows: np.ndarray) -> bool:
    """Whether integers (rows, wide) deflate better column by column, as tried on some of them."""
    many = TRIED // rows.shape[1]
    first = max(len(rows) - many, 0) // 2
    few = rows[first : first + many]
    upright, down = (zlib.compress(_differences(one.ravel()), 1) for one in (few, few.T))
    return len(down) < len(upright)


class Table:
    """What a stage shows at every stop of its controls.

    parts, handles (the bound ones' places), readout: descriptions for JSON; integers (n,), int16;
    strings. outlines are the pixels of each part, films the frames of each film. Raises
    ValueError where a part does not fit the controls it follows, or lies on axes that are not the
    stage's. tall: first integer, rows and columns of each table that is sent column by column.
    """

    def __init__(
        self,
        views: Mapping[Axes, View],
        controls: Sequence[Control],
        parts: Iterable[Part],
        readout: Readout,
        handles: Iterable[Handle] = (),
    ):
        must_all_be(Part, parts, "parts")
        if not isinstance(readout, Readout):
            raise refused("readout must be a Readout", readout, 'Readout("")')
        self._views, self._axes = views, list(views)
        self._sizes = {c.name: len(c.values) for c in controls}
        self._names = [c.name for c in controls]
        self._chunks: dict[bytes, int] = {}  # where they begin, in order
        self._length = 0
        self.tall: list[list[int]] = []
        self._strings: dict[str, int] = {}
        self.outlines: list[np.ndarray] = []
        self.films: list[np.ndarray] = []
        self.parts = [self._describe(part) | self._when(part) for part in parts]
        self.handles = [self._placed(handle) for handle in handles if handle.bound]
        self.readout = {
            "template": readout.template,
            "longest": readout.longest(controls),
            "columns": {name: self._texts(*column) for name, column in readout.columns.items()},
        }
        self.integers = np.frombuffer(b"".join(self._chunks), dtype="<i2")
        self.strings = list(self._strings)

    def _add(self, units):
        """Where these integers begin; the same ones twice are kept once."""
        chunk = np.ascontiguousarray(units, dtype="<i2").tobytes()
        if chunk not in self._chunks:
            self._chunks[chunk] = self._length
            self._length += len(chunk) // 2
        return self._chunks[chunk]

    def _number(self, axes, what):
        if axes not in self._views:
            expected = f"{what} lies on axes of another figure, and must lie on the stage's own"
            raise refused(expected, axes, "the axes of its figure")
        return self._axes.index(axes)

    def _follow(self, over, shape, what):
        """The numbers of the controls an array follows; its leading shape must be their sizes."""
        unknown = set(over) - set(self._names)
        if unknown:
            expected = f"{what} must follow controls among {self._names}"
            raise refused(expected, sorted(unknown), "over=()")
        sizes = tuple(self._sizes[name] for name in over)
        if tuple(shape[: len(over)]) != sizes:
            expected = f"{what} must begin with shape {sizes} for {over}"
            raise refused(expected, tuple(shape), "one entry for each stop")
        return [self._names.index(name) for name in over]

    def _texts(self, texts, over):
        texts = np.asarray(texts)
        follows = self._follow(over, texts.shape, "a text")
        if texts.ndim != len(over):
            raise refused(
                f"texts over {over} must be one for each stop", texts.shape, "np.array('')"
            )
        strings, read = self._strings, texts.astype(str).ravel().tolist()
        for text in dict.fromkeys(read):
            strings.setdefault(text, len(strings))
        if len(strings) > MOST:
            expected = f"the different texts must be at most {MOST}"
            raise refused(expected, len(strings), "fewer stops")
        return {"over": follows, "offset": self._add(np.array([strings[text] for text in read]))}

    def _stored(self, outlines):
        """Where these pixels (..., m, each, 2) lie in the table."""
        units, rows = once_each(as_units(outlines))
        items, each = outlines.shape[-3:-1]
        where = {"items": items, "each": each, "offset": self._add(units)}
        if units.size > FEW and is_tall(units.reshape(-1, items * each * 2)):
            one = [where["offset"], units.size // (items * each * 2), items * each * 2]
            self.tall += [one] if one not in self.tall else []  # two parts may share a table
        return where | {"rows": None if rows is None else self._add(rows)}

    def _when(self, about):
        return when_of(about.when, self._names)

    def _film(self, part):
        """Which frame is shown at each stop."""
        number = self._number(part.axes, "a film")
        follows = self._follow(part.over, np.shape(part.points), "a film")
        self.outlines.append(part.outlines(self._views[part.axes]))
        self.films.append(part.frames)
        return {
            "kind": part.kind,
            "axes": number,
            "over": follows,
            "offset": self._add(np.asarray(part.points)),
            "film": len(self.films) - 1,
            "frame": [*part.frames.shape[2:0:-1], len(part.frames)],
        }

    def _describe(self, part):
        if isinstance(part, Film):
            return self._film(part)
        name = type(part).__name__
        shape = np.shape(part.points)
        follows = self._follow(part.over, shape, name)
        inner = 0 if isinstance(part, Label) else 1
        if shape[-1:] != (part.numbers,) or len(shape) != len(part.over) + inner + 1:
            needed = f"(..., m, {part.numbers})" if inner else f"(..., {part.numbers})"
            expected = f"{name} over {part.over} needs shape {needed}, its points must have it"
            raise refused(expected, shape, "points[None] for a single item")
        number = self._number(part.axes, name)
        view = self._views[part.axes]
        outlines = part.outlines(view)
        self.outlines.append(outlines)
        about = {
            "kind": part.kind,
            "axes": number,
            "clip": view.clipped and not isinstance(part, Label),
            "over": follows,
            "upto": None if part.upto is None else self._names.index(part.upto),
            "color": part.color,
            **self._stored(outlines),
            **{key: getattr(part, key) for key in SENT if hasattr(part, key)},
        }
        if getattr(part, "mask", None) is not None:
            if part.mask.shape != shape[:-1]:
                expected = f"{name}: mask must say of each point whether it is seen, {shape[:-1]}"
                raise refused(expected, part.mask, "mask=None")
            about["mask"] = self._add(part.mask)
        about["last"] = part.last and part.upto is not None
        if isinstance(part, Label):
            about["text"] = self._texts(part.text, part.over)
        return about

    def _placed(self, handle):
        """A bound handle: where it stands at each stop, and in which directions that differs."""
        shape, what = np.shape(handle.at), f"handle {handle.label!r}"
        follows = self._follow(handle.over, shape, what)
        if len(shape) != len(handle.over) + 1 or shape[-1] != 2:
            raise refused(f"{what} must have places of shape (stops..., 2)", shape, "(x, y) last")
        view = self._views[handle.axes]
        places = view.of(handle.at)
        places = drawn_in(places, np.broadcast_to(view.centre, places.shape))
        moved = tuple(handle.over.index(name) for name in handle.moves)
        spread = np.nanmax(places, axis=moved) - np.nanmin(places, axis=moved)
        across, up = spread.reshape(-1, 2).max(axis=0) > 1
        return {
            "moves": [self._names.index(name) for name in handle.moves],
            "over": follows,
            "across": bool(across),
            "up": bool(up),
            **self._stored(places[..., None, None, :]),
        }


def when_of(when: When | None, names: Sequence[str]) -> dict[str, Any]:
    """When something is seen, as the browser reads it; nothing where it always is."""
    if when is None:
        return {}
    name, stops = when
    if name not in names:
        raise refused(f"`when` must name one of the controls {list(names)}", name, "when=None")
    return {"when": {"control": names.index(name), "stops": list(stops)}}


def pack(about: Mapping[str, Any], integers: np.ndarray, deflated: bool = True) -> bytes:
    """A description and its table in one piece.

    Eight bytes (four zeros, the length of the JSON), the JSON, then the table's low bytes and its
    high bytes, each number less the one two before it: that is what deflates best. Tables that
    about["tall"] names go column by column.
    """
    words = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    sent = integers.astype("<i2")
    for begin, rows, wide in about.get("tall", ()):
        one = sent[begin : begin + rows * wide]
        one[:] = one.reshape(rows, wide).T.ravel()
    plain = struct.pack("<II", 0, len(words)) + words + _differences(sent)
    return zlib.compress(plain, 6) if deflated else plain


def _differences(integers):
    """Each less the one two before it: all low bytes, then all high ones."""
    steps = integers.astype("<i2")
    steps[2:] -= integers[:-2]
    return steps.view(np.uint8).reshape(-1, 2).T.tobytes()


def unpack(packed: bytes) -> tuple[dict[str, Any], np.ndarray]:
    """What `pack` was given, from a deflated piece or a plain one."""
    plain = zlib.decompress(packed) if packed[:1] != b"\0" else packed
    (length,) = struct.unpack_from("<I", plain, 4)
    halves = np.frombuffer(plain, np.uint8, offset=8 + length).reshape(2, -1)
    steps = np.ascontiguousarray(halves.T).view("<i2")[:, 0]
    integers = np.empty_like(steps)
    for first in (0, 1):
        integers[first::2] = np.cumsum(steps[first::2], dtype="<i2")
    about = json.loads(plain[8 : 8 + length])
    for begin, rows, wide in about.get("tall", ()):
        one = integers[begin : begin + rows * wide]
        one[:] = one.reshape(wide, rows).T.ravel()
    return about, integers
