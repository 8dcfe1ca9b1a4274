"""Marks by hand: nbgrader's formgrader, on this course, in the browser."""

import os
import subprocess
import sys
from datetime import UTC

from coursework import gradebook, nb
from coursework.byhand import WHO, grader
from coursework.course import backup
from coursework.intake import origin
from coursework.marks import when
from coursework.sandbox import root
from coursework.settings import rules
from gdlab.notebook.language import _


def serve(course):
    """Start JupyterLab on formgrader's own page, and wait for Ctrl-C; its exit code."""
    tell_dates(course)
    by = _("Marks are written down as given by {name}; another one: --by NAME")
    print(by.format(name=grader()), flush=True)
    words = _(
        "Formgrader opens in the browser; Ctrl-C here ends it. Grade with `course grade`, not\n"
        "with formgrader's own button: that one runs student code without the sandbox."
    )
    print(words, flush=True)
    words = [sys.executable, "-m", "jupyterlab", "--LabApp.default_url=/formgrader"]
    backup(course)
    known = os.environ | {WHO: grader()}
    words += ["--allow-root"] if root() else []
    try:
        return subprocess.call(words, cwd=course.root, env=known)
    finally:
        backup(course)


def tell_dates(course):
    """Due dates, extensions and times, for formgrader's own lists; what nobody said stays.

    No mark changes by them: what being late costs is not nbgrader's to say here (late.py).
    """
    for name in course.released():
        gradebook.points(course, name)  # a lost one is restored, and not begun anew
    with nb.gradebook(course) as book:
        for assignment in book.assignments:
            rule = rules(course.root, assignment.name)
            if rule.due:
                assignment.duedate = _plain(rule.due)
            for each in assignment.submissions:
                student = each.student_id
                if time := when(origin(course.downloaded(assignment.name) / student)):
                    each.timestamp = _plain(time)
                if rule.due:
                    each.extension = rule.due_of(student) - rule.due
        book.db.commit()


def _plain(moment):
    """As nbgrader has it: UTC, and not said so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
