"""The concept test: each item catches the idea it is meant for, and the gain is what was gained."""

import json
import re
import zipfile
from functools import lru_cache

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_markdown_cell, new_output

pytest.importorskip("nbgrader")

from coursework import conceptform
from coursework.__main__ import main
from coursework.collect import collect
from coursework.concepts import FORMS, IDEAS, ITEMS, form, shown
from coursework.course import make
from coursework.gain import gain, interval
from coursework.trouble import Trouble
from gdlab.notebook.language import use

SEEDS = range(200)


def walk(b, slope, lr, steps):
    """Gradient descent, one step after another."""
    for _step in range(steps):
        b = b - lr * slope(b)
    return b


def last_that_converges(curvatures):
    """By trial: the largest lr with which no direction grows, by bisection."""
    low, high = 0.0, 4.0
    for _halving in range(60):
        lr = (low + high) / 2
        fits = all(abs(walk(1.0, lambda b, c=c: c * b, lr, 1)) < 1 for c in curvatures)
        low, high = (lr, high) if fits else (low, lr)
    return low


@lru_cache
def floor(lr, steps):
    """The squared error of noisy steps on b²/2, on average, followed step by step."""
    square = 1.0
    for _step in range(steps):
        square = (1 - lr) ** 2 * square + lr**2
    return square


def mean_of_minibatches(g, size, n):
    rows = np.random.default_rng(0).normal(size=n)
    rows += g - rows.mean()
    return rows.reshape(-1, size).mean(axis=1).mean()  # each row is in one minibatch


def variance_of_mean(v, size):
    """Of two values drawn with replacement: all numbers of heads, by their probabilities."""
    chances = np.array([1.0])
    for _row in range(size):
        chances = np.convolve(chances, [0.5, 0.5])
    means = np.sqrt(v) * (2 * np.arange(size + 1) - size) / size
    return float(chances @ means**2)


ORACLES = (
    lambda b, g, lr: walk(b, lambda _b: g, lr, 1),
    lambda g, lr: abs(walk(0, lambda _b: g, lr, 1)),
    lambda c: last_that_converges([c]),
    lambda b, c, lr: walk(b, lambda at: c * at, lr, 1),
    lambda b, c, lr: walk(b, lambda at: c * at, lr, 2),
    lambda steep, flat: last_that_converges([steep, flat]),
    lambda steep, flat: walk(1, lambda at: flat * at, 1 / steep, 1),
    lambda steep, flat, first, second: (
        (walk(second, lambda b: flat * b, 0.01, 1) - second)
        / (walk(first, lambda b: steep * b, 0.01, 1) - first)
    ),
    lambda low, high: np.interp(0.5, [0, 1], [low, high]),
    lambda n, basins, share: np.mean(np.arange(100) < share) * n,
    lambda n, size, g: mean_of_minibatches(g, size, n),
    lambda v, size: variance_of_mean(v, size),
    lambda f, times: f * floor(0.002 / times, 20_000) / floor(0.002, 20_000),
    lambda f, times: f * floor(0.1, 500 * times) / floor(0.1, 500),
    lambda n, d, size, epochs: np.empty((size, d)).nbytes / 1e6,
    lambda n, size, start, end: np.arange(start, end + 1)[:size].mean(),
)


@pytest.fixture(scope="module")
def pairs():
    """For each item the two drawings of every seed."""
    from coursework.concepts import pair

    return [[pair(item, np.random.default_rng(seed)) for seed in SEEDS] for item in ITEMS]


@pytest.mark.parametrize("k", range(len(ITEMS)))
def test_the_right_option_is_right_and_the_others_are_others(pairs, k):
    for drawn in (one for both in pairs[k] for one in both):
        assert ORACLES[k](**drawn.places) == pytest.approx(drawn.right, rel=2e-3)
        assert len(set(drawn.texts())) == len(drawn.texts()) == 1 + len(drawn.wrong)
        assert set(drawn.wrong) <= set(IDEAS)


