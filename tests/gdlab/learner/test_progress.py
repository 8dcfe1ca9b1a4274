"""Progress: a line that counts what was done, and a receipt that loses nothing."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from gdlab.exercises import check
from gdlab.learner import attempts, receipts
from gdlab.learner.predictions import explain, predict, quiz
from gdlab.learner.progress import progress
from gdlab.notebook.state import begin_anew
from tests.helpers import ROOT

OPTIONS = {"yes": "It is.", "no": "It is not."}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The notebook's folder, without a receipt."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def right(beta, X, y):
    return 2 / len(y) * X.T @ (X @ beta - y)


def rmse_right(beta, X, y):
    return right(beta, X, y) / 2 / np.sqrt(np.mean((X @ beta - y) ** 2))


def test_an_untouched_notebook_has_done_nothing():
    predict("p", "Is it?", OPTIONS, answer="yes")
    quiz("q", [("A?", OPTIONS, "yes"), ("B?", OPTIONS, "no")])
    check.mse_gradient(lambda beta, X, y: None)
    explain("w", "Why?", "Because.")
    line = "Lesson 3: predictions 0 of 1 made · checks 0 of 1 right · quiz 0 of 2 right"
    assert repr(progress("03")) == f"{line} · in words 0 of 1 written"


def test_what_was_done_is_counted_a_wrong_prediction_too():
    predict("p", "Is it?", OPTIONS, answer="yes").choose("no")
    quiz("q", [("A?", OPTIONS, "yes"), ("B?", OPTIONS, "no")]).choose("yes")
    check.mse_gradient(right)
    explain("w", "Why?", "Because.").write("I think so")
    line = "Lesson 3: predictions 1 of 1 made · checks 1 of 1 right · quiz 1 of 2 right"
    assert repr(progress("03")) == f"{line} · in words 1 of 1 written"


def test_a_check_spoilt_later_is_wrong_again():
    check.mse_gradient(right)
    check.mse_gradient(lambda beta, X, y: -right(beta, X, y))
    assert "checks 0 of 1 right" in repr(progress("03"))


def states(path, kind="checks"):
    return json.loads(path.read_text(encoding="utf-8"))[kind]


def seen(path):
    """The files of a folder that a file browser shows."""
    return [p.name for p in path.iterdir() if not p.name.startswith(".")]


def test_the_receipt_says_what_the_line_says(tmp_path):
    check.mse_gradient(right)
    path = progress("03").save(tmp_path)
    receipt = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "receipt_03.json"
    assert receipt["checks"] == {"mse_gradient": "right"} and receipt["lesson"] == "03"
    assert seen(tmp_path) == [path.name]
    assert path.stat().st_size < 2000


def test_a_later_receipt_continues_an_earlier_one(tmp_path):
    check.mse_gradient(right)
    progress("03").save(tmp_path)
    begin_anew()  # the kernel was restarted
    check.mse_gradient(lambda beta, X, y: None)
    check.half_sse_gradient(lambda beta, X, y: beta)
    path = progress("03").save(tmp_path)
    assert states(path) == {"mse_gradient": "right", "half_sse_gradient": "wrong"}


def test_a_restarted_kernel_reads_its_receipt(folder):
    predict("p", "Is it?", OPTIONS, answer="yes").choose("no")
    check.mse_gradient(right)
    before = repr(progress("03"))
    progress("03").save()
    begin_anew()
    line, note = repr(progress("03")).splitlines()
    assert line == before and "predictions 1 of 1 made · checks 1 of 1 right" in line
    assert note == "Your receipt receipt_03.json is counted, too."


def test_a_damaged_receipt_is_told_and_this_kernels_work_counted(folder):
    (folder / "receipt_03.json").write_text("{")
    check.mse_gradient(right)
    line, note = repr(progress("03")).splitlines()
    assert "checks 1 of 1 right" in line
    assert note.startswith("Your receipt does not count: receipt_03.json is no receipt")


def test_what_a_newer_version_wrote_is_kept(folder):
    """Other keys, other kinds, other states; a state this version does not know is not its own."""
    check.mse_gradient(lambda beta, X, y: beta)
    check.rmse_gradient(lambda beta, X, y: beta)
    path = progress("03").save()
    newer = json.loads(path.read_text())
    newer["format"], newer["projects"] = 2, {"image": {"state": "begun"}}
    newer["checks"]["mse_gradient"] = {"state": "right", "tries": 3}
    newer["checks"]["a_new_one"] = "nearly"
    path.write_text(json.dumps(newer))
    begin_anew()
    check.mse_gradient(lambda beta, X, y: beta)
    check.rmse_gradient(
        lambda beta, X, y: 1 / 2 * right(beta, X, y) / np.sqrt(np.mean((X @ beta - y) ** 2))
    )
    assert repr(progress("03"))
    progress("03").save()
    newer["checks"]["rmse_gradient"] = "right"
    after = json.loads(path.read_text())
    assert after | {"saved": None} == newer | {"saved": None}


def test_a_receipt_of_fewer_kinds_is_continued(folder):
    path = folder / "receipt_03.json"
    path.write_text(
        json.dumps({"course": receipts.COURSE, "lesson": "03", "checks": {"a": "right"}})
    )
    check.mse_gradient(right)
    progress("03").save()
    assert states(path) == {"a": "right", "mse_gradient": "right"} and states(path, "quiz") == {}


SAVES = """
import sys
from gdlab.learner.attempts import note
from gdlab.learner.progress import progress
for number in range(20):
    note("checks", f"{sys.argv[1]}_{number}", "right")
    progress("03").save()
