"""An explorer is declared once: found by itself, imported as a function, small to send."""

import gc
import inspect
import subprocess
import sys
from types import FunctionType, ModuleType

import pytest

import gdlab.explorers
from gdlab.explorers import declared
from tests.helpers import ROOT

NAMES = [path.stem for path in sorted((ROOT / "gdlab" / "explorers").glob("[a-z]*.py"))]


def test_every_file_declares_the_explorer_of_its_name():
    assert sorted(explorer.name for explorer in declared()) == NAMES
    for explorer in declared():
        assert explorer.show is getattr(gdlab.explorers, explorer.name)
        assert explorer.show.__doc__ and explorer.title and explorer.words.endswith(".")


def test_every_explorer_is_used_in_its_lesson():
    for explorer in declared():
        (lesson,) = (ROOT / "lessons").glob(f"{explorer.lesson:02}_*.md")
        used = f"from gdlab.explorers import {explorer.name}\n"
        assert used in lesson.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import gdlab.explorers.learning_rate",
        "from gdlab.explorers.learning_rate import lecture",
        "import gdlab.explorers.shared.walks",
        "import gdlab; import gdlab.explorers.modes; import gdlab.explorers.learning_rate as lr",
    ],
)
def test_an_explorers_name_is_the_function_whatever_was_imported_before(before):
    code = f"{before}\nfrom gdlab.explorers import learning_rate\nprint(learning_rate.__name__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout.strip() == "learning_rate", ran.stderr


def test_an_explorer_keeps_its_signature():
    assert list(inspect.signature(gdlab.explorers.modes).parameters) == ["X", "loss"]


@pytest.fixture(scope="module", params=declared(), ids=lambda explorer: explorer.name)
def opened(request):
    """An explorer and its stage, on the data of its page."""
    stage = request.param.open()
    yield request.param, stage
    stage.close()


def test_a_stage_carries_its_explorers_name(opened):
    explorer, stage = opened
    assert f"gdlab-{explorer.name}" in stage._dom_classes


def test_what_an_explorer_sends_stays_small(opened):
    """It crosses an ocean once, when it opens: its pictures and its table stay under 120 kB."""
    _, stage = opened
    assert sum(map(len, stage.pictures)) > 1000 and len(stage.scene) > 100
    assert sent(stage) < 120_000


def sent(stage):
    """Bytes of what a stage shows: its pictures, and its table with all words."""
    return sum(map(len, stage.pictures)) + sum(map(len, stage.films)) + len(stage.scene)


def test_every_stop_has_its_words(opened):
    """At both ends of every control the sentence has no open place and no number run wild."""
    _, stage = opened
    for slider in stage.slider.values():
        first = slider.index
        for stop in (0, len(slider.options) - 1):
            slider.index = stop
            assert stage.alternative.strip() and "{" not in stage.alternative
        slider.index = first


def kept(thing):
    """Bytes of all that something holds on to, but for classes and modules."""
    seen, found = {}, [thing]
    while found:
        one = found.pop()
        if id(one) in seen or isinstance(one, type | ModuleType):
            continue
        seen[id(one)] = one
        inner = one.__closure__ if isinstance(one, FunctionType) else gc.get_referents(one)
        found += inner or ()
    return sum(map(sys.getsizeof, seen.values()))


def test_a_closed_stage_keeps_less_than_300_kilobytes(opened):
    """Out[n] holds on to every stage of a cell. The last test: it closes this one."""
    _, stage = opened
    assert kept(stage) > 300_000
    stage.close()
    assert kept(stage) < 300_000
