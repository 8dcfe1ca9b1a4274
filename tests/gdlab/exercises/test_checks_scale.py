"""The checks on plans: a memory, a pipeline, a cluster. Right ways pass, wrong ones are named."""

from itertools import product

import numpy as np
import pytest

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import judge

ALL = exercises()


def message(name, function):
    outcome = judge(ALL[name], function, 7)
    assert outcome.state == "wrong", outcome
    return outcome.message


def named(name, function):
    said = message(name, function)
    assert "it should be" not in said and "It stopped" not in said, said
    return said


SQUARES = {
    "mean": lambda r, d: np.mean(r**2),
    "sum": lambda r, d: np.sum(r**2),
    "half": lambda r, d: np.mean(r**2) / 2,
    "root": lambda r, d: np.mean(r**2) ** 0.5,
    "norm": lambda r, d: np.linalg.norm(r),
    "no square": lambda r, d: r.mean(),
    "absolute": lambda r, d: np.abs(r).mean(),
    "columns": lambda r, d: np.sum(r**2) / d,
    "n - 1": lambda r, d: np.sum(r**2) / (len(r) - 1),
}
DIFFERENCES = {
    "flat": lambda y, p: y.ravel() - p,
    "paired": lambda y, p: y - p,
    "paired, turned": lambda y, p: p - y,
    "first": lambda y, p: y[0] - p,
    "added": lambda y, p: y.ravel() + p,
    "mean": lambda y, p: y.mean() - p,
}


@pytest.mark.parametrize(("difference", "square"), [*product(DIFFERENCES, SQUARES)])
def test_every_wrong_loss_of_a_column_is_named(difference, square):
    def loss(beta, X, y):
        return SQUARES[square](DIFFERENCES[difference](y, X @ beta), X.shape[1])

    if (difference, square) == ("flat", "mean"):
        assert judge(ALL["repaired_mse"], loss, 7).state == "right"
    elif square != "norm" or difference == "flat":  # of a table: numpy's norm has a limit there
        named("repaired_mse", loss)


def test_a_right_loss_that_makes_a_table_on_the_way_is_told_so():
    def diagonal(beta, X, y):
        return np.mean(np.diag(y.reshape(-1, 1) - X @ beta) ** 2)

    assert "a table of" in message("repaired_mse", diagonal)


def test_a_loss_for_columns_only_is_told_so():
    def column(beta, X, y):
        return np.mean((y - (X @ beta)[:, None]) ** 2)

    assert "shape (n,)" in message("repaired_mse", column)


HELD = {"bytes": (0, 1), "floats": (0, 4, 8), "ahead": (0, 1, 4, 5)}


@pytest.mark.parametrize("parts", [*product(*HELD.values())])
def test_every_wrong_count_of_what_is_held_is_refused(parts):
    first, floats, later = parts
    if first + floats + later == 0:
        return

    def rows(memory, d, ahead):
        return memory // ((first + floats + later * ahead) * d)

    outcome = judge(ALL["rows_in_a_block"], rows, 7)
    assert outcome.state == ("right" if parts == (1, 4, 1) else "wrong")


FIRST = {"sum": sum, "max": max, "none": lambda t: 0, "first": lambda t: t[0]}
BEAT = {"max": max, "sum": sum, "min": min, "mean": np.mean, "last": lambda t: t[-1]}


@pytest.mark.parametrize(("first", "beat", "less"), [*product(FIRST, BEAT, (0, 1, 2))])
def test_every_wrong_time_of_a_pipeline_is_refused(first, beat, less):
    def seconds(takes, batches):
        return FIRST[first](takes) + (batches - less) * BEAT[beat](takes)

    outcome = judge(ALL["pipeline_seconds"], seconds, 7)
    right = ("sum", "max", 1), ("max", "max", 0)
    assert outcome.state == ("right" if (first, beat, less) == right[0] else "wrong")
    if (first != "sum") + (beat != "max") + (less != 1) == 1:
        named("pipeline_seconds", seconds)


def one_after_another(takes, batches):
    """When the last batch leaves the last stage, batch by batch and stage by stage."""
    left = np.zeros((batches + 1, len(takes) + 1))
    for k in range(batches):
        for s, take in enumerate(takes):
            left[k + 1, s + 1] = max(left[k + 1, s], left[k, s + 1]) + take
    return left[-1, -1]


def test_the_pipelines_solution_is_what_the_stages_do():
    rng = np.random.default_rng(0)
    for _ in range(50):
        takes, batches = rng.uniform(1, 9, rng.integers(1, 6)), int(rng.integers(1, 30))
        expected = one_after_another(takes, batches)
        assert np.isclose(ALL["pipeline_seconds"].right(takes, batches), expected)


PACES = {"max": max, "min": min, "sum": lambda r, t: r + t, "read": lambda r, t: r}
PACES |= {"train": lambda r, t: t}
STEPS = {"up": np.ceil, "down": np.floor, "as it is": float, "nearest": round}


@pytest.mark.parametrize(("pace", "step"), [*product(PACES, STEPS)])
def test_every_wrong_number_of_workers_that_prepare_is_named(pace, step):
    def workers(read, prepare, train):
        return STEPS[step](prepare / PACES[pace](read, train))

    if (pace, step) == ("max", "up"):
        assert judge(ALL["workers_needed"], workers, 7).state == "right"
    else:
        named("workers_needed", workers)


SENT = {"both ways": 16, "one way": 8, "numbers": 2, "float32": 4}


@pytest.mark.parametrize(("sent", "shift"), [*product(SENT, (-1, 0, 1))])
def test_every_wrong_number_of_workers_on_a_network_is_named(sent, shift):
    def workers(size, d, memory, bandwidth, most):
        w = np.arange(1, most + 1)
        seconds = size / w / memory + SENT[sent] * d * w / bandwidth
        return int(np.argmin(seconds)) + 1 + shift

    if (sent, shift) == ("both ways", 0):
        assert judge(ALL["workers_to_use"], workers, 7).state == "right"
    else:
        named("workers_to_use", workers)


def test_the_best_number_of_workers_is_where_both_times_are_equal():
    """Of a / w + b w the least is at w = sqrt(a / b), where a / w = b w."""
    for case in ALL["workers_to_use"].cases(3):
        size, d, memory, bandwidth, most = case.arguments
        if case.edge:
            continue
        equal = np.sqrt(size / memory / (16 * d / bandwidth))
        assert abs(ALL["workers_to_use"].right(*case.arguments) - equal) < 1 < most - equal
