"""A class, from uploads to CSV: each gets the marks or the reason due, and nobody touches another.

The short class runs always. The whole one, every kind of upload in hostile.py, is slow.
"""

import csv
import hashlib
import socket
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace

import nbformat
import psutil
import pytest

from coursework import nb, running
from coursework.export import export
from coursework.feedback import feedback
from coursework.grade import Options, grade_set, summary
from coursework.marks import ABSENT, DONE, FAILED, WAITING
from coursework.records import GRADED, load
from coursework.rehearsal import hostile
from coursework.report import report
from coursework.roster import fill
from coursework.undo import TAKEN
from tests.helpers.toys import hand_in, marks

pytestmark = pytest.mark.usefixtures("boxed")

QUICK = Options(cell_timeout=6, timeout=250)  # enough for a busy machine, too
SHORT = (
    "a_perfect",
    "b_empty",
    "c_wrong_sign",
    "e_endless_loop",
    "h_quits_in_an_answer",
    "r_cut_json",
    "w_writes_gradebook",
    "y_strips_asserts",
)


def files(course, besides=()):
    """{path: digest} of the course, without these students' own folders and the gradebook.

    Nor the list of whom a collect brought, which `undo` reads.
    """
    seen = {}
    for path in sorted(course.root.parent.rglob("*")):
        parts = set(path.relative_to(course.root.parent).parts)
        own = parts & ({*besides} | {f"{student}.json" for student in besides})
        if path.is_file() and not own and path.name not in ("gradebook.db", ".lock", TAKEN):
            if "backups" not in parts:
                seen[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return seen


def by_hand(course, student, score, words):
    """What formgrader does when a teacher marks the answer in words."""
    with nb.gradebook(course) as book:
        mark = book.find_grade("words", "toy", "toy", student)
        mark.manual_score, mark.needs_manual_grade = score, False
        book.find_comment("words", "toy", "toy", student).manual_comment = words
        book.db.commit()


def judged(kind, got):
    """What is not as expected of this upload; empty when all is well."""
    wrong = []
    if kind.score is None and not (got.state == FAILED and kind.reason in got.reason):
        wrong.append(f"{got.state}: {got.reason}, expected not graded: {kind.reason}")
    if kind.score is not None:
        automatic = [cell for cell in got.cells if cell.name != "words"]
        if got.state == FAILED or sum(cell.score for cell in automatic) != kind.score:
            wrong.append(f"{got.state} {got.so_far} {got.reason}, expected {kind.score}")
    for expected, said in ((kind.note, got.notes), (kind.flag, got.flags)):
        if expected not in "; ".join(said):
            wrong.append(f"{said}, expected {expected}")
    if any("CANARY" in text for text in got.printed):
        wrong.append(f"printed {got.printed}")
    return wrong


def printed(course, student):
    """Everything the submission's cells printed when they were graded."""
    path = course.autograded("toy", student)
    cells = nbformat.read(path, as_version=4).cells if path.exists() else []
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.output_type == "stream"]


def grade_class(course, names):
    """Grade one student and mark them by hand, then these kinds all together.

    Returns ({student: what is wrong}, files changed outside the others' folders, the first
    student's marks before and after).
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        kinds = hostile.kinds(course.root, server.getsockname()[1])
        chosen = {name: kinds[name] for name in names or kinds}
        hand_in(course, {"a_perfect": kinds["a_perfect"]})
        (course.root / "canary.txt").write_text("untouched")
        (course.root.parent / "outside.txt").write_text("untouched")
        grade_set(course, "toy", QUICK)
        by_hand(course, "a_perfect", 2.5, "Say why it shrinks.")
        others = {name: kind for name, kind in chosen.items() if name != "a_perfect"}
        before, first = files(course, others), marks(course)["a_perfect"]
        hand_in(course, others)
        grade_set(course, "toy", QUICK)
    changed = set(files(course, others).items()) ^ set(before.items())
    after = marks(course)
    wrong = {}
    for name, kind in chosen.items():
        after[name].printed = printed(course, name)
        if problems := judged(kind, after[name]):
            wrong[name] = problems
    return wrong, changed, (first, after["a_perfect"])


def left_running():
    """Processes of student code that outlived its grading."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if "echo CANARY" in " ".join(process.info["cmdline"] or []):
            found.append(process.info["cmdline"])
    return found


@pytest.fixture(scope="module")
def short(course_of_module):
    return course_of_module, grade_class(course_of_module, SHORT)


def test_each_of_a_short_class_gets_what_is_due_and_touches_nobody_else(short):
    _, (wrong, changed, (first, after)) = short
    assert wrong == {}
    assert changed == set()
    assert after.cells == first.cells and after.score == 7.5
    assert left_running() == []


@pytest.mark.slow
def test_so_does_each_of_the_whole_class(course):
    wrong, changed, (first, after) = grade_class(course, None)
    assert wrong == {}
    assert changed == set()
    assert after.cells == first.cells
    assert left_running() == []
    _, pages, left_out = feedback(course, "toy")
    assert left_out == []
    assert pages == len(hostile.kinds(course.root, 1)) >= 28
    assert all(page.stat().st_size < 2e6 for page in course.root.glob("feedback/*/toy/*.html"))


def test_states_are_told_apart_and_none_is_a_silent_zero(short):
    got = marks(short[0])
    assert got["b_empty"].state == DONE and got["b_empty"].score == 0  # nothing was written
    assert got["c_wrong_sign"].state == WAITING and got["c_wrong_sign"].score is None
    assert got["r_cut_json"].state == FAILED and got["r_cut_json"].so_far is None


