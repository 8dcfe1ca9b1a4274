"""What holds for every exercise that is declared, whatever it asks."""

import re

import numpy as np
import pytest

from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import judge, sentences
from gdlab.exercises.engine.probes import own_values
from gdlab.exercises.engine.read import Unread
from gdlab.exercises.engine.trial import Trial
from gdlab.guard.plain import plain

ALL = exercises()
every = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
SEEDS = 200


def solution_of(exercise):
    """The function that the solution's text makes."""
    place = {"np": np}
    exec(exercise.solution, place)
    return place[exercise.name]


@every
def test_the_solution_is_right_whatever_the_seed(exercise):
    solution = solution_of(exercise)
    for seed in range(SEEDS if exercise.arguments else 1):  # without any, nothing is drawn
        outcome = judge(exercise, solution, seed)
        assert outcome.state == "right", (seed, outcome)


@every
def test_a_stub_is_not_attempted(exercise):
    def untouched(*arguments): ...

    def raises(*arguments):
        raise NotImplementedError

    for function in (untouched, raises, lambda *arguments: ..., None, ...):
        assert judge(exercise, function, 1).state == "not attempted"


@every
def test_no_mistake_is_taken_for_right(exercise):
    trial = Trial(exercise, exercise.right, exercise.cases(0))
    for mistake in exercise.mistakes():
        if trial.is_like(mistake.function):  # two wrongs that make a right, as n - 1 twice
            assert judge(exercise, mistake.function, 1).state == "right", mistake.words


@every
def test_every_mistake_is_told_in_a_sentence(exercise):
    for mistake in exercise.mistakes():
        words = sentences(mistake.words)
        assert words.endswith((".", "?", ".)")), words
        assert "{" not in words, words


@every
def test_some_of_every_family_are_refused_by_the_whole_way_of_a_check(exercise):
    mistakes = list(exercise.mistakes())
    known = {sentences(mistake.words) for mistake in mistakes}
    cases = exercise.cases(1)
    plain_cases = [case for case in cases if not case.edge]
    for mistake in mistakes[:: max(1, len(mistakes) // 12)]:
        outcome = judge(exercise, mistake.function, 1)
        print_ = fingerprint(exercise, plain_cases, mistake.function)
        runs = len(print_) == len(plain_cases) and all(re.search(r"\d", row) for row in print_)
        if runs and outcome.state == "wrong":  # else it stops, gives nan, or is right after all
            assert any(outcome.message.endswith(words) for words in known), outcome


def fingerprint(exercise, cases, function):
    """What it gives in these cases, to seven digits: equal for two that cannot be told apart."""
    rows = []
    for value in own_values(exercise.watch(cases), function):
        try:
            value = exercise.read(value, plain(value) if not isinstance(value, dict) else value)
        except (Unread, AttributeError, TypeError, KeyError, IndexError):
            pass
        rows.append(repr(_rounded(value)))
    return tuple(rows)


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_rounded, value))
    if isinstance(value, np.ndarray):
        texts = ["0." if abs(v) < 1e-9 else f"{v:.6e}" for v in value.ravel().tolist()]
        return np.array(texts, dtype=object).reshape(value.shape).tolist()
    return value


@every
def test_no_name_depends_on_the_seed(exercise):
    """Mistakes that the fixed cases cannot tell apart, no seed can: the first one's words stay."""
    fixed = exercise.designs.cases(exercise.arguments, 0)
    fixed = tuple(c for c in fixed if not c.edge and c.where != "with seed 0")
    drawn = [exercise.designs.drawn(exercise.arguments, seed) for seed in range(100, 110)]
    first = {}
    for mistake in exercise.mistakes():
        print_ = fingerprint(exercise, fixed, mistake.function)
        if len(print_) < len(fixed) or any(not re.search(r"\d", row) for row in print_):
            continue  # it stops, or gives nan: never named
        twin = first.setdefault(print_, mistake)
        if twin is not mistake and twin.words != mistake.words:
            one, other = (fingerprint(exercise, drawn, m.function) for m in (twin, mistake))
            assert one == other, (twin.words, mistake.words)


@every
def test_a_good_answer_is_right_behind_the_guard(exercise, guard):
    assert judge(exercise, solution_of(exercise), 1).state == "right"


