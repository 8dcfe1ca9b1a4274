"""Lesson 7: where gradient descent ends on a landscape with more than one minimum."""

import numpy as np
from numpy.typing import ArrayLike

from gdcore.landscapes import TWO_TONE, Landscape
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    GREY,
    N_,
    ORANGE,
    _,
    decades,
    explorer,
    fixed,
    lr_control,
    number,
    shares_of_limit,
    short,
    short_rows,
    spelled,
    steps_control,
    texts,
)
from gdlab.explorers.shared.endings import shares, verdicts
from gdlab.explorers.shared.fields import boxes, one_size, roomiest, stripes
from gdlab.explorers.shared.terrain import Terrain
from gdlab.stage import (
    Bars,
    Beyond,
    Control,
    Dots,
    Handle,
    Label,
    Line,
    Panel,
    Readout,
    Stage,
    framed,
)

STEPS = 40  # shown
LEVELS = 9  # of the contours
PALE = "#a8a8a8"
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1.2, 1.5, 1.75)  # of 2/L at the first minimum
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}  # behind words
COLORS = {-1: GREY, 0: BLUE, 1: ORANGE}  # by the number of the minimum; -1 is none


@explorer(
    lesson=7,
    title=N_("Start and learning rate pick the minimum"),
    words=N_(
        "A loss with a best minimum and a worse one. Each start leads to one of them, if the "
        "learning rate lets it settle at all."
    ),
    example=lambda show: show(TWO_TONE),
)
def basins(
    landscape: Landscape, start: ArrayLike | None = None, lrs: ArrayLike | None = None
) -> Stage:
    """Start and lr decide in which minimum gradient descent ends; each has its own colour.

    landscape is one of gdcore.landscapes; start (p,) and the learning rates lrs have good
    defaults. One parameter: a map of all starts and lrs. Two: drag the start over the surface.
    """
    terrain = Terrain(landscape)
    theta, rates = terrain.start(start), terrain.lrs(lrs, SHARES)
    controls = [
        lr_control(rates, shares_of_limit(rates, terrain.limit()), min(2, len(rates) - 1)),
        steps_control(range(STEPS + 1)),
    ]
    make = _on_a_line if len(theta) == 1 else _on_a_plane
    return make(terrain, theta, rates, controls)


def _on_a_line(terrain, start, lrs, controls):
    """The curve with the path on it, and the map of starts and learning rates."""
    starts = _starts_on_a_line(terrain, start[0])
    (curve_figure, curve), (chart_figure, chart) = framed(400, 320), framed(400, 320)
    points = terrain.walk(starts[:, None, None], lrs, STEPS)
    across, rates = terrain.grid(64)[:, 0], np.linspace(lrs.min() / 2, lrs.max() * 1.05, 36)
    ends, chart_ends, all_ends = terrain.ends_of_several(
        [
            (starts[:, None, None], lrs),
            (across[:, None], rates[:, None]),  # none exactly on a minimum, where every lr stays
            (terrain.grid(360)[:, None], lrs),
        ]
    )
    _draw_curve(curve, terrain)
    _draw_chart(chart, terrain, across, rates, chart_ends)

    over = ("start", "lr")
    along = np.stack([points[..., 0], terrain.loss(points)], axis=-1)
    here = np.stack(np.broadcast_arrays(starts[:, None], lrs), axis=-1)
    parts = _bold(curve, along, over)
    parts.append(_start_word(curve, along[:, 0, 0]))
    name, at = terrain.names[0], int(np.argmin(np.abs(starts - start[0])))
    label = _("start {name}").format(name=name)
    control = Control("start", label, starts, texts(starts, ".3g"), at, under=curve)
    columns = {"begin": (np.array([f"{name} = {text}" for text in control.texts]), ("start",))}
    columns |= _columns(terrain, points, ends, over)
    columns["share"] = shares(terrain, all_ends), ("lr",)
    both = _("start and learning rate")
    handles = [
        Handle(curve, along[:, 0, 0], label, over=("start",), moves=("start",), tap=True),
        Handle(chart, here, both, over=over, moves=over, tap=True),
    ]
    panels = [
        Panel(curve_figure, _("the loss, and a walk on it")),
        Panel(chart_figure, _("where every start and learning rate ends")),
    ]
    return Stage(panels, [control, *controls], parts, _readout(columns), handles=handles)


