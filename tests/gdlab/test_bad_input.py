"""Whatever comes through a door of gdlab and cannot be used is refused in words, and at once.

The doors are found: all that a package hands out in `__all__`. A parameter is known by its name; a
new name must be given a good value here, and a kind of bad ones.
"""

from functools import cached_property

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdlab
from gdcore.data import make
from gdcore.landscapes import AMP_PHASE
from gdcore.losses import mse_gradient
from gdcore.scale.disk import Rows, write_rows
from gdlab.exercises.catalogue import check
from gdlab.exercises.engine import Designs
from gdlab.guard.observe import follow, observe
from gdlab.notebook.language import use
from gdlab.stage import Control, Dots, Drag, Handle, Panel, Readout, Stage, framed
from gdlab.stage.parts import Part
from tests.helpers.bad import (
    COUNT,
    FLAG,
    POSITIVE,
    not_callable,
    refused_in_words,
    scalar,
    wrong_array,
)
from tests.helpers.doors import handed_out, parameters_of

DATA = make(6, 2, noise=1, seed=1)
OPTIONS = {"It grows": "No.", "It falls": "Yes."}

# Not asked here, and why.
SHARED = "gdlab.explorers.shared."  # explorers hand each other what is looked at already
ROOMS = {  # made or called by the house itself
    "gdlab.exercises.engine.Trial",
    "gdlab.exercises.engine.Mistake",  # a tuple, made by the hundred: it holds what it is given
    "gdlab.exercises.engine.first_words",
    "gdlab.exercises.engine.sentences",
    "gdlab.exercises.engine.told",
    "gdlab.exercises.engine.Designs.cases",
    "gdlab.exercises.engine.Designs.drawn",
    "gdlab.stage.Handle.nearest",
    "gdlab.stage.Readout.fill",
    "gdlab.stage.Readout.longest",
}
HELD = ("gdlab.exercises.engine.Exercise.", "gdlab.exercises.engine.Trial.")  # fields, as methods


def rooms_own(name):
    inner = name.startswith((SHARED, *HELD)) or name.endswith(".outlines")
    return inner or name in ROOMS


FOUND = {name: door for name, door in handed_out("gdlab").items() if not rooms_own(name)}
DOORS = FOUND | {  # what these doors give has doors of its own
    "gdlab.progress().save": gdlab.progress("03").save,
    "gdlab.predict().choose": None,
    "gdlab.check.mse_gradient": check.mse_gradient.__call__,
    "gdlab.guard.observe": observe,
    "gdlab.guard.follow": follow,
    "gdlab.notebook.language.use": use,
}


class Drawn:
    """A figure for the next call, if that asks for one: a stage draws its own once."""

    def anew(self):
        vars(self).clear()

    @cached_property
    def _framed(self):
        return framed()

    figure = property(lambda self: self._framed[0])
    ax = property(lambda self: self._framed[1])


NOW = Drawn()


def a_form():
    return gdlab.predict("fuzz", "Does it?", OPTIONS, "It falls")


def slope(beta, X, y):
    return mse_gradient(beta, X, y)


