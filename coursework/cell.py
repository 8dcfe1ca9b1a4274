"""What is declared of a graded cell, once: all the rest of it is text, and the answers it judges.

From the declarations of a set (hwN/cells.py) follow the hidden parts of its tests, the points in
its notebook, the points and minutes in its heading, and the teacher's table (table.py).
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from coursework.hidden import Probe


class GradedCell(NamedTuple):
    """One graded cell.

    name is that of its cell in the master. minutes are an estimate, for a student who has done the
    lessons. aims, mistakes and differs (from class to class) are for the teacher's table.

    An automatic test judges an answer, `function`, by assert_<kind> on hidden cases: cases(drawn)
    are argument tuples (pairs of them for the kind "changes"), drawn what the set's draw(rng) gave.
    A cell without a kind has no hidden part: its test is all in the master, or it is in words.
    """

    name: str
    points: int
    minutes: int
    aims: str
    mistakes: str = "see the rubric"
    differs: str = ""
    function: str = ""
    kind: str = ""
    cases: Callable[[Any], Sequence[tuple]] | None = None


def probes(cells: Sequence[GradedCell], drawn: Any) -> list[Probe]:
    """The hidden cases of every test cell that has some."""
    return [Probe(c.name, c.kind, c.function, list(c.cases(drawn))) for c in cells if c.cases]
