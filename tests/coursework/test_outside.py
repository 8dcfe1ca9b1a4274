"""Tests run outside the kernel: what crosses is values, and no cheat in the kernel makes marks."""

import json

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell

from coursework import crossing
from coursework.answering import MIME
from coursework.collect import collect
from coursework.crossing import Refused, read, written
from coursework.grade import Options, grade_set
from coursework.judge import assert_values
from coursework.marks import class_marks
from coursework.masters import SETS, build
from coursework.nonsense import answers, automatic_in
from coursework.outside import stands_alone, verdict
from coursework.rehearsal import hostile
from gdlab.guard.observation import Ended, Observation
from gdlab.guard.plain import Odd
from tests.helpers.sets import SEEDS

SEEN = (
    np.array([[1.5, np.nan], [np.inf, -0.0]]),
    np.array(3, dtype=np.int16),
    np.zeros((0, 4), np.float32),
    np.array(True),
    (np.array([1.0]), (np.array(2.0), Odd("text"))),
    {"again": np.array(False)},
)


def same(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True) and a.shape == b.shape
    return a == b


@pytest.mark.parametrize("value", SEEN, ids=str)
def test_what_was_seen_crosses_as_it_was(value):
    assert same(read(written(Observation((value,)))).values, (value,))


def test_how_it_ended_crosses_in_words():
    ended = read(written(Observation((), Ended("changed", "it changed y", argument=2)))).ended
    assert (ended.kind, ended.words, ended.argument) == ("changed", "it changed y", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"values": 3, "ended": null}',
        '{"values": [{"array": ["<f8", [1000000000, 1000000000], ""]}], "ended": null}',
        '{"values": [{"array": ["<f8", [-1], ""]}], "ended": null}',
        '{"values": [{"array": ["O", [1], "AAAAAAAAAAA="]}], "ended": null}',
        '{"values": [{"array": ["S9", [1], "AAAA"]}], "ended": null}',
        '{"values": [{"pickle": "gASV"}], "ended": null}',
        '{"values": [], "ended": ["won", "all points", null]}',
        '{"values": [], "ended": ["died", 7, null]}',
        "[" * 100_000,
        json.dumps({"values": [{"odd": {"a": 1}}], "ended": None}),
        '{"values": [' + '{"tuple": [' * 50 + '{"odd": "x"}' + "]}" * 50 + '], "ended": null}',
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(Refused):
        read(text)


def test_words_are_cut_and_what_is_too_large_does_not_cross(monkeypatch):
    ended = read(json.dumps({"values": [], "ended": ["died", "x" * 10**6, None]})).ended
    assert len(ended.words) == crossing.WORDS
    monkeypatch.setattr(crossing, "LARGEST", 1000)
    with pytest.raises(Refused):
        written(Observation((np.zeros(1000),)))
    with pytest.raises(Refused):
        read(" " * 1001)


@pytest.mark.parametrize("name", SETS)
def test_every_test_of_the_sets_stands_alone(name):
    book = build(name, SEEDS[0])
    assert all(stands_alone(text, answers(book)) for text in automatic_in(book).values())


def test_a_test_that_needs_the_notebook_does_not_stand_alone():
    assert not stands_alone("assert loss(X) == 3", ["loss"])
    assert stands_alone("X = np.ones(3)\nassert loss(X) == 3", ["loss"])
    assert not stands_alone("def broken(:", ["loss"])


def test_a_verdict_is_made_of_what_was_seen():
    test = "from coursework.judge import assert_values\nassert_values(f, [(([1.0],), [2.0])])"
    assert verdict(test, ["f"], lambda name, probe: Observation((np.array([2.0]),))) is None
    wrong = verdict(test, ["f"], lambda name, probe: Observation((np.array([3.0]),)))
    assert wrong[0] == "AssertionError" and "1.5 times" in wrong[1]
    late = Observation((), Ended("time up", "it did not end"))
    assert "did not end" in verdict(test, ["f"], lambda name, probe: late)[1]
    assert "did not end" in verdict("assert f(1) > 0", ["f"], lambda name, probe: late)[1]


def test_what_a_test_stumbles_over_fails_it_and_what_asking_stumbles_over_goes_through():
    """A generator in the place of an answer is wrong; a kernel that died is no answer at all."""
    odd = Observation((Odd("generator"),))
    assert verdict("assert f(1)[0] > 0", ["f"], lambda name, probe: odd)[0] == "TypeError"

    def died(name, probe):
        raise KeyError("the kernel is gone")

    with pytest.raises(KeyError):
        verdict("assert f(1)[0] > 0", ["f"], died)


def test_a_few_lines_of_a_test_around_an_answer_run_with_the_test():
    test = """from coursework.judge import assert_example
def doubled(x):
    return 2 * f(x)
assert_example(doubled, ([1.0],), [6.0])"""
    assert verdict(test, ["f"], lambda name, probe: Observation((np.array([3.0]),))) is None
    assert verdict(test, ["f"], lambda name, probe: Observation((np.array([4.0]),)))


