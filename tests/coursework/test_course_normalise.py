"""Uploads become gradable notebooks, or get a reason."""

import copy
import json

import nbformat
import pytest

from coursework.decode import Unreadable
from coursework.flags import flags
from coursework.halflost import NOT_FOUND
from coursework.nb import marked
from coursework.normalise import normalise
from coursework.rehearsal import hostile, toy


@pytest.fixture
def release(released):
    return nbformat.read(released.release("toy"), as_version=4)


@pytest.fixture
def answer(release):
    return hostile.perfect(copy.deepcopy(release))


def read(book, release):
    return normalise(nbformat.writes(book).encode(), release)


def test_a_perfect_answer_comes_through_unchanged(answer, release):
    done = read(answer, release)
    assert done.notes == []
    assert [c.source for c in done.notebook.cells] == [c.source for c in answer.cells]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", "Größe 크기"),
        ("utf-16", "Größe 크기"),
        ("utf-16-le", "Größe 크기"),
        ("utf-32", "Größe 크기"),
        ("utf-16-be", "Größe 크기"),
        ("cp949", "기울기는 크기다"),
        ("cp1252", "Größe, élan, “quoted”"),
        ("latin-1", "\x81 Größe"),
    ],
)
def test_whatever_the_encoding_the_words_arrive(encoding, words, answer, release):
    hostile.cell(answer, "words").source = words
    done = normalise(nbformat.writes(answer).encode(encoding), release)
    assert hostile.cell(done.notebook, "words").source == words


def test_half_a_character_costs_that_character_only(release, answer):
    done = normalise(hostile.surrogate(answer), release)
    assert hostile.cell(done.notebook, "words").source == "half a face: ?"
    assert "lone surrogate" in done.notes[0]


def test_a_whole_pair_of_surrogates_is_a_character(answer, release):
    hostile.cell(answer, "words").source = "a face"
    data = nbformat.writes(answer).replace("a face", "a \\ud83d\\ude00").encode()
    done = normalise(data, release)
    assert hostile.cell(done.notebook, "words").source == "a 😀" and done.notes == []


def test_points_and_locks_are_the_releases_whatever_the_upload_says(answer, release):
    about = hostile.cell(answer, "test_scale").metadata["nbgrader"]
    about.update(points=100, locked=False, grade=False)
    assert hostile.cell(read(answer, release).notebook, "test_scale").metadata == (
        hostile.cell(release, "test_scale").metadata
    )


@pytest.mark.parametrize("name", ["test_sign", "test_scale", "test_loss", "words"])
def test_a_deleted_graded_cell_returns_to_its_place(name, answer, release):
    before = [c.metadata.get("nbgrader", {}).get("grade_id") for c in answer.cells]
    answer.cells.remove(hostile.cell(answer, name))
    done = read(answer, release)
    after = [c.metadata.get("nbgrader", {}).get("grade_id") for c in done.notebook.cells]
    assert [n for n in after if n] == [n for n in before if n]
    assert done.notes == [f"cell {name} was deleted: put back"]
    source = hostile.cell(done.notebook, name).source
    assert source.startswith(hostile.cell(release, name).source)
    assert (NOT_FOUND in source) == (name == "words"), "words wait for a look, and are no silent 0"


def test_of_a_doubled_cell_the_last_counts_and_the_first_still_runs(release):
    done = normalise(hostile.doubled(copy.deepcopy(release)), release)
    sources = [c.source for c in done.notebook.cells if "def gradient" in c.source]
    assert len(sources) == 2
    assert hostile.cell(done.notebook, "gradient").source == sources[1]


def test_cells_are_found_by_their_ids_where_an_editor_dropped_the_metadata(answer, release):
    for cell in answer.cells:
        cell.metadata = {}
    assert set(marked(read(answer, release).notebook.cells)) == set(marked(release.cells))


def test_outputs_kernel_and_foreign_metadata_do_not_reach_the_grader(answer, release):
    answer.metadata = {"kernelspec": {"name": "ir"}, "widgets": {"x": "y" * 1000}}
    answer.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 1000)]
    answer.cells[1].execution_count = 7
    done = read(answer, release).notebook
    assert done.metadata == release.metadata
    assert all(not cell.get("outputs") for cell in done.cells)


