"""A class that reads Korean: the same sets, hidden tests and marks, in other words."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile

import nbformat
import pytest

from coursework import nb
from coursework.__main__ import main
from coursework.course import REPOSITORY, find
from coursework.judge import EMPTY
from coursework.masters import HERE, build, build_source
from gdlab.notebook.language import _, spoken, use
from tests.helpers.sets import NAMES, SEEDS, automatic, failures, namespace, released, source
from tools import twins

KOREAN = "ko"
HIDDEN = re.compile(r"### BEGIN HIDDEN.*### END HIDDEN TESTS\n", re.S)
PARTICLE = re.compile(r"(\w+)\}\}[$`)*\]]*(?:은|는|이|가|을|를|과|와|으로|로)(?![가-힣])")
NAME = "김민수"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_set_has_the_code_the_points_and_the_hidden_tests_of_its_twin(name, seed):
    english, korean = source(name, seed), build(name, seed, KOREAN)
    assert [(c.id, c.cell_type, c.metadata) for c in korean.cells] == [
        (c.id, c.cell_type, c.metadata) for c in english.cells
    ]
    for theirs, ours in zip(english.cells, korean.cells, strict=True):
        assert HIDDEN.findall(theirs.source) == HIDDEN.findall(ours.source)
        if theirs.cell_type == "code":
            text = ours.source.replace(f'speak("{KOREAN}")', 'speak("en")')
            assert twins.in_code(theirs.source, text) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_english_is_left_in_what_a_class_is_asked(name, seed):
    for cell in build(name, seed, KOREAN).cells:
        if cell.cell_type == "markdown":
            assert twins.in_prose(cell.source) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_particle_hangs_on_a_number_that_differs_from_class_to_class(name):
    """0.1로, but 0.3으로: what is said of a number must hold for all of them."""
    text = (HERE / KOREAN / f"{name}.md").read_text(encoding="utf-8")
    assert set(PARTICLE.findall(text)) <= {"unit_words"}  # which is no number: MB(...) 단위로


@pytest.mark.parametrize("name", NAMES)
def test_its_tests_speak_korean(name):
    notebook = build(name, SEEDS[0], KOREAN)
    names = namespace(notebook)  # its first cell speaks Korean from here on
    assert spoken() == KOREAN and failures(notebook, names) == {}
    failed = failures(notebook, namespace(released(name, SEEDS[0], KOREAN)))
    assert list(failed) == list(automatic(notebook))
    assert set(failed.values()) == {_(EMPTY)} != {EMPTY}


def test_every_text_has_both_languages():
    from coursework.masters import SETS

    for about in SETS.values():
        for key in ("title", "due"):
            assert set(about[key]) == {"en", KOREAN} and twins.HANGUL.search(about[key][KOREAN])
    assert {p.name for p in (HERE / KOREAN).glob("hw*.md")} == {f"{n}.md" for n in NAMES}


@pytest.fixture(scope="module")
def klass(tmp_path_factory):
    """A Korean course with set 1 handed out; solutions and all that is shown stay untried here."""
    folder = tmp_path_factory.mktemp("한국어 수업")
    assert main(["make", str(folder / "course"), "--language", KOREAN]) == 0
    course = find(folder / "course")
    build_source("hw1", course.seed(), course.root, course.language)
    answer = nb.api(course).generate_assignment("hw1", create=True)
    assert answer["success"], answer["log"]
    return course


def test_where_to_write_is_said_in_korean(klass):
    book = nbformat.read(klass.release("hw1"), as_version=4)
    text = "\n".join(cell.source for cell in book.cells)
    assert text.count("# 여기에 코드를 쓰세요\n    raise NotImplementedError()") == 5
    assert "여기에 답을 쓰세요" in text and "YOUR " not in text


def test_what_the_commands_say_is_korean(klass, tmp_path, capsys):
    """Paths, commands to type and a platform's own words stay as they are."""
    root, csv = klass.root.parent / "말하기", tmp_path / "명단.csv"
    shutil.copytree(klass.root, root)
    csv.write_text(
        "학번;성명;제출일시\nkim;김민수;2026-10-16 20:00\nlee;이서연;\n", encoding="cp949"
    )
    for student in ("kim", "누구"):
        shutil.copy2(klass.release("hw1"), tmp_path / f"{student}.ipynb")
    came = [str(tmp_path / f"{student}.ipynb") for student in ("kim", "누구")]
    commands = [
        (0, ["roster", csv]),
        (0, ["collect", "hw1", *came]),
        (1, ["collect", "hw2", *came]),
        (1, ["collect", "hw1", tmp_path / "없음.zip"]),
        (1, ["collect", "hw1", csv]),
        (1, ["collect", "hw1", *came, "--handed-in", "내일"]),
        (1, ["times", "hw1", csv]),  # no time zone yet
        (1, ["times", "hw1", tmp_path / "kim.ipynb"]),
        (0, ["report", "hw1"]),
        (0, ["feedback", "hw1"]),
        (0, ["export", "hw1"]),
        (0, ["alike", "hw1"]),
        (1, ["statistics", "hw1"]),
        (1, ["regrade", "hw1", "lee", "--without-sandbox"]),
        (0, ["undo", "hw1"]),
        (1, ["undo", "hw1"]),
        (0, ["restore"]),
        (1, ["restore", "gradebook-1.db"]),
        (1, ["about", "park"]),
        (0, ["forget", "lee"]),
        (1, ["gain"]),
    ]
    assert main(["make", str(tmp_path / "새 강좌"), "--language", KOREAN]) == 0
    for code, (command, *rest) in commands:
        assert main([command, str(root), *map(str, rest)]) == code, command
        said = capsys.readouterr()
        for line in (said.out + said.err).splitlines():
            words = re.sub(r"python3 start\.py .*|course \w+|/\S*|\S+\.(csv|ipynb|db)", "", line)
            assert twins.in_prose(words) == [], line
            assert twins.HANGUL.search(words) or not re.search("[a-z]{3}", words), line


