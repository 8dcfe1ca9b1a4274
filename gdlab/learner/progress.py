"""One line at a lesson's end, and a small receipt to keep.

progress("03")           predictions made, checks passed, quiz answers right, and so on, so far
progress("03").save()    receipt_03.json beside the notebook
"""

import html
from pathlib import Path
from typing import Any

from gdcore.arrays import as_path, refused, told
from gdlab.learner import receipts
from gdlab.learner.attempts import KINDS, OPEN, RIGHT, WRITTEN, States, noted
from gdlab.notebook.language import N_, _

LINE = N_(
    "Lesson {lesson}: predictions {made} of {asked} made · checks {passed} of {checks} right"
    " · quiz {answered} of {quiz} right · in words {written} of {words} written"
)


class Progress:
    """What was done in this lesson, as one line; .save() writes it down.

    A receipt beside the notebook counts, too, so that the line outlives its kernel.
    """

    def __init__(self, lesson: str, done: States):
        self._lesson, self._done = lesson, done
        path = receipts.path_of(lesson)
        try:
            receipt = receipts.read(path, lesson)
            note = _("Your receipt {name} is counted, too.") if path.exists() else ""
            self._note = note.format(name=path.name)
        except (ValueError, OSError) as error:
            receipt = receipts.empty(lesson)
            self._note = _("Your receipt does not count: {why}.").format(why=error)
        self._line = in_words(receipts.merged(receipt, done))

    def __repr__(self):
        return "\n".join(filter(None, [self._line, self._note]))

    def _repr_html_(self):
        lines = html.escape(repr(self)).replace("\n", "<br>")
        return f'<div role="status">{lines}</div>'

    def save(self, folder: str | Path = ".") -> Path:
        """Write receipt_NN.json into the folder; its path.

        An earlier receipt of the same lesson is continued: what was right in it stays right.
        Raises ValueError, and writes nothing, where that file is something else or is damaged;
        OSError where the folder cannot be written.
        """
        folder = as_path("folder", folder)
        receipt = receipts.save(self._lesson, self._done, folder)
        path = receipts.path_of(self._lesson, folder)
        print(_("Saved in {path}. {line}").format(path=path, line=in_words(receipt)))
        return path


def progress(lesson: str) -> Progress:
    """How far this notebook is; `lesson` is its number as in the file's name, "03".

    Raises ValueError for anything but two digits.
    """
    if not (isinstance(lesson, str) and len(lesson) == 2 and lesson.isdecimal()):
        raise refused('lesson must be its two digits, such as "03"', told(lesson), '"03"')
    return Progress(lesson, noted())


def in_words(receipt: dict[str, Any]) -> str:
    """The line for what stands in a receipt."""
    predictions, checks, quiz, words = (receipt[kind] for kind in KINDS)
    return _(LINE).format(
        lesson=int(receipt["lesson"]),
        made=len(predictions) - receipts.count(receipt, "predictions", OPEN),
        asked=len(predictions),
        passed=receipts.count(receipt, "checks", RIGHT),
        checks=len(checks),
        answered=receipts.count(receipt, "quiz", RIGHT),
        quiz=len(quiz),
        written=receipts.count(receipt, "words", WRITTEN),
        words=len(words),
    )
