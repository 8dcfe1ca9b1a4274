"""The stage: pixels are matplotlib's own, tables are what they say, nothing leaks, errors show."""

import gc
import io
import statistics
from itertools import count
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets.widgets import widget as registry
from jupyter_client.manager import start_new_kernel
from matplotlib.figure import Figure
from PIL import Image

from gdlab.notebook.cells import claim
from gdlab.notebook.errors import in_words
from gdlab.stage import Bars, Control, Dots, Film, Handle, Label, Line, Readout, Stage, framed
from gdlab.stage.clip import NOWHERE, UNIT
from gdlab.stage.pixels import Panel, Pixels
from gdlab.stage.table import Table, pack, unpack

NOTHING = Readout("nothing")
# the widgets that ipywidgets holds on to, in version 8 and in version 7
REGISTERED = registry._instances if hasattr(registry, "_instances") else registry.Widget.widgets


def figure(log=False):
    fig = Figure(figsize=(4, 3), dpi=100)
    ax = fig.add_axes((0.1, 0.1, 0.8, 0.8))
    ax.set(xlim=(1, 100), ylim=(0, 10))
    if log:
        ax.set_xscale("log")
    return fig, ax


@pytest.mark.parametrize("log", [False, True])
def test_data_lands_on_the_pixel_where_matplotlib_draws_it(log):
    """A red dot drawn by matplotlib alone is found in the picture at the pixel of the table."""
    fig, ax = figure(log)
    ax.axis("off")
    ax.plot(20, 7, "o", color="red", ms=5)
    pixels = Pixels(Panel(fig))
    picture = np.asarray(Image.open(io.BytesIO(pixels.png())).convert("RGB")).astype(int)
    red = (picture[..., 0] > 200) & (picture[..., 1] < 80)
    rows, columns = np.nonzero(red)
    sharp = picture.shape[1] / pixels.width
    found = np.array([columns.mean() + 0.5, rows.mean() + 0.5]) / sharp
    assert pixels.axes[ax].of([20, 7]) == pytest.approx(found, abs=0.5)


@pytest.mark.parametrize("log", [False, True])
def test_there_and_back(log):
    fig, ax = figure(log)
    pixels = Pixels(Panel(fig))
    x, y = pixels.axes[ax].of([37.0, 2.5])
    assert pixels.axes[ax].back(x, y) == pytest.approx([37.0, 2.5], rel=1e-9)


def test_a_tall_table_goes_by_columns_and_a_wide_one_by_rows():
    """What is sent one after another must be near: one point at many stops, or points of a stop."""
    figure, ax = framed()
    t = np.linspace(0, 1, 400)[:, None]
    few = np.stack([t * [0.1, 0.9, 0.5], np.sin(3 * t) * [0.3, 0.8, 0.1]], axis=-1)
    rng = np.random.default_rng(0)
    rest = rng.uniform(0, 1, (400, 1, 2)) + rng.uniform(0, 0.01, (400, 9, 2))
    parts = [Line(ax, few, ("t",)), Line(ax, rest, ("t",))]
    stage = Stage(figure, [Control("t", "t", range(400))], parts, Readout("nothing"))
    about, integers = unpack(stage.scene)
    assert about["tall"] == [[about["parts"][0]["offset"], 400, 6]]
    assert np.array_equal(integers, stage.table.integers)
    upright = pack(about | {"tall": []}, integers)
    assert len(stage.scene) < len(upright) - 1500


def test_the_table_holds_every_stop_of_every_part():
    fig, ax = figure()
    pixels = Pixels(Panel(fig))
    points = np.random.default_rng(0).uniform(1, 9, (3, 2, 5, 2))
    points[0, 1, 2] = np.nan
    controls = [Control("a", "a", range(3)), Control("b", "b", range(2))]
    table = Table(pixels.axes, controls, [Line(ax, points, ("a", "b"))], NOTHING)
    rows = table.integers.reshape(3, 2, 5, 2)
    assert (rows[0, 1, 2] == NOWHERE).all()
    kept = np.isfinite(points)
    assert rows[kept] / UNIT == pytest.approx(pixels.axes[ax].of(points)[kept], abs=0.5 / UNIT)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (lambda ax: Line(ax, np.zeros((4, 5, 2)), ("a",)), r"must begin with shape \(3,\)"),
        (lambda ax: Line(ax, np.zeros((3, 5, 2)), ("z",)), "'z'"),
        (lambda ax: Bars(ax, np.zeros((3, 5, 2)), ("a",)), r"needs shape \(..., m, 4\)"),
        (lambda ax: Dots(ax, np.zeros((3, 5, 2))), "needs shape"),
    ],
)
def test_a_part_of_the_wrong_shape_is_refused_in_words(part, words):
    fig, ax = figure()
    with pytest.raises(ValueError, match=words):
        Stage(fig, [Control("a", "a", range(3))], [part(ax)], NOTHING)


