"""Who attempted what, who has it right, what the tests said: counted from marks and notebooks."""

import csv
import io

import nbformat
import pytest
from nbformat.v4 import new_output
from PIL import Image

from coursework import statistics as module
from coursework.gradebook import Cell
from coursework.statistics import Row, keep, statistics, table, text
from coursework.trouble import Trouble


class Marked:
    """A student's marks, as class_marks gives them."""

    def __init__(self, student, *scores):
        self.student = self.work = student
        self.cells = [Cell(name, score, 2, score is None) for name, score in scores]


def left(course, student, said):
    """An autograded notebook whose tests said this: {cell: (kind of error, words)}."""
    release = nbformat.read(course.release("toy"), as_version=4)
    for cell in release.cells:
        about = cell.metadata.get("nbgrader", {}).get("grade_id")
        if about in said:
            kind, words = said[about]
            cell.outputs = [new_output("error", ename=kind, evalue=words, traceback=[])]
    path = course.autograded("toy", student)
    path.parent.mkdir(parents=True)
    nbformat.write(release, path)


@pytest.fixture
def counted(course, monkeypatch):
    """Four students: right, two alike wrong, one who wrote nothing; one of them marked by hand."""
    release = nbformat.read(course.release("toy"), as_version=4)
    tests = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in release.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    ]
    one, other = tests[:2]
    marks = [
        Marked("a", (one, 2), (other, 2), ("words", None)),
        Marked("b", (one, 0), (other, 2), ("words", 1)),
        Marked("c", (one, 1), (other, 2), ("words", None)),
        Marked("d", (one, 0), (other, 0), ("words", 0)),
    ]
    left(course, "b", {one: ("AssertionError", "the sign is flipped\nmore")})
    left(course, "c", {one: ("AssertionError", "the sign is flipped")})
    left(course, "d", {name: ("NotImplementedError", "") for name in (one, other)})
    monkeypatch.setattr(module, "class_marks", lambda course, name: marks)
    return course, one, other


def test_attempted_right_and_what_was_said_are_counted(counted):
    course, one, other = counted
    rows = {row.name: row for row in statistics(course, "toy")}
    first, second, words = rows[one], rows[other], rows["words"]
    assert (first.marked, first.attempted, first.right) == (4, 3, 1)
    assert first.share == pytest.approx((1 + 0 + 0.5) / 3)
    assert first.said == {"the sign is flipped": 2}
    assert (second.marked, second.attempted, second.right, second.share) == (4, 3, 3, 1)
    assert (words.marked, words.right) == (2, 0)  # who waits for a mark by hand has none


def test_they_are_shown_as_text_table_and_picture(counted):
    course, one, _ = counted
    rows = statistics(course, "toy")
    assert "2 x the sign is flipped" in text(rows)
    path, picture = keep(course, "toy", rows)
    kept = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert (kept[0]["exercise"], kept[0]["right"]) == (one, "1")
    assert Image.open(picture).width > 800


def test_words_of_a_students_making_are_no_formula_and_break_no_table():
    row = Row("one", marked=1, attempted=1, shares=[0.0])
    row.said.update(['=HYPERLINK("x")', "a, b"])
    (kept,) = csv.DictReader(io.StringIO(table([row])))
    assert kept["said most"] == '1 x =HYPERLINK("x"); 1 x a, b'


def test_before_anybody_is_graded_it_says_so(course):
    with pytest.raises(Trouble, match="is graded yet"):
        statistics(course, "toy")


def test_the_picture_of_a_korean_class_has_letters_for_all_it_says(tmp_path):
    from fontTools.ttLib import TTFont

    from coursework.statistics import LABEL, Row, picture
    from gdlab.notebook import hangul
    from gdlab.notebook.language import _, speaking

    with speaking("ko"):
        assert {ord(c) for c in _(LABEL) if c >= "가"} <= set(TTFont(hangul.FILE).getBestCmap())
        assert picture([Row("loss", 2, 1, 1)], tmp_path / "out" / "x.png").stat().st_size > 3000
