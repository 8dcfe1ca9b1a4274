"""Marks as a CSV for the school's platform. A missing mark is an empty field, never a 0."""

import csv
import io

from coursework.course import need_released, write
from coursework.looking.plain import field
from coursework.marks import class_marks


def export(course, name, platform="plain", path=None):
    """Write the CSV; (path, how many marks, how many without one)."""
    need_released(course, name)
    marks = class_marks(course, name)
    head, row = FORMS[platform]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([each.format(name=name) for each in head])
    kept = marks if platform == "plain" else [each for each in marks if each.score is not None]
    table.writerows([field(value) for value in row(each)] for each in kept)
    path = path or course.root / "exports" / f"{name}-{platform}.csv"
    write(path, "\ufeff" + out.getvalue())  # the mark tells spreadsheets that it is UTF-8
    given = sum(each.score is not None for each in marks)
    return path, given, len(marks) - given


def _plain(m):
    words = "; ".join([m.reason, *m.flags, *m.notes]).strip("; ")
    return [m.student, m.name, m.score, m.so_far, m.most, m.state, words]


def _canvas(m):
    return [m.name, m.student, "", m.score]


def _moodle(m):
    return [m.student, m.name, m.score]


FORMS = {
    "plain": (["student", "name", "score", "so far", "most", "state", "remarks"], _plain),
    "canvas": (["Student", "ID", "Section", "{name}"], _canvas),
    "moodle": (["ID number", "Full name", "Grade"], _moodle),
}
