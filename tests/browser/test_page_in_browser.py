"""The exported pages in a real Chromium without a network, by keyboard, mouse and touch."""

import re

import pytest

from gdlab.explorers import declared
from tools.jupyter_page import SCREENSHOTS

NAMES = [explorer.name for explorer in declared()]

SEEN = """() => [document.querySelector('.gd-read').textContent,
    ...[...document.querySelectorAll('.gd-stage svg path')].map(p => p.getAttribute('d')),
    ...[...document.querySelectorAll('.gd-stage svg text')].map(t => t.textContent)].join('|')"""


class Opened:
    """A page of the site; what a reader can do to it."""

    def __init__(self, page, path):
        self.page, self.asked, self.trouble = page, [], []
        self.hears = {
            "request": lambda request: self.asked.append(request.url),
            "pageerror": lambda error: self.trouble.append(str(error)),
            "console": lambda message: self.trouble.append(message.text),
        }
        for event, hear in self.hears.items():
            page.on(event, hear)
        page.goto(path.as_uri())
        page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
        for image in page.locator(".gd-picture img").all():
            image.evaluate("image => image.decode()")

    def leave(self):
        """Let go of the page, which the next test looks at."""
        for event, hear in self.hears.items():
            self.page.remove_listener(event, hear)

    @property
    def controls(self):
        return self.page.locator(".gd-stage input[type=range], .gd-stage [role=radiogroup]").all()

    def read_out(self):
        return self.page.locator(".gd-read").inner_text()

    def changes_after(self, act):
        """Do something, and wait until something else is seen."""
        before = self.page.evaluate(SEEN)
        act()
        self.page.wait_for_function(f"before => ({SEEN})() !== before", arg=before)

    def shot(self, name):
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"export_{name}.png", full_page=True)

    def check(self):
        """Nothing failed, and nothing outside the file was asked for."""
        assert self.trouble == []
        assert all(url.startswith(("file:", "blob:")) for url in self.asked)
        assert sum(url.startswith("file:") for url in self.asked) == 1


@pytest.fixture
def open_page(looking, site):
    opened = []

    def open_(name, **options):
        opened.append(Opened(looking(**options), site / f"{name}.html"))
        return opened[-1]

    yield open_
    for each in opened:
        each.leave()


def other_stop(control):
    """An arrow key that leads to another stop, and a place on a slider that does."""
    if is_choice(control):
        return "ArrowRight", None
    low, value, high = control.evaluate("e => [e.min, e.value, e.max].map(Number)")
    box = control.bounding_box()
    nearer = value - low > (high - low) / 2
    at = {"x": box["width"] * (0.05 if nearer else 0.95), "y": box["height"] / 2}
    return ("ArrowLeft" if nearer else "ArrowRight"), at


def is_choice(control):
    return control.get_attribute("role") == "radiogroup"


def focused(control):
    """What the keyboard reaches of a control: itself, or the chosen one of its options."""
    return control.locator("input:checked") if is_choice(control) else control


def reached(page):
    """What the Tab key leads to."""
    found = []
    for _ in range(30):
        page.keyboard.press("Tab")
        found.append(page.evaluate("document.activeElement.outerHTML"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_by_keyboard_alone_every_control_moves_the_picture(name, open_page):
    opened = open_page(name, viewport={"width": 1100, "height": 900})
    opened.shot(name)
    for control in opened.controls:  # some are there only once another one is set
        focus = focused(control)
        assert focus.evaluate("e => e.outerHTML") in reached(opened.page)
        focus.focus()
        key, _ = other_stop(control)
        opened.changes_after(lambda key=key: opened.page.keyboard.press(key))
    opened.check()


@pytest.mark.parametrize("name", NAMES)
def test_by_mouse_every_control_moves_the_picture(name, open_page):
    opened = open_page(name, viewport={"width": 1100, "height": 900})
    for control in opened.controls:
        if is_choice(control):
            other = control.locator("label:not(:has(:checked))").first
            opened.changes_after(lambda other=other: other.click())
        else:
            _, at = other_stop(control)
            opened.changes_after(lambda c=control, at=at: c.click(position=at))
    opened.check()


@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_all_fits_and_a_finger_moves_it(name, open_page):
    phone = {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 3}
    opened = open_page(name, has_touch=True, is_mobile=True, **phone)
    opened.shot(f"{name}_phone")
    fits = "() => document.documentElement.scrollWidth <= 390"
    assert opened.page.evaluate(fits)
    for control in opened.controls:
        assert control.bounding_box()["height"] >= 24
        if is_choice(control):  # what it brings along comes after it
            other = control.locator("label:not(:has(:checked))").first
            opened.changes_after(lambda other=other: other.tap())
        else:
            _, at = other_stop(control)
            opened.changes_after(lambda c=control, at=at: c.tap(position=at))
    opened.check()


@pytest.mark.parametrize("name", NAMES)
def test_all_that_can_be_used_has_a_name(name, open_page):
    """As a screen reader is told it; a page whose only control needs Python has none."""
    told = open_page(name).page.locator("body").aria_snapshot()
    used = re.findall(r"- '?(slider|radiogroup|radio|combobox|button|img|link)\b(.*)", told)
    assert [kind for kind, rest in used if not rest.startswith(' "')] == [], told


def test_the_page_says_at_every_stop_what_the_kernel_says(open_page):
    stage = next(e for e in declared() if e.name == "learning_rate").open()
    opened = open_page("learning_rate")
    assert opened.read_out() == stage.alternative
    last = opened.page.get_by_label("learning rate lr")
    last.focus()
    opened.changes_after(lambda: opened.page.keyboard.press("End"))
    stage.slider["lr"].index = len(stage.slider["lr"].options) - 1
    assert opened.read_out() == stage.alternative
    assert last.get_attribute("aria-valuetext") == stage.slider["lr"].options[-1][0]


def test_the_buttons_walk(open_page):
    opened = open_page("step_by_step")
    press = lambda name: opened.page.get_by_role("button", name=name).click()  # noqa: E731
    press("reset:")
    opened.page.get_by_text("After 0 steps").first.wait_for()
    press("step:")
    opened.page.get_by_text("After 1 steps").first.wait_for()
    press("run:")
    opened.page.get_by_text("After 100 steps").first.wait_for()
    steps = opened.page.get_by_label("steps T", exact=True)
    assert steps.get_attribute("aria-valuetext") == "100"
    opened.check()


def test_without_javascript_the_still_picture_is_there(chromium, site):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "modes.html").as_uri())
    assert page.get_by_text("Without JavaScript the picture stands still.").is_visible()
    assert "keeps" in page.get_by_role("img").get_attribute("alt")
    natural, shown = page.get_by_role("img").evaluate("i => [i.naturalWidth, i.clientWidth]")
    assert natural >= shown > 600  # not stretched
    page.screenshot(path=SCREENSHOTS / "export_without_javascript.png")
    context.close()