def test_a_notebook_of_format_3_is_read(answer, release):
    old = nbformat.convert(copy.deepcopy(answer), 3)
    done = normalise(json.dumps(old).encode(), release)
    assert hostile.cell(done.notebook, "gradient").source == hostile.GRADIENT_BODY


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "a ZIP"),
        (b"\x1f\x8b\x08", "a ZIP"),
        (b"\xd0\xcf\x11\xe0", "a document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<!doctype html>", "a web page"),
        (b'{"cells": [', "cut off or damaged"),
        (b"def loss(beta):\n    return 1\n", "a text, a program perhaps"),
        (b"\x89PNG\r\n\x1a\n", "a picture or a film"),
        (b"\0\0\0\x18ftypheic", "a picture or a film"),
        (b"[1, 2]", "not a notebook"),
        (b'{"cells": 7, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "not a valid"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_what_cannot_be_graded_gets_a_reason(data, reason, release):
    with pytest.raises(Unreadable, match=reason):
        normalise(data, release)


def test_another_sets_notebook_is_told_from_an_empty_answer(release):
    other = nbformat.v4.new_notebook(cells=[toy.solution("something_else", "x = 1")])
    with pytest.raises(Unreadable, match="is it another one"):
        read(other, release)


def untouched_words(answer, release):
    hostile.cell(answer, "words").source = hostile.cell(release, "words").source
    return answer.cells.index(hostile.cell(answer, "words"))


@pytest.mark.parametrize("after", [True, False])
def test_words_in_a_cell_beside_the_place_for_them_are_the_answer(after, answer, release):
    at = untouched_words(answer, release)
    answer.cells.insert(at + after, nbformat.v4.new_markdown_cell("It is steep there."))
    done = read(answer, release)
    assert hostile.cell(done.notebook, "words").source == "It is steep there."
    assert "stood in a cell of its own" in done.notes[0]


def test_words_retyped_where_the_cell_was_deleted_are_the_answer(answer, release):
    at = untouched_words(answer, release)
    answer.cells[at] = nbformat.v4.new_markdown_cell("Retyped.")
    assert hostile.cell(read(answer, release).notebook, "words").source == "Retyped."


def test_an_untouched_place_alone_stays_untouched(answer, release):
    untouched_words(answer, release)
    words = hostile.cell(read(answer, release).notebook, "words")
    assert words.source == hostile.cell(release, "words").source


@pytest.mark.parametrize("name", ["gradient", "words", "test_scale"])
def test_one_cell_that_lost_its_metadata_is_found_by_its_id(name, answer, release):
    hostile.cell(answer, name).metadata = {}
    done = read(answer, release)
    assert set(marked(done.notebook.cells)) == set(marked(release.cells))
    assert hostile.cell(done.notebook, name).source in [c.source for c in answer.cells]
    assert done.notes == []


def test_without_metadata_and_ids_cells_are_found_by_what_stands_in_them(answer, release):
    for number, cell in enumerate(answer.cells):
        cell.metadata, cell["id"] = {}, f"new-{number}"
    done = read(answer, release)
    assert set(marked(done.notebook.cells)) == set(marked(release.cells))
    assert hostile.cell(done.notebook, "gradient").source == hostile.GRADIENT_BODY


def test_a_deleted_import_and_a_test_above_its_answer_go_back(answer, release):
    answer.cells = [c for c in answer.cells if c.source != "import numpy as np"]
    test = hostile.cell(answer, "test_loss")
    answer.cells.remove(test)
    answer.cells.insert(0, test)
    done = read(answer, release)
    sources = [c.source for c in done.notebook.cells]
    assert "import numpy as np" in sources
    names = [c.metadata.get("nbgrader", {}).get("grade_id") for c in done.notebook.cells]
    assert names.index("test_loss") > names.index("loss")
    assert len(done.notes) == 2


def test_line_ends_and_spaces_are_no_edits_and_no_flags(answer, release):
    for cell in answer.cells:
        cell.source = cell.source.replace("\n", " \r\n")
    done = read(answer, release)
    assert done.notes == []
    assert flags(done.notebook, release) == []


@pytest.mark.parametrize("told", [None, 3, [], {"grade_id": ["loss"]}])
def test_metadata_of_no_use_is_none(told, answer, release):
    hostile.cell(answer, "loss").metadata["nbgrader"] = told
    answer.cells[0].metadata["nbgrader"] = told
    raw = json.loads(json.dumps(answer))
    done = normalise(json.dumps(raw).encode(), release)
    assert set(marked(done.notebook.cells)) == set(marked(release.cells))


def test_another_classes_set_is_named_as_that(answer, release):
    for name in ("test_sign", "test_scale", "test_loss"):
        hostile.cell(answer, name).source += "\n# other numbers"
    assert "another class's set" in read(answer, release).notes[0]
