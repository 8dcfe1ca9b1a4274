"""Progress: a line that counts what was done, and a receipt that loses nothing."""

import json

import pytest

from gdlab.exercises import check
from gdlab.learner import attempts
from gdlab.learner.predictions import predict, quiz
from gdlab.learner.progress import progress
from gdlab.notebook.state import begin_anew

OPTIONS = {"yes": "It is.", "no": "It is not."}


def right(beta, X, y):
    return 2 / len(y) * X.T @ (X @ beta - y)


def test_an_untouched_notebook_has_done_nothing():
    predict("p", "Is it?", OPTIONS, answer="yes")
    quiz("q", [("A?", OPTIONS, "yes"), ("B?", OPTIONS, "no")])
    check.mse_gradient(lambda beta, X, y: None)
    line = "Lesson 3: predictions 0 of 1 made · checks 0 of 1 right · quiz 0 of 2 right"
    assert repr(progress("03")) == line


def test_what_was_done_is_counted_a_wrong_prediction_too():
    predict("p", "Is it?", OPTIONS, answer="yes").buttons.index = 1
    quiz("q", [("A?", OPTIONS, "yes"), ("B?", OPTIONS, "no")]).children[0].buttons.index = 0
    check.mse_gradient(right)
    line = "Lesson 3: predictions 1 of 1 made · checks 1 of 1 right · quiz 1 of 2 right"
    assert repr(progress("03")) == line


def test_a_check_spoilt_later_is_wrong_again():
    check.mse_gradient(right)
    check.mse_gradient(lambda beta, X, y: -right(beta, X, y))
    assert "checks 0 of 1 right" in repr(progress("03"))


def test_the_receipt_says_what_the_line_says(tmp_path):
    check.mse_gradient(right)
    path = progress("03").save(tmp_path)
    receipt = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "lesson_03.receipt.json"
    assert receipt["checks"] == {"mse_gradient": "right"} and receipt["lesson"] == "03"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size < 2000


def test_a_later_receipt_continues_an_earlier_one(tmp_path):
    check.mse_gradient(right)
    progress("03").save(tmp_path)
    begin_anew()  # the kernel was restarted
    check.mse_gradient(lambda beta, X, y: None)
    check.half_sse_gradient(lambda beta, X, y: beta)
    path = progress("03").save(tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["checks"] == {
        "mse_gradient": "right",
        "half_sse_gradient": "wrong",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"course": 1}',
        '{"course": "c", "lesson": "03", "predictions": [], "checks": {}, "quiz": {}}',
    ],
)
def test_a_broken_receipt_is_not_overwritten(text, tmp_path):
    path = tmp_path / "lesson_03.receipt.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="Nothing was written"):
        progress("03").save(tmp_path)
    assert path.read_text() == text


def test_a_foreign_receipt_is_not_overwritten(tmp_path):
    mine = progress("04").save(tmp_path)
    mine.rename(tmp_path / "lesson_03.receipt.json")
    with pytest.raises(ValueError, match="not of lesson 03"):
        progress("03").save(tmp_path)


def test_a_receipt_of_latin_1_is_told_and_left(tmp_path):
    path = tmp_path / "lesson_03.receipt.json"
    path.write_bytes('{"course": "\xe9"}'.encode("latin-1"))
    with pytest.raises(ValueError, match="Nothing was written"):
        progress("03").save(tmp_path)


@pytest.mark.parametrize("lesson", [3, "3", "../x", "0a", None])
def test_a_lesson_is_two_digits(lesson):
    with pytest.raises(ValueError, match="two digits"):
        progress(lesson)


def test_a_kind_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="kind must be"):
        attempts.note("marks", "x", "right")
