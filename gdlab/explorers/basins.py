"""Lesson 5: where gradient descent ends on a landscape with more than one minimum."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.arrays import as_positive, as_start
from gdcore.draw import BLACK, BLUE, GREY, ORANGE, draw_contours
from gdcore.landscapes import TWO_TONE
from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.ends import (
    end_of,
    grid,
    is_stationary,
    largest_settling_lr,
    said,
    short,
    walk_landscape,
    window_of,
)
from gdlab.explorers.shared.fields import boxes, one_size
from gdlab.explorers.shared.walks import shares_of_limit
from gdlab.stage import Bars, Control, Dots, Handle, Line, Readout, Stage

STEPS = 40  # shown
LONG = 200  # steps after which a walk is asked where it is
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1.2, 1.5, 1.75)  # of 2/L at the first minimum
COLORS = {-1: GREY, 0: BLUE, 1: ORANGE}  # by the number of the minimum; -1 is none


@explorer(
    lesson=5,
    title="Start and learning rate pick the minimum",
    words="A loss with a best minimum and a worse one. Each start leads to one of them, if the "
    "learning rate lets it settle at all.",
    example=lambda show: show(TWO_TONE),
)
def basins(landscape, start=None, lrs=None):
    """Start and lr decide in which minimum gradient descent ends; each has its own colour.

    landscape is one of gdcore.landscapes; start (p,) and the learning rates lrs have good
    defaults. One parameter: a map of all starts and lrs. Two: drag the start over the surface.
    """
    window = window_of(landscape)
    start = as_start(window.start if start is None else start, len(window.names))
    limit = largest_settling_lr(landscape)
    lrs = limit * np.array(SHARES) if lrs is None else lrs
    lrs = np.array([as_positive("a learning rate", lr) for lr in np.atleast_1d(lrs)])
    rates = shares_of_limit(lrs, limit)
    steps = [str(t) for t in range(STEPS + 1)]
    controls = [
        Control("lr", "learning rate lr", lrs, rates, start=min(2, len(lrs) - 1)),
        Control("T", "steps T", range(STEPS + 1), steps, start=STEPS, play=True),
    ]
    make = _on_a_line if len(start) == 1 else _on_a_plane
    return make(landscape, window, start, lrs, controls)


def _on_a_line(landscape, window, start, lrs, controls):
    """The curve with the path on it; below, the map of starts and learning rates."""
    (low, high), name = window.limits[0], window.names[0]
    special = [p for p in np.ravel([*landscape.minima, *landscape.others]) if low <= p <= high]
    starts = np.unique(np.round([*np.linspace(low, high, 49), *special, start[0]], 12))
    figure = Figure(figsize=(8, 5.2), layout="constrained")
    curve, chart = figure.subplots(2, 1, height_ratios=[3, 2], sharex=True)
    _draw_curve(curve, landscape, low, high)
    _draw_chart(chart, landscape, window, lrs)

    points = walk_landscape(landscape, starts[:, None, None], lrs, STEPS)
    heights = landscape.loss.value(points, landscape.X, landscape.y)
    path, over = np.stack([points[..., 0], heights], axis=-1), ("start", "lr")
    here = np.stack(np.broadcast_arrays(starts[:, None], lrs), axis=-1)[:, :, None]
    parts = [
        Line(curve, path, over, "T", BLUE, width=1, dots=5),
        Dots(curve, path[..., :1, :], over, None, BLACK, 13, "ring"),
        Dots(curve, path, over, "T", BLUE, 12, "square"),
        Dots(chart, here, over, None, BLACK, 13, "ring"),
    ]
    at, texts = int(np.argmin(np.abs(starts - start[0]))), [f"{v + 0.0:.3g}" for v in starts]
    first = Control("start", f"start {name}", starts, texts, start=at)
    columns = _columns(landscape, window, starts[:, None, None], lrs, points, heights, over)
    columns |= _shares(landscape, window, end_of(landscape, grid(window, 360)[:, None], lrs, LONG))
    return Stage(figure, [first, *controls], parts, Readout(f"{name} = {{start}}" + SAID, columns))


def _draw_curve(ax, landscape, low, high):
    x = np.linspace(low, high, 300)
    ax.plot(x, landscape.loss.value(x[:, None], landscape.X, landscape.y), color=BLACK, lw=1)
    ax.set(xlim=(low * 1.02, high * 1.02), ylabel="loss")
    ax.set_title("ring: the start; square: where it is after T steps", fontsize=9)


def _draw_chart(ax, landscape, window, lrs):
    """Which minimum each start and learning rate leads to, by colour and hatching."""
    rates = np.linspace(lrs.min() / 2, lrs.max() * 1.05, 48)
    across = grid(window, 90)[:, 0]  # none exactly on a minimum, where every lr would stay
    ends = end_of(landscape, across[:, None], rates[:, None], LONG)
    for which, hatch in ((-1, "xx"), (0, ""), (1, "//")):
        style = {"colors": [COLORS[which]], "hatches": [hatch], "alpha": 0.45}
        ax.contourf(across, rates, 1.0 * (ends == which), levels=[0.5, 1.5], **style)
    limit = largest_settling_lr(landscape)
    if rates[0] < limit < rates[-1]:
        ax.axhline(limit, color=BLACK, ls="--", lw=1)
    ax.set(xlabel=f"start {window.names[0]}", ylabel="lr", ylim=rates[[0, -1]])
    first, second = landscape.minima[:2, 0]
    words = f"plain: ends at {first + 0.0:.3g}; striped: at {second:.3g}; crossed: in neither"
    ax.set_title(f"{words}; dashed: 2/L at {first + 0.0:.3g}", fontsize=9)


def _on_a_plane(landscape, window, start, lrs, controls):
    """The surface with its basins, and the loss along the path; the start can be dragged."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    surface, curve = figure.subplots(1, 2, width_ratios=[3, 2])
    top = _draw_surface(surface, landscape, window)
    curve.set(xlim=(-1, STEPS + 1), ylim=(1e-6, 2 * top), yscale="log")
    curve.set(xlabel="step $t$", ylabel="loss")
    curve.grid(alpha=0.3)
    starts = grid(window, 29)
    ends = end_of(landscape, starts[..., None, :], lrs, LONG)
    fields, shares = _fields(surface, starts, ends), _shares(landscape, window, ends)

    def seen(*at):
        points = walk_landscape(landscape, np.array(at), lrs, STEPS)
        heights = landscape.loss.value(points, landscape.X, landscape.y)
        steps = np.broadcast_to(np.arange(STEPS + 1), heights.shape)
        along, over = np.stack([steps, heights], axis=-1), ("lr",)
        parts = [
            *fields,
            Line(surface, points, over, "T", BLACK, width=1.5, dots=5),
            Dots(surface, points, over, "T", BLACK, 12, "square"),
            Line(curve, along, over, "T", BLACK, width=2),
            Dots(curve, along, over, "T", BLACK, 9, "square"),
        ]
        columns = _columns(landscape, window, np.array(at), lrs, points, heights, over)
        return parts, Readout(said(window.names, at) + SAID, columns | shares)

    handle = Handle(surface, tuple(start), "start of the path", seen)
    return Stage(figure, controls, *seen(*start), handles=[handle])


