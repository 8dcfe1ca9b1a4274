"""Answers in words: kept, never judged, and a model answer to compare with only afterwards."""

import pytest

from gdlab.learner.attempts import noted
from gdlab.learner.predictions import explain, predict

MODEL = "The step is too long in the steep direction."


def ask(points=("steep direction", "too long")):
    return explain("w", "Why does it grow?", MODEL, points)


def test_the_model_answer_is_nowhere_before_something_is_written():
    shown = ask()
    data, _ = shown._repr_mimebundle_(), shown.get_state()
    assert MODEL not in str(data) and MODEL not in str(shown.get_state())
    assert noted()["words"] == {"w": "not attempted"}


def test_what_is_written_is_kept_and_the_model_answer_stands_below():
    shown = ask()
    shown.write("  it jumps over  ")
    assert shown.said == [
        {
            "sign": "",
            "words": f"A model answer: {MODEL}\nDoes yours say this?\n"
            "• steep direction\n• too long",
        }
    ]
    assert noted()["words"] == {"w": "written"}
    assert ask().answers == ["it jumps over"]


def test_without_points_only_the_model_answer():
    shown = ask(())
    shown.write("x")
    assert shown.said[0]["words"] == f"A model answer: {MODEL}"


@pytest.mark.parametrize("empty", ["", "  \n"])
def test_empty_words_are_no_answer(empty):
    shown = ask()
    shown.write(empty)
    assert shown.said[0]["words"] == "" and noted()["words"] == {"w": "not attempted"}


def test_another_question_under_the_name_begins_anew():
    ask().write("it jumps")
    assert explain("w", "And now?", MODEL).answers == [None]
    predict("w", "Which?", {"a": "", "b": ""}, answer="a")
    assert explain("w", "And now?", MODEL).answers == [None]


def test_without_a_model_answer_it_is_refused():
    with pytest.raises(ValueError, match="model answer"):
        explain("w", "Why?", " ")


def test_there_is_nothing_to_choose():
    with pytest.raises(ValueError, match="choose one of"):
        ask().choose("a")
