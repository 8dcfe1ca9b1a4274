"""A term in which the gradebook is lost: restored from a copy, with the marks by hand."""

import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest

from coursework import nb
from coursework.__main__ import main
from coursework.course import find
from coursework.marks import DONE, NEW, WAITING, class_marks
from coursework.records import GRADED, Record, digest, save
from coursework.rehearsal import hostile
from coursework.undo import backups

POINTS = {"test_sign": 1, "test_scale": 2, "test_loss": 2}


@pytest.fixture
def grades(monkeypatch):
    """Grading without a kernel: all points of the tests; whom each run took up."""
    runs = []

    def run(course, name, todo, options, *more):
        runs.append(sorted(todo))
        with nb.gradebook(course) as book:
            for student, path in todo.items():
                book.update_or_create_student(student)
                book.update_or_create_submission(name, student)
                for cell, score in POINTS.items():
                    mark = book.find_grade(cell, name, name, student)
                    mark.auto_score, mark.needs_manual_grade = score, False
                words = book.find_grade("words", name, name, student)
                words.needs_manual_grade = words.manual_score is None
                source = digest(course.source(name))
                save(course, name, Record(student, GRADED, upload=digest(path), source=source))
            book.db.commit()
        return []

    monkeypatch.setattr("coursework.grade.run", run)
    monkeypatch.setattr("coursework.formgrader.subprocess.call", lambda *about, **more: 0)
    return runs


def do(course, *words):
    assert main([words[0], str(course.root), *words[1:]]) == 0


def hand_in(course, student):
    path = course.root.parent / f"{student}.ipynb"
    release = nbformat.read(course.release("toy"), as_version=4)
    nbformat.write(hostile.perfect(release), path)
    do(course, "collect", "toy", str(path))


def states(course):
    return {m.student: (m.state, m.score) for m in class_marks(course, "toy")}


@pytest.fixture
def term(course, grades):
    """kim and lee graded and marked by hand in formgrader, whose end leaves a copy; han since."""
    for student in ("kim", "lee"):
        hand_in(course, student)
    do(course, "grade", "toy", "--without-sandbox")
    do(course, "give", "toy", "kim", "words", "2", "--by", "Park")
    do(course, "give", "toy", "lee", "words", "3", "--by", "Lee")
    do(course, "marks")
    hand_in(course, "han")
    do(course, "grade", "toy", "--without-sandbox")
    assert states(course) == {"kim": (DONE, 7), "lee": (DONE, 8), "han": (WAITING, None)}
    return course


def delete(path):
    path.unlink()


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path):
    path.write_bytes(b"no gradebook" * 1000)


def emptied(path):
    path.write_bytes(b"")


def broken_off(path):
    """As a machine that died in a write leaves it: the old pages beside a file half new."""
    lost = path.with_suffix(".lost")
    with closing(sqlite3.connect(path)) as book:
        book.execute("pragma cache_size = 1")
        book.execute("begin immediate")
        book.execute("update grade set manual_score = 0, auto_score = 0")
        book.execute("create table filler as select hex(randomblob(100000)) as text")
        shutil.copy2(path.with_name(f"{path.name}-journal"), f"{lost}-journal")
    path.write_bytes(path.read_bytes()[:-5000])
    shutil.move(f"{lost}-journal", path.with_name(f"{path.name}-journal"))


@pytest.mark.parametrize("harm", [delete, half, garbage, emptied, broken_off])
def test_a_term_goes_on_from_the_last_copy(term, grades, harm, capsys):
    newest = backups(term)[0]  # of before han was graded
    harm(term.gradebook)
    capsys.readouterr()
    do(term, "restore")
    assert capsys.readouterr().out.startswith(newest.name)
    do(term, "restore", newest.name)
    said = capsys.readouterr().out
    assert newest.name in said and "None" not in said
    assert states(term) == {"kim": (DONE, 7), "lee": (DONE, 8), "han": (NEW, None)}
    (kim,) = (m for m in class_marks(term, "toy") if m.student == "kim")
    assert kim.cells[2].by.grader == "Park"
    hand_in(term, "park")
    do(term, "grade", "toy", "--without-sandbox")
    assert grades[-1] == ["han", "park"]  # and nobody's marks by hand are asked for again
    do(term, "give", "toy", "han", "words", "1")
    assert states(find(term.root))["han"] == (DONE, 6)
    do(term, "restore", backups(term)[0].name)  # its own copies are sound


def test_a_command_that_meets_a_lost_gradebook_names_the_way_back(term, capsys):
    for harm in (half, garbage, delete):
        harm(term.gradebook)
        for words in (["report", "toy"], ["grade", "toy", "--without-sandbox"], ["marks"]):
            assert main([words[0], str(term.root), *words[1:]]) == 1
            assert "course restore" in capsys.readouterr().err
        shutil.copy2(backups(term)[0], term.gradebook)
    garbage(term.gradebook)
    assert main(["give", str(term.root), "toy", "kim", "words", "1"]) == 1
    assert "course restore" in capsys.readouterr().err