def _draw_surface(ax, landscape, window):
    """Contours, minima (stars) and saddles (crosses); the largest loss in the window."""

    def height(*at):
        return landscape.loss.value(np.stack(at, axis=-1), landscape.X, landscape.y)

    draw_contours(ax, height, *window.limits, together=True)
    ax.plot(*landscape.minima.T, "*", color=BLACK, ms=14)
    ax.plot(*landscape.others.T, "x", color=BLACK, ms=10, mew=2)
    ax.set(xlim=window.limits[0], ylim=window.limits[1])
    ax.set(xlabel=window.names[0], ylabel=window.names[1])
    ax.set_title(f"stars: minima; cross: saddle; grey: in neither after {LONG} steps", fontsize=9)
    return height(*np.moveaxis(grid(window, 29), -1, 0)).max()


def _fields(ax, starts, ends):
    """Coloured boxes over the starts that lead to each minimum, for every lr."""
    x, y = starts[0, :, 0], starts[:, 0, 1]
    parts = []
    for which, color in COLORS.items():
        field = one_size([boxes(x, y, one.T == which) for one in np.moveaxis(ends, -1, 0)])
        parts.append(Bars(ax, field, ("lr",), None, color, opacity=0.3))
    return parts


STILL = "At the start the slope is zero: only rounding errors could move it."
SAID = ", lr {lr}: after {T} steps {there}, loss {loss}. {verdict} Of all starts, {share}."


def _columns(landscape, window, starts, lrs, points, heights, over):
    """What the sentence says of each path, points (..., T + 1, p) with heights (..., T + 1)."""
    place = short(points, 2)
    there = place[..., 0]
    for more in range(1, place.shape[-1]):
        there = np.char.add(np.char.add(there, ", "), place[..., more])
    there = np.char.add(f"{', '.join(window.names)} = ", there)
    finite = np.isfinite(heights)
    columns = {
        "there": (np.where(finite, there, "no finite number"), (*over, "T")),
        "loss": (np.where(finite, short(heights, 3), "not finite"), (*over, "T")),
        "verdict": (_verdicts(landscape, window, starts, lrs), over),
    }
    return columns


def _verdicts(landscape, window, starts, lrs):
    """A sentence for each start (..., p) and lr on where it ends."""
    starts = np.broadcast_to(starts, (*starts.shape[:-2], len(lrs), starts.shape[-1]))
    kinds = [f"It ends in the minimum at {said(window.names, m)}." for m in landscape.minima]
    ends = end_of(landscape, starts, lrs, LONG)  # -1, in none, takes the last of these words:
    words = np.array([*kinds, f"After {LONG} steps it is in no minimum."])[ends]
    return np.where(is_stationary(landscape, starts), STILL, words)


def _shares(landscape, window, ends):
    """Which share of the starts ends where, for every lr (the last axis of ends)."""
    kinds = {k: f"at {said(window.names, m)}" for k, m in enumerate(landscape.minima)}
    kinds[-1] = "in no minimum"
    texts = []
    for one in ends.reshape(-1, ends.shape[-1]).T:
        found = {words: np.mean(one == k) for k, words in kinds.items()}
        texts.append(", ".join(f"{_percent(s)} end {words}" for words, s in found.items() if s))
    return {"share": (np.array(texts), ("lr",))}


def _percent(share):
    return f"{100 * share:.0f} %" if share >= 0.005 else "under 1 %"
