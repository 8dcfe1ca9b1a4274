"""Ten made students and what they hand in of a released set: what a term brings, in one week."""

import copy
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursework import nb
from gdlab.notebook.language import N_

MARKS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.M)


@dataclass(frozen=True)
class Student:
    """Somebody of the class: a name, what is handed in, and what is to be seen of it."""

    id: str
    name: str
    make: Callable | None  # (the release, answered) -> bytes; None for who hands nothing in
    seen: str
    late: bool = False


def answered(source, release):
    """The release with every answer in it that the source has."""
    book, right = copy.deepcopy(release), nb.marked(source.cells)
    for name, cell in nb.marked(book.cells).items():
        if cell.metadata.nbgrader.get("solution"):
            cell.source = MARKS.sub("", right[name].source)
    return book


def _functions(book):
    """The cells that students write code in."""
    return [cell for cell in nb.marked(book.cells).values() if nb.answer(cell)]


def _right(book):
    return nbformat.writes(book).encode()


def _negated(book):
    first = _functions(book)[0]
    first.source = re.sub(r"return (.*)", r"return -(\1)", first.source)
    return _right(book)


def _half_lost(book):
    """As after a copy into another editor: no metadata, a test deleted, the file renamed."""
    tests = [cell for cell in book.cells if nb.automatic(cell)]
    book.cells.remove(tests[0])
    for cell in book.cells:
        cell.metadata = {}
    return _right(book)


def _endless(book):
    first = _functions(book)[0]
    first.source = re.sub(r"^( *)return", r"\1while True: pass\n\1return", first.source, flags=re.M)
    return _right(book)


def _cheat(book):
    book.cells.insert(1, new_code_cell("import subprocess\nsubprocess.run(['ls', '/home'])"))
    return _right(book)


def _renamed(book):
    """The first student's answers, and a line above them."""
    for cell in _functions(book):
        cell.source = "# all my own work\n" + cell.source
    return _right(book)


def _another(book):
    return nbformat.writes(
        new_notebook(cells=[new_markdown_cell("# Lesson 3"), new_code_cell("1 + 1")])
    ).encode()


def _cut(book):
    return _right(book)[:2000]


CLASS = (
    Student(
        "2026101", "Han Jiwoo", _right, N_("has all points of the tests; the words wait for you")
    ),
    Student("2026102", "Kim Minsu", _negated, N_("lost the points of one exercise, told why")),
    Student(
        "2026103", "Lee Seoyeon", _half_lost, N_("has all points: notes say what was put back")
    ),
    Student(
        "2026104", "Park Doyun", _endless, N_("lost one exercise to an endless loop, no other")
    ),
    Student("2026105", "Choi Haeun", _cheat, N_("is flagged: starts programs. You read the cell")),
    Student("2026106", "Jung Siwoo", _renamed, N_("handed in what 2026101 did: `alike` lists it")),
    Student(
        "2026107", "Kang Yerin", _another, N_("not graded: another notebook. Ask for the file")
    ),
    Student("2026108", "Cho Junho", _cut, N_("not graded: cut off. Ask for the file again")),
    Student("2026109", "Yoon Ara", _right, N_("hands in late, by mail"), late=True),
    Student("2026110", "Lim Taeyang", None, N_("handed nothing in: no mark, and no zero unasked")),
)


def roster(path: Path) -> None:
    """The class list, as a CSV."""
    lines = ["id,first_name,last_name"]
    lines += [f"{s.id},{s.name.split()[1]},{s.name.split()[0]}" for s in CLASS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def hand_in(course, name: str, folder: Path) -> None:
    """Write class.zip, broken.zip and the late student's file into a folder."""
    source, release = (
        nbformat.read(path, as_version=4) for path in (course.source(name), course.release(name))
    )
    with zipfile.ZipFile(folder / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for one in CLASS:
            if one.make is None:
                continue
            data = one.make(answered(source, release))
            if one.late:
                (folder / f"{one.id}.ipynb").write_bytes(data)
            else:
                archive.writestr(f"{one.id}/{name}.ipynb", data)
    whole = (folder / "class.zip").read_bytes()
    (folder / "broken.zip").write_bytes(whole[: len(whole) // 2])
