"""What nbgrader's gradebook holds, read as the tables that it is: no command waits for nbgrader.

To load nbgrader takes seconds, and its objects ask the gradebook once for each student. Here it is
one question for a class. Whoever writes (grading, the roster, formgrader) goes through nbgrader.
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import nbformat

from coursework import nb
from coursework.course import typed
from coursework.trouble import Trouble
from gdlab.notebook.language import _

HAND = "marked_by_hand"  # our own table, which byhand.py writes
SUBMITTED = """
  from submitted_assignment
  join assignment on assignment.id = submitted_assignment.assignment_id
  join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
"""
GRADES = f"""
  select student_id, base_cell.name, auto_score, manual_score, coalesce(extra_credit, 0),
         coalesce(grade_cells.max_score, task_cells.max_score, 0), needs_manual_grade
  {SUBMITTED}
  join grade on grade.notebook_id = submitted_notebook.id
  join base_cell on base_cell.id = grade.cell_id
  left join grade_cells on grade_cells.id = base_cell.id
  left join task_cells on task_cells.id = base_cell.id
  where assignment.name = :name"""
COMMENTS = f"""
  select student_id, base_cell.name, coalesce(manual_comment, auto_comment, '')
  {SUBMITTED}
  join comment on comment.notebook_id = submitted_notebook.id
  join base_cell on base_cell.id = comment.cell_id
  where assignment.name = :name"""
POINTS = """
  select base_cell.name, coalesce(grade_cells.max_score, task_cells.max_score, 0)
  from assignment
  join notebook on notebook.assignment_id = assignment.id
  join base_cell on base_cell.notebook_id = notebook.id
  left join grade_cells on grade_cells.id = base_cell.id
  left join task_cells on task_cells.id = base_cell.id
  where assignment.name = :name
  and (grade_cells.id is not null or task_cells.id is not null)"""
GIVEN = f"""
  select student, cell, points, grader, moment from {HAND}
  where assignment = :name and words is null order by moment"""


@dataclass(frozen=True)
class Given:
    """Points that somebody gave by hand; None where they took them back."""

    points: float | None
    grader: str
    when: datetime


@dataclass
class Cell:
    """A graded cell: its points, the most there are, the teacher's words, and who gave them.

    by_hand: whether a person gave the points; `by` is who, and None where nobody wrote it down or
    other tools changed them since. given: every mark by hand that was written down, oldest first.
    """

    name: str
    score: float
    most: float
    waits: bool
    comment: str = ""
    by_hand: bool = False
    by: Given | None = None
    given: tuple = ()


def students(course):
    """{id: (first name, last name)} of the roster; nobody where there is no gradebook yet.

    Whom grading added, since something of theirs came, has no names there, not even empty ones as
    `course roster` gives; without a roster they are the class.
    """
    if not _there(course):
        return {}
    rows = _rows(course, "select id, first_name, last_name, email from student")
    listed = [row for row in rows if any(about is not None for about in row[1:])]
    return {student: [first or "", last or ""] for student, first, last, _mail in listed or rows}


def submitted(course, name):
    """The students of whom the gradebook has a submission of this set."""
    if not _there(course):
        return set()
    return {
        student
        for (student,) in _rows(
            course, f"select student_id {SUBMITTED} where assignment.name = :name", name=name
        )
    }


def points(course, name):
    """{graded cell: its points} of a set. Raises Trouble without a gradebook."""
    return dict(_rows(course, POINTS, name=name))


def cells(course, name):
    """{student: [Cell, ...]} of a set, in the order of its cells."""
    order = {
        cell: k
        for k, cell in enumerate(nb.marked(nbformat.read(course.release(name), as_version=4).cells))
    }
    said = {(student, cell): words for student, cell, words in _rows(course, COMMENTS, name=name)}
    hands = _given(course, name)
    found = defaultdict(list)
    for student, cell, auto, manual, extra, most, waits in _rows(course, GRADES, name=name):
        given = auto if manual is None else manual
        score = 0.0 if given is None else given + extra
        words = said.get((student, cell), "")
        hand, by_hand = tuple(hands.get((student, cell), ())), manual is not None
        by = hand[-1] if by_hand and hand and hand[-1].points == score else None
        one = Cell(cell, score, most, bool(waits), words, by_hand, by, hand)
        found[student].append(one)
    for each in found.values():
        each.sort(key=lambda cell: order.get(cell.name, len(order)))
    return found


def _given(course, name):
    """{(student, cell): [Given, ...]}, the oldest first."""
    found = defaultdict(list)
    if _has_table(course, HAND):
        for student, cell, points, grader, when in _rows(course, GIVEN, name=name):
            found[student, cell].append(Given(points, grader, datetime.fromisoformat(when)))
    return found


def _has_table(course, table):
    url = nb.db_url(course)
    if url == course.db_url:
        asked = "select 1 from sqlite_master where type = 'table' and name = :table"
        return bool(_rows(course, asked, table=table))
    from sqlalchemy import create_engine, inspect

    return inspect(create_engine(url)).has_table(table)


def knows(path, student):
    """Whether the SQLite gradebook at this path has the student."""
    with closing(sqlite3.connect(path)) as book:
        return bool(book.execute("select 1 from student where id = ?", (student,)).fetchone())


def _there(course):
    return course.gradebook.is_file() or nb.db_url(course) != course.db_url


def _rows(course, asked, **values):
    """All rows of an answer. Raises Trouble where the gradebook is missing or damaged."""
    url = nb.db_url(course)
    if url != course.db_url:
        return _elsewhere(url, asked, values)
    if not course.gradebook.is_file():
        words = _("{file} is missing: it holds the marks.").format(file=course.gradebook)
        raise Trouble(f"{words} {_mend(course)}")
    try:
        with closing(sqlite3.connect(course.gradebook, timeout=60)) as book:
            return book.execute(asked, values).fetchall()
    except sqlite3.DatabaseError as error:
        words = _("{file} cannot be read: {error}.").format(file=course.gradebook, error=error)
        raise Trouble(f"{words} {_mend(course)}") from None


def _mend(course):
    return _("Take the newest copy: {command}").format(command=typed("restore", course.root))


def _elsewhere(url, asked, values):
    """The same of a gradebook that the course's configuration puts into another database."""
    from sqlalchemy import create_engine, text

    with closing(create_engine(url).connect()) as book:
        return book.execute(text(asked), values).fetchall()
