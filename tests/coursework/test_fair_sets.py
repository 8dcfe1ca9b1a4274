"""Full marks are for right answers: families of wrong ones, class after class, cell by cell.

An answer is truly wrong for a cell where what the cell looks at differs on any of the cases that
twelve other classes would be tried with. Of all trials so wrong, at most one in a hundred may pass
the cases of its own class, whether anybody thought of that mistake before or not.
"""

from collections import Counter
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from coursework.asking import KINDS, TOLERANCE
from coursework.cell import probes
from coursework.hidden import LIKE, PROPERTIES, measured
from coursework.hw2.cases import curves
from coursework.hw2.right import above_chord
from coursework.variant import generator
from tests.helpers.sets import NAMES

CLASSES = 6  # of each set
OTHERS = 12  # classes whose cases say whether an answer is wrong at all
ARGUMENTS = {  # what may go wrong with one argument
    "ignored (0)": lambda a: 0 * a,
    "ignored (1)": lambda a: 0 * a + 1,
    "doubled": lambda a: 2 * a,
    "negative": lambda a: -a,
    "without sign": np.abs,
    "squared": lambda a: a**2,
    "turned round": lambda a: a[::-1],
    "last one lost": lambda a: np.append(a[:-1], 0 * a[-1:], axis=0),
    "first one lost": lambda a: np.append(0 * a[:1], a[1:], axis=0),
    "one too many": lambda a: a + 1,
}
RESULTS = {  # what may go wrong at the end
    "1 % off": lambda v: 1.01 * v,
    "half": lambda v: v / 2,
    "negative": lambda v: -v,
    "without sign": np.abs,
    "squared": lambda v: v**2,
    "moved": lambda v: v + 0.05,
    "turned round": lambda v: v[::-1],
    "last one lost": lambda v: np.append(v[:-1], 0 * v[-1:], axis=0),
    "normed": lambda v: v / np.linalg.norm(v),
    "rounded": lambda v: np.round(v, 1),
    "whole": lambda v: np.round(v),
    "cut at 0": lambda v: np.maximum(v, 0),
    "the same for all": lambda v: 0 * v + np.mean(v),
}


def with_argument(right, position, change):
    """The right answer to a question in which one argument is another."""

    def wrong(*arguments):
        changed = list(arguments)
        a = changed[position]
        new = change(a if isinstance(a, int | float) else np.array(a))
        changed[position] = type(a)(new) if isinstance(a, int | float) else new
        return right(*changed)

    return wrong


def with_result(right, change):
    return lambda *arguments: change(np.asarray(right(*arguments), float))


def families(module, choice, probe, right):
    """(its name, a function that may be wrong) for one cell."""
    for mistake in module.MISTAKES:
        if mistake.function == probe.function and probe.cell in mistake.fails:
            yield mistake.words, mistake.wrong(choice)
    case = probe.cases[0][0] if probe.kind == "changes" else probe.cases[0]
    for position in range(len(case)):
        for name, change in ARGUMENTS.items():
            yield f"argument {position} {name}", with_argument(right, position, change)
    for name, change in RESULTS.items():
        yield f"result {name}", with_result(right, change)


def differs(kind, wrong, cases, wanted, tolerance):
    """Whether a test of this kind sees a difference; None where the wrong one cannot be called."""
    try:
        with np.errstate(all="ignore"):
            pairs = [(measured(kind, wrong, c), w) for c, w in zip(cases, wanted, strict=True)]
    except Exception:
        return None
    return not all(
        a.shape == b.shape and np.isfinite(a).all() and KINDS[kind].alike(a, b, tolerance)
        for a, b in pairs
    )


def hidden_cases(module, seed, name):
    return probes(module.CELLS, module.draw(generator(seed, name, "hidden")))


def tried(name, seed):
    """(cell, family, whether it got the points) of every truly wrong trial of one class."""
    module = import_module(f"coursework.{name}")
    choice = module.choose(generator(seed, name, "choice"))
    others = [hidden_cases(module, f"{seed} {k}", name) for k in range(OTHERS)]
    for place, probe in enumerate(hidden_cases(module, seed, name)):
        if probe.kind in PROPERTIES:
            continue
        right = module.RIGHT[probe.function](choice)
        if probe.function == "project":  # each call is a thousand steps
            right = cache(right)
        own = [measured(probe.kind, right, case) for case in probe.cases]
        fewer = 1 if probe.function == "project" else OTHERS
        fresh = [case for other in others[:fewer] for case in other[place].cases]
        wanted = [measured(probe.kind, right, case) for case in fresh]
        for family, wrong in families(module, choice, probe, right):
            seen = differs(probe.kind, wrong, probe.cases, own, TOLERANCE)
            if seen is not None and (seen or differs(probe.kind, wrong, fresh, wanted, LIKE)):
                yield probe.cell, family, not seen


@pytest.mark.parametrize("name", NAMES)
def test_at_most_one_truly_wrong_trial_in_a_hundred_gets_full_marks(name):
    trials = [trial for k in range(CLASSES) for trial in tried(name, f"class {k}")]
    passed = Counter((cell, family) for cell, family, full in trials if full)
    assert len(trials) > 250 * CLASSES
    assert sum(passed.values()) <= len(trials) / 100, passed.most_common(10)
    for cell in {cell for cell, _, _ in trials}:
        of_cell = [full for each, _, full in trials if each == cell]
        assert sum(of_cell) <= len(of_cell) / 20, (cell, passed)


def test_the_curves_of_set_2_say_something_in_every_number_of_directions():
    for seed in range(40):
        for f, a, b, count in curves(np.random.default_rng(seed))[:-1]:
            assert above_chord(f, a, b, count).max() > 1e-3
            assert 0 < np.sum(above_chord(f, a, b, 41) > 1e-9) < 39
