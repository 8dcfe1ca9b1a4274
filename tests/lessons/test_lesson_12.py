"""Figures in the prose of lesson 8, worked out again.

Each claim is a phrase that stands in the lesson, and a function that says whether it is true.
"""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from tests.helpers import ROOT

LESSON = ROOT / "lessons" / "08_cluster.md"
TEXT = " ".join(LESSON.read_text(encoding="utf-8").split())
PAGES, ROW, BANDWIDTH, LATENCY = 3_000_000_000, 1000 * 4, 10e9, 0.01


def step(size, workers):
    return size / (workers * BANDWIDTH) + LATENCY * (1 + np.log2(workers))


def fastest(size):
    """The number of workers with the shortest step, searched for on a log axis."""
    found = minimize_scalar(lambda u: step(size, np.exp(u)), bounds=(-5, 20), method="bounded")
    return np.exp(found.x)


CLAIMS = [
    ("Twelve terabytes", lambda: PAGES * ROW == 12e12),
    ("Up to a thousand workers, ten times the workers is nearly ten times the speed",
     lambda: 9 < step(12e12, 100) / step(12e12, 1000) < 10),
    ("in the end more workers make it *slower*", lambda: step(12e12, 1e6) > step(12e12, 1e5)),
    ("w_{\\text{best}} = \\ln 2 \\cdot \\frac{n\\,d\\,s}{B\\,\\ell}",
     lambda: np.isclose(
         fastest(12e12), np.log(2) * 12e12 / BANDWIDTH / LATENCY, rtol=1e-3)),
    ("A tenth of the workers, and not even twice the time",
     lambda: 1 < step(12e12, fastest(12e12) / 10) / step(12e12, fastest(12e12)) < 2),
    ("A **minibatch** of 10,000 such pages, 40 MB", lambda: 10_000 * ROW == 40e6),
    ("Less than one. A step on so few rows is fastest on a single machine",
     lambda: fastest(40e6) < 1),
    ("a sum is 4 to 8 kB", lambda: (1000 * 4, 1000 * 8) == (4e3, 8e3)),
    ("Of 10,000 such machines nine fail every day", lambda: round(10_000 / (3 * 365)) == 9),
    ("with 10,000 tasks a step that is seconds", lambda: 1 < 10_000 * 1e-3 < 60),
    ("For $d$ = 1,000 the first is 8 MB", lambda: 1000 * 1000 * 8 == 8e6),
    ("a vector of $d$ numbers, 40,000 bytes", lambda: 5000 * 8 == 40_000),
    ("a step does four operations for each eight bytes it reads",
     lambda: 4 * 100 * 50 / (8 * 100 * 50) == 4 / 8),
    ("Eight would need three, a thousand ten",
     lambda: (np.log2(8), np.ceil(np.log2(1000))) == (3, 10)),
    ("Do all 31 points agree", lambda: "T=30)" in TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[phrase[:40] for phrase, _ in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()
