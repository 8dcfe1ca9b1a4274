"""What every lesson gets without being written in it: the cell that finds gdcore, links, slides,
and questions whose code, which holds the answer, is folded away.

`{{lessons}}` becomes the table of all of them: title, minutes, and links that open the notebook on
Colab, Binder and nbviewer. The repository and the release they name are those of pyproject.toml.
"""

import re
import tomllib
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"].removeprefix("https://github.com/")
TAG = "v" + PROJECT["version"]
PLACE = re.compile(r"(mybinder\.org/v2/gh/|\.(?:com|org)/github/)[^/]+/[^/]+/(blob/)?[^/?]+")

FIND_WORDS = (
    "*Run the next cell first. It finds `gdcore`, the course's small package: installed, "
    "or in the folder above, or (on Colab) it is installed now.*"
)
FIND = f"""\
import sys
from importlib.util import find_spec

sys.path.append("..")  # the folder above, if gdcore is nowhere else
if find_spec("gdcore") is None:
    %pip install -q https://github.com/{REPOSITORY}/archive/refs/tags/{TAG}.tar.gz"""


def shaped(cells):
    """The cells of a lesson as its notebook has them."""
    cells = [piece for cell in cells for piece in split(cell)]
    for cell in cells:
        cell.source = cell.source.replace("{{lessons}}", table())
        cell.metadata["slideshow"] = {"slide_type": slide_type(cell)}
    for cell in questions(cells):
        cell.metadata["jupyter"] = {"source_hidden": True}  # JupyterLab, VS Code
        cell.metadata["cellView"] = "form"  # Colab
    first = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    return cells[:first] + find_cells() + cells[first:]


def find_cells():
    """A sentence and the cell that finds gdcore; a lecturer's slides go without."""
    skipped = {"slideshow": {"slide_type": "skip"}}
    return [
        new_markdown_cell(FIND_WORDS, metadata=skipped),
        new_code_cell(FIND, metadata=skipped),
    ]


def split(cell):
    """A text cell in pieces that begin with their headings; a code cell as it is."""
    if cell.cell_type != "markdown":
        return [cell]
    pieces, fenced = [[]], False
    for line in cell.source.split("\n"):
        fenced ^= line.startswith("```")
        if re.match("#{1,3} ", line) and not fenced:
            pieces.append([])
        pieces[-1].append(line)
    texts = ["\n".join(lines).strip("\n") for lines in pieces]
    return [new_markdown_cell(text, metadata=dict(cell.metadata)) for text in texts if text]


def questions(cells):
    """The code cells that ask: a prediction wherever it stands, all of a quiz and a review."""
    heading = ""
    for cell in cells:
        if cell.cell_type == "markdown":
            heading = cell.source.split("\n")[0] if cell.source.startswith("#") else heading
        elif re.search(r"^(explain|predict|quiz)\(", cell.source, re.M):
            yield cell
        elif heading.startswith(("## Quiz", "## Review")) and "progress(" not in cell.source:
            yield cell


def slide_type(cell):
    """One rule: a chapter starts a slide, other text a slide below it, and code waits for a key.

    So the class predicts before it sees the answer.
    """
    if cell.cell_type == "code":
        return "fragment"
    return "slide" if re.match("#{1,2} ", cell.source) else "subslide"


def table():
    """All lessons and appendices, a row each, as their own files tell it."""
    rows = ["| lesson | minutes | without installing anything |", "|---|---|---|"]
    for path in sorted(LESSONS.glob("[01a][0-9]_*.md"))[1:]:
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.*)$", text, re.M)[1]
        minutes = re.search(r"\*\*Time\*\*: (\d+) minutes", text)[1]
        rows.append(f"| [{title}]({path.stem}.ipynb) | {minutes} | {links(path.stem)} |")
    return "\n".join(rows)


def links(name):
    """Where a notebook opens without installing anything, as Markdown."""
    file = f"{REPOSITORY}/blob/{TAG}/{{}}/{name}.ipynb"
    binder = f"https://mybinder.org/v2/gh/{REPOSITORY}/{TAG}?urlpath=lab%2Ftree%2Fwork%2F"
    colab = f"https://colab.research.google.com/github/{file.format('fresh')}"
    nbviewer = f"https://nbviewer.org/github/{file.format('notebooks')}"
    return f"[Colab]({colab}) · [Binder]({binder}{name}.ipynb) · [nbviewer]({nbviewer})"


def relinked(page):
    """A page whose links to Colab, Binder and nbviewer open this repository at this release."""
    return PLACE.sub(lambda found: f"{found[1]}{REPOSITORY}/{found[2] or ''}{TAG}", page)
