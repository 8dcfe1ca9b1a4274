"""A set's notebook, proved by running it: right answers, empty ones, and every known wrong one."""

from importlib import import_module

import pytest
from nbgrader.preprocessors import ClearSolutions

from coursework.judge import EMPTY
from coursework.masters import _filled, build_source, points_of, variant
from coursework.variant import generator
from tests.helpers.answers import RIGHT, WRONG
from tests.helpers.sets import (
    NAMES,
    SEEDS,
    about,
    automatic,
    failures,
    graded,
    namespace,
    released,
    run,
    source,
)

ALL = [(name, seed) for name in NAMES for seed in SEEDS]


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_solutions_get_full_points(name, seed):
    assert failures(source(name, seed), namespace(source(name, seed))) == {}


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_a_released_notebook_fails_exactly_in_its_tests(name, seed):
    notebook = released(name, seed)
    failed = failures(notebook, namespace(notebook))  # namespace runs all other cells
    assert list(failed) == list(automatic(notebook))
    assert set(failed.values()) == {EMPTY}


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_empty_answers_get_no_points_from_the_hidden_tests_either(name, seed):
    hidden = source(name, seed)
    failed = failures(hidden, namespace(released(name, seed)))
    assert list(failed) == list(automatic(hidden))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_mistake_fails_where_it_should_with_its_words(name, seed):
    hidden, module = source(name, seed), import_module(f"coursework.{name}")
    choice, names = module.choose(generator(seed, name, "choice")), namespace(hidden)
    told = [m for m in module.MISTAKES if _applies(m, variant(name, seed)[1])]
    assert len(told) > 0.7 * len(module.MISTAKES)
    for mistake in told:
        wrong = {**names, mistake.function: mistake.wrong(choice)}
        failed = failures(hidden, wrong, calling=mistake.function)
        assert set(failed) == set(mistake.fails), mistake.words
        assert any(mistake.words in message for message in failed.values()), failed


def test_every_mistake_applies_to_some_class():
    for name in NAMES:
        module = import_module(f"coursework.{name}")
        seeds = [f"class-{k}" for k in range(12)]
        for mistake in module.MISTAKES:
            assert any(_applies(mistake, variant(name, seed)[1]) for seed in seeds), mistake.words


def _applies(mistake, secrets):
    """Whether it is wrong for this class, and its hidden tests have a name for it."""
    pieces = [secrets[cell] for cell in mistake.fails if cell in secrets]
    return any(repr(mistake.words) in piece or "{" not in piece for piece in pieces)


@pytest.mark.parametrize(("name", "function", "text"), RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_written_otherwise_get_full_points(name, function, text, seed):
    hidden = source(name, seed)
    text = _filled(text, variant(name, seed)[0])
    calling = function if function == "column_scale" else ""  # a project of rows takes no columns
    assert failures(hidden, namespace(hidden, {function: text}), calling) == {}


@pytest.mark.parametrize(("name", "function", "text", "cells", "words"), WRONG)
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_wrong_answers_lose_their_cells_only(name, function, text, cells, words, seed):
    hidden = source(name, seed)
    text = _filled(text, variant(name, seed)[0])
    failed = failures(hidden, namespace(hidden, {function: text}), calling=function)
    assert set(failed) == set(cells), failed
    assert all(words in message for message in failed.values()), failed


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_visible_tests_pass_for_solutions_before_anything_hidden(name, seed):
    notebook, names = released(name, seed), namespace(source(name, seed))
    assert failures(notebook, names) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_self_check_never_stops_and_knows_right_from_empty(name):
    check = next(c.source for c in source(name, SEEDS[0]).cells if "before_handing_in(" in c.source)
    solved = run(check, namespace(source(name, SEEDS[0])))
    empty = run(check, namespace(released(name, SEEDS[0])))
    assert "✅" in solved and "❌" not in solved and "⚪" not in solved
    assert "⚪" in empty and "✅" not in empty and "❌" not in empty


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_what_nbgrader_expects(name):
    notebook = source(name, SEEDS[0])
    ids = [about(c)["grade_id"] for c in notebook.cells if about(c)]
    assert len(ids) == len(set(ids))
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        if about(cell):
            assert about(cell)["schema_version"] == 3
            assert about(cell)["locked"] == (about(cell)["grade"] and not about(cell)["solution"])
        if "### BEGIN SOLUTION" in cell.source:
            assert about(cell)["solution"] and cell.cell_type == "code"
    for text in automatic(notebook).values():
        assert text.splitlines()[-1].startswith("assert_")
    words = [m for m in graded(notebook).values() if m["solution"]]
    assert 1 <= len(words) <= 2 and all(m["cell_type"] == "markdown" for m in words)
    assert {n: m["points"] for n, m in graded(notebook).items()} == points_of(name)


def test_build_source_writes_the_path_it_names(tmp_path):
    path = build_source("hw1", SEEDS[0], tmp_path)
    assert path == tmp_path / "source" / "hw1" / "hw1.ipynb" and path.is_file()


@pytest.mark.parametrize(("name", "seed"), [("hw9", "s"), ("hw1", " ")])
def test_an_unknown_set_or_an_empty_seed_is_refused(name, seed, tmp_path):
    with pytest.raises(ValueError, match=r"set must be one of|seed is empty"):
        build_source(name, seed, tmp_path)
    assert not list(tmp_path.iterdir())


def test_stubs_are_nbgraders_own():
    stub = ClearSolutions().code_stub["python"]
    assert all(
        stub.splitlines()[-1] in cell.source
        for cell in released("hw1", SEEDS[0]).cells
        if about(cell).get("solution") and cell.cell_type == "code"
    )
