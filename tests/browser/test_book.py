"""The book in a real browser, from a folder, the network cut: read, answered, moved, printed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools import build
from tools.book.__main__ import main
from tools.jupyter_page import PATIENCE, SCREENSHOTS

PAGE = "04_learning_rate.html"  # explorers, predictions with results, exercises, a quiz
KOREAN = f"ko/{PAGE}"
HANGUL = re.compile("[가-힣]")
LESSONS = [path.stem for path in sorted(build.NOTEBOOKS.glob("*.ipynb"))]
BOTH = [*LESSONS, "index", "search"]  # in either language
SLIDES = [f"{folder}slides/{name}.html" for folder in ("", "ko/") for name in LESSONS[1:]]
PAGES = [*BOTH, *(f"ko/{name}" for name in BOTH), "gdcore", "gdlab", "genindex", "py-modindex"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book") / "책 site"
    assert main(folder) == 0
    return folder


def heard(page):
    """What fails in a page, or is asked of any network, from now on."""
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.on("request", lambda r: trouble.append(r.url) if r.url.startswith("http") else None)
    return trouble


@pytest.fixture
def open_page(chromium, site):
    """A page of the book; afterwards: nothing was asked of any network, and nothing failed."""
    contexts, trouble = [], []

    def open_(name=PAGE, width=1300, height=900, **options):
        size = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, offline=True, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        trouble.append(heard(page))
        page.goto(f"file://{site / name}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not any(trouble), trouble


@pytest.fixture(scope="module")
def page_to_look_at(looking):
    return looking()


@pytest.fixture(scope="module")
def heard_there(page_to_look_at):
    return heard(page_to_look_at)


@pytest.fixture
def look_at(page_to_look_at, heard_there, site):
    """As open_page, in one page for all tests that only look."""

    def look_at_(name, width, height):
        page_to_look_at.set_viewport_size({"width": width, "height": height})
        page_to_look_at.goto(f"file://{site / name}")
        return page_to_look_at

    heard_there.clear()
    yield look_at_
    assert heard_there == []


def stage(page):
    """The first explorer, once it has been scrolled to."""
    page.locator(".gd-live").first.scroll_into_view_if_needed()
    found = page.locator(".gd-stage").first
    found.locator("svg path").first.wait_for(state="attached")
    return found


def test_every_lesson_has_its_page_and_no_page_is_heavy(site):
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    assert {f"{name}.html" for name in PAGES} | set(SLIDES) == set(pages)
    assert max(path.stat().st_size for path in pages.values()) < 1_000_000
    common = [*site.glob("_static/*.js"), *site.glob("_static/**/*.css")]
    images = [path.stat().st_size for path in site.rglob("_images/*")]
    assert sum(path.stat().st_size for path in common) < 500_000 and max(images) < 250_000


@pytest.mark.parametrize("width", [1300, 360])
def test_an_explorer_comes_when_it_is_scrolled_to_and_follows_keys(open_page, width):
    page = open_page(width=width)
    assert page.locator(".gd-stage").count() == 0
    found = stage(page)
    slider = found.get_by_role("slider", name=re.compile("learning rate")).first
    before = found.locator(".gd-read").inner_text()
    slider.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.gd-stage .gd-read').innerText !== before", arg=before
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"book_{width}.png")


def test_a_prediction_is_answered_by_key_and_only_then_its_result_unfolds(open_page):
    page = open_page()
    result = page.locator("details.gd-result").first
    name = result.get_attribute("data-of")
    form = page.locator(f".gd-ask[data-name={name}]")
    assert not result.evaluate("e => e.open")
    form.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    verdict = form.get_by_role("status").filter(has_text=re.compile(r"Right\.|Not right\."))
    verdict.wait_for()
    assert verdict.bounding_box()["width"] > 100 and result.evaluate("e => e.open")


def test_a_quiz_comes_again_with_other_numbers(open_page):
    page = open_page()
    again = page.get_by_role("button", name="Again, with other numbers").last
    quiz = page.locator(".gd-ask").filter(has=again)
    before = quiz.inner_text()
    again.click()
    assert quiz.inner_text() != before


def test_an_answer_in_words_is_compared(open_page):
    page = open_page()
    words = page.locator(".gd-ask").get_by_role("textbox").first
    words.fill("because")
    page.get_by_role("button", name="Compare").first.click()
    page.get_by_text("A model answer:").first.wait_for()


def test_hints_and_answers_of_exercises_are_folded(open_page):
    page = open_page()
    hints = page.locator("details.gd-hint")
    assert hints.count() >= 4
    assert not any(hints.evaluate_all("all => all.map(e => e.open)"))


def serious(page, **options):
    """What axe finds, of the kinds that shut someone out."""
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"], **options})
    violations = found.response["violations"]
    named = [(each["id"], each["impact"], each["nodes"][0]["html"][:200]) for each in violations]
    return [each for each in named if each[1] in ("serious", "critical")]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_used_by_all_fits_a_phone_and_leads_to_its_twin(look_at, site, name):
    page = look_at(f"{name}.html", 360, 900)
    colours = {"color-contrast": {"enabled": False}}  # slow; the next test looks at them
    assert serious(page, rules=colours) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    here, there = ("ko", "en") if name.startswith("ko/") else ("en", "ko")
    assert page.locator("html").get_attribute("lang") == here
    twin = page.get_by_role("link", name={"en": "English", "ko": "한국어"}[there], exact=True)
    assert twin.is_visible() and twin.get_attribute("hreflang") == there
    links = page.locator("link[rel=alternate]")
    links = dict(links.evaluate_all("all => all.map(e => [e.hreflang, e.href])"))
    plain = name.removeprefix("ko/")
    both = {"en": f"{plain}.html", "ko": f"ko/{plain}.html"} if plain in BOTH else {}
    assert links == {language: (site / path).as_uri() for language, path in both.items()}
    assert twin.evaluate("e => e.href") == links.get(there, (site / "ko/index.html").as_uri())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "part"), [(PAGE, "body"), ("gdcore.html", "section section:nth-of-type(2) > dl")]
)
def test_colours_can_be_told_apart(open_page, name, part, theme):
    """One stylesheet sets every page; a lesson and what only the packages' pages have."""
    page = open_page(name, color_scheme=theme)
    if name == PAGE:
        stage(page)
    found = Axe().run(page, context=part, options={"preload": False, "runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_korean_page_is_korean_and_alive(open_page):
    page = open_page(KOREAN, width=360)
    found = stage(page)
    before = found.locator(".gd-read").inner_text()
    assert HANGUL.search(before)
    found.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.gd-stage .gd-read').innerText !== before", arg=before
    )
    assert HANGUL.search(found.locator(".gd-read").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    form = page.locator(".gd-ask").first
    form.get_by_role("radio").first.check()
    form.get_by_role("status").filter(has_text=re.compile("맞습니다|틀렸습니다")).wait_for()
    page.screenshot(path=SCREENSHOTS / "book_korean.png")


def test_one_click_leads_to_the_other_language_and_one_back(open_page):
    page = open_page(PAGE)
    page.get_by_role("link", name="한국어", exact=True).click()
    page.get_by_role("heading", level=1, name=HANGUL).wait_for()
    page.get_by_role("link", name="English", exact=True).click()
    page.get_by_role("heading", level=1, name="4. Choose the learning rate").wait_for()


def test_the_themes_words_are_korean(open_page):
    page = open_page(KOREAN)
    outside = page.evaluate("""() => {
        const page = document.body.cloneNode(true);
        const others = page.querySelectorAll("article, script, [lang=en], .bottom-of-page");
        others.forEach((e) => e.remove());
        const labels = [...page.querySelectorAll("[aria-label], [placeholder], [title]")];
        return [page.textContent, ...labels.flatMap((e) =>
            ["aria-label", "placeholder", "title"].map((name) => e.getAttribute(name) ?? ""))];
    }""")
    assert re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+", " | ".join(outside)) == []


def test_without_javascript_there_are_stills_and_sentences(open_page):
    page = open_page(java_script_enabled=False)
    still = page.locator(".gd-live img").first
    assert still.is_visible() and len(still.get_attribute("alt")) > 30
    assert page.locator(".gd-ask ul li").first.is_visible()
    assert page.locator("details.gd-result").count() > 0


@pytest.mark.parametrize(
    "asked",
    ["search.html?q=residual", "ko/search.html?q=기울기", "ko/search.html?q=볼록"],
)
def test_search_finds_a_word_without_a_server(open_page, asked):
    page = open_page(asked)
    page.locator("#search-results li").first.wait_for()


def set_out(page):
    """Slides, once they are."""
    page.wait_for_function("() => globalThis.Reveal?.isReady()")
    return page


@pytest.fixture
def open_slides(open_page):
    """A lesson's slides."""

    def open_(name=f"slides/{PAGE}", width=1280, height=720):
        return set_out(open_page(name, width=width, height=height))

    return open_


def go(page, selector):
    """To the first slide that holds it, by key."""
    for _ in range(200):
        if page.evaluate("s => Reveal.getCurrentSlide().querySelector(s) !== null", selector):
            return page.locator(f".present {selector}").first
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"no slide holds {selector}")


READS_OTHERWISE = """before =>
    document.querySelector('.present .gd-stage .gd-read').innerText !== before"""


def at(page):
    return page.evaluate("Reveal.getIndices().h")


@pytest.mark.parametrize("name", SLIDES)
def test_all_slides_can_be_used_by_all_and_hold_what_they_show(look_at, name):
    page = set_out(look_at(name, 1280, 720))
    here = "ko" if name.startswith("ko/") else "en"
    assert serious(page, rules={"color-contrast": {"enabled": False}}) == []
    assert page.locator("html").get_attribute("lang") == here
    assert page.locator("link[rel=alternate]").count() == 2
    assert page.locator("nav a").count() == 2
    higher = page.evaluate("""() => Reveal.getSlides().flatMap((slide, n) => {
        Reveal.slide(n, 0, 99);
        const high = slide.scrollHeight - slide.clientHeight;
        const wide = slide.scrollWidth - slide.clientWidth;
        return high > 0 || wide > 0 ? [[n + 1, high, wide]] : []; })""")
    assert higher == []


def test_slides_go_on_by_an_arrow_key_and_a_prediction_comes_before_its_result(open_slides):
    page = open_slides()
    assert at(page) == 0
    page.keyboard.press("ArrowRight")
    assert at(page) == 1
    go(page, ".gd-ask")
    asked = at(page)
    page.keyboard.press("ArrowRight")
    given = page.locator(".present .fragment")
    assert at(page) == asked + 1 and "visible" not in given.get_attribute("class")
    page.keyboard.press("ArrowRight")
    assert at(page) == asked + 1 and "visible" in given.get_attribute("class")


def test_a_question_on_a_slide_answers(open_slides):
    page = open_slides()
    form = go(page, ".gd-ask")
    form.get_by_role("radio").first.check()
    form.get_by_role("status").filter(has_text=re.compile(r"Right\.|Not right\.")).wait_for()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_a_slider_in_the_focus_has_the_arrow_keys_and_else_the_slides(open_slides, size):
    page = open_slides(width=size[0], height=size[1])
    go(page, ".gd-live")
    here, found = at(page), page.locator(".present .gd-stage").first
    found.locator("svg path").first.wait_for(state="attached")
    slider = found.get_by_role("slider", name=re.compile("learning rate")).first
    before = found.locator(".gd-read").inner_text()
    slider.press("ArrowRight")
    page.wait_for_function(READS_OTHERWISE, arg=before)
    assert at(page) == here
    page.screenshot(path=SCREENSHOTS / f"slides_{size[0]}.png")
    slider.press("Escape")
    page.keyboard.press("ArrowRight")
    assert at(page) == here + 1
    page.keyboard.press("ArrowLeft")
    slider.focus()
    page.keyboard.press("PageDown")  # as a clicker sends it
    assert at(page) == here + 1


def test_an_explorer_on_a_slide_follows_the_mouse(open_slides):
    page = open_slides(width=1600, height=900)  # drawn larger than it was laid out
    go(page, ".gd-live")
    found = page.locator(".present .gd-stage").first
    handle = found.locator(".gd-handle").first
    handle.wait_for()
    before, box = found.locator(".gd-read").inner_text(), handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    page.wait_for_function(READS_OTHERWISE, arg=before)
    moved = handle.bounding_box()
    assert abs(moved["x"] - box["x"] - 60) < 12  # to the nearest stop


def test_notes_hold_the_lessons_words_and_the_speakers_window_shows_them(open_slides):
    page = open_slides()
    notes = " ".join(page.locator("aside.notes").all_text_contents())
    assert "multiplies the error by a fixed factor" in notes
    shown = " ".join(page.locator("section > :not(aside)").all_text_contents())
    assert "multiplies the error by a fixed factor" not in shown
    go(page, "div.math")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    opened.value.locator(".speaker-controls-notes .value", has_text="fixed factor").wait_for()
