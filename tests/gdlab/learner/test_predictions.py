"""Predictions: a choice is kept, answered with its own feedback, and never required."""

import pytest

from gdlab.learner.predictions import predict, quiz, reveal

OPTIONS = {"It grows": "Look at the sign.", "It shrinks": "The step is small enough."}


def ask():
    return predict("p", "What does it do?", OPTIONS, answer="It shrinks")


def test_without_a_choice_one_calm_line_that_gives_nothing_away():
    ask()
    assert "No prediction" in repr(reveal("p")) and "shrinks" not in repr(reveal("p"))


@pytest.mark.parametrize("index, sign", [(0, "❌"), (1, "✅")])
def test_a_choice_meets_its_feedback_and_the_answer(index, sign):
    ask().buttons.index = index
    said = repr(reveal("p"))
    assert said.startswith(f"{sign} You predicted: {list(OPTIONS)[index]}.")
    assert "The step is small enough." in said
    assert ("Look at the sign." in said) == (index == 0)


def test_the_same_question_again_remembers_the_choice_and_another_does_not():
    ask().buttons.index = 0
    assert ask().buttons.index == 0
    assert "You predicted" in repr(reveal("p"))
    predict("p", "Another question?", OPTIONS, answer="It shrinks")
    assert "No prediction" in repr(reveal("p"))


def test_the_quiz_answers_at_once():
    shown = quiz("q", [("A?", OPTIONS, "It grows"), ("B?", OPTIONS, "It shrinks")])
    first, second = shown.children
    first.buttons.index, second.buttons.index = 1, 1
    assert "❌" in first.said.value and "✅" in second.said.value


def test_text_stands_where_no_widget_can():
    text = ask()._repr_mimebundle_()["text/plain"]
    assert text == "What does it do?\n  ( ) It grows\n  ( ) It shrinks"


def test_marks_in_a_text_are_no_markup():
    shown = predict("m", "a < b?", {"<yes>": "1 < 2", "no": "."}, answer="<yes>")
    shown.buttons.index = 0
    assert "a &lt; b?" in shown.children[0].value and "&lt;yes&gt;" in reveal("m")._repr_html_()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: predict("x", "?", {"a": ""}, "a"), "two options"),
        (lambda: predict("x", "?", OPTIONS, "It stays"), "must be one of"),
        (lambda: reveal("never"), "predict"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