@pytest.mark.parametrize(
    "bad", [{"values": []}, {"texts": ["one"]}, {"start": 9}, {"kind": "knob"}]
)
def test_a_control_that_cannot_be_is_refused(bad):
    with pytest.raises(ValueError, match=r"[Cc]ontrol"):
        Control(**{"name": "a", "label": "a", "values": [1, 2], **bad})


def small(handle=None):
    fig, ax = figure()
    points = np.array([[[10.0, 5]], [[20, 5]], [[30, 5]]])
    read = Readout("a is {a}: {word}", {"word": (np.array(["low", "mid", "high"]), ("a",))})
    parts = [Dots(ax, points, ("a",)), Label(ax, points[:, 0], ("a",), text=np.array(list("xyz")))]
    handles = [Handle(ax, (50.0, 5.0), "a point", handle(ax))] if handle else []
    return Stage(fig, [Control("a", "stop a", [1, 2, 3], start=1)], parts, read, handles)


def test_the_alternative_says_what_the_controls_show():
    stage = small()
    assert stage.alternative == "a is 2: mid"
    stage.slider["a"].index = 2
    assert stage.alternative == "a is 3: high"


def test_a_stage_shows_itself_as_widget_picture_and_words():
    bundle = small()._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {view, "text/html", "image/png", "text/plain"}
    assert bundle["text/plain"] == "a is 2: mid"
    assert bundle["image/png"] in bundle["text/html"] and "stands still" in bundle["text/html"]


def test_the_still_picture_shows_the_moving_parts():
    stage = small()
    sharp = Image.open(io.BytesIO(stage.pictures[0])).convert("RGB").reduce(2)
    still = Image.open(io.BytesIO(stage.still)).convert("RGB")
    changed = np.abs(np.asarray(sharp, int) - np.asarray(still, int)).max(axis=-1) > 60
    rows, columns = np.nonzero(changed)
    (x, y), *_ = stage.table.integers.reshape(-1, 2)[1:2] / UNIT
    assert columns.min() <= x <= columns.max() and rows.min() <= y <= rows.max()


def test_a_handle_is_answered_with_data_coordinates():
    asked = []

    def handle(ax):
        def move(x, y):
            asked.append((x, y))
            points = np.full((3, 1, 2), x)
            label = Label(ax, points[:, 0], ("a",), text=np.array(list("xyz")))
            return [Dots(ax, points, ("a",)), label], Readout("moved to {a}")

        return move

    stage = small(handle)
    before = stage.scene
    stage.drag("a point", 60, 4)
    assert asked[0] == pytest.approx((60, 4), abs=1e-9)
    assert stage.scene != before and stage.alternative == "moved to 2"


def test_an_error_in_a_callback_is_shown_with_its_line_and_the_picture_stays():
    stage = small(lambda ax: lambda x, y: 1 / 0)
    before = stage.scene
    stage.drag(0, 20, 5)
    assert "ZeroDivisionError" in stage.message and "1 / 0" in stage.message
    assert stage.scene == before


def test_an_interrupt_in_a_callback_leaves_the_picture():
    def interrupted(x, y):
        raise KeyboardInterrupt

    stage = small(lambda ax: interrupted)
    before = stage.scene
    stage.drag(0, 20, 5)
    assert "Interrupted" in stage.message and "raise KeyboardInterrupt" in stage.message
    assert stage.scene == before


def test_trouble_names_the_learners_line_and_not_the_librarys():
    def theirs():
        return statistics.mean([])

    try:
        theirs()
    except statistics.StatisticsError as error:
        assert "return statistics.mean([])" in in_words(error)


def test_trouble_ends_with_what_to_try():
    error = ValueError("no")
    error.add_note("Try yes.")
    assert in_words(error) == "ValueError: no\nTry yes."


def test_trouble_names_a_line_of_the_learners():
    def theirs():
        return {}["missing"]

    try:
        theirs()
    except KeyError as error:
        assert 'return {}["missing"]' in in_words(error)


def living(kind):
    gc.collect()
    return sum(isinstance(thing, kind) for thing in gc.get_objects())


