"""A survey: what is chosen stays in the notebook's file, and nothing says what is right."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gdlab.learner import survey as rooms
from gdlab.learner.form import Form
from gdlab.learner.survey import Choice, Chosen, as_text, chosen, survey
from gdlab.notebook.language import use
from gdlab.notebook.widgets import put_models

QUESTIONS = [("1. How long is the step?", ["0.9", "9"]), ("2. Where is b?", ["1", "2", "3"])]
OPTIONS = [options for _text, options in QUESTIONS]


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """Run the survey as in a notebook; (its form, the output below, as it is now)."""

    class Below:
        def update(self, what):
            self.lines = what

    def run(questions=QUESTIONS):
        below, forms = Below(), []

        def display(what, display_id=False):
            if display_id:
                below.update(what)
                return below
            return forms.append(what)

        monkeypatch.setattr(rooms, "display", display)
        survey("before", questions, tmp_path)
        return forms[0], below

    return run


def test_a_choice_is_noted_below_in_letters_and_in_words(shown):
    form, below = shown()
    assert form.note == "0 of 2 answered. Save the notebook (Ctrl+S). Still open: 1, 2"
    form.choose("3", 1)
    assert repr(below.lines) == "2: c"
    assert form.note == "1 of 2 answered. Save the notebook (Ctrl+S). Still open: 1"
    form.choose("9", 0)
    assert repr(below.lines) == "1: b\n2: c" and "Still open" not in form.note
    assert form.said == [{"sign": "", "words": ""}] * 2  # nothing is judged


def test_a_kernel_started_again_has_what_was_chosen_and_another_form_has_not(shown):
    shown()[0].choose("2", 1)
    form, below = shown()
    assert form.answers == [None, 1] and repr(below.lines) == "2: b"
    assert shown([QUESTIONS[1], QUESTIONS[0]])[0].answers == [None, None]


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"asked": 1}', b"\xff"])
def test_a_damaged_file_of_answers_is_no_answer(shown, tmp_path, kept):
    (tmp_path / "before.answers.json").write_bytes(
        kept if isinstance(kept, bytes) else kept.encode()
    )
    assert shown()[0].answers == [None, None]


def test_a_number_that_is_no_option_is_no_answer(shown, tmp_path):
    shown()[0].choose("1", 1)
    path = tmp_path / "before.answers.json"
    kept = json.loads(path.read_text()) | {"answers": [7, "x", None]}
    path.write_text(json.dumps(kept))
    assert shown()[0].answers == [None, None]


def test_where_no_file_can_be_written_the_notebook_has_it_all_the_same(shown, monkeypatch):
    def full(*_about):
        raise OSError("no space left")

    form, below = shown()
    monkeypatch.setattr(rooms, "write_whole", full)
    form.choose("9", 0)
    assert repr(below.lines) == "1: b"


def book(typed="", lines="", state=None):
    """A notebook with answers typed into a cell, in the lines below, in a widget's state."""
    output = new_output("display_data", {"text/html": "", "text/plain": lines})
    asks = new_code_cell("survey(...)", outputs=[output])
    made = new_notebook(cells=[asks, new_code_cell(f'answers = """\n{typed}\n"""')])
    if state is not None:
        put_models(made, {"m": {"state": state}})
    return json.loads(nbformat.writes(made))


def state(answers, questions=QUESTIONS):
    form = Form(lambda _take: [Choice(t, tuple(o)) for t, o in questions], lambda _c: ("", ""))
    return {"questions": json.loads(json.dumps(form.questions)), "answers": answers}


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (book(), [None, None]),
        (book(typed="1: A\n2:c"), ["0.9", "3"]),
        (book(typed="1: c\n2: e"), [None, None]),  # there are two and three options
        (book(lines="1: b"), ["9", None]),
        (book(typed="1: a\n2: a", lines="1: b"), ["9", "1"]),
        (book(state=state([None, 2])), [None, "3"]),
        (book(lines="2: a\n1: a", state=state([None, 2])), ["0.9", "3"]),  # a page loaded again
        (book(state=state([7, "x"])), [None, None]),
        (book(lines="1: b", state=state([0, 0], QUESTIONS[::-1])), ["9", None]),  # another form
    ],
)
def test_choices_are_read_wherever_they_stand(made, found):
    assert chosen(made, OPTIONS) == found


def test_who_runs_nothing_reads_questions_with_letters():
    text = as_text(QUESTIONS)
    assert "**2. Where is b?**\n\n- a: 1\n- b: 2\n- c: 3" in text
    assert Chosen([])._repr_mimebundle_() == {"text/html": "", "text/plain": ""}


@pytest.mark.parametrize("wrong", [None, [], "x", [("a", ["b"])], [("a",)], [(1, ["b", "c"])]])
def test_what_is_no_question_is_refused(wrong):
    with pytest.raises(ValueError, match="questions must be texts with two to 8 options each"):
        survey("before", wrong)


def test_it_speaks_korean(shown):
    use("ko")
    try:
        assert shown()[0].note.startswith("문항 2개 가운데 0개에 답했습니다.")
    finally:
        use("en")
