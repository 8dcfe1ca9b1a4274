"""Whatever comes through a public door and cannot be used is refused in words, and at once.

The doors are found by looking into the package; a parameter is known by its name, which means the
same everywhere. A new name must be given a good value here and a meaning in tests.helpers.bad.
"""

import dataclasses
import inspect
import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from gdcore.data import make
from gdcore.descent import gradient_descent
from gdcore.losses import mse_gradient
from gdcore.scale.disk import Rows, write_rows
from gdcore.scale.pipeline import Timeline
from tests.helpers.bad import KIND_OF, bad_for, refused_in_words
from tests.helpers.doors import doors_of, parameters_of

DATA = make(6, 2, noise=1, seed=1)
NEW = itertools.count()

# Not asked here, and why.
GUARDS = "gdcore.arrays."  # they are what all others are asked through
PROGRAMS = "gdcore.scale.child."  # run by limit.py alone
INNER = {  # one module hands them to another, of values that are guarded
    "gdcore.losses.guarded",
    "gdcore.scale.disk.reading.row_bytes",
    "gdcore.scale.blocks.float_type",
    "gdcore.scale.blocks.rows_that_fit",
    "gdcore.scale.blocks.engine_for",
    "gdcore.scale.sums.added",
    "gdcore.scale.sums.weight_of",
}
FAST = "gdcore.scale.fast"  # behind gdcore.scale.blocks
WITH_WORKERS = "gdcore.scale.cluster"  # they need processes: tests/gdcore/scale/test_cluster.py
WITH_CARD = "gdcore.scale.gpu.prepare"  # takes a tensor
ANY_TEXT = {"arguments", "device", "name"}

GOOD = {
    "X": lambda: DATA.X.copy(),
    "y": lambda: DATA.y.copy(),
    "beta": lambda: np.zeros(2),
    "start": lambda: np.zeros(2),
    "starts": lambda: np.zeros((3, 2)),
    "lrs": lambda: 0.1,
    "lr": lambda: 0.01,
    "loss": lambda: "mse",
    "name": lambda: "a",
    "T": lambda: 3,
    "t": lambda: 3,
    "tolerance": lambda: 1e-3,
    "n": lambda: 6,
    "d": lambda: 2,
    "batch_size": lambda: 2,
    "rng": lambda: np.random.default_rng(0),
    "gradient": lambda: mse_gradient,
    "at_rest": lambda: lambda slopes: np.zeros(len(slopes), bool),
    "batches": lambda: [(DATA.X, DATA.y)] * 5,
    "prepare": lambda: lambda X, y: (X, y),
    "pieces": lambda: [(DATA.X, DATA.y)],
    "shape": lambda: (2,),
    "asked": lambda: (2,),
    "ax": lambda: Figure().add_subplot(),
    "value": lambda: lambda a, b: a + b,
    "xs": lambda: (-1, 1),
    "ys": lambda: (-1, 1),
    "path": lambda: gradient_descent(DATA.X, DATA.y, 0.01, 3),
    "model": lambda: np.multiply,
    "jacobian": lambda: np.multiply,
    "function": lambda: gradient_descent,
    "megabytes": lambda: 200,
    "step": lambda: "read",
    "batch": lambda: 0,
    "began": lambda: 0.0,
    "first": lambda: 0,
    "stop": lambda: 2,
}
VARIABLE = {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}
MANY = {"gradient": lambda: lambda betas: betas}


def is_record(door):
    """A NamedTuple or a dataclass holds what it is given."""
    return inspect.isclass(door) and (dataclasses.is_dataclass(door) or hasattr(door, "_fields"))


def asked_here():
    for name, door in doors_of("gdcore").items():
        skipped = (GUARDS, PROGRAMS, FAST, WITH_WORKERS, WITH_CARD)
        if not (name.startswith(skipped) or name in INNER or is_record(door)):
            for parameter in parameters_of(door):
                if parameter not in ANY_TEXT:
                    yield name, parameter


CASES = sorted(asked_here())
DOORS = doors_of("gdcore")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    write_rows(folder / "a", [(DATA.X, DATA.y)], 6, (2,), "float64")
    return folder


def call(name, place, **changed):
    """The door's answer where all else is good; the first item of an answer that is a stream."""
    door, given = DOORS[name], {}
    for parameter, about in parameters_of(door).items():
        if parameter in changed:
            given[parameter] = changed[parameter]
        elif (about.default is about.empty and about.kind not in VARIABLE) or parameter == "y":
            given[parameter] = good(name, parameter, place)
    owner = name.split(".")[-2]
    if owner == "Rows":
        answer = door(Rows(place / "a"), **given)
    elif owner == "Timeline":
        answer = door(Timeline(), **given)
    else:
        answer = door(**given)
    return next(answer) if isinstance(answer, Iterator) else answer


def good(name, parameter, place):
    if parameter == "folder":
        return place / ("a" if name.endswith("Rows") else f"new{next(NEW)}")
    return (MANY if name.startswith("gdcore.many") and parameter in MANY else GOOD)[parameter]()


def lawful(name, parameter, value):
    """What a door's own words allow, though the same parameter may refuse it elsewhere."""
    default = parameters_of(DOORS[name])[parameter].default
    if value is None or (isinstance(value, type(default)) and value == default):
        return True
    if parameter == "lr" and callable(value):
        return not name.startswith(("gdcore.curvature", "gdcore.noise"))
    if name.startswith("gdcore.losses") and parameter == "beta":  # many, that may have diverged
        return isinstance(value, np.ndarray) and value.dtype == float and value.shape[-1:] == (2,)
    if parameter in ("starts", "t"):  # of any shape
        plain = type(value) is np.ndarray and value.dtype == float
        return plain and (parameter == "t" or value.size) and np.isfinite(value).all()
    stream = name.startswith("gdcore.scale.blocks") and parameter == "X"
    return stream and not isinstance(value, list | tuple | np.ndarray)


@pytest.mark.parametrize("parameter", sorted({p for _, p in CASES}))
def test_every_parameter_has_a_meaning(parameter):
    assert parameter in KIND_OF or parameter in {"batch", "began"}, (
        f"{parameter}: say in tests.helpers.bad what it stands for"
    )


@pytest.mark.parametrize(
    "name", sorted({name for name, _ in CASES} - {"gdcore.scale.limit.run_limited"})
)
def test_good_input_is_taken(name, place):
    if ".gpu." not in name:
        call(name, place)


@pytest.mark.parametrize(("name", "parameter"), [c for c in CASES if c[1] in KIND_OF])
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bad_input_is_refused_in_words(name, parameter, place, data):
    value = data.draw(bad_for(parameter).filter(lambda v: not lawful(name, parameter, v)))
    refused_in_words(lambda bad: call(name, place, **{parameter: bad}), value)
