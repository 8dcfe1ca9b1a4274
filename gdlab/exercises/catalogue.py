"""All checks by name. What they say, hints and solution, stands in hints.toml."""

import tomllib
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from gdlab.exercises.angle import check_angle_to_minimum
from gdlab.exercises.cluster import check_bytes_per_step, check_combine, check_part_gradient
from gdlab.exercises.convexity import check_rise_above_chord
from gdlab.exercises.differences import check_numerical_gradient
from gdlab.exercises.falling import check_falling_l2
from gdlab.exercises.fitting import check_add_intercept, check_least_squares
from gdlab.exercises.gradient import check_gradient
from gdlab.exercises.loop import check_gradient_descent
from gdlab.exercises.memory import check_prepare_images, check_stream_gradient
from gdlab.exercises.minibatch import check_sgd
from gdlab.exercises.tuning import check_largest_stable_lr, check_steps_needed
from gdlab.exercises.variance import check_batch_variance
from gdlab.guard.call import judge
from gdlab.learner.attempts import OPEN, note

HELP = tomllib.loads((Path(__file__).parent / "hints.toml").read_text(encoding="utf-8"))


class Check:
    """check.name(function) judges; .hint() gives a hint, each time a further one; .solution()."""

    def __init__(self, name, test):
        self.name, self._test = name, test
        self._hints, self._solution = HELP[name]["hints"], HELP[name]["solution"]
        self._given = 0

    def __call__(self, function):
        outcome = judge(self._test, function)
        note("checks", self.name, outcome.state if outcome.state in ("right", "wrong") else OPEN)
        return outcome

    def hint(self):
        """Print the next hint."""
        if self._given == len(self._hints):
            print(f"That was the last hint; check.{self.name}.solution() shows an answer.")
            return
        self._given += 1
        print(f"Hint {self._given} of {len(self._hints)}: {self._hints[self._given - 1]}")

    def solution(self):
        """Print one right answer of many."""
        print(self._solution)

    def __repr__(self):
        return f"check.{self.name}(your_function), check.{self.name}.hint()"


TESTS = {
    "add_intercept": check_add_intercept,
    "least_squares": check_least_squares,
    "numerical_gradient": check_numerical_gradient,
    "half_sse_gradient": partial(check_gradient, "half_sse"),
    "mse_gradient": partial(check_gradient, "mse"),
    "rmse_gradient": partial(check_gradient, "rmse"),
    "gradient_descent": check_gradient_descent,
    "largest_stable_lr": check_largest_stable_lr,
    "steps_needed": check_steps_needed,
    "rise_above_chord": check_rise_above_chord,
    "angle_to_minimum": check_angle_to_minimum,
    "falling_l2": check_falling_l2,
    "batch_variance": check_batch_variance,
    "sgd": check_sgd,
    "stream_gradient": check_stream_gradient,
    "prepare_images": check_prepare_images,
    "part_gradient": check_part_gradient,
    "combine": check_combine,
    "bytes_per_step": check_bytes_per_step,
}

check = SimpleNamespace(**{name: Check(name, test) for name, test in TESTS.items()})
