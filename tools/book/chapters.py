"""A lesson as a chapter: its notebook with what only a kernel could do replaced by what a page can.

Explorers become places that a script fills when they are scrolled to; predictions, quizzes and
answers in words become forms that answer by themselves, and the result of a prediction is folded
away until it is answered; exercises get their hints and a solution, folded.
"""

import html
import json
import re
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from gdlab.exercises.catalogue import exercises
from gdlab.learner.predictions import NOT_PREDICTED
from gdlab.notebook.language import N_, _
from tools import shape
from tools.alive import Alive

LIVE = """<div class="gd-live" id="{name}" data-state="{script}">
<img alt="{seen}" src="data:image/png;base64,{still}">
<p>{seen} <em>{words}</em></p></div>"""
FORM = """<div class="gd-ask" data-name="{name}"><script type="application/json">{data}</script>
{plain}</div>"""
FOLDED = '<details class="{kind}"{name}><summary>{summary}</summary>\n'
END = "</details>\n"


class Chapter(NamedTuple):
    """A notebook to be set, and the scripts it asks for: {file name: text}."""

    book: nbformat.NotebookNode
    scripts: dict[str, str]


def chapter(
    notebook: Path, alive: Alive, told: dict, edition: shape.Edition = shape.ENGLISH
) -> Chapter:
    """The chapter of a lesson's notebook, of the state of its explorers and of what it asks."""
    source = nbformat.read(notebook, as_version=4)
    cells, scripts = [], {}
    for cell in source.cells:
        if cell.id in alive:
            name = f"{notebook.stem}_{cell.id}"
            cells.append(_with_stage(cell, name))
            scripts[f"{name}.js"] = _script(name, alive[cell.id])
        else:
            cells += _set(cell, told, edition)
    name = "/".join(filter(None, [edition.folder, notebook.stem]))
    language = f" --lang {edition.folder}" if edition.folder else ""
    cells[1:1] = [
        new_markdown_cell(
            _(RUN).format(links=shape.links(name), command=f"python3 start.py{language}")
        )
    ]
    source.cells = _folded(cells)
    return Chapter(source, scripts)


RUN = N_("To do this lesson, and not only read it: {links}, or `{command}` on your own machine.")


def _set(cell, told, edition):
    """What stands in the book for a cell: nothing, itself, or others."""
    if cell.cell_type == "markdown":
        return [] if cell.source == edition.find_words else [cell]
    if cell.source == edition.find or re.search(r"^progress\(", cell.source, re.M):
        return []
    asked = re.search(r'^(?:predict|quiz|explain)\(\s*"(\w+)"', cell.source, re.M)
    if asked:
        return [_form(asked[1], told[asked[1]])]
    checked = re.search(r"^check\.(\w+)\(\w", cell.source, re.M)
    if checked:
        return [_bare(cell), *_help(checked[1])]
    if cell.metadata.get("jupyter", {}).get("source_hidden"):  # what a quiz is made of, answers too
        return [new_code_cell("", outputs=cell.outputs)]
    return [_without_reveal(cell)] if cell.source.strip() else []


def _with_stage(cell, name):
    still = next(output for output in cell.outputs if "image/png" in output.get("data", {}))
    seen = html.escape(still.data["text/plain"])
    page = LIVE.format(
        name=name,
        script=f"_static/live/{name}.js",
        seen=seen,
        still=still.data["image/png"].replace("\n", ""),
        words=html.escape(_("It moves where JavaScript may run.")),
    )
    return new_code_cell(cell.source, outputs=[new_output("display_data", {"text/html": page})])


def _script(name, life):
    """The state of a stage, as book.js takes it."""
    stage = life["models"][life["view"]]
    sliders = [life["models"][at.removeprefix("IPY_MODEL_")] for at in stage["state"]["sliders"]]
    data = {tuple(each["path"]): each["data"].replace("\n", "") for each in stage["buffers"]}
    state = {
        "scene": data[("scene",)],
        "pictures": [data[path] for path in sorted(data) if path[0] == "pictures"],
        "films": [data[path] for path in sorted(data) if path[0] == "films"],
        "places": stage["state"].get("places", []),
        "message": stage["state"].get("message", ""),
        "starts": [slider["state"]["index"] for slider in sliders],
        "old": _("This browser is too old for it: the picture stands still."),
    }
    return f"gdStage({json.dumps(name)}, {json.dumps(state, ensure_ascii=False)});\n"


def _form(name, about):
    return new_markdown_cell(as_form(name, about), metadata={"form": name})


def as_form(name: str, about: dict) -> str:
    """A form that answers by itself; without JavaScript its questions and options."""
    plain = "".join(map(_plain, about["takes"][0]))
    data = json.dumps(about, ensure_ascii=False).replace("<", r"\u003c")
    return FORM.format(name=name, data=data, plain=plain)


def _plain(question):
    items = "".join(f"<li>{html.escape(each['words'])}</li>" for each in question["options"])
    return f"<p><b>{html.escape(question['text'])}</b></p><ul>{items}</ul>"


def _bare(cell):
    return new_code_cell(cell.source)


def _help(name):
    """The hints of an exercise and one answer, each folded away."""
    exercise = exercises()[name]
    pieces = [
        (_("Hint {number}").format(number=n), _(hint)) for n, hint in enumerate(exercise.hints, 1)
    ]
    text = "".join(
        _details("gd-hint", summary, f"<p>{html.escape(words)}</p>") for summary, words in pieces
    )
    code = f"<pre>{html.escape(exercise.solution)}</pre>"
    return [new_markdown_cell(text + _details("gd-hint", _("One right answer"), code))]


def _details(kind, summary, inside):
    return FOLDED.format(kind=kind, name="", summary=html.escape(summary)) + inside + END


def _without_reveal(cell):
    """A page has the verdict where the question is."""
    lines = [line for line in cell.source.split("\n") if not line.startswith("reveal(")]
    outputs = [output for output in cell.outputs if not _nothing(output)]
    revealed = re.findall(r'^reveal\("(\w+)"\)', cell.source, re.M)
    kept = new_code_cell("\n".join(lines).strip("\n"), outputs=outputs)
    kept.metadata["revealed"] = revealed
    return kept


def _nothing(output):
    """Whether it is what reveal says where nothing was chosen."""
    return _(NOT_PREDICTED) in json.dumps(output, ensure_ascii=False)


def _folded(cells):
    """Between a prediction and what reveals it: folded away, but for headings in between."""
    out, open_ = [], None
    last = {name: at for at, cell in enumerate(cells) for name in cell.metadata.get("revealed", [])}
    for at, cell in enumerate(cells):
        out.append(cell)
        name = cell.metadata.get("form")
        if name in last and open_ is None and not _headed(cells[at : last[name] + 1]):
            open_ = last[name]
            words = html.escape(_("The result. Predict first."))
            start = FOLDED.format(kind="gd-result", name=f' data-of="{name}"', summary=words)
            out.append(new_markdown_cell(start))
        if at == open_:
            out.append(new_markdown_cell(END))
            open_ = None
    return [cell for cell in out if cell.source.strip() or cell.get("outputs")]


def _headed(cells):
    return any(cell.cell_type == "markdown" and cell.source.startswith("#") for cell in cells)
