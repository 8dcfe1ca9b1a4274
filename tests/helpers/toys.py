"""A class that hands in the toy set."""

import zipfile

import nbformat

from coursework.collect import collect
from coursework.marks import class_marks
from coursework.rehearsal import hostile


def hand_in(course, kinds):
    """Collect a zip with one upload of each of these kinds of hostile.py."""
    release = nbformat.read(course.release("toy"), as_version=4)
    path = course.root.parent / "uploads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        hostile.zipped(archive, release, kinds)
    collect(course, "toy", path)
    path.unlink()


def marks(course):
    """{student: Marks}."""
    return {each.student: each for each in class_marks(course, "toy")}


def mentions(course, student):
    """Files of the course whose name or content has the student in it."""
    return [
        path
        for path in course.root.rglob("*")
        if path.is_file()
        and (student in str(path.relative_to(course.root)) or student.encode() in path.read_bytes())
    ]
