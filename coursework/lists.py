"""Lists of students, as platforms write them: a CSV in any encoding, with anybody's headings."""

import csv
import re
import unicodedata
from pathlib import Path

from coursework.decode import decoded
from coursework.looking import plain
from coursework.platforms import clean
from coursework.trouble import Trouble
from gdlab.notebook.language import N_, _

HANGUL = re.compile("[가-힣]")

HEADS = {  # what platforms and people call a column, as as_head has it; the first filled one counts
    "id": (
        *("id", "student_id", "canvas_user_id", "user_id", "id number", "학번", "교번", "학생번호"),
        "sis user id",
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
    "group": (
        *("group", "groups", "group_name", "group name", "team", "조", "팀", "모둠", "그룹"),
        *("조이름", "조명", "팀이름", "팀명", "모둠이름", "모둠명", "그룹이름", "그룹명"),
    ),
}
KNOWN = frozenset(head for heads in HEADS.values() for head in heads)
DELIMITERS = ",;\t|"
ABOVE = 20  # lines that a platform may write above the headings
NO_TEXT = {  # how a file begins that only calls itself a list
    b"PK\x03\x04": N_("an Excel workbook, or a zip"),
    b"\xd0\xcf\x11\xe0": N_("an Excel workbook"),
    b"<": N_("a web page, which some platforms call .xls"),
}


def student_of(row):
    """The id that a row tells; "" where it tells none."""
    return clean(told(row, "id"))


def told(row, field):
    """What a row tells of a field of HEADS; "" where it tells nothing."""
    return next((row[head] for head in HEADS[field] if row.get(head)), "")


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
