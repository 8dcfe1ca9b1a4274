"""A class's own set: the same for one seed, another for another, and nothing of it handed out."""

import os
import re
import subprocess
import sys
from collections import Counter
from importlib import import_module

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursework.hw3.cases import ALPHAS
from coursework.hw3.real import DATA
from coursework.hw3.right import SCALES, parts, project
from coursework.masters import HERE, build_source, variant
from coursework.variant import generator, literal, one_of, tenths
from tests.helpers.sets import NAMES, SEEDS, about, automatic, failures, namespace, released, source

PIECE = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", re.S)
ABOUT = re.compile(r"\{\{about (\w+)\}\}")
ASKS = ("began_ask", "convex_ask", "noise_ask", "honest_ask", "digits_ask")
LONG = re.compile(r"-?\d+\.\d{7,}")  # numbers nobody writes by chance


def choice(name, seed):
    return import_module(f"coursework.{name}").choose(generator(seed, name, "choice"))


def text(notebook):
    return "\n".join(cell.source for cell in notebook.cells)


def test_one_seed_gives_the_same_bytes_in_another_process(tmp_path):
    code = (
        "from coursework.masters import SETS, build_source\n"
        f"for name in SETS: build_source(name, {SEEDS[0]!r}, '.')"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(HERE.parent)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=tmp_path)
    for name in NAMES:
        again = tmp_path / "source" / name / f"{name}.ipynb"
        assert again.read_bytes() == build_source(name, SEEDS[0], tmp_path / "here").read_bytes()


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(NAMES), st.text("0123456789abcdef", min_size=12, max_size=32))
def test_nothing_private_is_handed_out(name, seed):
    handed = nbformat.writes(released(name, seed))
    shown = text(released(name, seed))
    assert seed not in handed
    assert "BEGIN" not in shown and "END" not in shown
    for piece in PIECE.findall(text(source(name, seed))):
        assert piece.strip() not in shown
    assert_hidden_numbers_stay_hidden(name, seed, shown)
    assert not any(literal(w) in shown for w in _mistakes(name))


def assert_hidden_numbers_stay_hidden(name, seed, shown):
    """Of the long numbers in the hidden tests none is printed in the notebook.

    But for pixels: a byte becomes the same number in every image.
    """
    given_out = set(LONG.findall(shown))
    secrets = {c: piece for c, piece in variant(name, seed)[1].items() if c != "prepare_values"}
    hidden = {number for piece in secrets.values() for number in LONG.findall(piece)}
    assert len(hidden) > 50
    assert not hidden & given_out


def _mistakes(name):
    return [m.words for m in import_module(f"coursework.{name}").MISTAKES]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_cells_tell_nothing_of_the_seed(name):
    one, other = source(name, SEEDS[0]), source(name, SEEDS[1])
    assert [c.id for c in one.cells] == [c.id for c in other.cells]
    assert [c.metadata for c in one.cells] == [c.metadata for c in other.cells]


@pytest.mark.parametrize("name", NAMES)
def test_two_seeds_give_other_data_and_other_hidden_tests(name):
    (words, secrets), (others, other_secrets) = (variant(name, seed) for seed in SEEDS[:2])
    assert words != others
    for cell in secrets:
        if "{" in secrets[cell]:
            assert secrets[cell] != other_secrets[cell], cell


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_of_another_class_do_not_pass(name):
    """Whatever is asked otherwise: handing in another class's solutions costs points."""
    for one, other in zip(SEEDS, (*SEEDS[1:], SEEDS[0]), strict=True):
        assert choice(name, one) != choice(name, other)
        theirs = {
            about(cell)["grade_id"]: cell.source
            for cell in source(name, other).cells
            if about(cell).get("solution") and cell.cell_type == "code"
        }
        mine = source(name, one)
        failed = failures(mine, namespace(mine, theirs))
        assert 0 < len(failed) <= len(automatic(mine))


@pytest.mark.parametrize("name", NAMES)
def test_many_seeds_ask_for_many_things(name):
    assert len({choice(name, f"class {k}") for k in range(40)}) > 20


def test_purposes_and_sets_draw_from_different_numbers():
    drawn = {
        (name, purpose): generator("seed", name, purpose).integers(2**60)
        for name in NAMES
        for purpose in ("choice", "public", "hidden")
    }
    assert len(set(drawn.values())) == len(drawn)


def test_tenths_lie_in_their_range_and_are_never_zero():
    numbers = tenths(np.random.default_rng(0), -0.3, 0.2, 1000)
    assert set(numbers.tolist()) == {-0.3, -0.2, -0.1, 0.1, 0.2}


def test_one_of_gives_python_values_back():
    assert one_of(np.random.default_rng(0), (True,)) is True


@pytest.mark.parametrize("value", [1, -0.1, (1.5,), ([1.0, 2.5], 3), [[1.0, 2]], "a", True])
def test_literals_read_back_as_what_they_were(value):
    assert eval(literal(value)) == value


def test_literals_of_arrays_are_lists_with_ten_digits():
    assert literal(np.array([[1.0, 1 / 3]])) == "[[1.0, 0.3333333333]]"


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("scale", SCALES)
def test_the_project_walks_below_the_limit_for_every_class(data, scale):
    asked = choice("hw3", SEEDS[0])._replace(data=data, scale=scale, c=1.0, p=1.0, lr=0.04)
    for every in (4, 5):
        for first in range(every):
            (X, y), _ = parts(asked._replace(every=every, first=first))
            steepest = 2 / len(y) * np.linalg.norm(X, 2) ** 2 + 2 * max(ALPHAS)
            assert asked.lr * steepest < 2
    assert np.isfinite(project(asked)(max(ALPHAS)))


@pytest.mark.parametrize("name", NAMES)
def test_every_class_has_examples_that_say_something_and_a_name_for_most_mistakes(name):
    """No example of the text is zero, huge or no number; nearly all mistakes are told."""
    module = import_module(f"coursework.{name}")
    examples = ABOUT.findall((HERE / f"{name}.md").read_text(encoding="utf-8"))
    assert len(examples) > 4
    for k in range(25):
        words, secrets = variant(name, f"some class {k}")
        named = sum(repr(m.words) in "".join(secrets.values()) for m in module.MISTAKES)
        assert named > 0.7 * len(module.MISTAKES)
        assert "nan" not in "".join(secrets.values()) and "inf" not in "".join(secrets.values())
        for word in examples:
            sizes = np.abs(np.array(eval(words[word]), float))
            assert 1e-3 < sizes.max() < 1e7, (word, words[word])


@pytest.mark.parametrize("name", NAMES)
def test_each_class_is_asked_one_of_several_questions_in_words(name):
    """So that a model answer that is about does not fit, least of all one with numbers in it."""
    asked = Counter(
        tuple(text for word, text in variant(name, f"some class {k}")[0].items() if word in ASKS)
        for k in range(25)
    )
    assert len(asked) >= 3
    assert max(asked.values()) <= 15
