"""Is it another set's? A whole class's files collected under the wrong name are refused at once.

One student's wrong file is no reason to refuse the others': grading names it.
"""

import json
from collections import Counter

import nbformat

from coursework import nb
from coursework.course import typed
from coursework.decode import Unreadable, text_of
from coursework.trouble import Trouble
from gdlab.notebook.language import _

LOOKED_AT = 30  # files, spread over all of them: enough to tell
LARGEST = 10 * 2**20  # bytes: what is larger is left to grading, which has its limits


def refuse_another(course, name, reads):
    """Raise Trouble where most of the notebooks that are a set's at all are another one's.

    reads: a function for each file that gives its bytes.
    """
    sets = {each: _cells_of(course, each) for each in course.released()}
    looked = reads[:: max(1, len(reads) // LOOKED_AT)]
    counts = Counter(filter(None, (_set_of(read(), sets, name) for read in looked)))
    other, most = max(counts.items(), key=lambda item: item[1], default=(name, 0))
    if other != name and 2 * most > counts.total():
        words = _(
            "Of {n} notebooks looked at, {most} are of {other}, not of {name}. Nothing was "
            "collected. If they are: {command}"
        )
        command = typed("collect", course.root, other, "FILES")
        told = {"most": most, "other": other, "name": name, "command": command}
        raise Trouble(words.format(n=counts.total(), **told))


def _set_of(data, sets, wanted):
    """The set that most of a notebook's graded cells belong to, the wanted one first; or None."""
    cells = _cells_in(data)
    shares = {name: len(cells & known) for name, known in sets.items()}
    best = max(shares, key=lambda name: (shares[name], name == wanted), default=None)
    return best if best and shares[best] else None


def _cells_of(course, name):
    return set(nb.marked(nbformat.read(course.release(name), as_version=4).cells))


def _cells_in(data):
    """The names of graded cells that an upload carries; none where it cannot be read."""
    if len(data) > LARGEST:
        return set()
    try:
        cells = json.loads(text_of(data)[0])["cells"]
        return {str(cell["metadata"]["nbgrader"]["grade_id"]) for cell in cells if _known(cell)}
    except (Unreadable, ValueError, KeyError, TypeError, RecursionError):
        return set()  # damaged in one of many ways; grading says which


def _known(cell):
    return "grade_id" in cell["metadata"].get("nbgrader", {})
