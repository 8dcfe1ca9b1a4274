"""Whole families of wrong answers, made here and not by the exercises: each is refused and named.

Every row is a way to go wrong, tried on every exercise where it makes sense.
"""

import numpy as np
import pytest

from gdcore.data import lecture
from gdlab.exercises.catalogue import exercises
from gdlab.exercises.engine import judge, sentences

ALL = exercises()


def refused(name, function):
    outcome = judge(ALL[name], function, 7)
    assert outcome.state == "wrong", outcome
    return outcome.message


def named(name, function):
    message = refused(name, function)
    assert "it should be" not in message.partition("(")[0], message
    return message


def r(beta, X, y):
    return X @ beta - y


FACTORS = {
    "1": lambda n, d: 1,
    "2": lambda n, d: 2,
    "1/2": lambda n, d: 1 / 2,
    "1/n": lambda n, d: 1 / n,
    "2/n": lambda n, d: 2 / n,
    "n/2": lambda n, d: n / 2,
    "n": lambda n, d: n,
    "2/d": lambda n, d: 2 / d,
    "1/d": lambda n, d: 1 / d,
    "2/(n-1)": lambda n, d: 2 / (n - 1),
    "2/(n+1)": lambda n, d: 2 / (n + 1),
    "2/(n-d)": lambda n, d: 2 / (n - d),
    "1/sqrt(n)": lambda n, d: n**-0.5,
    "2/sqrt(n)": lambda n, d: 2 * n**-0.5,
    "4/n": lambda n, d: 4 / n,
    "4": lambda n, d: 4,
    "2/n²": lambda n, d: 2 / n**2,
    "2/(nd)": lambda n, d: 2 / (n * d),
    "3/n": lambda n, d: 3 / n,
    "0.5 (2/4)": lambda n, d: 2 / 4,
    "6/size": lambda n, d: 6 / (n * d),
    "log n": lambda n, d: np.log(n),
}
RIGHT_FACTORS = {"mse_gradient": ["2/n"], "half_sse_gradient": ["1"], "rmse_gradient": []}


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("name", RIGHT_FACTORS)
@pytest.mark.parametrize("sign", [1, -1])
def test_every_wrong_factor_of_a_gradient_is_named(name, factor, sign):
    if sign == 1 and factor in RIGHT_FACTORS[name]:
        return
    named(name, lambda b, X, y: sign * FACTORS[factor](*X.shape) * X.T @ r(b, X, y))


@pytest.mark.parametrize("factor", FACTORS)
def test_every_wrong_factor_in_a_loop_is_refused(factor):
    if factor == "2/n":
        return

    def descent(X, y, lr, T, start):
        beta = start
        for _ in range(T):
            beta = beta - lr * FACTORS[factor](*X.shape) * X.T @ r(beta, X, y)
        return beta

    def stream(beta, blocks):
        total, n = 0, 0
        for X, y in blocks:
            total, n = total + X.T @ r(beta, X, y), n + len(y)
        return FACTORS[factor](n, len(beta)) * total

    def limit(X):
        return 2 / np.linalg.eigvalsh(FACTORS[factor](*X.shape) * X.T @ X)[-1]

    refused("gradient_descent", descent)
    named("stream_gradient", stream)
    named("largest_stable_lr", limit)


@pytest.mark.parametrize("factor", FACTORS)
def test_every_factor_of_a_part_is_named(factor):
    if factor != "1":
        named(
            "part_gradient",
            lambda b, X, y: (FACTORS[factor](*X.shape) * X.T @ r(b, X, y), len(y)),
        )


NORMS = {
    "squared": lambda e: (e**2).sum(-1),
    "L1": lambda e: np.abs(e).sum(-1),
    "largest": lambda e: np.abs(e).max(-1),
    "smallest": lambda e: np.abs(e).min(-1),
    "root mean square": lambda e: np.sqrt((e**2).mean(-1)),
    "mean": lambda e: np.abs(e).mean(-1),
    "first": lambda e: np.abs(e[..., 0]),
    "last": lambda e: np.abs(e[..., -1]),
    "sum": lambda e: e.sum(-1),
    "all but the first": lambda e: np.linalg.norm(e[..., 1:], axis=-1),
}
OFFSETS = (-2, -1, 1, 2)


