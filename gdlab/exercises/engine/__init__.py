"""probe → call → values → verdict: judge a learner's function and name what is wrong with it."""

from gdlab.exercises.engine.exercise import Case, Designs, Exercise, Mistake
from gdlab.exercises.engine.families import few, sentences, told
from gdlab.exercises.engine.naming import first_words
from gdlab.exercises.engine.trial import Trial
from gdlab.exercises.engine.verdict import judge

__all__ = [
    "Case",
    "Designs",
    "Exercise",
    "Mistake",
    "Trial",
    "few",
    "first_words",
    "judge",
    "sentences",
    "told",
]
