"""The concept test as students get it, and what a class answered: before, after, and the gain.

The form is a notebook that holds questions and options and one cell to answer in. What is right
stands nowhere in it: it is computed again from the class's seed. No code of a student is run.
"""

import re

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursework.concepts import FORMS, IDEAS, ITEMS, LETTERS, form
from coursework.course import CONCEPT, need_released, one_run, write
from coursework.gain import gain, interval
from coursework.intake import uploads
from coursework.looking.plain import padded
from coursework.normalise import LARGEST
from coursework.trouble import Trouble
from gdlab.notebook.language import _, ngettext, speaking

ANSWER = re.compile(r"^\s*(\d{1,2})\s*:\s*([a-dA-D])\s*$", re.M)


def set_name(name):
    """What a form is called where it is collected."""
    return f"{CONCEPT}{name}"


def release(course, name, language=None):
    """The path of the notebook with the form "before" or "after", in a language (the class's).

    Raises Trouble for a language that is not there, and where another form lies there already.
    """
    path = course.release(set_name(name))
    try:
        with speaking(language or course.language):
            text = nbformat.writes(_notebook(form(course.seed(), name)))
    except ValueError as error:
        raise Trouble(str(error)) from None
    with one_run(course):
        if path.exists() and path.read_text(encoding="utf-8") != text:
            words = _(
                "{path} may have been given out, and would be another now: in another language, "
                "or by a newer version of the repository. Delete it if nobody has it."
            )
            raise Trouble(words.format(path=path))
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, text)
    return path


def _notebook(asked):
    intro = _(
        "Sixteen questions, about ten minutes. They are not graded: they show your teacher what "
        "to talk about. Answer alone, without running code. If you do not know, leave it empty."
    )
    how = _("Write one letter behind each number in the cell below, save, and hand in this file.")
    cells = [new_markdown_cell(intro, id="intro")]
    for number, one in enumerate(asked, 1):
        options = "\n".join(f"- {k}: {text}" for k, text in zip(LETTERS, one.options, strict=False))
        words = f"**{number}.** {one.words()}\n\n{options}"
        cells.append(new_markdown_cell(words, id=f"item-{number}"))
    lines = "\n".join(f"{number}: " for number in range(1, len(asked) + 1))
    cells.append(new_markdown_cell(how, id="how"))
    cells.append(new_code_cell(f'answers = """\n{lines}\n"""', id="answers"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def chosen(data: bytes, asked) -> list[str | None]:
    """The option's text that a student chose for each item; None where none.

    All None for a file that is no notebook.
    """
    try:
        cells = nbformat.reads(data.decode("utf-8-sig"), as_version=4).cells
        text = "\n".join(str(cell.source) for cell in cells if cell.cell_type == "code")
    except Exception:  # damaged in one of many ways
        return [None] * len(asked)
    letters = {int(number): letter.lower() for number, letter in ANSWER.findall(text)}
    options = [dict(zip(LETTERS, one.options, strict=False)) for one in asked]
    return [each.get(letters.get(number)) for number, each in enumerate(options, 1)]


def answers(course, name):
    """{student: the texts chosen} of who answered anything on a form."""
    need_released(course, set_name(name))
    asked, found = form(course.seed(), name), {}
    for student, path in uploads(course, set_name(name)).items():
        with open(path, "rb") as file:
            one = chosen(file.read(LARGEST), asked)
        if any(one):
            found[student] = one
    return found


def report(course):
    """The gain by item and class with its interval, and the misconceptions that stayed, as text.

    Raises Trouble where nobody answered both forms.
    """
    given = [answers(course, name) for name in FORMS]
    both = sorted(set(given[0]) & set(given[1]))
    if not both:
        words = _("Nobody has answered both forms yet: collect {before}, then {after}.")
        raise Trouble(words.format(before=set_name(FORMS[0]), after=set_name(FORMS[1])))
    forms = [form(course.seed(), name) for name in FORMS]
    right = [
        np.array([_right(of[student], asked) for student in both])
        for of, asked in zip(given, forms, strict=True)
    ]
    words = ngettext(
        "{n} student answered both forms.", "{n} students answered both forms.", len(both)
    )
    heads = (_("item"), _("before"), _("after"), _("gain"))
    rows = [words.format(n=len(both)), _spaced(*heads)]
    for k in range(len(ITEMS)):
        stayed = _stayed(forms[1][k], [given[1][student][k] for student in both])
        rows.append(_row(str(k + 1), right[0][:, [k]], right[1][:, [k]]) + stayed)
    return "\n".join([*rows, _row(_("class"), *right)])


def _right(texts, asked):
    return [
        text == one.options[one.ideas.index(None)] for text, one in zip(texts, asked, strict=True)
    ]


def _row(name, before, after):
    g, (low, high) = gain(before, after), interval(before, after)
    known = f"{g:5.2f} [{low:.2f}, {high:.2f}]" if np.isfinite([g, low, high]).all() else "    -"
    return _spaced(name, f"{before.mean():4.0%}", f"{after.mean():4.0%}", known)


def _spaced(name, before, after, last):
    return f"{padded(name, 7)} {padded(before, 7)} {padded(after, 7)} {last}"


def _stayed(one, texts):
    """The wrong option chosen most often after the course, by its idea and how many chose it."""
    counts = {
        idea: texts.count(text)
        for text, idea in zip(one.options, one.ideas, strict=True)
        if idea is not None
    }
    idea = max(counts, key=counts.get)
    return f"  {counts[idea]}: {_(IDEAS[idea])}" if counts[idea] else ""
