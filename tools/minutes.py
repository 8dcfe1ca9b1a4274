"""How long a lesson takes someone who reads, predicts and writes alone.

    python -m tools.minutes            a line for each lesson

150 words of text a minute, 5 seconds a line of code, a minute a prediction or question, two an
explorer, two an exercise and two more for each line of its solution, two an answer in words.
"""

import ast
import json
import re
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

from gdlab import check
from tools import build, shape

WORDS_A_MINUTE, LINES_A_MINUTE = 150, 12
UNTOLD = 3  # questions of a quiz that is neither written out nor built yet
MINUTES = {"questions": 1, "explorers": 2, "exercises": 2, "solution lines": 2, "in words": 2}


@dataclass(frozen=True)
class Load:
    """What a lesson asks of its reader; `counts` as in MINUTES, places of exercises from 0 to 1."""

    words: int
    lines: int
    cells: int
    counts: Counter
    places: tuple[float, ...]
    stated: int | None

    @property
    def minutes(self):
        """Counted, in whole minutes."""
        total = self.words / WORDS_A_MINUTE + self.lines / LINES_A_MINUTE
        return round(total + sum(MINUTES[kind] * n for kind, n in self.counts.items()))


def load(lesson):
    """The Load of a lesson file. Code that is folded away, questions, is not read as code.

    Nor is the first cell, which is the same in every lesson: it is run.
    """
    cells = build.read(lesson).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    codes = [(at, cell) for at, cell in enumerate(cells) if cell.cell_type == "code"]
    explorers, counts, places, lines = set(), Counter(), [], 0
    kept = build.told_of(build.NOTEBOOKS / f"{lesson.stem}.ipynb")
    told = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for at, cell in codes:
        tree = ast.parse(re.sub(r"(?m)^(\s*)%.*$", r"\1pass", cell.source))
        explorers |= imported_explorers(tree)
        found = asked(tree, explorers, told)
        counts += found
        places += [at / len(cells)] * (found["exercises"] + found["in words"])
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        if not folded and cell.source != shape.ENGLISH.find:
            lines += sum(bool(line.strip()) for line in cell.source.splitlines())
    prose = "\n".join(texts)
    stated = re.search(r"\*\*Time\*\*: (\d+) minutes", prose)
    return Load(
        len(words(prose)), lines, len(cells), counts, tuple(places), stated and int(stated[1])
    )


def words(prose):
    """The words of a text as a reader meets them: a formula, a link or a name in code is one."""
    prose = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "x", prose, flags=re.S)
    return re.sub(r"\]\([^)]*\)", "]", prose).split()


def imported_explorers(tree):
    """The names that a cell imports from gdlab.explorers."""
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {a.name for node in froms if node.module == "gdlab.explorers" for a in node.names}


def asked(tree, explorers, told):
    """What the calls of a cell ask of the reader, counted as in MINUTES.

    A quiz whose questions are not written out in its call has as many as its notebook tells,
    UNTOLD before there is one.
    """
    counts = Counter()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "predict":
            counts["questions"] += 1
        elif called == "quiz":
            counts["questions"] += questions(node, told)
        elif called == "explain":
            counts["in words"] += 1
        elif called in explorers:
            counts["explorers"] += 1
        elif called.startswith("check.") and called.count(".") == 1:
            counts["exercises"] += 1
            counts["solution lines"] += solution_lines(called.removeprefix("check."))
    return counts


def questions(quiz, told):
    """How many a call of `quiz` asks."""
    name, given = quiz.args[:2]
    if isinstance(given, ast.List):
        return len(given.elts)
    return len(told[name.value]["takes"][0]) if name.value in told else UNTOLD


def solution_lines(name):
    """The lines a learner has to write: those below the `def` of the solution."""
    with redirect_stdout(StringIO()) as printed:
        getattr(check, name).solution()
    return max(1, sum(bool(line.strip()) for line in printed.getvalue().splitlines()) - 1)


def main():
    """A line for each lesson."""
    for lesson in build.lessons():
        about = load(lesson)
        counts = ", ".join(f"{n} {kind}" for kind, n in about.counts.items())
        print(
            f"{lesson.stem:22} {about.minutes:3} minutes ({about.stated} stated): "
            f"{about.words} words, {about.lines} lines, {about.cells} cells; {counts}"
        )


if __name__ == "__main__":
    main()
