"""A picture dragged by its axes moves two controls; stops that look the same are sent once."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from gdlab.stage import Control, Drag, Line, Readout, Stage
from gdlab.stage.clip import as_units
from gdlab.stage.pixels import Panel, Pixels
from gdlab.stage.table import Table, once_each, unpack

NOTHING = Readout("nothing")


def axes():
    ax = Figure(figsize=(4, 3), dpi=100).add_axes((0.1, 0.1, 0.8, 0.8))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return ax


def test_stops_that_look_the_same_are_sent_once():
    ax = axes()
    two = np.random.default_rng(0).uniform(1, 9, (2, 50, 2))
    points = two[[0, 1, 1, 0, 0, 1]].reshape(3, 2, 50, 2)
    pixels, controls = (
        Pixels(Panel(ax.figure)),
        [Control("a", "a", range(3)), Control("b", "b", [1, 2])],
    )
    table = Table(pixels.axes, controls, [Line(ax, points, ("a", "b"))], NOTHING)
    integers, (part,) = table.integers, table.parts
    assert integers.size == 2 * 100 + 6
    which = integers[part["rows"] :][:6]
    shown = integers[part["offset"] :][:200].reshape(2, 50, 2)[which].reshape(points.shape)
    assert (shown == as_units(pixels.axes[ax].of(points))).all()


def test_where_all_stops_differ_nothing_is_added():
    units = np.arange(24, dtype=np.int16).reshape(3, 4, 1, 2)
    same, rows = once_each(units)
    assert same is units and rows is None
    one, rows = once_each(np.zeros((1, 4, 1, 2), np.int16))
    assert rows is None and one.size == 8


def dragged(**about):
    ax = axes()
    controls = [Control("a", "a", range(3)), Control("b", "b", range(5))]
    drag = Drag(ax, **{"across": ("a", 2.0), "up": ("b", 1.0), **about})
    return Stage(ax.figure, controls, [], NOTHING, drags=[drag])


def test_a_drag_is_told_in_pixels_a_stop():
    (drag,) = unpack(dragged(up=("b", -1.0), wraps=("b",)).scene)[0]["drags"]
    across, up = drag["moves"]  # the axes: 320 by 240 pixels for 10 by 10 units
    assert across == {"control": 0, "pixels": pytest.approx(64), "wraps": False}
    assert up == {"control": 1, "pixels": pytest.approx(24), "wraps": True}  # pixels go down


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"across": ("z", 1.0)}, r"a drag must move one of \['a', 'b'\], got 'z'"),
        ({"up": ("b", 0)}, "a step that is not 0"),
    ],
)
def test_a_drag_of_no_control_or_by_no_step_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        dragged(**wrong)
