"""Lesson 7: read, prepare, train, one after another or overlapped: measured, drawn as bars."""

import tempfile
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from tqdm.auto import tqdm

from gdcore.arrays import as_count
from gdcore.draw import BLACK, BLUE, GREY, ORANGE
from gdcore.losses import mse_gradient
from gdcore.scale.blocks import one_blas_thread, processors
from gdcore.scale.disk import write_rows
from gdcore.scale.pipeline import STEPS, Timeline, in_turn, overlapped
from gdlab.explorers.shared.declared import explorer
from gdlab.stage import Bars, Control, Label, Line, Readout, Stage

WORKERS = (0, 1, 2)  # 0: in turn
AHEAD = (1, 2, 4)
SIZES = (64, 128, 256)
ROWS = 1024  # rows in one measured run
COLORS = {"read": GREY, "prepare": ORANGE, "train": BLUE}
LANES = ("train", "prepare 2", "prepare", "read")  # from the bottom up
TOP = len(LANES) - 0.2  # of the axes: room above the lanes for the time of the end


class Run(NamedTuple):
    """What one measured run was: seconds from start to end, and in each stage; bars by stage."""

    seconds: float
    busy: dict
    bars: dict


def measure(rows, prepare, workers, ahead, batch_size, n=ROWS):
    """A Timeline of n rows of a data set, read, prepared and trained on; workers 0 is in turn."""
    timeline, beta = Timeline(), None
    batches = islice(rows.blocks(batch_size), -(-n // batch_size))
    if workers == 0:
        way = in_turn(batches, prepare, timeline)
    else:
        way = overlapped(batches, prepare, workers, ahead, timeline)
    with one_blas_thread(), way as prepared:
        for X, y in prepared:
            beta = np.zeros(X.shape[1], X.dtype) if beta is None else beta
            beta = beta - 1e-6 * mse_gradient(beta, X, y)
    return timeline


def as_run(timeline):
    """The timeline in numbers, time counted from its first span."""
    return Run(
        timeline.seconds,
        {stage: timeline.busy(stage) for stage in STEPS},
        {stage: boxes(timeline, stage) for stage in STEPS},
    )


def boxes(timeline, stage):
    """Bars (m, 4) of one stage, in ms; the second worker that prepares has a lane of its own."""
    spans = sorted((s for s in timeline.spans if s.step == stage), key=lambda s: s.began)
    begin = min((s.began for s in timeline.spans), default=0)
    threads = list(dict.fromkeys(s.lane for s in spans))
    lane = [LANES.index("prepare 2" if threads.index(s.lane) else stage) for s in spans]
    times = [((s.began - begin) * 1e3, (s.ended - begin) * 1e3) for s in spans]
    bars = [(a, at - 0.32, b, at + 0.32) for at, (a, b) in zip(lane, times, strict=True)]
    return np.array(bars).reshape(-1, 4)


def draw_timeline(ax, timeline):
    """Every span as a bar: the time from left to right, a lane for each stage."""
    artists = []
    for stage in STEPS:
        for x0, y0, x1, y1 in boxes(timeline, stage):
            artists.append(ax.barh((y0 + y1) / 2, x1 - x0, y1 - y0, x0, color=COLORS[stage]))
    ax.set_yticks(range(len(LANES)), LANES)
    ax.set(ylim=(-0.6, len(LANES) - 0.4), xlabel="ms")
    return artists


def _on_images(show):
    """On 1024 images on disk: what the stage holds was measured when they go."""
    rng = np.random.default_rng(7)
    pieces = ((rng.integers(0, 256, (256, 64, 64, 3), np.uint8), np.ones(256)) for _ in range(4))
    with tempfile.TemporaryDirectory() as folder:
        rows = write_rows(Path(folder) / "images", pieces, 1024, (64, 64, 3), "uint8")
        return show(rows, lambda X, y: (X.reshape(len(X), -1) / np.float32(127.5) - 1, y))


@explorer(
    lesson=7,
    title="Read, prepare and train at the same time",
    words="Every bar is one batch in one stage, measured where this page was made. Let other "
    "threads read and prepare ahead, and see what is won and what is not.",
    example=_on_images,
)
def pipeline_timeline(rows, prepare, n=ROWS):
    """Workers, batches under way and batch size: what each did when, every setting measured now.

    rows is a gdcore.scale.disk.Rows, prepare(X, y) -> (X, y) makes floats (b, d) of what was read;
    n rows are read in each of the measured runs. Slide 26. Raises ValueError for n < 1.
    """
    n = min(as_count("n", n, least=1), len(rows))
    runs = all_runs(rows, prepare, n)
    figure = Figure(figsize=(9.2, 3.2), layout="constrained")
    ax = figure.add_subplot()
    longest = max(run.seconds for run in runs.ravel()) * 1e3
    ax.set_yticks(range(len(LANES)), LANES)
    ax.set(xlim=(0, 1.02 * longest), ylim=(-0.6, TOP), xlabel="ms")
    ax.grid(axis="x", alpha=0.3)
    over = ("workers", "ahead", "batch")
    end = np.vectorize(lambda run: run.seconds * 1e3)(runs)
    rule = np.stack(np.broadcast_arrays(end[..., None], [-0.6, TOP]), axis=-1)
    parts = [Bars(ax, stacked(runs, stage), over, color=COLORS[stage]) for stage in STEPS]
    parts.append(Line(ax, rule, over, color=BLACK, width=2, dash="6 4"))
    at = np.stack(np.broadcast_arrays(end - 0.008 * longest, TOP - 0.35), axis=-1)
    parts.append(Label(ax, at, over, text=_ms(end), anchor="end", size=12))
    controls = [
        Control("workers", "workers that prepare", WORKERS, ["none: in turn", "1", "2"], start=1),
        Control("ahead", "batches ahead", AHEAD, list(map(str, AHEAD)), start=1),
        Control("batch", "batch size b", SIZES, list(map(str, SIZES)), start=1),
    ]
    return Stage(figure, controls, parts, _readout(runs, end))


def all_runs(rows, prepare, n):
    """A Run for every stop, (workers, ahead, batch): the quickest of three, as timeit does it.

    What made the others slower was something else on this machine. In turn there is nothing ahead
    to choose.
    """
    runs = np.empty((len(WORKERS), len(AHEAD), len(SIZES)), dtype=object)
    measure(rows, prepare, 0, 1, SIZES[-1], n)  # the first run also wakes disk and processor
    stops = [s for s in np.ndindex(runs.shape) if WORKERS[s[0]] or s[1] == 0]
    for w, a, b in tqdm(stops, desc="measuring", leave=False, delay=1):
        three = [measure(rows, prepare, WORKERS[w], AHEAD[a], SIZES[b], n) for _ in range(3)]
        runs[w, a, b] = as_run(min(three, key=lambda timeline: timeline.seconds))
    runs[0, 1:] = runs[0, 0]
    return runs


def stacked(runs, stage):
    """The bars of all runs in one array, nan where a run has fewer."""
    most = max(len(run.bars[stage]) for run in runs.ravel())
    full = np.full((*runs.shape, most, 4), np.nan)
    for stop in np.ndindex(runs.shape):
        bars = runs[stop].bars[stage]
        full[stop][: len(bars)] = bars
    return full


def _readout(runs, end):
    over = ("workers", "ahead", "batch")
    busy = {s: np.vectorize(lambda run, s=s: run.busy[s] * 1e3)(runs) for s in STEPS}
    words = np.empty(runs.shape, dtype=object)
    for w, a, b in np.ndindex(runs.shape):
        words[w, a, b] = compared(runs[0, 0, b], runs[w, a, b], WORKERS[w], processors())
    columns = {stage: (_ms(times), over) for stage, times in busy.items()}
    columns |= {"end": (_ms(end), over), "compared": (words.astype(str), over)}
    return Readout(
        "Workers {workers}, {ahead} ahead, batches of {batch}: done after {end}. Reading took "
        "{read}, preparing {prepare}, training {train}. {compared}",
        columns,
    )


def compared(turn, run, workers, cores):
    """The speed-up as measured, the one that the stages' times in turn allow, and why they part."""
    slowest = max(turn.busy, key=turn.busy.get)
    if workers == 0:
        share = turn.busy[slowest] / turn.seconds
        return f"One after another; {100 * share:.0f} % of it is to {slowest}."
    alone = [t / (workers if stage == "prepare" else 1) for stage, t in turn.busy.items()]
    gain, best = turn.seconds / run.seconds, turn.seconds / max(alone)
    words = f"{gain:.2f} times as fast as in turn; {best:.2f} if nothing stood in the way."
    if gain > 1.05 * best and sum(run.busy.values()) < sum(turn.busy.values()):
        return f"{words} More than that, since the stages themselves took less time here."
    if gain >= 1.05:
        return words
    if best < 1.05:
        return f"{words} No gain: to {slowest} is nearly all there is to do."
    if cores == 1:
        return f"{words} One processor: the stages take turns all the same."
    return f"{words} No gain: the stages share {cores} processors and one memory."


def _ms(times):
    return np.array([f"{t:.1f} ms" for t in times.ravel()]).reshape(times.shape)