@pytest.fixture
def run_cell(monkeypatch):
    """Call something as Jupyter would: in a cell, in its next run."""
    parent = {"metadata": {}, "header": {}}
    shell = SimpleNamespace(get_parent=lambda: parent)
    monkeypatch.setattr("gdlab.notebook.cells.get_ipython", lambda: shell)
    runs = count()

    def run(act, cell="same"):
        parent["metadata"]["cellId"], parent["header"]["msg_id"] = cell, next(runs)
        return act()

    return run


def test_fifty_runs_of_a_cell_leave_one_stage(run_cell):
    run_cell(lambda: claim(small()))
    before = len(REGISTERED)
    figures = living(Figure)
    for _ in range(50):
        run_cell(lambda: claim(small()))
    assert len(REGISTERED) == before
    assert plt.get_fignums() == []
    assert living(Figure) == figures


COUNT = """
import gc, ipywidgets.widgets.widget as registry, matplotlib.figure
gc.collect()
figures = sum(isinstance(thing, matplotlib.figure.Figure) for thing in gc.get_objects())
print(len(getattr(registry, "_instances", registry.Widget.widgets)), figures)
"""
MODES = "from gdlab.explorers.modes import modes\nmodes(data.X)"


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        (MODES, 50),
        (  # a slow gradient: shown early, refined, with a progress bar
            "from gdlab.explorers.learning_rate import learning_rate\n"
            "from time import sleep\n"
            "def slow(beta, X, y):\n    sleep(0.01)\n    return beta\n"
            "learning_rate(data.X, data.y, T=1, gradient=slow)",
            3,
        ),
        (
            "from gdlab.explorers.step_by_step import step_by_step\n"
            "from time import sleep\n"
            "def slow(beta, X, y):\n    sleep(0.05)\n    return beta\n"
            "step_by_step(data.X, data.y, T=16, gradient=slow)",
            3,
        ),
    ],
    ids=["modes", "slow learning_rate", "slow step_by_step"],
)
def test_in_a_real_kernel_a_cell_run_again_and_again_leaves_nothing(cell, runs):
    manager, client = start_new_kernel()
    said = []

    def run(code, cell):
        request = client.session.msg("execute_request", {"code": code, "silent": False})
        request["metadata"]["cellId"] = cell
        client.shell_channel.send(request)
        while True:
            reply = client.get_iopub_msg(timeout=60)
            if reply["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            assert reply["msg_type"] != "error", reply["content"]["traceback"]
            if reply["msg_type"] == "stream":
                said.append(reply["content"]["text"])
            if reply["content"].get("execution_state") == "idle":
                return

    try:
        run("from gdcore.data import lecture\ndata = lecture()", "head")
        for times in (1, runs):  # what is left is counted after a quick run of the same cell
            for _ in range(times):
                run(cell, "explorer")
            run(MODES, "explorer")
            run(COUNT, "count")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    first, last = [line for text in said for line in text.splitlines() if line[:1].isdigit()]
    (widgets, figures), (widgets_then, figures_then) = map(str.split, (first, last))
    assert (widgets, figures) == (widgets_then, figures_then)


@pytest.mark.parametrize(
    ("values", "form", "texts"),
    [
        (range(2), "", ["0", "1"]),
        ([10_000, 1], ",", ["10,000", "1"]),
        (np.array([0.123456, 1e9]), "", ["0.1235", "1e+09"]),
        (np.array([0.123456]), ".2g", ["0.12"]),
        (["mse", "rmse"], "", ["mse", "rmse"]),
    ],
)
def test_a_control_without_texts_reads_its_values(values, form, texts):
    assert Control("a", "a", values, form=form).texts == texts


def test_two_stages_of_one_run_live_side_by_side_until_the_next(run_cell):
    both = run_cell(lambda: [claim(small()), claim(small())])
    other = run_cell(lambda: claim(small()), cell="another")
    assert all(stage.comm is not None for stage in [*both, other])
    run_cell(lambda: claim(small()))  # the cell was edited meanwhile
    assert [stage.comm for stage in both] == [None, None]
    assert other.comm is not None


def test_a_refused_stage_leaves_nothing_behind():
    fig, ax = figure()
    before = len(REGISTERED)
    with pytest.raises(ValueError, match="needs shape"):
        Stage(fig, [Control("a", "a", range(3))], [Dots(ax, np.zeros((3, 5, 2)))], NOTHING)
    assert len(REGISTERED) == before


def test_a_coarse_answer_is_asked_on_until_it_is_fine():
    def handle(ax):
        def move(x, y):
            for word in ("coarse", "finer", "fine"):
                label = Label(ax, np.full((3, 2), x), ("a",), text=np.array(list("xyz")))
                yield [Dots(ax, np.full((3, 1, 2), x), ("a",)), label], Readout(word)

        return move

    stage, said = small(handle), []
    stage.observe(lambda change: said.append(stage.alternative), "scene")
    stage.drag(0, 20, 5)
    assert said == ["coarse", "finer", "fine"]


def test_a_newer_question_ends_the_answers_to_the_one_before():
    def handle(ax):
        def move(x, y):
            for part in range(9):
                label = Label(ax, np.full((3, 2), x), ("a",), text=np.array(list("xyz")))
                yield [Dots(ax, np.full((3, 1, 2), x), ("a",)), label], Readout(f"{x:.0f} {part}")

        return move

    stage, sent = small(handle), []
    stage.send = sent.append  # a browser that asks and never goes on
    question = {"handle": 0, "x": 200.0, "y": 150.0}
    stage._handle_custom_msg(question, [])
    stage._handle_custom_msg({**question, "x": 100.0}, [])
    stage._handle_custom_msg({}, [])
    x, _ = Pixels(Panel(figure()[0])).axes.popitem()[1].back(100, 150)
    assert stage.alternative == f"{x:.0f} 1" and len(sent) == 3


def two_faces(later=None):
    """A line at stop 0 of a choice, a film at stop 1, and a slider of use there alone."""
    fig, ax = figure()
    frames = np.zeros((3, 5, 4, 4), np.uint8)
    frames[..., 3] = 255
    for k, red in enumerate((40, 120, 240)):
        frames[k, ..., 0] = red
    controls = [
        Control("face", "face", ["line", "film"], kind="choice"),
        Control("turn", "turn", [0, 1, 2, 3], when=("face", (1,)), under=ax, along=False),
    ]
    line = Line(ax, [[1, 0], [100, 10]], when=("face", (0,)), mask=np.array([True, False]))
    film = Film(ax, np.array([0, 1, 2, -1]), ("turn",), when=("face", (1,)), frames=frames)
    readout = Readout("{face} {turn}")
    if later is None:
        return Stage(fig, controls, [line, film], readout)
    return Stage(fig, controls, [line], readout, later=(("face",), lambda: ([line, film], readout)))


def test_a_film_is_sent_as_one_strip_and_each_stop_names_its_frame():
    stage = two_faces()
    about, table = unpack(stage.scene)
    line, film = about["parts"]
    assert film["frame"] == [4, 5, 3] and film["when"] == {"control": 0, "stops": [1]}
    assert table[film["offset"] :][:4].tolist() == [0, 1, 2, -1]
    strip = np.asarray(Image.open(io.BytesIO(stage.films[0])).convert("RGB")).astype(int)
    assert strip.shape == (15, 4, 3)
    assert np.abs(strip[[2, 7, 12], 2, 0] - [40, 120, 240]).max() <= 12
    assert line["when"] == {"control": 0, "stops": [0]}
    assert table[line["mask"] :][:2].tolist() == [1, 0]
    assert about["controls"][1]["when"] == {"control": 0, "stops": [1]}
    assert "places" not in about["controls"][1]["under"]


def test_what_comes_later_comes_once_asked_for_and_after_an_update_again():
    stage = two_faces(later=True)
    later = lambda: unpack(stage.scene)[0]["later"]  # noqa: E731
    assert later() == [[0, 0]] and stage.films == []
    stage._asked(None, {"later": True}, [])
    assert later() == [] and len(stage.films) == 1 and len(stage.table.parts) == 2
    stage.update([Line(next(iter(stage._scene.views)), [[1, 0], [2, 1]])], Readout("other"))
    assert later() == [[0, 0]] and len(stage.table.parts) == 1
    assert len(stage.films) == 1  # it is the same as before


def test_the_still_picture_shows_what_is_seen_first():
    def reds(start):
        fig, ax = figure()
        ax.set_axis_off()
        frames = np.full((1, 5, 4, 4), 255, np.uint8)
        frames[:, :3, :, 1:3] = 0  # red above, white below
        film = Film(ax, np.array([0, -1]), ("turn",), frames=frames)
        stage = Stage(fig, [Control("turn", "turn", [0, 1], start=start)], [film], NOTHING)
        still = np.asarray(Image.open(io.BytesIO(stage.still)).convert("RGB")).astype(int)
        return (still[..., 0] > 200) & (still[..., 1] < 90)

    shown = reds(0)
    assert shown[60, 200] and not shown[240, 200] and not reds(1).any()


def test_a_when_of_no_control_is_refused():
    fig, ax = figure()
    with pytest.raises(ValueError, match="`when` must name one of the controls"):
        Stage(fig, [], [Line(ax, [[1, 0], [2, 1]], when=("face", (0,)))], NOTHING)
