"""From a platform's zip to one folder a student."""

import unicodedata
import zipfile

import nbformat
import pytest

from coursework import nb
from coursework.collect import collect
from coursework.intake import uploads
from coursework.platforms import clean, files, recognise
from coursework.rehearsal import hostile
from coursework.report import report
from coursework.roster import Roster, fill
from coursework.trouble import Trouble
from coursework.undo import undo

CANVAS = ["kimminsu_12345_678901_toy-1.ipynb", "leeyuna_LATE_12346_678902_my work_2.ipynb"]
MOODLE = [
    "Minsu Kim_4711_assignsubmission_file_/toy.ipynb",
    "Yuna Lee_4712_assignsubmission_file_/final.ipynb",
    "Yuna Lee_4712_assignsubmission_onlinetext_/onlinetext.html",
]


def make_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def names(members, platform=None):
    return {file.who: file.name for file in files(members, "toy", platform)[1]}


def test_canvas_names_hold_underscores_and_numbers_of_their_own():
    odd = ["group_1_12345_678901_toy.ipynb", "group_1_LATE_12346_678902_toy-1.ipynb"]
    odd += ["kim_min_su_12347_678903_toy_1_2_final.ipynb"]
    assert recognise(odd) == "canvas"
    assert names(odd) == {
        "12345": "toy.ipynb",
        "12346": "toy-1.ipynb",
        "12347": "toy_1_2_final.ipynb",
    }
    assert [file.late for file in files(odd, "toy")[1]] == [False, True, False]


def test_blackboards_names_are_read_and_its_receipts_are_no_answers():
    made = [f"Toy_1_{who}_attempt_2026-10-16-23-59-00" for who in ("kim", "lee")]
    members = [f"{each}{end}" for each in made for end in ("_my toy.ipynb", ".txt")]
    late = "Toy_1_kim_attempt_2026-10-17-23-59-00_toy.ipynb"
    none = "Toy_1_han_attempt_2026-10-17-23-59-00.txt"
    members = [late, *members, none]
    assert recognise(members) == "blackboard"
    found = files(members, "toy")[1]
    assert [(f.who, f.name) for f in sorted(found, key=lambda f: (f.who, f.order))] == [
        ("han", "receipt.txt"),
        ("kim", "my toy.ipynb"),
        ("kim", "toy.ipynb"),
        ("lee", "my toy.ipynb"),
    ]


def test_canvas_names_are_read_with_their_numbers():
    assert recognise(CANVAS) == "canvas"
    assert names(CANVAS) == {"12345": "toy-1.ipynb", "12346": "my work_2.ipynb"}
    assert [file.late for file in files(CANVAS, "toy")[1]] == [False, True]


def test_moodle_names_are_read_with_folders_and_without():
    assert recognise(MOODLE) == "moodle"
    found = names(MOODLE)
    assert found["Minsu Kim"] == "toy.ipynb" and found["Yuna Lee"] == "final.ipynb"
    assert set(found) == {"Minsu Kim", "Yuna Lee"}  # what was typed there is no student
    for written in ("file_", "file/"):  # without folders; as its newer downloader writes
        other = [member.replace("file_/", written) for member in MOODLE[:2]]
        assert names(other) == {"Minsu Kim": "toy.ipynb", "Yuna Lee": "final.ipynb"}
    again = [f"zipped again/{member}" for member in MOODLE]
    assert names(again) == {"Minsu Kim": "toy.ipynb", "Yuna Lee": "final.ipynb"}
    assert names([MOODLE[2]]) == {"Yuna Lee": "onlinetext.html"}  # or else nothing is said
    assert set(names(["Team A_17_assignsubmission_file/toy.ipynb"])) == {"Team A"}