"""


def test_kernels_that_save_at_the_same_time_lose_nothing(folder):
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    kernels = [
        subprocess.Popen([sys.executable, "-c", SAVES, name], cwd=folder, env=environment)
        for name in "abc"
    ]
    assert [kernel.wait() for kernel in kernels] == [0, 0, 0]
    path = folder / "receipt_03.json"
    assert set(states(path)) == {f"{name}_{number}" for name in "abc" for number in range(20)}
    assert seen(folder) == [path.name]


def test_every_word_is_translated_when_it_is_shown(folder, brackets, capsys):
    assert repr(progress("03")).startswith("⟦Lesson 3: ")
    progress("03").save()
    assert capsys.readouterr().out.startswith("⟦Saved in ")
    assert repr(progress("03")).endswith("⟦Your receipt receipt_03.json is counted, too.⟧")


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
    path = tmp_path / "receipt_03.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="Nothing was written"):
        progress("03").save(tmp_path)
    assert path.read_text() == text


def test_a_foreign_receipt_is_not_overwritten(tmp_path):
    mine = progress("04").save(tmp_path)
    mine.rename(tmp_path / "receipt_03.json")
    with pytest.raises(ValueError, match="not of lesson 03"):
        progress("03").save(tmp_path)


def test_a_receipt_of_latin_1_is_told_and_left(tmp_path):
    path = tmp_path / "receipt_03.json"
    path.write_bytes('{"course": "\xe9"}'.encode("latin-1"))
    with pytest.raises(ValueError, match="Nothing was written"):
        progress("03").save(tmp_path)


@pytest.mark.parametrize("lesson", [3, "3", "../x", "0a", None])
def test_a_lesson_is_two_digits(lesson):
    with pytest.raises(ValueError, match="two digits"):
        progress(lesson)


def test_a_kind_or_state_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="kind must be"):
        attempts.note("marks", "x", "right")
    with pytest.raises(ValueError, match="state must be"):
        attempts.note("checks", "x", "rihgt")


def test_a_receipt_of_version_1_is_not_of_this_lesson_and_stays(folder):
    old = folder / "lesson_03.receipt.json"
    old.write_text('{"course": "gradient descent for linear regression", "lesson": "03"}')
    predict("p", "Is it?", OPTIONS, answer="yes")
    assert "predictions 0 of 1 made" in repr(progress("03")) and "\n" not in repr(progress("03"))
    progress("03").save()
    assert sorted(path.name for path in folder.glob("*.json")) == [old.name, "receipt_03.json"]
    assert "saved" not in old.read_text()