@pytest.mark.parametrize("console", ["cp1252", "ascii", "cp949"])
def test_a_console_without_hangul_gets_marks_of_question_and_no_traceback(klass, console):
    environment = os.environ | {"PYTHONIOENCODING": console, "PYTHONUTF8": "0"}
    words = [sys.executable, "-m", "coursework", "report", str(klass.root), "hw1"]
    ran = subprocess.run(words, capture_output=True, env=environment, cwd=REPOSITORY, check=False)
    said = (ran.stdout + ran.stderr).decode(console)
    assert ran.returncode == 0 and said.startswith("hw1: ") and "Traceback" not in said
    assert ("?" in said) == (console != "cp949")


def test_from_a_korean_zip_to_a_page_that_a_student_can_read(klass, boxed, capsys):
    """Names in Hangul, decomposed as a Mac writes them; a wrong answer gets its own words."""
    book = nbformat.read(klass.release("hw1"), as_version=4)
    for cell in book.cells:
        if "def loss(" in cell.source:
            cell.source = "def loss(beta, X, y, w, alpha):\n    return sum(w * (y - X @ beta)**2)"
        cell.source = cell.source.replace("여기에 답을 쓰세요", "처음에는 커집니다.")
    upload = klass.root.parent / "제출.zip"
    with zipfile.ZipFile(upload, "w") as archive:
        archive.writestr(unicodedata.normalize("NFD", f"{NAME}.ipynb"), nbformat.writes(book))
    for words in (["collect", "hw1", str(upload)], ["grade", "hw1"], ["report", "hw1"]):
        command, *rest = words
        assert main([command, str(klass.root), *rest]) == 0
    assert main(["feedback", str(klass.root), "hw1"]) == 0
    said = capsys.readouterr().out
    assert "직접 채점할 것이 남음" in said and NAME in said
    record = json.loads((klass.records("hw1") / f"{NAME}.json").read_text(encoding="utf-8"))
    assert record["state"] == "graded"
    page = (klass.root / "feedback" / NAME / "hw1" / "hw1.html").read_text(encoding="utf-8")
    assert '<html lang="ko">' in page and "제출한 내용" in page and "점 만점에" in page
    use(KOREAN)
    assert _(EMPTY) in page and EMPTY not in page
    said = re.findall(r'<p class="test"><b>[^<]*</b> (.+?)</p>', page)
    assert len(said) == 11 and len(set(said)) > 2
    for words in said:
        assert twins.HANGUL.search(words) and twins.in_prose(words) == []
    assert main(["statistics", str(klass.root), "hw1"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if "gradient_shape" in line)
    assert row.split()[1:4] == ["1", "0", "0"]  # marked, not attempted
