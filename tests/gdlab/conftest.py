"""What the laboratory's tests share: each begins as a new kernel does."""

import gettext

import pytest

from gdlab.notebook import language, state


@pytest.fixture(autouse=True)
def a_new_notebook():
    """Nothing asked, checked or shown before; nothing left for the next test."""
    state.begin_anew()
    yield
    state.begin_anew()


class Brackets(gettext.NullTranslations):
    """A language in which every sentence is its English, in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, one, many, n):
        return f"⟦{one if n == 1 else many}⟧"


@pytest.fixture
def brackets(a_new_notebook):
    """Speak that language: a sentence without its brackets was not translated when shown."""
    language.kept(language.Spoken).catalogue = Brackets()
