"""A made class of ten, and the guide through its week."""

import shlex
import zipfile

import nbformat
import pytest

from coursework import __main__ as commands
from coursework import options
from coursework.decode import Unreadable
from coursework.normalise import normalise
from coursework.rehearsal import guided
from coursework.rehearsal.class_of_ten import CLASS, hand_in, roster
from coursework.trouble import Trouble


def test_every_step_is_a_command_that_there_is(tmp_path):
    for step in guided.steps(tmp_path):
        options.parser().parse_args(shlex.split(step.words))
    used = {step.words.split()[0] for step in guided.steps(tmp_path)}
    assert {"roster", "release", "collect", "grade", "report", "feedback", "export"} <= used


def test_what_the_ten_hand_in_is_what_is_said_of_it(course, tmp_path):
    hand_in(course, "toy", tmp_path)
    release = nbformat.read(course.release("toy"), as_version=4)
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        came = {name.split("/")[0]: archive.read(name) for name in archive.namelist()}
    assert set(came) == {s.id for s in CLASS if s.make and not s.late} and len(CLASS) == 10
    right = normalise(came["2026101"], release)
    assert right.notes == []
    assert "2 / len(y)" in right.notebook.cells[2].source and "###" not in str(right.notebook)
    assert "while True" in came["2026104"].decode() and "-(" in came["2026102"].decode()
    assert any("put back" in note for note in normalise(came["2026103"], release).notes)
    for damaged in ("2026107", "2026108"):
        with pytest.raises(Unreadable):
            normalise(came[damaged], release)
    assert (tmp_path / "2026109.ipynb").is_file()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(tmp_path / "broken.zip")


@pytest.fixture
def played(tmp_path, monkeypatch):
    """Go through the guide with these lines typed; (what was run, what was said)."""
    monkeypatch.setattr(guided, "hand_in", lambda *about: None)

    def play(typed):
        ran, said, lines = [], [], iter(typed)

        def run(words):
            ran.append(words[0])
            return 1 if words[-1].endswith("broken.zip") else 0

        def ask(prompt):
            line = next(lines, None)
            if line is None:
                raise EOFError
            return line

        guided.rehearse(tmp_path / "term", run, said.append, None if typed == "all" else ask)
        return ran, "\n".join(said)

    return play


def test_enter_or_the_command_goes_on_anything_else_is_told_and_q_ends(played, tmp_path):
    first = guided.steps((tmp_path / "term").resolve())[0].words
    ran, said = played([f"python3 start.py course {first}", "grade me", "", "q"])
    assert ran == ["roster", "release"]
    assert "only Enter" in said and "Look: Ten students" in said and "Until later" in said
    assert (tmp_path / "term-files" / "class.csv").is_file()


def test_all_of_it_runs_by_itself(played):
    ran, said = played("all")
    assert len(ran) == len(guided.steps(guided.Path("x"))) and "That was a week" in said


def test_a_step_that_ends_otherwise_is_told(tmp_path):
    with pytest.raises(Trouble, match="should have ended with 0"):
        guided.rehearse(tmp_path / "term", lambda words: 1, lambda text: None)


def test_the_class_list_has_ten(tmp_path):
    roster(tmp_path / "class.csv")
    assert len((tmp_path / "class.csv").read_text().splitlines()) == 11


@pytest.mark.slow
@pytest.mark.usefixtures("boxed")
def test_the_week_goes_as_it_is_told(tmp_path, capfd):
    assert commands.main(["rehearse", str(tmp_path / "term"), "--all"]) == 0
    said = capfd.readouterr().out
    assert "6 graded, 2 not graded, 1 flagged" in said and "2026103 Seoyeon Lee  cell" in said
    assert "marks: 7; students who have none yet: 3" in said
