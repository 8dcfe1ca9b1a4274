"""Predictions: a choice is kept, answered with its own feedback, and never required."""

import base64

import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from gdlab.learner.attempts import noted
from gdlab.learner.predictions import predict, quiz, reveal

OPTIONS = {"It grows": "Look at the sign.", "It shrinks": "The step is small enough."}


def ask():
    return predict("p", "What does it do?", OPTIONS, answer="It shrinks")


def test_without_a_choice_one_calm_line_that_gives_nothing_away():
    ask()
    assert "No prediction" in repr(reveal("p")) and "shrinks" not in repr(reveal("p"))


def test_a_choice_is_noted_in_words_that_give_nothing_away():
    shown = ask()
    for option in OPTIONS:
        shown.choose(option)
        assert shown.said == [{"sign": "", "words": f"Noted: “{option}”."}]


def test_a_right_choice_is_told_so_with_its_reason():
    ask().choose("It shrinks")
    right = "✅ Right: you predicted “It shrinks”. The step is small enough."
    assert repr(reveal("p")) == right


def test_a_wrong_choice_is_told_so_before_it_is_told_why():
    ask().choose("It grows")
    assert repr(reveal("p")).splitlines() == [
        "❌ Not right: you predicted “It grows”. Look at the sign.",
        "The answer is “It shrinks”. The step is small enough.",
    ]


def test_the_verdict_is_in_the_words_where_the_sign_is_not_read():
    ask().choose("It grows")
    assert '<span aria-hidden="true">❌</span> Not right: you' in reveal("p")._repr_html_()


def test_the_same_question_again_remembers_the_choice_and_another_does_not():
    ask().choose("It grows")
    again = ask()
    assert again.answers == [0] and "It grows" in again.said[0]["words"]
    assert "you predicted" in repr(reveal("p"))
    other = predict("p", "Another question?", OPTIONS, answer="It shrinks")
    assert other.answers == [None] and other.said[0]["words"] == ""
    assert "No prediction" in repr(reveal("p"))


def test_the_quiz_answers_at_once_the_verdict_first():
    shown = quiz("q", [("A?", OPTIONS, "It grows"), ("B?", OPTIONS, "It shrinks")])
    shown.choose("It shrinks", 0)
    assert shown.said[0] == {"sign": "❌", "words": "Not right. The step is small enough."}
    shown.choose("It shrinks", 1)
    assert shown.said[1] == {"sign": "✅", "words": "Right. The step is small enough."}
    assert noted()["quiz"] == {"q_1": "wrong", "q_2": "right"}


def steps(seed):
    n = 100 * (seed + 1)
    return (
        f"{n} rows, batches of 10: steps in an epoch?",
        {f"{n // 10}": "", f"{n}": ""},
        f"{n // 10}",
    )


def test_a_quiz_of_functions_can_be_taken_again_with_other_numbers():
    shown = quiz("q", [("A?", OPTIONS, "It grows"), steps])
    assert shown.words["again"] and shown.questions[1]["text"].startswith("100 rows")
    shown.choose("It grows", 0)
    shown.choose("10", 1)
    shown.again()
    assert shown.questions[1]["text"].startswith("200 rows")
    assert shown.answers == [0, None] and shown.answered == shown.asked == 3
    shown.choose("200", 1)
    assert noted()["quiz"] == {"q_1": "right", "q_2": "wrong"}


def test_a_quiz_run_again_shows_the_numbers_and_the_choices_it_had():
    shown = quiz("q", [steps])
    shown.again()
    shown.choose("20")
    again = quiz("q", [steps])
    assert again.questions == shown.questions and again.answers == [0] and again.said == shown.said


def test_a_quiz_of_fixed_questions_has_no_button():
    assert quiz("q", [("A?", OPTIONS, "It grows")]).words["again"] == ""


def test_an_error_in_a_question_is_shown_and_answered():
    def breaks(seed):
        return f"{1 / (1 - seed)}?", OPTIONS, "It grows"

    shown = quiz("q", [breaks])
    shown.again()
    assert "ZeroDivisionError" in shown.note and shown.answered == shown.asked == 1


def test_a_choice_the_browser_sends_is_answered():
    """As the browser does it: what it asks and what is chosen come in one message."""
    shown = ask()
    shown.set_state({"answers": [1], "asked": 1})
    assert shown.answered == 1 and "It shrinks" in shown.said[0]["words"]
    assert noted()["predictions"] == {"p": "right"}


def test_a_cell_run_again_gives_back_the_form_of_the_run_before(monkeypatch):
    run = iter("ab")

    class Shell:
        def get_parent(self):
            return {"metadata": {"cellId": "1"}, "header": {"msg_id": next(run)}}

    monkeypatch.setattr("gdlab.notebook.cells.get_ipython", Shell)
    former, now = ask(), ask()
    assert former.comm is None and former.layout.comm is None
    assert now.comm is not None


def test_text_stands_where_no_widget_can():
    bundle = ask()._repr_mimebundle_()
    assert bundle["text/plain"] == "What does it do?\n  ( ) It grows\n  ( ) It shrinks"
    assert "text/html" not in bundle


def test_a_picture_can_be_an_option_and_its_words_are_the_alternative():
    figure = pyplot.figure(figsize=(2, 1))
    bare = Figure(figsize=(2, 1))
    shown = predict("p", "Which?", OPTIONS, "It grows", {"It grows": figure, "It shrinks": bare})
    first, second = shown.questions[0]["options"]
    assert first["words"] == "It grows" and pyplot.get_fignums() == []
    for option in (first, second):
        head, data = option["picture"].split(",")
        assert head == "data:image/png;base64" and base64.b64decode(data).startswith(b"\x89PNG")
    page = shown._repr_mimebundle_()["text/html"]
    assert '<img alt="It grows" src="data:image/png;base64,' in page


def test_marks_in_a_text_are_no_markup():
    shown = predict("m", "a < b?", {"<yes>": "1 < 2", "no": "."}, answer="<yes>")
    shown.choose("<yes>")
    assert shown.questions[0]["text"] == "a < b?"  # form.js sets it as text
    assert "&lt;yes&gt;" in reveal("m")._repr_html_()


def test_every_word_is_translated_when_it_is_shown(brackets):
    shown = quiz("q", [("A?", OPTIONS, "It grows"), steps])
    shown.choose("It grows")
    assert shown.said[0]["words"].startswith("⟦Right. ")
    assert all(words.startswith("⟦") for words in shown.words.values())
    ask().choose("It grows")
    assert all(line.lstrip("❌ ").startswith("⟦") for line in repr(reveal("p")).splitlines())


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: predict("x", "?", {"a": ""}, "a"), "two or more"),
        (lambda: predict("x", "?", OPTIONS, "It stays"), "must be one of"),
        (
            lambda: predict("x", "?", OPTIONS, "It grows", {"It stays": b"\x89PNG\r\n\x1a\n"}),
            "of one",
        ),
        (lambda: predict("x", "?", OPTIONS, "It grows", {"It grows": "a.png"}), "bytes of a PNG"),
        (lambda: ask().choose("It stays"), "choose one of"),
        (lambda: reveal("never"), "predict"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
