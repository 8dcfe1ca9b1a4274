"""What every lesson gets from the builder: the cell that finds gdcore, links, slides."""

import importlib.util
import re
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.helpers import ROOT
from tools import build, shape

each_lesson = pytest.mark.parametrize("lesson", build.lessons(), ids=lambda p: p.stem)


def kinds(cells):
    return [cell.metadata["slideshow"]["slide_type"] for cell in cells]


@each_lesson
def test_the_first_code_of_every_lesson_finds_gdcore(lesson):
    cells = build.read(lesson).cells
    code = [number for number, cell in enumerate(cells) if cell.cell_type == "code"]
    assert cells[code[0]].source == shape.ENGLISH.find
    assert cells[code[0] - 1].source == shape.ENGLISH.find_words
    assert sum(cell.source == shape.ENGLISH.find for cell in cells) == 1


def pip_is_asked(monkeypatch, folder):
    """Run the cell in a folder; what it has pip do."""
    asked = []
    shell = InteractiveShell.instance()
    monkeypatch.setattr(shell, "run_line_magic", lambda *call, **_: asked.append(call))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "path_importer_cache", {})  # it remembers where ".." once led
    monkeypatch.chdir(folder)
    assert shell.run_cell(shape.ENGLISH.find).success
    return asked


@pytest.fixture
def not_installed(monkeypatch):
    """Modules are looked for only where the cell itself adds a folder to look in."""
    look = PathFinder.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: look(name, sys.path[-1:]))


def test_where_gdcore_is_installed_the_cell_installs_nothing(monkeypatch, tmp_path):
    assert pip_is_asked(monkeypatch, tmp_path) == []


def test_in_the_folder_above_gdcore_is_found(monkeypatch, tmp_path, not_installed):
    (tmp_path / "gdcore").mkdir()
    (tmp_path / "gdcore" / "__init__.py").touch()
    (tmp_path / "notebooks").mkdir()
    assert pip_is_asked(monkeypatch, tmp_path / "notebooks") == []


def test_elsewhere_this_release_is_installed(monkeypatch, tmp_path, not_installed):
    ((magic, line),) = pip_is_asked(monkeypatch, tmp_path)
    assert magic == "pip"
    assert line.endswith(f"/{shape.REPOSITORY}/archive/refs/tags/{shape.TAG}.tar.gz")


def test_headings_begin_cells_of_their_own_and_nothing_is_lost():
    text = "before\n\n## One\n\nabout\n\n```\n# no heading\n```\n\n### Two\n#also none"
    pieces = shape.split(new_markdown_cell(text))
    assert [piece.source for piece in pieces] == [
        "before",
        "## One\n\nabout\n\n```\n# no heading\n```",
        "### Two\n#also none",
    ]


def test_slides_follow_one_rule():
    sources = ["# Title\n\n## Chapter\n\ntext", "more", "### Part"]
    cells = [*map(new_markdown_cell, sources), new_code_cell("6 * 7")]
    find_it = ["skip", "skip"]
    assert kinds(shape.shaped(cells)) == [
        "slide",
        "slide",
        "subslide",
        "subslide",
        *find_it,
        "fragment",
    ]


def test_a_question_does_not_show_its_answer():
    code = ['predict("p")', "x = 1", 'words = {"a": "no"}', 'quiz("q", words)', 'progress("01")']
    cells = list(map(new_code_cell, code))
    cells.insert(2, new_markdown_cell("## Quiz\n\nThree questions."))
    folded = [cell.source for cell in shape.shaped(cells) if "jupyter" in cell.metadata]
    assert folded == [code[0], code[2], code[3]]


@each_lesson
def test_every_question_of_a_lesson_is_folded(lesson):
    for cell in build.read(lesson).cells:
        asks = cell.cell_type == "code" and "answer=" in cell.source and "predict(" in cell.source
        assert cell.metadata.get("jupyter", {}).get("source_hidden", False) or not asks


@each_lesson
def test_every_cell_of_a_lesson_knows_its_slide(lesson):
    """Each lesson begins with a slide, and a piece of code always has text before it."""
    cells = kinds(build.read(lesson).cells)
    assert cells[0] == "slide" and cells.count("slide") > 2
    assert set(cells) <= {"slide", "subslide", "fragment", "skip"}


def test_links_open_notebooks_that_exist():
    """Each row of the start page: the repository, the release, and a notebook that is here."""
    page = "".join(cell.source for cell in build.read(build.lessons(["00"])[0]).cells)
    rows = re.findall(r"^\| \[A?\d+\. .*\]\((\w+\.ipynb)\) \| \d+ \|.*$", page, re.M)
    addresses = re.findall(r"https://[^\s)]+\.ipynb", page)
    assert [Path(name).stem for name in rows] == [path.stem for path in build.lessons()[1:]]
    assert len(addresses) == 3 * len(rows)
    assert all(f"/{shape.REPOSITORY}/" in at and f"/{shape.TAG}" in at for at in addresses)
    named = [at.replace("%2F", "/").rsplit("/", 2)[1:] for at in addresses]
    places = ("fresh", "work", "notebooks")  # Colab, Binder, nbviewer
    assert named == [[place, name] for name in rows for place in places]
    assert all((ROOT / place / name).exists() for place, name in named if place != "work")
    assert "{{" not in page
