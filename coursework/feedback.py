"""What a student gets back: one HTML file, under 2 MB, nothing loaded from elsewhere.

It shows the marks, the student's own code, what it printed and drew, the tests' messages and the
teacher's words; never a test's code, nor the traceback that would show it.
"""

import html
import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from string import Template

import nbformat

from coursework.course import need_released, write
from coursework.intake import origin
from coursework.looking import plain
from coursework.marks import ABSENT, FAILED, NEW, WAITING, class_marks
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import _, spoken

PAGE = Path(__file__).with_name("feedback.html")
MOST = 1_500_000  # characters of outputs and code; the page stays under 2 MB
LONG = 20_000  # characters of one text
MESSAGE = 500  # characters of a test's message
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def feedback(course, name):
    """Write everybody's page and a zip of them.

    (the zip's path, how many pages, the students left out: their graded notebook cannot be read)
    """
    need_released(course, name)
    target, left_out, count = course.root / "feedback" / f"{name}.zip", [], 0
    target.parent.mkdir(exist_ok=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, text in pages(course, name):
            if text is None:
                left_out.append(student)
                continue
            place = course.root / "feedback" / student / name / f"{name}.html"
            write(place, text)
            archive.write(place, _returned(course, name, student))
            count += 1
    write_whole(target, packed.getvalue())
    return target, count, left_out


def pages(course, name):
    """(student, page) of everybody with marks, or a reason for none. Reads, and writes nothing.

    The page is None where the graded notebook cannot be read: a grade may be at it.
    """
    for each in class_marks(course, name):
        if each.state in (ABSENT, NEW):
            continue
        try:
            book = _read(course.autograded(name, each.work)) if each.cells else None
        except (OSError, ValueError):
            yield each.student, None
        else:
            yield each.student, page(course, name, each, book)


def _read(path):
    return nbformat.read(path, as_version=4)


def _returned(course, name, student):
    """The name in the zip: the upload's own, so that the platform knows whose it is."""
    member = origin(course.downloaded(name) / student).get("member", f"{student}/{name}.ipynb")
    path = _inside(member, f"{name}.ipynb")
    unique = path.with_name(f"{path.stem}.html")
    return str(unique) if student in member or path.parent.name else f"{student}/{unique.name}"


def _inside(member, otherwise):
    """The path in a zip, which leads nowhere else when it is unpacked."""
    parts = plain.line(member).replace("\\", "/").split("/")
    kept = [part.replace(":", "_") for part in parts if part.strip(" .")]
    return PurePosixPath(*kept) if kept else PurePosixPath(otherwise)


def page(course, name, marks, book):
    """One student's page; `book` is the graded notebook, None where there is none."""
    rows = "".join(
        f"<tr><td>{_plain(cell.name)}</td><td>{_points(cell)}</td>"
        f"<td>{_plain(cell.comment)}</td></tr>"
        for cell in marks.cells
    )
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=_plain(f"{name}: {marks.name or marks.student}"),
        total=_plain(_total(marks)),
        notes="".join(f"<li>{_plain(note)}</li>" for note in _remarks(marks)),
        rows=rows,
        work=_work(book, _read(course.release(name)), marks) if book else "",
        language=spoken(),
        question=_plain(_("question")),
        points=_plain(_("points")),
        teacher=_plain(_("your teacher says")),
        yours=_plain(_("Your work")),
    )


def _remarks(marks):
    return [*filter(None, (marks.group, marks.late)), *marks.notes]


def _total(marks):
    if marks.state == FAILED:
        words = _("Not graded: {reason}. Talk to your teacher.")
        return words.format(reason=marks.reason)
    words = _("{score:g} of {most:g} points")
    if marks.state == WAITING:
        words = _("{score:g} of {most:g} points so far; some answers are still to be marked")
    return words.format(score=marks.so_far, most=marks.most)


def _points(cell):
    words = _("to be marked") if cell.waits else _("{score:g} of {most:g}")
    return words.format(score=cell.score, most=cell.most)


def _work(book, release, marks):
    """The student's cells and the tests' messages, in the notebook's order."""
    given = {cell.source for cell in release.cells}
    points = {cell.name: cell for cell in marks.cells}
    parts, room = [], MOST
    for cell in book.cells:
        about = cell.metadata.get("nbgrader", {})
        piece = ""
        if about.get("grade") and not about.get("solution"):
            piece = _test(cell, points.get(about["grade_id"]))
        elif about.get("solution") or (cell.cell_type == "code" and cell.source not in given):
            piece = _answer(cell, points.get(about.get("grade_id")))
        if len(piece) > room:
            words = _("Left out here: too large.")
            piece = f"<p>{_plain(words)}</p>"
        room -= len(piece)
        parts.append(piece)
    return "".join(parts)


def _test(cell, points):
    if points is None:
        return ""
    said = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    words = "; ".join(map(_told, said))
    return f'<p class="test"><b>{_plain(points.name)}: {_points(points)}</b> {_plain(words)}</p>'


def _told(error):
    """A test's own words alone; before another error's, its name."""
    words = _cut(COLOURS.sub("", error.evalue), MESSAGE)
    return words if error.ename == "AssertionError" else f"{error.ename}: {words}"


def _answer(cell, points):
    head = f"<h3>{_plain(points.name)}: {_points(points)}</h3>" if points else ""
    outputs = "".join(map(_output, cell.get("outputs", [])))
    return f"{head}<pre>{_plain(_cut(cell.source, LONG))}</pre>{outputs}"


def _output(output):
    """Text as text, a PNG as a picture; no HTML of a student's making."""
    if output.output_type == "error":
        return f'<pre class="out">{_plain(_cut(f"{output.ename}: {output.evalue}", LONG))}</pre>'
    if output.output_type == "stream":
        return f'<pre class="out">{_plain(_cut(output.text, LONG))}</pre>'
    data = output.get("data", {})
    if "image/png" in data and re.fullmatch(r"[A-Za-z0-9+/=\s]+", data["image/png"]):
        alt = _plain(_("a picture you drew"))
        return f'<img alt="{alt}" src="data:image/png;base64,{data["image/png"]}">'
    return f'<pre class="out">{_plain(_cut(data.get("text/plain", ""), LONG))}</pre>'


def _cut(text, most):
    text = "".join(text)
    more = _("... {n} characters more").format(n=len(text) - most)
    return text if len(text) <= most else f"{text[:most]}\n{more}"


def _plain(text):
    return html.escape(str(text))
