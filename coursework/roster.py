"""Who is in the class: nbgrader's own list of students, filled from a platform's CSV."""

import csv
import unicodedata
from pathlib import Path

from coursework import gradebook, nb
from coursework.decode import decoded
from coursework.looking import plain
from coursework.platforms import clean
from coursework.trouble import Trouble

HEADS = {  # what Canvas, Moodle and plain files call a column; the first that is filled counts
    "id": (
        *("id", "student_id", "id number", "학번", "sis user id", "username", "아이디"),
        *("사용자 이름", "사용자 아이디", "email address", "이메일 주소", "이메일"),
    ),
    "first_name": ("first_name", "first name", "firstname", "given name", "이름"),
    "last_name": ("last_name", "last name", "lastname", "surname", "성"),
    "email": ("email", "email address", "sis login id", "이메일", "이메일 주소", "전자우편"),
    "whole": ("student", "name", "full name", "성명", "학생", "이름"),  # 이름: where there is no 성
}
DELIMITERS = ",;\t|"


class Roster:
    """The class as the gradebook has it."""

    def __init__(self, course):
        self.students = {
            student: {"first_name": first, "last_name": last}
            for student, (first, last) in gradebook.students(course).items()
        }

    def named(self, name):
        """The id of the only student with this full name, in either order; None if not one."""
        found = [
            student
            for student, about in self.students.items()
            if _plain(name) in {_plain(order) for order in _orders(about)}
        ]
        return found[0] if len(found) == 1 else None

    def strangers(self, students):
        """Those who are not on it, by id; nobody where there is no roster yet."""
        return sorted(set(students) - set(self.students)) if self.students else []

    def name(self, student):
        about = self.students.get(student, {})
        return " ".join(filter(None, (about.get("first_name"), about.get("last_name"))))


def fill(course, path):
    """Add a CSV's students to the gradebook, or bring them up to date; how many.

    Raises Trouble for a file without a column of ids, and for two rows with one id.
    """
    rows = [row for row in _rows(path) if row.get("id")]
    if not rows:
        raise Trouble(
            f"{path} names no students. Expected is a CSV with a heading line and a column "
            f"called one of: {', '.join(HEADS['id'])}."
        )
    ids = [row["id"] for row in rows]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise Trouble(f"{path} has more than one row for {', '.join(twice)}. Nothing was changed.")
    with nb.gradebook(course) as book:
        for row in rows:
            book.update_or_create_student(row.pop("id"), **row)
    return len(rows)


def _rows(path):
    for row in rows_of(path):
        about = {
            field: next((row[head] for head in heads if row.get(head)), "")
            for field, heads in HEADS.items()
        }
        whole = about.pop("whole")
        if whole and not about["last_name"]:
            about["last_name"], about["first_name"] = _split(whole)
        about["id"] = clean(about["id"])
        if whole.strip() != "Points Possible":  # a line of Canvas's own
            yield about


def rows_of(path):
    """{heading, small: text} of each row of a CSV, whatever program saved it."""
    text = _text(path).splitlines()
    counts = {sign: text[0].count(sign) for sign in DELIMITERS} if text else {",": 0}
    for line in csv.DictReader(text, delimiter=max(counts, key=counts.get)):
        yield {_head(k): plain.line(v or "") for k, v in line.items() if k}


def _head(name):
    """A heading as HEADS has it; a Mac writes Hangul in pieces."""
    return unicodedata.normalize("NFC", str(name)).strip().casefold()


def _text(path):
    """The file's text, whatever program saved it; Excel writes UTF-16, and CP949 in Korea."""
    try:
        return decoded(Path(path).expanduser().read_bytes())[0]
    except FileNotFoundError:
        raise Trouble(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise Trouble(f"{path} is not UTF-8. Save it as CSV in UTF-8 and try again.") from None


def _split(whole):
    """(last, first) of "Kim, Minsu", as Canvas writes it, or of "Minsu Kim"."""
    if "," in whole:
        last, first = whole.split(",", 1)
        return last.strip(), first.strip()
    first, _, last = whole.rpartition(" ")
    return last, first


def _orders(about):
    first, last = about["first_name"], about["last_name"]
    return f"{first} {last}", f"{last} {first}", f"{last}{first}"


def _plain(name):
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
