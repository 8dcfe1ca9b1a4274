"""Groups hand in together: one file counts for all members, each under their own name."""

import csv
import io
import shutil
import zipfile

import nbformat
import pytest

from coursework import byhand, gradebook, groups, nb, settings
from coursework.__main__ import main
from coursework.alike import alike
from coursework.collect import collect
from coursework.course import backup, find, write
from coursework.export import export
from coursework.feedback import feedback, pages
from coursework.grade import Options, grade_set
from coursework.intake import uploads
from coursework.marks import ABSENT, DONE, NEW, class_marks
from coursework.records import GRADED, Record, digest, save
from coursework.rehearsal import hostile
from coursework.report import report
from coursework.roster import fill
from coursework.settings import rules
from coursework.statistics import statistics
from coursework.students import forget, places
from coursework.times import take_times
from coursework.trouble import Trouble
from tests.helpers.toys import mentions

CLASS = """학번,성명,조
kim,김민수,1조
lee,이유나,1조
han,한지민,1조
park,박서준,2조
choi,최은우,2조
solo,정하나,
"""
TOML = """time_zone = "Asia/Seoul"
[late]
percent_a_day = 10
[toy]
due = "2026-10-16 23:59"
groups = "{which}"
[toy.extensions]
"""
CELLS = ("test_sign", "test_scale", "words", "test_loss")
SAME, OTHER = "the same words", "words of one's own"


def book_of(course, words):
    book = hostile.perfect(nbformat.read(course.release("toy"), as_version=4))
    hostile.cell(book, "words").source = words
    return book


def hand_in(course, **said):
    """Collect a notebook a student, in one zip; what was said about it."""
    path = course.root.parent / "uploads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for student, words in said.items():
            archive.writestr(f"{student}/toy.ipynb", nbformat.writes(book_of(course, words)))
    return collect(course, "toy", path)


def graded(course, student, *points):
    """As a grade leaves it, and a teacher who has marked the words."""
    path = uploads(course, "toy")[student]
    place = course.autograded("toy", student)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, place)
    save(course, "toy", Record(student, GRADED, upload=digest(path)))
    with nb.gradebook(course) as book:
        book.update_or_create_student(student)
        book.update_or_create_submission("toy", student)
        for cell, score in zip(CELLS, points, strict=True):
            mark = book.find_grade(cell, "toy", "toy", student)
            mark.auto_score, mark.needs_manual_grade = score, False
        book.db.commit()


def told(course, *rows):
    path = course.root.parent / "times.csv"
    path.write_text("\n".join(("id,submitted", *rows)), encoding="utf-8")
    return take_times(course, "toy", path)


def scores(course):
    return {m.student: m.score for m in class_marks(course, "toy")}


def rule(course, which="better", more=""):
    write(course.root / settings.FILE, TOML.format(which=which) + more)


@pytest.fixture
def klass(course):
    path = course.root.parent / "class.csv"
    path.write_text(CLASS, encoding="utf-8")
    fill(course, path)
    rule(course)
    return course


