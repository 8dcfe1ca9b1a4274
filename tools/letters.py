"""The Hangul that figures need: a subset of an open font, with a name of its own.

    python -m tools.letters NanumGothic.ttf

It holds the letters that explorers and the figures of Korean lessons show, and ASCII beside them,
so that a line of both is of one hand. Debian's package fonts-nanum has the font. Its licence, the
SIL Open Font License, lies beside the subset and asks that a changed font bears another name.
"""

import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from gdlab.notebook.hangul import FILE, NAME
from tools import catalogue

ROOT = Path(__file__).resolve().parents[1]
LATIN = "".join(map(chr, range(0x20, 0x7F)))
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
NAMES = {  # by their numbers in OpenType's table
    1: NAME,
    3: NAME,
    4: NAME,
    6: NAME.replace(" ", ""),
    13: LICENCE,
    14: "https://openfontlicense.org",
}
DRAWN = ("gdlab/explorers", "gdlab/stage")  # the rooms whose words stand in pictures
DRAWS = re.compile(r"\b(ax|axes|plt)\b")
CELL = re.compile(r"^```{code-cell}.*?^```$", re.MULTILINE | re.DOTALL)
MARKS = "·“”‘’…–×÷±°≤≥"
MINUS, DASH = 0x2212, 0x2013  # the font has no minus sign; matplotlib writes it everywhere


def is_hangul(letter):
    return "가" <= letter <= "힣" or "ㄱ" <= letter <= "ㆎ"


def needed():
    """Every letter of Hangul that a Korean figure may show."""
    said = [each for each in catalogue.read("ko") if each.id and is_drawn(each)]
    texts = [str(each.string) for each in said]
    for path in sorted((ROOT / "lessons" / "ko").glob("*.md")):
        cells = CELL.findall(path.read_text(encoding="utf-8"))
        texts += [cell for cell in cells if DRAWS.search(cell)]
    return {letter for text in texts for letter in text if is_hangul(letter)}


def is_drawn(message):
    return any(place.startswith(DRAWN) for place, _ in message.locations)


def cut(font):
    """Leave the letters that are needed in the font, and rename it."""
    options = subset.Options(hinting=False, name_IDs=["*"], notdef_outline=True, layout_features=[])
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(needed())) + LATIN + MARKS)
    cutter.subset(font)
    for table in font["cmap"].tables:
        if DASH in table.cmap:
            table.cmap[MINUS] = table.cmap[DASH]
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in (0, 2)]
    for number, name in NAMES.items():
        names.setName(name, number, 3, 1, 0x409)
    return font


def main():
    font = cut(TTFont(sys.argv[1], recalcTimestamp=False))
    font.save(FILE)
    print(f"{FILE.name}: {len(needed())} letters, {FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
