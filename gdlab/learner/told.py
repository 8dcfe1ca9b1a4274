"""Everything a notebook asked and what is said to each answer, for a page without Python.

    {name: {"takes": [[question, ...], ...], "words": what form.js says by itself}}

A question is as form.js reads it, with "said": what is said to each option, verdict first; to any
words where there are no options. A quiz that can be taken again has TAKES takes.
"""

import json
from typing import Any

from gdlab.learner.form import Form, as_data
from gdlab.learner.predictions import compared, judged
from gdlab.learner.questions import Asked
from gdlab.notebook.state import kept

TAKES = 5


def told() -> str:
    """All of it, as JSON."""
    forms = {name: _form(form) for name, form in kept(Asked).forms.items()}
    return json.dumps(forms, ensure_ascii=False)


def _form(form: Form) -> dict[str, Any]:
    takes = range(TAKES if form.words["again"] else 1)
    return {
        "takes": [list(map(_question, form.asked_in(take))) for take in takes],
        "words": form.words,
    }


def _question(question: Any) -> dict[str, Any]:
    answers = range(len(question.options)) if question.options else [" . "]
    said = []
    for answer in answers:
        question.take(answer)
        sign, words = judged(question) if question.options else compared(question)
        said.append({"sign": sign, "words": words})
    return as_data(question) | {"said": said}