class Hostile:
    """Whatever is asked of it, it raises."""

    def __array__(self, *arguments, **keywords):
        raise RuntimeError("no")

    def __len__(self):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def pairs(count=3):
    return [(t, np.zeros(3)) for t in range(count)]


HOSTILE = {
    "huge integers": lambda: [10**400] * 3,
    "no array": Hostile,
    "a list of such": lambda: [Hostile(), Hostile()],
    "pairs (t, beta)": pairs,
    "ragged": lambda: [[1.0], [1.0, 2.0]],
    "empty": lambda: np.zeros((0, 3)),
    "an empty list": list,
    "an empty tuple": tuple,
    "an empty dict": dict,
    "text": lambda: "1.5",
    "a list of texts": lambda: ["1.5", "2", "3"],
    "bytes": lambda: b"123",
    "an object": object,
    "a class": lambda: Hostile,
    "a function": lambda: pairs,
    "a generator": lambda: (k for k in range(3)),
    "a set": lambda: {1, 2},
    "True": lambda: True,
    "nan": lambda: np.nan,
    "nans": lambda: np.full(3, np.nan),
    "infinite": lambda: np.full((3, 3), np.inf),
    "complex": lambda: 1j,
    "a date": lambda: np.datetime64("2024-01-01"),
    "six dimensions": lambda: np.ones((1,) * 6),
    "a masked array": lambda: np.ma.array([1.0, 2, 3], mask=[1, 0, 0]),
    "a record": lambda: np.zeros(3, dtype=[("a", float), ("b", int)]),
    "nested tuples": lambda: ((1, (2, (3, (4,)))),),
    "a dict of arrays": lambda: {"value": np.ones(3), "again": True, "alive": 9},
    "a pair of nothing": lambda: (None, None),
    "a pair of a dict": lambda: ({}, 3),
    "an exception": lambda: ValueError("no"),
    "objects": lambda: np.array([None, {}, "x"], dtype=object),
    "a very large number": lambda: 1e308,
    "zeros of another shape": lambda: np.zeros((2, 2)),
}


@every
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_comes_back_there_is_an_outcome(exercise, name):
    outcome = judge(exercise, lambda *arguments: HOSTILE[name](), 1)
    assert outcome.state == "wrong" and outcome.message


@every
@pytest.mark.parametrize("error", [KeyError("x"), OSError(), StopIteration(), SystemExit(2)])
def test_whatever_is_raised_there_is_an_outcome(exercise, error):
    def stops(*arguments):
        raise error

    outcome = judge(exercise, stops, 1)
    assert outcome.state == "wrong", outcome


@every
def test_the_argument_that_it_changes_is_named(exercise):
    arguments = exercise.cases(1)[0].arguments
    k = next((k for k, a in enumerate(arguments) if isinstance(a, np.ndarray)), None)
    if k is None:
        return

    def changes(*arguments):
        arguments[k][:] = 0
        return exercise.right(*arguments)

    if not exercise.name.startswith("stream"):
        outcome = judge(exercise, changes, 1)
        assert outcome.state == "wrong" and "It changed" in outcome.message


@every
def test_arguments_in_another_order_are_named(exercise):
    names = exercise.arguments
    if len(names) < 2:
        return
    turned = (*names[1:], names[0])
    place = {"right": exercise.right}
    exec(f"def f({', '.join(turned)}): return right({', '.join(names)})", place)
    outcome = judge(exercise, place["f"], 1)
    if exercise.name in ("combine", "bytes_per_step"):  # in any order
        assert outcome.state == "right"
    else:
        assert outcome.state == "wrong" and "another order" in outcome.message, outcome


@every
def test_float32_is_right_and_rounding_to_three_digits_is_not(exercise):
    if exercise.name in ("combine", "part_gradient", "add_intercept", "prepare_images"):
        return  # pairs; ones; a type that is asked for

    def rounded(kind):
        def run(*arguments):
            value = np.asarray(exercise.right(*arguments))
            return value.astype(kind)

        return run

    exact = {  # whole numbers, and plans that work when rounded, too
        "plan_descent",
        "steps_needed",
        "stopping_step",
        "within_budget",
    }
    exact |= {"workers_needed", "workers_to_use", "rows_in_a_block"}
    assert judge(exercise, rounded(np.float32), 1).state == "right"
    if exercise.name not in exact:
        assert judge(exercise, rounded(np.float16), 1).state == "wrong"


