"""A group's work passes on to another member before the one who handed it in is forgotten.

The others' marks hang on that file. Its name, and notes that tell of whom is forgotten, do not
pass on; what stands in the notebook itself nobody can tell.
"""

import json
import shutil
from datetime import UTC, datetime

from coursework import byhand, gradebook, nb
from coursework.course import write
from coursework.intake import ORIGIN, origin, uploads
from coursework.marks import class_marks
from coursework.records import load, save
from coursework.undo import EARLIER


def hand_over(course, student, books):
    """In every set where it counts for others. books: the gradebook and its copies, as paths.

    The heir is somebody who handed nothing in, if there is one, or whose file was not graded.
    """
    for name in course.released():
        marks = class_marks(course, name)
        others = [m.student for m in marks if m.work == student and m.student != student]
        if others:
            known = [path for path in books if gradebook.knows(path, student)]
            came = uploads(course, name)
            heir = min(others, key=lambda each: (each in came, bool(load(course, name, each))))
            _pass_on(course, name, student, heir, known)


def _pass_on(course, name, student, heir, books):
    _files(course, name, student, heir)
    for folder in (course.submitted, course.autograded):
        here, there = folder(name, student).parent, folder(name, heir).parent
        if here.exists():
            shutil.rmtree(there, ignore_errors=True)
            there.parent.mkdir(parents=True, exist_ok=True)
            here.rename(there)
    if record := load(course, name, student):
        record.student, record.notes = heir, _without(student, record.notes)
        save(course, name, record)
    for path in books:
        _marks(course, path, name, student, heir)


def _files(course, name, student, heir):
    """The file that counts, under a name of the set's; the heir's own is kept aside."""
    here, there = (course.downloaded(name) / each for each in (student, heir))
    chosen, about = uploads(course, name)[student], origin(here)
    if there.exists():
        aside = course.downloaded(name) / EARLIER / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}" / heir
        aside.parent.mkdir(parents=True)
        there.rename(aside)
    there.mkdir()
    file = f"{name}{chosen.suffix}"
    shutil.copy2(chosen, there / file)
    told = {"file": file, "notes": _without(student, about.get("notes", []))}
    told |= {"handed_in": about["handed_in"]} if "handed_in" in about else {}
    write(there / ORIGIN, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _without(student, notes):
    return [note for note in notes if student not in note]


def _marks(course, path, name, student, heir):
    """In one gradebook the submission is the heir's, and so are the marks by hand."""
    from nbgrader.api import MissingEntry

    with nb.gradebook(course, f"sqlite:///{path}") as book:
        try:
            theirs = book.find_submission(name, student)
        except MissingEntry:
            return
        if heir not in {each.id for each in book.students}:
            book.add_student(heir)
        try:
            book.remove_submission(name, heir)
        except MissingEntry:
            pass
        theirs.student = book.find_student(heir)
        byhand.pass_on(book.db.connection(), name, student, heir)
        book.db.commit()
