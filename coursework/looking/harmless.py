"""A student's notebook with nothing in it but what shows: the page's cleaning, and the file's.

A notebook holds more than text. Saved widgets run their program as soon as JupyterLab opens the
file, trusted or not; the sizes of pictures, the numbers of cells and students' names end up inside
a page's tags. So a clean notebook is built anew, from the plain values named here.
"""

import base64
import re
from html import escape

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from coursework.looking import beside, guard, markup

NAME = re.compile(r"[\w.+-]{1,100}")
LABEL = re.compile(r"[\w .,+()/-]{0,100}")
PLACES = ("student", "first_name", "last_name", "notebook_path", "notebook_id", "assignment_id")
STILL = ("image/png", "image/jpeg")
WORDS = ("text/plain", "text/latex", "text/markdown")
LOCKS = ("deletable", "editable")  # of a cell's metadata, where they are yes or no


class Harmless(Preprocessor):
    """nbconvert's step that cleans a notebook; a course's nbgrader_config.py names it.

    Where it serves formgrader, it also cleans the names that the page shows, and has the server's
    pages guarded.
    """

    enabled = True

    def __init__(self, **more):
        super().__init__(**more)
        guard.pages()

    def preprocess(self, nb, resources):
        notebook(nb)
        if hasattr(self.parent, "template_name"):  # a page is made of it, not a notebook
            guard.template(self.parent)
            _raw_as_code(nb)
            if self.parent.template_name == "formgrade":
                root = self.parent.config.CourseDirectory.root
                beside.put(nb, root, resources["assignment_id"], resources["student"])
            for name in PLACES:
                if isinstance(resources.get(name), str):
                    resources[name] = escape(resources[name])
        return nb, resources


def notebook(nb):
    """The notebook itself, cleaned in place. Students' text and code stay to the letter."""
    kept = {name: nb.metadata.get(name) for name in ("kernelspec", "language_info")}
    nb.metadata = NotebookNode(
        {
            name: NotebookNode({key: value for key, value in about.items() if _plain(value)})
            for name, about in kept.items()
            if isinstance(about, dict)
        }
    )
    for number, cell in enumerate(nb.cells):
        clean = _cell(cell, number)
        cell.clear()
        cell.update(clean)
    return nb


def _cell(cell, number):
    kind = cell.cell_type if cell.cell_type in ("markdown", "code") else "raw"
    clean = NotebookNode(cell_type=kind, source=_text(cell.get("source", "")))
    clean.metadata = _metadata(_named(cell.get("metadata")))
    if "id" in cell:
        clean.id = cell.id if _name(cell.id) else f"cell-{number}"
    if kind == "code":
        clean.execution_count = _count(cell.get("execution_count"))
        clean.outputs = [_output(each) for each in cell.get("outputs", [])]
    elif attached := _attached(_named(cell.get("attachments"))):
        clean.attachments = attached
    if kind == "raw":
        clean.metadata.raw_mimetype = "text/plain"
    return clean


def _metadata(about):
    clean = NotebookNode({name: about[name] for name in LOCKS if isinstance(about.get(name), bool)})
    graded = about.get("nbgrader")
    if isinstance(graded, dict) and _name(graded.get("grade_id")):
        clean.nbgrader = NotebookNode({k: v for k, v in graded.items() if _plain(v)})
    return clean


def _attached(files):
    """Pictures beside a Markdown cell, by name."""
    clean = NotebookNode()
    for name, kinds in files.items():
        pictures = {k: _text(v) for k, v in _named(kinds).items() if k in markup.PICTURES}
        pictures = {k: v for k, v in pictures.items() if markup.BASE64.fullmatch(v)}
        if pictures:
            clean[name] = NotebookNode(pictures)
    return clean


def _output(output):
    """One output: what it prints or draws."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return NotebookNode(output_type=kind, name=name, text=_text(output.get("text", "")))
    if kind == "error":
        said = {name: _text(output.get(name, "")) for name in ("ename", "evalue")}
        traceback = output.get("traceback")
        lines = traceback if isinstance(traceback, list) else []
        return NotebookNode(output_type=kind, traceback=[_text(each) for each in lines], **said)
    clean = NotebookNode(output_type="display_data", data=_data(_named(output.get("data"))))
    clean.metadata = _sizes(_named(output.get("metadata")))
    if kind == "execute_result":
        clean.output_type, clean.execution_count = kind, _count(output.get("execution_count"))
    return clean


def _data(data):
    """Pictures, words and cleaned HTML; in place of an SVG, which may hold scripts, its picture."""
    clean = {kind: _text(data[kind]) for kind in (*WORDS, *STILL) if kind in data}
    clean = {k: v for k, v in clean.items() if k in WORDS or markup.BASE64.fullmatch(v)}
    shown = markup.output(_text(data.get("text/html", "")))
    if "image/svg+xml" in data and not any(clean.get(kind) for kind in STILL):
        drawn = base64.b64encode(_text(data["image/svg+xml"]).encode("utf-8", "replace")).decode()
        shown = shown or f'<img alt="" src="data:image/svg+xml;base64,{drawn}">'
    clean["text/html"] = shown
    clean = {kind: text for kind, text in clean.items() if text}
    left = ", ".join(map(str, data))
    return NotebookNode(clean or {"text/plain": f"(not shown here: {left})"})


def _sizes(about):
    sizes = NotebookNode()
    for kind in STILL:
        given = _named(about.get(kind))
        if wanted := {k: given[k] for k in ("width", "height") if _count(given.get(k))}:
            sizes[kind] = NotebookNode(wanted)
    return sizes


def _raw_as_code(nb):
    """A raw cell would be put into the page as it is."""
    for cell in nb.cells:
        if cell.cell_type == "raw":
            cell.cell_type, cell.execution_count, cell.outputs = "code", None, []


def _text(value):
    """nbformat allows a list of lines, a student anything."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _named(value):
    return value if isinstance(value, dict) else {}


def _count(value):
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _name(value):
    return isinstance(value, str) and bool(NAME.fullmatch(value))


def _plain(value):
    """A value that cannot be anything but itself."""
    if isinstance(value, str):
        return bool(LABEL.fullmatch(value))
    return value is None or isinstance(value, bool | int | float)
