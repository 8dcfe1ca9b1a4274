"""The minutes of a lesson, counted on a small one by hand."""

import json

import pytest

from tools import build
from tools.minutes import UNTOLD, load, words

HEAD = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"
CODE = "\n```{{code-cell}} ipython3\n{}\n```\n"


@pytest.fixture
def small(tmp_path):
    """150 words, a line of code, a question, a quiz of two, an explorer, an exercise."""
    path = tmp_path / "09_small.md"
    text = "# Small\n\n**Time**: 11 minutes.\n\n" + "word " * 145 + "\n"
    cells = [
        "1 + 1",
        'predict("p", "?", {}, answer="")',
        "from gdlab.explorers import modes\nmodes(X)",
        "check.least_squares(mine)",
        'quiz("q", [1, 2])',
    ]
    path.write_text(HEAD + text + "".join(map(CODE.format, cells)), encoding="utf-8")
    return path


def test_they_are_the_sum_of_what_is_asked(small):
    about = load(small)
    found_cells = 2  # a sentence and the cell that finds the package, which every lesson gets
    assert about.cells == 1 + 5 + found_cells
    assert about.counts == {"questions": 3, "explorers": 1, "exercises": 1, "solution lines": 1}
    spoken = 3 * 1 + 1 * 2 + 1 * 2 + 1 * 2
    assert about.minutes == round(about.words / 150 + about.lines / 12 + spoken)
    assert about.stated == 11 and 0 < about.places[0] < 1


@pytest.mark.parametrize("asked", ["questions", "[q for q in range(5)]"])
def test_a_quiz_that_is_not_written_out_has_the_questions_its_notebook_tells(
    asked, tmp_path, monkeypatch
):
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path)
    lesson = tmp_path / "09_named.md"
    lesson.write_text(HEAD + "# Named\n" + CODE.format(f'quiz("q", {asked})'), encoding="utf-8")
    assert load(lesson).counts["questions"] == UNTOLD
    told = {"q": {"takes": [["?"] * 5, ["?"] * 5]}}
    (tmp_path / "09_named.told.json").write_text(json.dumps(told), encoding="utf-8")
    assert load(lesson).counts["questions"] == 5


def test_what_a_lesson_tells_is_what_its_quiz_asks():
    """Lesson 12 hands its quizzes over by name: 4 and 6 questions, with 5 predictions."""
    assert load(build.LESSONS / "12_cluster.md").counts["questions"] == 4 + 6 + 5


@pytest.mark.parametrize(
    ("prose", "count"),
    [
        ("a formula $x + y$ is one", 5),
        ("$$\na = b + c\n$$ and two", 3),
        ("[two words](a/link.ipynb)", 2),
        ("`a name` in code", 3),
    ],
)
def test_a_word_is_what_a_reader_meets(prose, count):
    assert len(words(prose)) == count
