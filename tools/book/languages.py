"""The book in each language: where it lies, and how a page leads to its twin."""

from typing import NamedTuple

from gdlab.notebook.language import N_, _, spoken
from tools import shape

TITLE = N_("Gradient descent for linear regression")
NAMES = {"en": "English", "ko": "한국어"}
EDITIONS = {"en": shape.ENGLISH, "ko": shape.KOREAN}
ROOMS = {"gdcore": N_("The mathematics"), "gdlab": N_("The laboratory")}  # in English alone
# what the theme says and Sphinx's own catalogue does not have
THEME = (
    N_("Back to top"),
    N_("Home"),
    N_("Link to this heading"),
    N_("Next"),
    N_("On this page"),
    N_("Previous"),
    N_("Skip to content"),
)
# the same, where the theme does not ask for a translation
FIXED = (
    N_("Toggle Light / Dark / Auto color theme"),
    N_("Toggle site navigation sidebar"),
    N_("Toggle table of contents sidebar"),
    N_("Menu"),
    N_("Expand"),
    N_("Light mode"),
    N_("Dark mode"),
    N_("Auto light/dark, in light mode"),
    N_("Auto light/dark, in dark mode"),
)


def title() -> str:
    """The book's, in the language in use."""
    return _(TITLE)


class Twin(NamedTuple):
    """The same page in the other language."""

    language: str
    name: str
    address: str


def up(language: str, page: str = "") -> str:
    """From a page of this language to the folder that holds all languages."""
    return "../" * (page.count("/") + bool(EDITIONS[language].folder))


def address(language: str, page: str) -> str:
    """Of a page's file, from that folder."""
    return "/".join(filter(None, [EDITIONS[language].folder, f"{page}.html"]))


def twin_of(page: str) -> Twin:
    """For a page of the language in use; of what is in English alone, the other first page."""
    here = spoken()
    other = next(language for language in EDITIONS if language != here)
    there = page if has_twin(page) else "index"
    return Twin(other, NAMES[other], up(here, page) + address(other, there))


def linked(page: str) -> str:
    """The link to a page's twin, as HTML."""
    language, name, there = twin_of(page)
    return f'<a href="{there}" lang="{language}" hreflang="{language}">{name}</a>'


def has_twin(page: str) -> bool:
    """Whether a page is there in every language: what comes from docstrings is in English."""
    return page not in {*ROOMS, "genindex", "py-modindex"}


def alternates(page: str) -> str:
    """What tells search engines the addresses of a page in all its languages, as HTML."""
    languages = EDITIONS if has_twin(page) else {}
    return "".join(
        f'<link rel="alternate" hreflang="{language}" '
        f'href="{up(spoken(), page)}{address(language, page)}">\n'
        for language in languages
    )


def said(sphinx, text: str) -> str:
    """A word of the theme: as Sphinx says it, else as we do."""
    words = " ".join(text.split())
    return sphinx(text) if sphinx(text) != text or words not in THEME else _(words)


def in_our_words(page: str) -> str:
    """A page whose names for buttons are those of the language in use."""
    for words in FIXED:
        page = page.replace(f'aria-label="{words}"', f'aria-label="{_(words)}"')
        page = page.replace(f"<title>{words}</title>", f"<title>{_(words)}</title>")
    return page
