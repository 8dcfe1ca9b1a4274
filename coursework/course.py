"""A course folder: an ordinary nbgrader course, with its seed, its gradebook and our records.

nbgrader_config.py   seed.txt   gradebook.db   course.toml
source/hw1/          the set with its solutions        release/hw1/     what students get
downloaded/hw1/kim/  what kim uploaded, untouched      submitted/kim/hw1/, autograded/kim/hw1/
records/hw1/         one small file a student: graded, or why not
backups/             the gradebook before each run     feedback/, exports/
"""

import secrets
import shlex
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coursework import settings
from coursework.trouble import Trouble
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import ENGLISH, _

REPOSITORY = Path(__file__).resolve().parents[1]
CONFIG, SEED, GRADEBOOK = "nbgrader_config.py", "seed.txt", "gradebook.db"
CONCEPT = "concept-"  # begins the name under which a form of the concept test is collected
BACKUP = "gradebook-%Y%m%d-%H%M%S-%f.db"
BACKUPS_KEPT, ROOM = 50, 300 * 2**20  # files; bytes that a run wants to find free

CONFIG_TEXT = '''"""An ordinary nbgrader course; `python3 start.py course --help` is the way in."""

import os

c = get_config()  # noqa: F821
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.CourseDirectory.course_id = {name!r}
c.Execute.timeout = 15  # seconds a cell may run; endless loops cost this much each
'''


@dataclass(frozen=True)
class Course:
    """The folder, and where things lie in it."""

    root: Path

    @property
    def gradebook(self):
        return self.root / GRADEBOOK

    @property
    def db_url(self):
        """SQLite, waiting up to a minute where two graders want to write at once."""
        return f"sqlite:///{self.gradebook}?timeout=60"

    @property
    def language(self):
        """The two letters of what its students read."""
        return settings.language(self.root)

    def seed(self):
        return (self.root / SEED).read_text(encoding="utf-8").strip()

    def source(self, name):
        return self.root / "source" / name / f"{name}.ipynb"

    def release(self, name):
        return self.root / "release" / name / f"{name}.ipynb"

    def downloaded(self, name):
        return self.root / "downloaded" / name

    def submitted(self, name, student):
        return self.root / "submitted" / student / name / f"{name}.ipynb"

    def autograded(self, name, student):
        return self.root / "autograded" / student / name / f"{name}.ipynb"

    def records(self, name):
        return self.root / "records" / name

    def released(self):
        """The names of the sets handed out so far."""
        return sorted(
            p.stem for p in self.root.glob("release/*/*.ipynb") if p.stem == p.parent.name
        )


def typed(*words):
    """A command of ours as it is typed: a folder's name may hold spaces."""
    return shlex.join(["python3", "start.py", "course", *map(str, words)])


def make(folder, language=ENGLISH):
    """A new course in an empty or missing folder, for a class that reads this language.

    Raises Trouble inside the repository, or for a language that is not there.
    """
    about = settings.text(language)
    root = Path(folder).expanduser().resolve()
    if root.is_relative_to(REPOSITORY):
        words = _(
            "{root} lies in this repository, and a course holds marks and a secret seed.\n"
            "Make it elsewhere, for example {elsewhere}"
        )
        raise Trouble(words.format(root=root, elsewhere=Path.home() / "my-course"))
    if root.exists() and any(root.iterdir()):
        words = _("{root} is not empty. Name a folder that does not exist yet.")
        raise Trouble(words.format(root=root))
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o700)
    for name in ("source", "release"):
        (root / name).mkdir()
    write(root / SEED, secrets.token_hex(16) + "\n")
    (root / SEED).chmod(0o600)
    write(root / settings.FILE, about)
    write(root / CONFIG, CONFIG_TEXT.format(name=root.name))  # last: it marks a finished course
    return Course(root)


def find(folder):
    """The course in this folder. Raises Trouble where there is none, or its seed is gone."""
    root = Path(folder).expanduser().resolve()
    if not (root / CONFIG).is_file():
        words = _("There is no course in {root}. Make one: {command}")
        raise Trouble(words.format(root=root, command=typed("make", root)))
    if not (root / SEED).is_file():
        words = _("{file} is missing: without it no set can be made again. Take it from a backup.")
        raise Trouble(words.format(file=root / SEED))
    return Course(root)


def need_released(course, name):
    """Raise Trouble unless the set was handed out."""
    if course.release(name).is_file():
        return
    there = ", ".join(course.released()) or _("none so far")
    form = name.removeprefix(CONCEPT)
    command = ("release", course.root, name) if form == name else ("concept", course.root, form)
    words = _("{name} has not been released in {root} (released: {there}).\nRelease it: {command}")
    raise Trouble(words.format(name=name, root=course.root, there=there, command=typed(*command)))


def write(path, text):
    """Write a text file whole or not at all, also when the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)


def backup(course):
    """Copy the gradebook as it is now, and forget the oldest copies; the copy's path, or None."""
    if not course.gradebook.exists():
        return None
    folder = course.root / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / datetime.now(UTC).strftime(BACKUP)
    try:
        with (
            closing(sqlite3.connect(course.gradebook)) as book,
            closing(sqlite3.connect(copy)) as to,
        ):
            book.backup(to)
    except sqlite3.DatabaseError:
        copy.unlink(missing_ok=True)  # a damaged gradebook has no copy
        raise
    for old in sorted(folder.glob("gradebook-*.db"))[:-BACKUPS_KEPT]:
        old.unlink()
    return copy


@contextmanager
def one_run(course):
    """Only one run at a time changes a course, with disk to spare. Raises Trouble otherwise."""
    free = shutil.disk_usage(course.root).free
    if free < ROOM:
        words = _(
            "Only {free:.0f} MB are free on the disk of {root}. Free some: a run wants {room:.0f} "
            "MB. Nothing was changed."
        )
        raise Trouble(words.format(free=free / 2**20, root=course.root, room=ROOM / 2**20))
    with closing(sqlite3.connect(course.root / ".lock", timeout=0)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")  # the same on every system, and ends with the process
        except sqlite3.OperationalError:
            words = _("Another run works on {root}. Wait until it is done.")
            raise Trouble(words.format(root=course.root)) from None
        yield
