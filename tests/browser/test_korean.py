"""A Korean lesson in JupyterLab: its explorer, a check, a prediction speak Korean, unasked."""

import re
import shutil

import nbformat
import pytest

from tools.jupyter_page import ROOT, SCREENSHOTS, open_in

LESSON = ROOT / "fresh" / "ko" / "06_convex.ipynb"
HANGUL = re.compile("[가-힣]")
ALL_IN_VIEW = {"width": 1200, "height": 25_000}  # JupyterLab keeps only the cells in view


@pytest.fixture(scope="module")
def book(chromium, lab):
    address, folder = lab
    shutil.copy(LESSON, folder / "06_korean.ipynb")
    context = chromium.new_context(viewport=ALL_IN_VIEW)
    book = open_in(context, address, "06_korean.ipynb", None, run=False)
    book.run_to_end()
    yield book
    context.close()


def test_the_explorer_reads_out_in_korean(book):
    book.page.locator(".gd-read", has_text="현").first.wait_for()
    slider = book.page.locator(".gd-stage").get_by_role("slider").first
    assert HANGUL.search(slider.evaluate("e => e.labels[0].textContent"))


def test_a_prediction_asks_in_korean(book):
    question = book.page.get_by_text("세 곡선 중 하나는 볼록하지 않습니다. 어느 것일까요?").first
    question.wait_for()
    book.page.get_by_role("radio", name="√|x|").first.check()
    book.page.get_by_text("기록했습니다: “√|x|”.").first.wait_for()


def test_a_check_answers_in_korean(book):
    said = book.page.get_by_text("직접 쓴 코드를 넣고 그 셀을 실행한 다음").first
    said.wait_for()
    book.page.set_viewport_size({"width": 1200, "height": 1000})
    book.shot("korean")


def test_a_problem_set_speaks_korean_where_it_is_worked_on(chromium, lab):
    """One answer written, the others not yet: its own check before the end, then a test."""
    from tests.helpers.sets import SEEDS, about, released, source

    address, folder = lab
    notebook, solved = (make("hw1", SEEDS[0], "ko") for make in (released, source))
    tests = [cell for cell in notebook.cells if about(cell).get("locked")]
    for cell, right in zip(notebook.cells, solved.cells, strict=True):
        cell.source = right.source if about(cell).get("grade_id") == "loss" else cell.source
    # a test that fails ends "Run All Cells": here they stand at the end
    notebook.cells = [cell for cell in notebook.cells if cell not in tests] + tests
    nbformat.write(notebook, folder / "hw1_korean.ipynb")
    context = chromium.new_context(viewport=ALL_IN_VIEW)
    book = open_in(context, address, "hw1_korean.ipynb", ".jp-RenderedText")
    outputs = book.page.locator(".jp-OutputArea-output")
    checked = outputs.filter(has_text="✅ 손실, alpha 0").first
    checked.wait_for()
    assert "⚪ 최소점: 아직 풀지 않았습니다" in checked.inner_text()
    outputs.filter(has_text="AssertionError: 아직 풀지 않았습니다").first.wait_for()
    book.page.set_viewport_size({"width": 1200, "height": 1000})
    checked.scroll_into_view_if_needed()
    book.page.screenshot(path=SCREENSHOTS / "korean_set.png")
    context.close()
