"""Numbers that people read: no e-notation and no more than six digits, at any stop, on any data."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdlab.explorers import (
    declared,
    fit_line,
    gradient_at,
    learning_rate,
    minibatch_surface,
    modes,
    race,
    step_by_step,
)
from gdlab.explorers.shared import decades
from gdlab.explorers.shared.words import number, power_of_ten, short, texts
from gdlab.stage import framed

WHOLE = {"memory_budget"}  # exact bytes are its idea
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def value(text):
    """What a reader takes a text of `number` for."""
    text = text.replace(",", "")
    if "·10⁻" in text:
        mantissa, power = text.split("·10⁻")
        return float(mantissa) * 10 ** -int(power.translate(RAISED))
    first, _, unit = text.partition(" ")
    return float(first) * {"": 1, "million": 1e6, "billion": 1e9}[unit]


@given(st.floats(1e-300, 9e11), st.sampled_from([1, -1]), st.integers(2, 5))
def test_a_number_is_read_as_it_is(size, sign, digits):
    text = number(sign * size, digits)
    assert value(text) == pytest.approx(sign * size, rel=0.6 * 10 ** (1 - min(digits, 3)))
    assert problems(text) == []


def test_examples():
    numbers = [0, 0.0049, 12345, 1234567, 3.2e9, 3.341e-17, 4e-30, 0.0000331, 999.96, np.inf, 2e12]
    texts = ["0", "0.0049", "12,345", "1.23 million", "3.2 billion", "3.341·10⁻¹⁷", "4·10⁻³⁰"]
    texts += ["0.0000331", "1000", "not finite", "beyond 10¹²"]
    assert [number(one) for one in numbers] == texts
    assert number(1634.2, 3) == "1,634" and number(-3e13) == "beyond -10¹²"
    assert short([0.126, 1e4, 1e200], 2).tolist() == ["0.13", "10,000", "beyond 10¹²"]


def test_a_tick_of_a_logarithmic_axis_is_a_plain_number_or_a_power_of_ten():
    numbers = [0.01, 0.5, 1, 200, 1000, 1e4, 2e4, 1e-3, 5e-7, 1e15, 1e-300]
    texts = ["0.01", "0.5", "1", "200", "1000", "10⁴", "2·10⁴", "10⁻³", "5·10⁻⁷", "10¹⁵", "10⁻³⁰⁰"]
    assert [power_of_ten(one) for one in numbers] == texts


@pytest.mark.parametrize("limits", [(1, 1.2), (7, 60), (0.3, 12), (2, 190), (1e-9, 1e6)])
def test_a_logarithmic_axis_of_any_span_has_a_few_ticks(limits):
    ax = framed()[1]
    ax.set(yscale="log", ylim=limits)
    decades(ax.yaxis)
    inside = [tick for tick in ax.get_yticks() if limits[0] <= tick <= limits[1]]
    assert 2 <= len(inside) <= 7 and ax.get_yticks(minor=True).size == 0


@pytest.mark.parametrize("digits", [2, 3, 4, 5])
def test_a_number_that_rounds_up_to_one_more_digit_is_read(digits):
    """9999.7 to four digits is ten thousand."""
    texts = [number(10**k * (1 - 10.0 ** -(digits + 1)), digits) for k in range(-4, 6)]
    assert [value(text) for text in texts] == pytest.approx(
        10.0 ** np.arange(-4, 6), rel=10.0**-digits
    )
    assert all(problems(text) == [] for text in texts)


def test_many_numbers_are_read_as_each_of_them():
    rng = np.random.default_rng(0)
    values = rng.choice([-1, 1], 4000) * 10 ** rng.uniform(-8, 14, 4000)
    values = np.append(values, [0, -0.0, np.nan, np.inf, 1e-4, 9999.7, 999.96, 9.99e-5])
    for digits in (2, 3, 4, 5):
        assert texts(values, f".{digits}g").tolist() == [number(v, digits) for v in values]


def problems(text):
    """What nobody reads: powers as e+05, and numbers of more than six significant digits."""
    found = re.findall(r"\d\.?\d*e[+-]?\d+", text)
    for run in re.findall(r"\d[\d,]*\.?\d*", text):
        digits = run.replace(",", "").replace(".", "").lstrip("0")
        if "." not in run:
            digits = digits.rstrip("0")
        found += [run] if len(digits) > 6 else []
    return found


def read(stage):
    """Every text that a stage can show: its controls', its read-out's, its labels'."""
    yield from stage.table.strings
    for slider in stage.slider.values():
        yield from (text for text, _ in slider.options)
    yield stage.alternative


@pytest.mark.parametrize("explorer", declared(), ids=lambda one: one.name)
def test_every_number_of_every_explorer_is_read(explorer):
    if explorer.name in WHOLE:
        return
    stage = explorer.open()
    stage.complete()
    assert [(text, problems(text)) for text in read(stage) if problems(text)] == []
    stage.close()


RNG = np.random.default_rng(3)
WIDE = np.column_stack([RNG.normal(0, 1, 20), RNG.normal(0, 1, 20)])
PRICES = np.column_stack([RNG.uniform(2e4, 3e5, 20), np.ones(20)])
FINE = WIDE * 1e-7


@pytest.mark.parametrize("X", [PRICES, FINE, WIDE * 1e8], ids=["prices", "fine", "huge"])
@pytest.mark.parametrize(
    "show",
    [
        lambda X, y: step_by_step(X, y, T=60),
        lambda X, y: step_by_step(X, y, lr=1.0, T=60),
        lambda X, y: learning_rate(X, y, T=30),
        gradient_at,
        lambda X, y: modes(X),
        race,
        minibatch_surface,
        lambda X, y: fit_line(X[:5, 0], y[:5]),
    ],
    ids=["steps", "diverged", "rates", "gradient", "modes", "race", "batches", "line"],
)
def test_of_odd_sizes_too(show, X):
    stage = show(X, X @ [3.0, -2.0] + 1)
    assert [(text, problems(text)) for text in read(stage) if problems(text)] == []
    stage.close()
