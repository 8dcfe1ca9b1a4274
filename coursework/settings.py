"""What a class decides for itself: course.toml in its folder, which its teacher may edit."""

import re
import tomllib
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coursework.late import Rules
from coursework.moment import EXAMPLE, moment
from coursework.trouble import Trouble
from gdlab.notebook.language import ENGLISH, languages

FILE = "course.toml"
SETS = tomllib.loads(Path(__file__).with_name("sets.toml").read_text(encoding="utf-8"))
TEXT = """\
# This class. What stands here holds from the next command on.

language = "{language}"  # of its sets, of what its checks say, of its feedback
time_zone = ""  # of the dates below, such as "Asia/Seoul"

[late]  # as long as these are 0, being late costs nothing
percent_a_day = 0  # of the points earned, for each day begun
grace_minutes = 0  # what comes within them is in time
# days = 7  # what comes later than this has no points
"""
SET = """
[{name}]
due = ""  # such as 2026-10-16 23:59, for: {due}
[{name}.extensions]
# "STUDENT" = "2026-10-20 23:59"  # a due date of their own
[{name}.points]
# NAME_OF_A_TEST = 0  # what it counts from now on, nothing being graded anew; 0 drops it
"""
TOP = {"language", "time_zone", "late"}
OF_A_SET = {"due", "extensions", "points", "late"}
LATE = {"percent_a_day": 100, "grace_minutes": 10**6, "days": 10**4}  # the most that makes sense


def language(root) -> str:
    """The two letters of a course's language: English where the course is older than the file.

    Raises Trouble for a file that cannot be read, or a language that is not there.
    """
    found = read(root).get("language", ENGLISH)
    if found not in languages():
        raise Trouble(f"{root / FILE} says language = {found!r}: write one of {_choices()}.")
    return found


def rules(root, name) -> Rules:
    """What the file says of a set; no date and no rule where the course is older than that.

    Raises Trouble, with the line and what to write there, for what makes no sense.
    """
    found = read(root)
    zone = _zone(root, found.get("time_zone", ""))
    for key, value in found.items():
        if key not in TOP and not isinstance(value, dict):
            raise _trouble(root, "", key, f"write one of {', '.join(sorted(TOP))}, or [hw1]")
    of_set = found.get(name, {})
    _only(root, name, of_set, OF_A_SET)
    rule = _late(root, "late", found) | _late(root, f"{name}.late", of_set)
    return Rules(
        due=_moment(root, name, "due", of_set.get("due", ""), zone),
        extensions=_extensions(root, name, of_set, zone),
        points=_points(root, name, of_set),
        percent=rule.get("percent_a_day", 0),
        grace=timedelta(minutes=rule.get("grace_minutes", 0)),
        days=rule.get("days"),
        zone=zone or UTC,
    )


def read(root) -> dict:
    """All that the file says. Raises Trouble with the line where it is no TOML."""
    try:
        return tomllib.loads(_text(root))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{root / FILE} cannot be read: {error}. Mend that line.") from None


def text(chosen: str) -> str:
    """A new course's file. Raises Trouble for a language that is not there."""
    if chosen not in languages():
        raise Trouble(f"There is no language {chosen!r}: choose one of {_choices()}.")
    parts = [SET.format(name=name, due=about["due"][chosen]) for name, about in SETS.items()]
    return TEXT.format(language=chosen) + "".join(parts)


def without(root, student) -> str | None:
    """The file's text without the due dates of one student's own; None where there are none."""
    kept, here, key = [], "", re.compile(rf"""\s*(["']?){re.escape(student)}\1\s*=""")
    for line in (before := _text(root)).splitlines(keepends=True):
        here = line.strip() if line.lstrip().startswith("[") else here
        if not (here.startswith("[") and ".extensions" in here and key.match(line)):
            kept.append(line)
    return None if "".join(kept) == before else "".join(kept)


def unknown_cell(root, name, cell, known) -> Trouble:
    """The trouble of points for a cell that the set does not have."""
    return _trouble(root, f"{name}.points", cell, f"the graded cells are {', '.join(known)}")


def _text(root):
    try:
        return (root / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


def _choices():
    return " and ".join(f'"{each}"' for each in languages())


def _zone(root, name):
    """The class's time zone; None where the file names none."""
    if name == "":
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        raise _trouble(root, "", "time_zone", 'write a name like "Asia/Seoul"') from None


def _moment(root, section, key, value, zone):
    """A date of the file in UTC; None for an empty one."""
    if value == "":
        return None
    if zone is None:
        raise _trouble(root, section, key, 'for dates write time_zone = "Asia/Seoul", say, above')
    try:
        return moment(value, zone)
    except ValueError:
        raise _trouble(root, section, key, f"write a date with a time, as {EXAMPLE}") from None


def _extensions(root, name, of_set, zone):
    given = of_set.get("extensions", {})
    if not isinstance(given, dict):
        raise _trouble(root, name, "extensions", f"write [{name}.extensions] and names below it")
    section = f"{name}.extensions"
    dates = {who: _moment(root, section, who, value, zone) for who, value in given.items()}
    return {who: when for who, when in dates.items() if when}


def _points(root, name, of_set):
    given = of_set.get("points", {})
    if not isinstance(given, dict):
        raise _trouble(root, name, "points", f"write [{name}.points] and names below it")
    for cell, value in given.items():
        _number(root, f"{name}.points", cell, value, 1000)
    return given


def _late(root, section, found):
    given = found.get("late", {})
    _only(root, section, given, LATE)
    for key, value in given.items():
        _number(root, section, key, value, LATE[key])
    return given


def _number(root, section, key, value, most):
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise _trouble(root, section, key, f"write a number from 0 to {most}")


def _only(root, section, given, known):
    """Refuse what is no section, and a key of it that nobody knows."""
    if not isinstance(given, dict):
        raise _trouble(root, "", section, f"write [{section}] and its lines below it")
    for key in given:
        if key not in known:
            raise _trouble(root, section, key, f"known here: {', '.join(sorted(known))}")


def _trouble(root, section, key, what):
    """A sentence that names file, line and what to write."""
    where = f", line {line}" if (line := _line(_text(root), section, key)) else ""
    return Trouble(f"{root / FILE}{where}: {'.'.join(filter(None, (section, key)))}: {what}.")


def _line(text, section, key):
    """The number of a key's line; of a section's, where it is one; None where it is not found."""
    here, named = "", re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[([^\]]+)\]", line):
            here = re.sub(r"[\"'\s]", "", head[1])
            if (here == f"{section}.{key}") or (not section and here == key):
                return number
        elif here == section and named.match(line):
            return number
    return None
