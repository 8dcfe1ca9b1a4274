"""Marks as a CSV for the school's platform. A missing mark is an empty field, never a 0 unasked."""

from dataclasses import replace

from coursework.course import need_released, write
from coursework.looking.plain import table
from coursework.marks import ABSENT, WAITING, class_marks, who


def export(course, name, platform="plain", path=None, zeros=False, so_far=False):
    """Write the CSV; (path, how many marks, how many without one).

    zeros: who handed nothing in gets a 0. so_far: who waits for marks by hand gets the points of
    the tests.
    """
    need_released(course, name)
    marks = [_asked(each, zeros, so_far) for each in class_marks(course, name)]
    head, row = FORMS[platform]
    kept = marks if platform == "plain" else [each for each in marks if each.score is not None]
    path = path or course.root / "exports" / f"{name}-{platform}.csv"
    write(path, table([each.format(name=name) for each in head], map(row, kept)))
    given = sum(each.score is not None for each in marks)
    return path, given, len(marks) - given


def _asked(marks, zeros, so_far):
    """The marks with what stands in for a missing one, where that is asked for."""
    if zeros and marks.state == ABSENT:
        return replace(marks, score=0.0)
    if so_far and marks.state == WAITING:
        return replace(marks, score=marks.so_far)
    return marks


def _plain(m):
    words = "; ".join(filter(None, [m.reason, m.group, m.late, *m.flags, *m.notes]))
    handed_in = m.handed_in and f"{m.handed_in:%Y-%m-%d %H:%M} UTC"
    hands = "; ".join(f"{cell.name}: {who(cell)}" for cell in m.cells if cell.by_hand)
    given = [m.student, m.name, m.score, m.so_far, m.most, m.state, words, m.earned, handed_in]
    return [*given, hands]


def _canvas(m):
    return [m.name, m.student, "", m.score]


def _moodle(m):
    return [m.student, m.name, m.score]


PLAIN = ["student", "name", "score", "so far", "most", "state", "remarks"]
PLAIN += ["earned, before being late", "handed in", "marked by hand"]
FORMS = {
    "plain": (PLAIN, _plain),
    "canvas": (["Student", "ID", "Section", "{name}"], _canvas),
    "moodle": (["ID number", "Full name", "Grade"], _moodle),
}
