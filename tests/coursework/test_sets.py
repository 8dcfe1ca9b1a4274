"""What is declared of a set, its master and the teacher's table say the same."""

import re
from importlib import import_module

import pytest

from coursework.masters import HERE, SETS, points_of
from coursework.table import as_table
from coursework.variant import generator
from tests.helpers.sets import NAMES, SEEDS, about, graded, source

TABLE = (HERE / "exercises.md").read_text(encoding="utf-8")


def minutes(name):
    return sum(cell.minutes for cell in import_module(f"coursework.{name}").CELLS)


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_of_the_size_promised(name):
    points = points_of(name)
    assert 8 <= len(points) <= 12
    assert 60 <= minutes(name) <= 120
    assert all(isinstance(p, int) and p > 0 for p in points.values())
    assert set(graded(source(name, SEEDS[0]))) == set(points)


@pytest.mark.parametrize("name", NAMES)
def test_the_heading_tells_points_time_and_date(name):
    text = source(name, SEEDS[0]).cells[0].source
    asked = SETS[name]
    for promised in (asked["title"]["en"], asked["due"]["en"], f"{minutes(name)} minutes"):
        assert promised in text
    assert f"**Points**: {sum(points_of(name).values())}" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_master_is_known_and_used(name):
    master = (HERE / f"{name}.md").read_text(encoding="utf-8")
    module = import_module(f"coursework.{name}")
    choice = module.choose(generator("s", name, "choice"))
    known = module.words(choice, generator("s", name, "public"))
    used = set(re.findall(r"\{\{(?:about )?(\w+)\}\}", master))
    assert used - known.keys() == {"title", "due", "minutes", "points", "language"}
    assert "{{" not in "".join(cell.source for cell in source(name, SEEDS[0]).cells)


@pytest.mark.parametrize("name", NAMES)
def test_every_test_cell_shows_an_example_first_hand(name):
    """What is left of a test cell after release still asks something of the answer."""
    for cell in source(name, SEEDS[0]).cells:
        if about(cell).get("locked"):
            shown = re.sub(r"### BEGIN HIDDEN.*### END HIDDEN TESTS\n", "", cell.source, flags=re.S)
            assert "assert_" in shown.splitlines()[-1]


def test_the_teachers_table_is_what_the_cells_declare():
    assert TABLE == as_table(), "coursework/exercises.md is old: python -m coursework.table"
    for name in NAMES:
        for cell, points in points_of(name).items():
            assert re.search(rf"^\| `{cell}` \| {points} \|", TABLE, re.M), cell


def test_every_answer_in_words_has_its_rubric_in_the_teachers_table():
    for name in NAMES:
        for cell in source(name, SEEDS[0]).cells:
            if about(cell).get("cell_type") == "markdown":
                name_of, points = about(cell)["grade_id"], about(cell)["points"]
                assert f"\n`{name_of}` ({points} points): 1 for " in TABLE
    assert "{{" not in TABLE


@pytest.mark.parametrize("name", NAMES)
def test_each_cell_is_declared_once_and_judges_an_answer_that_is_known(name):
    module = import_module(f"coursework.{name}")
    names = [cell.name for cell in module.CELLS]
    assert len(names) == len(set(names))
    for cell in module.CELLS:
        assert bool(cell.kind) == bool(cell.cases) == bool(cell.function)
        assert not cell.function or cell.function in module.RIGHT
    told = {cell for mistake in module.MISTAKES for cell in mistake.fails}
    assert told <= set(names)


@pytest.mark.parametrize("name", NAMES)
def test_answers_in_words_have_a_model_and_a_rubric_that_adds_up(name):
    for cell in source(name, SEEDS[0]).cells:
        if about(cell).get("cell_type") == "markdown":
            points = about(cell)["points"]
            assert "**Model answer.**" in cell.source
            rubric = cell.source.split(f"**Rubric** ({points} points): ")[1]
            assert sum(int(n) for n in re.findall(r"\b(\d) for ", rubric)) == points
