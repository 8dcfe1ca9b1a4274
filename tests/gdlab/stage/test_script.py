"""The JavaScript: modules with one job each, put together without a build step."""

import re

import pytest

from gdlab.stage.script import FOLDER, as_module, as_script, modules_of
from tests.helpers import ROOT

FILES = sorted(FOLDER.glob("*.js"))
MAINS = ("jupyter", "page", "book")


@pytest.mark.parametrize("main", MAINS)
def test_each_module_stands_after_what_it_imports(main):
    order = modules_of(main)
    assert order[-1] == main and len(set(order)) == len(order)
    for place, name in enumerate(order):
        needed = re.findall(r'from "\./(\w+)\.js"', (FOLDER / f"{name}.js").read_text("utf-8"))
        assert set(needed) <= set(order[:place])


def test_every_module_is_used_and_short():
    assert {name for main in MAINS for name in modules_of(main)} == {path.stem for path in FILES}
    for path in FILES:
        assert len(path.read_text("utf-8").splitlines()) <= 160, path.name


def test_no_line_is_longer_than_a_line_of_python():
    """Of any script or style of this house: 100 letters, as ruff holds the Python to."""
    house = [ROOT / room for room in ("gdlab", "tools", "coursework")]
    for path in (path for room in house for path in room.rglob("*.[jc]s*")):
        if path.suffix in (".js", ".css"):
            lines = path.read_text("utf-8").splitlines()
            assert [line for line in lines if len(line) > 100] == [], path.name


def test_no_two_modules_have_a_name_in_common():
    """They stand one after another in one scope."""
    top = r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (?:([\w$]+)|\{)"
    more = r"^(?:export )?const (.*);$"
    for main in MAINS:
        names = []
        for name in modules_of(main):
            source = (FOLDER / f"{name}.js").read_text("utf-8")
            names += [one for one in re.findall(top, source, re.MULTILINE) if one]
            for line in re.findall(more, source, re.MULTILINE):
                names += re.findall(r", (\w+) = ", line)
        assert sorted(names) == sorted(set(names))


def test_one_text_for_either_kind_of_reader():
    module, scripts = as_module(), [as_script(), as_script("book")]
    assert "import " not in re.sub(r'"[^"]*"', "", module) and module.count("export ") == 1
    assert "export default { render };" in module
    for script in scripts:
        assert "import " not in script and "export " not in script
        assert "</script" not in script


def test_the_browser_does_no_mathematics():
    """Pixels and look-ups only: no scale, no power, no logarithm."""
    for path in FILES:
        used = set(re.findall(r"Math\.(\w+)", path.read_text("utf-8")))
        assert used <= {"min", "max", "round", "abs", "random"}, path.name
