"""A text and its translation: lessons/NN_name.md and lessons/ko/NN_name.md, cell for cell.

    python -m tools.twins            what differs where it should not, or has been left behind
    python -m tools.twins 06         only texts whose name starts so
    python -m tools.twins --seen 06  its prose is translated as the English stands today

So are the problem sets, coursework/hwN.md. Code is the same but for comments and for texts that a
reader sees. ko/of.json remembers which English each cell of prose was translated from. A text that
is no notebook has its twin beside it, README.md and README.ko.md, paragraph for paragraph.
"""

import ast
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import jupytext

from gdlab.notebook.files import write_whole

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "lessons", ROOT / "coursework")
SHAPE = re.compile(r"^(#+ |\||- )", re.MULTILINE)  # headings, rows of tables, items
COMMENT = re.compile(r" *# .*")
CHOICE = re.compile(" --language ko|ko%2F")  # what a class that reads Korean types besides
HANGUL = re.compile("[가-힣]")
WORD = re.compile(r"[a-z_0-9]*")  # as a keyword or a name of something is written
SHOWN_BY = {"print", "annotate", "text", "set_title", "set_xlabel", "set_ylabel", "suptitle"}
ASKED_BY = {"predict", "quiz", "explain"}  # the first argument is a name, and stays
SHOWN_AS = {"answer", "label", "xlabel", "ylabel", "title"}
NOT_PROSE = re.compile(r"```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|<[^>]*>", re.DOTALL)
TITLE = re.compile(r'(?<!\*)\*(?!\*)[^*]+\*(?!\*)|"[^"]+"')  # of a book, a paper, a menu: stays
FILLED = re.compile(r"\{\{(?:about )?\w+\}\}")  # differs from class to class
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){3,}")
NOT_OURS = ("경사 하강법", "고유값", "패러미터", "경사도", "학습율", "은(는)", "을(를)", "이(가)")


@dataclass(frozen=True)
class Cell:
    """Its kind, its text, and what the file says of it."""

    kind: str
    text: str
    about: dict


@dataclass(frozen=True)
class Pair:
    """Two files."""

    english: Path
    korean: Path

    @property
    def name(self):
        return self.english.stem

    @property
    def of(self):
        """The file that remembers."""
        return self.english.parent / "ko" / "of.json"

    def cells(self):
        """(the English ones, the Korean ones): a notebook's cells, or a text's paragraphs."""
        read = cells if self.korean.parent.name == "ko" else paragraphs
        return read(self.english), read(self.korean)


def cells(path):
    return [Cell(c.cell_type, c.source, dict(c.metadata)) for c in jupytext.read(path).cells]


def paragraphs(path):
    """Of a text that is no notebook; what stands between fences is commands."""
    return [_paragraph(text) for text in path.read_text(encoding="utf-8").strip().split("\n\n")]


def _paragraph(text):
    kind = "commands" if text.startswith("```") else "markdown"
    return Cell(kind, text, {} if kind == "commands" else {"shape": SHAPE.findall(text)})


def pairs(start=""):
    """The texts that are translated, each with its English."""
    return [
        Pair(folder / path.name.replace(".ko.", "."), path)
        for folder in FOLDERS
        for path in sorted([*folder.glob(f"ko/{start}*.md"), *folder.glob(f"{start}*.ko.md")])
    ]


