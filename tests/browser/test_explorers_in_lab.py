"""The explorers of lessons 3 and 4 in a real JupyterLab, by keyboard and by pointer."""

import re
import urllib.request

import pytest

from tools.jupyter_page import SCREENSHOTS

HEAD = "from gdcore.data import lecture, noisy\ndata = lecture()"
STEPS = (
    "from gdlab.explorers.step_by_step import step_by_step\n"
    "step_by_step(data.X, data.y, 0.02, T=40, start=data.start)"
)
RATE = (
    "from gdlab.explorers.learning_rate import learning_rate\n"
    "stage = learning_rate(data.X, data.y, data.start)\nstage"
)
MODES = "from gdlab.explorers.modes import modes\nstage = modes(data.X, 'half_sse')\nstage"


def test_the_buttons_walk(open_notebook):
    book = open_notebook([HEAD, STEPS])
    press = lambda text: book.button(text).click()  # noqa: E731
    press("reset")
    book.page.get_by_text("After 0 steps").first.wait_for()
    press("step")
    book.page.get_by_text("After 1 steps").first.wait_for()
    press("back")
    book.page.get_by_text("After 0 steps").first.wait_for()
    press("run")
    book.page.get_by_text("After 40 steps").first.wait_for()
    book.check()


def test_what_is_read_is_what_python_computed(open_notebook):
    """The kernel's own descent prints beside the picture; the line below the picture agrees."""
    walk = (
        "from gdcore.descent import gradient_descent\nfrom gdcore.losses import mse\n"
        "beta = gradient_descent(data.X, data.y, 0.02, 3, data.start).end\n"
        "print(f'kernel: {mse(beta, data.X, data.y):.5g}')"
    )
    book = open_notebook([HEAD, walk, STEPS])
    printed = book.page.get_by_text(re.compile(r"kernel: \d")).last.inner_text().split()[-1]
    assert f"loss {printed} " in book.read_out()
    book.check()


def test_a_start_dragged_or_moved_by_key_is_answered_by_the_kernel(open_notebook):
    book = open_notebook([HEAD, RATE])
    handle = book.page.locator(".gd-handle").first
    before = book.moving()
    handle.focus()
    book.page.keyboard.press("ArrowLeft")
    before = book.until_moved(before)
    box = handle.bounding_box()
    book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] - 80, box["y"] + 60, steps=10)
    book.page.mouse.up()
    book.until_moved(before)
    book.shot("learning_rate_dragged")
    book.check()


BUSY = """
from time import sleep
display(stage)
print("from here on busy", flush=True)
while True:
    sleep(0.05)"""


def test_with_a_busy_kernel_the_slider_still_moves_the_picture(open_notebook):
    book = open_notebook([HEAD, RATE.removesuffix("\nstage") + BUSY])
    running = book.page.locator(".jp-InputPrompt", has_text="[*]")
    book.page.get_by_text("from here on busy").last.wait_for()
    handle = book.slider("learning rate lr")
    handle.focus()
    before = book.moving()
    book.page.keyboard.press("ArrowRight")
    book.until_moved(before)
    running.wait_for()
    assert book.trouble == []
    interrupt(book.page)
    running.wait_for(state="detached")
    handle.focus()
    before = book.moving()
    book.page.keyboard.press("ArrowRight")
    book.until_moved(before)


def interrupt(page):
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Interrupt Kernel")).click()


SLOW = """
from time import sleep
from gdcore.losses import mse_gradient
def slow(beta, X, y):
    sleep(0.005)
    return mse_gradient(beta, X, y)
"""


def test_while_a_slow_gradient_walks_the_picture_can_be_used(open_notebook):
    show = RATE.removesuffix("\nstage").replace("start)", "start, T=20, gradient=slow)")
    book = open_notebook([HEAD, SLOW + show])
    running = book.page.locator(".jp-InputPrompt", has_text="[*]")
    running.wait_for()
    book.page.locator(".widget-hprogress").first.wait_for()
    handle = book.slider("learning rate lr")
    handle.focus()
    before = book.moving()
    book.page.keyboard.press("ArrowRight")
    book.until_moved(before)
    running.wait_for()  # the table is still being filled
    book.shot("learning_rate_slow")
    running.wait_for(state="detached")
    book.page.locator(".widget-hprogress").first.wait_for(state="detached")
    ring, before = book.page.locator(".gd-handle").first, book.moving()
    ring.focus()
    book.page.keyboard.press("ArrowLeft")
    book.until_moved(before)
    book.check()


def test_a_slow_walk_is_shown_so_far_and_then_whole(open_notebook):
    show = STEPS.replace("T=40, start=data.start", "T=300, start=data.start, gradient=slow")
    book = open_notebook([HEAD, SLOW + show])
    running = book.page.locator(".jp-InputPrompt", has_text="[*]")
    running.wait_for()
    book.page.locator(".widget-hprogress").first.wait_for()
    handle = book.slider("steps T")
    handle.focus()
    book.page.keyboard.press("ArrowLeft")
    book.shot("step_by_step_slow")
    running.wait_for(state="detached")
    assert book.page.locator(".gd-stage").count() == 1
    book.button("reset").click()
    book.until_says("After 0 steps")
    book.slider("steps T").focus()
    book.page.keyboard.press("End")
    book.until_says("After 300 steps")
    book.check()


