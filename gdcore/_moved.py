"""What version 1 had elsewhere: importing it from there says where it is now."""

import sys
from importlib.abc import MetaPathFinder
from typing import Any

MOVED = {
    **{name: f"gdcore.scale.{name}" for name in "blocks cluster disk gpu limit pipeline".split()},
    **dict.fromkeys("export parts pixels stage".split(), "gdlab.stage"),
    "checks": "gdlab.exercises (`from gdlab import check`)",
    "explorers": "gdlab.explorers",
    "predictions": "gdlab (`from gdlab import predict, quiz, reveal`)",
    "progress": "gdlab (`from gdlab import progress`)",
    "record": "gdlab.learner",
    "trouble": "gdlab.notebook",
}


class Signpost(MetaPathFinder):
    """Asked only for a module that no one else has found."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        """Raises ModuleNotFoundError with the new place of a module that version 1 had."""
        package, _, module = fullname.partition(".")
        if package == "gdcore" and module in MOVED:
            raise ModuleNotFoundError(
                f"{fullname} is now {MOVED[module]}. This notebook is of version 1: the course's "
                "lessons have new numbers, and the start page says what became of each.",
                name=fullname,
            )


def show_the_way() -> None:
    """Put the signpost up, once."""
    if not any(isinstance(finder, Signpost) for finder in sys.meta_path):
        sys.meta_path.append(Signpost())
