"""From the bytes a student uploaded to a notebook that nbgrader can grade, or the reason why not.

What the release says about its graded cells (points, locks, which they are) replaces what the
upload says; the student's own text and code are never changed.
"""

import json
from copy import deepcopy
from dataclasses import dataclass, field

import nbformat

from coursework import halflost
from coursework.decode import Unreadable, text_of
from coursework.halflost import plain
from coursework.nb import marked
from gdlab.notebook.language import _

LARGEST = 200 * 2**20  # bytes


@dataclass
class Normalised:
    """The notebook, and what had to be done to it, as sentences for the report."""

    notebook: nbformat.NotebookNode
    notes: list = field(default_factory=list)


def normalise(data, release):
    """The upload `data` (bytes) as a notebook with the cells of `release`.

    Raises Unreadable, with a reason a student can understand, where there is no such notebook.
    """
    if len(data) > LARGEST:
        words = _("the file has {size:.0f} MB; the most is 200")
        raise Unreadable(words.format(size=len(data) / 2**20))
    text, notes = text_of(data)
    done = Normalised(_notebook(text), notes)
    cells = done.notebook.cells
    known = marked(release.cells)
    halflost.drop_malformed(cells)
    _refuse_another(cells, known, release)
    _drop_unknown(cells, known)
    halflost.find_again(cells, release)
    _keep_last(cells, done.notes)
    lost = set(known) - set(marked(cells))
    _put_back(cells, release, done.notes)
    halflost.put_back_code(cells, release, done.notes)
    halflost.in_order(cells, release, done.notes)
    halflost.find_words(cells, release, lost, done.notes)
    _as_released(cells, known, done.notes)
    _without_outputs(done.notebook)
    done.notebook.metadata = deepcopy(release.metadata)
    return done


def _notebook(text):
    """The text as a notebook of format 4."""
    try:
        raw = json.loads(text)
    except RecursionError:
        raise Unreadable(_("the file is nested too deep to be a notebook")) from None
    except ValueError as error:
        if not text.lstrip().startswith("{"):
            raise Unreadable(_("the file is a text, a program perhaps, not a notebook")) from None
        words = _("the file is cut off or damaged: it is not JSON ({error})")
        raise Unreadable(words.format(error=error)) from None
    if not isinstance(raw, dict) or not ({"cells", "worksheets"} & set(raw)):
        raise Unreadable(_("the file is JSON, but not a notebook: it has no cells"))
    try:
        whole = nbformat.reads(json.dumps(raw), as_version=4)
        for cell in whole.cells:
            cell.source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
            cell.setdefault("metadata", {})
            cell.setdefault("cell_type", "code")
    except Exception as error:  # nbformat stumbles over damage in its own many ways
        words = _("the file is not a valid notebook ({error})")
        raise Unreadable(words.format(error=f"{error!r:.120}")) from None
    return whole


def _refuse_another(cells, known, release):
    """Another set's notebook has cells that nbgrader knows, and this set has none of them."""
    trial = deepcopy(cells)
    halflost.find_again(trial, release)
    if set(marked(cells)) & set(known) or (not marked(cells) and marked(trial)):
        return
    heads = [cell.source.strip().splitlines()[0] for cell in cells if cell.source.strip()]
    if not heads:
        raise Unreadable(_("none of this set's cells is in the notebook: is it another one?"))
    words = _(
        "none of this set's cells is in the notebook: is it another one? "
        'It begins with "{begins}".'
    )
    raise Unreadable(words.format(begins=f"{heads[0]:.60}"))


def _drop_unknown(cells, known):
    """Cells that the release does not know are ordinary ones."""
    for cell in cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in known:
            cell.metadata.pop("nbgrader", None)


def _keep_last(cells, notes):
    """A cell copied with its metadata: the last one counts, as it does when the notebook runs."""
    last = marked(cells)
    doubled = set()
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name and cell is not last[name]:
            del cell.metadata["nbgrader"]
            doubled.add(name)
    words = _("cell {name} is there twice: the last one counts")
    notes += [words.format(name=name) for name in sorted(doubled)]


def _put_back(cells, release, notes):
    """Deleted graded cells return where they stood, empty of any answer."""
    before = None
    for cell in release.cells:
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id")
        if not name:
            continue
        if name not in marked(cells) and (about.get("grade") or about.get("task")):
            at = cells.index(marked(cells)[before]) + 1 if before else 0
            cells.insert(at, deepcopy(cell))
            notes.append(_("cell {name} was deleted: put back").format(name=name))
        if name in marked(cells):
            before = name


def _as_released(cells, known, notes):
    """Metadata as handed out; a changed test is named, and nbgrader puts the true one in."""
    edited = []
    for name, cell in marked(cells).items():
        first = known[name]
        if first.metadata["nbgrader"].get("locked") and plain(cell.source) != plain(first.source):
            edited.append(name)
        cell.metadata = deepcopy(first.metadata)
        if cell.cell_type != first.cell_type:
            words = _("cell {name} was turned into {kind}: turned back")
            notes.append(words.format(name=name, kind=cell.cell_type))
            cell.cell_type = first.cell_type
    locked = [name for name, cell in known.items() if cell.metadata["nbgrader"].get("locked")]
    if len(edited) == len(locked) > 2:
        notes.append(_("every test is another one: is it another class's set, or last year's?"))
    elif edited:
        words = _("edited though locked: {names}; the original was used")
        notes.append(words.format(names=", ".join(edited)))


def _without_outputs(notebook):
    """Outputs are made again by grading; whatever the upload carries is not looked at."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    ids = set()
    for number, cell in enumerate(notebook.cells):
        wanted = str(cell.get("id", ""))
        cell["id"] = wanted if _fits(wanted) and wanted not in ids else f"cell-{number}"
        ids.add(cell["id"])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.pop("attachments", None)
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


def _fits(name):
    return 0 < len(name) <= 64 and name.replace("-", "").replace("_", "").isalnum()
