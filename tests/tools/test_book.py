"""The book's chapters: all of a lesson but what only a kernel can do; nothing given away."""

import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gdlab.learner.predictions import NOT_PREDICTED
from gdlab.notebook.language import _, use
from tools import build, shape
from tools.book import languages
from tools.book.__main__ import share
from tools.book.chapters import chapter
from tools.book.mathml import formula
from tools.book.search import beginnings
from tools.copies import life_of

NOTEBOOKS = sorted(build.NOTEBOOKS.rglob("*.ipynb"))
each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.relative_to(build.NOTEBOOKS).with_suffix("").as_posix()
)
WORDS = {"hint": "", "waiting": "", "again": "", "compare": "Compare"}


def about(*options):
    said = [{"sign": "", "words": f"because {option}"} for option in options]
    listed = [{"words": option, "picture": ""} for option in options]
    return {"takes": [[{"text": "Up?", "options": listed, "said": said}]], "words": WORDS}


@pytest.fixture
def set_(tmp_path):
    """The chapter of these cells."""

    def set__(*cells, told=None):
        path = tmp_path / "03_small.ipynb"
        nbformat.write(new_notebook(cells=[new_markdown_cell("# 3. Small"), *cells]), path)
        return chapter(path, {}, told or {})

    return set__


def shown(cell, text="shown"):
    return new_code_cell(cell, outputs=[new_output("execute_result", {"text/plain": text})])


def page(found):
    return "\n".join(cell.source for cell in found.book.cells)


def test_a_prediction_is_a_form_and_its_result_is_folded_until_what_reveals_it(set_):
    asked = new_code_cell('predict("p", "Up?", {"a": "", "b": ""}, answer="a")')
    result, reveal = shown("f(3)"), shown('print(1)\nreveal("p")', NOT_PREDICTED)
    text = page(
        set_(asked, result, reveal, new_markdown_cell("After."), told={"p": about("a", "b")})
    )
    parts = re.split(r'<details class="gd-result" data-of="p">|</details>', text)
    assert "because a" in parts[0] and "predict(" not in text
    assert "f(3)" in parts[1] and "print(1)" in parts[1] and "reveal" not in text
    assert parts[2].strip() == "After."


def test_over_a_heading_nothing_is_folded(set_):
    asked = new_code_cell('predict("p", "Up?", {"a": "", "b": ""}, answer="a")')
    cells = asked, new_markdown_cell("## A heading"), shown('reveal("p")')
    assert "<details" not in page(set_(*cells, told={"p": about("a", "b")}))


def test_what_a_form_says_ends_no_script_and_needs_none_to_be_read(set_):
    told = {"p": about("</script><b>", "x < y")}
    text = page(set_(new_code_cell('quiz("p", [...])'), told=told))
    assert text.count("</script>") == 1 and "<li>x &lt; y</li>" in text
    data = re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1]
    assert json.loads(data) == told["p"]


def test_an_exercise_has_its_hints_and_an_answer_folded_away(set_):
    text = page(set_(shown("check.mse_gradient(my_gradient)", "not attempted")))
    assert text.count("<details") >= 2 and "<summary>One right answer</summary>" in text
    assert "not attempted" not in text


def test_what_only_a_kernel_needs_is_left_out(set_):
    cells = new_markdown_cell(shape.ENGLISH.find_words), new_code_cell(shape.ENGLISH.find)
    text = page(set_(*cells, new_code_cell('progress("03").save()'), new_code_cell("")))
    assert "find_spec" not in text and "progress" not in text


def edition(path):
    return shape.KOREAN if path.parent.name == "ko" else shape.ENGLISH


def chapter_of(path):
    fresh = build.FRESH / edition(path).folder / path.name
    alive = json.loads(life_of(fresh).read_text(encoding="utf-8"))
    told = json.loads(build.told_of(path).read_text(encoding="utf-8"))
    return chapter(path, alive, told, edition(path))


@pytest.fixture(autouse=True)
def english():
    yield
    use()


@each_notebook
def test_every_lesson_is_set_whole_and_gives_no_prediction_away(path):
    use(edition(path).folder or "en")
    source, found = nbformat.read(path, as_version=4), chapter_of(path)
    text = page(found)
    kept = [cell.source for cell in source.cells if cell.cell_type == "markdown"]
    assert all(words in text for words in kept if words != edition(path).find_words)
    assert _(NOT_PREDICTED) not in json.dumps(found.book, ensure_ascii=False)
    assert not re.search(r"^(predict|quiz|explain|progress|reveal)\(", text, re.M)
    live = re.findall(
        r'id="(\w+)" data-state="_static/live/(\w+\.js)"',
        json.dumps(found.book).replace('\\"', '"'),
    )
    assert sorted(name for _, name in live) == sorted(found.scripts)
    assert text.count("<details") == text.count("</details>")


@each_notebook
def test_every_formula_of_a_lesson_is_set(path):
    prose = "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown")
    prose = re.sub(r"```.*?```|`[^`]*`", "", prose, flags=re.S)
    found = re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", prose, re.S)
    for block, inline in found:
        xml = formula(block or inline)
        assert xml.startswith("<math") and "\\" not in xml, block or inline


@pytest.mark.parametrize(
    ("language", "page", "address"),
    [
        ("en", "03_small", "ko/03_small.html"),
        ("ko", "03_small", "../03_small.html"),
        ("en", "explorers/modes", "../ko/explorers/modes.html"),
        ("ko", "slides/03_small", "../../slides/03_small.html"),
        ("en", "gdcore", "ko/index.html"),
    ],
)
def test_a_page_leads_to_its_twin(language, page, address):
    use(language)
    assert languages.twin_of(page).address == address


@pytest.mark.parametrize(
    ("word", "found"),
    [("기울기를", ["기울", "기울기", "기울기를"]), ("값", ["값"]), ("lr", ["lr"])],
)
def test_a_korean_word_is_found_by_its_beginnings(word, found):
    assert beginnings(word) == found


def test_what_two_books_have_in_common_lies_in_the_first(tmp_path):
    first, twin = tmp_path / "site", tmp_path / "site" / "ko"
    for folder, own in (first, "one"), (twin, "two"):
        (folder / "_static").mkdir(parents=True)
        (folder / "_static" / "same.js").write_text("same")
        (folder / "_static" / "own.js").write_text(own)
    page = '<script src="{}_static/same.js?v=1"></script><script src="{}_static/own.js">'
    (twin / "03.html").write_text(page.format("", ""))
    share(twin, first)
    assert (twin / "03.html").read_text() == page.format("../", "")
    assert [path.name for path in (twin / "_static").iterdir()] == ["own.js"]
