"""Who is in the class: nbgrader's own list of students, filled from a platform's CSV."""

import re
import unicodedata
from collections import defaultdict

from coursework import gradebook, groups, nb
from coursework.lists import HEADS, rows_of, told
from coursework.platforms import clean
from coursework.trouble import Trouble
from gdlab.notebook.language import _

APART = re.compile(r"[^\w@.+-]|_"), re.compile(r"[\W_]")  # between the parts of a file's name
SHORTEST = 3  # characters of an id that is looked for in a name: "kim (1)" is not student 1


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

    def member(self, name):
        """The same of "Team 1-Kim Minsu", too, as Moodle names what a group handed in."""
        parts = name.split("-")
        names = ("-".join(parts[k:]).strip() for k in range(len(parts)))
        return next(filter(None, map(self.named, names)), None)

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

    Their groups go into groups.csv, where the file has a column of them.

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
    of = {row["id"]: row.pop("group") for row in rows}
    if any(of.values()):
        known = groups.read(course.root) | of
        groups.keep(course.root, {student: group for student, group in known.items() if group})
    with nb.gradebook(course) as book:
        for row in rows:
            book.update_or_create_student(row.pop("id"), **row)
    return len(rows)


def _rows(path):
    for _number, row in rows_of(path):
        about = {field: told(row, field) for field in HEADS}
        whole = about.pop("whole")
        if whole and not about["last_name"]:
            about["last_name"], about["first_name"] = _split(whole)
        about["id"] = clean(about["id"])
        if whole.strip() != "Points Possible":  # a line of Canvas's own
            yield about


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
