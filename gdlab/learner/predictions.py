"""Predict before you see: a question, a choice, and later the answer beside it.

    predict("name", "Question?", {"It grows": "feedback", "It shrinks": "feedback"}, answer=...)
    reveal("name")          in a later cell, after the result
    explain("name", "Why?", "A model answer.")      a text field, and then the model answer

The answer lives in the kernel; with nothing answered a notebook runs through all the same.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gdcore.arrays import refused, told
from gdlab.learner.form import Form
from gdlab.learner.pictures import as_png
from gdlab.learner.questions import Asked, InWords, Question, as_word, ask
from gdlab.notebook.language import N_, _
from gdlab.notebook.state import kept

Asks = tuple[str, Mapping[str, str], str]  # question, {option: feedback}, answer
NOT_PREDICTED = N_("No prediction was made: choose one above, then run this cell again.")
EXAMPLE = '("Does it fall?", {"Yes": "why", "No": "why not"}, "Yes")'


class Reveal:
    """The learner's choice beside the answer, with the feedback for it."""

    def __init__(self, question: Question):
        self._question = question

    def _lines(self):
        """(sign, words) of each line."""
        q = self._question
        if q.chosen is None:
            return [("", _(NOT_PREDICTED))]
        if q.is_right:
            words = _("Right: you predicted “{option}”. {why}")
            return [("✅", words.format(option=q.chosen, why=q.why))]
        wrong = _("Not right: you predicted “{option}”. {why}").format(option=q.chosen, why=q.why)
        answer = _("The answer is “{answer}”. {why}")
        return [("❌", wrong), ("", answer.format(answer=q.answer, why=q.options[q.answer]))]

    def __repr__(self):
        return "\n".join(f"{sign} {words}".strip() for sign, words in self._lines())

    def _repr_html_(self):
        lines = [
            (f'<span aria-hidden="true">{sign}</span> ' if sign else "") + html.escape(words)
            for sign, words in self._lines()
        ]
        return f'<div role="status">{"<br>".join(lines)}</div>'


def predict(
    name: str,
    text: str,
    options: Mapping[str, str],
    answer: str,
    pictures: Mapping[str, Any] | None = None,
) -> Form:
    """Ask. options: option -> feedback if chosen; answer is one of them. `name` for reveal.

    pictures: option -> a figure of matplotlib's, or the bytes of a PNG, shown instead of the
    option's words, which are then its text alternative.
    Asked again, in the same words, it remembers what was chosen. Raises ValueError for fewer
    than two options, or an answer or a picture that is of none of them.
    """
    drawn = {option: as_png(picture) for option, picture in _pictures(pictures).items()}
    question = ask(Question(text, options, answer, name, pictures=drawn))
    return _form(name, lambda _take: [question], _noted)


def reveal(name: str) -> Reveal:
    """What was chosen, what is right, and why. Raises ValueError for a name never asked."""
    asked = kept(Asked).questions
    if not isinstance(name, str) or name not in asked:
        known = sorted(asked)
        hint = "the cell with predict() first" if not known else f'"{known[-1]}"'
        raise refused(f"name must be one that predict() has asked, of {known}", told(name), hint)
    return Reveal(asked[name])


def quiz(name: str, questions: Sequence[Asks | Callable[[int], Asks]]) -> Form:
    """A short quiz, its feedback at once: (question, options, answer) each, options as in predict.

    A question may be a function of a seed that returns such three, with other numbers for each
    seed. Then the quiz can be taken again: the first time with seed 0, then with 1, 2, ...
    Raises ValueError as predict does.
    """
    takes = kept(Asked).takes
    as_word("name", name)
    if not isinstance(questions, list | tuple) or not questions:
        raise refused("questions must be a list, one or more", told(questions), f"[{EXAMPLE}]")

    def asked(take: int) -> list[Question]:
        found = [_three(each(take) if callable(each) else each) for each in questions]
        takes[name] = take
        return [
            ask(Question(text, options, answer, f"{name}_{number}", "quiz"))
            for number, (text, options, answer) in enumerate(found, 1)
        ]

    again = any(map(callable, questions))
    return _form(name, asked, judged, takes.get(name, 0) if again else 0, again)


def explain(name: str, text: str, model: str, points: Sequence[str] = ()) -> Form:
    """Ask for an answer in words; once it is written, a model answer is shown to compare with.

    points: what a good answer says, in a few words each. Nobody judges the words.
    Asked again, in the same words, it remembers what was written. Raises ValueError where
    there is no model answer.
    """
    as_word("name", name), as_word("text", text), as_word("model answer", model)
    if not isinstance(points, list | tuple) or not all(isinstance(one, str) for one in points):
        raise refused("points must be texts in a list", told(points), '["it names the step"]')
    question = ask(InWords(text, model, tuple(points), name))
    return _form(name, lambda _take: [question], compared)


def _form(name, *about):
    form = kept(Asked).forms[name] = Form(*about)
    return form


def compared(question: InWords) -> tuple[str, str]:
    """The model answer, below it what one looks for in one's own."""
    said = [_("A model answer: {model}").format(model=question.model)]
    if question.points:
        said += [_("Does yours say this?"), *(f"• {point}" for point in question.points)]
    return "", "\n".join(said)


def _pictures(pictures):
    """{option: picture}, empty for None."""
    if pictures is not None and not isinstance(pictures, Mapping):
        hint = '{"It grows": figure}'
        raise refused("pictures must be given by option", told(pictures), hint)
    return pictures or {}


def _three(asked):
    """(question, options, answer) of a quiz."""
    if not isinstance(asked, tuple | list) or len(asked) != 3:
        expected = "a question must be three: its text, its options, the answer"
        raise refused(expected, told(asked), EXAMPLE)
    return asked


def _noted(question):
    return "", _("Noted: “{option}”.").format(option=question.chosen)


def judged(question: Question) -> tuple[str, str]:
    """The verdict, in a sign and in words, before the reason."""
    if question.is_right:
        return "✅", _("Right. {why}").format(why=question.why)
    return "❌", _("Not right. {why}").format(why=question.why)
