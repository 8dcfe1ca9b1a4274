"""What students wrote, made plain: for a screen, a CSV, a page, a file; and old courses mended."""

import copy
import csv
import json
import zipfile

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_output

from coursework import __main__ as commands
from coursework import nb
from coursework.collect import collect
from coursework.course import CONFIG
from coursework.export import export
from coursework.feedback import feedback
from coursework.grade import Options, grade_set
from coursework.intake import uploads
from coursework.looking import markup, mend, plain
from coursework.looking.harmless import notebook
from coursework.rehearsal import hostile
from coursework.roster import fill
from coursework.trouble import Trouble
from tests.helpers import attacks

DANGEROUS = (
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\uff1d1",
)
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2028x\r\n"
PRINTS = """from IPython.display import display, publish_display_data
import ipywidgets
print("<script>console.log('RAN')</script>")
publish_display_data({"text/html": "<script>1</script><b onclick='1'>bold</b>"})
publish_display_data({"application/javascript": "console.log('RAN')"})
publish_display_data({"image/svg+xml": "<svg onload='1'></svg>"})
publish_display_data({"application/vnd.vega.v5+json": {"data": []}})
publish_display_data({"image/png": "AAAA"}, {"image/png": {"width": "1 onload=1", "height": 3}})
display(ipywidgets.HTML("<img src=x onerror=1>"))"""


def release_of(course):
    return nbformat.read(course.release("toy"), as_version=4)


def hand_in(course, student, book):
    path = course.root.parent / f"{student}.ipynb"
    nbformat.write(book, path)
    collect(course, "toy", path)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula_to_a_spreadsheet(text):
    assert plain.field(text)[0] == "'"
    assert plain.field(f"kim;{text}").startswith("kim;") and "'" in plain.field(f"kim;{text}")


@pytest.mark.parametrize(
    ("value", "field"),
    [(-1.5, "-1.5"), (0, "0"), ("-1.5", "-1.5"), ("+2", "+2"), (None, ""), ("kim", "kim")],
)
def test_numbers_stay_numbers(value, field):
    assert plain.field(value) == field


def test_the_csv_of_a_hostile_class_holds_no_formula(course, tmp_path):
    rows = [["id", "first_name", "last_name"]]
    rows += [[f"{text}{k}", text, "Kim"] for k, text in enumerate(DANGEROUS)]
    with open(tmp_path / "class.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert fill(course, tmp_path / "class.csv") == len(DANGEROUS)
    for platform in ("plain", "canvas", "moodle"):
        with open(export(course, "toy", platform)[0], encoding="utf-8-sig", newline="") as file:
            fields = [field for row in csv.reader(file) for field in row]
        assert not [f for f in fields if f.lstrip()[:1] in set("=+-@\uff1d") and f.strip()]


def test_a_terminal_is_told_nothing():
    assert plain.line(f"a{ESCAPES}b") == "a?]0;owned??[2J?31m? x b"
    assert plain.lines("one\n\x1b[1mtwo") == "one\n?[1mtwo"
    assert plain.line("가족 👩\u200d👧 \\beta") == "가족 👩\u200d👧 \\beta"


def test_no_command_prints_what_a_terminal_would_obey(course, tmp_path, capsys):
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"ki{ESCAPES}m/toy\x1b[2J.ipynb", '{"cells": [], "nbformat": "\x1b[2J"}')
        archive.writestr(f"ki{ESCAPES}m/other\x1b[2J.ipynb", "{}")
        archive.writestr("lee/toy.ipynb", b"\x1b[2J\nlee  8 of 8")
    folder = str(course.root)
    for words in (
        ["collect", folder, "toy", str(path)],
        ["grade", folder, "toy", "--without-sandbox"],
        ["report", folder, "toy"],
        ["export", folder, "toy"],
        ["feedback", folder, "toy"],
    ):
        assert commands.main(words) == 0
        assert not set(capsys.readouterr().out) & set("\x1b\x07\x9b\u202e\r")


def test_names_in_the_zip_of_feedback_lead_nowhere_else(course, tmp_path):
    member = "C:\\up\\..\\kim_12345_1_toy.ipynb"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(member, "{}")
    collect(course, "toy", tmp_path / "c.zip", platform="canvas")
    grade_set(course, "toy", Options(boxed=False))
    path, pages, _ = feedback(course, "toy")
    assert pages == 1
    assert zipfile.ZipFile(path).namelist() == ["C_/up/kim_12345_1_toy.html"]


@pytest.mark.parametrize(
    "name",
    ["nbgrader_config.py", "jupytext.toml", "jupytext", "a.html", "b.SVG", "numpy.py", ".env"],
)
def test_an_upload_is_kept_under_a_name_that_nothing_runs(name, course, tmp_path):
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(f"kim/x{name}", "x")
        archive.writestr(f"kim/{name}", "x") if not name.startswith(".") else None
        archive.writestr("kim/toy.ipynb", "{}")
        archive.writestr("lee/toy.ipynb", "{}")
    collect(course, "toy", tmp_path / "c.zip")
    kept = {path.name for path in (course.downloaded("toy") / "kim").iterdir()}
    assert {each.rsplit(".", 1)[1] for each in kept - {"origin.json"}} == {"txt", "ipynb"}
    assert uploads(course, "toy")["kim"].name == "toy.ipynb"


