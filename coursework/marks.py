"""What a student's marks are, and whether they are all there: gradebook and record together."""

from dataclasses import dataclass, replace
from datetime import datetime

from coursework import gradebook
from coursework.intake import origin, uploads
from coursework.late import late
from coursework.records import GRADED, digest, load
from coursework.roster import Roster
from coursework.settings import rules, unknown_cell
from coursework.together import share
from gdlab.notebook.language import N_, _

ABSENT, WAITING, DONE, FAILED, NEW = (
    N_("not handed in"),
    N_("waits for marks by hand"),
    N_("graded"),
    N_("not graded"),
    N_("not graded yet"),
)


@dataclass
class Marks:
    """One student's state in one set. `score` is None until every mark is given, never 0.

    `score` and `so_far` are what counts; `earned` is what it was before points went for being late,
    and `late` says why.
    """

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
    earned: float | None = None
    late: str = ""
    handed_in: datetime | None = None  # UTC; None where the platform did not tell
    work: str = ""  # whose file it is: the student's, or that of another one of their group
    group: str = ""  # in words: which group, and who handed in
    several: bool = False  # whether different files came of the group

    @property
    def new(self):
        """Whether it is still to be graded."""
        return self.state == NEW


def class_marks(course, name):
    """The Marks of everybody: on the roster, or handed in, or both; by id.

    It reads, and writes nothing: what it reads is brought up to date by `collect` and `grade`. It
    may run beside a grade; whoever is being graded at that moment is not graded yet.
    """
    found, roster = uploads(course, name), Roster(course)
    rule, points = rules(course.root, name), gradebook.points(course, name)
    for cell in rule.points:
        if cell not in points:
            raise unknown_cell(course.root, name, cell, points)
    most = sum((points | rule.points).values())
    before = {student: load(course, name, student) for student in found}
    cells = gradebook.cells(course, name)
    # a record that changed is of a grade that goes on: these cells may be half new
    records = {s: record for s, record in before.items() if record == load(course, name, s)}
    marks = [
        _marks(
            course, name, roster, student, student in found, records.get(student), cells, most, rule
        )
        for student in sorted(set(roster.students) | set(found))
    ]
    return share(marks, rule, _digests(found)) if rule.groups else marks


def _digests(found):
    return {student: digest(path) for student, path in found.items()}


def _counted(cells, points):
    """The cells with the points that they have in this class; without those dropped to 0."""
    counted = []
    for cell in cells:
        most = points.get(cell.name, cell.most)
        if most or cell.name not in points:
            score = cell.score * most / cell.most if cell.most else cell.score
            counted.append(replace(cell, most=most, score=score))
    return counted


def _marks(course, name, roster, student, handed_in, record, cells, most, rule):
    graded = record is not None and record.state == GRADED
    mine = cells.get(student, []) if graded else []
    if graded and not mine:
        record, graded = None, False  # the gradebook does not know of it, and no cells are no zero
    mine = _counted(mine, rule.points)
    waiting = any(cell.waits for cell in mine)
    about = origin(course.downloaded(name) / student)
    time = when(about)
    earned = sum(cell.score for cell in mine) if graded else None
    so_far, why = late(rule, student, time, earned)
    return Marks(
        student=student,
        name=roster.name(student),
        state=_state(handed_in, record, graded, waiting),
        score=None if waiting else so_far,
        so_far=so_far,
        most=most,
        reason=record.reason if record else "",
        notes=about.get("notes", []) + (record.notes if record else []),
        flags=record.flags if record else [],
        cells=mine,
        earned=earned,
        late=why,
        handed_in=time,
        work=student,
    )


def when(about):
    """When it was handed in, as the platform told."""
    return datetime.fromisoformat(about["handed_in"]) if "handed_in" in about else None


def _state(handed_in, record, graded, waiting):
    if not handed_in:
        return ABSENT
    if record is None:
        return NEW
    if not graded:
        return FAILED
    return WAITING if waiting else DONE


def who(cell):
    """Who gave a cell's points by hand, and when, in words; "" where a test gave them."""
    if not cell.by_hand:
        return ""
    if cell.by is None:
        return _("by hand, and nobody wrote down by whom")
    words = _("by {grader}, {when} UTC")
    return words.format(grader=cell.by.grader, when=f"{cell.by.when:%Y-%m-%d %H:%M}")
