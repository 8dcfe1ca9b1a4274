"""A stage with everything on it, for the tests: three panels, bound handles, all parts."""

import numpy as np

from gdlab.stage import (
    Area,
    Arrow,
    Bars,
    Beyond,
    Control,
    Dots,
    Drag,
    Handle,
    Label,
    Line,
    Panel,
    Readout,
    Stage,
    framed,
)

STOPS = 11


def everything(width=400, height=320):
    """The plane with a point to drag (a, b), its curve over t, and bars that a drag turns."""
    (plane, on), (curve, over), (bars, up) = (framed(width, height) for _ in range(3))
    for ax, name in ((on, "a"), (over, "t"), (up, "turn")):
        ax.set(xlim=(0, 10), ylim=(0, 10), xlabel=name, ylabel="height")
    over.set(xscale="log", xlim=(1, 1000))
    stops, t = np.arange(STOPS), np.geomspace(1, 1000, 13)
    places = np.stack(np.meshgrid(stops, stops, indexing="ij"), axis=-1).astype(float)
    rising = np.stack(np.broadcast_arrays(t, t[None] ** 0.1 * stops[:, None]), axis=-1)
    boxes = np.array([[[1.0, 0, 3, k], [5, 0, 8, 10 - k]] for k in stops])
    parts = [
        Dots(on, places[:, :, None], ("a", "b"), color="#D55E00", shape="square"),
        Arrow(on, np.concatenate([places * 0 + 5, places], axis=-1)[:, :, None], ("a", "b")),
        Line(over, rising, ("a",), "t", "#0072B2", dots=4),
        Dots(over, rising, ("a",), "t", "#0072B2", 9, "diamond"),
        Beyond(over, rising, ("a",), "t", "#0072B2"),
        Bars(up, boxes, ("turn",), color="#767676"),
        Area(up, np.array([[1.0, 1], [9, 1], [5, 3]])),
        Label(up, np.array([5.0, 9]), text=np.array("two bars"), anchor="middle"),
    ]
    controls = [
        Control("a", "first a", stops, start=2),
        Control("b", "second b", stops, start=3),
        Control("t", "time t", t, start=12, play=True, under=over),
        Control("turn", "turn", stops, start=5),
        Control("kind", "kind", ["plain", "fancy"], kind="choice"),
    ]
    words = np.array([f"{'long ' * (k % 3 * 6)}word {k}" for k in stops])
    readout = Readout(
        "At a = {a}, b = {b}, t = {t}, turned by {turn}, {kind}: {word}.", {"word": (words, ("b",))}
    )
    handles = [Handle(on, places, "the point", over=("a", "b"), moves=("a", "b"), tap=True)]
    drags = [Drag(up, ("turn", 1.0), ("b", 1.0), wraps=("turn",))]
    panels = [Panel(plane, "the plane"), Panel(curve, "over time"), Panel(bars, "bars")]
    return Stage(panels, controls, parts, readout, handles, drags)
