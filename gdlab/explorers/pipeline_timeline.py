"""Lesson 11: read, prepare, train, one after another or overlapped: measured, drawn as bars."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from gdcore.arrays import as_count, as_function, refused, told
from gdcore.scale.disk import Rows, write_rows
from gdlab.explorers.shared import BLACK, N_, _, each, explorer
from gdlab.explorers.shared.measured import (
    AHEAD,
    COLORS,
    LANES,
    ROWS,
    SIZES,
    WORKERS,
    all_runs,
    draw_timeline,
    measure,
    stacked,
)
from gdlab.explorers.shared.speedup import compared
from gdlab.stage import Bars, Control, Label, Line, Panel, Readout, Stage, framed

__all__ = ["draw_timeline", "measure", "pipeline_timeline"]  # lesson 11 also uses the first two

TOP = len(LANES) - 0.2  # of the axes: room above the lanes for the time of the end
OVER = ("workers", "ahead", "batch")


def _on_images(show):
    """On 1024 images on disk: what the stage holds was measured when they go."""
    rng = np.random.default_rng(7)
    pieces = ((rng.integers(0, 256, (256, 64, 64, 3), np.uint8), np.ones(256)) for _k in range(4))
    with tempfile.TemporaryDirectory() as folder:
        rows = write_rows(Path(folder) / "images", pieces, 1024, (64, 64, 3), "uint8")
        return show(rows, lambda X, y: (X.reshape(len(X), -1) / np.float32(127.5) - 1, y))


@explorer(
    lesson=11,
    title=N_("Read, prepare and train at the same time"),
    words=N_(
        "Every bar is one batch in one stage, measured where this page was made. Let other "
        "threads read and prepare ahead, and see what is won and what is not."
    ),
    example=_on_images,
)
def pipeline_timeline(rows: Rows, prepare: Callable[..., Any], n: int = ROWS) -> Stage:
    """Workers, batches under way and batch size: what each did when, every setting measured now.

    rows is a gdcore.scale.disk.Rows, prepare(X, y) -> (X, y) makes floats (b, d) of what was read;
    n rows are read in each of the measured runs. Slide 26. Raises ValueError for n < 1.
    """
    if not isinstance(rows, Rows):
        raise refused("rows must be a gdcore.scale.disk.Rows", told(rows), "Rows(folder)")
    as_function("prepare", prepare)
    n = min(as_count("n", n, least=1), len(rows))
    runs = all_runs(rows, prepare, n)
    end = np.vectorize(lambda run: run.seconds * 1e3)(runs)
    figure, ax = framed(420, 260, left=86)
    ax.set_yticks(range(len(LANES)), [_(lane) for lane in LANES])
    ax.set(xlim=(0, 1.02 * end.max()), ylim=(-0.6, TOP), xlabel=_("milliseconds"))
    ax.grid(axis="x", alpha=0.3)
    bars = [Bars(ax, stacked(runs, step), OVER, color=color) for step, color in COLORS.items()]
    controls = [
        Control("workers", _("workers that prepare"), WORKERS, [_("none: in turn"), "1", "2"], 1),
        Control("ahead", _("batches ahead"), AHEAD, start=1),
        Control("batch", _("batch size b"), SIZES, start=1),
    ]
    panel = Panel(figure, _("who worked on which batch when"))
    return Stage(panel, controls, [*bars, *_finish(ax, end)], _readout(runs, end))


def _finish(ax, end):
    """A dashed rule at the time of the end (...), in ms, and that time beside it."""
    rule = np.stack(np.broadcast_arrays(end[..., None], [-0.6, TOP]), axis=-1)
    at = np.stack(np.broadcast_arrays(end - 0.008 * end.max(), TOP - 0.35), axis=-1)
    return [
        Line(ax, rule, OVER, color=BLACK, width=2, dash="6 4"),
        Label(ax, at, OVER, text=_ms(end), anchor="end", size=12),
    ]


def _readout(runs, end):
    words = np.empty(runs.shape, dtype=object)
    for w, a, b in np.ndindex(runs.shape):
        words[w, a, b] = compared(runs[0, 0, b], runs[w, a, b], WORKERS[w])
    columns = {
        step: (_ms(np.vectorize(lambda run, s=step: run.busy[s] * 1e3)(runs)), OVER)
        for step in COLORS
    }
    columns |= {"end": (_ms(end), OVER), "compared": (words.astype(str), OVER)}
    return Readout(
        _(
            "Workers {workers}, {ahead} ahead, batches of {batch}: done after {end}. Reading took "
            "{read}, preparing {prepare}, training {train}. {compared}"
        ),
        columns,
    )


def _ms(times):
    return each(times, "{:.1f} ms".format)
