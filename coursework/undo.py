"""Back to before: the last collect of a set undone, the gradebook taken from a backup."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from coursework.course import BACKUP, backup, need_released, one_run
from coursework.trouble import Trouble
from gdlab.notebook.language import _

EARLIER, TAKEN = ".earlier", "taken.txt"


def undo(course, name):
    """Take back what the last collect of this set brought; {student: whether an earlier file is
    there again}. What it brought is kept in downloaded/<set>/.undone/.
    """
    need_released(course, name)
    with one_run(course):
        folder = course.downloaded(name)
        last = max(folder.glob(f"{EARLIER}/*/{TAKEN}"), default=None)
        if last is None:
            words = _("There is no collect of {name} to undo in {root}.")
            raise Trouble(words.format(name=name, root=course.root))
        aside = folder / ".undone" / last.parent.name
        aside.mkdir(parents=True, exist_ok=True)
        back = {}
        for student in last.read_text(encoding="utf-8").splitlines():
            here, before = folder / student, last.parent / student
            if here.exists():
                here.rename(aside / student)
            back[student] = before.exists()
            if back[student]:
                before.rename(here)
            else:  # what grading made of it would be taken for an upload by nbgrader's own tools
                _move(course.submitted(name, student).parent, aside / student / "submitted")
        last.unlink()
    return back


def _move(folder, to):
    if folder.exists():
        to.parent.mkdir(exist_ok=True)
        folder.rename(to)


def backups(course):
    """The copies of the gradebook, the newest first."""
    return sorted((course.root / "backups").glob("gradebook-*.db"), reverse=True)


def made(copy):
    """When a copy was made, by its name: UTC."""
    return datetime.strptime(copy, BACKUP).replace(tzinfo=UTC)


def restore(course, copy):
    """Put a copy of the gradebook into its place; the path of what was there, None for nothing.

    Whatever was graded after the copy was made counts as not graded yet.
    """
    there = {path.name: path for path in backups(course)}
    if copy not in there:
        known = ", ".join(list(there)[:3]) or _("none so far")
        words = _("There is no copy {copy} in {folder}; the newest: {known}.")
        raise Trouble(words.format(copy=copy, folder=course.root / "backups", known=known))
    with closing(sqlite3.connect(there[copy])) as book:
        if book.execute("pragma integrity_check").fetchone() != ("ok",):
            words = _("{file} is damaged. Take another one; nothing was changed.")
            raise Trouble(words.format(file=there[copy]))
    with one_run(course):
        taken = course.root / "backups" / f".{copy}"  # a backup more may drop the oldest one
        shutil.copy2(there[copy], taken)
        before = _aside(course)
        since = made(copy).timestamp()
        for record in course.root.glob("records/*/*.json"):
            if record.stat().st_mtime >= since:
                record.unlink()
        taken.replace(course.gradebook)
    return before


def _aside(course):
    """Today's gradebook as a copy more; a damaged one as the file that it is.

    What a write that broke off has left beside it goes, too: SQLite would put it into the next one.
    """
    try:
        before = backup(course)
    except sqlite3.DatabaseError:
        before = course.root / "backups" / datetime.now(UTC).strftime(f"damaged-{BACKUP}")
        course.gradebook.rename(before)
    for end in ("-journal", "-wal", "-shm"):
        course.gradebook.with_name(course.gradebook.name + end).unlink(missing_ok=True)
    return before