NO_TEXT = st.sampled_from([3, 1.5, b"x", ["a"], {"a": 1}, {"a"}, len, object(), np.ones(2), True])
NO_WORD = st.one_of(NO_TEXT, st.sampled_from(["", "  ", None]))
NO_NAMES = st.sampled_from([3, "a", [3], (None,), {"a": 1}, {"a"}, np.ones(2), len, ("",)])
NO_LIST = st.sampled_from([3, "abc", {}, {"a": 1}, len, object(), [3], [None], ["a"], np.ones(2)])
NO_SERIES = st.sampled_from([3, "abc", {}, {1}, [], (), len, object(), np.zeros((0, 2)), np.nan])
NO_THING = st.sampled_from([3, "axes", [], {}, np.ones(2), object(), len, type])
NO_SIZES = [["a"], [None], [0], [7], [1.5], [True], []]
KINDS = {
    "word": NO_WORD,
    "text": NO_TEXT,
    "names": NO_NAMES,
    "list": NO_LIST,
    "series": NO_SERIES,
    "thing": NO_THING,
    "flag": FLAG,
    "count": COUNT,
    "positive": POSITIVE,
    "number": scalar,
    "size": st.one_of(scalar, st.floats(-100, -0.1)),
    "array": wrong_array,
    "function": not_callable,
    "columns": st.one_of(NO_THING, st.sampled_from([(0, 0), (0, 5), [0], (0.5, 1), ("a", "b")])),
    "sizes": st.one_of(NO_LIST.filter(lambda v: type(v) is not list), st.sampled_from(NO_SIZES)),
    "lrs": st.one_of(wrong_array, st.sampled_from([0, -1.0, [0.1, 0], [], [[0.1]], [np.nan]])),
    "when": st.one_of(NO_THING, st.sampled_from([("z", (0,)), ("a",), ("a", [0]), ("a", (0.5,))])),
    "mask": st.one_of(NO_THING, st.sampled_from([np.ones(3, bool), np.zeros(1), [True]])),
    "frames": st.one_of(NO_THING, st.sampled_from([np.ones((1, 2, 2, 4)), np.ones((2, 4), "u1")])),
    "later": st.one_of(NO_THING, st.sampled_from([(("a",), 3), (("z",), len), ("a", len), ()])),
    "step": st.one_of(NO_THING, st.sampled_from([("a", 0), ("z", 1.0), ("a", "b"), ("a",)])),
    "told": st.one_of(NO_THING, st.sampled_from([{"a": ("x",)}, {"a": "x"}, {3: ("x", ())}])),
    "options": st.one_of(
        NO_THING, st.sampled_from([{"a": "b"}, {1: "a", 2: "b"}, {"a": 1, "b": 2}])
    ),
    "questions": st.one_of(NO_LIST, st.sampled_from([[("?", OPTIONS)], [("?", OPTIONS, "x")]])),
}
MEANS = {
    "word": "name answer option model lesson title upto across_name",
    "text": "template form where how words recipe praise color dash shape anchor kind language",
    "names": "over moves wraps seeds",
    "list": "controls parts handles drags texts hints others home rescue arguments points_said",
    "series": "values",
    "thing": "axes under figure readout handle landscape rows exercise designs trouble folder "
    "pictures curves instead_of tables",
    "flag": "play tap bold edge new along",
    "when": "when",
    "mask": "mask",
    "frames": "frames",
    "later": "later",
    "count": "seed n T most",
    "positive": "lr tolerance single seconds memory",
    "number": "low high around above",
    "size": "width height left right top bottom dots size head opacity",
    "array": "X y x at points start",
    "function": "gradient prepare on_move right mistakes read watch alike notice also explain "
    "remark probe",
    "columns": "columns",
    "sizes": "sizes",
    "lrs": "lrs",
    "step": "across up",
    "told": "told_columns",
    "options": "options",
    "questions": "questions",
}
KIND_OF = {name: kind for kind, names in MEANS.items() for name in names.split()}
HERE = {  # where the name means something else
    ("gdlab.stage.Control", "start"): "count",
    ("gdlab.stage.framed", "right"): "size",
    ("gdlab.stage.Stage.say", "trouble"): "text",
    ("gdlab.progress().save", "folder"): "text",
    ("gdlab.stage.Label", "text"): "text",
    ("gdlab.predict", "text"): "word",
    ("gdlab.explain", "text"): "word",
    ("gdlab.explain", "points"): "list",
    ("gdlab.predict().choose", "number"): "count",
    ("gdlab.stage.Readout", "columns"): "told",
    ("gdlab.stage.Stage.drag", "x"): "number",
    ("gdlab.stage.Stage.drag", "y"): "number",
    ("gdlab.exercises.engine.Exercise", "lesson"): "count",
    ("gdlab.stage.Stage.show_now", "instead_of"): None,  # a stage that was shown before
}
ANYTHING = {"function", "loss", "label"}  # a check takes whatever it gets; two asked elsewhere

GOOD = {
    "X": lambda: DATA.X.copy(),
    "y": lambda: DATA.y.copy(),
    "x": lambda: [1.0, 2, 4],
    "landscape": lambda: AMP_PHASE,
    "prepare": lambda: lambda X, y: (X.astype(float), y),
    "n": lambda: 6,
    "name": lambda: "a",
    "text": lambda: "Does it?",
    "options": lambda: OPTIONS,
    "answer": lambda: "It falls",
    "model": lambda: "It falls, since the step is short.",
    "option": lambda: "It falls",
    "questions": lambda: [("Does it?", OPTIONS, "It falls")],
    "lesson": lambda: "03",
    "function": lambda: slope,
    "probe": lambda: lambda function: iter([function(np.zeros(2), DATA.X, DATA.y)]),
    "language": lambda: "en",
    "axes": lambda: NOW.ax,
    "points": lambda: np.zeros((1, 2)),
    "at": lambda: (0.0, 0.0),
    "label": lambda: "a",
    "on_move": lambda: print,
    "values": lambda: [1, 2],
    "across": lambda: ("a", 0.1),
    "up": lambda: ("a", 0.1),
    "template": lambda: "x",
    "figure": lambda: NOW.figure,
    "controls": lambda: [Control("a", "a", [1, 2])],
    "parts": lambda: [Dots(NOW.ax, np.zeros((1, 2)))],
    "readout": lambda: Readout("a"),
    "handle": lambda: "a",
    "right": lambda: slope,
    "designs": lambda: Designs("X, y, beta = rng.random((5, 2)), rng.random(5), rng.random(2)"),
    "mistakes": lambda: lambda: (),
    "hints": lambda: ("A hint.",),
    "arguments": lambda: (np.zeros(2),),
    "recipe": lambda: "beta = rng.random(2)",
    "exercise": lambda: check.mse_gradient.exercise,
}
OWN = {
    ("gdlab.stage.Label", "points"): lambda: np.zeros(2),
    ("gdlab.stage.Label", "text"): lambda: np.array("a"),
    ("gdlab.stage.Bars", "points"): lambda: np.zeros((1, 4)),
    ("gdlab.stage.Film", "points"): lambda: np.zeros(2, int),
    ("gdlab.stage.Film", "over"): lambda: ("a",),
    ("gdlab.stage.Film", "frames"): lambda: np.zeros((1, 2, 2, 4), np.uint8),
    ("gdlab.stage.Arrow", "points"): lambda: np.zeros((1, 4)),
    ("gdlab.explorers.fit_line", "y"): lambda: [1.0, 2, 2],
    ("gdlab.reveal", "name"): lambda: a_form() and "fuzz",
    ("gdlab.stage.Stage.drag", "x"): lambda: 0.5,
    ("gdlab.stage.Stage.drag", "y"): lambda: 0.5,
    ("gdlab.exercises.engine.Exercise", "lesson"): lambda: 3,
}
NEEDED = {
    "gdlab.stage.Film": ["over"],
    "gdlab.stage.Handle": ["on_move"],
    "gdlab.stage.Label": ["text"],
}


