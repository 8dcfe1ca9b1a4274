"""Explorers of lessons 10 and 11 in a real JupyterLab, by key and pointer; and a whole lesson."""

import re

import pytest

from tests.helpers import ROOT
from tools.jupyter_page import SAYS

BUDGET = (
    "from gdlab.explorers.memory_budget import memory_budget\n"
    "stage = memory_budget(16 * 10**9)\nstage"
)
PIPELINE = """import tempfile
from pathlib import Path
import numpy as np
from gdcore.scale.disk import write_rows
from gdlab.explorers.pipeline_timeline import pipeline_timeline
pieces = [(np.ones((1024, 16, 16, 3), np.uint8), np.ones(1024, np.float32))]
with tempfile.TemporaryDirectory() as folder:
    rows = write_rows(Path(folder) / "a", pieces, 1024, (16, 16, 3), "uint8")
    stage = pipeline_timeline(rows, lambda X, y: (X.reshape(len(X), -1) / np.float32(255), y))
stage"""


def press(book, label, *keys):
    """Keys on a slider, each seen to change the words, and so the numbers."""
    for key in keys:
        said = book.read_out()
        book.slider(label).focus()
        book.page.keyboard.press(key)
        until_says_else(book, said)


def until_says_else(book, said):
    script = "said => document.querySelector('.gd-stage .gd-read').innerText !== said"
    book.page.wait_for_function(script, arg=said)


def drag(book, label, by):
    """The handle of a slider, taken by the pointer and moved."""
    said, box = book.read_out(), book.thumb(label)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    book.page.mouse.move(x, y)
    book.page.mouse.down()
    book.page.mouse.move(x + by, y, steps=6)
    book.page.mouse.up()
    until_says_else(book, said)


def bars(book):
    """Left edge and width, in picture pixels, of every bar that is shown."""
    script = """e => [...e.querySelectorAll('svg path')].filter(p => p.getAttribute('d'))
        .map(p => p.getBBox()).filter(b => b.width > 0 && b.height > 20)
        .map(b => [b.x, b.width, b.height])"""
    return book.stage.evaluate(script)


@pytest.mark.parametrize("label, by", [("height", -150), ("width", 150)])
def test_the_sides_of_an_image_by_key_and_pointer(open_notebook, label, by):
    book = open_notebook([BUDGET, SAYS])
    book.until_says("256 × 256 × 3 × 1,000,000 in uint8: 196,608,000,000 bytes = 2^37.52.")
    press(book, label, "ArrowLeft", "ArrowRight", "ArrowRight")
    drag(book, label, by)
    book.said_by_python()
    book.check()


def test_the_budget_by_its_other_controls(open_notebook):
    book = open_notebook([BUDGET, SAYS])
    book.shot("memory_budget_first")
    whole, batch = sorted((bar[1] for bar in bars(book)), reverse=True)
    press(book, "number of images n", "ArrowRight", "ArrowLeft", "ArrowLeft")
    book.until_says("100,000 in uint8: 19,660,800,000 bytes")
    less = max(bar[1] for bar in bars(book))
    assert less < whole and min(bar[1] for bar in bars(book)) == batch  # whatever n is
    press(book, "batch size b", "ArrowRight")
    book.until_says("One batch of 1,024: 201,326,592 bytes")
    drag(book, "batch size b", -200)
    drag(book, "number of images n", 200)
    for choice in ("float64", "1"):
        said = book.read_out()
        book.choice(choice).focus()
        book.page.keyboard.press("Space")
        until_says_else(book, said)
    assert "× 1 ×" in book.said_by_python() and "float64" in book.read_out()
    book.choice("float32").check()
    book.until_says("float32")
    book.shot("memory_budget_moved")
    book.check()


def test_the_bars_are_as_long_as_the_words_say(open_notebook):
    """On an axis of decades: ten times the images is one fourteenth of the axis more."""
    book = open_notebook([BUDGET])
    book.until_says("1,000,000 in uint8")
    million = max(bar[1] for bar in bars(book))
    press(book, "number of images n", "ArrowLeft")
    book.until_says("100,000 in uint8")
    hundred_thousand = max(bar[1] for bar in bars(book))
    press(book, "number of images n", "ArrowLeft", "ArrowLeft")
    book.until_says("1,000 in uint8")
    thousand = max(bar[1] for bar in bars(book))
    decade = million - hundred_thousand
    assert decade > 20 and abs((hundred_thousand - thousand) / 2 - decade) < 1


def test_a_timeline_by_every_control(open_notebook):
    book = open_notebook([PIPELINE, SAYS])
    book.until_says("Workers 1, 2 ahead, batches of 128: done after")
    assert "times as fast as in turn" in book.read_out()
    book.shot("pipeline_timeline_first")
    press(book, "batch size b", "ArrowLeft", "ArrowRight", "ArrowRight")
    press(book, "batches ahead", "ArrowRight")
    press(book, "workers that prepare", "ArrowRight")
    book.until_says("Workers 2, 4 ahead, batches of 256")
    book.said_by_python()
    book.shot("pipeline_timeline_two")
    drag(book, "workers that prepare", -400)
    book.until_says("Workers none: in turn")
    drag(book, "batch size b", -400)
    drag(book, "batches ahead", -300)
    book.until_says("batches of 64")
    words = book.said_by_python()
    assert re.search(r"One after another; \d+ % of it is to (read|prepare|train)\.", words)
    book.shot("pipeline_timeline_moved")
    book.check()


LESSONS = {
    "10_memory": ("asked 80,000 MB", "same gradient: True", "checks 0 of 3"),
    "11_pipeline": ("reading waits", "ValueError while batch 0", "checks 0 of 3"),
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_whole_lesson_runs_in_lab(open_notebook, lab, lesson):
    book = open_notebook(path=ROOT / "notebooks" / f"{lesson}.ipynb")  # waits for its first stage
    running = """() => [...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')]
        .every(prompt => !prompt.innerText.includes('*'))"""
    book.page.wait_for_function(running, timeout=300_000)  # a whole lesson, on a busy machine, too
    book.page.get_by_text("(ipykernel) | Idle").wait_for()
    shown = book.page.locator(".jp-OutputArea-output")
    for words in LESSONS[lesson]:
        pattern = re.compile(words.replace(" ", r"\s+"))
        found = shown.filter(has_text=pattern).last
        found.scroll_into_view_if_needed()
        book.page.screenshot(path=shot(f"lesson_{lesson[:2]}_" + re.sub(r"\W+", "_", words)))
    assert book.page.locator(".gd-stage svg").count() == 1
    assert not (lab[1] / "data-cache").exists()
    book.check()


def shot(name):
    from tools.jupyter_page import SCREENSHOTS

    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS / f"{name}.png"
