"""A lesson as slides: its page cut at headings and at what is shown. Its prose is the notes.

On a slide stands what a class looks at: a picture, an explorer, a question, a formula, some lines
of code, a list. What a lecturer says to it, the prose around it, goes to the speaker's notes. The
page has every result after its question, and so have the slides.
"""

import html
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from bs4 import BeautifulSoup, Tag

from gdlab.notebook.language import _, spoken
from tools.book.chapters import as_form
from tools.book.languages import alternates, linked

FOLDER = "slides"
ROOM = 400  # pixels of a slide below its heading
WIDE, CODE = 62, 74  # letters in a line of text, and of code
STUB = "def my_"  # the task before it is shown, too
LINE = {"pre": 26, "p": 34, "li": 34, "tr": 36, "math": 76}  # pixels that one of them takes
WHOLE = "img, .gd-live, .gd-ask"  # each has a slide of its own
LEFT_OUT = ".headerlink, details.gd-hint, summary, p:has(> a[href*='mybinder.org'])"
TEMPLATE = Path(__file__).parent / "slides.html"
ADDRESSES = "href", "src", "data-state"


@dataclass
class Slide:
    """What is seen below a heading, and what is said to it: HTML."""

    heading: str
    shown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = ROOM

    def as_html(self) -> str:
        notes = f'<aside class="notes">{"".join(self.notes)}</aside>'
        return f"<section>{self.heading}{''.join(self.shown)}{notes}</section>\n"


def title() -> str:
    """What a link to slides says."""
    return _("Slides")


def written(page: str, body: str, site: Path) -> str:
    """Write a lesson's slides into a folder of `site`; their address there."""
    address = f"{FOLDER}/{page}.html"
    (site / FOLDER).mkdir(exist_ok=True)
    (site / address).write_text(deck(page, body), encoding="utf-8")
    return address


def deck(page: str, body: str) -> str:
    """The slides of a lesson, of its page's name and its body's HTML."""
    soup = BeautifulSoup(body, "html.parser")
    title = soup.h1.get_text().rstrip("¶")
    for each in soup.select(", ".join(f"[{name}]" for name in ADDRESSES)):
        _from_folder(each, page)
    name, lesson = f"{FOLDER}/{page}", _("The lesson")
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        language=spoken(),
        title=html.escape(title),
        alternates=alternates(name),
        ways=f'{linked(name)} · <a href="../{page}.html">{lesson}</a>',
        slides="".join(slide.as_html() for slide in slides(soup)),
        earlier=html.escape(_("Previous slide")),
        later=html.escape(_("Next slide")),
    )


def slides(soup: Tag) -> list[Slide]:
    """The slides of a page's body."""
    for each in soup.select(LEFT_OUT):
        each.decompose()
    cut = Cut()
    for piece in _pieces(soup):
        if piece.name in ("h1", "h2", "h3"):
            cut.begin(str(piece))
        elif len(cut.slides) == 1 and piece.find("pre"):
            continue  # how the first picture is drawn is not yet the subject
        elif piece.name == "p":
            (cut.mark if _begins_bold(piece) else cut.say)(piece)
        else:
            cut.show(piece)
    cut.end()
    return [_with_something(slide) for slide in cut.slides]


