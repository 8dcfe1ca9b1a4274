"""Dates, late rules, dropped exercises, requests: what counts, and why, from course.toml on."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import nbformat
import pytest

from coursework import nb, settings
from coursework.__main__ import main
from coursework.collect import collect
from coursework.course import make, write
from coursework.export import export
from coursework.feedback import pages
from coursework.formgrader import tell_dates
from coursework.late import Rules, late
from coursework.marks import class_marks
from coursework.moment import moment
from coursework.records import GRADED, Record, digest, save
from coursework.rehearsal import hostile
from coursework.report import report
from coursework.roster import fill
from coursework.statistics import statistics
from coursework.times import take_times
from coursework.trouble import Trouble

SEOUL = ZoneInfo("Asia/Seoul")
DUE = datetime(2026, 10, 16, 14, 59, tzinfo=UTC)  # 23:59 in Seoul
TOML = """time_zone = "Asia/Seoul"
[late]
percent_a_day = 10
grace_minutes = 10
days = 3
[toy]
due = "2026-10-16 23:59"
[toy.extensions]
"lee" = 2026-10-20T23:59:00
[toy.points]
"""


@pytest.fixture(scope="module")
def term(course_of_module):
    """kim, lee and 한지민 with all points of the tests and 3 of 3 for the words, as graded."""
    course = course_of_module
    path = course.root.parent / "class.csv"
    path.write_text(
        "학번;성명\nkim;김민수\nlee;이유나\nhan;한지민\nidle;박서준\n", encoding="cp949"
    )
    fill(course, path)
    book = hostile.perfect(nbformat.read(course.release("toy"), as_version=4))
    for student in ("kim", "lee", "han"):
        nbformat.write(book, course.root.parent / f"{student}.ipynb")
        place = course.autograded("toy", student)
        place.parent.mkdir(parents=True)
        nbformat.write(book, place)
        save(course, "toy", Record(student, GRADED))
    with nb.gradebook(course) as grades:
        for student in ("kim", "lee", "han"):
            grades.update_or_create_submission("toy", student)
            for cell, score in {
                "test_sign": 1,
                "test_scale": 2,
                "words": 3,
                "test_loss": 2,
            }.items():
                mark = grades.find_grade(cell, "toy", "toy", student)
                mark.manual_score, mark.needs_manual_grade = score, False
        grades.db.commit()
    return course


@pytest.fixture
def klass(term):
    """The same, each time with fresh uploads and the file of TOML."""
    write(term.root / settings.FILE, TOML)
    collect(term, "toy", *(term.root.parent / f"{s}.ipynb" for s in ("kim", "lee", "han")))
    return term


def told(course, text, encoding="utf-8"):
    path = course.root.parent / "times.csv"
    path.write_text(text, encoding=encoding)
    return take_times(course, "toy", path)


def counts(course):
    return {each.student: each.score for each in class_marks(course, "toy")}


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-16 23:59",
        "2026-10-16T14:59:00Z",
        "2026-10-16T10:59:00-04:00",
        "Friday, 16 October 2026, 11:59 PM",
        "16 October 2026, 23:59",
        "2026년 10월 16일 금요일, 오후 11:59",
        "2026년 10월 16일 23시 59분",
        "2026년 10월 16일(금) 오후 11시 59분",
        "Friday, October 16, 2026, 11:59 PM",
        "Oct 16, 2026 11:59:00 PM",
        "2026-10-16 14:59:00 UTC",
        "2026-10-16T23:59:00+0900",
        "2026. 10. 16. 오후 11:59:00",
        "2026.10.16 23:59",
        "2026-10-16 오후 11:59",
        "2026/10/16(금) 23:59:00",
        "2026-10-16 PM 11:59",
        "2026-10-16 23:59:00.0",
        "2026-10-16 23:59 (지각)",
        datetime(2026, 10, 16, 23, 59),
    ],
)
def test_a_moment_is_read_as_platforms_and_people_write_it(text):
    assert moment(text, SEOUL) == DUE


@pytest.mark.parametrize(
    "text",
    [
        *("", "10/11/2026 11:59", "tomorrow", "2026-10-16", "0001-01-01 00:00"),
        *("26.10.16 23:59", "2026-10-16 25:00", "Fooday, 16 Foo 2026, 11:59", "Oct 16 at 11:59pm"),
        "2026-10-16 23:59 EST",  # five hours before UTC, or an Australian's eleven after it
    ],
)
def test_what_could_be_another_day_is_no_moment(text):
    with pytest.raises(ValueError):
        moment(text, SEOUL)


def test_noon_and_midnight_are_told_apart_in_korean():
    assert moment("2026년 1월 2일 오전 12:30", UTC).hour == 0
    assert moment("2026년 1월 2일 오후 12:30", UTC).hour == 12


@pytest.mark.parametrize(
    ("minutes", "left"),
    [(-1, 8), (0, 8), (10, 8), (11, 7.2), (1440, 7.2), (1441, 6.4), (3 * 1440, 5.6), (4321, 0)],
)
def test_a_begun_day_costs_its_share_after_the_grace_and_nothing_is_left_after_the_last(
    minutes, left
):
    rules = Rules(due=DUE, percent=10, grace=timedelta(minutes=10), days=3)
    points, why = late(rules, "kim", DUE + timedelta(minutes=minutes), 8)
    assert points == left and bool(why) == (left < 8)


def test_more_than_all_is_never_taken_and_no_mark_stays_none():
    points, _ = late(Rules(due=DUE, percent=60), "kim", DUE + timedelta(days=5), 8)
    assert points == 0
    assert late(Rules(due=DUE, percent=60), "kim", DUE + timedelta(days=5), None)[0] is None
    assert late(Rules(percent=60), "kim", DUE, 8) == (8, "")
    assert late(Rules(due=DUE, percent=60), "kim", None, 8) == (8, "")


def test_a_new_class_has_every_set_in_its_file_and_loses_nothing_by_it(tmp_path):
    for language in ("en", "ko"):
        course = make(tmp_path / language, language)
        for name in ("hw1", "hw2", "hw3"):
            assert settings.rules(course.root, name) == Rules()
        assert "[hw3.extensions]" in (course.root / settings.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('time_zone = "Asia/Soul"', r'line 1: time_zone: write a name like "Asia/Seoul"'),
        ("timezone = 1", r"line 1: timezone: write one of"),
        ('[toy]\ndue = "16 Oct"', r"line 2: toy\.due: for dates write time_zone"),
        ('time_zone="UTC"\n[toy]\n\ndue = "16 Oct"', r"line 4: toy\.due: write a date with a time"),
        ('time_zone="UTC"\n[toy]\ndue = 2026-10-16', r"line 3: toy\.due: write a date with a time"),
        ('[toy]\ndeu = ""', r"line 2: toy\.deu: known here: due, extensions"),
        (
            "[late]\npercent_a_day = 101",
            r"line 2: late\.percent_a_day: write a number from 0 to 100",
        ),
        ('[toy.late]\ndays = "3"', r"line 2: toy\.late\.days: write a number"),
        ("[toy.points]\nwords = true", r"line 2: toy\.points\.words: write a number"),
        ("toy = 1", r"line 1: toy: write one of"),
        ('[toy.extensions]\nkim = "x"', r"line 2: toy\.extensions\.kim: for dates"),
        ("[toy]\npoints = 3", r"line 2: toy\.points: write \[toy\.points\]"),
        ("late = 3", r"line 1: late: write \[late\]"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_what_to_write(line, words, tmp_path):
    write(tmp_path / settings.FILE, line + "\n")
    with pytest.raises(Trouble, match=words):
        settings.rules(tmp_path, "toy")


def test_a_cell_that_the_set_does_not_have_is_named(klass):
    write(klass.root / settings.FILE, TOML + "wrods = 1\n")
    with pytest.raises(
        Trouble, match=r"line 11: toy\.points\.wrods: the graded cells are test_sign"
    ):
        class_marks(klass, "toy")


def test_late_marks_are_lower_and_the_reason_stands_everywhere(klass):
    known, unknown, nobodys = told(
        klass,
        "이름\t학번\t제출 시각\n김민수\tkim\t2026-10-18 09:00\n이유나\tlee\t2026-10-18 09:00\n"
        "박서준\tidle\t-\n누구\tx\t2026-10-18 09:00\n",
        "cp949",
    )
    assert (known, unknown) == (["kim", "lee"], ["han"])
    assert nobodys[0].startswith("line 5: 누구, x")
    assert counts(klass) == {"kim": 6.4, "lee": 8, "han": 8, "idle": None}
    text = report(klass, "toy")
    why = "handed in 2026-10-18 09:00, due 2026-10-16 23:59; 20 % taken off: 8 points before, 6.4"
    assert why in text and "6.4 of 8" in text
    assert re.search(r"No hand-in time.*\(1\)\n  han", text)
    page = dict(pages(klass, "toy"))["kim"]
    assert why in page and "6.4 of 8 points" in page
    path, _, _ = export(klass, "toy", path=klass.root.parent / "marks.csv")
    rows = {
        row["student"]: row
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    }
    kim, idle = rows["kim"], rows["idle"]
    assert (kim["score"], kim["earned, before being late"]) == ("6.4", "8") and why in kim[
        "remarks"
    ]
    assert kim["handed in"] == "2026-10-18 00:00 UTC" and idle["score"] == idle["handed in"] == ""


def test_formgraders_own_lists_show_the_dates_and_no_mark_changes_by_it(klass):
    told(klass, "id,submitted\nkim,2026-10-18 09:00\nlee,2026-10-18 09:00\n")
    before = counts(klass)
    tell_dates(klass)
    with nb.gradebook(klass) as book:
        kim, lee, han = (book.find_submission("toy", each) for each in ("kim", "lee", "han"))
        assert book.find_assignment("toy").duedate == DUE.replace(tzinfo=None)
        assert kim.total_seconds_late == 33 * 3600 + 60 and lee.total_seconds_late == 0
        assert (lee.extension, han.timestamp) == (timedelta(days=4), None)
        assert kim.score == 8
    assert counts(klass) == before and before["kim"] == 6.4


def test_moodles_worksheet_is_read_by_name(klass):
    text = (
        "Identifier,Full name,Email address,Status,Last modified (submission),Grade\n"
        'Participant 1,김민수,a@b.c,Submitted,"Saturday, 17 October 2026, 12:30 AM",\n'
    )
    assert told(klass, text)[0] == ["kim"]
    assert counts(klass)["kim"] == 7.2


@pytest.mark.parametrize(
    "text",
    [
        # Moodle's grading worksheet, in the American's English, with what else stands in it
        "Identifier,Full name,ID number,Email address,Status,Group,Grade,Maximum grade,"
        "Grade can be changed,Last modified (submission),Last modified (grade)\n"
        'Participant 9,김민수,,a@b.c,"Submitted for grading",A,,100.00,Yes,'
        '"Saturday, October 17, 2026, 2:14 PM",-\n'
        "Participant 8,박서준,,c@d.e,No submission,A,,100.00,Yes,-,-\n",
        # Canvas tells it by its API only: what a script makes a CSV of
        "user_id,workflow_state,late,submitted_at\nkim,submitted,true,2026-10-17T05:14:00Z\n"
        "idle,unsubmitted,false,\n",
        # Blackboard's history of a column: a line each time that somebody did something
        '"Date","Column","Last Edited by: Name","Last Edited by: Username","User","Value",'
        '"Attempt Submitted"\n'
        '"Oct 17, 2026 1:00:00 PM","HW 1","김민수","kim","김민수","Needs Grading",'
        '"Oct 17, 2026 1:00:00 PM"\n'
        '"Oct 17, 2026 2:14:00 PM","HW 1","김민수","kim","김민수","Needs Grading",'
        '"Oct 17, 2026 2:14:00 PM"\n'
        '"Oct 16, 2026 1:00:00 PM","HW 1","김민수","kim","김민수","Needs Grading",'
        '"Oct 16, 2026 1:00:00 PM"\n',
        # a day after the 12th tells which of the two is the month, for all of the file
        "Username,Attempt Activity\nkim,17/10/2026 2:14:00 PM\nnobody,04/10/2026 2:14:00 PM\n",
        # Korean platforms, as their workbooks are when saved as CSV
        "\n과제 제출 현황 (경사하강법 1분반)\n\n번호,학 번,성 명,제출 여부,제출 일시,점수\n"
        "1,kim,김민수,지각제출,2026-10-17 오후 2:14:00,\n2,idle,박서준,미제출,,\n",
        "순번;소속;학번;이름;최종 제출일시;상태\n1;수학과;kim;김민수;2026.10.17 14:14;제출\n"
        "2;수학과;idle;박서준;미제출;\n",
        "이름\t사용자 아이디\t마지막 수정 (제출)\n김민수\tx77\t2026년 10월 17일(토) 오후 2:14\n",
        "sep=;\n학생;제출시간\n김민수;2026. 10. 17. 오후 2:14:00\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_the_lists_of_platforms_are_read(klass, text, encoding):
    assert told(klass, text, encoding)[0] == ["kim"]
    assert counts(klass)["kim"] == 7.2
    (kim,) = (each for each in class_marks(klass, "toy") if each.student == "kim")
    assert kim.handed_in == datetime(2026, 10, 17, 5, 14, tzinfo=UTC)


def test_a_time_that_cannot_be_read_changes_nothing(klass):
    told(klass, "id,submitted\nkim,2026-10-16 20:00\n")
    for text, words in (
        ("id,submitted\nkim,2026-10-19 20:00\nlee,10/11/26\n", "line 3: the time “10/11/26”"),
        ("Username,Column,Attempt Submitted\nkim,HW 1,x\nkim,HW 2,x\n", "of several tasks"),
        ("PK\x03\x04", "is an Excel workbook, or a zip, not a CSV. Open it"),
        ("<html><table>", "is a web page, which some platforms call .xls, not a CSV"),
        ("id,grade\nkim,3\n", "no column with times: its columns are id, grade.*--column"),
    ):
        with pytest.raises(Trouble, match=words):
            told(klass, text)
    assert counts(klass)["kim"] == 8


def test_a_time_on_a_clock_that_nobody_named_is_refused(klass, capsys):
    """Read as UTC, it made a whole class in Seoul nine hours late."""
    write(klass.root / settings.FILE, "[late]\npercent_a_day = 10\n")
    with pytest.raises(Trouble, match=r"clock of which .*course\.toml says nothing"):
        told(klass, "id,submitted\nkim,2026-10-16 20:00\n")
    assert told(klass, "id,submitted\nkim,2026-10-16T20:00:00Z\n")[0] == ["kim"]
    path = str(klass.root.parent / "kim.ipynb")
    assert main(["collect", str(klass.root), "toy", path, "--handed-in", "2026-10-18 20:00"]) == 1
    assert "time_zone" in capsys.readouterr().err


def test_another_upload_has_another_time_and_an_undo_brings_the_first_back(klass, capsys):
    told(klass, "id,submitted\nkim,2026-10-17 20:00\n")
    path = str(klass.root.parent / "kim.ipynb")
    main(["collect", str(klass.root), "toy", path, "--handed-in", "2026-10-18 20:00"])
    assert counts(klass)["kim"] == 6.4
    main(["undo", str(klass.root), "toy"])
    assert counts(klass)["kim"] == 7.2
    assert main(["collect", str(klass.root), "toy", path, "--handed-in", "soon"]) == 1
    assert "“soon” is no time" in capsys.readouterr().err


def test_an_exercise_is_dropped_and_another_counts_more_without_grading(klass):
    before = klass.gradebook.read_bytes()
    write(klass.root / settings.FILE, TOML + "words = 0\ntest_loss = 5\n")
    marks = {each.student: each for each in class_marks(klass, "toy")}
    assert (marks["kim"].score, marks["kim"].most, marks["idle"].most) == (8, 8, 8)
    assert [cell.name for cell in marks["kim"].cells] == ["test_sign", "test_scale", "test_loss"]
    assert "words" not in [row.name for row in statistics(klass, "toy")]
    assert klass.gradebook.read_bytes() == before
    write(klass.root / settings.FILE, TOML)
    assert [cell.most for cell in class_marks(klass, "toy")[0].cells] == [1, 2, 3, 2]


def test_a_dropped_answer_in_words_waits_for_nobody(klass):
    with nb.gradebook(klass) as book:
        book.find_grade("words", "toy", "toy", "kim").needs_manual_grade = True
        book.db.commit()
    assert counts(klass)["kim"] is None
    write(klass.root / settings.FILE, TOML + "words = 0\n")
    assert counts(klass)["kim"] == 5
    with nb.gradebook(klass) as book:
        book.find_grade("words", "toy", "toy", "kim").needs_manual_grade = False
        book.db.commit()


def test_an_extension_for_nobody_is_told(klass):
    write(klass.root / settings.FILE, TOML.replace('"lee"', '"eel"'))
    assert "extension for eel, whom nobody here is called" in report(klass, "toy")


def test_the_date_of_the_class_stands_in_its_set():
    from coursework.masters import build

    rules = Rules(due=DUE, zone=SEOUL)
    text = "\n".join(cell.source for cell in build("hw1", "a seed", due=rules.announced).cells)
    assert "**Due**: 2026-10-16 23:59 (Asia/Seoul)." in text


def test_a_request_is_answered_with_old_and_new_marks_and_logged(klass, capsys):
    upload = klass.downloaded("toy") / "han" / "han.ipynb"
    save(klass, "toy", Record("han", GRADED, upload=digest(upload)))
    with nb.gradebook(klass) as book:  # as a test that was wrong had left it
        mark = book.find_grade("test_sign", "toy", "toy", "han")
        mark.manual_score, mark.auto_score = None, 0
        mark.needs_manual_grade = False
        book.db.commit()
    asked = ["regrade", str(klass.root), "toy", "han", "부호가 맞습니다", "--without-sandbox"]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert re.search(r"test_sign\s+0\s+1\s+1\s+<-", said), said
    assert re.search(r"counts\s+7\s+8\s+8\s+<-", said) and "request: 부호가 맞습니다" in said
    assert re.search(r"words\s+3\s+3\s+3\s+by ", said)
    log = klass.records("toy") / "requests" / "han.txt"
    assert "부호가" in log.read_text(encoding="utf-8")
    assert main(["regrade", str(klass.root), "toy", "idle", "--without-sandbox"]) == 1
