"""What a class decides for itself: course.toml in its folder, which its teacher may edit."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coursework import groups
from coursework.late import Rules
from coursework.moment import EXAMPLE, moment
from coursework.trouble import Trouble
from gdlab.notebook.language import ENGLISH, N_, _, languages, speaking

FILE = "course.toml"
SETS = tomllib.loads(Path(__file__).with_name("sets.toml").read_text(encoding="utf-8"))
TEXT = """\
# {head}

language = "{chosen}"  # {language}
time_zone = ""  # {zone}

[late]  # {late}
percent_a_day = 0  # {percent}
grace_minutes = 0  # {grace}
# days = 7  # {days}
"""
SET = """
[{name}]
due = ""  # {due_words}
# groups = "better"  # {groups}
[{name}.extensions]
# "STUDENT" = "2026-10-20 23:59"  # {extension}
[{name}.points]
# NAME_OF_A_TEST = 0  # {points}
"""
COMMENTS = {  # of both
    "head": N_("This class. What stands here holds from the next command on."),
    "language": N_("of its sets, of what its checks say, of its feedback"),
    "zone": N_('of the dates below, such as "Asia/Seoul"'),
    "late": N_("as long as these are 0, being late costs nothing"),
    "percent": N_("of the points earned, for each day begun"),
    "grace": N_("what comes within them is in time"),
    "days": N_("what comes later than this has no points"),
    "due_words": N_("such as 2026-10-16 23:59, for: {due}"),
    "groups": N_("handed in by groups, those of groups.csv; of two files this one: better, later"),
    "extension": N_("a due date of their own"),
    "points": N_("what it counts from now on, nothing being graded anew; 0 drops it"),
}
TOP = {"language", "time_zone", "late"}
OF_A_SET = {"due", "extensions", "points", "late", "groups"}
LATE = {"percent_a_day": 100, "grace_minutes": 10**6, "days": 10**4}  # the most that makes sense


def language(root) -> str:
    """The two letters of a course's language: English where the course is older than the file.

    Raises Trouble for a file that cannot be read, or a language that is not there.
    """
    found = read(root).get("language", ENGLISH)
    if found not in languages():
        words = _("{file} says language = {found!r}: write one of {choices}.")
        raise Trouble(words.format(file=root / FILE, found=found, choices=_choices()))
    return found


def rules(root, name) -> Rules:
    """What the file says of a set; no date and no rule where the course is older than that.

    Raises Trouble, with the line and what to write there, for what makes no sense.
    """
    found = read(root)
    zone = _zone(root, found.get("time_zone", ""))
    for key, value in found.items():
        if key not in TOP and not isinstance(value, dict):
            words = _("write one of {keys}, or [hw1]").format(keys=", ".join(sorted(TOP)))
            raise _trouble(root, "", key, words)
    of_set = found.get(name, {})
    _only(root, name, of_set, OF_A_SET)
    which = _which(root, name, of_set)
    rule = _late(root, "late", found) | _late(root, f"{name}.late", of_set)
    return Rules(
        due=_moment(root, name, "due", of_set.get("due", ""), zone),
        extensions=_extensions(root, name, of_set, zone),
        points=_points(root, name, of_set),
        percent=rule.get("percent_a_day", 0),
        grace=timedelta(minutes=rule.get("grace_minutes", 0)),
        days=rule.get("days"),
        zone=zone,
        groups=groups.read(root) if which else {},
        which=which,
    )


def read(root) -> dict:
    """All that the file says. Raises Trouble with the line where it is no TOML."""
    try:
        return tomllib.loads(_text(root))
    except UnicodeDecodeError:
        words = _("{file} is not UTF-8. Save it as UTF-8 and try again.")
        raise Trouble(words.format(file=root / FILE)) from None
    except tomllib.TOMLDecodeError as error:
        words = _("{file} cannot be read: {error}. Mend that line.")
        raise Trouble(words.format(file=root / FILE, error=error)) from None


def need_language(chosen: str) -> None:
    """Raise Trouble for a language that is not there."""
    if chosen not in languages():
        words = _("There is no language {chosen!r}: choose one of {choices}.")
        raise Trouble(words.format(chosen=chosen, choices=_choices()))


def text(chosen: str) -> str:
    """A new course's file. Raises Trouble for a language that is not there."""
    need_language(chosen)
    with speaking(chosen):
        said = {key: _(comment) for key, comment in COMMENTS.items()}
    parts = [TEXT.format(chosen=chosen, **said)]
    for name, about in SETS.items():
        due = said["due_words"].format(due=about["due"][chosen])
        parts.append(SET.format(name=name, **said | {"due_words": due}))
    return "".join(parts)


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
    words = _("the graded cells are {cells}").format(cells=", ".join(known))
    return _trouble(root, f"{name}.points", cell, words)


