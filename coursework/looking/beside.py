"""What this course knows of a submission and nbgrader does not, above formgrader's page of it.

Nothing is stored for it: it is read anew for each page, so what course.toml says now is there.
"""

import re
from pathlib import Path

from nbformat.v4 import new_markdown_cell

from coursework.looking.plain import line
from gdlab.notebook.language import _, speaking

SIGNS = re.compile(r"([\\`*_{}\[\]<>#$|&~!])")  # what Markdown and MathJax would read as theirs


def put(nb, root, name, student):
    """Put a cell with it at the notebook's head; none where there is nothing to say."""
    if said := words(Path(root), name, student):
        text = "\n".join(f"- {_literal(each)}" for each in said)
        nb.cells.insert(0, new_markdown_cell(text))


def _literal(text):
    return SIGNS.sub(r"\\\1", line(text))


def words(root, name, student):
    """The sentences: being late, flags, notes, and whose the marks by hand are."""
    from coursework.course import Course
    from coursework.marks import class_marks, who
    from coursework.trouble import Trouble

    course = Course(root)
    try:
        with speaking(course.language):
            mine = [m for m in class_marks(course, name) if m.student == student]
            if mine and mine[0].work != student:
                return [_("This file does not count: another one of the group's does.")]
            flagged = _("flagged: {words}")
            return [
                said
                for m in mine
                for said in (
                    *filter(None, [m.late]),
                    *(flagged.format(words=flag) for flag in m.flags),
                    *m.notes,
                    *(f"{cell.name}: {who(cell)}" for cell in m.cells if cell.by_hand),
                )
            ]
    except Trouble as trouble:  # course.toml, say: the page is there all the same
        return [str(trouble)]
