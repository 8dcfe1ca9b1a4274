"""What a student's marks are, and whether they are all there: gradebook and record together."""

from dataclasses import dataclass

from nbgrader.api import MissingEntry

from coursework import nb
from coursework.intake import origin, uploads
from coursework.records import GRADED, load
from coursework.roster import Roster

ABSENT, WAITING, DONE, FAILED, NEW = (
    "not handed in",
    "waits for marks by hand",
    "graded",
    "not graded",
    "not graded yet",
)


@dataclass
class Cell:
    """A graded cell: its points, the most there are, and the teacher's words."""

    name: str
    score: float
    most: float
    waits: bool
    comment: str = ""


@dataclass
class Marks:
    """One student's state in one set. `score` is None until every mark is given, never 0."""

    student: str
    name: str
    state: str
    score: float | None
    so_far: float | None
    most: float
    reason: str
    notes: list
    flags: list
    cells: list


def class_marks(course, name):
    """The Marks of everybody: on the roster, or handed in, or both; by id.

    It reads, and writes nothing: what it reads is brought up to date by `collect` and `grade`. It
    may run beside a grade; whoever is being graded at that moment is not graded yet.
    """
    found = uploads(course, name)
    with nb.gradebook(course, reading=True) as book:
        roster = Roster(course)
        most = book.find_assignment(name).max_score
        return [
            _marks(course, name, book, roster, student, student in found, most)
            for student in sorted(set(roster.students) | set(found))
        ]


def _marks(course, name, book, roster, student, handed_in, most):
    record = load(course, name, student) if handed_in else None
    cells = _cells(book, name, student) if record and record.state == GRADED else []
    if record != (load(course, name, student) if handed_in else None):
        record, cells = None, []  # taken up by a grade meanwhile: these cells may be half new
    if record and record.state == GRADED and not cells:
        record = None  # the gradebook does not know of it, and no cells are no zero
    graded = record is not None and record.state == GRADED
    waiting = any(cell.waits for cell in cells)
    so_far = sum(cell.score for cell in cells) if graded else None
    notes = origin(course.downloaded(name) / student).get("notes", [])
    return Marks(
        student,
        roster.name(student),
        _state(handed_in, record, graded, waiting),
        None if waiting else so_far,
        so_far,
        most,
        record.reason if record else "",
        notes + (record.notes if record else []),
        record.flags if record else [],
        cells,
    )


def _state(handed_in, record, graded, waiting):
    if not handed_in:
        return ABSENT
    if record is None:
        return NEW
    if not graded:
        return FAILED
    return WAITING if waiting else DONE


def _cells(book, name, student):
    """The graded cells in the gradebook; the record says that they are of the latest upload."""
    try:
        submission = book.find_submission_notebook(name, name, student)
    except MissingEntry:
        return []
    comments = {each.name: each.comment or "" for each in submission.comments}
    return [
        Cell(
            grade.name,
            grade.score,
            grade.max_score,
            grade.needs_manual_grade,
            comments.get(grade.name, ""),
        )
        for grade in submission.grades
    ]
