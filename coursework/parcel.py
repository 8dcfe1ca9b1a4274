"""A submission as bytes, for another machine to run, and what it was found to do there.

In the parcel are the set, its release, a gradebook without students, and the upload. Not in it: who
handed it in, the class's seed, anybody else's file, any mark. Back come the notebook as it ran and
the record; marks are made of them where the gradebook is.
"""

import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

from coursework import settings
from coursework.course import CONFIG, CONFIG_TEXT, GRADEBOOK, Course
from coursework.job import Ran
from coursework.records import Record
from coursework.running import run as run_here
from coursework.trouble import Trouble

WHO = "student"  # whoever it is, there
PRIVATE = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student")
RECORD, NOTEBOOK = "record.json", "ran.ipynb"


def of_set(course, name) -> bytes:
    """What all parcels of a set share. Raises Trouble for a gradebook in another database."""
    if not course.gradebook.is_file():
        raise Trouble(f"Other machines need {course.gradebook}, which is missing or elsewhere.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONFIG, CONFIG_TEXT.format(name="parcel"))
        archive.writestr(settings.FILE, settings.text(course.language))
        archive.writestr(GRADEBOOK, _without_students(course))
        for book in (course.source(name), course.release(name)):
            for path in sorted(book.parent.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(course.root))
    return packed.getvalue()


def _without_students(course):
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / GRADEBOOK
        with (
            closing(sqlite3.connect(course.gradebook)) as book,
            closing(sqlite3.connect(copy)) as to,
        ):
            book.backup(to)
            for table in PRIVATE:
                to.execute(f"delete from {table}")
            to.commit()
            to.execute("vacuum")
        return copy.read_bytes()


def run(parcel: bytes, upload: bytes, suffix: str, name: str, options) -> bytes:
    """Grade it here, as grade_set would, in a course that is made for it and goes away."""
    with tempfile.TemporaryDirectory(prefix="gd-course-") as folder:
        with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
            archive.extractall(folder)
        course = Course(Path(folder))
        path = course.downloaded(name) / WHO / f"{name}{suffix}"
        path.parent.mkdir(parents=True)
        path.write_bytes(upload)
        (record,) = run_here(course, name, {WHO: path}, replace(options, at_once=1), quiet=True)
        ran = course.autograded(name, WHO)
        return _packed(record, ran.read_text(encoding="utf-8") if ran.exists() else "")


def _packed(record, notebook):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(RECORD, json.dumps(asdict(record)))
        archive.writestr(NOTEBOOK, notebook)
    return out.getvalue()


def read(answer: bytes) -> Ran:
    """What a machine sent back."""
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return Ran(Record(**json.loads(archive.read(RECORD))), archive.read(NOTEBOOK).decode())