CODE = re.compile(r"`([^`]+)`")


def names_for(exercise):
    """The names that a hint may use: the arguments, and what was made of them on the way."""
    case = exercise.cases(1)[0]
    place = {"np": np, **dict(zip(exercise.arguments, case.arguments, strict=True))}
    place.update(ON_THE_WAY.get(exercise.name, lambda place: {})(place))
    return place


def _of_problem(place):
    X, y = place["X"], place["y"]
    beta = place.get("beta", place.get("start"))
    residual = X @ beta - y
    return {
        "beta": beta,
        "residual": residual,
        "error": -residual,
        "gradient": 2 / len(y) * X.T @ residual,
        "t": 0,
    }


def _of_batches(place):
    order = np.arange(len(place["y"]))
    return {"order": order, "first": 0, "rows": order[:3]}


def _of_chord(place):
    f, a, b = place["f"], place["a"], place["b"]
    return {"x": (x := np.linspace(a, b, 101)), "curve": f(x), "chord": 0 * x}


def _of_pixels(place):
    images = place["images"]
    return {"pixels": images.reshape(len(images), -1).astype(np.float32)}


ON_THE_WAY = {
    "add_intercept": lambda place: {"A": np.ones((3, 2)), "b": np.ones(3)},
    "numerical_gradient": lambda place: {"k": 0, "e": np.zeros(len(place["beta"]))},
    "largest_stable_lr": lambda place: {"n": len(place["X"])},
    "steps_needed": lambda place: {},
    "mse_gradient": lambda place: {**_of_problem(place), "n": len(place["y"])},
    "rmse_gradient": lambda place: {**_of_problem(place), "n": len(place["y"])},
    "half_sse_gradient": _of_problem,
    "gradient_descent": lambda place: {**_of_problem(place), "n": len(place["y"])},
    "falling_l2": _of_problem,
    "sgd": _of_batches,
    "rise_above_chord": _of_chord,
    "angle_to_minimum": lambda place: {
        "u": -place["gradient"],
        "v": place["answer"] - place["beta"],
        "cos": 0.5,
    },
    "best_of_starts": lambda place: {"beta": place["starts"][0], "ends": list(place["starts"])},
    "batch_variance": lambda place: {"n": len(place["gradients"]), "b": place["batch_size"]},
    "prepare_images": _of_pixels,
    "stream_gradient": lambda place: {
        "X": place["blocks"][0][0],
        "y": place["blocks"][0][1],
        "n": 5,
    },
    "part_gradient": _of_problem,
}


@every
def test_the_code_in_every_hint_runs(exercise):
    place = names_for(exercise)
    assert exercise.hints
    for hint in exercise.hints:
        for code in CODE.findall(hint):
            exec(code, place)
        bare = CODE.sub("", hint)
        assert "np." not in bare and "@" not in bare, f"code without backticks: {hint}"


def test_a_design_is_shown_so_that_it_can_be_made_again():
    exercise = ALL["mse_gradient"]
    place = {"np": np}
    case = exercise.designs.drawn(exercise.arguments, 1234)
    exec(case.how, place)
    for name, argument in zip(exercise.arguments, case.arguments, strict=True):
        assert np.array_equal(place[name], argument)


def test_an_answer_that_only_the_drawn_design_finds_wrong_names_the_seed():
    exercise = ALL["mse_gradient"]
    known = [
        case.arguments[2].tobytes() for case in exercise.cases(1234) if "1234" not in case.where
    ]

    def learnt_by_heart(beta, X, y):
        return exercise.right(beta, X, y) + (np.array(y, float).tobytes() not in known) * 0.5

    outcome = judge(exercise, learnt_by_heart, 1234)
    assert outcome.state == "wrong" and "rng = np.random.default_rng(1234)" in outcome.message


@every
def test_everything_is_said_in_the_notebooks_language(exercise, brackets):
    """Some mistakes of each; in the language of the test every translated sentence has brackets."""
    mistakes = list(exercise.mistakes())
    for mistake in mistakes[:: max(1, len(mistakes) // 5)]:
        outcome = judge(exercise, mistake.function, 1)
        assert "⟦" in outcome.message, outcome.message
    assert "⟦" in judge(exercise, exercise.right, 1).message
