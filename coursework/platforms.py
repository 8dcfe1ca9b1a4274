"""Whose file is it? The names that Canvas, Moodle and people give to what was handed in.

Canvas   kimminsu_LATE_12345_678901_hw1-1.ipynb          12345 is the student's number there
Moodle   Minsu Kim_4711_assignsubmission_file_/hw1.ipynb  a name, and a number of this task only
plain    minsu.ipynb, minsu_hw1.ipynb, minsu/anything.ipynb
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

CANVAS = re.compile(
    r"(?P<who>[^_/]+)(?P<late>_LATE)?_(?P<number>\d+)_(?P<order>\d+)_(?P<file>[^/]+)"
)
MOODLE = re.compile(r"(?P<who>[^/]+)_(?P<number>\d+)_assignsubmission_file_/?(?P<file>.+)")
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


def files(members, name, platform=None):
    """(platform, Files) of a zip's member names for the set `name`; the platform is recognised."""
    members = [m for m in members if not m.endswith("/") and not NOISE.search(m)]
    platform = platform or recognise(members)
    return platform, [READERS[platform](member, name) for member in _rooted(members, platform)]


def recognise(members):
    """ "canvas" or "moodle" where most names look so, otherwise "plain"."""
    for platform, pattern in (("moodle", MOODLE), ("canvas", CANVAS)):
        look = [m if platform == "moodle" else PurePosixPath(m).name for m in members]
        if 2 * sum(bool(pattern.fullmatch(each)) for each in look) > len(members):
            return platform
    return "plain"


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
    match = CANVAS.fullmatch(PurePosixPath(member[1]).name)
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
    return File(member[0], match["who"], PurePosixPath(match["file"]).name, number=match["number"])


def _plain(member, name):
    path = PurePosixPath(member[1])
    who = path.parts[0] if len(path.parts) > 1 else path.stem
    if len(path.parts) == 1:
        who = re.sub(rf"[-_ ]{re.escape(name)}$", "", who)
    return File(member[0], clean(who), path.name)


READERS = {"canvas": _canvas, "moodle": _moodle, "plain": _plain}