@pytest.mark.parametrize("norm", NORMS)
def test_every_wrong_distance_is_named(norm):
    named("steps_needed", lambda b, a, tol: int(np.argmax(NORMS[norm](b - a) <= tol)))


@pytest.mark.parametrize("offset", OFFSETS)
def test_every_count_that_is_off_is_refused(offset):
    def count(b, a, tol):
        return int(np.argmax(np.linalg.norm(b - a, axis=1) <= tol)) + offset

    def descent(X, y, lr, T, start):
        return ALL["gradient_descent"].right(X, y, lr, max(T + offset, 0), start)

    def falling(X, y, lr, T, start):
        return ALL["falling_l2"].right(X, y, lr, max(T + offset, 0), start)

    refused("steps_needed", count)
    refused("gradient_descent", descent)
    refused("falling_l2", falling)


POINTS = (5, 10, 11, 20, 21, 50, 51, 99, 100, 102, 200, 1000)


@pytest.mark.parametrize("points", POINTS)
def test_another_number_of_points_is_named(points):
    def rise(f, a, b):
        return (f(np.linspace(a, b, points)) - np.linspace(f(a), f(b), points)).max()

    assert "101" in named("rise_above_chord", rise)


SLICES = {
    "without the last": slice(None, -1),
    "without the first": slice(1, None),
    "every second": slice(None, None, 2),
    "first": slice(None, 1),
    "last": slice(-1, None),
    "first three": slice(None, 3),
    "first four": slice(None, 4),
}


@pytest.mark.parametrize("rows", SLICES)
@pytest.mark.parametrize("scaled_by", ["all", "own"])
def test_rows_that_are_left_out_are_refused(rows, scaled_by):
    def gradient(b, X, y):
        A, t = X[SLICES[rows]], y[SLICES[rows]]
        return 2 / len(y if scaled_by == "all" else t) * A.T @ r(b, A, t)

    refused("mse_gradient", gradient)


@pytest.mark.parametrize("columns", ["without the last", "without the first"])
def test_columns_that_are_left_out_are_named(columns):
    keep = SLICES[columns]

    def gradient(b, X, y):
        return 2 / len(y) * X.T @ (X[:, keep] @ b[keep] - y)

    assert "left out of the prediction" in named("mse_gradient", gradient)


STEPS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


@pytest.mark.parametrize("own", STEPS)
def test_a_step_of_ones_own_is_named(own):
    def differences(f, beta, h):
        return [(f(beta + e) - f(beta - e)) / (2 * own) for e in own * np.eye(len(beta))]

    assert "own" in named("numerical_gradient", differences)


RIDGES = 10.0 ** np.arange(-10, 2)


@pytest.mark.parametrize("ridge", RIDGES)
def test_every_ridge_is_refused(ridge):
    def fit(X, y):
        return np.linalg.solve(X.T @ X + ridge * np.eye(X.shape[1]), X.T @ y)

    message = refused("least_squares", fit)
    assert ridge < 1e-8 or "ridge" in message, message


CENTRES = [(c, s) for c in (0, 127, 127.5, 128, 255) for s in (1, 127, 127.5, 128, 255, 256)]


@pytest.mark.parametrize(("centre", "scale"), CENTRES)
def test_every_wrong_scaling_of_pixels_is_named(centre, scale):
    if (centre, scale) == (127.5, 127.5):
        return

    def prepare(images):
        flat = (images.reshape(len(images), -1).astype(np.float32) - centre) / scale
        return np.hstack([flat, np.ones((len(flat), 1))]).astype(np.float32)

    named("prepare_images", prepare)


