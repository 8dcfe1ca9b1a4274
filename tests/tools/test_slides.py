"""The slides of a lesson: what is looked at on the slide, what is said in its notes, in order."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from tools.book.chapters import as_form
from tools.book.slides import ROOM, STUB, deck, slides


def cut(*pieces):
    """The slides of a page with a heading and these pieces: [(shown, notes)], as text."""
    page = "<section><h1>3. Small</h1><section><h2>A part</h2>" + "".join(pieces)
    found = slides(BeautifulSoup(page + "</section></section>", "html.parser"))
    words = lambda parts: re.sub(r"\s+", " ", BeautifulSoup("".join(parts), "html.parser").text)  # noqa: E731
    return [(words(slide.shown), words(slide.notes)) for slide in found[1:]]


def form(*questions):
    said = [{"sign": "", "words": "because"}]
    options = [{"words": "yes", "picture": ""}]
    asked = [{"text": text, "options": options, "said": said} for text in questions]
    return as_form("p", {"takes": [asked, asked], "words": {}})


def code(text, output=""):
    given = f'<div class="cell_output"><div class="output"><pre>{output}</pre></div></div>'
    source = f'<div class="cell_input"><pre>{text}</pre></div>'
    return f'<div class="cell">{source}{given if output else ""}</div>'


PICTURE = '<div class="cell_output"><img src="_images/a.png"></div>'


def test_prose_is_said_to_what_it_follows_and_a_colon_announces():
    found = cut(PICTURE, "<p>It falls.</p><p>Now the second:</p>", PICTURE, "<p>It rises.</p>")
    assert found == [("", "It falls."), ("", "Now the second:It rises.")]


def test_a_question_stands_alone_and_its_result_comes_later():
    result = f'<details class="gd-result"><summary>The result</summary>{code("f()", "7")}</details>'
    found = cut("<p>Think.</p>", form("Up?"), result)
    assert found == [(" Up?yes", "Think."), ("f()7", "")]


def test_a_quiz_is_a_slide_a_question_in_all_its_takes():
    page = BeautifulSoup(f"<section><h1>3</h1>{form('Up?', 'Down?')}", "html.parser")
    forms = [BeautifulSoup(slide.shown[0], "html.parser") for slide in slides(page)]
    asked = [json.loads(form.script.string)["takes"] for form in forms]
    assert [[take[0]["text"] for take in takes] for takes in asked] == [["Up?"] * 2, ["Down?"] * 2]


def test_what_code_prints_waits_for_a_key():
    page = BeautifulSoup(f"<h1>3</h1><h2>A</h2>{code('f()', '7')}", "html.parser")
    shown = BeautifulSoup("".join(slides(page)[1].shown), "html.parser")
    assert shown.select_one(".fragment").text == "7"


def test_a_task_stands_with_what_it_asks_for():
    task = "<p>Write the sum of squares.</p>"
    [(shown, notes)] = cut(task, code(STUB + "sum(x): ..."))
    assert shown.startswith("Write the sum of squares.") and notes == ""


def test_a_slide_takes_no_more_than_it_has_room_for():
    found = cut(*(code(f"line {n}\n" * 6) for n in range(4)))
    assert len(found) == 2
    assert [text.count("line") for text, _ in found] == [12, 12]


def test_a_short_word_is_shown_where_nothing_else_is():
    assert cut("<p>Only this.</p>") == [("Only this.", "Only this.")]
    assert cut(f"<p>{'Much more. ' * 40}</p>")[0][0] == ""


def test_hints_and_answers_are_on_no_slide():
    hint = '<details class="gd-hint"><summary>Hint 1</summary><p>Add.</p></details>'
    assert "Hint" not in deck("03_small", f"<section><h1>3</h1><h2>A</h2>{PICTURE}{hint}</section>")


@pytest.mark.parametrize(
    ("on_the_page", "on_the_slides"),
    [
        ('src="_images/a.png"', 'src="../_images/a.png"'),
        ('href="05_stopping.html"', 'href="../05_stopping.html"'),
        ('href="#part"', 'href="../03_small.html#part"'),
        ('href="https://example.org/a"', 'href="https://example.org/a"'),
    ],
)
def test_addresses_lead_out_of_the_slides_folder(on_the_page, on_the_slides):
    page = f"<section><h1>3</h1><h2>A</h2><ul><li><a {on_the_page}>x</a></li></ul></section>"
    assert f"<a {on_the_slides}>" in deck("03_small", page)


def test_a_picture_fills_a_slide():
    assert ROOM < 540 and len(cut(PICTURE, PICTURE, PICTURE)) == 3
