"""A request for regrading, answered: one student's set graded again, old beside new, and logged."""

from dataclasses import replace
from datetime import UTC, datetime
from getpass import getuser

from coursework.course import one_run, write
from coursework.grade import grade_set
from coursework.looking.plain import line
from coursework.marks import class_marks

LOG = "requests"  # a folder of records/<set>/, one file a student


def regrade(course, name, student, words, options):
    """Grade it again; what came of it, as a text, which is added to the student's log.

    Marks given by hand stay. Raises Trouble where the student handed nothing in.
    """
    before = _of(course, name, student)
    grade_set(course, name, replace(options, students=(student,)))
    after = _of(course, name, student)
    text = "\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {line(getuser())}: {line(student)}, {name}",
            f"request: {line(words) or '(no words)'}",
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
    rows = [("", "before", "after")]
    for cell in after.cells:
        now = "to mark" if cell.waits else f"{cell.score:g} of {cell.most:g}"
        rows.append((cell.name, _mark(old.get(cell.name)), now))
    rows.append(("counts", _total(before), f"{_total(after)} of {after.most:g}"))
    width = max(len(name) for name, _, _ in rows)
    return [f"  {name:{width}}  {was:>8}  {now}{_sign(was, now)}" for name, was, now in rows]


def _sign(was, now):
    return "" if was == "before" or was == now.split(" of ")[0] else "   <-"


def _mark(cell):
    if cell is None:
        return "none"
    return "to mark" if cell.waits else f"{cell.score:g}"


def _total(marks):
    if marks is None or marks.so_far is None:
        return marks.reason or marks.state if marks else "none"
    return f"{marks.so_far:g}"