@pytest.fixture(scope="module")
def made(released, tmp_path_factory):
    """kim handed in for group 1 with 8 points, nobody for group 2."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(released.root, folder / "course")
    course = find(folder / "course")
    path = folder / "class.csv"
    path.write_text(CLASS, encoding="utf-8")
    fill(course, path)
    rule(course)
    hand_in(course, kim=SAME)
    graded(course, "kim", 1, 2, 3, 2)
    return course


@pytest.fixture
def one(made, tmp_path):
    shutil.copytree(made.root, tmp_path / "course")
    return find(tmp_path / "course")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CLASS, "utf-8"),
        ("순번;학 번;이 름;조 이름\n1;kim;김민수;1조\n2;lee;이유나;1조\n", "cp949"),
        # Canvas: People, Export of a group set
        (
            "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
            '"Kim, Minsu",kim,X1,k@x.org,S1,1조,77,\n"Lee, Yuna",lee,X2,l@x.org,S1,1조,77,\n',
            "utf-8-sig",
        ),
        # Moodle: the participants of a course
        ("First name,Last name,ID number,Groups\nMinsu,Kim,kim,1조\nYuna,Lee,lee,1조\n", "utf-16"),
    ],
)
def test_the_lists_of_platforms_tell_the_groups(course, text, encoding):
    path = course.root.parent / "class.csv"
    path.write_text(text, encoding=encoding)
    fill(course, path)
    assert groups.together(groups.read(course.root))["1조"][:2] in (["kim", "lee"], ["han", "kim"])
    fill(course, path)  # again: nothing doubles
    path.write_text("id,group\nlee,=2\nkim,\n", encoding="utf-8")
    fill(course, path)
    left = groups.read(course.root)
    assert "kim" not in left and left["lee"].endswith("=2")


def test_a_column_of_groups_changes_nothing_until_the_course_says_so(klass, capsys):
    rule(klass, which="")
    hand_in(klass, kim=SAME)
    graded(klass, "kim", 1, 2, 3, 2)
    assert scores(klass)["kim"] == 8 and scores(klass)["lee"] is None
    path = klass.root.parent / "class.csv"
    assert main(["roster", str(klass.root), str(path)]) == 0
    assert "1조 (3), 2조 (2)" in capsys.readouterr().out


def test_one_file_counts_for_all_members_and_for_nobody_else(one):
    assert scores(one) == dict.fromkeys(("kim", "lee", "han"), 8) | dict.fromkeys(
        ("park", "choi", "solo")
    )
    marks = {m.student: m for m in class_marks(one, "toy")}
    assert marks["park"].state == ABSENT and marks["lee"].state == DONE
    assert marks["lee"].name == "이유나" and marks["lee"].group == "group 1조: handed in by 김민수"
    text = report(one, "toy")
    assert "3 graded, 3 not handed in" in text and "solo" in text.split("In no group")[1]
    path, given, missing = export(one, "toy")
    assert (given, missing) == (3, 3)
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert {row["student"]: row["score"] for row in rows if row["score"]} == dict.fromkeys(
        ("kim", "lee", "han"), "8"
    )
    byhand.give(one, "toy", "kim", "words", 3)
    assert "Marks given by hand (1)" in report(one, "toy")  # one mark, of all three
    page = dict(pages(one, "toy"))["lee"]
    assert "이유나" in page and "8 of 8 points" in page and SAME in page
    assert feedback(one, "toy")[1:] == (3, [])
    assert (one.root / "feedback" / "lee" / "toy" / "toy.html").is_file()


def test_the_work_of_a_group_is_counted_once_and_is_not_alike_itself(one):
    assert {row.marked for row in statistics(one, "toy")} == {1}
    hand_in(one, lee=SAME, park=SAME)
    pairs = {pair[:2] for pair in alike(one, "toy")}
    assert pairs <= {("kim", "park"), ("lee", "park")}
    rule(one, which="")
    together = {pair[:2] for pair in alike(one, "toy")}
    assert pairs < together or pairs == together == set()  # toy answers may be too short for it


def test_equal_files_of_a_group_are_graded_once(klass, monkeypatch):
    """As Moodle's zip has them: the group's file again for each of its members."""
    todo = []

    def run(course, name, given, options, *more):
        todo.append(sorted(given))
        return []

    monkeypatch.setattr("coursework.grade.run", run)
    hand_in(klass, kim=SAME, lee=SAME, han=SAME, solo=SAME)
    quick = Options(boxed=False)
    grade_set(klass, "toy", quick)
    graded(klass, "lee", 1, 2, 3, 2)  # had been graded before there were groups
    grade_set(klass, "toy", quick)
    grade_set(klass, "toy", Options(boxed=False, students=("han",)))
    assert [m.several for m in class_marks(klass, "toy")] == [False] * 6
    assert todo[0] == ["han", "solo"] and todo[-1] == ["lee"]
    assert scores(klass)["kim"] == scores(klass)["han"] == 8
    with pytest.raises(Trouble, match="park handed in nothing"):
        grade_set(klass, "toy", Options(boxed=False, students=("park",)))


def test_moodles_files_of_a_group_are_known_by_the_name_behind_it(klass):
    path = klass.root.parent / "moodle.zip"
    text = nbformat.writes(book_of(klass, SAME))
    with zipfile.ZipFile(path, "w") as archive:
        for number, who in enumerate(("1조-김민수", "Team A-B-이유나", "박서준")):
            archive.writestr(f"{who}_{number}_assignsubmission_file_/toy.ipynb", text)
    assert set(collect(klass, "toy", path)) == {"kim", "lee", "park"}
    with zipfile.ZipFile(path, "w") as archive:  # two of one name, one of them on no roster
        for number in (1, 2):
            archive.writestr(f"{number}조-김민수_{number}_assignsubmission_file_/toy.ipynb", text)
    assert set(collect(klass, "toy", path)) == {"1조-김민수_1", "2조-김민수_2"}


def test_different_files_are_told_at_once_and_the_better_counts_for_all(one, capsys):
    path = one.root.parent / "lee.ipynb"
    nbformat.write(book_of(one, OTHER), path)
    assert main(["collect", str(one.root), "toy", str(path)]) == 0
    assert "group 1조: different files came of kim, lee" in capsys.readouterr().out
    marks = {m.student: m for m in class_marks(one, "toy")}
    assert {marks[each].state for each in ("kim", "lee", "han")} == {NEW}  # lee's may be better
    graded(one, "lee", 1, 2, 0, 2)
    assert scores(one)["lee"] == scores(one)["han"] == 8
    words = "group 1조: 김민수, 이유나 handed in different files; that of 김민수 counts, the better"
    assert words in report(one, "toy") and words in dict(pages(one, "toy"))["lee"]


def test_the_later_file_counts_where_the_course_says_so_and_times_are_known(one):
    rule(one, "later")
    hand_in(one, lee=OTHER)
    graded(one, "lee", 1, 2, 0, 2)
    assert scores(one)["han"] == 8
    assert "the better one, since not all times are known" in report(one, "toy")
    told(one, "kim,2026-10-16 20:00", "lee,2026-10-16 21:00")
    assert scores(one)["han"] == scores(one)["kim"] == 5
    assert "이유나 counts, the later one" in report(one, "toy")


def test_being_late_costs_the_group_and_the_better_is_better_after_it(one):
    hand_in(one, lee=OTHER)
    graded(one, "lee", 1, 2, 2, 2)
    told(one, "kim,2026-10-18 20:00", "lee,2026-10-16 20:00")
    assert scores(one)["kim"] == scores(one)["han"] == 7  # kim's 8 are 6.4


@pytest.mark.parametrize("who", ["han", '"1조"'])
def test_an_extension_of_one_member_or_of_the_group_is_all_members(one, who):
    told(one, "lee,2026-10-18 20:00")  # in the name of another member than who handed it in
    assert scores(one)["kim"] == scores(one)["lee"] == 6.4
    rule(one, more=f'{who} = "2026-10-19 23:59"\n')
    assert scores(one)["kim"] == scores(one)["lee"] == 8
    assert rules(one.root, "toy").due_of("park") < rules(one.root, "toy").due_of("kim")
    assert "whom nobody here is called" not in report(one, "toy")


def test_the_first_time_at_which_the_same_file_came_counts(one):
    hand_in(one, kim=SAME, lee=SAME)
    told(one, "kim,2026-10-18 20:00", "lee,2026-10-16 20:00")
    assert scores(one)["kim"] == 8


@pytest.mark.parametrize("other", [False, True], ids=["alone", "another one's file"])
def test_who_is_forgotten_leaves_the_others_their_marks(one, other, monkeypatch):
    if other:
        hand_in(one, lee=OTHER, han=OTHER)
        graded(one, "han", 1, 0, 0, 2)
    monkeypatch.setenv(byhand.WHO, "Park")
    byhand.give(one, "toy", "kim", "words", 2, "why?")
    told(one, "kim,2026-10-17 20:00")
    copy = backup(one)
    before = {m.student: m for m in class_marks(one, "toy")}
    assert one.root / groups.FILE in places(one, "kim")
    forget(one, "kim")
    assert mentions(one, "kim") == []
    after = {m.student: m for m in class_marks(one, "toy")}
    for student in ("lee", "han"):
        assert after[student].score == before[student].score == 6.3
        assert after[student].cells == before[student].cells
        assert after[student].cells[2].by.grader == "Park"
        assert after[student].late == before[student].late
        assert SAME in dict(pages(one, "toy"))[student]
    assert "kim" not in after and gradebook.knows(copy, after["lee"].work)


@pytest.mark.parametrize(
    ("text", "words"),
    [('groups = "both"', 'line 2: toy.groups: write "better" or "later"'), ("groups = 1", "write")],
)
def test_a_rule_that_is_none_is_named(klass, text, words):
    write(klass.root / settings.FILE, f"[toy]\n{text}\n")
    with pytest.raises(Trouble, match=words):
        rules(klass.root, "toy")


def test_without_a_list_of_groups_the_way_to_one_is_named(klass):
    (klass.root / groups.FILE).unlink()
    with pytest.raises(Trouble, match=r"toy\.groups: there is no .*groups\.csv: .*course roster"):
        report(klass, "toy")
    (klass.root / groups.FILE).write_text("id,name\nkim,1\n")
    with pytest.raises(Trouble, match="has no column called one of: group"):
        report(klass, "toy")
