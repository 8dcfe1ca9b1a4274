"""The last collect undone, the gradebook restored: what was there before is there again."""

import sqlite3
import zipfile
from contextlib import closing

import nbformat
import pytest

from coursework import nb
from coursework.collect import collect
from coursework.course import backup, write
from coursework.intake import uploads
from coursework.marks import NEW, class_marks
from coursework.records import GRADED, Record, load, save
from coursework.rehearsal import hostile
from coursework.students import forget
from coursework.trouble import Trouble
from coursework.undo import backups, restore, undo


def upload(course, students, body):
    """Collect one notebook a student, each telling what `body` is."""
    release = nbformat.read(course.release("toy"), as_version=4)
    book = hostile.perfect(release)
    hostile.cell(book, "words").source = body
    path = course.root.parent / "uploads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for student in students:
            archive.writestr(f"{student}/toy.ipynb", nbformat.writes(book))
    return collect(course, "toy", path)


def told(course):
    """{student: what their upload tells}."""
    found = {}
    for student, path in uploads(course, "toy").items():
        book = nbformat.read(path, as_version=4)
        found[student] = hostile.cell(book, "words").source
    return found


def test_the_last_collect_is_undone_and_what_it_brought_is_kept(course):
    upload(course, ["kim", "lee"], "first")
    upload(course, ["lee", "han"], "second")
    assert told(course) == {"kim": "first", "lee": "second", "han": "second"}
    assert undo(course, "toy") == {"lee": True, "han": False}
    assert told(course) == {"kim": "first", "lee": "first"}
    kept = list((course.downloaded("toy") / ".undone").glob("*/*/toy.ipynb"))
    assert sorted(path.parent.name for path in kept) == ["han", "lee"]


def test_a_second_undo_takes_back_the_collect_before(course):
    upload(course, ["kim"], "first")
    upload(course, ["kim"], "second")
    undo(course, "toy")
    assert undo(course, "toy") == {"kim": False} and told(course) == {}
    with pytest.raises(Trouble, match="no collect of toy to undo"):
        undo(course, "toy")


def test_after_an_undo_the_right_zip_can_be_collected(course):
    upload(course, ["kim"], "wrong")
    undo(course, "toy")
    upload(course, ["kim"], "right")
    assert told(course) == {"kim": "right"}


def graded(course, student):
    """As a grade leaves it, without running anything."""
    write(course.submitted("toy", student), "{}")
    save(course, "toy", Record(student, GRADED))
    with nb.gradebook(course) as book:
        book.update_or_create_student(student)
        book.add_submission("toy", student)


def test_what_grading_made_of_it_is_no_upload_afterwards(course):
    upload(course, ["kim"], "first")
    graded(course, "kim")
    assert undo(course, "toy") == {"kim": False} and uploads(course, "toy") == {}
    upload(course, ["lee"], "second")
    assert told(course) == {"lee": "second"}


def test_what_an_undo_puts_aside_of_a_grade_is_forgotten_with_its_student(course):
    upload(course, ["kim"], "first")
    graded(course, "kim")
    undo(course, "toy")
    assert list(course.downloaded("toy").glob(".undone/*/kim/submitted/toy.ipynb"))
    forget(course, "kim")
    assert [path for path in course.root.rglob("*") if "kim" in path.name] == []


def test_several_files_are_one_collect_and_one_undo(course):
    upload(course, ["kim"], "first")
    release = nbformat.read(course.release("toy"), as_version=4)
    paths = []
    for name in ("kim_toy.ipynb", "lee.ipynb"):
        paths.append(course.root.parent / name)
        nbformat.write(hostile.perfect(release), paths[-1])
    paths.append(course.root.parent / "uploads.zip")  # kim is in two of the three
    assert set(collect(course, "toy", *paths)) == {"kim", "lee"}
    assert len(list((course.downloaded("toy") / "kim").glob("*.ipynb"))) == 2
    assert undo(course, "toy") == {"kim": True, "lee": False}
    assert told(course) == {"kim": "first"}


def test_a_missing_file_among_several_changes_nothing(course):
    upload(course, ["kim"], "first")
    with pytest.raises(Trouble, match="There is no file"):
        collect(course, "toy", course.root.parent / "uploads.zip", course.root / "none.zip")
    assert undo(course, "toy") == {"kim": False}
    with pytest.raises(Trouble, match="no collect"):
        undo(course, "toy")


def test_what_was_graded_after_a_copy_is_not_graded_yet_and_nobody_has_a_zero(course):
    upload(course, ["kim"], "first")
    copy = backup(course)
    graded(course, "kim")
    restore(course, copy.name)
    (marks,) = class_marks(course, "toy")
    assert (marks.state, marks.score) == (NEW, None)
    assert load(course, "toy", "kim") is None  # so that the next grade takes it up


def test_a_record_without_marks_in_the_gradebook_is_no_zero(course):
    upload(course, ["kim"], "first")
    save(course, "toy", Record("kim", GRADED))
    (marks,) = class_marks(course, "toy")
    assert (marks.state, marks.score) == (NEW, None)


def students_of(course):
    with nb.gradebook(course) as book:
        return [student.id for student in book.students]


def test_the_gradebook_of_a_backup_comes_back_and_todays_is_kept(course):
    with nb.gradebook(course) as book:
        book.add_student("kim")
    copy = backup(course)
    with nb.gradebook(course) as book:
        book.remove_student("kim")
        book.add_student("lee")
    before = restore(course, copy.name)
    assert students_of(course) == ["kim"]
    restore(course, before.name)
    assert students_of(course) == ["lee"]


def test_a_copy_that_is_not_there_or_damaged_changes_nothing(course):
    with nb.gradebook(course) as book:
        book.add_student("kim")
    with pytest.raises(Trouble, match="none so far"):
        restore(course, "gradebook-1.db")
    copy = backup(course)
    with pytest.raises(Trouble, match=f"no copy x.*newest: {copy.name}"):
        restore(course, "x")
    with closing(sqlite3.connect(copy)) as book:
        size = book.execute("pragma page_size").fetchone()[0]
    data = bytearray(copy.read_bytes())
    data[3 * size : 6 * size] = b"\xff" * (3 * size)
    copy.write_bytes(data)
    with pytest.raises((Trouble, sqlite3.DatabaseError)):
        restore(course, copy.name)
    assert students_of(course) == ["kim"] and backups(course) == [copy]
