"""No figure shows a box where Hangul belongs: the font that lies here has every letter."""

import shutil

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont

from gdlab.explorers import declared
from gdlab.notebook import hangul
from gdlab.notebook.language import use
from gdlab.stage import defaults
from tools import letters

BOXES = ("glyph", "findfont")  # what matplotlib complains of


@pytest.fixture(scope="module")
def font():
    return TTFont(hangul.FILE)


def test_it_has_every_letter_that_is_needed(font):
    """Where this fails: python -m tools.letters NanumGothic.ttf."""
    needed = letters.needed()
    assert len(needed) > 100
    assert needed <= set(map(chr, font.getBestCmap()))


def test_it_is_small_and_bears_a_name_of_its_own(font):
    assert hangul.FILE.stat().st_size < 150_000
    names = " ".join(str(each) for each in font["name"].names if each.nameID != 0)
    assert hangul.NAME in names and "nanum" not in names.lower() and "naver" not in names.lower()
    assert "SIL OPEN FONT LICENSE" in hangul.FILE.with_name("OFL.txt").read_text(encoding="utf-8")


def test_cutting_it_again_changes_nothing(tmp_path, monkeypatch):
    """From the subset itself, which has all that it needs."""
    again = tmp_path / "again.ttf"
    monkeypatch.setattr(letters, "FILE", again)
    monkeypatch.setattr("sys.argv", ["letters", str(shutil.copy(hangul.FILE, tmp_path / "of.ttf"))])
    letters.main()
    assert TTFont(again).getBestCmap() == TTFont(hangul.FILE).getBestCmap()


def test_english_figures_are_as_they_were():
    use("en")
    assert hangul.settings() == {}
    with defaults():
        assert plt.rcParams["font.family"] == ["sans-serif"]


@pytest.mark.parametrize("explorer", declared(), ids=lambda explorer: explorer.name)
def test_an_explorer_speaks_korean_without_a_box(explorer, caplog):
    use("ko")
    shown = explorer.open()._repr_mimebundle_()
    words = (shown[0] if isinstance(shown, tuple) else shown)["text/plain"]
    assert any(map(letters.is_hangul, words))
    assert not [r for r in caplog.messages if any(sign in r for sign in BOXES)]