@pytest.mark.parametrize(
    "members",
    [
        ["kim.ipynb", "lee_toy.ipynb"],
        ["kim/toy.ipynb", "lee/a b.ipynb"],
        ["all/kim/toy.ipynb", "all/lee/toy.ipynb", "__MACOSX/all/kim/._toy.ipynb"],
        ["all/kim.ipynb", "all/lee-toy.ipynb", "all/.DS_Store"],
    ],
)
def test_plain_names_are_read_from_files_and_from_folders(members):
    assert set(names(members)) == {"kim", "lee"}


@pytest.mark.parametrize("name", ["../../evil", "a/b", "[ab]*?", ".hidden", "김 민수", "con:"])
def test_an_id_is_always_a_name_that_a_folder_and_a_search_can_have(name):
    assert not set(clean(name)) & set('/\\[]*?:"<>| ') and not clean(name).startswith(".")
    assert clean("김 민수") == "김_민수"


def test_everybodys_files_are_kept_as_they_were_uploaded(course, tmp_path):
    members = dict(zip(CANVAS, (b"one", b"\xff\xfe two"), strict=True))
    taken = collect(course, "toy", make_zip(tmp_path / "c.zip", members))
    assert taken == {"12345": [], "12346": ["late, says the platform"]}
    found = uploads(course, "toy")
    assert {student: path.read_bytes() for student, path in found.items()} == {
        "12345": b"one",
        "12346": b"\xff\xfe two",
    }


def test_a_later_zip_replaces_an_upload_and_keeps_the_earlier(course, tmp_path):
    for words in (b"first", b"second"):
        collect(course, "toy", make_zip(tmp_path / "c.zip", {"kim.ipynb": words}))
    assert uploads(course, "toy")["kim"].read_bytes() == b"second"
    (earlier,) = course.downloaded("toy").glob(".earlier/*/kim/kim.ipynb")
    assert earlier.read_bytes() == b"first"


def test_of_several_notebooks_the_one_named_after_the_set_is_taken_and_said(course, tmp_path):
    members = {"kim/toy.ipynb": b"right", "kim/zzz.ipynb": b"other", "kim/notes.pdf": b"%PDF"}
    members["lee/only.pdf"] = b"%PDF"
    taken = collect(course, "toy", make_zip(tmp_path / "c.zip", members))
    assert taken["kim"] == ["3 files were handed in: toy.ipynb was taken"]
    assert uploads(course, "toy")["kim"].read_bytes() == b"right"
    assert uploads(course, "toy")["lee"].name == "only.pdf"  # to be refused with a reason, not lost


def test_moodle_names_are_looked_up_on_the_roster(course, tmp_path):
    roster = tmp_path / "class.csv"
    roster.write_text("First name,Surname,ID number\nMinsu,Kim,s1\nYuna,Lee,s2\nYuna,Lee,s3\n")
    assert fill(course, roster) == 3
    taken = collect(course, "toy", make_zip(tmp_path / "m.zip", dict.fromkeys(MOODLE[:2], b"x")))
    assert set(taken) == {"s1", "Yuna_Lee"}  # two are called so: nobody is guessed


def test_two_of_one_name_in_a_zip_stay_two(course, tmp_path):
    members = {
        "Yuna Lee_1_assignsubmission_file_/a.ipynb": b"one",
        "Yuna Lee_2_assignsubmission_file_/a.ipynb": b"two",
    }
    assert set(collect(course, "toy", make_zip(tmp_path / "m.zip", members))) == {
        "Yuna_Lee_1",
        "Yuna_Lee_2",
    }


def test_names_written_by_korean_windows_are_read(course, tmp_path):
    path = make_zip(tmp_path / "k.zip", {"xxxxxxxx.ipynb": b"x"})
    data = path.read_bytes().replace(b"xxxxxxxx.", "김민수aa.".encode("cp949"))
    path.write_bytes(data)
    assert set(collect(course, "toy", path)) == {"김민수aa"}


