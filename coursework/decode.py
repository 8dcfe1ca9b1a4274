"""The text of an uploaded file, whatever an editor or a platform did to its encoding."""

import codecs
import json

from gdlab.notebook.language import N_, _

UTF_16 = N_("saved as UTF-16: read as such")
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # which begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHERS = (  # how PDF, archives and documents (.docx is a ZIP; .hwp, .doc) begin
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
)
PICTURES = b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"


class Unreadable(Exception):
    """The upload cannot be graded; the message is the reason, for student and teacher."""


def text_of(data):
    """(text, notes): UTF-8 as a notebook should be, or what else the bytes can be.

    Korean Windows (CP949) is tried before Western (CP1252): the first refuses most of the second's
    texts, and the second refuses almost nothing. Raises Unreadable for what is no text at all.
    """
    if not data.strip():
        raise Unreadable(_("the file is empty"))
    if data.startswith(OTHERS) or data.lstrip()[:1] == b"<":
        raise Unreadable(_("the file is a PDF, a ZIP, a document or a web page named .ipynb"))
    if data.startswith(PICTURES) or data[4:8] == b"ftyp":
        raise Unreadable(_("the file is a picture or a film, not a notebook"))
    text, notes = _noted(data)
    return _mended(text, notes), notes


def decoded(data, others=("cp949",)):
    """(text, encoding) of bytes: what a mark at their beginning says, UTF-8, or one of `others`.

    Raises UnicodeDecodeError where none of them fits.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    for name in ("utf-8", *others):
        try:
            return data.decode(name), name
        except UnicodeDecodeError as error:
            refused = error
    raise refused


def _noted(data):
    """(text, notes): latin-1 comes last, which refuses nothing."""
    if data[:2] in (b"{\0", b"\0{"):
        name = "utf-16-le" if data[:1] == b"{" else "utf-16-be"
        return data.decode(name, "replace"), [_(UTF_16)]
    text, name = decoded(data, ("cp949", "cp1252", "latin-1"))
    if name.startswith("utf-8"):
        return text, []
    return text, [_(UTF_16) if name == "utf-16" else _saved_as(name)]


def _saved_as(name):
    words = _("saved as {encoding} instead of UTF-8: read as such")
    return words.format(encoding=name.upper())


def _mended(text, notes):
    """Without halves of characters (lone surrogates), which no file can hold."""
    if "\\ud" not in text.lower():
        return text
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text  # the reader of the JSON says what is wrong with it
    try:
        plain.encode("utf-8")
        return text
    except UnicodeEncodeError:
        notes.append(_("has half a character in it (a lone surrogate): replaced by ?"))
        return plain.encode("utf-8", "replace").decode("utf-8")
