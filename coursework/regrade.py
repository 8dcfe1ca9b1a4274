"""A request for regrading, answered: one student's set graded again, old beside new, and logged."""

from dataclasses import replace
from datetime import UTC, datetime
from getpass import getuser

from coursework.course import one_run, write
from coursework.grade import grade_set
from coursework.looking.plain import columns, line, padded
from coursework.marks import class_marks, who
from gdlab.notebook.language import _

LOG = "requests"  # a folder of records/<set>/, one file a student


def regrade(course, name, student, words, options):
    """Grade it again; what came of it, as a text, which is added to the student's log.

    Marks given by hand stay. Raises Trouble where the student handed nothing in.
    """
    before = _of(course, name, student)
    grade_set(course, name, replace(options, students=(before.work if before else student,)))
    after = _of(course, name, student)
    text = "\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {line(getuser())}: {line(student)}, {name}",
            _("request: {words}").format(words=line(words) or _("(no words)")),
            *_beside(before, after),
        ]
    )
    with one_run(course):
        path = course.records(name) / LOG / f"{student}.txt"
        earlier = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
        write(path, f"{earlier}{text}\n")
    return text


def _of(course, name, student):
    return next((each for each in class_marks(course, name) if each.student == student), None)


def _beside(before, after):
    """Every graded cell with its old and its new mark; what differs is marked."""
    old = {cell.name: cell for cell in before.cells} if before else {}
    rows = [("", _("before"), _("after"), _("of"), "")]
    for cell in after.cells:
        was, now = _mark(old.get(cell.name)), _mark(cell)
        last = f"{'' if was == now else '<-':2}  {line(who(cell))}".rstrip()
        rows.append((cell.name, was, now, f"{cell.most:g}", last))
    was, now = _total(before), _total(after)
    rows.append((_("counts"), was, now, f"{after.most:g}", "" if was == now else "<-"))
    widths = [max(columns(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  " + "  ".join(padded(*each) for each in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _mark(cell):
    if cell is None:
        return _("none")
    return _("to mark") if cell.waits else f"{cell.score:g}"


def _total(marks):
    if marks is None or marks.so_far is None:
        return marks.reason or _(marks.state) if marks else _("none")
    return f"{marks.so_far:g}"
