"""Appendix A2: every figure counted out again with fractions, one draw after another."""

from fractions import Fraction
from itertools import permutations, product

import pytest

from tests.helpers.lessons import prose
from tests.helpers.results import printed

BOX = [Fraction(v) for v in (1, 2, 4, 9)]
TICKETS = [(1, 0), (2, 3), (4, 2), (9, 7)]


def mean(values):
    values = [Fraction(v) for v in values]
    return sum(values) / len(values)


def variance(values):
    return mean([(v - mean(values)) ** 2 for v in values])


def covariance(pairs):
    first, second = (mean([pair[k] for pair in pairs]) for k in (0, 1))
    return mean([(u - first) * (w - second) for u, w in pairs])


V = variance(BOX)


def left_in_the_box(first):
    """The mean distance from the old mean of what is left, after this ticket."""
    rest = [v for v in BOX if v != first]
    return mean(rest) - mean(BOX)


CLAIMS = [
    ("lies nearer to 4", lambda: mean(BOX) == 4),
    (r"$\mathbb{E}[v^2] = 25.5$, and $\mathbb{E}[v]^2 = 16$",
     lambda: mean([v * v for v in BOX]) == Fraction(51, 2) and mean(BOX) ** 2 == 16),
    ("The variance, 9.5, becomes", lambda: V == Fraction(19, 2)
     and variance([2 * v + 10 for v in BOX]) == 38),
    ("12 ordered pairs are left", lambda: len(list(permutations(BOX, 2))) == 12),
    (r"the second draw's deviation is $-\delta / (n - 1)$ on average",
     lambda: all(left_in_the_box(v) == -(v - 4) / 3 for v in BOX)),
    ("**Rule 1.**",
     lambda: all(variance([mean(d) for d in product(BOX, repeat=b)]) == V / b
                 for b in (1, 2, 3, 4))),
    ("**Rule 2.**",
     lambda: all(variance([mean(d) for d in permutations(BOX, b)]) == V / b * Fraction(4 - b, 3)
                 for b in (1, 2, 3, 4))),
    ("For independent draws it is zero", lambda: covariance(list(product(BOX, repeat=2))) == 0),
    ("(n - b)/(n - 1) is 0.99997", lambda: f"{(10**6 - 32) / (10**6 - 1):.5f}" == "0.99997"),
    ("C = [[9.5, 7.25], [7.25, 6.5]]", lambda: covariance(TICKETS) == Fraction(29, 4)
     and variance([t[0] for t in TICKETS]) == Fraction(19, 2)
     and variance([t[1] for t in TICKETS]) == Fraction(13, 2)),
    ("9.5 + 6.5 - 2 · 7.25", lambda: variance([u - w for u, w in TICKETS]) == Fraction(3, 2)),
    ("9.5 + 6.5 + 2 · 7.25 is that of the sum",
     lambda: variance([u + w for u, w in TICKETS]) == Fraction(61, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in prose("a2")
    assert holds()


def test_what_is_printed_is_what_was_counted():
    for b in (1, 2, 3, 4):
        assert f"{b} draws: variance of their mean {float(V / b):.4f}" in printed("a2")
        assert f"{b} draws: {float(V / b * Fraction(4 - b, 3)):.4f}, the rule" in printed("a2")
