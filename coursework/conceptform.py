"""The concept test as students get it, and what a class answered: before, after, and the gain.

The form is a notebook that holds questions and options, to be clicked where it can be run, and one
cell to answer in by letters. What is right stands nowhere in it: it is computed again from the
class's seed. No code of a student is run.
"""

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursework.concepts import FORMS, IDEAS, ITEMS, form
from coursework.course import CONCEPT, need_released, one_run, write
from coursework.gain import gain, interval
from coursework.intake import uploads
from coursework.looking.plain import padded
from coursework.normalise import LARGEST
from coursework.settings import need_language
from coursework.trouble import Trouble
from gdlab.learner.survey import as_text
from gdlab.learner.survey import chosen as chosen_in
from gdlab.notebook.language import _, ngettext, speaking


def set_name(name):
    """What a form is called where it is collected."""
    return f"{CONCEPT}{name}"


def release(course, name, language=None):
    """The path of the notebook with the form "before" or "after", in a language (the class's).

    Raises Trouble for a language that is not there, and where another form lies there already.
    """
    path, language = course.release(set_name(name)), language or course.language
    need_language(language)
    with speaking(language):
        text = nbformat.writes(_notebook(form(course.seed(), name), name, language))
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


def _notebook(asked, name, language):
    """The questions to click, and as text for whoever runs nothing; below, lines to type into."""
    intro = _(
        "Sixteen questions, about ten minutes. They are not graded: they show your teacher what "
        "to talk about. Answer alone, without calculating by code. If you do not know, leave it "
        "empty.\n\nChoose *Run > Run All Cells* in the menu, then click one answer to each "
        "question. Save, and hand in this file."
    )
    how = _(
        "Can nothing be clicked? Then write one letter behind each number in the cell below, save, "
        "and hand in this file."
    )
    questions = [(f"{n}. {one.words()}", one.options) for n, one in enumerate(asked, 1)]
    text = as_text(questions)
    shown = new_output("display_data", {"text/markdown": text, "text/plain": text})
    lines = "\n".join(f"{number}: " for number in range(1, len(asked) + 1))
    cells = [
        new_markdown_cell(intro, id="intro"),
        new_code_cell(
            _asking(questions, name, language),
            id="items",
            metadata={"jupyter": {"source_hidden": True}},
            outputs=[shown],
        ),
        new_markdown_cell(how, id="how"),
        new_code_cell(f'answers = """\n{lines}\n"""', id="answers"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _asking(questions, name, language):
    """The code that shows them: a question a line, to be read by whoever opens it."""
    rows = "".join(f"        {(text, list(options))!r},\n" for text, options in questions)
    return (
        "from gdlab import speak\nfrom gdlab.learner.survey import survey\n\n"
        f'speak("{language}")\nsurvey(\n    "{set_name(name)}",\n    [\n{rows}    ],\n)'
    )


def chosen(data: bytes, asked) -> list[str | None]:
    """The option's text that a student chose for each item; None where none.

    All None for a file that is no notebook.
    """
    try:
        book = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        return chosen_in(book, [one.options for one in asked])
    except Exception:  # damaged in one of many ways
        return [None] * len(asked)


def answers(course, name):
    """{student: the texts chosen} of who answered anything on a form."""
    need_released(course, set_name(name))
    asked, found = form(course.seed(), name), {}
    for student, path in uploads(course, set_name(name)).items():
        one = _read(path, asked)
        if any(one):
            found[student] = one
    return found


def how_many(course, set_name, path):
    """How many items of the form that is collected under this name are answered in a file."""
    asked = form(course.seed(), set_name.removeprefix(CONCEPT))
    return sum(each is not None for each in _read(path, asked))


def _read(path, asked):
    with open(path, "rb") as file:
        return chosen(file.read(LARGEST), asked)


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
