"""The file of each student that is to be graded."""

import json
import shutil

from coursework.collect import ORIGIN


def uploads(course, name):
    """{student: path} of what was handed in for this set.

    What nbgrader's own exchange or zip_collect put into submitted/ is taken in, too: a copy goes to
    downloaded/ first, because grading writes a mended notebook into submitted/.
    """
    for folder in sorted(course.root.glob(f"submitted/*/{name}")):
        student = folder.parent.name
        books = sorted(folder.glob("*.ipynb"))
        place = course.downloaded(name) / student
        if books and not place.exists():
            place.mkdir(parents=True)
            shutil.copy2(books[-1], place / books[-1].name)
    found = {}
    for folder in sorted(course.downloaded(name).glob("[!.]*/")):
        path = _chosen(folder)
        if path:
            found[folder.name] = path
    return found


def origin(folder):
    """What collecting wrote down about a student's files; empty where it did not."""
    try:
        return json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _chosen(folder):
    named = folder / origin(folder).get("file", "")
    if named.is_file():
        return named
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != ORIGIN]
    books = [path for path in files if path.suffix == ".ipynb"]
    return (books or files or [None])[-1]
