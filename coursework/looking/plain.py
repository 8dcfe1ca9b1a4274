"""Words of a student's making as plain text: on one line of a screen, in a field of a CSV."""

import csv
import io
import re
import unicodedata

HIDDEN = {"Cc", "Cf", "Zl", "Zp"}  # control characters, marks that turn text around, line ends
JOINERS = "\u200c\u200d"  # invisible, but parts of words and of emoji
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
FORMULA = re.compile(r"(^|[;,|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def line(text):
    """The text on one line, without anything that a terminal would obey: "\\x1b[2J" becomes a "?".

    Line ends and tabs become spaces.
    """
    return "".join(map(_shown, " ".join(str(text).split())))


def lines(text):
    """The same for a text of several lines, which keeps them."""
    return "\n".join("".join(map(_shown, each.expandtabs())) for each in str(text).split("\n"))


def columns(text):
    """How many columns of a terminal a line takes: Hangul takes two for each syllable."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def padded(text, width):
    """The text with blanks behind it, up to this many columns."""
    return text + " " * (width - columns(text))


def field(value):
    """A field of a CSV that no spreadsheet takes for a formula; numbers stay numbers.

    A text that begins with = + - or @ gets a ' before it, also after what another country's
    spreadsheet takes for the end of a field.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}"
    text = line(value)
    return text if NUMBER.fullmatch(text) else FORMULA.sub(r"\1\2'", text)


def table(head, rows):
    """A CSV file of these fields; the mark it begins with tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(head)
    lines.writerows(map(field, row) for row in rows)
    return "\ufeff" + out.getvalue()


def _shown(character):
    hidden = unicodedata.category(character) in HIDDEN and character not in JOINERS
    return "?" if hidden else character
