"""A stage of several pictures: what it is told to draw, whatever the notebook has set."""

import gc
import io
import weakref

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from gdlab.stage import Control, Dots, Line, Panel, Readout, Stage, defaults, framed
from gdlab.stage.scene import Scene
from gdlab.stage.table import pack, unpack
from tests.helpers.stages import everything

NOTHING = Readout("nothing")


def test_each_panel_has_its_picture_and_its_axes():
    stage = everything()
    about, _ = unpack(stage.scene)
    assert [panel["label"] for panel in about["panels"]] == ["the plane", "over time", "bars"]
    assert [axes["panel"] for axes in about["axes"]] == [0, 1, 2]
    assert len(stage.pictures) == 3
    sizes = [Image.open(io.BytesIO(picture)).size for picture in stage.pictures]
    assert sizes == [(800, 640)] * 3


def test_the_still_picture_holds_all_panels():
    assert Image.open(io.BytesIO(everything().still)).size == (800, 640)  # two above one


def test_a_panel_says_how_small_its_text_lets_it_be():
    figure, ax = framed()
    ax.set_xlabel("small", fontsize=8)  # 11.1 pixels
    stage = Stage(figure, [], [], NOTHING)
    assert unpack(stage.scene)[0]["panels"][0]["least"] == pytest.approx(11 / (8 * 100 / 72))


def test_parts_on_axes_of_another_figure_are_refused():
    (figure, _), (_, other) = framed(), framed()
    with pytest.raises(ValueError, match="axes of another figure"):
        Stage(figure, [], [Dots(other, np.zeros((1, 2)))], NOTHING)


def test_two_controls_of_one_name_are_refused():
    figure, _ = framed()
    with pytest.raises(ValueError, match="two controls have one name"):
        Stage(figure, [Control("a", "a", [1, 2]), Control("a", "b", [1, 2])], [], NOTHING)


def test_a_control_under_its_axes_stands_below_its_values():
    stage = everything()
    under = next(c["under"] for c in unpack(stage.scene)[0]["controls"] if c["name"] == "t")
    assert under["panel"] == 1
    even = np.diff(under["places"])  # a log axis, and stops of equal ratios
    assert even == pytest.approx(even[0], abs=0.02)
    assert under["places"][0] == pytest.approx(58) and under["places"][-1] == pytest.approx(386)


def test_stops_that_are_no_numbers_stand_evenly_under_their_axes():
    figure, ax = framed()
    stage = Stage(figure, [Control("a", "a", ["x", "y", "z"], under=ax)], [], NOTHING)
    places = unpack(stage.scene)[0]["controls"][0]["under"]["places"]
    assert np.diff(places) == pytest.approx((400 - 58 - 14) / 2, abs=0.02)


STRANGE = {
    "font.size": 20,
    "figure.dpi": 300,
    "savefig.dpi": 300,
    "axes.facecolor": "black",
    "text.color": "white",
    "lines.linewidth": 9,
    "text.usetex": True,
    "figure.constrained_layout.use": True,
}


def test_pictures_are_drawn_the_same_whatever_the_notebook_has_set():
    def drawn():
        with defaults():
            stage = everything()
        return [*stage.pictures, stage.still, stage.scene]

    usual = drawn()
    with matplotlib.rc_context(STRANGE):
        assert drawn() == usual
        assert all(matplotlib.rcParams[name] == value for name, value in STRANGE.items())


def test_the_backend_is_the_notebooks():
    chosen = matplotlib.rcParams._get_backend_or_none()
    with defaults():
        assert matplotlib.rcParams._get_backend_or_none() == chosen


def test_a_closed_stage_keeps_nothing():
    """Out[n] holds on to a stage for ever: a closed one is a shell."""
    figure, ax = framed()
    points = np.random.default_rng(0).uniform(0, 1, (50, 1000, 2))
    control = Control("a", "a", range(50))
    texts = np.array([f"{k} " * 100 for k in range(50)])
    readout = Readout("{t}", {"t": (texts, ("a",))})
    stage = Stage(figure, [control], [Line(ax, points, ("a",))], readout)
    kept = [weakref.ref(thing) for thing in (points, figure, readout, control, texts, stage.table)]
    del figure, ax, points, control, readout, texts
    stage.close()
    gc.collect()
    assert [thing() for thing in kept] == [None] * len(kept)
    assert (stage.scene, stage.pictures, stage.still) == (b"", [], b"")
    stage.close()  # once more does no harm


@pytest.mark.parametrize("deflated", [True, False])
def test_what_is_packed_is_unpacked(deflated):
    integers = np.random.default_rng(0).integers(-32768, 32767, 1001).astype("<i2")
    about = {"words": "λ = 3", "more": [1, None]}
    for some in (integers, integers[:2], integers[:1], integers[:0]):
        back, numbers = unpack(pack(about, some, deflated))
        assert back == about and numbers.tolist() == some.tolist()


def test_a_browser_that_cannot_inflate_gets_it_plain():
    stage = everything()
    before = unpack(stage.scene)
    stage._handle_custom_msg({"plain": True}, [])
    assert stage.scene[:1] == b"\0"
    after = unpack(stage.scene)
    assert after[0] == before[0] and (after[1] == before[1]).all()


def test_a_scene_is_refused_before_any_widget_is_made():
    with pytest.raises(ValueError, match="control a must lie on axes of the stage's own figure"):
        Scene([], [Control("a", "a", [1, 2], under=framed()[1])], [], [])


def test_a_figure_laid_out_by_matplotlib_works_too():
    figure = Figure(figsize=(4, 3), layout="constrained")
    ax = figure.subplots()
    stage = Stage([figure, Panel(framed()[0])], [], [Dots(ax, np.array([[0.5, 0.5]]))], NOTHING)
    left, top, width, height = unpack(stage.scene)[0]["axes"][0]["box"]
    x, y = stage.table.integers[:2] / 16
    assert (x, y) == pytest.approx((left + width / 2, top + height / 2), abs=0.1)
