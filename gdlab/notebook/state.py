"""What this notebook's kernel remembers: one object, and in it one thing of each kind.

A room that remembers something says so in a small class and asks for the notebook's own:

    @dataclass
    class Asked:
        questions: dict[str, Question] = field(default_factory=dict)

    kept(Asked).questions["sign"] = question

Nothing else in gdlab may change after it is imported, so a test begins as a new kernel does, with
`begin_anew()`.
"""

from typing import Any, TypeVar

Kind = TypeVar("Kind")
_notebook: dict[type, Any] = {}


def kept(kind: type[Kind]) -> Kind:
    """This notebook's one `kind`, made without arguments when first asked for."""
    if kind not in _notebook:
        _notebook.setdefault(kind, kind())  # should two threads come at once, both get the same
    return _notebook[kind]


def begin_anew() -> None:
    """Forget everything, as a restart of the kernel does."""
    _notebook.clear()
