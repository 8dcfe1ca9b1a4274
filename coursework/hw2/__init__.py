"""Set 2, convexity and SGD: what a class is asked, what is hidden, what goes wrong."""

from coursework.hw2.cases import QUESTIONS, draw, words
from coursework.hw2.cells import CELLS
from coursework.hw2.mistakes import MISTAKES
from coursework.hw2.right import RIGHT, choose

__all__ = ["CELLS", "MISTAKES", "QUESTIONS", "RIGHT", "choose", "draw", "words"]
