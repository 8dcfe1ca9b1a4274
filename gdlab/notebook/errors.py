"""An exception as the learner should read it."""

import sysconfig
import traceback
from pathlib import Path

from gdlab.notebook.language import _

OURS = Path(__file__).resolve().parents[2]
LIBRARIES = (
    *(str(OURS / name) for name in ("gdcore", "gdlab", "coursework")),
    "<frozen",
    sysconfig.get_path("stdlib"),
)
INSTALLED = ("site-packages", "dist-packages")  # the folders of whatever Python's, or user's
COMPILED = (".pyx", ".pxd", ".pxi", ".c", ".cpp", ".rs")


class InWords(Exception):
    """Its text is already all that a learner should read."""


def in_words(error: BaseException) -> str:
    """Its kind, its words, the last line that is the learner's own, and what to try."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, InWords):
        text = str(error)
    if isinstance(error, KeyboardInterrupt):
        text = _("Interrupted. The picture shows what there was.")
    theirs = [f for f in traceback.extract_tb(error.__traceback__) if is_theirs(f.filename)]
    if theirs:
        line = theirs[-1]
        where = _("in {name}, line {number}: {line}")
        text += "\n" + where.format(name=line.name, number=line.lineno, line=line.line)
    return "\n".join([text, *getattr(error, "__notes__", [])])


def is_theirs(filename: str) -> bool:
    """A cell, a script or a module of the learner's: neither ours nor an installed library's.

    Compiled code names the file it was written in, where the library was built.
    """
    if "ipykernel_" in filename:
        return True
    library = filename.startswith(LIBRARIES) or any(name in filename for name in INSTALLED)
    return not (library or filename.endswith(COMPILED))