def test_what_a_graded_program_prints_is_cleaned_in_the_file(course):
    book = hostile.perfect(release_of(course))
    book.cells.append(new_code_cell(PRINTS))
    hand_in(course, "kim", book)
    (record,) = grade_set(course, "toy", Options(boxed=False, cell_timeout=60))
    assert record.state == "graded", record.reason
    graded = nbformat.read(course.autograded("toy", "kim"), as_version=4)
    nbformat.validate(graded)
    assert set(graded.metadata) <= {"kernelspec", "language_info"}  # no widgets
    outputs = graded.cells[-1].outputs
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "image/png"}
    pages = " ".join(
        output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})
    )
    assert "<script" not in pages and "onclick" not in pages and "onload" not in pages
    assert "<b>bold</b>" in pages and "data:image/svg+xml;base64," in pages
    assert {"image/png": {"height": 3}} in [output.get("metadata") for output in outputs]
    assert graded.cells[-1].source == PRINTS
    assert not NotebookNotary().check_signature(graded)


def test_a_clean_notebook_is_valid_whatever_it_was(course):
    book = attacks.everything(copy.deepcopy(release_of(course)))
    for cell in book.cells:
        cell.metadata = {"tags": ["<x>"], "nbgrader": {"grade_id": "<x>"}, "trusted": True}
        if cell.cell_type == "code":
            dict.__setitem__(cell, "execution_count", "<x>")
            cell.outputs.append(new_output("error", ename="<x>", evalue="<x>", traceback=[]))
            cell.outputs[-1]["traceback"] = {"<x>": 1}
            cell.outputs.append(new_output("display_data", data={"image/png": ["<x>"]}))
    clean = notebook(book)
    nbformat.validate(clean)
    assert clean.metadata.get("widgets") is None
    assert all(cell.metadata == {} for cell in clean.cells)


@pytest.mark.parametrize(
    "source",
    [">" * 9000 + " deep", "<b>" * 9000, "[" * 9000, "x" * (markup.LONG + 1), "![](attachment:no)"],
)
def test_a_text_that_cannot_be_read_is_shown_all_the_same(source):
    shown = markup.markdown(source)
    assert shown and "<script" not in shown


def test_addresses_are_shown_and_never_asked_for():
    words = "[mine](https://a.example/x) ![](/files/x) <https://b.example> ![p](x.png)"
    shown = markup.markdown(words)
    assert "href" not in shown and "src" not in shown
    assert "mine (https://a.example/x)" in shown and "https://b.example" in shown


def without_our_lines(course, *lines):
    path = course.root / CONFIG
    path.write_text("\n".join([mend._own(path.read_text()).rstrip(), *lines, ""]))
    return path


def test_an_old_course_is_mended_by_any_command_and_keeps_what_the_teacher_wrote(course):
    path = without_our_lines(
        course,
        "c.Exchange.timezone = 'Asia/Seoul'  # mine",
        "c.HTMLExporter.preprocessors = ['my.Step']",
        "c.HTMLExporter.filters = {'mine': 'my.filter', 'markdown2html': 'my.own'}",
    )
    for _ in range(2):
        assert commands.main(["report", str(course.root), "toy"]) == 0
        text = path.read_text()
        settings = nb.config(course)
        assert text.count(mend.HEAD) == 1 and "'Asia/Seoul'  # mine" in text
        assert settings.HTMLExporter.preprocessors == ["my.Step", mend.STEP]
        assert settings.HTMLExporter.filters == {"mine": "my.filter", **mend.FILTERS}
        assert settings.Exchange.timezone == "Asia/Seoul"
        path.write_text(text + "c.HTMLExporter.preprocessors = ['my.Step']  # below, once more\n")


def test_a_config_that_cannot_be_mended_is_named(course):
    without_our_lines(course, "c.HTMLExporter.preprocessors = [print]")
    with pytest.raises(Trouble, match="Write their names instead"):
        mend.mend(course)
    without_our_lines(course, "c.HTMLExporter.nothing = 1 / 0")
    with pytest.raises(Trouble, match="cannot be read: ZeroDivisionError"):
        mend.mend(course)
    assert not list(course.root.glob(".nbgrader_config*"))


def test_files_of_an_earlier_version_are_mended_once(course):
    place = course.downloaded("toy") / "kim"
    place.mkdir(parents=True)
    (place / "nbgrader_config.py").write_text("boom")
    (place / "origin.json").write_text(json.dumps({"file": "nbgrader_config.py"}))
    graded = course.autograded("toy", "kim")
    graded.parent.mkdir(parents=True)
    nbformat.write(attacks.everything(copy.deepcopy(release_of(course))), graded)
    graded.chmod(0o444)
    (graded.parent / "broken.ipynb").write_text("[" * 100_000)
    mend.mend(course)
    assert uploads(course, "toy")["kim"].name == "nbgrader_config.py.txt"
    assert "anywidget" not in graded.read_text() and graded.stat().st_mode & 0o777 == 0o444
    before = graded.stat().st_mtime_ns
    mend.mend(course)
    assert graded.stat().st_mtime_ns == before
