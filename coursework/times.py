"""When each student handed in: from the platform's own list, which no student writes.

The times of files and the metadata of notebooks are their makers' and decide nothing.
"""

from coursework.course import need_released, one_run
from coursework.intake import note, take_in, uploads
from coursework.moment import EXAMPLE, moment
from coursework.platforms import clean
from coursework.roster import HEADS, Roster, rows_of
from coursework.settings import rules
from coursework.trouble import Trouble

TIMES = (  # what Moodle's grading worksheet, Canvas and people call the column
    *("submitted", "submitted at", "submitted_at", "handed in", "handed_in", "submission time"),
    *("last modified (submission)", "최종 수정일 (제출)", "최종 수정 (제출)"),
    *("제출 시각", "제출시각", "제출 시간", "제출시간", "제출 일시", "제출일시", "제출일"),
)
NOTHING = ("", "-", "none", "null", "n/a")


def take_times(course, name, path, column=None):
    """(students whose time is known now, those with an upload and no time, rows of nobody).

    Kept beside each upload: a later upload has a time of its own, and an undo brings back the old
    one's. Raises Trouble, before anything is changed, for a file without such a column, or with a
    time that cannot be read.
    """
    need_released(course, name)
    zone, roster = rules(course.root, name).zone, Roster(course)
    with one_run(course):
        take_in(course, name)
        there = uploads(course, name)
        found, nobodys = {}, []
        for number, row in enumerate(rows_of(path), 2):
            text = row.get(_column(path, row, column), "")
            if text.lower() in NOTHING:
                continue
            student = _student(row, roster, there)
            if student is None:
                nobodys.append(f"row {number}: {', '.join(filter(None, row.values()))}"[:80])
            else:
                found[student] = _read(path, number, text, zone)
        for student, when in found.items():
            note(course.downloaded(name) / student, handed_in=when.isoformat())
    return sorted(found), sorted(set(there) - set(found)), nobodys


def _column(path, row, column):
    for head in (column.casefold(),) if column else TIMES:
        if head in row:
            return head
    raise Trouble(
        f"{path} has no column with times: its columns are {', '.join(row)}. Name it: --column NAME"
    )


def _student(row, roster, there):
    """The one with an upload whom the row is about: by an id, then by the full name; or None."""
    ids = [clean(row[head]) for head in HEADS["id"] if row.get(head)]
    whole = next((row[head] for head in HEADS["whole"] if row.get(head)), "")
    first, last = (
        next((row[head] for head in HEADS[part] if row.get(head)), "")
        for part in ("first_name", "last_name")
    )
    ids += [roster.named(name) for name in (whole, f"{first} {last}".strip()) if name]
    return next((each for each in ids if each in there), None)


def _read(path, number, text, zone):
    try:
        return moment(text, zone)
    except ValueError:
        raise Trouble(
            f"{path}, row {number}: the time {text!r} cannot be read. Expected is one as "
            f"{EXAMPLE}, 2026-10-16T14:59:00Z, or as Moodle writes it. Nothing was changed."
        ) from None


def given(course, name, text):
    """A time that the teacher writes. Raises Trouble for what is none."""
    try:
        return moment(text, rules(course.root, name).zone).isoformat()
    except ValueError:
        raise Trouble(f"{text!r} is no time. Write one as {EXAMPLE}.") from None