def test_known_answers_are_read_and_not_called():
    assert_values(lambda x: 2 * x, [(([1.0, 2.0],), [2.0, 4.0])])


EQUAL = """import numpy
numpy.linalg.norm = lambda *_, **__: 0.0
numpy.allclose = numpy.isclose = numpy.array_equal = lambda *_, **__: True"""
OWN_JUDGE = """import os, sys
os.makedirs("coursework", exist_ok=True)
open("coursework/__init__.py", "w").close()
open("coursework/judge.py", "w").write("def __getattr__(name): return lambda *_, **__: None")
sys.path.insert(0, os.getcwd())"""
NO_ASSERTS = """import ast, builtins
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Strip())
builtins.AssertionError = type("Fine", (BaseException,), {})"""
SWALLOWS = """get_ipython().showtraceback = lambda *_, **__: None
get_ipython()._showtraceback = lambda *_, **__: None
get_ipython().kernel.send_response = lambda *_, **__: None"""
ALL_ALIKE = """class Always:
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __getitem__(self, key): return self
    def __array__(self, *_, **__):
        import numpy
        return numpy.zeros(2)
def gradient(beta, X, y): return Always()
def loss(beta, X, y): return Always()"""
FORGED = """from IPython.display import display
def gradient(beta, X, y): return 0 * beta
import coursework.answering
def mine(name, packed):
    for text in ('{"values": [], "ended": null}', "[" * 10**5, "x" * 10**7):
        display({MIME: text}, raw=True)
coursework.answering.answer = mine""".replace("MIME", repr(MIME))
MUTE = "get_ipython().display_pub.publish = lambda *_, **__: None"
LOOKS = """def gradient(beta, X, y):
    import gc, linecache, sys
    seen = [str(In), str(linecache.cache), str(gc.get_objects())]
    frame = sys._getframe()
    while frame:
        seen += [str(frame.f_locals), str(frame.f_code.co_consts)]
        frame = frame.f_back
    hidden = " ".join(["wrong", "elsewhere"])
    if any(hidden in text for text in seen):
        return [-14 / 3, -1]
    return beta"""
IMPORTS = """import importlib, os, glob, coursework
found = []
for name in ("hw1", "hw1.right", "hidden", "masters", "rehearsal.toy", "worker"):
    try:
        importlib.import_module("coursework." + name)
        found.append(name)
    except ImportError:
        pass
place = os.path.dirname(coursework.__file__)
found += [p for p in glob.glob(place + "/**", recursive=True) if "hw" in os.path.basename(p)]
found += glob.glob(os.path.dirname(place) + "/gdlab/exercises/*gradient*")
print("FOUND", found)"""
CHEATS = {
    "equal": EQUAL,
    "own_judge": OWN_JUDGE,
    "no_asserts": NO_ASSERTS,
    "swallows": SWALLOWS,
    "mute": MUTE,
    "all_alike": ALL_ALIKE,
    "forged": FORGED,
    "looks": LOOKS,
    "imports": IMPORTS,
}


@pytest.fixture(scope="module")
def cheated(course_of_module, boxed):
    """A class of cheats whose answers are wrong, graded."""
    course = course_of_module
    for name, source in CHEATS.items():
        book = nbformat.read(course.release("toy"), as_version=4)
        hostile.cell(book, "gradient").source = "def gradient(beta, X, y):\n    return 7 + 0 * beta"
        hostile.cell(book, "loss").source = "def loss(beta, X, y):\n    return 5.0"
        at = len(book.cells) if source.startswith("class") else 1
        if name in ("looks", "forged"):
            at = 1 + book.cells.index(hostile.cell(book, "gradient"))
        book.cells.insert(at, new_code_cell(source))
        if name == "all_alike":
            hostile.cell(book, "gradient").source = source
            hostile.cell(book, "loss").source = "pass"
        path = course.root.parent / f"{name}.ipynb"
        nbformat.write(book, path)
        collect(course, "toy", path)
    grade_set(course, "toy", Options())
    return course, {each.student: each for each in class_marks(course, "toy")}


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_in_the_kernel_makes_no_marks(cheated, name):
    _, marks = cheated
    assert marks[name].so_far in (0, None), [(c.name, c.score) for c in marks[name].cells]


def test_a_notebook_that_never_answers_is_not_graded_and_that_is_no_zero(cheated):
    """Nothing that came was wrong: nothing came. Somebody has to look."""
    _, marks = cheated
    assert marks["mute"].so_far is None and "gave no answer" in marks["mute"].reason


def test_no_right_answer_lies_in_the_box(cheated):
    course, _ = cheated
    book = nbformat.read(course.autograded("toy", "imports"), as_version=4)
    said = [o.text for c in book.cells for o in c.get("outputs", []) if o.output_type == "stream"]
    assert said == ["FOUND []\n"]
