"""Whose file is it? The names that platforms and people give to what was handed in.

Canvas      kimminsu_LATE_12345_678901_hw1-1.ipynb          12345 is the student's number there
Moodle      Minsu Kim_4711_assignsubmission_file_/hw1.ipynb  a name, and a number of this task only
Blackboard  Set 1_minsu_attempt_2026-10-16-23-59-00_hw1.ipynb, and a .txt for each attempt
plain       minsu.ipynb, minsu_hw1.ipynb, minsu/anything.ipynb
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

CANVAS = re.compile(r"(?<=.)(?=(?P<late>_LATE)?_(?P<number>\d+)_(?P<order>\d+)_(?P<file>.+))")
MOODLE = re.compile(
    r"(?:.*/)?(?P<who>[^/]+)_(?P<number>\d+)_assignsubmission_"
    r"(?P<kind>file|onlinetext)(?:_/?|/)(?P<file>.+)"
)
BLACKBOARD = re.compile(
    r"(?:.*/)?[^/]+_(?P<who>[^_/]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<file>[^/]+)|\.txt)"
)
LONGEST = 150  # bytes of a name
NOISE = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$)|\.ipynb_checkpoints/")


@dataclass(frozen=True)
class File:
    """One file of a platform's zip, and whose it is."""

    member: str  # its name in the zip
    who: str  # the student's id, or the name as Moodle writes it
    name: str  # the file's own name
    order: int = 0  # a later one counts
    number: str = ""  # Moodle's number of this submission
    late: bool = False
    beside: bool = False  # a receipt, or words typed into the platform


def files(members, name, platform=None):
    """(platform, Files) of a zip's member names for the set `name`; the platform is recognised."""
    members = [m for m in members if not m.endswith("/") and not NOISE.search(m)]
    platform = platform or recognise(members)
    found = [READERS[platform](member, name) for member in _rooted(members, platform)]
    came = {file.who for file in found if not file.beside}
    return platform, [file for file in found if not file.beside or file.who not in came]


def recognise(members):
    """The platform as whose names most of them look, otherwise "plain"."""
    looks = {"moodle": MOODLE.fullmatch, "blackboard": BLACKBOARD.fullmatch, "canvas": _numbers}
    for platform, look in looks.items():
        if 2 * sum(bool(look(each)) for each in members) > len(members):
            return platform
    return "plain"


def _numbers(member):
    """The two numbers in a name of Canvas's, as a match; None where there are none.

    A student's name and a file's may hold such, too ("group_1_"): the number of a file counts all
    of the platform's, and is the longest.
    """
    found = CANVAS.finditer(PurePosixPath(member).name)
    return max(found, key=lambda match: (len(match["order"]), -match.start()), default=None)


def clean(name):
    """A name that can be a folder on every system and an id for nbgrader; "" if nothing is left."""
    plain = unicodedata.normalize("NFC", name).strip()
    return _short(re.sub(r"[^\w.@+-]", "_", plain).strip("._"))


def _short(name):
    """A name of at most LONGEST bytes, which no system refuses; two long ones stay two."""
    raw = name.encode("utf-8")
    if len(raw) <= LONGEST:
        return name
    end, digest = PurePosixPath(name).suffix[:10], hashlib.sha256(raw).hexdigest()[:8]
    return raw[: LONGEST - 20].decode("utf-8", "ignore") + f"_{digest}{end}"


def _rooted(members, platform):
    """Plain zips often have one folder around everything: (member, path below it)."""
    tops = {m.split("/")[0] for m in members}
    deep = all(m.count("/") >= 2 for m in members)
    strip = platform == "plain" and len(tops) == 1 and (deep or _one_folder_of_files(members))
    return [(m, m.split("/", 1)[1] if strip else m) for m in members]


def _one_folder_of_files(members):
    return len(members) > 1 and all(m.count("/") == 1 for m in members)


def _canvas(member, name):
    match = _numbers(member[1])
    if not match:
        return _plain(member, name)
    return File(
        member[0],
        clean(match["number"]),
        match["file"],
        order=int(match["order"]),
        late=bool(match["late"]),
    )


def _moodle(member, name):
    match = MOODLE.fullmatch(member[1])
    if not match:
        return _plain(member, name)
    return File(
        member[0],
        match["who"],
        PurePosixPath(match["file"]).name,
        number=match["number"],
        beside=match["kind"] == "onlinetext",
    )


def _blackboard(member, name):
    match = BLACKBOARD.fullmatch(member[1])
    if not match:
        return _plain(member, name)
    return File(
        member[0],
        clean(match["who"]),
        match["file"] or "receipt.txt",
        order=int(match["when"].replace("-", "")),
        beside=match["file"] is None,
    )


def _plain(member, name):
    path = PurePosixPath(member[1])
    who = path.parts[0] if len(path.parts) > 1 else path.stem
    if len(path.parts) == 1:
        who = re.sub(rf"[-_ ]{re.escape(name)}$", "", who)
    return File(member[0], clean(who), path.name)


READERS = {"canvas": _canvas, "moodle": _moodle, "blackboard": _blackboard, "plain": _plain}
