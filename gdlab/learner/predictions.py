"""Predict before you see: a question, a choice, and later the answer beside it.

    predict("name", "Question?", {"It grows": "feedback", "It shrinks": "feedback"}, answer=...)
    reveal("name")          in a later cell, after the result

The choice lives in the kernel; with nothing chosen a notebook runs through all the same.
"""

import html
from dataclasses import dataclass, field

import ipywidgets as widgets

from gdlab.learner.attempts import OPEN, note
from gdlab.notebook.bundle import bundle
from gdlab.notebook.state import kept


@dataclass
class Question:
    """What was asked, what may be chosen (option -> feedback), and what has been chosen."""

    text: str
    options: dict[str, str]
    answer: str
    name: str
    kind: str = "predictions"  # or "quiz"
    chosen: str | None = None

    def __post_init__(self):
        if len(self.options) < 2:
            raise ValueError(f"a question needs two options or more, got {list(self.options)}")
        if self.answer not in self.options:
            raise ValueError(f"the answer must be one of {list(self.options)}, got {self.answer!r}")
        note(self.kind, self.name, OPEN)

    def choose(self, option):
        self.chosen = option
        note(self.kind, self.name, "right" if option == self.answer else "wrong")


@dataclass
class Asked:
    """The questions of this notebook, by name."""

    questions: dict[str, Question] = field(default_factory=dict)


class Choice(widgets.VBox):
    """A question with radio buttons: by mouse, or Tab to an option and press Space."""

    def __init__(self, question, on_choice=None):
        self._question, self._on_choice = question, on_choice
        self.buttons = widgets.RadioButtons(
            options=list(question.options),
            value=question.chosen,
            layout=widgets.Layout(width="auto", max_width="100%"),
        )
        self.said = widgets.HTML()
        self.buttons.observe(self._choose, "value")
        super().__init__([widgets.HTML(f"<b>{_safe(question.text)}</b>"), self.buttons, self.said])

    def _choose(self, change):
        self._question.choose(change["new"])
        self.said.value = self._on_choice(self._question) if self._on_choice else "Noted."

    _ipython_display_ = None  # ipywidgets 7 would show itself through this method

    def _repr_mimebundle_(self, **kwargs):
        """The widget; without a kernel the question and its options in words."""
        return bundle(self, as_text(self._question))


class Reveal:
    """The learner's choice beside the answer, with the feedback for it."""

    def __init__(self, question):
        self._question = question

    def _lines(self):
        q = self._question
        right = q.options[q.answer]
        if q.chosen is None:
            return ["No prediction was made: choose one above, then run this cell again."]
        if q.chosen == q.answer:
            return [f"✅ You predicted: {q.chosen}. {right}"]
        feedback = q.options[q.chosen]
        return [f"❌ You predicted: {q.chosen}. {feedback}", f"The answer: {q.answer}. {right}"]

    def __repr__(self):
        return "\n".join(self._lines())

    def _repr_html_(self):
        return f'<div role="status">{"<br>".join(map(_safe, self._lines()))}</div>'


class Quiz(widgets.VBox):
    """Questions whose feedback comes at once."""

    def __init__(self, questions):
        self._questions = questions
        super().__init__([Choice(question, _feedback) for question in questions])

    _ipython_display_ = None

    def _repr_mimebundle_(self, **kwargs):
        return bundle(self, "\n\n".join(map(as_text, self._questions)))


def predict(name, text, options, answer):
    """Ask. options: option -> feedback if chosen; answer is one of them. `name` for reveal.

    Asked again, in the same words, it remembers what was chosen. Raises ValueError for fewer
    than two options, or an answer that is none of them.
    """
    return Choice(_ask(Question(text, dict(options), answer, name)))


def reveal(name):
    """What was chosen, what is right, and why. Raises ValueError for a name never asked."""
    asked = kept(Asked).questions
    if name not in asked:
        raise ValueError(f"nothing was asked under {name!r}; run the cell with predict() first")
    return Reveal(asked[name])


def quiz(name, questions):
    """A short quiz: (question, options, answer) each, options as in predict."""
    return Quiz(
        [
            _ask(Question(text, dict(options), answer, f"{name}_{number}", "quiz"))
            for number, (text, options, answer) in enumerate(questions, 1)
        ]
    )


def _ask(question):
    """Keep a question by its name; the same one again keeps its choice."""
    asked = kept(Asked).questions
    former = asked.get(question.name)
    if former and (former.text, former.options) == (question.text, question.options):
        question.chosen = former.chosen
    asked[question.name] = question
    return question


def as_text(question):
    """Question and options in plain lines."""
    return "\n".join([question.text, *(f"  ( ) {option}" for option in question.options)])


def _feedback(question):
    sign = "✅" if question.chosen == question.answer else "❌"
    return f'<div role="status">{sign} {_safe(question.options[question.chosen])}</div>'


def _safe(text):
    return html.escape(text)
