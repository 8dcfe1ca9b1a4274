"""Predictions and quiz in a real JupyterLab: by keyboard, pointer and screen reader, any day."""

import pytest
from playwright.sync_api import TimeoutError as TooLate

from tests.helpers.access import violations
from tools.jupyter_page import PATIENCE, SCREENSHOTS

PREDICT = """from gdlab import predict, progress, quiz, reveal
options = {"It grows": "Look at the sign.", "It shrinks": "The step is small enough.",
           "It stays": "The gradient is not zero."}
predict("p", "What does the loss do?", options, answer="It shrinks")"""
QUIZ = """def steps(seed):
    n = 100 * (seed + 1)
    options = {f"{n}": "One a row?", f"{n // 10}": ""}
    return f"{n} rows, batches of 10: steps?", options, f"{n // 10}"
quiz("q", [("And a second time?", options, "It shrinks"), steps])"""
EXPLAIN = """from gdlab import explain, progress
explain("w", "Why does it grow?", "The step is too long.", ["too long", "steep"])"""
REVEAL, PROGRESS = 'reveal("p")', "progress('01')"
PICTURES = """from gdlab import predict
from matplotlib.figure import Figure
def curve(*y):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot(y)
    return figure
pictures = {"a curve that falls": curve(3, 2, 1), "a curve that rises": curve(1, 2, 3)}
predict("c", "Which is the loss?", dict.fromkeys(pictures, "."), "a curve that falls", pictures)"""
FORM = ".gd-form fieldset"


def group(page, question):
    """The question as a screen reader finds it: a group with its words as name."""
    return page.get_by_role("group", name=question)


def option(page, question, words):
    return group(page, question).get_by_role("radio", name=words, exact=True)


def said(page, question, words):
    """Wait until the question's own status line, which is read out, says this."""
    status = group(page, question).get_by_role("status")
    status.filter(has_text=words).wait_for(timeout=PATIENCE)


def run_again(page, cell):
    page.locator(".jp-CodeCell").filter(has_text=cell).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def active_cell(page):
    """Its place among the cells."""
    cells = "cells => cells.findIndex(cell => cell.classList.contains('jp-mod-active'))"
    return page.locator(".jp-Cell").evaluate_all(cells)


