"""Groups that hand in together: who is in which.

Who works with whom stands in groups.csv in the course's folder, which `course roster` fills and a
teacher may edit. It holds for the sets of which course.toml says so.
"""

from collections import defaultdict

from coursework.lists import HEADS, rows_of, student_of, told
from coursework.looking.plain import table
from coursework.trouble import Trouble
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import _

BETTER, LATER = "better", "later"  # which of two files counts, as course.toml says it
FILE = "groups.csv"


def read(root) -> dict:
    """{student: group}; nobody where there is no file. Raises Trouble for one without groups."""
    path = root / FILE
    if not path.is_file():
        return {}
    rows = [row for _number, row in rows_of(path)]
    if rows and not any(head in rows[0] for head in HEADS["group"]):
        words = _("{file} has no column called one of: {heads}.")
        raise Trouble(words.format(file=path, heads=", ".join(HEADS["group"])))
    found = {student_of(row): told(row, "group") for row in rows}
    return {student: group for student, group in found.items() if student and group}


def keep(root, groups):
    """Write {student: group}."""
    write_whole(root / FILE, table(("id", "group"), sorted(groups.items())))


def together(groups) -> dict:
    """{group: [its students]}."""
    found = defaultdict(list)
    for group, student in sorted((group, student) for student, group in groups.items()):
        found[group].append(student)
    return found