def test_a_gradient_that_never_ends_is_interrupted_and_the_picture_stays(open_notebook, lab):
    endless = (
        "from gdcore.losses import mse_gradient\ndef mine(beta, X, y):\n"
        "    while beta[0] > 6.5:\n        open('endless', 'w').close()\n"
        "    return mse_gradient(beta, X, y)\n"
    )
    show = RATE.replace("data.start)", "[6.0, 2, 3], T=1, gradient=mine)")
    book = open_notebook([HEAD, endless + show])
    ring = book.page.locator(".gd-handle").first
    picture = book.page.locator(".gd-picture").first.bounding_box()
    book.page.get_by_text("(ipykernel) | Idle").wait_for()
    before = book.moving()
    box = ring.bounding_box()
    book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    book.page.mouse.down()
    book.page.mouse.move(picture["x"] + picture["width"] * 0.9, box["y"])
    book.page.mouse.up()
    while not (lab[1] / "endless").exists():
        book.page.wait_for_timeout(50)
    interrupt(book.page)
    book.page.get_by_role("alert").filter(has_text="Interrupted").wait_for()
    book.shot("learning_rate_interrupted")
    assert book.moving() == before
    there = ring.bounding_box()  # now back to where it ends: the next question is answered again
    book.page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] - 30, box["y"])
    book.page.mouse.up()
    book.until_moved(before)
    assert book.trouble == []


def test_a_learners_error_is_read_below_the_picture(open_notebook):
    wrong = "def mine(beta, X, y):\n    return beta @ X\n"
    show = STEPS.replace("start=data.start)", "start=data.start, gradient=mine)")
    book = open_notebook([HEAD, wrong + show])
    alert = book.page.get_by_role("alert").filter(has_text="return beta @ X")
    alert.wait_for()
    book.shot("step_by_step_error")
    assert book.trouble == []


CELLS = {"step_by_step": STEPS, "learning_rate": RATE, "modes": MODES}


@pytest.mark.parametrize("name", CELLS)
def test_in_a_cell_of_400_pixels_the_picture_stays_readable_and_sharp(name, open_notebook):
    """It scrolls in its frame rather than shrink; a screen of high density sees every pixel."""
    book = open_notebook([HEAD, CELLS[name]], width=800, device_scale_factor=2)
    book.page.locator(".jp-OutputArea-child").last.evaluate("e => { e.style.width = '400px'; }")
    frame = book.page.locator(".gd-frame").first.bounding_box()
    assert 250 < frame["width"] <= 400
    image = book.page.locator(".gd-picture img").first
    natural, shown = image.evaluate("i => [i.naturalWidth, i.getBoundingClientRect().width]")
    assert natural >= 2 * shown
    book.slider("steps T").focus()
    before = book.moving()
    book.page.keyboard.press("ArrowLeft")
    book.until_moved(before)
    book.shot(f"{name}_narrow")
    book.check()


def test_the_notebook_exported_to_html_shows_the_still_picture(open_notebook, lab, chromium):
    """Saved in JupyterLab, exported from its menu, opened without a network."""
    book = open_notebook([HEAD, RATE, STEPS, MODES])
    book.page.locator(".gd-stage").nth(2).wait_for()
    book.page.keyboard.press("Control+s")
    book.page.get_by_text("Saving completed").wait_for()
    (path,) = lab[1].glob("*exported_to_html*.ipynb")
    with urllib.request.urlopen(f"{lab[0]}/nbconvert/html/{path.name}?token=t") as answer:
        path.with_suffix(".html").write_bytes(answer.read())
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(path.with_suffix(".html").as_uri())
    images = page.locator(".jp-OutputArea-output img")
    assert images.count() == 3
    for image in images.all():
        assert image.evaluate("i => i.naturalWidth") > 600 and image.get_attribute("alt")
    assert page.get_by_text("Verdict: slow, but converging").first.is_visible()
    page.screenshot(path=SCREENSHOTS / "nbconvert.png", full_page=True)
    context.close()


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    const color = getComputedStyle(e).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' && e.parentElement ? behind(e.parentElement) : color;
  };
  return ['.gd-read', '.gd-label', '.gd-shown', '.gd-bar button'].map((name) => {
    const e = document.querySelector(name);
    const two = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => b - a);
    return [name, (two[0] + 0.05) / (two[1] + 0.05)];
  });
}"""


def choose_theme(page, name):
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    for entry in ("Theme", name):
        page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()
    page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")


def test_in_the_dark_theme_every_text_can_be_read(open_notebook):
    """A contrast of 4.5 or more, as WCAG asks of text."""
    book = open_notebook([HEAD, RATE])
    choose_theme(book.page, "JupyterLab Dark")
    try:
        book.shot("learning_rate_dark")
        contrasts = dict(book.page.evaluate(CONTRAST))
    finally:
        choose_theme(book.page, "JupyterLab Light")
    assert min(contrasts.values()) >= 4.5, contrasts
    book.check()
