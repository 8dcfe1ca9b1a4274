"""Who gave which mark by hand, and when: written into the gradebook together with the mark itself.

nbgrader keeps a mark, and not whose it is. Here every change that this process makes by hand, in
formgrader or on the command line, is a row of a table of our own beside it: both are there, or
neither. Nothing is overwritten in it, so a mark that a second grader replaced is still to be read.
The name is what was said at the start, and proves nothing.
"""

import os
from datetime import UTC, datetime
from getpass import getuser

from coursework import nb
from coursework.gradebook import HAND
from coursework.looking.plain import line
from coursework.trouble import Trouble
from gdlab.notebook.language import _

WHO = "GD_GRADER"  # the environment's name for the grader
MADE = f"""create table if not exists {HAND}
  (assignment text, student text, cell text, points float, words text, grader text, moment text)"""
WRITTEN = f"""insert into {HAND}
  select assignment.name, submitted_assignment.student_id, base_cell.name,
         :points, :words, :grader, :moment
  from submitted_notebook
  join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
  join assignment on assignment.id = submitted_assignment.assignment_id
  join base_cell on base_cell.id = :cell
  where submitted_notebook.id = :notebook"""


def listen():
    """From now on what this process changes by hand in a gradebook is written down."""
    from nbgrader.api import Comment, Grade
    from sqlalchemy import event

    for kind, heard in ((Grade, _points), (Comment, _words)):
        if not event.contains(kind, "after_update", heard):
            event.listen(kind, "after_update", heard)


def grader():
    """Whoever marks in this process: as said at its start, or the user of this machine."""
    return line(os.environ.get(WHO) or getuser())


def give(course, name, student, cell, points, words=""):
    """A mark by hand without formgrader. Raises Trouble where there is no such cell to mark."""
    from nbgrader.api import MissingEntry

    listen()
    with nb.gradebook(course) as book:
        try:
            grade = book.find_grade(cell, name, name, student)
        except MissingEntry:
            what = _("{student} has no graded cell {cell} in {name}: look into course report.")
            raise Trouble(what.format(student=student, cell=cell, name=name)) from None
        if not 0 <= points <= grade.max_score:
            what = _("{cell} has 0 to {most:g} points, not {points:g}. Nothing was changed.")
            what = what.format(cell=cell, most=grade.max_score, points=points)
            raise Trouble(what)
        grade.manual_score, grade.needs_manual_grade = points, False
        if words:
            book.find_comment(cell, name, name, student).manual_comment = words
        book.db.commit()


def forget(connection, student):
    """Delete what is written down of a student's marks."""
    _execute(connection, f"delete from {HAND} where student = :student", student=student)


def pass_on(connection, name, student, heir):
    """What is written down of a student's set is the heir's, in place of theirs."""
    there = "assignment = :name and student = "
    _execute(connection, f"delete from {HAND} where {there}:heir", name=name, heir=heir)
    asked = f"update {HAND} set student = :heir where {there}:student"
    _execute(connection, asked, name=name, heir=heir, student=student)


def _points(_mapper, connection, grade):
    given, extra = grade.manual_score, float(grade.extra_credit or 0)
    confirmed = given is not None and not grade.needs_manual_grade
    if _changed(grade, "manual_score", "extra_credit") or (
        confirmed and _changed(grade, "needs_manual_grade")
    ):
        points = None if given is None else float(given) + extra
        _write(connection, grade, points=points, words=None)


def _words(_mapper, connection, comment):
    if _changed(comment, "manual_comment"):
        _write(connection, comment, points=None, words=comment.manual_comment or "")


def _changed(row, *names):
    from sqlalchemy import inspect

    return any(inspect(row).attrs[name].history.has_changes() for name in names)


def _write(connection, of, **what):
    about = {"cell": of.cell_id, "notebook": of.notebook_id, "grader": grader()}
    now = datetime.now(UTC).isoformat()
    _execute(connection, WRITTEN, moment=now, **about, **what)


def _execute(connection, asked, **values):
    from sqlalchemy import text

    connection.execute(text(MADE))
    connection.execute(text(asked), values)
