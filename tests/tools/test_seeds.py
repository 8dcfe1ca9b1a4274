"""The measurement behind "whatever the seed": it finds a word that a seed changes."""

from dataclasses import replace

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import Mistake
from tools import seeds

ADD = exercises()["add_intercept"]


def test_the_words_of_a_checks_mistakes_do_not_depend_on_its_seed(capsys):
    assert seeds.main(["add_intercept", "bytes_per_step"]) == 0
    assert "add_intercept: 33 mistakes, 0 told otherwise" in capsys.readouterr().out


def test_two_mistakes_that_only_some_seeds_tell_apart_are_found():
    fixed = {len(case.arguments[0]) for case in ADD.cases(0) if not case.new}
    rows = min(set(range(5, 10)) - fixed)  # only a drawn problem has so many

    def negative(X):
        return -ADD.right(X)

    def negative_or_doubled(X):
        return ADD.right(X) * (2 if len(X) == rows else -1)

    both = (negative, "It is negative."), (negative_or_doubled, "Negative or doubled?")
    count, changed = seeds.differing(replace(ADD, mistakes=lambda: [Mistake(*one) for one in both]))
    told = {words for _, first, other in changed for _, words in (first, other)}
    assert count == 2 and told == {"It is negative.", "Negative or doubled?"}
