"""Write the teacher's table of exercises: docs/exercises.md, from what each of them declares.

python -m tools.exercises
"""

import inspect
import sys
from pathlib import Path

from gdlab.exercises.catalogue import exercises

TABLE = Path(__file__).parents[1] / "docs" / "exercises.md"
HEAD = """# The exercises

What the lessons ask a learner to write, and what `check.NAME(f)` knows of it. `python3 start.py
build` makes this table from what each file of `gdlab/exercises/` declares.
`check.NAME.solution()` shows an answer; `check.NAME(f, seed=1)` fixes the one design that is
otherwise drawn anew at each call.

| lesson | NAME, and how it is called | what is asked | known mistakes | edges | hints |
|---|---|---|---|---|---|
"""


def as_table():
    """The text of docs/exercises.md."""
    return HEAD + "".join(map(_row, exercises().values()))


def _row(exercise):
    asked = inspect.getdoc(sys.modules[exercise.right.__module__]).splitlines()[0]
    asked = asked.partition(": ")[2]
    mistakes = sum(1 for _ in exercise.mistakes())
    edges = [case.where for case in exercise.cases(0) if case.edge]
    cells = (
        exercise.lesson,
        f"`{exercise.name}({', '.join(exercise.arguments)})`",
        asked[0].upper() + asked[1:],
        mistakes,
        "; ".join(edges),
        len(exercise.hints),
    )
    return f"| {' | '.join(map(str, cells))} |\n"


def main():
    TABLE.write_text(as_table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
