"""A copy in a real JupyterLab: it moves before anything is run, and on every day after."""

import json
import re
import urllib.request

import pytest

from tools import build, copies
from tools.jupyter_page import open_in

LESSON = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A lesson

```{code-cell} ipython3
from gdlab import predict

predict("p", "Which way?", {"up": "No.", "down": "Yes."}, answer="down")
```

```{code-cell} ipython3
:tags: [nbval-ignore-output]

from gdcore.data import lecture
from gdlab.explorers import learning_rate

X, y, start, _ = lecture()
learning_rate(X, y, start, loss="half_sse")
```
"""
STAGE = ".gd-stage svg path"
UNRUN = re.compile(r"\[ \]:")


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """The lesson, built: what a learner's copy is made of."""
    folder = tmp_path_factory.mktemp("lesson")
    (folder / "fresh").mkdir()
    (folder / "05_small.md").write_text(LESSON, encoding="utf-8")
    notebook = folder / "05_small.ipynb"
    alive = build.build(folder / "05_small.md", notebook)
    build.hand_out(notebook, alive, folder / "fresh" / notebook.name)
    return folder / "fresh"


@pytest.fixture
def day(chromium, lab, handed_out, monkeypatch):
    """Open the copy, as on another day: another browser, another kernel; nothing is run."""
    address, folder = lab
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder.parent / "data"))
    assert copies.main([], handed_out, folder) == 0
    contexts = []

    def day_(wait=STAGE):
        for session in asked(f"{address}/api/sessions?token=t"):
            asked(f"{address}/api/sessions/{session['id']}?token=t", "DELETE")
        contexts.append(chromium.new_context(viewport={"width": 1200, "height": 1000}))
        return open_in(contexts[-1], address, "05_small.ipynb", wait, run=False)

    yield day_
    for context in contexts:
        context.close()


def asked(address, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(address, method=method)) as answer:
        return json.loads(answer.read() or "null")


def inside(part, whole):
    """Whether a part is seen within the box of the whole."""
    part.wait_for()
    inner, outer = part.bounding_box(), whole.bounding_box()
    return inner["width"] > 20 and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1


def save(book):
    book.page.locator(".jp-Notebook").click(position={"x": 4, "y": 4})
    book.page.keyboard.press("Control+s")
    book.page.locator(".jp-mod-dirty").wait_for(state="detached")


def moves(book):
    before, was = book.moving(), book.read_out()
    book.slider("learning rate").press("ArrowRight")
    book.until_moved(before)
    return book.read_out() != was


def test_it_moves_before_anything_is_run_by_key_and_pointer(day):
    book = day()
    assert book.page.get_by_text(UNRUN).count() == 2 and moves(book)
    before, thumb = book.moving(), book.thumb("learning rate")
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    book.page.mouse.move(x, y)
    book.page.mouse.down()
    book.page.mouse.move(x + 80, y, steps=5)
    book.page.mouse.up()
    book.until_moved(before)
    assert book.page.get_by_text(UNRUN).count() == 2
    mark = "e => getComputedStyle(e, '::before').display"
    broken = book.page.locator(".jupyter-widgets-disconnected")
    assert set(broken.evaluate_all(f"all => all.map({mark})")) <= {"none"}
    book.shot("alive_on_opening")
    assert book.trouble == []


def test_on_every_later_day_it_stands_as_it_was_left(day):
    book = day()
    save(book)
    book = day()  # saved unrun
    book.page.get_by_role("menuitem", name="Run", exact=True).click()
    book.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    form = book.page.locator(".gd-form")
    form.get_by_role("radio", name="down").click()
    verdict = form.get_by_text("Noted: “down”.")
    assert inside(verdict, form.locator("fieldset"))  # of two widgets, none hides the other's words
    book.page.locator(STAGE).first.wait_for(state="attached")
    assert moves(book)
    said = book.read_out()
    save(book)
    for _ in range(2):  # the first save after opening is the one that loses what it did not make
        book = day()
        assert book.read_out() == said and moves(book)
        form = book.page.locator(".gd-form")
        assert form.get_by_role("radio", name="down").is_checked()
        assert form.get_by_text("Noted: “down”.").is_visible()
        save(book)  # what was moved without a kernel, JupyterLab does not save
    book.shot("alive_on_another_day")
    assert book.trouble == []
