"""A moment as a person, a spreadsheet or a platform writes it, in a class's time zone."""

import re
from datetime import UTC, datetime, timedelta, timezone

EXAMPLE = '"2026-10-16 23:59"'
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ZONES = {"z": UTC, "utc": UTC, "gmt": UTC, "kst": timezone(timedelta(hours=9))}
HALF = r"(오전|오후|[ap]\.?m\b\.?)"
CLOCK = (
    rf"\D*?{HALF}?\s*(\d{{1,2}})(?::|시\s*)(\d{{1,2}})분?(?::?\s*(\d{{1,2}})초?)?(?:\.\d+)?"
    rf"\s*{HALF}?\s*({'|'.join(ZONES)}|[+-]\d\d:?\d\d)?\s*(?:\([^\d)]*\))?"
)
DATES = {  # how a day is written, and which of its parts are year, month, day
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?": (0, 1, 2),
    r"(?:[a-z]+,?\s+)?(\d{1,2})[\s-]+([a-z]{3,9})[\s,-]+(\d{4})": (2, 1, 0),
    r"(?:[a-z]+,?\s+)?([a-z]{3,9})\s+(\d{1,2})[\s,]+(\d{4})": (2, 0, 1),
}
FORMS = [(re.compile(date + CLOCK, re.I), order) for date, order in DATES.items()]
SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?=\D)")


class NoZone(ValueError):
    """A time without an offset of its own, and nobody has said where its clock hangs."""


def moment(value, zone, day_first=None):
    """The UTC time of a datetime or a text; without an offset of its own it is meant in `zone`.

    day_first: whether 10/11/2026 is in November (True) or in October (False). Raises ValueError for
    what is none, and, where day_first is None, for days and months that could be the other way
    round; NoZone where zone is None and would be needed.
    """
    found = value if isinstance(value, datetime) else _read(str(value).strip(), day_first)
    if zone is None and found.tzinfo is None:
        raise NoZone(str(value))
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:  # in the year 1, or 9999
        raise ValueError(str(error)) from None


def days_first(texts):
    """What day_first is for all of them, where one of them tells by a day after the 12th.

    None where none does, or where they contradict each other.
    """
    told = set()
    for match in filter(None, map(SLASHED.match, texts)):
        told |= {True} if int(match[1]) > 12 else {False} if int(match[3]) > 12 else set()
    return told.pop() if len(told) == 1 else None


def _read(text, day_first):
    if day_first is not None:
        order = r"\4-\3-\1" if day_first else r"\4-\1-\3"
        text = SLASHED.sub(order, text)
    for form, (year, month, day) in FORMS:
        if match := form.fullmatch(text):
            date, clock = match.groups()[:3], match.groups()[3:]
            return _at(int(date[year]), _month(date[month]), int(date[day]), *clock)
    raise ValueError(f"{text!r} is no date with a time")


def _month(text):
    return int(text) if text.isdigit() else 1 + MONTHS.index(text[:3].casefold())


def _at(year, month, day, before, hour, minute, second, after, zone):
    """The parts put together; `before` and `after` are halves of a day, where one is said."""
    half, hours = (before or after or "").casefold(), int(hour)
    if half:
        hours = hours % 12 + 12 * (half[0] in "오p" and half != "오전")
    return datetime(year, month, day, hours, int(minute), int(second or 0), tzinfo=_zone(zone))


def _zone(text):
    if text is None or text.casefold() in ZONES:
        return text and ZONES[text.casefold()]
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
