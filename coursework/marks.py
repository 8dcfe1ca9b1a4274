"""What a student's marks are, and whether they are all there: gradebook and record together."""

from dataclasses import dataclass

from coursework import gradebook
from coursework.intake import origin, uploads
from coursework.records import GRADED, load
from coursework.roster import Roster
from gdlab.notebook.language import N_

ABSENT, WAITING, DONE, FAILED, NEW = (
    N_("not handed in"),
    N_("waits for marks by hand"),
    N_("graded"),
    N_("not graded"),
    N_("not graded yet"),
)


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
    found, roster = uploads(course, name), Roster(course)
    most = gradebook.most(course, name)
    before = {student: load(course, name, student) for student in found}
    cells = gradebook.cells(course, name)
    # a record that changed is of a grade that goes on: these cells may be half new
    records = {s: record for s, record in before.items() if record == load(course, name, s)}
    return [
        _marks(course, name, roster, student, student in found, records.get(student), cells, most)
        for student in sorted(set(roster.students) | set(found))
    ]


def _marks(course, name, roster, student, handed_in, record, cells, most):
    graded = record is not None and record.state == GRADED
    mine = cells.get(student, []) if graded else []
    if graded and not mine:
        record, graded = None, False  # the gradebook does not know of it, and no cells are no zero
    waiting = any(cell.waits for cell in mine)
    so_far = sum(cell.score for cell in mine) if graded else None
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
        mine,
    )


def _state(handed_in, record, graded, waiting):
    if not handed_in:
        return ABSENT
    if record is None:
        return NEW
    if not graded:
        return FAILED
    return WAITING if waiting else DONE
