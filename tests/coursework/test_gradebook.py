"""The gradebook read as tables says what nbgrader says, and no command waits for nbgrader."""

import subprocess
import sys

import pytest

from coursework import gradebook, nb
from coursework.trouble import Trouble


@pytest.fixture
def marked(course):
    """Two students: one with marks of every kind, one with none yet."""
    with nb.gradebook(course) as book:
        book.add_student("kim")
        book.add_student("lee", first_name="Yuna", last_name=None)
        for student in ("kim", "lee"):
            book.update_or_create_submission("toy", student)
        given = {"test_sign": (1, None, None), "test_scale": (0, 1.5, 0.5), "words": (None, 2, 1)}
        for cell, (auto, manual, extra) in given.items():
            grade = book.find_grade(cell, "toy", "toy", "kim")
            grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, extra
            grade.needs_manual_grade = cell == "words"
        comment = book.find_comment("words", "toy", "toy", "kim")
        comment.auto_comment, comment.manual_comment = "No response.", "왜?"
        book.db.commit()
    return course


def test_marks_words_and_points_are_those_of_nbgrader_in_the_sets_order(marked):
    with nb.gradebook(marked) as book:
        most = book.find_assignment("toy").max_score
        theirs = {}
        for student in ("kim", "lee"):
            notebook = book.find_submission_notebook("toy", "toy", student)
            theirs[student] = {
                (g.name, g.score, g.max_score, g.needs_manual_grade) for g in notebook.grades
            }
            theirs[student, "words"] = {(c.name, c.comment or "") for c in notebook.comments}
    cells = gradebook.cells(marked, "toy")
    for student in ("kim", "lee"):
        ours = {(c.name, c.score, c.most, c.waits) for c in cells[student]}
        assert ours == theirs[student]
        assert {(c.name, c.comment) for c in cells[student] if c.name == "words"} <= theirs[
            student, "words"
        ]
    assert [c.name for c in cells["kim"]] == ["test_sign", "test_scale", "words", "test_loss"]
    assert [c.score for c in cells["kim"]] == [1, 2, 3, 0]
    assert sum(gradebook.points(marked, "toy").values()) == most == 8
    assert gradebook.submitted(marked, "toy") == {"kim", "lee"}
    assert gradebook.submitted(marked, "hw1") == set()
    assert gradebook.students(marked) == {"lee": ["Yuna", ""]}  # kim is on no roster


def test_a_gradebook_in_another_database_is_asked_the_same(marked):
    here = gradebook.cells(marked, "toy")
    marked.gradebook.rename(marked.root / "elsewhere.db")
    with open(marked.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = 'sqlite:///{marked.root}/elsewhere.db'\n")
    assert gradebook.cells(marked, "toy") == here
    assert set(gradebook.students(marked)) == {"lee"}


def test_a_damaged_gradebook_is_a_sentence_that_names_the_way_back(course):
    course.gradebook.write_bytes(b"no gradebook" * 1000)
    with pytest.raises(Trouble, match=r"cannot be read.*course restore"):
        gradebook.students(course)


def test_no_command_that_only_reads_loads_nbgrader(marked):
    lines = [
        "import sys",
        "from coursework.__main__ import main",
        f"course = {str(marked.root)!r}",
        "for words in (['report', 'toy'], ['export', 'toy'], ['feedback', 'toy'],",
        "              ['alike', 'toy'], ['grade', 'toy', '--without-sandbox'],",
        "              ['about', 'kim'], ['restore']):",
        "    assert main([words[0], course, *words[1:]]) == 0, words",
        "heavy = {'nbgrader', 'nbconvert', 'sqlalchemy', 'matplotlib', 'lark'} & set(sys.modules)",
        "assert not heavy, heavy",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
