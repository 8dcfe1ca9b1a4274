"""A lesson as slides, as `jupyter nbconvert --to slides` makes them, every picture inside."""

import json
import re

import nbformat
import pytest
from nbconvert import SlidesExporter

from tests.helpers.environments import ROOT

LESSON = ROOT / "notebooks" / "03_gradient_descent.ipynb"


@pytest.fixture(scope="module")
def slides():
    """The page that a lecturer opens."""
    return SlidesExporter().from_filename(str(LESSON))[0]


def kinds():
    cells = nbformat.read(LESSON, 4).cells
    return [cell.metadata["slideshow"]["slide_type"] for cell in cells]


def test_every_chapter_is_a_slide_and_what_follows_lies_below_it(slides):
    """reveal.js: a section in a section is a slide below a slide."""
    depth, outer, inner = 0, 0, 0
    for tag in re.findall(r"<(/?)section", slides):
        depth += -1 if tag else 1
        outer += not tag and depth == 1
        inner += not tag and depth == 2
    assert depth == 0
    assert outer == kinds().count("slide") > 3
    assert inner == outer + kinds().count("subslide")


def test_code_waits_for_a_key(slides):
    assert slides.count('class="fragment"') >= kinds().count("fragment") > 5


def test_the_cell_that_finds_gdcore_is_not_shown(slides):
    assert "find_spec" not in slides and "gradient_descent" in slides


def test_the_pictures_are_inside_and_no_other_file_is_asked_for(slides):
    shown = [
        output
        for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    pictures = re.findall(r'<img[^>]*\bsrc="([^"]{0,40})', slides)
    assert len(pictures) >= len(shown) > 1
    assert all(address.startswith("data:image/png") for address in pictures)
