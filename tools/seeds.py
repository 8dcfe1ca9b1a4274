"""Does what a check says depend on the problem it drew? python -m tools.seeds [exercise ...]

Every mistake of an exercise is judged with one seed, then again with others, until all SEEDS of
them had their turn: verdict and words must be the same. A line an exercise; what differs below.
"""

import re
import sys

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine.trial import Trial
from gdlab.exercises.engine.verdict import outcome_of
from gdlab.guard.guarded import look_here

SEEDS = 200
FIRST = 100_003


class Ours(Trial):
    """A trial of a function that is known to end."""

    def look(self, function):
        return look_here(self.probe, function)


def said(exercise, function, seed):
    """Verdict and words, without what the seed itself is named for."""
    outcome = outcome_of(Ours(exercise, function, exercise.cases(seed)))
    words = re.sub(r"default_rng\(\d+\)", "default_rng(seed)", outcome.message)
    return outcome.state, words.replace(f"seed {seed} ", "seed ")


def differing(exercise):
    """(number of mistakes, those of which verdict or words changed, each with its seed)."""
    mistakes = list(exercise.mistakes())
    changed = []
    for turn in range(max(SEEDS, len(mistakes)) if mistakes else 0):
        function = mistakes[turn % len(mistakes)].function
        first, other = (said(exercise, function, seed) for seed in (FIRST, turn % SEEDS))
        if first != other:
            changed.append((turn % SEEDS, first, other))
    return len(mistakes), changed


def main(names):
    """1 where something differs."""
    wrong = 0
    for name in names or exercises():
        count, changed = differing(exercises()[name])
        print(
            f"{name}: {count} mistakes, {len(changed)} told otherwise by another seed", flush=True
        )
        for seed, first, other in changed:
            print(f"  seed {seed}: {first}, then {other}")
        wrong += len(changed)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
