"""The house is built in floors: an import never climbs, inside a folder either, nor in a circle."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.helpers import ROOT

# A room is a folder or a file. It imports from rooms on lower floors and from its own inside;
# rooms of one floor do not know each other.
FLOORS = [
    {"gdcore._moved"},
    {"gdcore.arrays"},
    {"gdcore.data", "gdcore.losses"},
    {"gdcore.landscapes"},
    {"gdcore.batches", "gdcore.cost", "gdcore.many"},
    {"gdcore.descent", "gdcore.curvature", "gdcore.noise"},
    {"gdcore.scale"},
    {"gdcore.draw"},
    {"gdlab.notebook"},
    {"gdlab.stage"},
    {"gdlab.guard", "gdlab.learner"},
    {"gdlab.explorers", "gdlab.exercises"},
    {"gdlab"},
    {"tools"},
    {"coursework"},
    {"bench"},
]
PACKAGES = ("gdcore", "gdlab", "coursework", "tools", "bench")
HEAVY = {"matplotlib", "ipywidgets", "anywidget", "IPython"}
FILES = sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))


def module_of(path):
    """The dotted name of a file; a package's __init__ is the package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}


def room_of(module):
    """The longest name of a room that this module is, or lies in."""
    rooms = {name for floor in FLOORS for name in floor}
    inside = [r for r in rooms if module == r or module.startswith(r + ".")]
    return max(inside, key=len, default=None)


def floor_of(module):
    room = room_of(module)
    return next((i for i, names in enumerate(FLOORS) if room in names), None)


def imported(path):
    """The modules a file imports anywhere in it: of `from a import b`, a.b where that is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively; name the module in full"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
            yield from inner or {node.module}


def ours(path):
    return [name for name in imported(path) if name.split(".")[0] in (*PACKAGES, "tests")]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_an_import_never_climbs(path):
    own = module_of(path)
    if own == "gdcore":
        assert list(imported(path)) == ["gdcore._moved"]
        return
    assert floor_of(own) is not None, f"{own} stands on no floor: add it to FLOORS"
    for name in ours(path):
        assert not name.startswith("tests"), f"{own} imports from the tests"
        if room_of(name) != room_of(own):
            assert floor_of(name) is not None, f"{own} imports {name}, which stands on no floor"
            assert floor_of(name) < floor_of(own), f"{own} must not import {name}"


def test_no_circle_inside_a_room():
    graph = {module_of(path): set(ours(path)) for path in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_the_mathematics_knows_no_widget_and_the_stage_no_mathematics(path):
    own = module_of(path)
    names = list(imported(path))
    if own.startswith("gdcore") and own != "gdcore.draw":
        assert not {name.split(".")[0] for name in names} & HEAVY
    if own.startswith("gdlab.stage"):
        assert not [name for name in names if name.startswith("gdcore")]


def test_the_mathematics_imports_without_matplotlib_or_widgets():
    not_here = {"gdcore.draw", "gdcore.scale.fast.kernels"}  # matplotlib's, and the extra `fast`
    lower = [m for m in MODULES if m.startswith("gdcore") and m not in not_here]
    code = "; ".join(f"import {m}" for m in lower)
    code += f"; import sys; print(sorted({HEAVY!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
