"""When each student handed in: from the platform's own list, which no student writes.

The times of files and the metadata of notebooks are their makers' and decide nothing.
"""

from coursework.course import need_released, one_run
from coursework.intake import note, take_in, uploads
from coursework.lists import HEADS, KNOWN, as_head, rows_of, told
from coursework.moment import EXAMPLE, NoZone, days_first, moment
from coursework.platforms import clean
from coursework.roster import Roster
from coursework.settings import FILE, rules
from coursework.trouble import Trouble
from gdlab.notebook.language import _

TIMES = (  # what platforms and people call the column: Canvas, Moodle, Blackboard, Korean ones
    *("submitted", "submitted at", "submitted_at", "handed in", "handed_in", "submission time"),
    *("date submitted", "submission date", "last modified (submission)"),
    *("attempt submitted", "attempt activity"),
    *("최종수정일(제출)", "최종수정(제출)", "마지막수정(제출)", "마지막수정시간(제출)"),
    *("최종제출일시", "최종제출일", "최근제출일시", "제출일시", "제출시각", "제출시간"),
    *("제출일자", "제출날짜", "제출일"),
)
TASKS = ("column", "assignment", "과제명")  # of which task a row tells
NOTHING = ("", "-", "none", "null", "n/a", "미제출", "제출안함", "notsubmitted", "nosubmission")


def take_times(course, name, path, column=None):
    """(students whose time is known now, those with an upload and no time, rows of nobody).

    Kept beside each upload: a later upload has a time of its own, and an undo brings back the old
    one's. Raises Trouble, before anything is changed, for a file without such a column, or with a
    time that cannot be read.
    """
    need_released(course, name)
    with one_run(course):
        take_in(course, name)
        there = uploads(course, name)
        found, nobodys = _whose(course, name, path, list(_told(path, column)), there)
        for student, when in found.items():
            note(course.downloaded(name) / student, handed_in=when.isoformat())
    return sorted(found), sorted(set(there) - set(found)), nobodys


def _whose(course, name, path, rows, there):
    """({student: time}, rows of nobody); of several attempts the last is what was collected."""
    _refuse_several(path, rows)
    roster = Roster(course)
    groups = rules(course.root, name).groups
    day_first = days_first(text for _number, _row, text in rows)
    found, nobodys = {}, []
    for number, row, text in rows:
        student = _student(row, roster, there, groups)
        if student is None:
            who = ", ".join(filter(None, row.values()))
            nobodys.append(_("line {number}: {who}").format(number=number, who=who)[:80])
        else:
            when = _read(course, name, text, day_first, path, number)
            found[student] = max(when, found.get(student, when))
    return found, nobodys


def _told(path, column):
    """(line, row, time) of each row that has a time."""
    known = KNOWN | ({as_head(column)} if column else set(TIMES))
    for number, row in rows_of(path, known):
        text = row.get(_column(path, row, column), "")
        if text.lower().replace(" ", "") not in NOTHING:
            yield number, row, text


def _column(path, row, column):
    for head in (as_head(column),) if column else TIMES:
        if head in row:
            return head
    words = _("{path} has no column with times: its columns are {heads}. Name it: --column NAME")
    raise Trouble(words.format(path=path, heads=", ".join(row)))


def _refuse_several(path, rows):
    """A list of more than one task would give everybody the time of another."""
    for head in TASKS:
        tasks = sorted({row[head] for _number, row, _text in rows if row.get(head)})
        if len(tasks) > 1:
            words = _("{path} tells of several tasks ({tasks}). Export the one, or keep its rows.")
            raise Trouble(words.format(path=path, tasks=", ".join(tasks[:5])))


def _student(row, roster, there, groups):
    """The one with an upload whom the row is about: by an id, then by the full name; or None."""
    ids = [clean(row[head]) for head in HEADS["id"] if row.get(head)]
    whole, first, last = (told(row, field) for field in ("whole", "first_name", "last_name"))
    ids += [roster.named(name) for name in (whole, f"{first} {last}".strip()) if name]
    found = next((each for each in ids if each in there), None)
    return found or next(filter(None, (_for_the_group(each, groups, there) for each in ids)), None)


def _for_the_group(student, groups, there):
    """The only one of the student's group who handed in; None where there are several, or none."""
    came = [each for each in there if student in groups and groups.get(each) == groups[student]]
    return came[0] if len(came) == 1 else None


def _read(course, name, text, day_first, path, number):
    try:
        return _moment(course, name, text, day_first)
    except ValueError:
        words = _(
            "{path}, line {number}: the time “{text}” cannot be read. Expected is one as "
            "{example}, 2026-10-16T14:59:00Z, or as a platform writes it. Nothing was changed."
        )
        words = words.format(path=path, number=number, text=text, example=EXAMPLE)
        raise Trouble(words) from None


def _moment(course, name, text, day_first=None):
    """The moment on the clocks of the class: to guess them would make honest students late."""
    try:
        return moment(text, rules(course.root, name).zone, day_first)
    except NoZone:
        words = _(
            "The time “{text}” is on a clock of which {file} says nothing. Write time_zone = "
            '"Asia/Seoul", or another, there, and run this again. Nothing was changed.'
        )
        raise Trouble(words.format(text=text, file=course.root / FILE)) from None


def given(course, name, text):
    """A time that the teacher writes. Raises Trouble for what is none."""
    try:
        return _moment(course, name, text).isoformat()
    except ValueError:
        words = _("“{text}” is no time. Write one as {example}.")
        raise Trouble(words.format(text=text, example=EXAMPLE)) from None
