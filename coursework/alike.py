"""Answers that share long stretches of code: a list for a reader, who decides what it means.

Compared are a function's tokens without comments, texts and layout, every name by the order of its
first use, so that renaming changes nothing. What the set itself gives is no stretch of anybody's.
"""

import io
import keyword
import tokenize
from itertools import combinations

import nbformat

from coursework import nb
from coursework.course import need_released
from coursework.intake import uploads
from coursework.normalise import normalise
from coursework.settings import rules

LENGTH = 12  # tokens in a stretch: about two lines
FEWEST = 60  # tokens: below, an answer has few forms
SHARE = 0.8  # of the stretches of the shorter answer
SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.STRING,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def alike(course, name):
    """(student, student, largest share, [exercises]) of the pairs that share SHARE or more.

    The most alike first. Reads, and writes nothing.
    """
    need_released(course, name)
    release = nbformat.read(course.release(name), as_version=4)
    given = {cell: stretches(each.source) for cell, each in _answers(release).items()}
    found = {}
    for student, path in uploads(course, name).items():
        for cell, source in _written(path, release).items():
            found.setdefault(cell, {})[student] = stretches(source) - given.get(cell, set())
    pairs, together = {}, rules(course.root, name).groups
    for cell, of in found.items():
        for one, other in combinations(sorted(of), 2):
            if together.get(one, one) == together.get(other):
                continue  # one group's
            share = shared(of[one], of[other])
            if share >= SHARE:
                pairs.setdefault((one, other), {})[cell] = share
    rows = [(*pair, max(cells.values()), sorted(cells)) for pair, cells in pairs.items()]
    return sorted(rows, key=lambda row: (-row[2], -len(row[3]), row[:2]))


def shared(one, other):
    """The share of the shorter one's stretches that the other has, too; 0 for short answers."""
    least = min(len(one), len(other))
    return len(one & other) / least if least > FEWEST - LENGTH else 0.0


def stretches(source):
    """Every LENGTH tokens in a row, as a set."""
    tokens = _tokens(source)
    return {tuple(tokens[k : k + LENGTH]) for k in range(len(tokens) - LENGTH + 1)}


def _tokens(source):
    """The tokens that count; a name by its number, attributes and keywords as they are."""
    names, kept, before = {}, [], ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in SKIPPED:
                continue
            own = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
            if own and before != ".":
                kept.append(names.setdefault(token.string, len(names)))
            else:
                kept.append(token.string)
            before = token.string
    except (tokenize.TokenError, SyntaxError):
        pass  # up to there
    return kept


def _written(path, release):
    """{exercise: source} of an upload; nothing where it cannot be read."""
    try:
        return {
            name: cell.source
            for name, cell in _answers(normalise(path.read_bytes(), release).notebook).items()
        }
    except Exception:  # damaged in one of many ways; grading says which
        return {}


def _answers(book):
    """The code cells that students write in."""
    return {name: cell for name, cell in nb.marked(book.cells).items() if nb.answer(cell)}
