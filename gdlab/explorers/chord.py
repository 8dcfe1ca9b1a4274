"""Lesson 6: a chord of a curve; where the curve rises above one, it is not convex."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Floats, as_function, as_number, as_reals, refused, told
from gdlab.explorers.shared import BLACK, BLUE, GREY, N_, ORANGE, _, explorer, number
from gdlab.explorers.shared.fields import boxes, one_size
from gdlab.stage import Bars, Control, Dots, Handle, Label, Line, Panel, Readout, Stage, framed

STOPS = 31  # places for each end of the chord
FINE = 4  # points of the curve from one stop to the next
WORD = 0.06  # of the axes' height: from a mark to its word
ROOM = 0.25  # of the axes' width: a chord so long has its word beside it
ROUNDING = 1e-9  # of the curve's largest value: a chord of a straight line is not cut
Curves = Mapping[str, Callable[[Floats], ArrayLike]]
CURVES: Curves = {
    "x²": np.square,
    "|x|": np.abs,
    "|x|^1.5": lambda x: np.abs(x) ** 1.5,
    "eˣ": np.exp,
    "√|x|": lambda x: np.sqrt(np.abs(x)),
    "wave": lambda x: 2 - np.cos(x) - np.cos(2 * x),
}


def rises(values, every=FINE):
    """How far a curve rises above each of its chords, and where.

    values (m,) at evenly spaced points. A chord joins two of the stops, every so many points.
    Returns (rise, place), both (stops, stops): the largest curve - chord between the two ends, 0
    where the curve nowhere rises above, and the number of that point.
    """
    here, (i, j) = np.arange(len(values)), np.triu_indices(-(-len(values) // every), 1)
    first, last = every * i[:, None], every * j[:, None]
    share = (here - first) / (last - first)
    above = values - (1 - share) * values[first] - share * values[last]
    above[(here < first) | (here > last)] = -np.inf
    rise = np.zeros((i.max() + 2, i.max() + 2))
    place = np.zeros(rise.shape, int)
    place[i, j] = place[j, i] = above.argmax(axis=1)
    rise[i, j] = rise[j, i] = above.max(axis=1)
    rise[rise <= ROUNDING * np.abs(values).max()] = 0
    return rise, place


@explorer(
    lesson=6,
    title=N_("A chord above the curve, or cut by it"),
    words=N_(
        "A curve is convex when it rises above none of its chords. Move the two ends, also on "
        "the map of all chords: orange ones are cut."
    ),
    example=lambda show: show(),
)
def chord(
    curves: Curves | None = None,
    low: float = -3.0,
    high: float = 3.0,
) -> Stage:
    """Move the two ends of a chord along a curve; a map shows all chords that the curve cuts.

    curves: name -> function of an array of x, giving as many values; a set of six if None. Both
    ends go from low to high. Raises ValueError for a function that gives anything else.
    """
    curves = CURVES if curves is None else curves
    low, high = as_number("low", low), as_number("high", high)
    if not (isinstance(curves, Mapping) and curves):
        hint = '`curves = {"x²": np.square}`'
        raise refused('curves must be like {"x²": np.square}', told(curves), hint)
    if not low < high:
        raise refused("low must be below high", f"{low} and {high}", "`low, high = -3, 3`")
    x = np.linspace(low, high, (STOPS - 1) * FINE + 1)
    values = np.array([_values(name, f, x) for name, f in curves.items()])
    tables = [rises(row) for row in values]
    rise, place = (np.array(table) for table in zip(*tables, strict=True))

    curve, pairs = _frames(low, high)
    stops, last = x[::FINE], STOPS - 1
    at = [number(stop, 2) for stop in stops]
    controls = [
        Control("curve", _("curve"), list(curves), kind="choice"),
        Control("a", _("one end a"), stops, at, STOPS // 5, under=curve),
        Control("b", _("other end b"), stops, at, last - STOPS // 4, under=curve),
    ]
    heights = _heights(values)
    parts = _curve_parts(curve, x, heights, rise, place) + _map_parts(pairs, stops, rise)
    panels = [
        Panel(curve.figure, _("curve and chord")),
        Panel(pairs.figure, _("map of all chords")),
    ]
    handles = _handles(curve, pairs, stops, heights[:, ::FINE])
    return Stage(panels, controls, parts, _readout(x, rise, place), handles=handles)


def _values(name, function, x):
    """The curve at x, or a word on what is wrong with the function."""
    with np.errstate(all="ignore"):
        values = as_reals(f"what {name} gives", as_function(f"{name}", function)(x.copy()))
    if values.shape != x.shape or not np.isfinite(values).all():
        raise refused(
            f"{name} must give {len(x)} finite numbers for {len(x)} numbers x",
            f"shape {values.shape}, {np.isfinite(values).sum()} finite",
            "other limits, or np.vectorize(function)",
        )
    return values


def _heights(values):
    """Every curve on a scale of its own, from 0 to 1."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    return (values - low) / np.where(high > low, high - low, 1)