COUNTS = {
    "d": lambda d, w: d,
    "w": lambda d, w: w,
    "d (w + 1)": lambda d, w: d * (w + 1),
    "d (w - 1)": lambda d, w: d * (w - 1),
    "d²": lambda d, w: d**2,
    "d² w": lambda d, w: d**2 * w,
    "d w²": lambda d, w: d * w**2,
    "d + w": lambda d, w: d + w,
    "d log w": lambda d, w: d * np.log2(w),
    "d w": lambda d, w: d * w,
}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", [1, 2, 4, 8, 16, 32, 64, 128])
def test_every_wrong_number_of_bytes_is_refused(count, size):
    if (count, size) != ("d w", 16):
        refused("bytes_per_step", lambda d, w: size * COUNTS[count](d, w))


# what a notebook holds, and a function should not read


NOTEBOOK = {
    "mse_gradient": [
        "def f(beta, X, y): return 2 / n * X.T @ (X @ beta - y)",
        "def f(beta, X, y): return 2 / len(y) * X.T @ r",
        "def f(b, A, t): return 2 / len(y) * X.T @ (X @ b - y)",
        "def f(beta, A, y): return 2 / len(y) * X.T @ (X @ beta - y)",
    ],
    "rmse_gradient": ["def f(beta, X, y): return X.T @ r / (len(y) * np.sqrt(np.mean(r**2)))"],
    "half_sse_gradient": ["def f(beta, A, y): return X.T @ (X @ beta - y)"],
    "gradient_descent": [
        "def f(A, b, lr, T, start):\n"
        " beta = start\n"
        " for t in range(T): beta = beta - lr * 2 / n * A.T @ (A @ beta - b)\n"
        " return beta",
        "def g(beta, X, y): return 2 / n * X.T @ (X @ beta - y)\n"
        "def f(X, y, lr, T, start):\n"
        " beta = start\n"
        " for t in range(T): beta = beta - lr * g(beta, X, y)\n"
        " return beta",
    ],
    "largest_stable_lr": [
        "def f(X): return 2 / values[-1]",
        "def f(A): return 2 / np.linalg.eigvalsh(2 / n * A.T @ A)[-1]",
    ],
    "stream_gradient": [
        "def f(beta, blocks):\n return 2 / n * sum(A.T @ (A @ beta - b) for A, b in blocks)",
    ],
    "batch_variance": [
        "def f(g, b): return g.var(axis=0).sum() / b * (n - b) / (n - 1)",
    ],
    "add_intercept": ["def f(A): return np.column_stack([A, np.ones(n)])"],
    "least_squares": ["def f(A, b): return np.linalg.pinv(X) @ y"],
    "part_gradient": ["def f(beta, A, b): return A.T @ (A @ beta - b), n"],
}


def notebook():
    """The variables of a lesson."""
    X, y, start, _ = lecture()
    values = np.linalg.eigvalsh(X.T @ X)
    return {"np": np, "X": X, "y": y, "n": 4, "r": y - X @ start, "values": values, "beta": start}


@pytest.mark.parametrize(("name", "text"), [(k, t) for k, ts in NOTEBOOK.items() for t in ts])
def test_a_variable_of_the_notebook_is_named(name, text):
    place = notebook()
    exec(text, place)
    message = refused(name, place["f"])
    assert "from outside the function" in message


LITERAL = {
    "mse_gradient": "def f(beta, X, y): return 2 / 4 * X.T @ (X @ beta - y)",
    "add_intercept": "def f(X): return np.column_stack([X, np.ones(4)])",
    "numerical_gradient": "def f(f, b, h):\n"
    " return [(f(b + e) - f(b - e)) / (2 * h) for e in h * np.eye(3)]",
    "batch_variance": "def f(g, b): return g.var(axis=0).sum() / b * (4 - b) / (4 - 1)",
}


@pytest.mark.parametrize("name", LITERAL)
def test_a_number_that_fits_the_lesson_alone_is_refused(name):
    place = {"np": np}
    exec(LITERAL[name], place)
    named(name, place["f"])


# odd ways to be right


