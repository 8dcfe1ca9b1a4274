"""What lies beyond the table comes in along its direction, and never out on the other side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from gdlab.stage import Area, Arrow, Bars, Beyond, Dots, Label, Line, Readout, Stage
from gdlab.stage.clip import LIMIT, NOWHERE, UNIT, as_units, drawn_in, ended_in
from gdlab.stage.pixels import LARGEST, Panel, Pixels
from gdlab.stage.table import unpack

anywhere = st.floats(-1e200, 1e200)
inside = st.floats(0, LARGEST)
PARTS = [Line, Dots, Area, Bars, Arrow, Beyond, Label]


@given(anchor=st.tuples(inside, inside), point=st.tuples(anywhere, anywhere))
def test_a_point_keeps_its_direction_and_fits_the_table(anchor, point):
    anchor, point = np.array(anchor), np.array(point)
    there = drawn_in(point, anchor)
    units = as_units(there).astype(float)
    assert (np.abs(units) <= 32767).all()
    if np.abs(point).max() <= LIMIT:
        assert there.tolist() == point.tolist()
        return
    way, whole = there - anchor, point - anchor
    share = way / np.abs(whole).max()
    along = np.abs(way).max() / np.abs(whole).max()
    assert share == pytest.approx(along * whole / np.abs(whole).max(), abs=1e-9 * along)
    assert np.abs(there).max() == pytest.approx(LIMIT)


near = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


@given(tail=near, tip=near)
def test_an_arrow_ends_where_it_leaves_the_axes(tail, tip):
    """Against a walk along it in small steps: the last that is in the axes, unless it comes back
    from outside or never is there.
    """
    tail, tip, box = np.array(tail), np.array(tip), np.array([10, 20, 80, 40])
    walk = tail + np.linspace(0, 1, 2001)[:, None] * (tip - tail)
    there = ((walk > box[:2]) & (walk < box[:2] + box[2:])).all(axis=-1)
    last = walk[np.flatnonzero(there)[-1]] if there.any() and not there[-1] else tip
    end = ended_in(tail, tip, box)
    if there.any() or (end == tip).all():
        assert end == pytest.approx(last, abs=0.11)  # a step, at most
    else:  # it cuts a corner between two steps
        assert ((end >= box[:2] - 1e-6) & (end <= box[:2] + box[2:] + 1e-6)).all()


@pytest.fixture(scope="module")
def wide():
    """Two axes at the far ends of the widest picture there may be."""
    figure = Figure(figsize=(LARGEST / 100, 2), dpi=100)
    axes = figure.add_axes((0, 0.1, 0.05, 0.8)), figure.add_axes((0.95, 0.1, 0.05, 0.8))
    for ax in axes:
        ax.set(xlim=(0, 1), ylim=(0, 1))
    return axes, Pixels(Panel(figure))


@pytest.mark.parametrize("which", [0, 1], ids=["far left", "far right"])
@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
@given(numbers=st.lists(anywhere | st.just(np.nan), min_size=8, max_size=8))
def test_every_part_fits_the_table_wherever_its_axes_lie(wide, kind, which, numbers):
    axes, pixels = wide
    points = np.reshape(numbers, (-1, kind.numbers))
    outlines = kind(axes[which], points).outlines(pixels.axes[axes[which]])
    units = as_units(outlines)  # raises where one would wrap around
    assert units.shape == outlines.shape and (units >= NOWHERE).all()


@pytest.mark.parametrize("which", [0, 1])
@given(start=st.tuples(st.floats(0, 1), st.floats(0, 1)), end=st.tuples(anywhere, anywhere))
def test_a_line_leaves_the_axes_where_it_did(wide, which, start, end):
    """The part of a segment that is seen lies on the straight way to its true end."""
    axes, pixels = wide
    view = pixels.axes[axes[which]]
    begin, true = view.of([start, end])
    first, last = Line(axes[which], np.array([start, end])).outlines(view)[:, 0]
    assert first == pytest.approx(begin)
    way, whole = last - first, true - begin
    if np.abs(whole).max() > 0:
        whole = whole / np.abs(whole).max()
        assert way == pytest.approx(whole * np.abs(way).max(), abs=1e-6)


def test_bars_stay_upright(wide):
    (ax, _), pixels = wide
    view = pixels.axes[ax]
    (corners,) = Bars(ax, np.array([[0.2, 0.1, 0.6, 1e9]])).outlines(view)
    true = view.of([[0.2, 0.1], [0.6, 0.1]])
    assert corners[:, 0] == pytest.approx(true[:, 0]) and corners[1, 1] == -LIMIT


def test_what_would_wrap_around_is_refused():
    with pytest.raises(ValueError, match="a table holds pixels up to"):
        as_units(np.array([[LIMIT + 1 / UNIT, 0]]))


def test_a_picture_larger_than_the_table_is_refused():
    with pytest.raises(ValueError, match="try several panels"):
        Pixels(Panel(Figure(figsize=(LARGEST / 100 + 1, 2), dpi=100)))


def test_an_arrow_points_where_it_should(wide):
    (ax, _), pixels = wide
    view = pixels.axes[ax]
    (outline,) = Arrow(ax, np.array([[0.5, 0.2, 0.5, 0.9]])).outlines(view)
    tail, tip = view.of([[0.5, 0.2], [0.5, 0.9]])
    assert outline[3] == pytest.approx(tip)
    assert outline[[0, -1]].mean(axis=0) == pytest.approx(tail)
    assert outline[:, 0].mean() == pytest.approx(tip[0])  # the same on both sides


def test_a_value_that_leaves_is_marked_at_the_edge_it_leaves_by(wide):
    (ax, _), pixels = wide
    view = pixels.axes[ax]
    inside, above = Beyond(ax, np.array([[0.5, 0.5], [0.3, 7.0]])).outlines(view)
    assert np.isnan(inside).all()
    _, top, _, _ = view.box
    assert above[0] == pytest.approx([view.of([0.3, 0.5])[0], top + 1])
    assert (above[1:, 1] > above[0, 1]).all()


def test_all_but_words_are_cut_off_where_their_axes_end():
    figure = Figure()
    ax = figure.add_subplot()
    parts = [Line(ax, [[0, 0], [9, 9]]), Dots(ax, [[9, 9]]), Label(ax, [2, 2], text=np.array("x"))]
    told = unpack(Stage(figure, [], parts, Readout("")).scene)[0]["parts"]
    assert [about["clip"] for about in told] == [True, True, False]
