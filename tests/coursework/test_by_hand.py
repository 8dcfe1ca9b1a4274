"""Who gave which mark by hand: written down with the mark, kept, and told for what it is."""

import csv
import io
import shutil
import threading

import pytest

from coursework import byhand, gradebook, nb
from coursework.__main__ import main
from coursework.course import backup, write
from coursework.export import export
from coursework.marks import class_marks, who
from coursework.records import GRADED, Record, save
from coursework.report import report
from coursework.students import forget
from coursework.undo import restore

CELLS = {"test_sign": 1, "test_scale": 2, "test_loss": 2}


@pytest.fixture
def graded(course):
    """kim and lee, as a grade leaves them: all points of the tests, words to be marked."""
    with nb.gradebook(course) as book:
        for student in ("kim", "lee"):
            write(course.downloaded("toy") / student / "toy.ipynb", "{}")
            save(course, "toy", Record(student, GRADED))
            book.add_student(student, first_name=student)
            book.update_or_create_submission("toy", student)
            for cell, score in CELLS.items():
                grade = book.find_grade(cell, "toy", "toy", student)
                grade.auto_score, grade.needs_manual_grade = score, False
            book.find_grade("words", "toy", "toy", student).needs_manual_grade = True
        book.db.commit()
    return course


def give(course, student, points, by, monkeypatch, words=""):
    monkeypatch.setenv(byhand.WHO, by)
    byhand.give(course, "toy", student, "words", points, words)


def marks(course):
    return {m.student: {cell.name: cell for cell in m.cells} for m in class_marks(course, "toy")}


def test_a_mark_tells_who_gave_it_and_a_tests_points_are_nobodys(graded, monkeypatch):
    give(graded, "kim", 2, "Lee Yuna", monkeypatch, "almost")
    kim, lee = marks(graded)["kim"], marks(graded)["lee"]
    assert kim["words"].by.grader == "Lee Yuna" and kim["words"].comment == "almost"
    assert who(kim["words"]).startswith("by Lee Yuna, 20")
    assert (kim["words"].score, kim["words"].waits, who(kim["test_sign"])) == (2, False, "")
    assert lee["words"].waits and who(lee["words"]) == ""
    path, _, _ = export(graded, "toy")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[0]["marked by hand"].startswith("words: by Lee Yuna") and rows[0]["score"] == "7"


def test_of_two_graders_the_last_one_counts_and_both_are_read(graded, monkeypatch):
    give(graded, "kim", 1, "Lee", monkeypatch)
    give(graded, "kim", 3, "Park", monkeypatch)
    give(graded, "lee", 2, "Park", monkeypatch)
    text = report(graded, "toy")
    assert "words: 1 by Lee; words: 3 by Park" in text
    assert "Marks given by hand (2)\n  Park: 2" in text
    assert marks(graded)["kim"]["words"].score == 3


def test_what_other_tools_changed_is_nobodys_that_we_know_of(graded, monkeypatch):
    give(graded, "kim", 1, "Lee", monkeypatch)
    gradebook_changed_elsewhere = (
        "update grade set manual_score = 3 where manual_score = 1",
        "update grade set manual_score = 2, needs_manual_grade = 0 where needs_manual_grade",
    )
    with nb.gradebook(graded) as book:
        for asked in gradebook_changed_elsewhere:
            book.db.connection().exec_driver_sql(asked)
        book.db.commit()
    for student, score in (("kim", 3), ("lee", 2)):
        cell = marks(graded)[student]["words"]
        assert (cell.score, cell.by) == (score, None) and "nobody wrote down" in who(cell)
    assert "(nobody wrote down by whom): 2" in report(graded, "toy")


def test_what_formgrader_sends_is_written_down(graded, monkeypatch):
    """As its handlers do it: a text for a number, a comment by itself, a mark taken back."""
    byhand.listen()
    monkeypatch.setenv(byhand.WHO, "Lee\x1b[2J")
    for score in ("2.5", None):
        with nb.gradebook(graded) as book:
            grade = book.find_grade_by_id(book.find_grade("words", "toy", "toy", "kim").id)
            grade.manual_score, grade.extra_credit = score, None
            grade.needs_manual_grade = score is None
            book.find_comment("words", "toy", "toy", "kim").manual_comment = f"{score}"
            book.db.commit()
    given = gradebook._given(graded, "toy")["kim", "words"]
    assert [each.points for each in given] == [2.5, None]
    assert given[0].grader == "Lee?[2J" and who(marks(graded)["kim"]["words"]) == ""


def test_points_that_count_otherwise_are_still_of_whom_gave_them(graded, monkeypatch):
    give(graded, "kim", 3, "Lee", monkeypatch)
    write(graded.root / "course.toml", "[toy.points]\nwords = 6\n")
    cell = marks(graded)["kim"]["words"]
    assert cell.score == 6 and cell.by.grader == "Lee"


def test_graders_at_once_lose_nothing(graded):
    def grade(student, cells):
        for cell in cells:
            byhand.give(graded, "toy", student, cell, 1)

    order = list(CELLS), list(reversed(CELLS))
    threads = [
        threading.Thread(target=grade, args=(student, cells))
        for student in ("kim", "lee")
        for cells in order
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for cells in marks(graded).values():
        assert [cells[name].score for name in CELLS] == [1, 1, 1]
        assert all(len(cells[name].given) >= 1 for name in CELLS)


def test_a_copy_of_the_gradebook_has_its_graders_and_a_forgotten_student_none(graded, monkeypatch):
    give(graded, "kim", 1, "Lee", monkeypatch)
    copy = backup(graded)
    give(graded, "kim", 3, "Park", monkeypatch)
    aside = shutil.copytree(graded.records("toy"), graded.root / "aside")
    restore(graded, copy.name)
    shutil.copytree(aside, graded.records("toy"), dirs_exist_ok=True)
    assert marks(graded)["kim"]["words"].by.grader == "Lee"
    forget(graded, "kim")
    assert gradebook._given(graded, "toy") == {}


def test_a_mark_is_given_on_the_command_line_and_what_makes_no_sense_is_refused(
    graded, capsys, monkeypatch
):
    monkeypatch.setenv(byhand.WHO, "put back at the end")
    asked = ["give", str(graded.root), "toy", "kim"]
    assert main([*asked, "words", "2", "gut", "--by", "Lee"]) == 0
    assert "kim: words: 2, given by Lee" in capsys.readouterr().out
    assert main([*asked, "words", "4"]) == 1
    assert "words has 0 to 3 points, not 4" in capsys.readouterr().err
    assert main([*asked, "wrods", "1"]) == 1
    assert "kim has no graded cell wrods" in capsys.readouterr().err
    assert marks(graded)["kim"]["words"].score == 2
