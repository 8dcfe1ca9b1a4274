"""A survey: questions to choose in, of which nothing here knows what is right.

    survey("before", [("Where is b after one step?", ["2.6", "3.4", "-1"]), ...])

What is chosen is kept in the notebook, which is handed in: as lines "1: b" below the questions
and, where JupyterLab keeps its widgets, in the widget's state; `chosen` reads both. A small file
beside it has them for a kernel that is started again.
"""

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from IPython.display import display

from gdcore.arrays import refused, told
from gdlab.learner.form import Form
from gdlab.learner.questions import as_word
from gdlab.notebook.files import write_whole
from gdlab.notebook.language import _
from gdlab.notebook.widgets import models_of

LETTERS = "abcdefgh"
LINE = re.compile(rf"^\s*(\d{{1,2}})\s*:\s*([{LETTERS}])\s*$", re.M | re.I)
Asks = tuple[str, Sequence[str]]  # a question, its options
EXAMPLE = '[("Does it fall?", ["Yes", "No"])]'


@dataclass
class Choice:
    """One question, and the number of the option that is chosen."""

    text: str
    options: tuple[str, ...]
    answered: int | None = None
    pictures: ClassVar[Mapping[str, bytes]] = {}

    def take(self, number: int) -> None:
        """Choose the option with this number."""
        self.answered = number

    def __str__(self):
        return "\n".join([self.text, *map("  {}: {}".format, LETTERS, self.options)])


@dataclass
class Chosen:
    """What a notebook's file holds of the choices: lines that nobody needs to see."""

    choices: Sequence[Choice]

    def __repr__(self):
        given = [(number, each.answered) for number, each in enumerate(self.choices, 1)]
        return "\n".join(f"{number}: {LETTERS[k]}" for number, k in given if k is not None)

    def _repr_mimebundle_(self, **_kwargs):
        return {"text/html": "", "text/plain": repr(self)}


def survey(name: str, questions: Sequence[Asks], folder: str | Path = ".") -> None:
    """Show the questions, and below them how many are answered; what was chosen before is there.

    name: of the file NAME.answers.json in the folder. Raises ValueError for no question, or one
    without two options or more.
    """
    choices = _choices(questions)
    place = Path(folder) / f"{as_word('name', name)}.answers.json"
    asked = [[each.text, *each.options] for each in choices]
    for choice, number in zip(choices, _kept(place, asked), strict=False):
        if number in range(len(choice.options)):
            choice.take(number)
    form = Form(lambda _take: choices, lambda _choice: ("", ""))
    display(form)
    below = display(Chosen(choices), display_id=True)

    form.note = _so_far(choices)

    def keep(_change):
        answers = [each.answered for each in choices]
        with contextlib.suppress(OSError):  # then the notebook alone has them
            write_whole(place, json.dumps({"asked": asked, "answers": answers}))
        if below:  # there is none where no notebook shows it
            below.update(Chosen(choices))
        form.note = _so_far(choices)

    form.observe(keep, "answered")


def _so_far(choices):
    """How many are answered, and which are not, in words."""
    numbers = [str(n) for n, each in enumerate(choices, 1) if each.answered is None]
    words = _("{n} of {all} answered. Save the notebook (Ctrl+S).")
    words = words.format(n=len(choices) - len(numbers), all=len(choices))
    left = _("Still open: {numbers}").format(numbers=", ".join(numbers))
    return f"{words} {left}" if numbers else words


def chosen(notebook: Mapping[str, Any], options: Sequence[Sequence[str]]) -> list[str | None]:
    """The option chosen for each question of a notebook (as JSON); None where none is.

    From the widget's state, else from the lines below, else from lines "1: b" that were typed into
    a cell. Raises one of many exceptions for a notebook that is damaged.
    """
    lines = [_by_letter(text, options) for text in (_shown(notebook), _typed(notebook))]
    sources = [_in_widgets(notebook, options), *lines]
    return [next(filter(None, each), None) for each in zip(*sources, strict=True)]


def as_text(questions: Sequence[Asks]) -> str:
    """The questions for a reader without Python, in Markdown, with letters to answer by."""
    return "\n\n".join(_as_page(each) for each in _choices(questions))


def _as_page(choice):
    options = "\n".join(map("- {}: {}".format, LETTERS, choice.options))
    return f"**{choice.text}**\n\n{options}"


def _choices(questions):
    known = isinstance(questions, list | tuple) and len(questions) > 0
    if not known or not all(map(_is_one, questions)):
        expected = f"questions must be texts with two to {len(LETTERS)} options each"
        raise refused(expected, told(questions), EXAMPLE)
    return [Choice(text, tuple(options)) for text, options in questions]


def _is_one(asked):
    return (
        isinstance(asked, list | tuple)
        and len(asked) == 2
        and isinstance(asked[0], str)
        and isinstance(asked[1], list | tuple)
        and 2 <= len(asked[1]) <= len(LETTERS)
        and all(isinstance(each, str) for each in asked[1])
    )


def _kept(place, asked):
    """The answers to these very questions that a kernel before this one wrote down."""
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        return list(kept["answers"]) if kept["asked"] == asked else []
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _shown(notebook):
    outputs = [output for cell in _code(notebook) for output in cell["outputs"]]
    return "\n".join(_text(each.get("data", {}).get("text/plain", "")) for each in outputs)


def _typed(notebook):
    return "\n".join(_text(cell["source"]) for cell in _code(notebook))


def _text(lines):
    """A text of a notebook's file, which may be a list of its lines."""
    return lines if isinstance(lines, str) else "".join(map(str, lines))


def _by_letter(text, options):
    letters = {int(number): LETTERS.index(k.lower()) for number, k in LINE.findall(text)}
    return [
        of[letters[n]] if n in letters and letters[n] < len(of) else None
        for n, of in enumerate(options, 1)
    ]


def _in_widgets(notebook, options):
    """From every form kept in the notebook that asks these questions, the last one first."""
    found = [None] * len(options)
    for model in models_of(notebook).values():
        state = model.get("state", {})
        asked = [[each["words"] for each in one["options"]] for one in state.get("questions", [])]
        if asked == [list(of) for of in options]:
            answers = state.get("answers", [])
            for k, number in enumerate(answers[: len(options)]):
                if isinstance(number, int) and 0 <= number < len(options[k]):
                    found[k] = options[k][number]
    return found
