"""Mistakes by the hundred: a few parts that may each be wrong, alone or together."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from gdcore.arrays import as_count, refused
from gdlab.notebook.language import _

CODE = {"beta", "lr"}  # a sentence may begin with these as they are, and with a single letter


def few(*tables: dict[str, Any], most: int = 2) -> Iterator[Any]:
    """(words, values): every choice of one value a table that has 1 to `most` wrong parts.

    A table is {words: value}, the right value first, under "". Choices with fewer wrong parts
    come first; their words are joined.
    """
    for table in tables:
        if not isinstance(table, Mapping) or "" not in table:
            expected = 'a table must be {words: value}, the right one under ""'
            raise refused(expected, type(table).__name__, '{"": 2, "Doubled.": 4}')
    most = as_count("most", most, least=1)
    rows = [list(table.items()) for table in tables]
    for count in range(1, most + 1):
        for wrong in combinations(range(len(rows)), count):
            chosen = [row[1:] if k in wrong else row[:1] for k, row in enumerate(rows)]
            for choice in product(*chosen):
                words, values = zip(*choice, strict=True)
                yield sentences(*words), values


def sentences(*parts: str) -> str:
    """The parts that say something, one after the other, each begun as a sentence.

    What N_ has marked is said in the notebook's language.
    """
    return " ".join(_begun(_(part)) for part in parts if part)


def told(sentence: str, **places: Any) -> str:
    """A sentence that N_ has marked, in the notebook's language, its places filled."""
    return _(sentence).format(**places)


def _begun(text):
    word = text.split()[0].rstrip(",:;")
    is_a_word = word.isascii() and word.replace("-", "").isalpha()  # Hangul after it: a name, lr이
    a_letter = len(word) == 1 and word != "a"
    return text[0].upper() + text[1:] if is_a_word and not a_letter and word not in CODE else text
