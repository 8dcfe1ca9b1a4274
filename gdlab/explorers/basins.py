"""Lesson 5: where gradient descent ends on a landscape with more than one minimum."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.landscapes import TWO_TONE
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    SMALL,
    _,
    contours,
    explorer,
    fixed,
    lr_control,
    shares_of_limit,
    short,
    spelled,
    steps_control,
    trail,
)
from gdlab.explorers.shared.endings import places, shares, verdicts
from gdlab.explorers.shared.fields import boxes, one_size
from gdlab.explorers.shared.terrain import LONG, Terrain
from gdlab.stage import Bars, Control, Dots, Handle, Readout, Stage

STEPS = 40  # shown
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1.2, 1.5, 1.75)  # of 2/L at the first minimum
COLORS = {-1: GREY, 0: BLUE, 1: ORANGE}  # by the number of the minimum; -1 is none


@explorer(
    lesson=5,
    title=N_("Start and learning rate pick the minimum"),
    words=N_(
        "A loss with a best minimum and a worse one. Each start leads to one of them, if the "
        "learning rate lets it settle at all."
    ),
    example=lambda show: show(TWO_TONE),
)
def basins(landscape, start=None, lrs=None):
    """Start and lr decide in which minimum gradient descent ends; each has its own colour.

    landscape is one of gdcore.landscapes; start (p,) and the learning rates lrs have good
    defaults. One parameter: a map of all starts and lrs. Two: drag the start over the surface.
    """
    terrain = Terrain(landscape)
    start, lrs = terrain.start(start), terrain.lrs(lrs, SHARES)
    controls = [
        lr_control(lrs, shares_of_limit(lrs, terrain.limit()), min(2, len(lrs) - 1)),
        steps_control(range(STEPS + 1)),
    ]
    make = _on_a_line if len(start) == 1 else _on_a_plane
    return make(terrain, start, lrs, controls)


def _on_a_line(terrain, start, lrs, controls):
    """The curve with the path on it; below, the map of starts and learning rates."""
    starts = _starts_on_a_line(terrain, start[0])
    figure = Figure(figsize=(8, 5.2), layout="constrained")
    curve, chart = figure.subplots(2, 1, height_ratios=[3, 2], sharex=True)
    _draw_curve(curve, terrain)
    _draw_chart(chart, terrain, lrs)

    points = terrain.walk(starts[:, None, None], lrs, STEPS)
    over = ("start", "lr")
    along = np.stack([points[..., 0], terrain.loss(points)], axis=-1)
    here = np.stack(np.broadcast_arrays(starts[:, None], lrs), axis=-1)[:, :, None]
    path, present = trail(curve, along, over, steps=True)
    ring = Dots(curve, along[..., :1, :], over, None, BLACK, 13, "ring")
    place = Dots(chart, here, over, None, BLACK, 13, "ring")
    name, at = terrain.names[0], int(np.argmin(np.abs(starts - start[0])))
    label = _("start {name}").format(name=name)
    control = Control("start", label, starts + 0.0, start=at, form=".3g")
    columns = {"begin": (np.array([f"{name} = {text}" for text in control.texts]), ("start",))}
    columns |= _columns(terrain, starts[:, None, None], lrs, points, over)
    columns["share"] = shares(terrain, terrain.ends(terrain.grid(360)[:, None], lrs)), ("lr",)
    parts = [path, ring, present, place]
    return Stage(figure, [control, *controls], parts, _readout(columns))


def _starts_on_a_line(terrain, first):
    """Stops for the start (m,): even ones, the first one, and where the slope is zero."""
    ((low, high),) = terrain.limits
    flat = [p for p in np.ravel([*terrain.minima, *terrain.others]) if low <= p <= high]
    return np.unique(np.round([*np.linspace(low, high, 49), *flat, first], 12))


def _draw_curve(ax, terrain):
    ((low, high),) = terrain.limits
    x = np.linspace(low, high, 300)
    ax.plot(x, terrain.loss(x[:, None]), color=BLACK, lw=1)
    ax.set(xlim=(low * 1.02, high * 1.02), ylabel=_("loss"))
    ax.set_title(_("ring: the start; square: where it is after T steps"), fontsize=SMALL)


def _draw_chart(ax, terrain, lrs):
    """Which minimum each start and learning rate leads to, by colour and hatching."""
    rates = np.linspace(lrs.min() / 2, lrs.max() * 1.05, 48)
    across = terrain.grid(90)[:, 0]  # none exactly on a minimum, where every lr would stay
    ends = terrain.ends(across[:, None], rates[:, None])
    for which, hatch in ((-1, "xx"), (0, ""), (1, "//")):
        style = {"colors": [COLORS[which]], "hatches": [hatch], "alpha": 0.45}
        ax.contourf(across, rates, 1.0 * (ends == which), levels=[0.5, 1.5], **style)
    limit = terrain.limit()
    if rates[0] < limit < rates[-1]:
        ax.axhline(limit, color=BLACK, ls="--", lw=1)
    ax.set_xlabel(_("start {name}").format(name=terrain.names[0]))
    ax.set(ylabel="lr", ylim=rates[[0, -1]])
    title = _(
        "plain: ends at {first}; striped: at {second}; crossed: in neither; dashed: 2/L at {first}"
    )
    first, second = (f"{minimum + 0.0:.3g}" for minimum in terrain.minima[:2, 0])
    ax.set_title(title.format(first=first, second=second), fontsize=SMALL)


def _on_a_plane(terrain, start, lrs, controls):
    """The surface with its basins, and the loss along the path; the start can be dragged."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    surface, curve = figure.subplots(1, 2, width_ratios=[3, 2])
    starts = terrain.grid(29)
    _draw_surface(surface, terrain)
    curve.set(xlim=(-1, STEPS + 1), ylim=(1e-6, 2 * terrain.loss(starts).max()), yscale="log")
    curve.set(xlabel=_("step $t$"), ylabel=_("loss"))
    curve.grid(alpha=0.3)
    ends = terrain.ends(starts[..., None, :], lrs)
    fields, share = _fields(surface, starts, ends), (shares(terrain, ends), ("lr",))

    def seen(*at):
        points = terrain.walk(np.array(at), lrs, STEPS)
        heights = terrain.loss(points)
        steps = np.broadcast_to(np.arange(STEPS + 1), heights.shape)
        parts = [
            *fields,
            *trail(surface, points, ("lr",), BLACK, steps=True),
            *trail(curve, np.stack([steps, heights], axis=-1), ("lr",), BLACK),
        ]
        columns = {"begin": fixed(spelled(terrain.names, at)), "share": share}
        columns |= _columns(terrain, np.array(at), lrs, points, ("lr",))
        return parts, _readout(columns)

    handle = Handle(surface, tuple(start), _("start of the path"), seen)
    return Stage(figure, controls, *seen(*start), handles=[handle])