def asked():
    for name, door in DOORS.items():
        door = type(a_form()).choose if door is None else door
        for parameter, about in parameters_of(door).items():
            if parameter not in ANYTHING and about.kind not in (about.VAR_KEYWORD,):
                yield name, parameter


CASES = sorted(asked())


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows") / "a"
    write_rows(folder, [(DATA.X, DATA.y)], 6, (2,), "float64")
    return Rows(folder)


def call(name, rows, /, **changed):
    """What the door does where all else is good; a part of a stage is put on one."""
    NOW.anew()
    door = DOORS[name] or a_form().choose
    given = {}
    for parameter, about in parameters_of(door).items():
        if parameter in changed:
            continue
        if about.default is about.empty or parameter in NEEDED.get(name, ()):
            if about.kind not in (about.VAR_KEYWORD, about.VAR_POSITIONAL):
                good = OWN.get((name, parameter)) or GOOD.get(parameter)
                given[parameter] = rows if parameter == "rows" else good()
    if name == "gdlab.exercises.engine.few":
        return list(door(changed.get("tables", {"": 1, "a": 2}), most=changed.get("most", 2)))
    if name == "gdlab.explorers.fit_line" and "y" in changed:
        given["x"] = [1.0, 2, 4]
    if name.startswith("gdlab.stage.Stage."):
        handle = Handle(NOW.ax, (0.0, 0.0), "a", lambda x, y: ([], Readout("moved")))
        return door(
            Stage(NOW.figure, [Control("a", "a", [1, 2])], [], Readout("x"), [handle]),
            **given,
            **changed,
        )
    made = door(**given, **changed)
    return _on_a_stage(made) if name.startswith("gdlab.stage.") else made


def _on_a_stage(made):
    """The thing in the place where it is used."""
    place = {Part: "parts", Control: "controls", Handle: "handles", Drag: "drags"}
    about = {"figure": NOW.figure, "controls": [Control("a", "a", [1, 2])], "parts": []}
    about["readout"] = Readout("x")
    for kind, where in place.items():
        if isinstance(made, kind):
            return Stage(**{**about, where: [made]})
    if isinstance(made, Panel):
        return Stage(**{**about, "figure": made})
    if isinstance(made, Readout):
        return Stage(**{**about, "readout": made})
    return made


def kind_of(name, parameter):
    return HERE.get((name, parameter), KIND_OF.get(parameter, ""))


def lawful(name, parameter, value):
    """What this door allows, though the same parameter may refuse it elsewhere."""
    door = DOORS[name] or a_form().choose
    default = parameters_of(door)[parameter].default
    if value is None and default is None:
        return True
    if isinstance(value, dict) and not value and parameter in ("pictures", "columns"):
        return True  # none
    if name == "gdlab.explain" and isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, type(default)) and isinstance(value, str | bool | int | float):
        if value == default:
            return True
    if name.startswith("gdlab.stage.") and parameter in ("points", "at"):  # nan: not shown
        numbers = isinstance(value, np.ndarray) and value.dtype.kind == "f"
        return numbers and not np.ma.isMaskedArray(value)
    return False


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_every_parameter_has_a_meaning(name, parameter):
    assert (name, parameter) in HERE or parameter in KIND_OF, "say above what it stands for"


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_good_input_is_taken(name, rows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call(name, rows)


FUZZED = [case for case in CASES if kind_of(*case)]


@pytest.mark.parametrize(("name", "parameter"), FUZZED)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bad_input_is_refused_in_words(name, parameter, rows, data):
    strategy = KINDS[kind_of(name, parameter)]
    value = data.draw(strategy.filter(lambda v: not lawful(name, parameter, v)))
    refused_in_words(lambda bad: call(name, rows, **{parameter: bad}), value)
