"""Set 1, gradient and gradient descent: what a class is asked, what is hidden, what goes wrong."""

from coursework.hw1.cases import probes, words
from coursework.hw1.mistakes import MISTAKES
from coursework.hw1.right import RIGHT, choose

__all__ = ["MISTAKES", "RIGHT", "choose", "probes", "words"]
