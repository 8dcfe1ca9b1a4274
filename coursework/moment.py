"""A moment as a person, a spreadsheet or a platform writes it, in a class's time zone."""

import re
from datetime import UTC, datetime

EXAMPLE = '"2026-10-16 23:59"'
MOODLE = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M")
KOREAN = re.compile(
    r"(\d{4})년\s*(\d+)월\s*(\d+)일\D*?(오전|오후)?\s*(\d+)(?::|시\s*)(\d+)(?:분|:(\d+))?"
)


def moment(value, zone):
    """The UTC time of a datetime or a text; without an offset of its own it is meant in `zone`.

    Raises ValueError for what is none, and for days and months that could be the other way round.
    """
    found = value if isinstance(value, datetime) else _read(str(value).strip())
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:  # in the year 1, or 9999
        raise ValueError(str(error)) from None


def _read(text):
    if match := KOREAN.match(text):
        year, month, day, half, hour, minute, second = match.groups()
        hours = int(hour) % 12 + 12 * (half == "오후") if half else int(hour)
        return datetime(int(year), int(month), int(day), hours, int(minute), int(second or 0))
    for form in MOODLE:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    if len(text) < len("2026-10-16 23:59"):
        raise ValueError(f"{text!r} is no date with a time")
    return datetime.fromisoformat(text)