def _text(root):
    try:
        return (root / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


def _choices():
    return ", ".join(f'"{each}"' for each in languages())


def _zone(root, name):
    """The class's time zone; None where the file names none."""
    if name == "":
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        words = _('write a name like "Asia/Seoul"')
        raise _trouble(root, "", "time_zone", words) from None


def _moment(root, section, key, value, zone):
    """A date of the file in UTC; None for an empty one."""
    if value == "":
        return None
    if zone is None:
        words = _('for dates write time_zone = "Asia/Seoul", say, above')
        raise _trouble(root, section, key, words)
    try:
        return moment(value, zone)
    except ValueError:
        words = _("write a date with a time, as {example}").format(example=EXAMPLE)
        raise _trouble(root, section, key, words) from None


def _extensions(root, name, of_set, zone):
    given = of_set.get("extensions", {})
    if not isinstance(given, dict):
        raise _trouble(root, name, "extensions", _section(f"{name}.extensions"))
    section = f"{name}.extensions"
    dates = {who: _moment(root, section, who, value, zone) for who, value in given.items()}
    return {who: when for who, when in dates.items() if when}


def _points(root, name, of_set):
    given = of_set.get("points", {})
    if not isinstance(given, dict):
        raise _trouble(root, name, "points", _section(f"{name}.points"))
    for cell, value in given.items():
        _number(root, f"{name}.points", cell, value, 1000)
    return given


def _which(root, name, of_set):
    """Which of a group's files counts; "" for a set that everybody hands in alone."""
    value = of_set.get("groups", "")
    if value not in ("", groups.BETTER, groups.LATER):
        words = _('write "{better}" or "{later}", for which of two files counts')
        raise _trouble(root, name, "groups", words.format(better=groups.BETTER, later=groups.LATER))
    if value and not (root / groups.FILE).is_file():
        words = _("there is no {file}: give the class list a column of groups, and: course roster")
        raise _trouble(root, name, "groups", words.format(file=root / groups.FILE))
    return value


def _late(root, section, found):
    given = found.get("late", {})
    _only(root, section, given, LATE)
    for key, value in given.items():
        _number(root, section, key, value, LATE[key])
    return given


def _number(root, section, key, value, most):
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        words = _("write a number from 0 to {most}").format(most=most)
        raise _trouble(root, section, key, words)


def _only(root, section, given, known):
    """Refuse what is no section, and a key of it that nobody knows."""
    if not isinstance(given, dict):
        raise _trouble(root, "", section, _section(section))
    for key in given:
        if key not in known:
            words = _("known here: {keys}").format(keys=", ".join(sorted(known)))
            raise _trouble(root, section, key, words)


def _section(name):
    return _("write [{name}] and its lines below it").format(name=name)


def _trouble(root, section, key, what):
    """A sentence that names file, line and what to write."""
    number, name = _line(_text(root), section, key), ".".join(filter(None, (section, key)))
    words = _("{file}, line {number}: {name}: {what}.") if number else "{file}: {name}: {what}."
    return Trouble(words.format(file=root / FILE, number=number, name=name, what=what))


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