def menu(page, *labels):
    """Choose from JupyterLab's menus."""
    first, *others = labels
    page.get_by_role("menuitem", name=first, exact=True).click()
    for label in others:
        page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def shot(page, name):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_by_keyboard_alone_and_the_arrow_keys_stay(open_notebook):
    book = open_notebook([PREDICT, QUIZ, REVEAL, PROGRESS], wait=FORM)
    page = book.page
    page.get_by_text("No prediction was made").last.wait_for()
    option(page, "What does the loss do?", "It grows").click()
    said(page, "What does the loss do?", "Noted: “It grows”.")
    cell = active_cell(page)
    page.keyboard.press("ArrowDown")
    said(page, "What does the loss do?", "Press Space to answer.")
    assert option(page, "What does the loss do?", "It shrinks").is_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    said(page, "What does the loss do?", "Noted: “It shrinks”.")
    page.keyboard.press("d")
    page.keyboard.press("d")  # in JupyterLab this deletes a cell
    assert active_cell(page) == cell and page.locator(".jp-CodeCell").count() == 4
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    option(page, "And a second time?", "It grows").focus()
    page.keyboard.press("Space")
    said(page, "And a second time?", "❌ Not right. Look at the sign.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # leaving the group answers
    said(page, "And a second time?", "✅ Right. The step is small enough.")
    for each in (REVEAL, PROGRESS):
        run_again(page, each)
    page.get_by_text("Right: you predicted “It shrinks”.").wait_for()
    page.get_by_text(
        "predictions 1 of 1 made · checks 0 of 0 right · quiz 1 of 2 right · in words"
    ).wait_for()
    shot(page, "questions_by_key")
    assert book.trouble == []


def test_by_pointer_and_once_more_with_other_numbers(open_notebook):
    book = open_notebook([PREDICT, QUIZ], wait=FORM)
    page = book.page
    group(page, "What does the loss do?").get_by_text("It stays").click()
    said(page, "What does the loss do?", "Noted: “It stays”.")
    option(page, "100 rows, batches of 10: steps?", "10").click()
    said(page, "100 rows", "✅ Right.")
    page.get_by_role("button", name="Again, with other numbers").click()
    page.get_by_role("status").filter(has_text="Other numbers: answer again.").wait_for()
    option(page, "200 rows, batches of 10: steps?", "200").click()
    said(page, "200 rows", "❌ Not right. One a row?")
    run_again(page, "def steps")
    said(page, "200 rows", "❌ Not right. One a row?")
    assert option(page, "200 rows, batches of 10: steps?", "200").is_checked()
    assert book.trouble == []


def test_a_concept_test_is_clicked_reloaded_saved_and_read(open_notebook, tmp_path, lab):
    """As a student of a Korean class does; the page is loaded again half-way."""
    from coursework import conceptform
    from coursework.concepts import form
    from coursework.course import make

    course = make(tmp_path / "course", "ko")
    book = open_notebook(path=conceptform.release(course, "before"), wait=FORM)
    page, asked = book.page, form(course.seed(), "before")
    questions = page.get_by_role("group")
    page.get_by_text("문항 16개 가운데 0개에 답했습니다").wait_for()
    for k, one in enumerate(asked):
        questions.nth(k).get_by_role("radio", name=one.options[-1], exact=True).click()
        if k == 8:
            page.get_by_text("남은 문항: 10, 11,").wait_for()
            page.keyboard.press("Control+s")
            page.locator(".jp-mod-dirty").wait_for(state="detached")
            page.reload()
            page.get_by_text("남은 문항: 10, 11,").wait_for()
    page.get_by_text("문항 16개 가운데 16개에 답했습니다").wait_for()
    shot(page, "concept_test_ko")
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    (saved,) = lab[1].glob("test_a_concept_test*.ipynb")
    assert conceptform.chosen(saved.read_bytes(), asked) == [one.options[-1] for one in asked]
    assert book.trouble == []


def test_in_words_by_keyboard_alone_and_every_letter_stays_in_the_field(open_notebook):
    book = open_notebook([EXPLAIN, PROGRESS], wait=FORM)
    page = book.page
    text = page.get_by_role("textbox", name="Why does it grow?")
    compare = page.get_by_role("button", name="Compare")
    model = page.locator(".gd-form").get_by_text("The step is too long.")
    assert compare.is_disabled() and model.count() == 0
    text.focus()
    page.keyboard.type("dd: it jumps over\nthe valley")
    page.keyboard.press("Control+z")
    page.keyboard.type("!")
    assert text.input_value().startswith("dd: it") and text.input_value().endswith("!")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    said(page, "Why does it grow?", "A model answer: The step is too long.")
    assert page.locator(".jp-CodeCell").count() == 2
    run_again(page, PROGRESS)
    page.get_by_text("in words 1 of 1 written").wait_for()
    run_again(page, "from gdlab import explain")
    said(page, "Why does it grow?", "• steep")
    assert text.input_value().startswith("dd: it")
    shot(page, "in_words")
    assert book.trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(theme, open_notebook):
    book = open_notebook([PREDICT, QUIZ, PICTURES, EXPLAIN], wait=FORM)
    page = book.page
    option(page, "And a second time?", "It grows").click()
    said(page, "And a second time?", "❌ Not right.")
    group(page, "Which is the loss?").wait_for()
    if theme == "dark":
        menu(page, "Settings", "Theme", "JupyterLab Dark")
        page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    for form in page.locator(".gd-form").all():
        form.scroll_into_view_if_needed()
    shot(page, f"questions_{theme}")
    found = violations(page, ".gd-form")
    boxes = [label.bounding_box() for label in page.locator(".gd-form label").all()]
    if theme == "dark":
        menu(page, "Settings", "Theme", "JupyterLab Light")  # for the tests to come
    assert found == []
    assert min(box["height"] for box in boxes) >= 24


def test_a_picture_is_chosen_by_its_words(open_notebook):
    book = open_notebook([PICTURES], wait=FORM)
    page = book.page
    option(page, "Which is the loss?", "a curve that rises").click()
    said(page, "Which is the loss?", "Noted: “a curve that rises”.")
    assert page.locator(".gd-form img").first.evaluate("image => image.naturalWidth") == 200
    assert book.trouble == []


def test_a_stopped_python_is_told_and_nothing_accepted_in_silence(open_notebook):
    book = open_notebook([PREDICT, "reveal('p')"], wait=FORM)
    page = book.page
    page.get_by_text("No prediction was made").last.wait_for()
    menu(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.get_by_text("(ipykernel) | Idle").wait_for()
    option(page, "What does the loss do?", "It grows").click()
    page.get_by_role("status").filter(has_text="Not noted yet: Python has not answered.").wait_for()
    shot(page, "questions_after_a_restart")
    run_again(page, "What does the loss do?")
    page.get_by_text("Not noted yet").wait_for(state="detached")
    option(page, "What does the loss do?", "It grows").click()
    said(page, "What does the loss do?", "Noted: “It grows”.")


def test_the_second_day_shows_what_was_chosen_and_said(open_notebook):
    """Saved with its widgets, its kernel shut down, opened again before any cell has run."""
    book = open_notebook([PREDICT], wait=FORM)
    page = book.page
    option(page, "What does the loss do?", "It shrinks").click()
    said(page, "What does the loss do?", "Noted: “It shrinks”.")
    menu(page, "File", "Save Notebook")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    menu(page, "Kernel", "Shut Down Kernel")
    page.get_by_text("No Kernel").first.wait_for()
    page = reopened(book)
    assert option(page, "What does the loss do?", "It shrinks").is_checked()
    said(page, "What does the loss do?", "Noted: “It shrinks”.")
    option(page, "What does the loss do?", "It grows").click()
    page.get_by_role("status").filter(has_text="run this cell and choose again").wait_for()


def reopened(book):
    """The page loaded again, as on another day.

    On a machine that is busy enough JupyterLab may stay at "Loading widget ...", whatever widget it
    is (seen in two of some thirty runs): then a reader loads the page once more.
    """
    form = book.page.locator(FORM).first
    book.page.reload()
    try:
        form.wait_for()
    except TooLate:
        book.page.reload()
        form.wait_for()
    return book.page
