"""The stage in a real JupyterLab: one truth for all views, and a word when Python is silent."""

import re

import pytest

POINT = """from gdlab.stage import Control, Dots, Handle, Label, Line, Readout, Stage, framed
import numpy as np
figure, ax = framed()
ax.set(xlim=(0, 10), ylim=(0, 10))
def seen(x, y):
    words = Readout(f"The point is at {x:.0f}, {y:.0f}; k is {{k}}.")
    return [Dots(ax, np.array([[x, y]]), size=12)], words
def move(x, y):
    x, y = round(x), round(y)
    return *seen(x, y), (x, y)
k = Control("k", "number k", range(5))
handle = Handle(ax, (2, 2), "the point", move)
stage = Stage(figure, [k], *seen(2, 2), [handle])
stage"""
AGAIN = "stage"
RINGS = """() => [...document.querySelectorAll('.gd-stage')].map(e =>
    e.querySelector('.gd-handle').getAttribute('transform'))"""


def ring(book, number=0):
    """Where a ring is in its picture."""
    return book.page.evaluate(RINGS)[number]


def drag(book, number, across, down):
    handle = book.page.locator(".gd-handle").nth(number)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    book.page.mouse.move(x, y)
    book.page.mouse.down()
    book.page.mouse.move(x + across, y + down, steps=5)
    book.page.mouse.up()


def save(book):
    book.page.keyboard.press("Control+s")
    book.page.get_by_text("Saving completed").wait_for()


def reload(book):
    """The page anew, as the notebook was saved, while its kernel lives on."""
    save(book)
    book.page.reload()


def test_every_view_shows_the_models_place_and_it_snaps(open_notebook):
    book = open_notebook([POINT, AGAIN])
    book.page.locator(".gd-stage").nth(1).wait_for()
    drag(book, 0, 100, -80)
    book.until_says("The point is at 5, 5", 0)
    book.until_says("The point is at 5, 5", 1)
    snapped = "translate(222 143)"  # 58 + 5 * 32.8 and 272 - 5 * 25.8
    book.page.wait_for_function(f"() => ({RINGS})().every(at => at === '{snapped}')")
    slider = book.page.get_by_role("slider", name="number k")
    slider.nth(1).focus()
    book.page.keyboard.press("End")
    book.until_says("k is 4", 0)
    assert slider.nth(0).input_value() == "4"
    reload(book)
    book.page.locator(".gd-stage").nth(1).wait_for()
    book.until_says("The point is at 5, 5; k is 4.")
    assert ring(book) == snapped
    book.check()


BUSY = """from time import sleep
print("busy from here on", flush=True)
while True:
    sleep(0.05)"""


@pytest.mark.parametrize("busy", [True, False], ids=["busy", "restarted"])
def test_when_python_is_silent_a_line_says_what_to_do(open_notebook, busy):
    book = open_notebook([POINT, BUSY] if busy else [POINT])
    if busy:
        book.page.get_by_text("busy from here on").last.wait_for()
    else:
        book.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        book.page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).first.click()
        book.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
        book.page.get_by_text("(ipykernel) | Idle").wait_for()
    first = ring(book)
    drag(book, 0, 100, -80)
    book.page.locator(".gd-silent").filter(
        has_text=re.compile("not running[,:] run this cell")
    ).wait_for()
    assert ring(book) == first  # where the picture's point is
    slider = book.page.get_by_role("slider", name="number k")
    slider.focus()
    book.page.keyboard.press("End")
    book.until_says("The point is at 2, 2; k is 4.")  # what the table has needs no Python
    if not busy:
        assert book.trouble == []
        return
    book.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    book.page.get_by_role("menuitem", name="Interrupt Kernel").first.click()
    book.until_says("The point is at 5, 5")
    assert book.page.locator(".gd-silent").inner_text() == ""


def test_a_browser_that_cannot_inflate_is_sent_it_plain(open_notebook):
    book = open_notebook([POINT], own=True)
    book.page.add_init_script("delete window.DecompressionStream")
    save(book)
    here = "() => [location.origin, window.jupyterapp.shell.currentWidget.context.path]"
    origin, path = book.page.evaluate(here)
    book.page.goto(f"{origin}/lab/tree/{path}")  # JupyterLab writes it there in its own time
    book.until_says("The point is at 2, 2")
    drag(book, 0, 100, -80)
    book.until_says("The point is at 5, 5")


STAGES = "function () { return this.filter(e => e.className === 'gd-stage').length; }"


def stages(page):
    """How many the page holds in memory, shown or not."""
    ask = page.context.new_cdp_session(page).send
    kind = ask("Runtime.evaluate", {"expression": "HTMLDivElement.prototype"})["result"]
    every = ask("Runtime.queryObjects", {"prototypeObjectId": kind["objectId"]})["objects"]
    count = {"functionDeclaration": STAGES, "returnByValue": True, "objectId": every["objectId"]}
    return ask("Runtime.callFunctionOn", count)["result"]["value"]


def test_the_notebook_keeps_its_own_keys_and_nothing_of_a_stage_run_again(open_notebook):
    """Shift+Enter runs the next cell also when a slider has the focus; an arrow stays in it."""
    book = open_notebook([POINT, "print('second')"], own=True)
    book.page.get_by_role("slider", name="number k").focus()
    book.page.keyboard.press("ArrowDown")
    book.page.keyboard.press("ArrowRight")
    book.until_says("k is 1")
    focused = "document.activeElement.getAttribute('type')"
    assert book.page.evaluate(focused) == "range"
    for item in ("Run", "Run All Cells"):
        book.page.get_by_role("menuitem", name=item, exact=True).click()
    book.until_says("k is 0")
    assert stages(book.page) == 1
    save(book)
    book.check()
