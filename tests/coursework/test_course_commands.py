"""The teacher's command line: what it says where something is missing, and its guide."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from coursework import __main__ as commands
from coursework import options

HERE = Path(commands.__file__).parent
GUIDES = HERE / "README.md", HERE / "README.ko.md"
KOREAN = HERE.parent / "gdlab" / "locale" / "ko" / "LC_MESSAGES" / "gdlab.po"


def said(capsys, *arguments):
    """(exit code, what was printed and complained)."""
    code = commands.main([str(each) for each in arguments])
    out = capsys.readouterr()
    return code, out.out + out.err


def test_help_tells_every_command_in_the_order_things_happen():
    text = options.parser().format_help()
    order = [text.rindex(f"  {name} ~/my-course") for name in commands.COMMANDS]
    assert order == sorted(order)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_command_of_the_guide_and_of_the_help_is_understood(path):
    text = path.read_text(encoding="utf-8")
    guide = re.findall(r"start\.py course ([a-z]+ [^#`\n]+)", text)
    listed = re.findall(r"^  ([a-z]+ ~/my-course.*?)(?:  |$)", options.ORDER, re.M)
    for lines in (guide, listed):
        assert {line.split()[0] for line in lines} == set(commands.COMMANDS)
    for line in guide + listed:
        assert options.parser().parse_args(shlex.split(line)).command == line.split()[0]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_the_guide_leads_somewhere_and_to_its_twin(path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert {each.name for each in GUIDES} - {path.name} <= set(links)
    assert [link for link in links if not (HERE / link).exists()] == []


def test_what_the_korean_guide_quotes_is_said():
    """Its table explains the report's own sentences; ... stands for a number."""
    with KOREAN.open("rb") as file:
        said = [re.sub(r"\{\w+[^}]*\}", "…", str(message.string)) for message in read_po(file)]
    quoted = re.findall("“([^”]+)”", GUIDES[1].read_text(encoding="utf-8"))
    assert len(quoted) > 15
    assert [words for words in quoted if not any(words in each for each in said)] == []


@pytest.mark.parametrize("name", ["release", "collect", "grade", "report", "feedback", "export"])
def test_where_there_is_no_course_it_says_how_to_make_one(name, tmp_path, capsys):
    more = ["x.zip"] if name == "collect" else []
    code, text = said(capsys, name, tmp_path, "hw1", *more)
    assert code == 1 and f"no course in {tmp_path}" in text and "course make" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("name", ["collect", "grade", "report", "feedback", "export"])
def test_a_set_not_released_yet_is_named(name, course, capsys):
    more = ["x.zip"] if name == "collect" else []
    code, text = said(capsys, name, course.root, "hw2", *more)
    assert code == 1 and "hw2 has not been released" in text and "toy" in text


def test_a_disk_that_fails_is_a_sentence(course, capsys, monkeypatch):
    def full(*about):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gdlab.notebook.files.os.replace", full)
    code, text = said(capsys, "export", course.root, "toy")
    assert code == 1 and "No space left" in text and "run again" in text


def test_a_reader_who_has_seen_enough_is_no_failure(course):
    """As in `report ... | head -1`."""
    asked = [sys.executable, "-m", "coursework", "report", str(course.root), "toy"]
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(asked, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_empty_class_is_reported_and_exported(course, capsys):
    assert "nobody is on the roster" in said(capsys, "report", course.root, "toy")[1]
    assert "marks: 0" in said(capsys, "export", course.root, "toy")[1]
    assert said(capsys, "grade", course.root, "toy", "--without-sandbox")[0] == 0


def test_a_student_who_handed_in_nothing_cannot_be_graded(course, capsys):
    code, text = said(capsys, "grade", course.root, "toy", "--student", "x", "--without-sandbox")
    assert code == 1 and "x handed in nothing for toy" in text


def test_made_courses_say_what_to_keep_and_what_comes_next(tmp_path, capsys):
    code, text = said(capsys, "make", tmp_path / "term")
    assert code == 0 and "seed.txt" in text and f"course release {tmp_path / 'term'} hw1" in text
    assert said(capsys, "make", tmp_path / "term")[0] == 1


def test_zeros_for_absentees_and_marks_so_far_only_where_they_are_asked_for(course, tmp_path):
    from coursework import nb
    from coursework.export import export

    with nb.gradebook(course) as book:
        book.add_student("kim")

    def written(**asked):
        path, given, missing = export(course, "toy", "canvas", tmp_path / "marks.csv", **asked)
        return path.read_text(encoding="utf-8-sig").splitlines()[1:], given, missing

    assert written() == ([], 0, 1)
    assert written(zeros=True) == ([",kim,,0"], 1, 0)