def test_a_single_notebook_is_taken_under_its_own_name(course, tmp_path):
    (tmp_path / "kim_toy.ipynb").write_bytes(b"x")
    assert set(collect(course, "toy", tmp_path / "kim_toy.ipynb")) == {"kim"}


def test_what_nbgraders_own_collecting_left_is_taken_in(course, tmp_path):
    place = course.root / "submitted" / "kim" / "toy"
    place.mkdir(parents=True)
    (place / "toy.ipynb").write_bytes(b"by the exchange")
    assert uploads(course, "toy")["kim"] == place / "toy.ipynb"  # to be seen, and left there
    (tmp_path / "lee.ipynb").write_bytes(b"x")
    collect(course, "toy", tmp_path / "lee.ipynb")
    assert uploads(course, "toy")["kim"].read_bytes() == b"by the exchange"
    assert uploads(course, "toy")["kim"].is_relative_to(course.root / "downloaded")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "not a zip, or was cut off"), (b"PK\x03\x04cut", "not a zip, or was cut off")],
)
def test_a_broken_zip_is_named(data, words, course, tmp_path):
    (tmp_path / "c.zip").write_bytes(data)
    with pytest.raises(Trouble, match=words):
        collect(course, "toy", tmp_path / "c.zip")


def test_an_empty_zip_and_a_missing_one_are_named(course, tmp_path):
    with pytest.raises(Trouble, match="is empty"):
        collect(course, "toy", make_zip(tmp_path / "c.zip", {"folder/": b""}))
    with pytest.raises(Trouble, match="There is no file"):
        collect(course, "toy", tmp_path / "none.zip")
    with pytest.raises(Trouble, match="has not been released"):
        collect(course, "hw1", tmp_path / "c.zip")


@pytest.mark.parametrize(
    "text",
    [
        'Student,ID,SIS Login ID\n    Points Possible,,\n"Kim, Minsu",7,minsu@x.org\n',
        "\ufeffid,first_name,last_name,email\n7,Minsu,Kim,minsu@x.org\n",
        "First name,Last name,ID number,Email address\nMinsu,Kim,7,minsu@x.org\n",
        "name,id\nMinsu Kim,7\n",
    ],
)
def test_class_lists_of_canvas_of_moodle_and_plain_say_the_same(text, course, tmp_path):
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    assert fill(course, tmp_path / "class.csv") == 1
    assert Roster(course).name("7") == "Minsu Kim"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize(
    "text",
    [
        "학번,성명,이메일\n20261234,김민수,minsu@x.org\n",
        "이름;학번\n김민수;20261234\n",
        "성\t이름\t학번\n김\t민수\t20261234\n",
        unicodedata.normalize("NFD", "학번|이름") + "\n20261234|김민수\n",
    ],
)
def test_korean_class_lists_in_any_encoding_with_any_delimiter(text, encoding, course, tmp_path):
    if encoding == "cp949":
        text = unicodedata.normalize("NFC", text)  # it has no pieces of Hangul
    (tmp_path / "class.csv").write_text(text, encoding=encoding)
    assert fill(course, tmp_path / "class.csv") == 1
    roster = Roster(course)
    assert roster.name("20261234").replace(" ", "") in ("김민수", "민수김")
    assert roster.named("김민수") == "20261234"


