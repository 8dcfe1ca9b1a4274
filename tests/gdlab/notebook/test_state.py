"""The notebook's state: one of each kind, and all of it can be begun anew."""

import ast
from dataclasses import dataclass, field

import pytest

from gdlab.notebook.state import begin_anew, kept
from tests.helpers import ROOT

MAY = {
    "gdlab/notebook/state.py": "it is the one that remembers",
    "gdlab/explorers/shared/declared.py": "filled while its modules are imported, never later",
    "gdlab/guard/keeper.py": "a process that waits, and knows nothing of the notebook",
}
FILES = [p.relative_to(ROOT).as_posix() for p in sorted((ROOT / "gdlab").rglob("*.py"))]


@dataclass
class Seen:
    names: list = field(default_factory=list)


@dataclass
class Other:
    names: list = field(default_factory=list)


def test_each_kind_has_one_thing():
    kept(Seen).names.append("a")
    assert kept(Seen) is kept(Seen) and kept(Seen).names == ["a"]
    assert kept(Other).names == []


def test_a_new_notebook_remembers_nothing():
    kept(Seen).names.append("a")
    begin_anew()
    assert kept(Seen).names == []


def keeps_by_itself(path):
    """What a module changes after its import: `global`, and empty containers at its top."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    yield from (node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global))
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            if ast.unparse(node.value) in {"{}", "[]", "set()", "dict()", "list()"}:
                yield node.lineno


@pytest.mark.parametrize("path", [path for path in FILES if path not in MAY])
def test_no_other_module_remembers_anything(path):
    assert list(keeps_by_itself(path)) == [], "keep it with gdlab.notebook.state.kept"
