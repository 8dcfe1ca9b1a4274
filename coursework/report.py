"""The state of a set, in words: who is graded, who is not and why, whom to look at."""

from collections import Counter

from coursework.course import need_released
from coursework.looking.plain import columns, line, padded
from coursework.marks import ABSENT, DONE, FAILED, NEW, WAITING, class_marks
from coursework.roster import Roster
from coursework.settings import rules
from gdlab.notebook.language import _

ORDER = (DONE, WAITING, FAILED, NEW, ABSENT)


def report(course, name):
    """The report's text. Raises Trouble for a set that was not released."""
    need_released(course, name)
    marks = class_marks(course, name)
    rule = rules(course.root, name)
    counts = Counter(each.state for each in marks)
    each = _("{n} {state}")
    states = [each.format(n=counts[state], state=_(state)) for state in ORDER if counts[state]]
    nobody = _("nobody is on the roster, and nothing was handed in.")
    lines = [f"{name}: {', '.join(states) or nobody}"]
    lines += _list(_("Marks"), [(m, _of(m.score, m)) for m in marks if m.state == DONE])
    waiting = [(m, _waiting(m)) for m in marks if m.state == WAITING]
    lines += _list(_("Waiting for marks by hand (course marks)"), waiting)
    lines += _list(_("Late"), [(m, m.late) for m in marks if m.late])
    lines += _list(_("No hand-in time, so never late (course times)"), _untold(rule, marks))
    lines += _list(_("Not graded"), [(m, m.reason) for m in marks if m.state == FAILED])
    lines += _list(_("Handed in, and not graded yet (course grade)"), _only(marks, NEW))
    lines += _list(_("Not handed in"), _only(marks, ABSENT))
    lines += _list(_("Handed in, and not on the roster (course roster)"), _strangers(course, marks))
    lines += _list(_("Different files in one group"), [(m, m.group) for m in marks if m.several])
    lines += _list(_("In no group, so each alone (groups.csv)"), _alone(rule, marks))
    lines += _list(_("Flagged for a look"), [(m, "; ".join(m.flags)) for m in marks if m.flags])
    lines += _list(_("Notes"), [(m, "; ".join(m.notes)) for m in marks if m.notes])
    works = [each for each in marks if each.work == each.student]  # a group's is one
    lines += _list(_("Marked by several graders: the last one counts"), _several(works))
    return "\n".join(lines + _graders(works) + _nobody(rule, marks))


def _several(marks):
    """Every mark by hand of the cells for which graders gave different ones."""
    each = _("{cell}: {points:g} by {grader}")
    return [
        (m, "; ".join(each.format(cell=cell.name, **vars(given)) for given in cell.given))
        for m in marks
        for cell in m.cells
        if len({given.grader for given in cell.given}) > 1
        and len({given.points for given in cell.given}) > 1
    ]


def _graders(marks):
    """Who gave how many marks by hand; nothing where nobody did."""
    cells = [cell for m in marks for cell in m.cells if cell.by_hand]
    counts = Counter(cell.by.grader if cell.by else "" for cell in cells)
    if not cells:
        return []
    unknown = _("(nobody wrote down by whom)")
    body = [f"  {line(name) or unknown}: {n}" for name, n in sorted(counts.items())]
    return ["", _("Marks given by hand ({n})").format(n=len(cells)), *body]


def _strangers(course, marks):
    found = Roster(course).strangers(each.student for each in marks)
    return [(each, "") for each in marks if each.student in found]


def _untold(rule, marks):
    """Who handed in a set that has a due date, at a time that the platform did not tell."""
    came = [m for m in marks if m.state != ABSENT and not m.handed_in]
    return [(m, "") for m in came if rule.due_of(m.student)]


def _alone(rule, marks):
    return [(m, "") for m in marks if rule.groups and m.student not in rule.groups]


def _nobody(rule, marks):
    """A line about extensions for whom nobody knows; none where all are known."""
    known = {each.student for each in marks} | set(rule.groups.values())
    unknown = sorted(set(rule.extensions) - known)
    words = _("course.toml has an extension for {names}, whom nobody here is called.")
    return [words.format(names=", ".join(unknown))] if unknown else []


def _of(score, marks):
    return _("{score:g} of {most:g}").format(score=score, most=marks.most)


def _only(marks, state):
    return [(each, "") for each in marks if each.state == state]


def _waiting(marks):
    cells = ", ".join(cell.name for cell in marks.cells if cell.waits)
    words = _("{score:g} of {most:g} so far; to mark: {cells}")
    return words.format(score=marks.so_far, most=marks.most, cells=cells)


def _list(title, rows):
    """A heading and a line a student; nothing without students."""
    if not rows:
        return []
    who = [line(f"{marks.student} {marks.name}") for marks, _text in rows]
    width = max(map(columns, who))
    body = [
        f"  {padded(each, width)}  {line(text)}".rstrip()
        for each, (_marks, text) in zip(who, rows, strict=True)
    ]
    return ["", f"{title} ({len(rows)})", *body]
