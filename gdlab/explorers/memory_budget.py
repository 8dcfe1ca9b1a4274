"""Lesson 10: how many bytes a set of images has, and where it fits. Slide 25."""

from itertools import product
from math import log2

import numpy as np

from gdcore.arrays import as_positive
from gdcore.scale.devices import DEVICES, machine_memory
from gdlab.explorers.shared import BLACK, BLUE, GREY, N_, ORANGE, _, each, explorer
from gdlab.stage import Bars, Control, Label, Panel, Readout, Stage, framed

SIDES = (32, 64, 128, 224, 256, 512, 1024)
CHANNELS = (1, 3)
COUNTS = tuple(10**k for k in range(3, 10))
TYPES = ("uint8", "float32", "float64")
BATCHES = (1, 16, 64, 256, 1024, 4096)
SPAN = (1e3, 1e17)  # bytes shown
BESIDE = 6e2  # bytes: where the words left of the bars end; no line crosses them there
MARKED = ("Binder", "T4", "H100")  # those far enough apart to be read
SET = ("height", "width", "channels", "dtype", "count")
BATCH = ("height", "width", "channels", "dtype", "batch")


def image_bytes(height, width, channels, dtype, count):
    """Bytes of that many images, an exact integer. Slide 25's are 256, 256, 3, uint8, 10^6."""
    return height * width * channels * np.dtype(dtype).itemsize * count


def all_bytes(counts):
    """image_bytes at every stop, Python integers, shape (7, 7, 2, 3, len(counts))."""
    stops = product(SIDES, SIDES, CHANNELS, TYPES, counts)
    sizes = np.array([image_bytes(*stop) for stop in stops], dtype=object)
    return sizes.reshape(len(SIDES), len(SIDES), len(CHANNELS), len(TYPES), len(counts))


@explorer(
    lesson=10,
    title=N_("How many bytes, and where do they fit?"),
    words=N_(
        "The lecture's million images, or any others: the whole set and one batch, in exact "
        "bytes, against the memory of well-known devices and of a laptop with 16 GB."
    ),
    example=lambda show: show(16 * 10**9),
)
def memory_budget(memory: float | None = None) -> Stage:
    """Height, width, channels, type, number and batch against memories; bars on one log axis.

    memory is this machine's, in bytes (None: asked of the machine). Raises ValueError unless > 0.
    """
    memory = machine_memory() if memory is None else int(as_positive("memory", memory))
    whole, batch = all_bytes(COUNTS), all_bytes(BATCHES)
    figure, ax = framed(420, 290, left=82)
    _draw_marks(ax, memory)
    parts = [*_bars(ax, whole, SET, 1, memory), *_bars(ax, batch, BATCH, 0, memory)]
    controls = [
        Control("height", _("height"), SIDES, start=4),
        Control("width", _("width"), SIDES, start=4),
        Control("channels", _("channels"), CHANNELS, start=1, kind="choice"),
        Control("dtype", _("type"), TYPES, kind="choice"),
        Control("count", _("number of images n"), COUNTS, start=3, form=","),
        Control("batch", _("batch size b"), BATCHES, start=3, form=","),
    ]
    panel = Panel(figure, _("all images and one batch, beside what memories hold"))
    return Stage(panel, controls, parts, _readout(whole, batch, memory))


def _readout(whole, batch, memory):
    def fits(size):
        return where_it_fits(size, memory)

    return Readout(
        _(
            "{height} × {width} × {channels} × {count} in {dtype}: {bytes} bytes = 2^{power}. "
            "{fits} One batch of {batch}: {batch_bytes} bytes, whatever n is. {batch_fits}"
        ),
        {
            "bytes": (each(whole, "{:,}".format), SET),
            "power": (each(whole, lambda size: f"{log2(size):.2f}"), SET),
            "fits": (each(whole, fits), SET),
            "batch_bytes": (each(batch, "{:,}".format), BATCH),
            "batch_fits": (each(batch, fits), BATCH),
        },
    )


def where_it_fits(size, memory):
    """A sentence: the devices that can hold `size` bytes, and how many of the others it takes."""
    room = {} if memory is None else {_("this machine"): memory}
    room |= {name: gigabytes * 10**9 for name, gigabytes in DEVICES.items()}
    fits = [name for name, there in room.items() if size <= there]
    if len(fits) == len(room):
        return _("Fits everywhere.")
    if fits:
        return _("Fits {devices}.").format(devices=", ".join(fits))
    cards = -(-size // (room["H100"]))
    return _("Fits no device marked here; it would take {cards} H100.").format(cards=f"{cards:,}")


def _bars(ax, sizes, over, height, memory):
    """A bar from the left to the size: blue and thick where it fits here, orange and thin if not.

    Where the machine does not say what it has, Binder's memory stands for it.
    """
    limit = DEVICES["Binder"] * 10**9 if memory is None else memory
    end = sizes.astype(float)
    fits = (sizes <= limit).astype(bool)
    parts = []
    for shown, half, color in ((fits, 0.34, BLUE), (~fits, 0.18, ORANGE)):
        sides = (np.full(end.shape, SPAN[0]), height - half, end, height + half)
        boxes = np.stack([np.broadcast_to(side, end.shape) for side in sides], axis=-1)
        boxes = np.where(shown[..., None], boxes, np.nan)
        parts.append(Bars(ax, boxes[..., None, :], over, color=color))
    at = np.broadcast_to([BESIDE, height - 0.17], (*end.shape, 2))
    parts.append(Label(ax, at, over, text=each(sizes, readable), anchor="end", bold=True))
    return parts


def readable(size):
    """About how much: "197 GB"; thousands, not 1024s."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} PB" if size < 1000 else f"{size / 1000:.3g} EB"


def _draw_marks(ax, memory):
    ax.set_xscale("log")
    ax.set(
        xlim=SPAN, ylim=(-0.85, 2.6), yticks=[0.17, 1.17], xlabel=_("bytes, in steps of a thousand")
    )
    ax.set_yticklabels([_("one batch"), _("all images")])  # above their numbers
    ax.tick_params(axis="y", length=0)
    ax.set_xticks([1e3, 1e6, 1e9, 1e12, 1e15], ["kB", "MB", "GB", "TB", "PB"])
    ax.tick_params(axis="x", which="minor", bottom=False)
    for name in MARKED:
        size = DEVICES[name] * 1e9
        ax.axvline(size, color=GREY, lw=1, ls=":")
        words = f"{name} {DEVICES[name]} GB"
        ax.text(size / 1.25, 2.55, words, rotation=90, ha="right", va="top")
    if memory is not None:
        ax.vlines(memory, -0.85, 1.4, color=BLACK, lw=2)  # below the names, across both bars
        words = _("this machine {memory}").format(memory=readable(memory))
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # no mark runs through it
        at = {"ha": "right", "va": "bottom"}
        ax.text(memory / 1.25, -0.8, words, bbox=paper, **at)
