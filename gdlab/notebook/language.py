"""The language a learner reads. Every sentence goes through gettext, as a whole, places by name.

    from gdlab.notebook.language import N_, _, ngettext

    _("{n} values were expected, got {got}.").format(n=3, got=4)        where it is shown
    ngettext("{n} row", "{n} rows", n).format(n=n)                      where a number decides

A table at a module's top is made before any language is chosen. N_ marks a sentence there for
the translators and leaves it as it is; whoever shows it translates it:

    MISTAKES = (Mistake(half_of_it, N_("The factor 2 is missing.")),)
    _(mistake.words)

Errors for programmers (ValueError and its like) stay English, as Python's own are.
Translations lie in gdlab/locale/ko/LC_MESSAGES/gdlab.mo, for Korean; English needs none.
"""

import contextlib
import gettext
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gdlab.notebook.machine import machine_language
from gdlab.notebook.state import kept

DOMAIN = "gdlab"
LOCALES = Path(__file__).parents[1] / "locale"
ENGLISH = "en"


def _catalogue(language: str) -> gettext.NullTranslations:
    """A language's translations. Raises ValueError for one that has none."""
    if isinstance(language, str):
        if language == ENGLISH:
            return gettext.NullTranslations()
        with contextlib.suppress(OSError, ValueError):
            return gettext.translation(DOMAIN, LOCALES, [language])
    raise ValueError(
        f"the language must be one of {languages()}, got {language!r}; "
        "try its two letters, as in use('en')"
    )


def _as_the_machine_wants() -> gettext.NullTranslations:
    """The language that GDLAB_LANG names, or else the system's if it is there, or English."""
    asked = os.environ.get("GDLAB_LANG")
    try:
        return _catalogue(asked or machine_language())
    except ValueError as error:
        if asked:
            warnings.warn(f"GDLAB_LANG: {error}", stacklevel=2)
        return _catalogue(ENGLISH)


@dataclass
class Spoken:
    """The translations in use; until `use` is called, those that the machine asks for."""

    catalogue: gettext.NullTranslations = field(default_factory=_as_the_machine_wants)


def languages() -> list[str]:
    """The languages there are."""
    found = LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return [ENGLISH, *sorted(path.parents[1].name for path in found)]


def use(language: str | None = None) -> None:
    """Speak this language ("ko", or as the system writes it, "ko_KR.UTF-8") from now on.

    Without one, as GDLAB_LANG says, or the system. Raises ValueError for a language that is not
    there.
    """
    kept(Spoken).catalogue = _as_the_machine_wants() if language is None else _catalogue(language)


def spoken() -> str:
    """The two letters of the language in use."""
    return kept(Spoken).catalogue.info().get("language", ENGLISH)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language for a while. Raises ValueError for one that is not there."""
    here = kept(Spoken)
    before, here.catalogue = here.catalogue, _catalogue(language)
    try:
        yield
    finally:
        here.catalogue = before


def _(sentence: str) -> str:
    """The sentence in the language in use."""
    return kept(Spoken).catalogue.gettext(sentence) if sentence else ""  # "" is gettext's header


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for n things; other languages have other plurals than two."""
    return kept(Spoken).catalogue.ngettext(one, many, n)


def N_(sentence: str) -> str:
    """Mark a sentence for translation, and return it as it is: `_` translates it when shown."""
    return sentence