BELIEVERS = {  # what who holds the idea answers, as they would say it: (item, idea): rule
    (1, "uphill"): lambda b, g, lr: walk(b, lambda _b: -g, lr, 1),
    (1, "step is gradient"): lambda b, g, lr: walk(b, lambda _b: g, 1, 1),
    (1, "step is lr"): lambda b, g, lr: walk(b, lambda _b: g / abs(g), lr, 1),
    (2, "step is gradient"): lambda g, lr: g,
    (2, "step is lr"): lambda g, lr: lr,
    (3, "limit is fastest"): lambda c: last_that_converges([c]) / 2,
    (3, "limit is one"): lambda c: 1,
    (3, "limit grows"): lambda c: c / 2,
    (4, "never crosses"): lambda b, c, lr: max(0, walk(b, lambda at: c * at, lr, 1)),
    (4, "uphill"): lambda b, c, lr: walk(b, lambda at: -c * at, lr, 1),
    (4, "step is lr"): lambda b, c, lr: walk(b, lambda _at: 1, lr, 1),
    (5, "same steps"): lambda b, c, lr: walk(b, lambda _at: c * b, lr, 2),
    (5, "lr is the factor"): lambda b, c, lr: b * lr * lr,
    (5, "uphill"): lambda b, c, lr: walk(b, lambda at: -c * at, lr, 2),
    (6, "flat limit"): lambda steep, flat: last_that_converges([flat]),
    (6, "average limit"): lambda steep, flat: last_that_converges([(steep + flat) / 2]),
    (6, "limit is fastest"): lambda steep, flat: last_that_converges([steep]) / 2,
    (7, "all alike"): lambda steep, flat: walk(1, lambda at: steep * at, 1 / steep, 1),
    (7, "left is removed"): lambda steep, flat: 1 - walk(1, lambda at: flat * at, 1 / steep, 1),
    (8, "straight"): lambda steep, flat, first, second: (0 - second) / (0 - first),
    (8, "along contour"): lambda steep, flat, first, second: -(steep * first) / (flat * second),
    (9, "below both"): lambda low, high: min(low, high),
    (9, "up to higher"): lambda low, high: max(low, high),
    (10, "always best"): lambda n, basins, share: n,
    (10, "basins alike"): lambda n, basins, share: n / basins,
    (11, "batch is share"): lambda n, size, g: np.full(size, g).sum() / n,
    (11, "batch is sum"): lambda n, size, g: np.full(size, g).sum(),
    (12, "size is nothing"): lambda v, size: v,
    (12, "size is square"): lambda v, size: v / size / size,
    (13, "lr is speed"): lambda f, times: f,
    (13, "no floor"): lambda f, times: 0,
    (14, "steps lower"): lambda f, times: f / times,
    (14, "no floor"): lambda f, times: 0,
    (15, "all rows"): lambda n, d, size, epochs: n * d * 8 / 1e6,
    (15, "adds up"): lambda n, d, size, epochs: epochs * size * d * 8 / 1e6,
    (16, "order is nothing"): lambda n, size, start, end: (start + end) / 2,
    (16, "batch is share"): lambda n, size, start, end: (start + end) / 2 * size / n,
}


@pytest.mark.parametrize("k", range(len(ITEMS)))
def test_who_holds_an_idea_chooses_its_option_and_no_other(pairs, k):
    for drawn in (one for both in pairs[k] for one in both):
        for idea, wrong in drawn.wrong.items():
            answer = shown(BELIEVERS[k + 1, idea](**drawn.places))
            assert [t for t in drawn.texts() if t == answer] == [shown(wrong)]


def test_every_idea_is_caught_somewhere():
    assert {idea for _item, idea in BELIEVERS} == set(IDEAS)


def test_both_forms_ask_the_same_with_other_numbers_and_classes_differ():
    before, after = (form("a", name) for name in FORMS)
    assert [one.item for one in before] == [one.item for one in after] == list(ITEMS)
    for one, other in zip(before, after, strict=True):
        assert one.places != other.places and set(one.ideas) == set(other.ideas)
    assert [one.words() for one in before] != [one.words() for one in form("b", "before")]


def test_gain_is_hakes():
    before, after = np.array([[1, 0], [0, 0]]), np.array([[1, 1], [1, 0]])
    assert gain(before, after) == pytest.approx((0.75 - 0.25) / (1 - 0.25))
    assert np.isnan(gain(np.ones((2, 2)), np.ones((2, 2))))
    assert interval(before, after) == interval(before, after)


def test_the_interval_covers_a_known_gain_about_as_often_as_it_says():
    """Each student knows 40 % before; of what is not known, half is learned: g = 0.5."""
    covered = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        before = rng.random((40, 16)) < 0.4
        after = before | (rng.random((40, 16)) < 0.5)
        low, high = interval(before, after)
        covered += low <= 0.5 <= high
    assert covered >= 33


