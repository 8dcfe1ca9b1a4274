"""All that a course's folder holds of one student: listed, or deleted for good.

What is kept of somebody lies in files of their own, in the gradebook, in its backups, and in files
that hold the whole class: exports, statistics and the zip of all feedback. Those are deleted whole,
since the commands that made them make them again, without whom was forgotten.
"""

import shutil
from glob import escape

from coursework import byhand, gradebook, groups, nb
from coursework.course import one_run, write
from coursework.heir import hand_over
from coursework.platforms import clean
from coursework.settings import FILE, without
from coursework.trouble import Trouble
from coursework.undo import EARLIER, TAKEN
from gdlab.notebook.language import _

OWN = (  # of one student
    "downloaded/*/{student}",
    "downloaded/*/.*/*/{student}",
    "submitted/{student}",
    "autograded/{student}",
    "feedback/{student}",
    "records/*/{student}.json",
    "records/*/requests/{student}.txt",
)
OF_ALL = ("exports/*", "feedback/*.zip")


def places(course, student):
    """Every path with something of this student in it, the gradebooks last. Writes nothing."""
    # a folder's name, as it is kept; "" or "." would be the folder of all of them
    known = student == clean(student) and student not in ("", ".", "..")
    patterns = [pattern.format(student=escape(student)) for pattern in OWN if known]
    own = [path for pattern in patterns for path in _found(course, pattern)]
    shared = [path for pattern in OF_ALL for path in _found(course, pattern)]
    books = [path for path in _gradebooks(course) if gradebook.knows(path, student)]
    shared += [path for path in _lists(course) if student in _names(path)]
    shared += [course.root / groups.FILE] if student in groups.read(course.root) else []
    shared += [course.root / FILE] if without(course.root, student) is not None else []
    if not own and not books:
        words = _("{student} is not on the roster of {root}, and nothing is kept here.")
        raise Trouble(words.format(student=student, root=course.root))
    return [*own, *shared, *books]


def forget(course, student):
    """Delete all of it; the paths that are gone, or no longer tell of this student."""
    with one_run(course):
        places(course, student)  # or there is nothing to forget
        books = _gradebooks(course)
        if student in groups.read(course.root):
            hand_over(course, student, books)
        found = places(course, student)
        for path in found:
            if path in books:
                with nb.gradebook(course, f"sqlite:///{path}") as book:
                    book.remove_student(student)
                    byhand.forget(book.db.connection(), student)
                    book.db.commit()
                    book.db.connection().exec_driver_sql("VACUUM")
            elif path == course.root / groups.FILE:
                left = groups.read(course.root)
                groups.keep(course.root, {who: of for who, of in left.items() if who != student})
            elif path == course.root / FILE:
                write(path, without(course.root, student))
            elif path in _lists(course):
                left = [name for name in _names(path) if name != student]
                write(path, "".join(f"{name}\n" for name in left))
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return found


def _found(course, pattern):
    return sorted(course.root.glob(pattern))


def _lists(course):
    """Whom each collect brought, as undo reads it."""
    return _found(course, f"downloaded/*/{EARLIER}/*/{TAKEN}")


def _names(path):
    return path.read_text(encoding="utf-8").splitlines()


def _gradebooks(course):
    """The gradebook and its backups."""
    now = [course.gradebook] if course.gradebook.exists() else []
    return [*now, *sorted((course.root / "backups").glob("*.db"))]
