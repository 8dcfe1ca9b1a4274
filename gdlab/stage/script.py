"""The stage's JavaScript as one text: the modules of js/ in order, without a build step.

A module imports from modules before it, and every name at a module's top is its own in all of
them, so they can stand one after another. anywidget gets the whole as one module; a page opened
from a folder, where the browser loads no modules, as a classic script.
"""

import json
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)


def modules_of(main: str) -> list[str]:
    """The names of the modules that `main` needs, itself last, each after what it imports."""
    graph, found = {}, [main]
    for name in found:
        graph[name] = IMPORT.findall(_source(name))
        found += [other for other in graph[name] if other not in found]
    return list(TopologicalSorter(graph).static_order())


@cache
def as_module() -> str:
    """The Jupyter widget, as anywidget reads it."""
    return _joined("jupyter")


@cache
def as_script(main: str = "page") -> str:
    """The part of a page, or of a "book", as a script; nothing of it is seen from outside."""
    return "(() => {\n" + _joined(main) + "})();\n"


def _source(name: str) -> str:
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")


def _joined(main: str) -> str:
    style = (FOLDER / "stage.css").read_text(encoding="utf-8")
    parts = [f"const STYLE = {json.dumps(_lean(style))};\n"]
    for name in modules_of(main):
        source = IMPORT.sub("", _source(name))
        parts.append(_lean(re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE)))
    return "".join(parts)


def _lean(text: str) -> str:
    """Without indentation, empty lines and comments that have a line of their own."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/*")))
