"""Runs of a pipeline, really made and measured: who worked on which batch when."""

import os
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from tqdm.auto import tqdm

from gdcore.losses import mse_gradient
from gdcore.scale.blocks import one_blas_thread
from gdcore.scale.pipeline import STEPS, Timeline, in_turn, overlapped
from gdlab.explorers.shared.look import BLUE, GREY, ORANGE
from gdlab.explorers.shared.words import N_, _

WORKERS = (0, 1, 2)  # 0: in turn
AHEAD = (1, 2, 4)
SIZES = (64, 128, 256)
ROWS = 1024  # rows in one measured run
ROUNDS = 3  # every setting is measured so often
COLORS = {"read": GREY, "prepare": ORANGE, "train": BLUE}
LANES = (N_("train"), N_("prepare 2"), N_("prepare"), N_("read"))  # from the bottom up


class Run(NamedTuple):
    """What one measured run was: seconds from start to end, and in each step; bars by step.

    noise: how many times as long the next quickest run of the same setting took.
    """

    seconds: float
    busy: dict[str, Any]
    bars: dict[str, Any]
    noise: float = 1.0


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


def as_run(timelines):
    """The quickest of several timelines in numbers, time counted from its first span."""
    timeline, *others = sorted(timelines, key=lambda one: one.seconds)
    noise = others[0].seconds / timeline.seconds if others and timeline.seconds else 1.0
    return Run(
        timeline.seconds,
        {step: timeline.busy(step) for step in STEPS},
        {step: boxes(timeline, step) for step in STEPS},
        noise,
    )


def boxes(timeline, step):
    """Bars (m, 4) of one step, in ms; the second worker that prepares has a lane of its own."""
    spans = sorted((s for s in timeline.spans if s.step == step), key=lambda s: s.began)
    begin = min((s.began for s in timeline.spans), default=0)
    threads = list(dict.fromkeys(s.lane for s in spans))
    lane = [LANES.index("prepare 2" if threads.index(s.lane) else step) for s in spans]
    times = [((s.began - begin) * 1e3, (s.ended - begin) * 1e3) for s in spans]
    bars = [(a, at - 0.32, b, at + 0.32) for at, (a, b) in zip(lane, times, strict=True)]
    return np.array(bars).reshape(-1, 4)


def draw_timeline(ax, timeline):
    """Every span as a bar: the time from left to right, a lane for each step."""
    artists = []
    for step in STEPS:
        for x0, y0, x1, y1 in boxes(timeline, step):
            artists.append(ax.barh((y0 + y1) / 2, x1 - x0, y1 - y0, x0, color=COLORS[step]))
    ax.set_yticks(range(len(LANES)), [_(lane) for lane in LANES])
    ax.set(ylim=(-0.6, len(LANES) - 0.4), xlabel="ms")
    return artists


def all_runs(rows, prepare, n):
    """A Run for every stop, (workers, ahead, batch): the quickest of three, as timeit does it.

    What made the others slower was something else on this machine. So that a slow moment does not
    fall upon one setting alone, all settings are run once, then all again. In turn there is
    nothing ahead to choose.
    """
    runs = np.empty((len(WORKERS), len(AHEAD), len(SIZES)), dtype=object)
    measure(rows, prepare, 0, 1, SIZES[-1], n)  # the first run also wakes disk and processor
    stops = [s for s in np.ndindex(runs.shape) if WORKERS[s[0]] or s[1] == 0]
    found = {stop: [] for stop in stops}
    off = bool(os.environ.get("TQDM_DISABLE"))  # which tqdm's bar for notebooks does not look at
    for w, a, b in tqdm(ROUNDS * stops, desc=_("measuring"), leave=False, delay=1, disable=off):
        found[w, a, b].append(measure(rows, prepare, WORKERS[w], AHEAD[a], SIZES[b], n))
    for stop, timelines in found.items():
        runs[stop] = as_run(timelines)
    runs[0, 1:] = runs[0, 0]
    return runs


def stacked(runs, step):
    """The bars of all runs in one array, nan where a run has fewer."""
    most = max(len(run.bars[step]) for run in runs.ravel())
    full = np.full((*runs.shape, most, 4), np.nan)
    for stop in np.ndindex(runs.shape):
        bars = runs[stop].bars[step]
        full[stop][: len(bars)] = bars
    return full
