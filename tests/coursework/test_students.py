"""What is kept of a student is listed whole, and deleted whole; of the others nothing changes."""

import pytest

from coursework import nb
from coursework.course import backup, write
from coursework.settings import rules
from coursework.students import forget, places
from coursework.trouble import Trouble
from tests.helpers.toys import mentions

KEPT = (  # as the commands leave them
    "downloaded/toy/{}/toy.ipynb",
    "downloaded/toy/.earlier/20260101-000000-000000/{}/toy.ipynb",
    "downloaded/toy/.undone/20260101-000000-000000/{}/toy.ipynb",
    "submitted/{}/toy/toy.ipynb",
    "autograded/{}/toy/toy.ipynb",
    "feedback/{}/toy/toy.html",
    "records/toy/{}.json",
    "records/toy/requests/{}.txt",
)
TAKEN = "downloaded/toy/.earlier/20260101-000000-000000/taken.txt"
DATES = """time_zone = "UTC"
[toy.extensions]
"kim" = "2026-10-20 23:59"
lee = "2026-10-20 23:59"
"""
OF_ALL = "exports/toy-canvas.csv", "exports/toy-statistics.png", "feedback/toy.zip"


@pytest.fixture
def full(course):
    """A course with two students in every place, and in a backup."""
    for student in ("kim", "lee"):
        for place in KEPT:
            write(course.root / place.format(student), student)
    for place in OF_ALL:
        write(course.root / place, "kim and lee")
    write(course.root / TAKEN, "kim\nlee\n")
    write(course.root / "course.toml", DATES)
    with nb.gradebook(course) as book:
        for student in ("kim", "lee"):
            book.add_student(student, first_name=f"{student}-first", email=f"{student}@x.org")
            book.add_submission("toy", student)
    backup(course)
    return course


def test_everything_that_mentions_a_student_is_listed(full):
    listed = places(full, "kim")
    for path in mentions(full, "kim"):
        assert any(path == each or path.is_relative_to(each) for each in listed), path


def test_a_forgotten_student_is_in_no_file_and_the_others_are_untouched(full):
    forget(full, "kim")
    assert mentions(full, "kim") == []
    for place in KEPT:
        assert (full.root / place.format("lee")).read_text() == "lee"
    assert (full.root / TAKEN).read_text() == "lee\n"
    assert list(rules(full.root, "toy").extensions) == ["lee"]
    with nb.gradebook(full) as book:
        assert [student.id for student in book.students] == ["lee"]
        assert book.find_submission("toy", "lee")


@pytest.mark.parametrize("student", ["", ".", ".."])
def test_no_name_is_nobody_and_not_the_whole_class(course, student):
    """A forgotten variable in a shell: `course forget FOLDER "$who"`."""
    (course.downloaded("toy") / "kim").mkdir(parents=True)
    before = sorted(course.root.rglob("*"))
    for act in (places, forget):
        with pytest.raises(Trouble, match="is not on the roster"):
            act(course, student)
    assert set(before) <= set(course.root.rglob("*"))


def test_whom_nobody_knows_is_told_and_nothing_is_deleted(full):
    for unknown in ("park", "*", "..", "ki?"):
        with pytest.raises(Trouble, match="is not on the roster"):
            forget(full, unknown)
    assert len(mentions(full, "kim")) > len(KEPT)
