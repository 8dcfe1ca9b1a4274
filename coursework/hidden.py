"""Hidden tests as rows of numbers: what is right, and what each known mistake would give."""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from coursework.asking import KINDS, TOLERANCE, case_of
from coursework.streams import long_case
from coursework.variant import literal
from gdlab.exercises.engine.probes import own_values

LIKE = 3 * TOLERANCE  # two answers closer than that, relatively, are not told apart by a test
MODULES = {"batch_rows": "epochs", "batch_sizes": "epochs", "read_once": "streams"}
PROPERTIES = ("batch_rows", "read_once", "type")  # kinds that judge without numbers to compare


class Mistake(NamedTuple):
    """A wrong answer to `function`, the words it deserves, and the test cells it fails in.

    wrong(choice) is the wrong function for what this class was asked; where that happens to be
    right for this class, the row is left out.
    """

    function: str
    fails: tuple[str, ...]
    words: str
    wrong: Callable


class Probe(NamedTuple):
    """One test cell's hidden part: assert_<kind>(function, cases). cases are argument tuples.

    For the kind "changes" a case is a pair of argument tuples.
    """

    cell: str
    kind: str
    function: str
    cases: list


def measured(kind: str, function: Callable, case: tuple) -> np.ndarray:
    """What coursework.judge looks at, for one case."""
    looks = KINDS[kind]
    (value,) = own_values(looks.asks((case_of(case),)), function)
    return looks.read(value)


def rows(probe, right, mistakes, choice):
    """(wanted, {words: values}) of a probe; equal rows only once, right ones not at all."""
    if probe.kind == "read_once":
        return [both(right, case) for case in probe.cases], {}
    if probe.kind in PROPERTIES:
        return None, {}
    wanted = [measured(probe.kind, right, case) for case in probe.cases]
    seen, named = [wanted], {}
    for mistake in mistakes:
        if mistake.function != probe.function or probe.cell not in mistake.fails:
            continue
        values = [measured(probe.kind, mistake.wrong(choice), case) for case in probe.cases]
        finite = all(np.isfinite(value).all() for value in values)
        if finite and all(told_apart(probe.kind, values, other) for other in seen):
            seen.append(values)
            named[mistake.words] = values
    return wanted, named


def both(right: Callable, case: tuple) -> tuple:
    """What is right for a case with a stream, and for a long stream in its place."""
    return measured("values", right, case), np.asarray(right(*long_case(case)))


def told_apart(kind: str, a: list, b: list) -> bool:
    """Whether a test of this kind sees the difference of two lists of answers."""
    alike = KINDS[kind].alike
    return not all(alike(x, y, LIKE) for x, y in zip(a, b, strict=True))


def source(probe, wanted, named):
    """The Python text of the hidden part, one case and one mistake a line."""
    start = f"assert_{probe.kind}(\n{probe.function},\n[\n"
    if probe.kind in PROPERTIES:
        cases = "".join(f"    {literal(case)},\n" for case in probe.cases)
        then = "".join(f"    {literal(both)},\n" for both in wanted or ())
        after = f"],\n[\n{then}],\n)" if then else "],\n)"
        return _imports(probe.kind, cases) + f"{start}{cases}{after}"
    cases = "".join(
        f"    ({literal(case)}, {literal(value)}),\n"
        for case, value in zip(probe.cases, wanted, strict=True)
    )
    known = "".join(
        f"    {words!r}:\n        {literal(list(values))},\n" for words, values in named.items()
    )
    return _imports(probe.kind, cases) + f"{start}{cases}],\n{{\n{known}}},\n)"


def _imports(kind, cases):
    """The lines that the piece needs: whatever a student deletes, it runs."""
    made = sorted(set(re.findall(r"\b([A-Z]\w+)\(", cases)))
    module = MODULES.get(kind, "judge")
    lines = [f"from coursework.{module} import assert_{kind}"]
    lines += [f"from coursework.probing import {', '.join(made)}"] if made else []
    return "\n".join(lines) + "\n"
