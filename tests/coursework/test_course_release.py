"""What is handed out: tried first, and nothing of the teacher's in it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from coursework import nb
from coursework.rehearsal import toy
from coursework.release import release
from coursework.trouble import Trouble


def built(change):
    """build_source of a toy set with one thing changed."""

    def build(name, seed, folder):
        path = toy.build_source(name, seed, folder)
        book = nbformat.read(path, as_version=4)
        change(nb.marked(book.cells), book, seed)
        nbformat.write(book, path)
        return path

    return build


def replaced(name, old, new):
    def change(cells, book, seed):
        assert old in cells[name].source
        cells[name].source = cells[name].source.replace(old, new)

    return built(change)


def state(course):
    """Every file of the course that matters, and its bytes; the gradebook's as its contents."""
    with nb.gradebook(course) as book:
        cells = sorted(each.source for each in book.find_notebook("toy", "toy").source_cells)
    files = {
        str(path.relative_to(course.root)): path.read_bytes()
        for folder in ("source", "release")
        for path in sorted((course.root / folder).rglob("*"))
        if path.is_file()
    }
    return cells, files


def test_the_released_notebook_holds_nothing_of_the_teachers(course):
    text = course.release("toy").read_text(encoding="utf-8")
    for secret in (course.seed(), "2 / len(y)", "wrong elsewhere", "HIDDEN", "SOLUTION"):
        assert secret not in text
    assert "def gradient" in text and "the sign is flipped" in text


def leak_seed(cells, book, seed):
    book.cells[0].source += seed


def give_away(cells, book, seed):
    answer = "def loss(beta, X, y):\n    return ((X @ beta - y) ** 2).mean()"
    book.cells.insert(2, new_code_cell(answer))
    cells["loss"].source = "# the whole cell is the answer\n" + answer


REFUSED = {
    "a solution that is wrong": (
        replaced("gradient", "2 / len(y)", "3 / len(y)"),
        "its own solutions fail in test_scale",
    ),
    "a misspelt end of a solution": (
        replaced("loss", "### END SOLUTION", "### END SOLUTON"),
        "could not release",
    ),
    "an answer given away": (
        built(give_away),
        "untouched, it should fail in its tests and nowhere else; not so: test_loss",
    ),
    "a test that asks for nothing": (
        replaced("test_sign", "assert gradient", "gradient"),
        "passes on nonsense",
    ),
    "the seed": (built(leak_seed), "the seed stands in it"),
}


@pytest.mark.parametrize(("build", "words"), REFUSED.values(), ids=REFUSED)
def test_a_set_with_a_mistake_is_refused_and_nothing_changes(build, words, course):
    before = state(course)
    with pytest.raises(Trouble, match=words):
        release(course, "toy", build)
    assert state(course) == before
    assert list(course.root.glob("*/.toy.before")) == []


def test_releasing_again_is_no_matter_and_changes_nothing(course):
    before = state(course)
    release(course, "toy", toy.build_source)
    assert state(course)[1]["release/toy/toy.ipynb"] == before[1]["release/toy/toy.ipynb"]


def test_graded_cells_are_frozen_once_there_are_marks(course):
    def renamed(cells, book, seed):
        cells["test_loss"].metadata["nbgrader"]["grade_id"] = "test_value"

    (course.root / "autograded" / "kim" / "toy").mkdir(parents=True)
    before = state(course)
    with pytest.raises(Trouble, match=r"test_loss, test_value.*marks would be lost"):
        release(course, "toy", built(renamed))
    assert state(course) == before


def test_an_unknown_set_is_answered_with_the_known_ones(course):
    masters = pytest.importorskip("coursework.masters")
    with pytest.raises(Trouble, match="hw1"):
        release(course, "hw9", masters.build_source)
    assert not course.release("hw9").exists()