@pytest.mark.parametrize(
    "text",
    [
        "경사하강법 1분반 수강생 명단\n\n순번,학 번,성 명,전자 우편\n1,20261234,김민수,kim@a.kr\n",
        "sep=;\n교번;학생명\n20261234;김민수\n",
        '"Last Name","First Name","Username","Student ID"\n김,민수,20261234,7\n',  # Blackboard
    ],
)
def test_a_title_above_the_headings_and_spaces_in_them_are_nothing(course, tmp_path, text):
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    assert fill(course, tmp_path / "class.csv") == 1
    assert Roster(course).named("김민수") == "20261234"


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("20261234_김민수_toy.ipynb", "20261234"),
        ("김민수(20261234)_toy (1).ipynb", "20261234"),
        ("toy-20261234.ipynb", "20261234"),
        ("김민수_과제1.ipynb", "20261234"),
        ("20261234 김민수/과제 1.ipynb", "20261234"),
        ("2026-77_toy.ipynb", "2026-77"),
        ("KIM7_toy.ipynb", "kim7"),
        ("20261234_2026-77.ipynb", "20261234_2026-77"),  # two of the roster
        ("20261243_김민수_toy.ipynb", "20261243_김민수"),  # mistyped, or a namesake
        ("kim (12).ipynb", "kim__12"),  # the browser's second download, not student 12
    ],
)
def test_whose_file_it_is_is_read_out_of_its_name(course, tmp_path, name, student):
    rows = ["학번,성명", "20261234,김민수", "2026-77,이서연", "12,한지우", "kim7,박도윤"]
    (tmp_path / "class.csv").write_text("\n".join(rows), encoding="utf-8")
    fill(course, tmp_path / "class.csv")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(name, "{}")
        archive.writestr("other/toy.ipynb", "{}")  # so that no folder is around everything
    assert set(collect(course, "toy", tmp_path / "all.zip")) == {student, "other"}
    if "/" not in name:
        (tmp_path / name).write_text("{}")
        assert set(collect(course, "toy", tmp_path / name)) == {student}


def test_a_zip_that_a_browser_unpacked_is_collected_all_the_same(course, tmp_path):
    for member in MOODLE:
        file = tmp_path / "download" / member
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    (tmp_path / "download" / ".DS_Store").write_bytes(b"x")
    taken = collect(course, "toy", tmp_path / "download")
    assert set(taken) == {"Minsu_Kim", "Yuna_Lee"}
    (tmp_path / "nothing").mkdir()
    with pytest.raises(Trouble, match="empty: there is no file"):
        collect(course, "toy", tmp_path / "nothing")


def test_who_is_not_on_the_roster_is_told_after_grading_too(course, tmp_path):
    """Grading adds whoever handed in to the gradebook, and had thereby hidden them."""
    (tmp_path / "class.csv").write_text("id\n1234\n")
    fill(course, tmp_path / "class.csv")
    (tmp_path / "1243.ipynb").write_text("{}")
    collect(course, "toy", tmp_path / "1243.ipynb")
    with nb.gradebook(course) as book:
        book.update_or_create_student("1243")
        book.update_or_create_submission("toy", "1243")
    assert Roster(course).strangers(["1234", "1243"]) == ["1243"]
    assert "not on the roster (course roster) (1)\n  1243" in report(course, "toy")
    undo(course, "toy")
    assert "1243" not in report(course, "toy")


def test_a_class_list_without_ids_or_with_one_twice_changes_nothing(course, tmp_path):
    path = tmp_path / "class.csv"
    for text, words in (("who\nKim\n", "names no students"), ("id\n7\n7\n", "more than one row")):
        path.write_text(text)
        with pytest.raises(Trouble, match=words):
            fill(course, path)
    with nb.gradebook(course) as book:
        assert book.students == []


@pytest.mark.parametrize("solved", ["toy final.ipynb", "Copy of toy.ipynb", "a.ipynb.txt"])
def test_the_file_with_the_answers_is_taken_whatever_it_is_called(solved, course, tmp_path):
    release = nbformat.read(course.release("toy"), as_version=4)
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("kim/toy.ipynb", nbformat.writes(release))
        archive.writestr("kim/z.pdf", b"%PDF-1.7")
        archive.writestr("lee/toy.ipynb", nbformat.writes(release))
        archive.writestr(f"kim/{solved}", hostile.plain(hostile.perfect(release)))
    notes = collect(course, "toy", path)["kim"]
    assert uploads(course, "toy")["kim"].read_bytes() == hostile.plain(release)
    assert notes[0].startswith("3 files were handed in: ")
