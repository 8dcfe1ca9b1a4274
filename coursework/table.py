"""Write the teacher's table of graded cells, exercises.md, from what each of them declares.

python -m coursework.table
"""

import re

from coursework.masters import HERE, SETS, WORD, master, package_of
from gdlab.notebook.language import ENGLISH

TABLE = HERE / "exercises.md"
TEXT = HERE / "exercises.head.md"  # what stands before and after the sets
HEAD = """\
## {title}

| cell | points | aims at | usual mistakes, named by the test | differs | minutes |
|---|---|---|---|---|---|
"""
RUBRIC = re.compile(r'"words": "(\w+)"}.*?\*\*Rubric\*\* (.*?)\n', re.S)


def as_table():
    """The text of exercises.md."""
    return TEXT.read_text(encoding="utf-8").replace("SETS\n", "\n".join(map(_set, SETS)))


def _set(name):
    """A set's heading, its table, and the rubrics of its answers in words."""
    rows = "".join(map(_row, package_of(name).CELLS))
    return HEAD.format(title=SETS[name]["title"][ENGLISH]) + rows + _rubrics(name)


def _row(cell):
    parts = (f"`{cell.name}`", cell.points, cell.aims, cell.mistakes, cell.differs, cell.minutes)
    return f"| {' | '.join(map(str, parts))} |\n"


def _rubrics(name):
    """As the master has them, with all that a class may be asked."""
    questions = package_of(name).QUESTIONS

    def every(match):
        points = [question.point for question in questions[match[2].removesuffix("_point")]]
        return "one of these: " + " / ".join(points)

    text = master(name).read_text(encoding="utf-8")
    return "".join(
        f"\n`{cell}` {WORD.sub(every, rubric)}\n" for cell, rubric in RUBRIC.findall(text)
    )


def main():
    TABLE.write_text(as_table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
