"""Every sentence a learner reads is marked for translation, so that gettext's tools find it.

A text in the code reads as a sentence when, without its tags and {places}, two or more words
follow each other, or one begins with a capital and ends in a full stop. It must then stand in
_(), N_() or ngettext(). Not read by learners, and so left alone:
- docstrings, and the words of an error or a warning (`ValueError("...")`, `refused(...)`, what
  is `expected` and the `hint` in it),
- what is no prose: a text with `;`, `://` or `->` in it, a key, a name of a format,
- what PLAIN lists, each with its reason.
"""

import ast
import re

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from tests.helpers import ROOT

# the rooms and files whose sentences are marked; add yours, and it stays so
DONE = (
    "coursework/asking.py",
    "coursework/decode.py",
    "coursework/epochs.py",
    "coursework/execute.py",
    "coursework/feedback.py",
    "coursework/flags.py",
    "coursework/halflost.py",
    "coursework/hw1/cases.py",
    "coursework/hw2/cases.py",
    "coursework/hw1/mistakes.py",
    "coursework/hw2/mistakes.py",
    "coursework/hw3/mistakes.py",
    "coursework/judge.py",
    "coursework/marks.py",
    "coursework/normalise.py",
    "coursework/report.py",
    "coursework/selfcheck.py",
    "coursework/streams.py",
    "coursework/watch.py",
    "gdlab/exercises",
    "gdlab/explorers",
    "gdlab/guard",
    "gdlab/learner",
    "gdlab/notebook",
    "gdlab/stage",
    "tools/copies.py",
)
PLAIN = {
    "a test outside the box": "what a module that is none is called",
    "time up": "how a guarded function ended",
    "returned None": "how a guarded function ended",
    "no function": "how a guarded function ended",
    "same number of dimensions": "words of an error of numpy's, as the next nine",
    "concatenation axis must match": "",
    "mismatch in its core dimension": "",
    "not aligned": "",
    "could not be broadcast": "",
    "must be square": "",
    "does not have enough dimensions": "",
    "Singular matrix": "",
    "has no len()": "",
    "does not support item assignment": "",
    "not attempted": "a key of receipts",
    "gradient descent for linear regression": "what a receipt knows the course by",
    "upper left": "matplotlib's name of a place",
    "offset points": "matplotlib's name of a place",
    "lower left": "matplotlib's name of a place",
}

MARKS = {"_", "N_", "ngettext"}
GUARDS = {  # they put a name into an error
    *("as_count", "as_flag", "as_floats", "as_function", "as_number", "as_path", "as_positive"),
    *("as_reals", "as_word", "refused", "Rule", "must_all_be", "_as_kind", "_as_several"),
}
IN_ERRORS = {"RECIPE", "expected", "hint", "EXAMPLE"}  # a recipe is Python, which an exercise runs
SPOKEN = ("gdlab", "coursework", "tools")  # what the translators' tools read
ALL = sorted(p for room in SPOKEN for p in (ROOT / room).rglob("*.py"))
FILES = [p for p in ALL if p.relative_to(ROOT).as_posix().startswith(DONE)]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def reads_as_a_sentence(text):
    """Whether these are words for a reader."""
    if re.search(r";|://|->", text):
        return False
    bare = re.sub(r"<[^>]*(>|$)|\{[^}]*\}", " ", text)
    word = r"[A-Za-z][a-z'’]+"
    return bool(
        re.search(rf"\b{word},? {word}\b", bare) or re.search(r"\b[A-Z][a-z]+\.(\s|$)", bare)
    )


def called(node):
    """The name of what a call calls."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def is_excused(node):
    """A docstring's statement, an error, a warning, a recipe, or a mark with all that is in it."""
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") in IN_ERRORS
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call):
        name = called(node)
        errors = name == "warn" or name.endswith(("Error", "Warning", "Exception"))
        return name in MARKS | GUARDS or errors
    return False


def unmarked(node):
    """(line, text) of every sentence that no mark holds."""
    if is_excused(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if reads_as_a_sentence(node.value) and node.value not in PLAIN:
            yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from unmarked(child)


def marks(tree):
    """The calls that mark a sentence."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in MARKS]


def sentences(mark):
    """The arguments of a mark that are sentences."""
    return mark.args[:2] if mark.func.id == "ngettext" else mark.args[:1]


def runs_at_import(node):
    """The parts of a statement that run when its module is imported: bodies of functions do not."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*node.decorator_list, node.args]
    elif isinstance(node, ast.Lambda):
        parts = [node.args]
    else:
        parts = ast.iter_child_nodes(node)
    yield node
    for part in parts:
        yield from runs_at_import(part)


@pytest.mark.parametrize("room", DONE)
def test_what_is_done_is_there(room):
    assert any(name_of(path).startswith(room) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_sentence_a_learner_reads_is_marked(path):
    found = list(unmarked(ast.parse(path.read_text(encoding="utf-8"))))
    assert not found, f"{name_of(path)}: mark with _() or N_(), places by name: {found}"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_marked_sentence_is_whole_and_its_places_have_names(path):
    for mark in marks(ast.parse(path.read_text(encoding="utf-8"))):
        for argument in sentences(mark):
            where = f"{name_of(path)}, line {mark.lineno}"
            named = isinstance(argument, ast.Name | ast.Attribute | ast.Subscript)
            whole = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            assert whole or (named and mark.func.id == "_"), (
                f"{where}: mark the sentence itself and fill its places afterwards, "
                "_('{n} rows').format(n=n)"
            )
            if whole:
                assert not re.search(r"\{[\d:!}]|%[sdfg]", argument.value), (
                    f"{where}: give each place a name: {argument.value!r}"
                )


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_nothing_is_translated_before_a_language_is_chosen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    early = [
        node.lineno
        for node in runs_at_import(tree)
        if isinstance(node, ast.Call) and called(node) in {"_", "ngettext"}
    ]
    assert not early, f"{name_of(path)}, lines {early}: N_() there, and _() where it is shown"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_the_mark_has_no_other_meaning_in_a_module_that_uses_it(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not any(mark.func.id == "_" for mark in marks(tree)):
        return
    stored = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == "_")
    ]
    assert not stored, f"{name_of(path)}, lines {stored}: `_` translates here; name it otherwise"


def test_the_tools_find_every_marked_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    pot = tmp_path / "gdlab.pot"
    about = ["--quiet", "extract", "-F", "pyproject.toml", "-o", str(pot), *SPOKEN]
    CommandLineInterface().run(["pybabel", *about])
    with open(pot, "rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    found = {text for each in ids for text in ([each] if isinstance(each, str) else each)}
    written = {
        argument.value
        for path in ALL
        for mark in marks(ast.parse(path.read_text(encoding="utf-8")))
        for argument in sentences(mark)
        if isinstance(argument, ast.Constant)
    }
    assert found == written


@pytest.mark.parametrize(
    "text, verdict",
    [
        ("Right.", True),
        ("the sign is missing", True),
        ("<b>{name}</b> stopped early", True),
        ("learning rate", True),
        ("text/html", False),
        ("<div role='status'>{words}</div>", False),
        ("max-width: 100%; color: red", False),
        ("β₁", False),
    ],
)
def test_the_rule_reads_as_a_reader_does(text, verdict):
    assert reads_as_a_sentence(text) is verdict
