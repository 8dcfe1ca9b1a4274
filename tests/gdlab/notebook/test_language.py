"""The language: chosen by the machine, the notebook or a call; a table is translated when shown."""

import ctypes
import sys
import warnings
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from gdlab.notebook import language, machine
from gdlab.notebook.language import N_, _, languages, ngettext, use
from gdlab.notebook.speaking import speak
from gdlab.notebook.state import begin_anew

TABLE = [N_("The sign is flipped.")]


@pytest.fixture
def korean(tmp_path, monkeypatch):
    """A catalogue with two sentences."""
    words = Catalog("ko", domain=language.DOMAIN)
    words.add("The sign is flipped.", "부호가 반대입니다.")
    words.add(("{n} row", "{n} rows"), ("{n}행",))
    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with open(folder / "gdlab.mo", "wb") as file:
        write_mo(file, words)
    monkeypatch.setattr(language, "LOCALES", tmp_path)


@pytest.fixture
def silent(monkeypatch):
    """A machine that says nothing of a language."""
    for name in ("GDLAB_LANG", *machine.SETTINGS):
        monkeypatch.delenv(name, raising=False)
    begin_anew()


def test_without_a_choice_all_is_english(silent):
    assert _("The sign is flipped.") == "The sign is flipped."
    assert [ngettext("{n} row", "{n} rows", n) for n in (1, 2)] == ["{n} row", "{n} rows"]


def test_a_table_made_before_the_choice_is_translated_when_shown(korean):
    use("ko")
    assert TABLE == ["The sign is flipped."]
    assert [_(words) for words in TABLE] == ["부호가 반대입니다."]
    assert ngettext("{n} row", "{n} rows", 3).format(n=3) == "3행"


def test_the_machine_chooses_until_the_notebook_does(korean, monkeypatch):
    monkeypatch.setenv("GDLAB_LANG", "ko_KR.UTF-8")
    begin_anew()
    assert _(TABLE[0]) == "부호가 반대입니다."
    use("en")
    assert _(TABLE[0]) == TABLE[0]
    use()
    assert _(TABLE[0]) == "부호가 반대입니다."


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LANGUAGE": "en_US:ko"}, "en"),
        ({"LANG": "fi_FI.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "GDLAB_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "GDLAB_LANG": "ko"}, "ko"),
    ],
)
def test_the_system_is_asked_last(silent, monkeypatch, said, spoken):
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert language.spoken() == spoken
        use("en")
        assert language.spoken() == "en"


def test_windows_tells_its_language_by_a_number(silent, monkeypatch):
    kernel32 = SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x0412)
    monkeypatch.setattr(machine.sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel32), raising=False)
    assert machine.machine_language() == "ko_KR"


def test_an_empty_text_is_not_the_catalogues_head(korean):
    use("ko")
    assert _("") == ""


def test_what_is_not_translated_stays_english(korean):
    use("ko")
    assert _("Nobody translated this.") == "Nobody translated this."


def test_a_language_that_is_not_there_is_told(korean, monkeypatch):
    assert languages() == ["en", "ko"]
    with pytest.raises(ValueError, match=r"one of \['en', 'ko'\], got 'xx'"):
        use("xx")
    monkeypatch.setenv("GDLAB_LANG", "xx")
    with pytest.warns(UserWarning, match="GDLAB_LANG: the language must be"):
        use()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _("It goes on in English.") == "It goes on in English."


def test_english_does_not_load_what_draws_figures(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    speak("en")
    assert "matplotlib" not in sys.modules
