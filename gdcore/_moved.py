"""What version 1 had elsewhere: importing it from there says where it is now."""

import sys
from importlib.abc import MetaPathFinder
from typing import Any

MOVED = {
    "blocks": "gdcore.scale.blocks",
    "checks": "gdlab.exercises (`from gdlab import check`)",
    "cluster": "gdcore.scale.cluster",
    "disk": "gdcore.scale.disk",
    "explorers": "gdlab.explorers",
    "export": "gdlab.stage",
    "gpu": "gdcore.scale.gpu",
    "limit": "gdcore.scale.limit",
    "parts": "gdlab.stage",
    "pipeline": "gdcore.scale.pipeline",
    "pixels": "gdlab.stage",
    "predictions": "gdlab (`from gdlab import predict, quiz, reveal`)",
    "progress": "gdlab (`from gdlab import progress`)",
    "record": "gdlab.learner",
    "stage": "gdlab.stage",
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
