"""An explorer is declared once, on its function: its page, its tests and every list follow."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from gdlab.notebook.cells import claim
from gdlab.stage import Stage, defaults

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Explorer:
    """What the declaration says: the lesson that uses it, title and words of its page.

    The last two are plain text, marked by N_: `_` translates them where they are shown.
    example(show) calls the explorer, show, on the data of its page and gives the stage.
    """

    name: str
    lesson: int
    title: str
    words: str
    example: Callable[[Callable[..., Stage]], Stage]
    show: Callable[..., Stage]

    def open(self) -> Stage:
        """Its stage, on the data of its page."""
        return self.example(self.show)


_declared: dict[str, Explorer] = {}


def explorer(
    *, lesson: int, title: str, words: str, example: Callable[[Callable[..., Stage]], Stage]
) -> Callable[[Callable[Arguments, Stage]], Callable[Arguments, Stage]]:
    """Declare the function below as an explorer; `Explorer` says what of it.

    The stages it makes carry its name as a class, `gdlab-NAME`, and when a cell runs again it
    gives back those of the run before. They are drawn with matplotlib's own settings, whatever
    the notebook has set.
    """

    def declare(function: Callable[Arguments, Stage]) -> Callable[Arguments, Stage]:
        name = function.__name__

        @wraps(function)
        def show(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Stage:
            with defaults():
                stage = claim(function(*args, **kwargs))
            stage.add_class(f"gdlab-{name}")
            return stage

        _declared[name] = Explorer(name, lesson, title, words, example, show)
        return show

    return declare


def declared() -> list[Explorer]:
    """All explorers imported so far, by lesson and name."""
    return sorted(_declared.values(), key=lambda one: (one.lesson, one.name))
