"""Who is in the class: nbgrader's own list of students, filled from a platform's CSV."""

import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from coursework import gradebook, nb
from coursework.decode import decoded
from coursework.looking import plain
from coursework.platforms import clean
from coursework.trouble import Trouble
from gdlab.notebook.language import N_, _

HANGUL = re.compile("[가-힣]")

HEADS = {  # what platforms and people call a column, as as_head has it; the first filled one counts
    "id": (
        *("id", "student_id", "user_id", "id number", "학번", "교번", "학생번호", "sis user id"),
        *("username", "last edited by: username", "student id", "student number", "아이디"),
        *("사용자이름", "사용자아이디", "email address", "이메일주소", "이메일"),
    ),
    "first_name": ("first_name", "first name", "firstname", "given name", "이름"),
    "last_name": ("last_name", "last name", "lastname", "surname", "성"),
    "email": ("email", "email address", "sis login id", "이메일", "이메일주소", "전자우편"),
    "whole": (
        *("student", "name", "full name", "user", "성명", "학생", "학생명", "학생이름"),
        "이름",  # where there is no 성
    ),
}
KNOWN = frozenset(head for heads in HEADS.values() for head in heads)
APART = re.compile(r"[^\w@.+-]|_"), re.compile(r"[\W_]")  # between the parts of a file's name
SHORTEST = 3  # characters of an id that is looked for in a name: "kim (1)" is not student 1
DELIMITERS = ",;\t|"
ABOVE = 20  # lines that a platform may write above the headings
NO_TEXT = {  # how a file begins that only calls itself a list
    b"PK\x03\x04": N_("an Excel workbook, or a zip"),
    b"\xd0\xcf\x11\xe0": N_("an Excel workbook"),
    b"<": N_("a web page, which some platforms call .xls"),
}


class Roster:
    """The class as the gradebook has it."""

    def __init__(self, course):
        self.students = {
            student: {"first_name": first, "last_name": last}
            for student, (first, last) in gradebook.students(course).items()
        }
        self._like_an_id = max(SHORTEST, min(map(len, self.students), default=0) - 1)
        self._named, self._folded = defaultdict(set), defaultdict(list)
        for student, about in self.students.items():
            self._folded[student.casefold()].append(student)
            for order in _orders(about):
                self._named[_plain(order)].add(student)

    def named(self, name):
        """The id of the only student with this full name, in either order; None if not one."""
        found = self._named.get(_plain(name), ())
        return next(iter(found)) if len(found) == 1 else None

    def meant(self, name):
        """Whose file is called so: by the one id in it, or the one full name; None if not one.

        "20261234_김민수" and "김민수(20261234)" are 20261234. A number that may be an id and is
        not on the roster is mistyped, or a namesake's: then nobody is guessed.
        """
        if found := self._by_id(name):
            return found
        parts = {part for apart in APART for part in apart.split(name)}
        ids = set(filter(None, (self._by_id(each) for each in parts if len(each) >= SHORTEST)))
        numbers = [part for part in parts if part.isdigit() and len(part) >= self._like_an_id]
        named = set() if numbers else set(filter(None, map(self.named, filter(None, parts))))
        found = ids or named
        return found.pop() if len(found) == 1 else None

    def _by_id(self, name):
        """The id, if it is one; who writes KIM for kim is meant, where nobody else is."""
        found = [name] if name in self.students else self._folded.get(name.casefold(), [])
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
        words = _(
            "{path} names no students. Expected is a CSV with a heading line and a column called "
            "one of: {heads}."
        )
        raise Trouble(words.format(path=path, heads=", ".join(HEADS["id"])))
    ids = [row["id"] for row in rows]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        words = _("{path} has more than one row for {names}. Nothing was changed.")
        raise Trouble(words.format(path=path, names=", ".join(twice)))
    with nb.gradebook(course) as book:
        for row in rows:
            book.update_or_create_student(row.pop("id"), **row)
    return len(rows)


def _rows(path):
    for _number, row in rows_of(path):
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


def rows_of(path, known=KNOWN):
    """(line, {heading, small: text}) of each row of a CSV, whatever program saved it.

    The headings are the first line that has one of `known`; titles above it are left out.
    """
    text = _text(path).splitlines()
    above, delimiter = _headings(text[:ABOVE], known)
    rows = csv.DictReader(text[above:], delimiter=delimiter)
    for row in rows:
        of = {as_head(k): plain.line(v or "") for k, v in row.items() if k}
        yield above + rows.line_num, of


def _headings(lines, known):
    """(lines above the headings, what separates them); the first line's where none is known."""
    for above, line in enumerate(lines):
        parts = {sign: next(csv.reader([line], delimiter=sign), []) for sign in DELIMITERS}
        sign = max(DELIMITERS, key=lambda each: len(parts[each]))
        if known & set(map(as_head, parts[sign])) and len(parts[sign]) > 1:
            return above, sign
    first = lines[0] if lines else ""
    return 0, max(DELIMITERS, key=first.count)


def as_head(name):
    """A heading as HEADS has it; a Mac writes Hangul in pieces, and people put spaces into it."""
    head = unicodedata.normalize("NFC", str(name)).strip().casefold()
    return head.replace(" ", "") if HANGUL.search(head) else head


def _text(path):
    """The file's text, whatever program saved it; Excel writes UTF-16, and CP949 in Korea."""
    try:
        data = Path(path).expanduser().read_bytes()
        _refuse_no_text(path, data.lstrip())
        return decoded(data)[0]
    except FileNotFoundError:
        raise Trouble(_("There is no file {path}.").format(path=path)) from None
    except UnicodeDecodeError:
        words = _("{path} is not UTF-8. Save it as CSV in UTF-8 and try again.")
        raise Trouble(words.format(path=path)) from None


def _refuse_no_text(path, data):
    for begins, what in NO_TEXT.items():
        if data.startswith(begins):
            words = _(
                "{path} is {what}, not a CSV. Open it in Excel or LibreOffice, and save it as CSV."
            )
            raise Trouble(words.format(path=path, what=_(what)))


def _split(whole):
    """(last, first) of "Kim, Minsu", as Canvas writes it, or of "Minsu Kim"."""
    if "," in whole:
        last, first = whole.split(",", 1)
        return last.strip(), first.strip()
    first, _space, last = whole.rpartition(" ")
    return last, first


def _orders(about):
    first, last = about["first_name"], about["last_name"]
    return f"{first} {last}", f"{last} {first}", f"{last}{first}"


def _plain(name):
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