def mark(text):
    """What tells one text from another, short."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def remembered(of):
    return json.loads(of.read_text(encoding="utf-8")) if of.exists() else {}


def faults(pair):
    """What is wrong with a translation, one sentence each."""
    english, korean = pair.cells()
    if [(c.kind, c.about) for c in english] != [(c.kind, c.about) for c in korean]:
        many = f"{len(english)} cells and {len(korean)}"
        return [f"{many}, or in another order: {_first(english, korean)}"]
    found = []
    seen = remembered(pair.of).get(pair.name, [])
    prose = [(e, k) for e, k in zip(english, korean, strict=True) if e.kind == "markdown"]
    for (theirs, ours), of in zip_longest(prose, seen[: len(prose)]):
        if of != mark(theirs.text):
            found.append(f"the English has moved on: {theirs.text[:60]!r}")
        found += in_prose(ours.text)
    for theirs, ours in zip(english, korean, strict=True):
        if theirs.kind == "code":
            found += in_code(theirs.text, ours.text)
        if theirs.kind == "commands":
            found += in_commands(theirs.text, ours.text)
    return found


def _first(english, korean):
    for k, (a, b) in enumerate(zip_longest(english, korean)):
        if a is None or b is None or (a.kind, a.about) != (b.kind, b.about):
            return f"cell {k}, {(b or a).text[:60]!r}"
    return ""


def in_prose(text):
    """English left over, a $ without its other, words off the glossary."""
    plain = TITLE.sub(" ", NOT_PROSE.sub(" ", text))
    found = [f"English is left: {words!r}" for words in ENGLISH_WORDS.findall(plain)]
    if text.count("$") % 2:
        found.append(f"a $ has no other: {text[:60]!r}")
    return found + [f"write {word!r} as the glossary does" for word in NOT_OURS if word in text]


def in_code(english, korean):
    """What differs in the code besides comments and texts that a reader sees."""
    if not english.strip() or english == korean or english.lstrip().startswith("%"):
        return []
    theirs, ours = (list(_parts(ast.parse(FILLED.sub("_", text)))) for text in (english, korean))
    pairs = zip_longest(theirs, ours, fillvalue=("", None, False))
    return [
        f"the code differs: {b!r} for {a!r}"
        for (kind, a, is_shown), (other, b, _) in pairs
        if (kind, a) != (other, b) and not (kind == other == "text" and is_shown and _reads(b))
    ]


def in_commands(english, korean):
    """What differs in commands besides their comments and the language that they choose."""
    theirs, ours = (CHOICE.sub("", COMMENT.sub("", text)).split() for text in (english, korean))
    different = [f"the command differs: {b!r} for {a!r}" for a, b in _unlike(theirs, ours)]
    return different + in_prose(" ".join(COMMENT.findall(korean)))


def _unlike(theirs, ours):
    return [(a, b) for a, b in zip_longest(theirs, ours, fillvalue="") if a != b]


def _reads(text):
    return text is not None and (bool(HANGUL.search(text)) or not re.search("[A-Za-z]{2,}", text))


def _parts(node, shown=False):
    """(kind, what, whether a reader sees it) of everything in a tree, texts apart."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield "text", node.value, shown or not WORD.fullmatch(node.value)
    elif isinstance(node, ast.JoinedStr):
        values = sorted(ast.dump(v) for v in node.values if isinstance(v, ast.FormattedValue))
        yield "values", tuple(values), False
        words = [v.value for v in node.values if isinstance(v, ast.Constant)]
        yield "text", "".join(words), True
    else:
        fields = {k: v for k, v in ast.iter_fields(node) if not isinstance(v, (ast.AST, list))}
        yield type(node).__name__, tuple(sorted(fields.items(), key=str)), False
        for child in ast.iter_child_nodes(node):
            yield from _parts(child, _shows(node, child, shown))


def _shows(node, child, shown):
    """Whether a text in this child is for a reader, where it may be a single word."""
    name = _called(node)
    if isinstance(node, ast.keyword):
        return node.arg in SHOWN_AS
    if isinstance(node, ast.Compare | ast.Subscript):
        return False
    if isinstance(node, ast.Dict | ast.Tuple | ast.List):  # names in a table
        return True
    return name in SHOWN_BY or ((shown or name in ASKED_BY) and child is not _first_of(node))


def _first_of(node):
    """The first argument of a question is its name."""
    return node.args[0] if _called(node) in ASKED_BY else None


def _called(node):
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", None))


def see(pair):
    """Remember that the translation follows the English of today."""
    marks = [mark(c.text) for c in pair.cells()[0] if c.kind == "markdown"]
    kept = remembered(pair.of) | {pair.name: marks}
    write_whole(pair.of, json.dumps(dict(sorted(kept.items())), indent=1) + "\n")


def main(arguments):
    starts = [each for each in arguments if each != "--seen"] or [""]
    chosen = [pair for start in starts for pair in pairs(start)]
    if "--seen" in arguments:
        for pair in chosen:
            see(pair)
    wrong = [f"{pair.name}: {fault}" for pair in chosen for fault in faults(pair)]
    print("\n".join(wrong) or f"{len(chosen)} texts are twins")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
