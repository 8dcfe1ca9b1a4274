"""Questions with the browser's own radio buttons or text field: by pointer, or by keys alone.

What is chosen and what was said to it live in the widget's model: a second view, a page loaded
again and a notebook saved with its widgets show the same. form.js says so where no Python
answers any more.
"""

import base64
import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from gdcore.arrays import as_count, refused, told
from gdlab.learner.questions import InWords, Question
from gdlab.notebook.bundle import bundle
from gdlab.notebook.cells import claim
from gdlab.notebook.errors import in_words
from gdlab.notebook.language import _

FOLDER = Path(__file__).parent


class Form(anywidget.AnyWidget):
    """Some questions, and below each what is said to the choice.

    ask(take) gives the questions; say(question) is what is said to a choice, a sign and words.
    With `again`, a button asks for take + 1: the same questions with other numbers.
    """

    # as text: anywidget would watch a path, and keep every widget for it
    _esm = (FOLDER / "form.js").read_text(encoding="utf-8")
    _css = (FOLDER / "form.css").read_text(encoding="utf-8")
    # quoted: the oldest traitlets allowed are no generics
    questions: "traitlets.List[Any]" = traitlets.List().tag(sync=True)
    # for each question the number of an option, the learner's words, or None
    answers: "traitlets.List[Any]" = traitlets.List().tag(sync=True)
    said: "traitlets.List[Any]" = traitlets.List().tag(sync=True)
    take = traitlets.Int(0).tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)  # the browser counts up what it asks of Python ...
    answered = traitlets.Int(0).tag(sync=True)  # ... which says here how far it has come
    note = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    _ipython_display_ = None  # ipywidgets 7 would show itself through this method

    def __init__(
        self,
        ask: Callable[[int], Sequence[Question | InWords]],
        say: Callable[[Any], tuple[str, str]],
        take: int = 0,
        again: bool = False,
    ):
        self._ask, self._say = ask, say
        super().__init__(take=take, words=_words(again))
        self._take_up()
        self.observe(self._answer, "asked")
        claim(self)

    def choose(self, option: str, number: int = 0) -> None:
        """Answer a question, as by a click. Raises ValueError for what is no option of it."""
        number = as_count("number", number, 0, len(self._now) - 1)
        options = list(self._now[number].options)
        if not isinstance(option, str) or option not in options:
            expected = f"choose one of {options}: a choice must be an option"
            hint = f'"{options[0]}"' if options else "write(...): it is answered in words"
            raise refused(expected, told(option), hint)
        self._put(options.index(option), number)

    def write(self, words: str, number: int = 0) -> None:
        """Answer a question in words, as by its button. Raises ValueError for what is no text."""
        number = as_count("number", number, 0, len(self._now) - 1)
        if not isinstance(words, str):
            raise refused("words must be a text", told(words), '"it falls, since ..."')
        self._put(words, number)

    def _put(self, answer, number):
        with self.hold_sync():
            self.answers = [*self.answers[:number], answer, *self.answers[number + 1 :]]
            self.asked += 1

    def again(self) -> None:
        """Ask the same questions with other numbers, as the button does."""
        with self.hold_sync():
            self.take += 1
            self.asked += 1

    def asked_in(self, take: int) -> Sequence[Question | InWords]:
        """The questions with the numbers of this take."""
        return self._ask(take)

    def close(self) -> None:
        """Give back what kernel and browser hold of it."""
        if self.layout is not None:
            self.layout.close()
        super().close()

    def _take_up(self):
        """Ask the questions of this take, and show what was answered to them before."""
        self._now, self._taken = self._ask(self.take), self.take
        self.questions = [as_data(question) for question in self._now]
        self.answers = [question.answered for question in self._now]
        self.said = [self._words_for(question) for question in self._now]

    def _answer(self, _change):
        """Answer what the browser asks; an exception is shown, and never swallowed."""
        with self.hold_sync():
            try:
                if self.take != self._taken:
                    self._take_up()
                    self.note = _("Other numbers: answer again.")
                else:
                    self._note_answers()
                    self.note = ""
            except Exception as error:
                self.note = in_words(error)
            self.answered = self.asked

    def _note_answers(self):
        for question, answer in zip(self._now, self.answers, strict=True):
            if answer is not None and answer != question.answered:
                question.take(answer)
        self.said = [self._words_for(question) for question in self._now]

    def _words_for(self, question):
        sign, words = self._say(question) if question.answered is not None else ("", "")
        return {"sign": sign, "words": words}

    def _repr_mimebundle_(self, **kwargs):
        """The widget; without a kernel the questions in words, and their pictures if any."""
        page = "".join(map(_as_page, self._now)) if any(q.pictures for q in self._now) else None
        return bundle(self, "\n\n".join(map(str, self._now)), html=page)


def _words(again):
    """What form.js says by itself, in the language in use."""
    return {
        "hint": _("Press Space to answer."),
        "waiting": _(
            "Not noted yet: Python has not answered. If it is busy, it will. If it was stopped or "
            "restarted, run this cell and choose again."
        ),
        "again": _("Again, with other numbers") if again else "",
        "compare": _("Compare"),
    }


def _address(png):
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def as_data(question: Question | InWords) -> dict[str, Any]:
    """A question as form.js reads it; one without options is answered in words."""
    pictures = {option: _address(png) for option, png in question.pictures.items()}
    options = [{"words": each, "picture": pictures.get(each, "")} for each in question.options]
    return {"text": question.text, "options": options}


def _as_page(question):
    """A question with pictures, as a page in which nothing can be chosen."""
    items = "".join(map(_as_item, as_data(question)["options"]))
    return f"<p><b>{html.escape(question.text)}</b></p><ul>{items}</ul>"


def _as_item(option):
    words, picture = html.escape(option["words"]), option["picture"]
    return f'<li><img alt="{words}" src="{picture}"></li>' if picture else f"<li>{words}</li>"