def filled(path, letters, clicked=False):
    """A form with these answers, clicked as JupyterLab keeps them, or typed by hand."""
    book = nbformat.read(path, as_version=4)
    lines = "\n".join(f"{k}: {letter}" for k, letter in enumerate(letters, 1))
    if clicked:
        book.cells[1].outputs = [new_output("display_data", {"text/plain": lines})]
    else:
        book.cells[-1].source = f'answers = """\n{lines}\n"""'
    return nbformat.writes(book)


def test_a_teacher_does_the_whole_round(tmp_path, capsys):
    course = make(tmp_path / "course")
    for name in FORMS:
        assert main(["concept", str(course.root), name]) == 0
        asked = form(course.seed(), name)
        right = ["abcd"[one.ideas.index(None)] for one in asked]
        wrong = ["abcd"[one.ideas.index(next(filter(None, one.ideas)))] for one in asked]
        for student in range(10):
            knows = student < (2 if name == "before" else 6)
            path = tmp_path / f"s{student}.ipynb"
            letters = right if knows else wrong
            path.write_text(filled(course.release(f"concept-{name}"), letters, student % 2))
            assert main(["collect", str(course.root), f"concept-{name}", str(path)]) == 0
    capsys.readouterr()
    assert main(["gain", str(course.root)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"class +20% +60% +0\.50 \[", said) and "10 students" in said
    stayed = [next(filter(None, one.ideas)) for one in form(course.seed(), "after")]
    assert all(f"4: {IDEAS[idea]}" in said for idea in stayed)


def test_a_form_holds_no_idea_and_no_seed_and_speaks_korean(tmp_path):
    course = make(tmp_path / "course")
    path = conceptform.release(course, "before", "ko")
    text = path.read_text(encoding="utf-8")
    assert course.seed() not in text and not any(words in text for words in IDEAS.values())
    about = {"cell_type", "id", "metadata", "source", "outputs", "execution_count"}
    for cell in json.loads(text)["cells"]:
        assert set(cell) <= about and set(cell["metadata"]) <= {"jupyter"}
    use("ko")
    assert all(one.words() in _text(text) for one in form(course.seed(), "before"))
    use("en")
    assert not any(one.words() in _text(text) for one in form(course.seed(), "before"))


def test_the_file_with_more_answers_is_taken(tmp_path):
    course = make(tmp_path / "course")
    path = conceptform.release(course, "before")
    with zipfile.ZipFile(tmp_path / "before.zip", "w") as archive:
        archive.writestr("kim/concept-before (1).ipynb", filled(path, "abab"))
        archive.writestr("kim/concept-before.ipynb", path.read_text())
        archive.writestr("lee/concept-before.ipynb", filled(path, "a"))
    notes = collect(course, "concept-before", tmp_path / "before.zip")["kim"]
    assert "concept-before__1_.ipynb" in notes[0]
    assert sum(map(bool, conceptform.answers(course, "before")["kim"])) == 4


def test_a_form_that_was_given_out_before_there_was_anything_to_click_is_read(tmp_path):
    course = make(tmp_path / "course")
    path = conceptform.release(course, "before")
    book = nbformat.reads(filled(path, "ab"), as_version=4)
    items = [new_markdown_cell("**1.** Where is b?\n\n- a: 1\n- b: 2")]
    book.cells = [*items, book.cells[-1]]
    asked = form(course.seed(), "before")
    found = conceptform.chosen(nbformat.writes(book).encode(), asked)
    assert found[:3] == [asked[0].options[0], asked[1].options[1], None]


def test_a_form_that_may_have_been_given_out_stays(tmp_path):
    course = make(tmp_path / "course")
    path = conceptform.release(course, "before")
    given = path.read_bytes()
    assert conceptform.release(course, "before").read_bytes() == given
    with pytest.raises(Trouble, match="may have been given out"):
        conceptform.release(course, "before", "ko")
    assert path.read_bytes() == given
    path.unlink()
    assert conceptform.release(course, "before", "ko").read_bytes() != given


def _text(book):
    return "\n".join(cell.source for cell in nbformat.reads(book, as_version=4).cells)


def test_a_damaged_file_answers_nothing():
    asked = form("a", "before")
    for data in (b"", b"\xff\xfe", b"{}", b"[1]"):
        assert conceptform.chosen(data, asked) == [None] * len(ITEMS)
