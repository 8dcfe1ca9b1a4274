"""What a student, an editor or a platform has half lost of a set's notebook, found and put back.

The release says which cells there are, in which order, and what stands in them before anybody
answers. Cells of the upload are known by nbgrader's metadata; where that is gone, by their id, by
their first line, or by the function they define.
"""

import re
from copy import deepcopy

from coursework.nb import automatic, marked
from gdlab.notebook.language import N_, _

NOT_FOUND = N_("(This cell was deleted, and no answer was found in its place.)")


def plain(source: str) -> str:
    """A source as it reads: line ends, spaces before them and hard spaces make no difference."""
    lines = source.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def about(cell) -> dict:
    """A cell's nbgrader metadata."""
    return cell.metadata.get("nbgrader", {})


def drop_malformed(cells):
    """Metadata of no use is none: what is not as nbgrader writes it."""
    for cell in cells:
        if not isinstance(cell.metadata, dict):
            cell.metadata = {}
        told = cell.metadata.get("nbgrader")
        if not (isinstance(told, dict) and isinstance(told.get("grade_id", ""), str)):
            cell.metadata.pop("nbgrader", None)


def find_again(cells, release):
    """Mark the cells that lost their metadata."""
    there = marked(cells)
    for first in release.cells:
        name = about(first).get("grade_id")
        if name and name not in there:
            free = [cell for cell in cells if not about(cell)]
            found = next((cell for sign in SIGNS for cell in free if sign(cell, first)), None)
            if found is not None:
                found.metadata["nbgrader"] = deepcopy(about(first))


def _same_id(cell, first):
    return cell.get("id") is not None and cell.get("id") == first.get("id")


def _same_first_line(cell, first):
    heads = [plain(each.source).partition("\n")[0] for each in (cell, first)]
    is_words = first.cell_type == "markdown"  # "YOUR ANSWER HERE" is no sign of an answered one
    return (
        bool(heads[0])
        and heads[0] == heads[1]
        and cell.cell_type == first.cell_type
        and (not is_words or plain(cell.source) == plain(first.source))
    )


def _same_function(cell, first):
    names = [set(re.findall(r"^def (\w+)\(", each.source, re.M)) for each in (cell, first)]
    return bool(about(first).get("solution")) and bool(names[0] & names[1])


SIGNS = (_same_id, _same_first_line, _same_function)


def put_back_code(cells, release, notes):
    """The release's own code cells (imports, data) that are nowhere any more, where they stood."""
    text = "\n".join(plain(cell.source) for cell in cells)
    ids = {cell.get("id") for cell in cells}
    at = 0
    for first in release.cells:
        name = about(first).get("grade_id")
        here = next((k for k, c in enumerate(cells) if _is_the_cell(c, first, name)), None)
        if here is not None:
            at = here + 1
        elif not name and first.cell_type == "code" and first.get("id") not in ids:
            if plain(first.source) not in text:
                cells.insert(at, deepcopy(first))
                at += 1
                head = plain(first.source).partition("\n")[0]
                words = _("a cell of the set was deleted ({begins}): put back")
                notes.append(words.format(begins=f"{head:.40}"))


def _is_the_cell(cell, first, name):
    if name:
        return about(cell).get("grade_id") == name
    return not about(cell) and (_same_id(cell, first) or plain(cell.source) == plain(first.source))


def in_order(cells, release, notes):
    """A test that stands above the answer it tests moves below the cell it followed."""
    before = None
    for first in release.cells:
        name = about(first).get("grade_id")
        there = marked(cells)
        if not name or name not in there:
            continue
        cell = there[name]
        if automatic(first) and before and cells.index(cell) < cells.index(there[before]):
            cells.remove(cell)
            cells.insert(cells.index(there[before]) + 1, cell)
            notes.append(_("cell {name} stood above its answer: moved back").format(name=name))
        before = name


def find_words(cells, release, lost, notes):
    """Take an answer in words from a cell of the student's own beside the untouched place for it.

    lost: names of the cells that were put back: without any words they wait for a teacher's look.
    """
    known = {plain(cell.source) for cell in release.cells}
    ids = {cell.get("id") for cell in release.cells}
    for first in release.cells:
        told = about(first)
        if not (told.get("grade") and told.get("solution") and first.cell_type == "markdown"):
            continue
        cell = marked(cells)[told["grade_id"]]
        if plain(cell.source) != plain(first.source):
            continue
        found = [
            each.source
            for each in _neighbours(cells, cells.index(cell), known, ids)
            if each.cell_type in ("markdown", "raw") and plain(each.source)
        ]
        if found:
            cell.source = "\n\n".join(found)
            words = _("the answer to {name} stood in a cell of its own: taken")
            notes.append(words.format(name=told["grade_id"]))
        elif told["grade_id"] in lost:
            cell.source += f"\n\n{_(NOT_FOUND)}"


def _neighbours(cells, at, known, ids):
    """The student's own cells right after a place, and right before it."""

    def own(cell):
        return not about(cell) and plain(cell.source) not in known and cell.get("id") not in ids

    def run(some):
        for cell in some:
            if not own(cell):
                return
            yield cell

    return [*reversed(list(run(reversed(cells[:at])))), *run(cells[at + 1 :])]


def answered(cells, release) -> int:
    """How many of the set's answers are no longer what was handed out."""
    there = marked(cells)
    return sum(
        plain(there[name].source) != plain(first.source)
        for name, first in marked(release.cells).items()
        if about(first).get("solution") and name in there
    )
