"""Every notebook comes from its lesson, and every lesson keeps the house rules."""

import json
import re

import pytest

from tests.helpers import ROOT
from tools import build
from tools.minutes import load

LESSONS = build.lessons()
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = ROOT / "notebooks" / "00_start_here.ipynb"
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def text(value):
    return value if isinstance(value, str) else "".join(value)


def test_lessons_and_notebooks_are_the_same_list():
    assert [p.stem for p in LESSONS] == [p.stem for p in NOTEBOOKS]


@each_lesson
def test_a_notebook_comes_from_its_lesson(lesson):
    """Same cells, same text, same ids, same tags; nbval compares the outputs."""
    built = cells(ROOT / "notebooks" / f"{lesson.stem}.ipynb")
    source = build.read(lesson).cells
    assert [(c["id"], c["cell_type"], text(c["source"]), c["metadata"]) for c in built] == [
        (c.id, c.cell_type, c.source, c.metadata) for c in source
    ], f"run: python3 start.py build {lesson.stem[:2]}"


@each_notebook
def test_a_notebook_is_whole_and_small(path):
    assert path.stat().st_size < 1_500_000
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        assert len(text(cell["source"]).splitlines()) <= 15
        assert cell["execution_count"] is not None
        for output in cell["outputs"]:
            expected = "raises-exception" in cell["metadata"].get("tags", [])
            assert expected or output["output_type"] != "error"
            assert output.get("name") != "stderr"


@each_notebook
def test_links_between_notebooks_lead_somewhere(path):
    for cell in cells(path):
        for link in re.findall(r"\]\((?!https:)([^)#]+\.ipynb)\)", text(cell["source"])):
            assert (path.parent / link).exists(), link


def test_the_start_page_and_the_readme_list_the_lessons_that_exist():
    existing = {p.name for p in NOTEBOOKS} - {START.name}
    start = " ".join(text(c["source"]) for c in cells(START))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"([0-9a]\d_\w+\.ipynb)", start)) == existing
    assert set(re.findall(r"notebooks/([0-9a]\d_\w+\.ipynb)", readme)) == existing | {START.name}


@pytest.mark.parametrize("lesson", LESSONS[1:13], ids=lambda p: p.stem)
def test_a_lesson_is_a_sitting_and_gives_something_to_do_in_every_third(lesson):
    """CONTRIBUTING says how it is counted; `python -m tools.minutes` shows it."""
    about = load(lesson)
    assert about.minutes <= 60 and about.words <= 1600 and about.cells <= 90
    assert abs(about.stated - about.minutes) <= 3
    assert about.counts["exercises"] >= 3 and about.counts["in words"] >= 1
    assert {int(3 * place) for place in about.places} == {0, 1, 2}