def _draw_surface(ax, terrain):
    """Contours, minima (stars) and saddles (crosses)."""
    contours(ax, lambda *at: terrain.loss(np.stack(at, axis=-1)), *terrain.limits)
    ax.plot(*terrain.minima.T, "*", color=BLACK, ms=14)
    ax.plot(*terrain.others.T, "x", color=BLACK, ms=10, mew=2)
    ax.set(xlim=terrain.limits[0], ylim=terrain.limits[1])
    ax.set(xlabel=terrain.names[0], ylabel=terrain.names[1])
    title = _("stars: minima; cross: saddle; grey: in neither after {steps} steps")
    ax.set_title(title.format(steps=LONG), fontsize=SMALL)


def _fields(ax, starts, ends):
    """Coloured boxes over the starts that lead to each minimum, for every lr."""
    x, y = starts[0, :, 0], starts[:, 0, 1]
    parts = []
    for which, color in COLORS.items():
        field = one_size([boxes(x, y, one.T == which) for one in np.moveaxis(ends, -1, 0)])
        parts.append(Bars(ax, field, ("lr",), None, color, opacity=0.3))
    return parts


STILL = N_("At the start the slope is zero: only rounding errors could move it.")


def _columns(terrain, starts, lrs, points, over):
    """What the sentence says of each path, points (..., T + 1, p)."""
    words = np.where(terrain.is_flat(starts), _(STILL), verdicts(terrain, starts, lrs))
    return {
        "there": (places(terrain, points), (*over, "T")),
        "loss": (short(terrain.loss(points), 3), (*over, "T")),
        "verdict": (words, over),
    }


def _readout(columns):
    return Readout(
        _("{begin}, lr {lr}: after {T} steps {there}, loss {loss}. {verdict} {share}"), columns
    )
