"""The laboratory of the lessons: what a notebook shows, asks and checks.

A name is fetched when it is asked for: whoever needs one room does not wait for all of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdlab.exercises import check
    from gdlab.learner.predictions import explain, predict, quiz, reveal
    from gdlab.learner.progress import progress
    from gdlab.notebook.speaking import speak

__all__ = ["check", "explain", "predict", "progress", "quiz", "reveal", "speak"]

_ROOMS = {
    "check": "gdlab.exercises",
    "explain": "gdlab.learner.predictions",
    "predict": "gdlab.learner.predictions",
    "progress": "gdlab.learner.progress",
    "quiz": "gdlab.learner.predictions",
    "reveal": "gdlab.learner.predictions",
    "speak": "gdlab.notebook.speaking",
}


def __getattr__(name):
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__():
    return [*globals(), *__all__]
