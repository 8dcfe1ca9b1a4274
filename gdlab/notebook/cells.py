"""What the runs of a cell leave behind: a run gives back what the run before it made."""

from dataclasses import dataclass, field
from typing import TypeVar

from IPython import get_ipython
from ipywidgets import Widget

from gdlab.notebook.state import kept

Made = TypeVar("Made", bound=Widget)


@dataclass
class Runs:
    """{cell: (which run of it was the last, what that run made)}."""

    of: dict[str, tuple[str, list[Widget]]] = field(default_factory=dict)


def claim(widget: Made) -> Made:
    """Note that this run of the cell made a widget, once or again, and hand it on.

    What an earlier run of the same cell made is given back. Jupyter names the cell and the run;
    elsewhere nothing is known and nothing closed.
    """
    shell = get_ipython()
    parent = (shell.get_parent() if hasattr(shell, "get_parent") else None) or {}
    cell = parent.get("metadata", {}).get("cellId")
    if cell is not None:
        runs, run = kept(Runs).of, parent.get("header", {}).get("msg_id")
        former, made = runs.get(cell, (run, []))
        if former != run:
            for old in made:
                old.close()
            made = []
        runs[cell] = run, made if widget in made else [*made, widget]
    return widget


def give_back(widget: Widget) -> None:
    """Close a widget and all it holds, so that kernel and browser forget it."""
    for child in getattr(widget, "children", ()):
        give_back(child)
    for own in (getattr(widget, "style", None), widget.layout, widget):
        if own is not None:
            own.close()
