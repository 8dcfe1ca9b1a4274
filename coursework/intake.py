"""The file of each student that is to be graded."""

import json
import shutil

from coursework.course import write
from coursework.platforms import clean

ORIGIN = "origin.json"  # what collecting writes down beside a student's files
READ = (".ipynb", ".txt", ".csv", ".pdf", ".png", ".jpg", ".jpeg", ".heic", ".docx", ".zip")


def uploads(course, name):
    """{student: path} of what was handed in for this set. Reads, and writes nothing."""
    found = _left_by_nbgrader(course, name)
    for folder in sorted(course.downloaded(name).glob("[!.]*/")):
        path = _chosen(folder)
        if path:
            found[folder.name] = path
    return found


def take_in(course, name):
    """Copy to downloaded/ what nbgrader's own tools collected; for whoever holds the course's lock.

    Grading writes a mended notebook into submitted/, where that lies.
    """
    for student, book in _left_by_nbgrader(course, name).items():
        place = course.downloaded(name) / student
        place.mkdir(parents=True)
        shutil.copy2(book, place / book.name)


def _left_by_nbgrader(course, name):
    """{student: path} of what its exchange or zip_collect put into submitted/, and we have not."""
    found = {}
    for folder in sorted(course.root.glob(f"submitted/*/{name}")):
        books = sorted(folder.glob("*.ipynb"))
        if books and not (course.downloaded(name) / folder.parent.name).exists():
            found[folder.parent.name] = books[-1]
    return found


def origin(folder):
    """What collecting wrote down about a student's files; empty where it did not."""
    try:
        return json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def note(folder, **more):
    """Add to what is written down about a student's files."""
    about = json.dumps(origin(folder) | more, indent=1, ensure_ascii=False)
    write(folder / ORIGIN, about + "\n")


def _chosen(folder):
    named = folder / origin(folder).get("file", "")
    if named.is_file():
        return named
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != ORIGIN]
    books = [path for path in files if path.suffix == ".ipynb"]
    return (books or files or [None])[-1]


def stored(name):
    """The name under which an upload is kept: nothing runs a file, or reads settings, so named.

    Jupyter's tools run a jupytext.py or an nbgrader_config.py that lies beside a notebook.
    """
    plain = clean(name) or "file"
    return plain if plain.lower().endswith(READ) else clean(f"{plain}.txt")
