"""Set 3, memory and a small project: what a class is asked, what is hidden, what goes wrong."""

from coursework.hw3.cases import QUESTIONS, draw, words
from coursework.hw3.cells import CELLS
from coursework.hw3.mistakes import MISTAKES
from coursework.hw3.right import RIGHT, choose

__all__ = ["CELLS", "MISTAKES", "QUESTIONS", "RIGHT", "choose", "draw", "words"]
