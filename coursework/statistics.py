"""What a class could do and could not, exercise by exercise: what to talk about next week."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import mean

import nbformat

from coursework import nb
from coursework.course import need_released, typed, write
from coursework.judge import EMPTY
from coursework.looking import plain
from coursework.looking.plain import padded
from coursework.marks import class_marks
from coursework.trouble import Trouble
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import N_, _

COMMON = 3  # words of a test that are told for an exercise
LONG = 160  # characters of them
LABEL = N_("% of the class: attempted (grey), all points (blue)")
WIDTHS = (22, 8, 10, 6, 0)  # of the columns on a screen


@dataclass
class Row:
    """A graded cell in a class: who was marked, who wrote something, who has all points."""

    name: str
    marked: int = 0
    attempted: int = 0
    right: int = 0
    shares: list = field(default_factory=list)
    said: Counter = field(default_factory=Counter)

    @property
    def share(self):
        """The mean share of the points, of those who attempted it; None where nobody did."""
        return mean(self.shares) if self.shares else None


def statistics(course, name):
    """A Row for every graded cell, in the set's order. Reads, and writes nothing."""
    need_released(course, name)
    rows = {}
    for marks in class_marks(course, name):
        if marks.work != marks.student:
            continue  # a group's work is one
        said = _said(course, name, marks) if marks.cells else {}
        for cell in marks.cells:
            if cell.waits:
                continue
            row = rows.setdefault(cell.name, Row(cell.name))
            words, empty = said.get(cell.name, ("", False))
            row.marked += 1
            row.attempted += not empty
            row.right += cell.score == cell.most
            row.shares += [] if empty or not cell.most else [cell.score / cell.most]
            row.said.update([words] if words and not empty else [])
    if not rows:
        words = _("Nobody's {name} is graded yet. Grade it: {command}")
        raise Trouble(words.format(name=name, command=typed("grade", course.root, name)))
    return list(rows.values())


def _said(course, name, marks):
    """{graded cell: (the first line its test said, whether it was left empty)}."""
    try:
        book = nbformat.read(course.autograded(name, marks.student), as_version=4)
    except (OSError, ValueError):
        return {}
    return {each: _of_a_test(cell) for each, cell in nb.marked(book.cells).items()}


def _of_a_test(cell):
    errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
    if not errors:
        return "", False
    words = plain.line(str(errors[0].evalue).split("\n")[0])[:LONG]
    return words, errors[0].ename == "NotImplementedError" or _(EMPTY) in words


def text(rows):
    """The rows as a table for a screen, what was said below each."""
    heads = [_("exercise"), _("marked"), _("attempted"), _("right"), _("of the points")]
    lines = ["  ".join(map(padded, heads, WIDTHS)).rstrip()]
    for row in rows:
        share = "" if row.share is None else f"{row.share:.0%}"
        bar = f"{share:>4}  " + "#" * round(20 * (row.share or 0))
        parts = [row.name, str(row.marked), str(row.attempted), str(row.right), bar]
        lines.append("  ".join(map(padded, parts, WIDTHS)).rstrip())
        lines += [f"    {count} x {words}" for words, count in row.said.most_common(COMMON)]
    return "\n".join(lines)


def picture(rows, path):
    """The same as bars, for a lecture: a PNG at this path."""
    import matplotlib

    from gdlab.notebook import hangul

    with matplotlib.rc_context(hangul.settings()):
        png = _drawn(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, png)
    return path


def _drawn(rows):
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 0.6 + 0.32 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    ax, places = figure.add_subplot(), range(len(rows))
    ax.barh(places, [100 * row.attempted / row.marked for row in rows], color="#d0d0d0")
    ax.barh(places, [100 * row.right / row.marked for row in rows], color="#0072B2", height=0.5)
    ax.set_yticks(places, [row.name for row in rows])
    ax.invert_yaxis()
    ax.set(xlim=(0, 100), xlabel=_(LABEL))
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=150)
    return out.getvalue()


def table(rows):
    """The rows as a CSV."""
    head = ("exercise", "marked", "attempted", "right", "share of the points", "said most")
    return plain.table(head, map(_fields, rows))


def _fields(row):
    words = "; ".join(f"{n} x {said}" for said, n in row.said.most_common(COMMON))
    share = None if row.share is None else round(row.share, 3)
    return row.name, row.marked, row.attempted, row.right, share, words


def keep(course, name, rows):
    """Table and picture in the course's exports/; their paths."""
    folder = course.root / "exports"
    write(folder / f"{name}-statistics.csv", table(rows))
    return folder / f"{name}-statistics.csv", picture(rows, folder / f"{name}-statistics.png")