def _curve_parts(ax, x, heights, rise, place):
    """The curve, its chord, and where it rises highest above; a word on each."""
    curve = np.stack(np.broadcast_arrays(x, heights), axis=-1)
    stops = curve[:, ::FINE]
    first, last = np.broadcast_arrays(stops[:, :, None], stops[:, None])  # of each pair (a, b)
    top = np.stack([curve[k, at] for k, at in enumerate(place)])
    long = last[..., 0] - first[..., 0]
    share = np.divide(top[..., 0] - first[..., 0], long, out=np.zeros_like(long), where=long != 0)
    foot = first + share[..., None] * (last - first)
    foot[..., 0] = top[..., 0]
    cut, aside = (rise > 0)[..., None], np.array([0, WORD])
    bar = np.where(cut[..., None], np.stack([foot, top], axis=-2), np.nan)
    above = np.where(cut, top + aside, np.nan)
    wide = np.abs(long)[..., None] >= ROOM * np.ptp(x)  # the chord's own word has room
    rising = np.divide(last[..., 1] - first[..., 1], long, out=np.zeros_like(long), where=long != 0)
    under = np.stack([0.1 * np.ptp(x) * np.clip(rising * np.ptp(x), -1, 1), 0 * long - WORD], -1)
    below = np.where(wide, np.where(cut, foot, (first + last) / 2) + under, np.nan)
    chords, over, middle = np.stack([first, last], axis=-2), ("curve", "a", "b"), "middle"
    return [
        Line(ax, curve, ("curve",), color=BLUE, width=3),
        Line(ax, bar, over, color=ORANGE, width=6),
        Line(ax, chords, over, color=BLACK, width=2, dash="7 4"),
        Dots(ax, chords, over, color=BLACK, size=11),
        *(
            Label(ax, stops + 1.6 * aside, ("curve", name), text=_everywhere(name, stops[..., 0]))
            for name in ("a", "b")
        ),
        Label(ax, below, over, text=_everywhere(_("chord"), rise), anchor=middle),
        Label(ax, above, over, None, ORANGE, _everywhere(_("above"), rise), 14, middle, True),
    ]


def _everywhere(text, like):
    """One text for every stop of an array's."""
    return np.full(like.shape, text)


def _map_parts(ax, stops, rise):
    """Orange boxes for the pairs whose chord is cut, with a word; a dot for the pair shown."""
    cut = one_size([boxes(stops, stops, curve > 0) for curve in rise])
    a, b = np.meshgrid(stops, stops, indexing="ij")
    words = np.where(rise.any(axis=(1, 2)), _("cut"), _("no chord is cut: convex"))
    places = np.array([_place_of_word(stops, one > 0) for one in rise])
    return [
        Bars(ax, cut, ("curve",), color=ORANGE, opacity=0.6),
        Label(ax, places, ("curve",), text=words, anchor="middle"),
        Dots(ax, np.stack([a, b], -1)[:, :, None], ("a", "b"), None, BLACK, 11),
    ]


def _place_of_word(stops, cut):
    """In the midst of the chords that are cut; of none, above the diagonal, which stays clear."""
    if cut.any():
        return stops[deepest(cut)]
    return stops[0] + np.array([0.42, 0.9]) * np.ptp(stops)


def deepest(mask):
    """The cell (i, j) of a mask that is farthest from all outside; of none, the middle."""
    if not mask.any():
        return np.array(mask.shape) // 2
    while True:
        wide = np.pad(mask, 1)
        inner = mask & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
        if not inner.any():
            return np.array(np.unravel_index(np.argmax(mask), mask.shape))
        mask = inner


def _handles(curve, pairs, stops, heights):
    """Both ends on the curve, and the pair of them on the map, where a tap jumps."""
    ends = np.stack(np.broadcast_arrays(stops, heights), axis=-1)
    pair = np.stack(np.meshgrid(stops, stops, indexing="ij"), axis=-1)
    return [
        Handle(curve, ends, _("one end a"), over=("curve", "a"), moves=("a",), tap=True),
        Handle(curve, ends, _("other end b"), over=("curve", "b"), moves=("b",), tap=True),
        Handle(pairs, pair, _("both ends"), over=("a", "b"), moves=("a", "b"), tap=True),
    ]


def _frames(low, high):
    """Empty axes for the curve, and for the map with its diagonal."""
    margin = 0.04 * (high - low)
    span = (low - margin, high + margin)
    curve = framed(420, 308, left=16)[1]
    curve.set(xlim=span, ylim=(-0.14, 1.14), yticks=[], xlabel="x")
    pairs = framed(340, 308)[1]
    pairs.plot(span, span, color=GREY, lw=1)
    pairs.set(xlim=span, ylim=span, xlabel="a", ylabel="b")
    return curve, pairs


def _readout(x, rise, place):
    above = _("The curve rises {rise} above its chord, at x = {x}.")
    pairs = zip(rise.ravel(), place.ravel(), strict=True)
    texts = [above.format(rise=number(r, 3), x=number(x[k], 2)) if r > 0 else "" for r, k in pairs]
    words = np.array(texts, dtype=object).reshape(rise.shape)
    words[rise == 0] = _("The curve is nowhere above its chord.")
    words[:, range(STOPS), range(STOPS)] = _("There is no chord: both ends are in one place.")
    columns = {
        "words": (words.astype(str), ("curve", "a", "b")),
        "verdict": (np.array([_verdict(curve) for curve in rise]), ("curve",)),
    }
    return Readout(_("{curve} between {a} and {b}. {words} {verdict}"), columns)


def _verdict(rise):
    """A sentence on one curve, whose rises over all pairs of stops are given."""
    if not rise.any():
        return _("It rises above none of its chords here: convex.")
    share = f"{100 * (rise > 0).sum() / (STOPS * (STOPS - 1)):.0f}"
    return _("It rises above {share} % of all chords: not convex.").format(share=share)
