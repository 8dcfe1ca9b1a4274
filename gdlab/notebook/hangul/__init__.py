"""Letters for Hangul in figures, which matplotlib's own font does not have.

The font is a subset of NanumGothic under a name of its own; OFL.txt beside it is its licence,
tools/letters.py makes it.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from gdlab.notebook.language import spoken

FILE = Path(__file__).with_name("letters.ttf")
NAME = "GD Letters"
BOLD = 700
OTHERS = "DejaVu Sans"  # matplotlib's own, for what the subset lacks


def settings() -> dict[str, Any]:
    """What matplotlib's rcParams need in the language in use: in English, nothing."""
    return {"font.family": _families()} if spoken() == "ko" else {}


@cache
def _families():
    """Hangul and ASCII of the subset, all else as always."""
    from matplotlib import font_manager  # which takes its time, and not all who speak draw

    fonts = font_manager.fontManager
    fonts.addfont(FILE)
    fonts.ttflist.append(replace(fonts.ttflist[-1], weight=BOLD))  # one weight serves for both
    return [NAME, OTHERS]
