"""What every lesson gets without being written in it: the cell that finds gdcore, links, slides,
and questions whose code, which holds the answer, is folded away.

`{{lessons}}` becomes the table of all of them: title, minutes, and links that open the notebook on
Colab, Binder and nbviewer. The repository and the release they name are those of pyproject.toml.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"].removeprefix("https://github.com/")
TAG = "v" + PROJECT["version"]
PLACE = re.compile(r"(mybinder\.org/v2/gh/|\.(?:com|org)/github/)[^/]+/[^/]+/(blob/)?[^/?]+")


@dataclass(frozen=True)
class Edition:
    """The course in one language: where its lessons lie, and the words that are in none of them."""

    folder: str  # in lessons/, notebooks/, fresh/ and work/
    find_words: str
    find: str
    heads: str  # of the table of lessons
    minutes: str
    questions: tuple  # headings below which everything asks


FIND = """\
import sys
from importlib.util import find_spec

sys.path.append("{up}")  # {why}
if find_spec("gdcore") is None:
    %pip install -q https://github.com/{repository}/archive/refs/tags/{tag}.tar.gz

from gdlab import speak

speak("{language}")"""
PLACES = {"repository": REPOSITORY, "tag": TAG}
ENGLISH = Edition(
    folder="",
    find_words="*Run the next cell first. It finds `gdcore`, the course's small package: "
    "installed, or in the folder above, or (on Colab) it is installed now.*",
    find=FIND.format(
        up="..", why="the folder above, if gdcore is nowhere else", language="en", **PLACES
    ),
    heads="| lesson | minutes | without installing anything |",
    minutes=r"\*\*Time\*\*: (\d+) minutes",
    questions=("## Quiz", "## Review"),
)
KOREAN = Edition(
    folder="ko",
    find_words="*다음 셀을 먼저 실행하세요. 강좌의 작은 패키지 `gdcore`를 찾습니다. "
    "설치되어 있거나, 위 폴더에 있거나, (Colab에서는) 지금 설치합니다.*",
    find=FIND.format(
        up="../..", why="gdcore가 다른 곳에 없으면 위 폴더에서", language="ko", **PLACES
    ),
    heads="| 제목 | 분 | 설치하지 않고 |",
    minutes=r"\*\*시간\*\*: (\d+)분",
    questions=("## 퀴즈", "## 복습"),
)


def edition_of(lesson):
    """The edition that a lesson's file belongs to."""
    return KOREAN if lesson.parent.name == KOREAN.folder else ENGLISH


def shaped(cells, edition=ENGLISH):
    """The cells of a lesson as its notebook has them."""
    cells = [piece for cell in cells for piece in split(cell)]
    for cell in cells:
        cell.source = cell.source.replace("{{lessons}}", table(edition))
        cell.metadata["slideshow"] = {"slide_type": slide_type(cell)}
    for cell in questions(cells, edition):
        cell.metadata["jupyter"] = {"source_hidden": True}  # JupyterLab, VS Code
        cell.metadata["cellView"] = "form"  # Colab
    first = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    return cells[:first] + find_cells(edition) + cells[first:]


def find_cells(edition):
    """A sentence and the cell that finds gdcore; a lecturer's slides go without."""
    skipped = {"slideshow": {"slide_type": "skip"}}
    return [
        new_markdown_cell(edition.find_words, metadata=skipped),
        new_code_cell(edition.find, metadata=skipped),
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


def questions(cells, edition=ENGLISH):
    """The code cells that ask: a prediction wherever it stands, all of a quiz and a review."""
    heading = ""
    for cell in cells:
        if cell.cell_type == "markdown":
            heading = cell.source.split("\n")[0] if cell.source.startswith("#") else heading
        elif re.search(r"^(explain|predict|quiz)\(", cell.source, re.M):
            yield cell
        elif heading.startswith(edition.questions) and "progress(" not in cell.source:
            yield cell


def slide_type(cell):
    """One rule: a chapter starts a slide, other text a slide below it, and code waits for a key.

    So the class predicts before it sees the answer.
    """
    if cell.cell_type == "code":
        return "fragment"
    return "slide" if re.match("#{1,2} ", cell.source) else "subslide"


def table(edition=ENGLISH):
    """All lessons and appendices, a row each, as their own files tell it."""
    rows = [edition.heads, "|---|---|---|"]
    for path in sorted((LESSONS / edition.folder).glob("[01a][0-9]_*.md"))[1:]:
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.*)$", text, re.M)[1]
        minutes = re.search(edition.minutes, text)[1]
        there = links(path.relative_to(LESSONS).with_suffix("").as_posix())
        rows.append(f"| [{title}]({path.stem}.ipynb) | {minutes} | {there} |")
    return "\n".join(rows)


def links(name):
    """Where "03_name" or "ko/03_name" opens without installing anything, as Markdown."""
    file = f"{REPOSITORY}/blob/{TAG}/{{}}/{name}.ipynb"
    work = quote(f"lab/tree/work/{name}.ipynb", safe="")
    binder = f"https://mybinder.org/v2/gh/{REPOSITORY}/{TAG}?urlpath={work}"
    colab = f"https://colab.research.google.com/github/{file.format('fresh')}"
    nbviewer = f"https://nbviewer.org/github/{file.format('notebooks')}"
    return f"[Colab]({colab}) · [Binder]({binder}) · [nbviewer]({nbviewer})"


def relinked(page):
    """A page whose links to Colab, Binder and nbviewer open this repository at this release."""
    return PLACE.sub(lambda found: f"{found[1]}{REPOSITORY}/{found[2] or ''}{TAG}", page)
