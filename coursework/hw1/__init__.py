"""Set 1, gradient and gradient descent: what a class is asked, what is hidden, what goes wrong."""

from coursework.hw1.cases import QUESTIONS, draw, words
from coursework.hw1.cells import CELLS
from coursework.hw1.mistakes import MISTAKES
from coursework.hw1.right import RIGHT, choose

__all__ = ["CELLS", "MISTAKES", "QUESTIONS", "RIGHT", "choose", "draw", "words"]