SERIES = pytest.importorskip("pandas").Series
FORMS = {
    "list": list,
    "tuple": tuple,
    "floats": lambda v: [float(x) for x in v],
    "float32": lambda v: np.asarray(v, np.float32),
    "objects": lambda v: np.array([float(x) for x in v], dtype=object),
    "series": SERIES,
    "masked, nothing hidden": np.ma.array,
    "complex, but real": lambda v: np.asarray(v) + 0j,
    "Fortran's order": np.asfortranarray,
    "longdouble": lambda v: np.asarray(v, np.longdouble),
    "read-only": lambda v: np.asarray(v)[::-1][::-1],
}
VECTORS = ("mse_gradient", "half_sse_gradient", "rmse_gradient", "gradient_descent")
VECTORS += ("least_squares", "falling_l2", "stream_gradient", "numerical_gradient", "sgd")
VECTORS += ("join_minima",)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", VECTORS)
def test_a_right_vector_is_right_in_every_dress(name, form):
    right = ALL[name].right
    outcome = judge(ALL[name], lambda *arguments: FORMS[form](right(*arguments)), 7)
    assert outcome.state == "right", outcome


NUMBERS = {
    "float": float,
    "one in a list": lambda v: [v],
    "array": np.array,
    "column": lambda v: np.array([[v]]),
    "float32": np.float32,
    "series": lambda v: SERIES([float(v)]),
    "text": None,
}


@pytest.mark.parametrize("form", NUMBERS)
@pytest.mark.parametrize(
    "name",
    [
        "largest_stable_lr",
        "steps_needed",
        "batch_variance",
        "rise_above_chord",
        "epoch_loss",
        "never_seen",
    ],
)
def test_a_right_number_is_right_in_every_dress_but_text(name, form):
    right = ALL[name].right
    dress = NUMBERS[form] or (lambda v: str(float(v)))
    outcome = judge(ALL[name], lambda *arguments: dress(right(*arguments)), 7)
    assert outcome.state == ("right" if NUMBERS[form] else "wrong"), outcome


@pytest.mark.parametrize("name", ["gradient_descent", "least_squares", "falling_l2", "sgd"])
def test_a_last_column_does_no_harm(name):
    right = ALL[name].right
    outcome = judge(ALL[name], lambda *a: np.asarray(right(*a)).reshape(-1, 1), 7)
    assert outcome.state == "right", outcome


@pytest.mark.parametrize("shape", [(-1, 1), (1, -1)])
@pytest.mark.parametrize("name", ["mse_gradient", "numerical_gradient", "stream_gradient"])
def test_the_hint_on_a_shape_leads_to_success(name, shape):
    right = ALL[name].right

    def shaped(*arguments):
        return np.asarray(right(*arguments)).reshape(shape)

    assert "np.ravel(...)" in refused(name, shaped)
    outcome = judge(ALL[name], lambda *arguments: np.ravel(shaped(*arguments)), 7)
    assert outcome.state == "right"


@pytest.mark.parametrize("digits", range(1, 5))
@pytest.mark.parametrize(
    "name", ["mse_gradient", "largest_stable_lr", "batch_variance", "join_minima", "epoch_loss"]
)
def test_rounding_is_named(name, digits):
    right = ALL[name].right
    assert "rounded" in named(name, lambda *arguments: np.round(right(*arguments), digits))


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("the sign is flipped.", "The sign is flipped."),
        ("a step is missing.", "A step is missing."),
        ("one-sided: go to both sides.", "One-sided: go to both sides."),
        ("k comes back.", "k comes back."),
        ("y[0] is the first target.", "y[0] is the first target."),
        ("lr is missing.", "lr is missing."),
        ("k가 처음 그대로 돌아왔습니다.", "k가 처음 그대로 돌아왔습니다."),
        ("lr이 빠졌습니다.", "lr이 빠졌습니다."),
        ("beta와 answer를 더했습니다.", "beta와 answer를 더했습니다."),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_variable_as_it_is_written(text, begun):
    assert sentences(text) == begun