def _bold(ax, points, over):
    """The path through points (..., T + 1, 2), its present step, and where it has left.

    It is black: blue and orange are the two minima.
    """
    return [
        Line(ax, points, over, "T", BLACK, width=2.5, dots=6),
        Dots(ax, points, over, "T", BLACK, 12, "square"),
        Beyond(ax, points, over, "T", BLACK),
    ]


def _start_word(ax, places):
    """The word "start" over the start's place on the curve (stops, 2)."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    there, room = places + np.array([0, 0.08 * (high - low)]), 0.09 * (right - left)
    there[:, 0] = there[:, 0].clip(left + room, right - room)
    return Label(ax, there, ("start",), text=np.full(len(there), _("start")), anchor="middle")


def _starts_on_a_line(terrain, first):
    """Stops for the start (m,): even ones, the first one, and where the slope is zero."""
    ((low, high),) = terrain.limits
    flat = [p for p in np.ravel([*terrain.minima, *terrain.others]) if low <= p <= high]
    return np.unique(np.round([*np.linspace(low, high, 49), *flat, first], 12))


def _draw_curve(ax, terrain):
    ((low, high),) = terrain.limits
    x = np.linspace(low, high, 300)
    loss = terrain.loss(x[:, None])
    ax.plot(x, loss, color=GREY, lw=1.5)
    tall = loss.max() - loss.min()
    ax.set(xlim=(low * 1.02, high * 1.02), ylim=(loss.min() - 0.14 * tall, loss.max() + 0.2 * tall))
    ax.set(xlabel=terrain.names[0], ylabel=_("loss"))
    for color, minimum in zip((BLUE, ORANGE), terrain.minima, strict=False):
        style = {"xytext": (0, -14), "textcoords": "offset points", "ha": "center"}
        words = _("minimum")
        side = {low: "left", high: "right"}.get(min((low, high), key=lambda x: abs(x - minimum[0])))
        if min(minimum[0] - low, high - minimum[0]) < 0.15 * (high - low):
            style["ha"] = side
        ax.annotate(words, (minimum[0], terrain.loss(minimum)), color=color, **style)


def _draw_chart(ax, terrain, across, rates, ends):
    """Which minimum each start (m,) and learning rate (k,) leads to, ends (k, m).

    By colour, hatching and words.
    """
    for which, hatch, words in _kinds(terrain):
        style = {"colors": [COLORS[which]], "hatches": [hatch], "alpha": 0.3}
        ax.contourf(across, rates, 1.0 * (ends == which), levels=[0.5, 1.5], **style)
        place = roomiest(across, rates, ends.T == which)
        if np.isfinite(place).all():
            _name(ax, place, across, rates, words)
    limit = terrain.limit()
    if rates[0] < limit < rates[-1]:
        ax.axhline(limit, color=BLACK, ls="--", lw=1)
        ax.text(ax.get_xlim()[0], limit, " 2/L", va="bottom", bbox=PAPER)
    ax.set_xlabel(_("start {name}").format(name=terrain.names[0]))
    ax.set(ylabel=_("learning rate lr"), ylim=rates[[0, -1]])


def _name(ax, place, across, rates, words):
    """Words at a place (2,) of the map, inside it."""
    (low, high), (least, most) = across[[0, -1]], rates[[0, -1]]
    x, y = (place[0] - low) / (high - low), (place[1] - least) / (most - least)
    side = "left" if x < 0.2 else "right" if x > 0.8 else "center"
    x, y = {"left": 0.03, "right": 0.97}.get(side, x), np.clip(y, 0.08, 0.92)
    ax.text(x, y, words, ha=side, va="center", bbox=PAPER, transform=ax.transAxes)


def _kinds(terrain):
    """The number of each kind of end, its hatching and its name on the map."""
    first, second = (number(minimum + 0.0, 3) for minimum in terrain.minima[:2, 0])
    ends = _("ends at {place}")
    nowhere = _("in no minimum")
    return (
        (-1, "xx", nowhere),
        (0, "", ends.format(place=first)),
        (1, "//", ends.format(place=second)),
    )


def _on_a_plane(terrain, start, lrs, controls):
    """The surface with its basins, and the loss along the path; the start can be dragged."""
    (surface_figure, surface), (curve_figure, curve) = framed(400, 380), framed(360, 320, left=66)
    starts = terrain.grid(29)
    _draw_surface(surface, terrain)
    curve.set(xlim=(-1, STEPS + 1), ylim=(1e-6, 2 * terrain.loss(starts).max()), yscale="log")
    decades(curve.yaxis)
    curve.set(xlabel=_("step t"), ylabel=_("loss"))
    curve.grid(alpha=0.3)
    ends = terrain.ends(starts[..., None, :], lrs)
    fields, share = _fields(surface, starts, ends), (shares(terrain, ends), ("lr",))

    def seen(*at):
        points = terrain.walk(np.array(at), lrs, STEPS)
        heights = terrain.loss(points)
        steps = np.broadcast_to(np.arange(STEPS + 1), heights.shape)
        parts = [
            *fields,
            *_words(surface, terrain),
            *_bold(surface, points, ("lr",)),
            *_bold(curve, np.stack([steps, heights], axis=-1), ("lr",)),
        ]
        columns = {"begin": fixed(spelled(terrain.names, at)), "share": share}
        columns |= _columns(terrain, points, terrain.ends(np.array(at), lrs), ("lr",))
        return parts, _readout(columns)

    handle = Handle(surface, tuple(start), _("start of the path"), seen, tap=True)
    panels = [
        Panel(surface_figure, _("the loss, and which starts lead to which minimum")),
        Panel(curve_figure, _("the loss along the walk")),
    ]
    return Stage(panels, controls, *seen(*start), handles=[handle])


def _draw_surface(ax, terrain):
    """Contours, minima (stars) and saddles (crosses)."""
    at = np.meshgrid(*(np.linspace(*side, 121) for side in terrain.limits))
    loss = terrain.loss(np.stack(at, axis=-1))
    levels = loss.min() + np.ptp(loss) * np.linspace(0, 0.8, LEVELS + 1)[1:] ** 2
    ax.contour(*at, loss, levels, colors=[PALE], linewidths=1)
    ax.plot(*terrain.minima.T, "*", color=BLACK, ms=14)
    ax.plot(*terrain.others.T, "x", color=BLACK, ms=10, mew=2)
    ax.set(xlim=terrain.limits[0], ylim=terrain.limits[1])
    ax.set(xlabel=terrain.names[0], ylabel=terrain.names[1])


def _words(ax, terrain):
    """The names of minima and saddles in the window, below the marks."""
    names = [(place, _("saddle")) for place in terrain.others]
    for k, place in enumerate(terrain.minima, start=1):
        names.append((place, _("minimum {number}").format(number=k)))
    labels, up = [], np.diff(terrain.limits[1])[0]
    for place, words in names:
        low, high = np.transpose(terrain.limits)
        if ((low < place) & (place < high)).all():
            side = -1 if place[1] - low[1] > 0.12 * up else 1
            there = place + np.array([0, 0.055 * up * side])
            labels.append(Label(ax, there, text=np.array(words), anchor="middle"))
    return labels


def _fields(ax, starts, ends):
    """Coloured boxes over the starts that lead to each minimum, for every lr; stripes over one."""
    x, y = starts[0, :, 0], starts[:, 0, 1]
    parts = []
    for which, color in COLORS.items():
        field = one_size([boxes(x, y, one.T == which) for one in np.moveaxis(ends, -1, 0)])
        parts.append(Bars(ax, field, ("lr",), None, color, opacity=0.3))
    lines = one_size([stripes(x, y, one.T == 1) for one in np.moveaxis(ends, -1, 0)])
    return [*parts, Line(ax, lines, ("lr",), color=ORANGE, width=1)]


STILL = N_("At the start the slope is zero: only rounding errors could move it.")


def _columns(terrain, points, ends, over):
    """What the sentence says of each path, points (..., T + 1, p), and of its end (...)."""
    words = np.where(terrain.is_flat(points[..., 0, :]), _(STILL), verdicts(terrain, ends))
    return {
        "there": (short_rows(points, 2, terrain.names), (*over, "T")),
        "loss": (short(terrain.loss(points), 3), (*over, "T")),
        "verdict": (words, over),
    }


def _readout(columns):
    return Readout(
        _("{begin}, lr {lr}: after {T} steps {there}, loss {loss}. {verdict} {share}"), columns
    )
