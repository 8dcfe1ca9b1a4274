"""The package is built in floors: a file imports only from floors below its own."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gdcore

PACKAGE = Path(gdcore.__file__).parent
FLOORS = [
    {"arrays", "record", "trouble"},
    {"data", "losses"},
    {"landscapes"},
    {"batches", "cost", "blocks", "disk", "gpu", "limit", "pipeline"},
    {"cluster"},
    {"descent", "curvature", "noise"},
    {"draw", "runs"},
    {"parts"},
    {"pixels"},
    {"stage"},
    {"export"},
    {"explorers", "checks", "predictions", "progress"},
]
HEAVY = {"matplotlib", "ipywidgets", "anywidget", "IPython"}
FILES = sorted(PACKAGE.rglob("*.py"))


def floor_of(module):
    return next((i for i, names in enumerate(FLOORS) if module in names), None)


def imports(path):
    """The dotted names a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively; name the module in full"
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_imports_only_from_floors_below(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        assert not list(imports(path))
        return
    assert floor_of(own) is not None, f"{own} stands on no floor: add it to FLOORS"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "gdcore" and parts[1] != own:
            assert floor_of(parts[1]) < floor_of(own), f"{own} must not import {parts[1]}"
        if parts[0] in HEAVY:
            assert floor_of(own) >= floor_of("draw"), f"{own} must not import {parts[0]}"


def test_the_lower_floors_import_without_matplotlib_or_widgets():
    lower = [
        m
        for floor in FLOORS[: floor_of("draw")]
        for m in sorted(floor)
        if (PACKAGE / f"{m}.py").exists()
    ]
    code = "; ".join(f"import gdcore.{m}" for m in lower)
    code += f"; import sys; print(sorted({HEAVY!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
