"""Hand a set out: this class's own variant, tried before anybody sees it.

The solutions must pass every test; the released notebook, untouched, must fail exactly in its
automatic tests, and must hold neither solutions, nor hidden tests, nor the seed.
"""

import re
import shutil
import subprocess
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from coursework import nb, nonsense
from coursework.course import backup, one_run
from coursework.trouble import Trouble
from gdlab.notebook.language import _
from tools.runner import run_notebook

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.S)
MARKER = re.compile(r"^\s*#+\s*(BEGIN|END)\b", re.M)
TIMEOUT = 60  # seconds a cell


def release(course, name, build):
    """The released notebook's path. `build(name, seed, folder)` writes source/<name>/.

    Raises Trouble, and leaves all as it was, where the set is unknown, does not hold what is
    promised above, or has other graded cells than answers were already graded against.
    """
    with one_run(course):
        book, kept = backup(course), _aside(course, name)
        try:
            _release(course, name, build, kept)
        except BaseException:
            _put_back(course, name, book, kept)
            raise
        for copy in kept.values():
            shutil.rmtree(copy, ignore_errors=True)
    return course.release(name)


def _release(course, name, build, kept):
    try:
        build(name, course.seed(), course.root)
    except ValueError as error:
        raise Trouble(str(error)) from None
    if not course.source(name).is_file():
        words = _("Making {name} left no {file}.")
        raise Trouble(words.format(name=name, file=course.source(name)))
    _refuse_another(course, name, kept)
    answer = nb.api(course).generate_assignment(name, force=True, create=True)
    if not answer["success"]:
        raise Trouble(f"nbgrader could not release {name}:\n{answer.get('log', answer['error'])}")
    for problem in problems(course, name):
        words = _("{name} is not fit to be released: {problem}")
        raise Trouble(words.format(name=name, problem=problem))


def _aside(course, name):
    """Move what is there out of the way: {place: copy}."""
    kept = {}
    for place in (course.source(name).parent, course.release(name).parent):
        copy = place.with_name(f".{name}.before")
        shutil.rmtree(copy, ignore_errors=True)
        if place.exists():
            kept[place] = place.rename(copy)
    return kept


def _put_back(course, name, book, kept):
    for place in (course.source(name).parent, course.release(name).parent):
        shutil.rmtree(place, ignore_errors=True)
    for place, copy in kept.items():
        copy.rename(place)
    if book:
        shutil.copy2(book, course.gradebook)
    else:
        course.gradebook.unlink(missing_ok=True)


def _refuse_another(course, name, kept):
    """Cells are frozen at release: marks point to them."""
    before = kept.get(course.source(name).parent)
    if before is None or not any(course.root.glob(f"autograded/*/{name}")):
        return
    old = set(nb.marked(_read(before / f"{name}.ipynb").cells))
    new = set(nb.marked(_read(course.source(name)).cells))
    if old != new:
        words = _(
            "{name} was released and graded already, and would now have other graded cells "
            "({cells}): marks would be lost. Nothing was changed."
        )
        raise Trouble(words.format(name=name, cells=", ".join(sorted(old ^ new))))


def problems(course, name):
    """What is wrong with the built set, as sentences; empty when it may go out."""
    source, out = _read(course.source(name)), _read(course.release(name))
    text = course.release(name).read_text(encoding="utf-8")
    found = [f"the seed stands in it ({course.release(name)})"] if course.seed() in text else []
    if MARKER.search("\n".join(cell.source for cell in out.cells)):
        found.append("a line that marks a solution or a hidden test stands in it: misspelt?")
    for pattern, what in ((SOLUTION, "a solution"), (HIDDEN, "a hidden test")):
        for secret in _secrets(source, pattern):
            if any(secret in cell.source for cell in out.cells):
                found.append(f"{what} stands in it: {secret.strip()[:60]!r}")
    wrong = failing(source, course.source(name).parent)
    if wrong:
        found.append(f"its own solutions fail in {', '.join(wrong)}")
    if not found and nonsense.passed(_ran_on_nonsense(source, course.source(name).parent)):
        found.append("one of its tests passes on nonsense")
    wanted = [cell.metadata["nbgrader"]["grade_id"] for cell in out.cells if nb.automatic(cell)]
    got = failing(out, course.release(name).parent)
    if got != wanted:
        odd = ", ".join(sorted(set(got) ^ set(wanted)))
        found.append(f"untouched, it should fail in its tests and nowhere else; not so: {odd}")
    return found


def _secrets(book, pattern):
    """The marked pieces of every cell, without what is too short to be told from other code."""
    pieces = [piece for cell in book.cells for piece in pattern.findall(cell.source)]
    return [piece for piece in pieces if len(piece.strip()) > 20]


def failing(book, folder):
    """The names of the cells that raise when the notebook runs in its folder, in order.

    An answer's stub that says it is not written yet is no failure of the set.
    """
    book = nbformat.from_dict(book)
    _run(book, folder)
    names = []
    for number, cell in enumerate(book.cells):
        about = cell.metadata.get("nbgrader", {})
        errors = [o.ename for o in cell.get("outputs", []) if o.output_type == "error"]
        if errors and not (about.get("solution") and errors == ["NotImplementedError"]):
            names.append(about.get("grade_id") or f"cell number {number + 1}")
    return names


def _ran_on_nonsense(source, folder):
    book = nbformat.from_dict(source)
    extra = nonsense.cells(book, nonsense.answers(book))
    book.cells += extra
    _run(book, folder)
    return book.cells[-len(extra) :]


def _run(book, folder):
    """Execute the notebook in its folder, errors and all."""
    try:
        run_notebook(book, folder, seconds=TIMEOUT, errors=True, stderr=subprocess.DEVNULL)
    except (CellTimeoutError, DeadKernelError) as error:
        raise Trouble(f"The set does not run to its end: {str(error)[:1000]}") from None


def _read(path):
    return nbformat.read(Path(path), as_version=4)
