"""A set's master (hwN.md, prose and solutions) and a class's seed become its nbgrader notebook.

A master is there in every language: ko/hwN.md is its Korean twin.

In a master, {{word}} stands for what differs from class to class ({{about word}} for its numbers
rounded), and a cell says what it is:
    :answer: name      (code)       a solution cell, between ### BEGIN SOLUTION and END SOLUTION
    :test: name        (code)       an automatic test; its hidden part is put before what is seen
    +++ {"words": "name"}           an answer in words, marked by hand; the master holds a model
What a graded cell is worth, and what its hidden part is made of, is declared in hwN/cells.py;
titles and dates stand in sets.toml.
"""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import jupytext
import nbformat

from coursework import hidden
from coursework.cell import probes
from coursework.settings import SETS
from coursework.variant import generator
from gdlab.notebook.language import ENGLISH, speaking, spoken

HERE = Path(__file__).resolve().parent
WORD = re.compile(r"\{\{(about )?(\w+)\}\}")
NUMBER = re.compile(r"-?\d+\.\d+(e-?\d+)?")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def build_source(name, seed, folder, language=ENGLISH, due=None):
    """Write folder/source/<name>/<name>.ipynb for this class's seed and language; its path.

    due: the due date in words, where the class has one of its own.

    Raises ValueError for a set that does not exist, or an empty seed.
    """
    path = Path(folder) / "source" / name / f"{name}.ipynb"
    notebook = build(name, seed, language, due)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def build(name, seed, language=ENGLISH, due=None):
    """The source notebook of the set, with solutions and hidden tests."""
    if name not in SETS:
        raise ValueError(f"the set must be one of {', '.join(SETS)}, got {name!r}")
    if not str(seed).strip():
        raise ValueError("the seed is empty: a set without a secret is everybody's; try a long one")
    words, secrets = variant(name, seed, language)
    words |= {"due": due} if due else {}
    points = points_of(name)
    notebook = jupytext.read(master(name, language), fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{name}-{number}"  # from nothing that is secret: the id is handed out
        cell.source = _filled(cell.source, words)
        _marked(cell, points, secrets)
    nbformat.validate(notebook)
    return notebook


def master(name, language=ENGLISH):
    """The file with a set's text in this language."""
    return HERE / ("" if language == ENGLISH else language) / f"{name}.md"


def points_of(name):
    """{graded cell: its points}."""
    return {cell.name: cell.points for cell in package_of(name).CELLS}


def package_of(name):
    """The package of a set; imported when asked for: no command waits for the data of all."""
    return import_module(f"coursework.{name}")


@cache
def variant(name, seed, language=ENGLISH):
    """({word: text}, {test cell: its hidden part}) of this class."""
    about = package_of(name)
    choice = about.choose(generator(seed, name, "choice"))
    with speaking(language):
        words = _facts(name) | about.words(choice, generator(seed, name, "public"))
    words["language"] = language
    secrets = {}
    for probe in probes(about.CELLS, about.draw(generator(seed, name, "hidden"))):
        right = about.RIGHT[probe.function](choice)
        wanted, named = hidden.rows(probe, right, about.MISTAKES, choice)
        secrets[probe.cell] = hidden.source(probe, wanted, named)
    return words, secrets


def _facts(name):
    cells = package_of(name).CELLS
    return {
        "title": SETS[name]["title"][spoken()],
        "due": SETS[name]["due"][spoken()],
        "minutes": str(sum(cell.minutes for cell in cells)),
        "points": str(sum(cell.points for cell in cells)),
    }


def _filled(text, words):
    """The text with every {{word}} replaced. Raises KeyError for one that nobody knows."""
    return WORD.sub(lambda match: (_rounded if match[1] else str)(words[match[2]]), text)


def _rounded(text):
    """Its numbers with four digits behind the point, for reading."""
    return NUMBER.sub(lambda match: f"{float(match[0]):.4f}".rstrip("0").rstrip("."), text)


def _marked(cell, points, secrets):
    """Turn what the master says of a cell into nbgrader's metadata."""
    kind = next((k for k in ("answer", "test", "words") if k in cell.metadata), None)
    if kind is None:
        return
    name = cell.metadata.pop(kind)
    about = {
        "schema_version": 3,
        "grade_id": name,
        "grade": kind != "answer",
        "solution": kind != "test",
        "locked": kind == "test",
        "task": False,
        "cell_type": cell.cell_type,
    }
    if about["grade"]:
        about["points"] = points[name]
    cell.metadata["nbgrader"] = about
    if kind == "test":
        cell.source = _tested(cell.source, name, points[name], secrets.get(name))


def _tested(seen, name, points, secret):
    """A test cell: its points, what is hidden, what is seen.

    The hidden part comes first, since it knows more names of mistakes than the example does.
    """
    head = f"# {name}: {points} point{'s' if points > 1 else ''}\n"
    first = f"### BEGIN HIDDEN TESTS\n{secret}\n### END HIDDEN TESTS\n" if secret else ""
    return head + first + seen
