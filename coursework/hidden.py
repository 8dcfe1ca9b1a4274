"""Hidden tests as rows of numbers: what is right, and what each known mistake would give."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from coursework.variant import literal

LIKE = 1e-3  # two answers closer than that, relatively, are not told apart by a test


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


def measured(kind, function, case):
    """What coursework.judge looks at, for one case."""
    if kind == "changes":
        after, before = case
        return np.asarray(function(*after)) - np.asarray(function(*before))
    value = np.asarray(function(*case), float)
    return value[-1] if kind == "ends" and value.ndim == 2 else value


def told_apart(kind, a, b):
    """Whether a test of this kind sees the difference of two lists of answers."""
    return not all(_alike(kind, x, y) for x, y in zip(a, b, strict=True))


def _alike(kind, a, b):
    if np.shape(a) != np.shape(b):
        return False
    if kind == "directions":
        lengths = np.linalg.norm(a) * np.linalg.norm(b)
        return lengths > 0 and np.sum(a * b) > (1 - LIKE**2) * lengths
    if kind == "lengths":
        a, b = np.linalg.norm(a), np.linalg.norm(b)
    return np.linalg.norm(a - b) <= LIKE * np.linalg.norm(b) + 1e-6


def rows(probe, right, mistakes, choice):
    """(wanted, {words: values}) of a probe; equal rows only once, right ones not at all."""
    wanted = [measured(probe.kind, right, case) for case in probe.cases]
    seen, named = [wanted], {}
    for mistake in mistakes:
        if mistake.function != probe.function or probe.cell not in mistake.fails:
            continue
        values = [measured(probe.kind, mistake.wrong(choice), case) for case in probe.cases]
        if all(told_apart(probe.kind, values, other) for other in seen):
            seen.append(values)
            named[mistake.words] = values
    return wanted, named


def source(probe, wanted, named):
    """The Python text of the hidden part, one case and one mistake a line."""
    cases = "".join(
        f"    ({literal(case)}, {literal(value)}),\n"
        for case, value in zip(probe.cases, wanted, strict=True)
    )
    known = "".join(
        f"    {words!r}:\n        {literal(list(values))},\n" for words, values in named.items()
    )
    return f"assert_{probe.kind}(\n{probe.function},\n[\n{cases}],\n{{\n{known}}},\n)"
