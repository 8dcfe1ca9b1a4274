"""Seconds a submission of a class takes to grade: boxed or not, one or two at a time.

A class of the size below answers the toy set of tests/coursework perfectly; each way grades it
once. The last figure is what nbgrader's own command takes, a process for each student, no box.
"""

import io
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import redirect_stderr
from pathlib import Path

from bench._table import line

CLASS = 6
WAYS = (
    ("sandbox, two at a time", {"at_once": 2}),
    ("sandbox, one at a time", {"at_once": 1}),
    ("no sandbox, two at a time", {"at_once": 2, "boxed": False}),
    ("no sandbox, one at a time", {"at_once": 1, "boxed": False}),
)


def lines():
    """Seconds a submission by each way, of the first way's."""
    try:
        import nbgrader  # noqa: F401
    except ImportError:
        yield "nbgrader is not installed (python3 start.py course --help brings it)"
        return
    from coursework import sandbox

    boxed = sandbox.trouble()
    if boxed:
        yield f"sandbox not measured: {boxed}"
    with tempfile.TemporaryDirectory() as folder:
        course = made(Path(folder) / "course")
        ways = {name: how for name, how in WAYS if not (how.get("boxed", True) and boxed)}
        taken = {name: graded(course, how) for name, how in ways.items()}
        taken["nbgrader autograde"] = by_command(course)
    first = next(iter(taken))
    for name, seconds in taken.items():
        yield line(f"{name}, of {first}", [seconds / taken[first]], note=f"{seconds:.1f} s each")


def made(root):
    """A course whose students all answered."""
    import nbformat

    from coursework import nb
    from coursework.collect import collect
    from coursework.course import make
    from coursework.rehearsal import hostile, toy

    course = make(root)
    toy.build_source("toy", course.seed(), course.root)
    nb.api(course).generate_assignment("toy")
    path = root.parent / "uploads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(CLASS):
            book = hostile.perfect(nbformat.read(course.release("toy"), as_version=4))
            archive.writestr(f"student{number}/toy.ipynb", hostile.plain(book))
    collect(course, "toy", path)
    return course


def graded(course, how):
    """Seconds a submission, without the first, which also loads nbgrader."""
    from coursework.grade import Options, grade_set

    with redirect_stderr(io.StringIO()):  # its progress bar
        grade_set(course, "toy", Options(students=("student0",), **how))
        begun = time.perf_counter()
        records = grade_set(course, "toy", Options(again=True, **how))
    took = time.perf_counter() - begun
    assert all(record.state == "graded" for record in records), records
    return took / len(records)


def by_command(course):
    """Seconds a submission with `nbgrader autograde --student`, as a script would call it."""
    begun = time.perf_counter()
    for number in range(2):
        words = ["autograde", "toy", f"--student=student{number}", "--force"]
        command = [sys.executable, "-m", "nbgrader", *words]
        subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    return (time.perf_counter() - begun) / 2
