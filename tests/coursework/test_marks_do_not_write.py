"""Reading marks changes no byte of a course, and goes on while somebody is graded."""

import copy
import threading

import nbformat
import pytest

from coursework import nb
from coursework.collect import collect
from coursework.course import one_run
from coursework.export import export
from coursework.feedback import feedback, pages
from coursework.grade import Options, grade_set
from coursework.marks import DONE, FAILED, NEW, WAITING, class_marks
from coursework.records import load, save
from coursework.rehearsal import hostile
from coursework.report import report
from coursework.trouble import Trouble

QUICK = Options(boxed=False, cell_timeout=30)


def contents(course):
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


def hand_in(course, student, data):
    path = course.root.parent / f"{student}.ipynb"
    path.write_bytes(data)
    collect(course, "toy", path)


def states(course):
    return {each.student: each.state for each in class_marks(course, "toy")}


def read_all(course, to):
    """Everything that reads marks."""
    report(course, "toy")
    export(course, "toy", path=to / "marks.csv")
    return dict(pages(course, "toy"))


@pytest.fixture(scope="module")
def graded(course_of_module):
    """A course in which students stand at every step of the way."""
    course = course_of_module
    release = nbformat.read(course.release("toy"), as_version=4)
    perfect = hostile.plain(hostile.perfect(copy.deepcopy(release)))
    for student, data in (("kim", perfect), ("lee", perfect), ("cut", b"{")):
        hand_in(course, student, data)
    grade_set(course, "toy", QUICK)
    with nb.gradebook(course) as book:
        mark = book.find_grade("words", "toy", "toy", "lee")
        mark.manual_score, mark.needs_manual_grade = 2, False
        book.update_or_create_student("absent", first_name="Yuna")
        book.db.commit()
    hand_in(course, "new", perfect)
    place = course.root / "submitted" / "exchange" / "toy"
    place.mkdir(parents=True)
    (place / "toy.ipynb").write_bytes(perfect)
    return course


def test_every_step_of_the_way_is_told_apart(graded):
    got = states(graded)
    assert (got["kim"], got["lee"], got["cut"]) == (WAITING, DONE, FAILED)
    assert got["new"] == got["exchange"] == NEW


def test_reading_leaves_every_byte_of_the_course(graded, tmp_path):
    before = contents(graded)
    assert set(read_all(graded, tmp_path)) == {"kim", "lee", "cut"}
    assert contents(graded) == before


def test_writing_their_own_product_leaves_all_else(graded):
    before = contents(graded)
    feedback(graded, "toy")
    path, _, _ = export(graded, "toy")
    after = contents(graded)
    assert {each: after[each] for each in before} == before
    new = {each.relative_to(graded.root).parts[0] for each in after.keys() - before.keys()}
    assert new == {"feedback", "exports"} and path in after


def test_who_is_taken_up_by_a_grade_while_marks_are_read_is_not_graded_yet(graded, monkeypatch):
    told = [load(graded, "toy", "lee"), None]
    monkeypatch.setattr(
        "coursework.marks.load",
        lambda course, name, student: told.pop(0) if student == "lee" else None,
    )
    assert states(graded)["lee"] == NEW and told == []


def test_a_page_without_a_graded_notebook_is_told_and_the_others_are_made(graded):
    book = graded.autograded("toy", "kim")
    aside = book.rename(book.with_suffix(".aside"))
    try:
        _, count, left_out = feedback(graded, "toy")
        assert (count, left_out) == (2, ["kim"])
    finally:
        aside.rename(book)


def test_without_its_gradebook_a_course_is_not_given_an_empty_one(graded):
    aside = graded.gradebook.rename(graded.gradebook.with_suffix(".aside"))
    try:
        with pytest.raises(Trouble, match="is missing: it holds the marks"):
            report(graded, "toy")
        assert not graded.gradebook.exists()
    finally:
        aside.rename(graded.gradebook)


def test_marks_are_read_while_the_class_is_graded(graded, tmp_path):
    """Last: it grades everybody anew."""
    with one_run(graded):
        read_all(graded, tmp_path)
    for student in ("kim", "lee"):
        record = load(graded, "toy", student)
        record.upload = "another"
        save(graded, "toy", record)
    done = []
    work = threading.Thread(target=lambda: done.append(grade_set(graded, "toy", QUICK)))
    work.start()
    while work.is_alive():
        read_all(graded, tmp_path)
    work.join()
    assert {each.student for each in done[0]} == {"kim", "lee", "new", "exchange"}
    assert all(read_all(graded, tmp_path).values())
    assert states(graded)["exchange"] == WAITING
