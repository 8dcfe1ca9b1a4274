"""Build notebooks/NN_name.ipynb from lessons/NN_name.md: convert, run, strip, save.

Beside it fresh/NN_name.ipynb, the same without its results: what learners copy and run; and
fresh/NN_name.alive.json, what makes the explorers in it move before that.

    python -m tools.build            all lessons, and the links in the READMEs
    python -m tools.build 03 04      those whose name starts so

In every language: lessons/ko/NN_name.md becomes notebooks/ko/NN_name.ipynb, and so on.

Built twice, a notebook is the same to the byte: cell ids come from the cells' text, and what
differs from run to run (times, widget state, the exact Python) is not kept. What a cell tagged
`measured` shows is kept from the first build on; delete the notebook to measure anew.
"""

import hashlib
import html
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import jupytext
import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from gdlab.notebook.bundle import VIEW
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import N_, _, use
from tools.alive import taken
from tools.copies import life_of
from tools.fresh import without_results
from tools.runner import run_notebook
from tools.shape import ENGLISH, KOREAN, edition_of, relinked, shaped

ROOT = Path(__file__).resolve().parents[1]
NAMES = "[0-9a][0-9]_*.md"  # 00 the start page, 01 to 12 lessons, a1 and a2 appendices
LESSONS, NOTEBOOKS, FRESH = ROOT / "lessons", ROOT / "notebooks", ROOT / "fresh"
READMES = ROOT / "README.md", ROOT / "README.ko.md"
SECONDS_PER_CELL = 60
STILL = N_("*This picture stands still. Run its cell, and it moves: the controls appear below it.*")
IN_WORDS = N_("What it shows, in words: {words}")  # for whoever does not see it
# a last cell, which is not kept: explorers show all that they can, for who has no Python to ask
LAST = """from gdlab.learner.told import told
from gdlab.stage.stage import living
for stage in living():
    stage.complete()
print(told())"""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


class LessonError(Exception):
    """A cell of a lesson failed: the message names lesson, line and error."""


def read(lesson):
    """The lesson as an unexecuted notebook with stable cell ids."""
    notebook = jupytext.read(lesson, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.cells = shaped(notebook.cells, edition_of(lesson))
    seen = Counter()
    for cell in notebook.cells:
        text = cell.cell_type + cell.source
        cell.id = hashlib.sha256(f"{seen[text]} {text}".encode()).hexdigest()[:12]
        seen[text] += 1
    return notebook


def run(notebook, lesson, folder):
    """Execute in place, in `folder`; all that it asks, as gdlab.learner.told has it.

    Raises LessonError where a cell fails or does not end.
    """
    notebook.cells.append(nbformat.v4.new_code_cell(LAST))
    try:
        run_notebook(notebook, folder, seconds=SECONDS_PER_CELL)
    except CellExecutionError as error:
        cell = next(c for c in notebook.cells if _failed(c))
        raise LessonError(f"{_place(lesson, cell)}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise LessonError(f"{lesson.name}: {str(error).splitlines()[0]}") from None
    return json.loads("".join(output.text for output in notebook.cells.pop().outputs))


def strip(notebook):
    """Drop what differs between two runs or needs a living kernel; the still pictures stay."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        kept = (piece for output in cell.outputs for piece in _without_widgets(output))
        cell.outputs = _joined(kept)
        cell.metadata.pop("execution", None)


def _without_widgets(output):
    """What stays of an output when no kernel lives: an explorer's still picture, and a sentence."""
    data = output.get("data", {})
    moved = data.pop(VIEW, None) and "image/png" in data
    if moved:
        data.pop("text/html", None)
        words = _(IN_WORDS).format(words=html.escape(data["text/plain"]))
        caption = {"text/markdown": f"{_(STILL)}\n\n{words}"}
        return [output, nbformat.v4.new_output("display_data", caption)]
    return [output] if data or "data" not in output else []


def _joined(outputs):
    """Prints in one piece: a slow cell's arrive in several, cut where the clock says."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def save(notebook, path):
    """Write it, keys in order: the same notebook is the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    write_whole(path, text)


def build(lesson, path):
    """One lesson, to the notebook at `path`; what brings its explorers to life (tools.alive).

    Raises LessonError where a cell fails.
    """
    notebook = read(lesson)
    told = run(notebook, lesson, path.parent)
    alive = taken(notebook)
    strip(notebook)
    keep_measured(notebook, path)
    save(notebook, path)
    save(told, told_of(path))
    return alive


def told_of(path):
    """Where what a notebook asks lies, with what is said to each answer: the book's forms."""
    return path.with_suffix(".told.json")


def hand_out(path, alive, fresh):
    """What learners get of the notebook at `path`, in `fresh`: unrun, and what moves in it."""
    notebook, life = stored(path), life_of(fresh)
    former = json.loads(life.read_text(encoding="utf-8")) if life.exists() else {}
    measured = {cell.id for cell in notebook.cells if _is_measured(cell)} & set(former)
    save(without_results(notebook), fresh)
    save(alive | {cell: former[cell] for cell in measured}, life)


def keep_measured(notebook, path):
    """A cell tagged `measured` keeps its first measurement until the cell's text changes."""
    if not path.exists():
        return
    former = {c.id: c.get("outputs") for c in stored(path).cells}
    for cell in notebook.cells:
        if _is_measured(cell) and former.get(cell.id):
            cell.outputs = former[cell.id]


def stored(path):
    """A notebook as it was saved."""
    return nbformat.read(path, as_version=4)


def relink(path):
    """A page's links to this repository name the version of pyproject.toml."""
    page = path.read_text(encoding="utf-8")
    if relinked(page) != page:
        write_whole(path, relinked(page))


def lessons(names=(), edition=ENGLISH):
    """The lesson files whose names start with one of `names`, all without any; in order."""
    found = sorted((LESSONS / edition.folder).glob(NAMES))
    for name in names:
        if not any(path.name.startswith(name) for path in found):
            raise LessonError(
                f"no lesson starts with {name!r}; there are {[p.stem for p in found]}"
            )
    return [p for p in found if not names or p.name.startswith(tuple(names))]


def _is_measured(cell):
    return "measured" in cell.metadata.get("tags", [])


def _failed(cell):
    outputs = cell.get("outputs", [])
    expected = "raises-exception" in cell.metadata.get("tags", [])
    return not expected and any(o.output_type == "error" for o in outputs)


def _place(lesson, cell):
    """Lesson and line: the line of the cell's first line in the Markdown."""
    text = lesson.read_text(encoding="utf-8")
    at = re.search(re.escape(cell.source), text)
    line = text.count("\n", 0, at.start()) + 1 if at else "?"
    return f"{lesson.name}, cell at line {line}"


def main(names):
    """Build, one line per lesson; 0 if all went well."""
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ["TQDM_DISABLE"] = "1"  # a bar stays in the output of a cell that was slow this time
    try:
        for lesson in [*lessons(names), *lessons(names, KOREAN)]:
            name = lesson.relative_to(LESSONS).with_suffix(".ipynb")
            use(edition_of(lesson).folder or "en")
            (NOTEBOOKS / name).parent.mkdir(parents=True, exist_ok=True)
            alive = build(lesson, NOTEBOOKS / name)
            hand_out(NOTEBOOKS / name, alive, FRESH / name)
            print(f"built notebooks/{name}", flush=True)
        if not names:
            for page in READMES:
                relink(page)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