class Cut:
    """Slides, as they are filled from a lesson's pieces in their order."""

    def __init__(self) -> None:
        self.slides: list[Slide] = []
        self.marked: list[Tag] = []  # goes with what is shown next
        self.coming: list[str] = []  # is said to what is shown next
        self.said: list[str] = []  # the notes that were said last, if nothing came since

    def begin(self, heading: str) -> None:
        self.end()
        self.slides.append(Slide(heading))

    def mark(self, piece: Tag) -> None:
        """What begins in bold is a landmark, and shown."""
        self._place(self.marked)
        self.marked = [piece]

    def say(self, piece: Tag) -> None:
        """Prose; what ends in a colon belongs to what follows."""
        introduces = piece.get_text().rstrip().endswith(":")
        self.said = self.coming if introduces else self.slides[-1].notes
        self.said.append(str(piece))

    def show(self, piece: Tag) -> None:
        """On this slide, or on the next where this one is full; a task with what it asks for."""
        asks = STUB in piece.get_text() and self.said and not self.marked
        task = [_parsed(self.said.pop())] if asks else []
        self._place([*self.marked, *task, *_one_by_one(piece)])
        self.slides[-1].notes += self.coming
        self.marked, self.coming, self.said = [], [], []

    def end(self) -> None:
        """Nothing more comes under this heading."""
        if self.slides:
            self._place(self.marked)
            self.slides[-1].notes += self.coming
        self.marked, self.coming, self.said = [], [], []

    def _place(self, pieces):
        together = sum(map(_height, pieces)) <= ROOM
        for n, piece in enumerate(pieces):
            needed = sum(map(_height, pieces[n:])) if together else _height(piece)
            if needed > self.slides[-1].left:
                self.slides.append(Slide(self.slides[-1].heading))
            _show(piece, self.slides[-1])


def _parsed(text):
    """The element of one element's HTML."""
    return BeautifulSoup(text, "html.parser").find()


def _pieces(parent):
    """What a page consists of, in order: sections, results and cells opened."""
    for child in parent.find_all(True, recursive=False):
        explorer = child.select_one(".gd-live")
        if child.name in ("section", "details") or "cell_output" in child.get("class", []):
            yield from _pieces(child)
        elif explorer:
            yield explorer
        elif "cell" in child.get("class", []):
            yield from _pieces(child)
        elif child.get_text(strip=True) or child.find("img") or child.name == "img":
            yield child


def _begins_bold(piece):
    first = next((each for each in piece.children if str(each).strip()), None)
    return getattr(first, "name", None) == "strong"


def _one_by_one(piece):
    """A form with several questions as several forms."""
    if "gd-ask" not in piece.get("class", []):
        return [piece]
    about, name = json.loads(piece.script.string), piece["data-name"]
    each = [
        [[question] for question in questions] for questions in zip(*about["takes"], strict=True)
    ]
    return [
        _parsed(as_form(f"{name}_{n}", {"takes": takes, "words": about["words"]}))
        for n, takes in enumerate(each)
    ]


def _width(text):
    """In Latin letters; one of Hangul takes the room of two."""
    return sum(2 if letter >= "\u1100" else 1 for letter in text)


def _height(piece):
    """About how many pixels of a slide a piece takes."""
    if piece.name == "img" or piece.select_one(WHOLE) or piece.css.match(WHOLE):
        return ROOM
    if piece.name == "pre" or piece.find("pre"):
        lines = piece.get_text().strip("\n").split("\n")
        return LINE["pre"] * (sum(math.ceil(_width(line) / CODE) or 1 for line in lines) + 1)
    parts = piece.select("li, tr") or [piece]
    kind = "math" if piece.select_one("div.math") else parts[0].name
    lines = sum(math.ceil(_width(part.get_text()) / WIDE) or 1 for part in parts)
    return LINE.get(kind, LINE["p"]) * (1 if kind == "math" else lines)


def _show(piece, slide):
    """Put it on a slide; what code gives waits for a key."""
    classes = piece.get("class", [])
    if "output" in classes and slide.shown:
        piece["class"] = [*classes, "fragment"]
    slide.shown.append(str(piece))
    slide.left -= _height(piece)


def _with_something(slide):
    """A slide that would hold its heading alone shows the first thing said, if that is short."""
    first = slide.notes[0] if slide.notes else ""
    if first and not slide.shown and len(_parsed(first).get_text()) <= 4 * WIDE:
        slide.shown.append(first)
    return slide


def _from_folder(element, page):
    """Addresses of a page, as they are from the slides' folder."""
    for name in ADDRESSES:
        there = element.get(name, "")
        if there.startswith("#"):
            element[name] = f"../{page}.html{there}"
        elif there and ":" not in there:
            element[name] = f"../{there}"
