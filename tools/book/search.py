"""What the search of the Korean book looks for."""

import re

from sphinx.search import SearchLanguage

HANGUL = re.compile("[가-힣]+")
SHORTEST = 2  # syllables


class Korean(SearchLanguage):
    """Korean words grow at their ends (기울기를, 기울기에서): their beginnings are found."""

    lang = "ko"
    language_name = "Korean"

    def split(self, input):
        return [part for word in super().split(input) for part in beginnings(word)]


def beginnings(word):
    """A word, and if it is Korean what it begins with: two syllables, three, and so on."""
    if not HANGUL.fullmatch(word):
        return [word]
    return [word[:end] for end in range(min(SHORTEST, len(word)), len(word) + 1)]
