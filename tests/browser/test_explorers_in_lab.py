"""The explorers of lessons 3 and 4 in a real JupyterLab, by keyboard and by pointer."""

import re

import pytest

HEAD = "from gdcore.data import lecture, noisy\ndata = lecture()"
STEPS = (
    "from gdcore.explorers.step_by_step import step_by_step\n"
    "step_by_step(data.X, data.y, 0.02, T=40, start=data.start)"
)
RATE = (
    "from gdcore.explorers.learning_rate import learning_rate\n"
    "stage = learning_rate(data.X, data.y, data.start)\nstage"
)
MODES = "from gdcore.explorers.modes import modes\nstage = modes(data.X, 'half_sse')\nstage"


@pytest.mark.parametrize(
    ("name", "cell", "sliders"),
    [
        ("step_by_step", STEPS, ["steps T"]),
        ("learning_rate", RATE, ["learning rate lr", "steps T"]),
        ("modes", MODES, ["learning rate lr", "steps T"]),
    ],
)
def test_every_control_moves_the_picture(name, cell, sliders, open_notebook):
    book = open_notebook([HEAD, cell])
    book.shot(f"{name}_first")
    for label in sliders:
        handle = book.slider(label)
        handle.focus()
        before, said = book.moving(), book.read_out()
        book.page.keyboard.press("ArrowLeft")
        before = book.until_moved(before)
        assert book.read_out() != said
        box = handle.bounding_box()
        book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        book.page.mouse.down()
        book.page.mouse.move(box["x"] - 60, box["y"] + box["height"] / 2, steps=8)
        book.page.mouse.up()
        book.until_moved(before)
    book.shot(f"{name}_moved")
    book.check()


def test_the_buttons_walk(open_notebook):
    book = open_notebook([HEAD, STEPS])
    press = lambda text: book.page.locator(".gd-stage button", has_text=text).click()  # noqa: E731
    press("reset")
    book.page.get_by_text("After 0 steps").first.wait_for()
    press("step ▶")
    book.page.get_by_text("After 1 steps").first.wait_for()
    press("◀ back")
    book.page.get_by_text("After 0 steps").first.wait_for()
    press("▶ run")
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
    book.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    book.page.get_by_role("menuitem", name=re.compile("^Interrupt Kernel")).click()
    running.wait_for(state="detached")


def test_a_learners_error_is_read_below_the_picture(open_notebook):
    wrong = "def mine(beta, X, y):\n    return beta @ X\n"
    show = STEPS.replace("start=data.start)", "start=data.start, gradient=mine)")
    book = open_notebook([HEAD, wrong + show])
    alert = book.page.get_by_role("alert").filter(has_text="return beta @ X")
    alert.wait_for()
    book.shot("step_by_step_error")
    assert book.trouble == []


def test_a_narrow_cell_holds_the_whole_picture_sharply(open_notebook):
    book = open_notebook([HEAD, RATE], width=640, device_scale_factor=2)
    inside = book.page.locator(".gd-picture").first.bounding_box()
    cell = book.page.locator(".jp-OutputArea-output").first.bounding_box()
    assert inside["width"] <= cell["width"] + 1
    book.shot("learning_rate_narrow")
    book.check()


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
  return ['.gd-read', '.gd-stage button', '.widget-label', '.widget-readout'].map((name) => {
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
