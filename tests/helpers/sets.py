"""The sets, run cell by cell in this process: what a grader's kernel would do, only faster."""

import contextlib
import copy
import io
import re
from functools import cache, partial
from unittest.mock import patch

from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from coursework import judge, outside
from coursework.crossing import read, written
from coursework.masters import SETS, build
from coursework.nonsense import answers

SEEDS = ("a-private-seed-one", "a-private-seed-two", "a-private-seed-three")
NAMES = tuple(SETS)
source = cache(build)


def released(name, seed, *language):
    """The notebook as nbgrader hands it out."""
    notebook, about = copy.deepcopy(source(name, seed, *language)), {}
    for step in (ClearSolutions(), ClearHiddenTests()):
        notebook, about = step.preprocess(notebook, about)
    return notebook


def about(cell):
    return cell.metadata.get("nbgrader", {})


def automatic(notebook):
    """{name: source} of the automatic tests."""
    return {
        about(cell)["grade_id"]: cell.source
        for cell in notebook.cells
        if about(cell).get("grade") and not about(cell)["solution"]
    }


def graded(notebook):
    """{name: metadata} of everything that has points."""
    return {about(c)["grade_id"]: about(c) for c in notebook.cells if about(c).get("grade")}


def namespace(notebook, answers=()):
    """What is defined once all cells but the tests have run; an answer replaces its cell.

    A stub that says it is not written yet raises nothing until it is called. What the self-check
    looks at is looked at in this process, too.
    """
    names, tests = {"__name__": "__main__"}, automatic(notebook).values()  # as in a kernel
    with patch.object(judge, "observe", judge.look_here):
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.source not in tests:
                run(dict(answers).get(about(cell).get("grade_id"), cell.source), names)
    return names


def run(text, names):
    """What it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "cell", "exec"), names)
    return printed.getvalue()


def failures(notebook, names, calling=""):
    """{test cell: message} of the tests that fail with these names defined.

    With calling, only of those that call this function: no other test can notice it, but for a
    project that uses all the others.
    """
    failed = {}
    for cell, text in automatic(notebook).items():
        if not re.search(rf"assert_\w+\(\s*{calling}\b", text):
            continue
        verdict = outside.verdict(text, answers(notebook), partial(asked, names))
        if verdict:
            failed[cell] = verdict[1]
    return failed


def asked(names, name, probe):
    """What a box would answer: here the answers run in this process."""
    return read(written(judge.look_here(probe, names.get(name))))
