"""Set 2, convexity and SGD: what a class is asked, what is hidden, what goes wrong."""

from coursework.hw2.cases import probes, words
from coursework.hw2.mistakes import MISTAKES
from coursework.hw2.right import RIGHT, choose

__all__ = ["MISTAKES", "RIGHT", "choose", "probes", "words"]
