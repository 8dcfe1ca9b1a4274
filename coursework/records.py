"""What became of each submission, one small file a student: a run goes on from these."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from coursework.course import write
from gdlab.notebook.language import _

GRADED, NOT_GRADED = "graded", "not graded"


@dataclass
class Record:
    """One submission: graded, or not graded for a reason; what was mended, what to look at."""

    student: str
    state: str
    reason: str = ""
    notes: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    upload: str = ""  # digest of the file that was graded
    source: str = ""  # digest of the set it was graded against
    seconds: float = 0.0


def broke_off(error):
    """A reason for what nobody foresaw."""
    return _("grading it broke off ({error})").format(error=f"{error!r:.200}")


def digest(*paths):
    """One digest of files' contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def save(course, name, record):
    write(_path(course, name, record.student), json.dumps(asdict(record), indent=1) + "\n")


def load(course, name, student):
    """The record, or None where there is none or it is damaged: then it is graded again."""
    try:
        return Record(**json.loads(_path(course, name, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _path(course, name, student):
    return course.records(name) / f"{student}.json"
