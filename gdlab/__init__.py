"""The laboratory of the lessons: what a notebook shows, asks and checks."""

from gdlab.exercises import check
from gdlab.learner.predictions import predict, quiz, reveal
from gdlab.learner.progress import progress

__all__ = ["check", "predict", "progress", "quiz", "reveal"]
