"""Every Korean notebook comes from its lesson, and shows the numbers of its English twin."""

import json
import re

import pytest

from tests.helpers import ROOT
from tools import build
from tools.fresh import without_results
from tools.shape import KOREAN

LESSONS = build.lessons((), KOREAN)
NOTEBOOKS, FRESH = ROOT / "notebooks", ROOT / "fresh"
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)


def twins(lesson):
    """The English and the Korean notebook, built."""
    name = f"{lesson.stem}.ipynb"
    return build.stored(NOTEBOOKS / name), build.stored(NOTEBOOKS / "ko" / name)


def test_every_lesson_has_a_korean_twin():
    assert [p.name for p in LESSONS] == [p.name for p in build.lessons()]


@each_lesson
def test_a_notebook_comes_from_its_lesson(lesson):
    _, korean = twins(lesson)
    source = build.read(lesson).cells
    assert [(c.id, c.cell_type, c.source, c.metadata) for c in korean.cells] == [
        (c.id, c.cell_type, c.source, c.metadata) for c in source
    ], f"run: python3 start.py build {lesson.stem[:2]}"


@each_lesson
def test_it_shows_the_numbers_of_its_twin(lesson):
    """The code is the same, so what it printed is, but for words, and for what is measured."""
    for theirs, ours in zip(*(book.cells for book in twins(lesson)), strict=True):
        if theirs.cell_type == "code" and not {"measured", "nbval-ignore-output"} & set(
            theirs.metadata.get("tags", [])
        ):
            assert numbers(ours) == numbers(theirs), theirs.source


def numbers(cell):
    """Those that a cell printed, in any order: words may have moved around them."""
    printed = " ".join(output.get("text", "") for output in cell.outputs)
    return sorted(NUMBER.findall(printed))


@each_lesson
def test_it_ran_without_an_error_and_without_a_box_in_its_figures(lesson):
    for cell in twins(lesson)[1].cells:
        expected = "raises-exception" in cell.metadata.get("tags", [])
        for output in cell.get("outputs", []):
            assert expected or output.output_type != "error"
            assert output.get("name") != "stderr", output.text


@each_lesson
def test_what_a_learner_gets_gives_nothing_away(lesson):
    _, korean = twins(lesson)
    given = build.stored(FRESH / "ko" / f"{lesson.stem}.ipynb")
    assert given == without_results(korean)
    alive = json.loads((FRESH / "ko" / f"{lesson.stem}.alive.json").read_text(encoding="utf-8"))
    shown = [
        cell.id
        for cell in given.cells
        if any("image/png" in o.get("data", {}) for o in cell.get("outputs", []))
    ]
    assert set(alive) <= set(shown)


@each_lesson
def test_it_speaks_korean_before_anything_is_shown(lesson):
    first = next(cell for cell in build.read(lesson).cells if cell.cell_type == "code")
    assert first.source.endswith('from gdlab import speak\n\nspeak("ko")')