def test_a_student_who_handed_in_nothing_is_reported_so(short, tmp_path):
    course = short[0]
    (tmp_path / "class.csv").write_text("id,first_name,last_name\nabsent,Yuna,Lee\n")
    fill(course, tmp_path / "class.csv")
    assert marks(course)["absent"].state == ABSENT
    text = report(course, "toy")
    assert "Not handed in (1)\n  absent" in text
    assert "r_cut_json" in text.split("Not graded")[1].split("\n\n")[0]
    assert "to mark: words" in text


def test_a_csv_leaves_missing_marks_empty(short):
    course = short[0]
    path, given, missing = export(course, "toy")
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["a_perfect"]["score"], rows["b_empty"]["score"]) == ("7.5", "0")
    assert rows["r_cut_json"]["score"] == rows["c_wrong_sign"]["score"] == ""
    assert "cut off" in rows["r_cut_json"]["remarks"]
    assert given == sum(row["score"] != "" for row in rows.values()) == len(rows) - missing
    for platform, column in (("canvas", "ID"), ("moodle", "ID number")):
        with open(export(course, "toy", platform)[0], encoding="utf-8-sig", newline="") as file:
            assert {row[column] for row in csv.DictReader(file)} == {"a_perfect", "b_empty"}


def test_feedback_is_one_small_file_each_with_words_and_without_tests(short):
    course = short[0]
    path, pages, _ = feedback(course, "toy")
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name).decode() for name in archive.namelist()}
    assert pages == len(inside) == len(SHORT)
    for text in inside.values():
        assert len(text) < 2e6
        assert "wrong elsewhere" not in text.split("<h2>")[0]
        assert "HIDDEN" not in text and "116 / 3" not in text and "src=&quot;http" not in text
        assert "http" not in text.replace("http-equiv", "")
    perfect = inside["a_perfect/toy.html"]
    assert "7.5 of 8 points" in perfect and "Say why it shrinks." in perfect
    assert "def gradient" in perfect and "assert" not in perfect
    assert "the sign is flipped" in inside["c_wrong_sign/toy.html"]
    assert "cut off or damaged" in inside["r_cut_json/toy.html"]


def test_a_mark_given_by_hand_outlives_every_run(short):
    course = short[0]
    before = marks(course)["a_perfect"]
    (record,) = grade_set(course, "toy", Options(students=("a_perfect",), cell_timeout=6))
    assert record.state == GRADED
    after = marks(course)["a_perfect"]
    assert after.cells == before.cells  # the mark, the comment, and that it is confirmed


def test_only_what_is_new_is_graded_and_the_gradebook_is_copied_first(short):
    course = short[0]
    assert grade_set(course, "toy", QUICK) == []
    copies = set(course.root.glob("backups/*.db"))
    kinds = hostile.kinds(course.root, 1)
    hand_in(course, {"r_cut_json": kinds["a_perfect"], "a_perfect": kinds["c_wrong_sign"]})
    records = grade_set(course, "toy", QUICK)
    assert {each.student: each.state for each in records} == {
        "r_cut_json": GRADED,
        "a_perfect": GRADED,
    }
    words = {cell.name: cell for cell in marks(course)["a_perfect"].cells}["words"]
    # the answer may be another now: the mark stands, and asks to be looked at
    assert (words.score, words.comment, words.waits) == (2.5, "Say why it shrinks.", True)
    (copy,) = set(course.root.glob("backups/*.db")) - copies
    with closing(sqlite3.connect(copy)) as book:
        marked = "select needs_manual_grade from grade where manual_score = 2.5"
        assert book.execute(marked).fetchall() == [(0,)]


def test_a_run_that_is_cut_off_goes_on_where_it_stopped(course, monkeypatch):
    kinds = hostile.kinds(course.root, 1)
    hand_in(course, {name: kinds[name] for name in ("a_perfect", "c_wrong_sign")})
    made, finished = [], running._finished

    def power_cut(*about):
        made.append(about[2].job.wires)
        if finished(*about):
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "_finished", power_cut)
    with pytest.raises(KeyboardInterrupt):
        grade_set(course, "toy", replace(QUICK, at_once=1))
    monkeypatch.undo()
    done = {name for name in ("a_perfect", "c_wrong_sign") if load(course, "toy", name)}
    assert len(done) == 1 and not any(folder.exists() for folder in made)
    (rest,) = grade_set(course, "toy", QUICK)
    assert {rest.student} | done == {"a_perfect", "c_wrong_sign"}
    got = marks(course)
    assert (got["a_perfect"].so_far, got["c_wrong_sign"].so_far) == (5, 2)


def test_too_long_is_a_reason(course):
    kinds = hostile.kinds(course.root, 1)
    hand_in(course, {"e_endless_loop": kinds["e_endless_loop"]})
    records = grade_set(course, "toy", Options(cell_timeout=60, timeout=5))
    assert records[0].reason == "it ran longer than 5 s"
    assert summary(records) == "0 graded, 1 not graded, 0 flagged for a look"


def test_without_the_sandbox_the_same_marks_are_given(course):
    kinds = hostile.kinds(course.root, 1)
    some = {name: kinds[name] for name in ("a_perfect", "d_wrong_scale")}
    hand_in(course, some)
    grade_set(course, "toy", Options(boxed=False, cell_timeout=10))
    assert {name: marks(course)[name].so_far for name in some} == {
        name: kind.score for name, kind in some.items()
    }
