"""What a refusal says to try is tried: on every kind of input that it is shown for, to the end."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from gdcore.arrays import as_count, as_flag, as_number, as_positive, as_rng
from gdcore.curvature import closed_form, eigenvalues, largest_stable_lr
from gdcore.data import make
from gdcore.descent import gradient_descent
from gdcore.losses import get_loss, mse_gradient
from gdcore.many import descend_many
from gdcore.noise import batch_covariance, noise_floor
from gdcore.scale.pipeline import Timeline

DATA = make(6, 2, noise=1, seed=1)
X, y = DATA.X, DATA.y
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of np.matrix

START = np.array([1.0, 2.0, 3.0])
HINT = re.compile(r"try `([^`]+)`")


def until_it_works(call, **names):
    """Call, run the code of the refusal, call again; how many hints it took. At most three."""
    for hints in range(4):
        try:
            return call(**{k: v for k, v in names.items() if k in call.__code__.co_varnames}), hints
        except ValueError as error:
            code = HINT.search(str(error))
            assert code, f"no code in: {error}"
            last = str(error)
            exec(code[1], {"np": np}, names)
    raise AssertionError(f"three hints did not lead on; the last: {last}")


def holed(values, hole, kind=float):
    """The same with one entry that is no number, in row 2."""
    array = np.array(values, dtype=kind)
    array[(2,) + (0,) * (array.ndim - 1)] = hole
    return array


def masked(values):
    return np.ma.array(values, mask=np.isclose(values, np.ravel(values)[2]))


def dates(values):
    return np.datetime64("2020-01-01") + np.round(100 * np.asarray(values)).astype("m8[D]")


def kinds_of(values):
    """Every kind that people hand over: the same numbers in another shape, type or container."""
    matrix = np.ndim(values) == 2
    text = np.asarray(values).round(3).astype(str)
    frame = pd.DataFrame if matrix else pd.Series
    kinds = {
        "list": values.tolist(),
        "tuple": tuple(map(tuple, values)) if matrix else tuple(values),
        "array": values,
        "float32": values.astype(np.float32),
        "integers": np.round(10 * values).astype(int),
        "bools": values > 0,
        "pandas": frame(values),
        "pandas integers": frame(np.round(10 * values).astype(int)),
        "pandas text": frame(text),
        "pandas nan": frame(holed(values, np.nan)),
        "pandas None": frame(holed(values, None, object)),
        "pandas dates": frame(dates(values)),
        "text": text,
        "text in a list": text.tolist(),
        "bytes": text.astype("S"),
        "objects": values.astype(object),
        "fractions": np.vectorize(Fraction, otypes=[object])(values),
        "decimals": np.vectorize(Decimal, otypes=[object])(values),
        "None inside": holed(values, None, object),
        "None in a list": holed(values, None, object).tolist(),
        "nan": holed(values, np.nan),
        "nan in a list": holed(values, np.nan).tolist(),
        "inf": holed(values, np.inf),
        "complex": values + 0j,
        "complex in a list": (values + 0j).tolist(),
        "masked": masked(values),
        "nothing masked": np.ma.array(values),
        "dates": dates(values),
        "spans": np.round(100 * values).astype("m8[s]"),
    }
    if matrix:
        kinds |= {"matrix": np.matrix(values), "sparse": sparse.csr_array(values)}
        kinds |= {"sparse matrix": sparse.csc_matrix(values)}
    else:
        column = values[:, None]
        kinds |= {"(n, 1)": column, "(1, n)": values[None], "list of lists": column.tolist()}
        kinds |= {"matrix": np.matrix(values), "matrix (n, 1)": np.matrix(column)}
        kinds |= {"DataFrame": pd.DataFrame(column), "DataFrame text": pd.DataFrame(text[:, None])}
        kinds |= {"sparse": sparse.csr_array(column), "masked (n, 1)": masked(column)}
        kinds |= {"nan (n, 1)": holed(column, np.nan), "integers (n, 1)": column.astype(int)}
    return kinds


WALKS = {
    "gradient_descent": lambda X, y: gradient_descent(X, y, 1e-5, 2).end,
    "closed_form": lambda X, y: closed_form(X, y, 1e-5, 2),
    "mse_gradient": lambda X, y: mse_gradient(np.zeros(np.shape(X)[1]), X, y),
}


def walked(walk, call, **names):
    answer, hints = until_it_works(call, **names)
    assert np.shape(answer) == (2,) and np.isfinite(answer).all()
    return hints


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("kind", kinds_of(X))
def test_every_X_is_taken_or_the_hint_leads_on(walk, kind):
    walked(walk, WALKS[walk], X=kinds_of(X)[kind], y=y)


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("kind", kinds_of(y))
def test_every_y_is_taken_or_the_hint_leads_on(walk, kind):
    walked(walk, WALKS[walk], X=X, y=kinds_of(y)[kind])


@pytest.mark.parametrize(
    "kind", ["list", "pandas", "masked", "nan", "pandas nan", "text", "matrix"]
)
def test_both_at_once(kind):
    """Rows go from X and y together: what is left belongs together."""
    hints = walked("both", WALKS["gradient_descent"], X=kinds_of(X)[kind], y=kinds_of(y)[kind])
    assert hints <= 2 and (hints > 0) is (kind not in ("list", "pandas"))


@pytest.mark.parametrize("kind", kinds_of(X))
def test_an_X_alone_loses_its_bad_rows_not_its_shape(kind):
    values, _ = until_it_works(lambda X: eigenvalues(X), X=kinds_of(X)[kind])
    assert values.shape == (2,)


@pytest.mark.parametrize("kind", ["list", "array", "pandas", "nan", "None inside", "text"])
def test_one_feature_becomes_a_column(kind):
    x = kinds_of(X[:, 0])[kind]
    answer, _ = until_it_works(lambda X, y: gradient_descent(X, y, 1e-3, 2).end, X=x, y=y)
    assert answer.shape == (1,)


@pytest.mark.parametrize("shape", [(6, 1, 2), (6, 2, 1), (6, 1, 1)])
def test_images_become_rows(shape):
    images = np.resize(X, shape)
    assert until_it_works(lambda X: eigenvalues(X), X=images)[0].shape == (np.prod(shape[1:]),)


@pytest.mark.parametrize("factor", [1e160, 1e-170, 1e300])
def test_numbers_whose_squares_leave_the_range_are_scaled(factor):
    assert np.isfinite(until_it_works(lambda X: largest_stable_lr(X), X=X * factor)[0])
    assert until_it_works(lambda X, y: noise_floor(X, y, 1e-3), X=X * factor, y=y)[0] >= 0


@pytest.mark.parametrize("kind", kinds_of(START))
def test_every_start_is_taken_or_the_hint_leads_on(kind):
    start = kinds_of(START)[kind]
    data = make(6, 3, seed=2)
    call = lambda start: gradient_descent(data.X, data.y, 1e-9, 1, start).end  # noqa: E731
    assert until_it_works(call, start=start)[0].shape == (3,)


OTHERS = {
    "lr": (lambda lr: as_positive("lr", lr), [0, -1, np.nan, "0.1", None, 1j, True, [1]]),
    "T": (lambda T: as_count("T", T, least=1), [0, 1.5, 3.0, "3", None, True, np.nan, [1]]),
    "noise": (lambda noise: as_number("noise", noise), [np.inf, "x", None, 1j]),
    "replacement": (lambda replacement: as_flag("replacement", replacement), ["no", None, 1]),
    "rng": (lambda rng: as_rng(rng), [None, 0, "seed", np.random]),
    "loss": (lambda loss: get_loss(loss), ["mae", ["mse"], None, 3]),
    "t": (lambda t: closed_form(X, y, 1e-3, t), [np.nan, -1, 1j, "3", 1.5, True, 2.0**60]),
    "beta": (lambda beta: batch_covariance(beta, X, y, 1), [[1], [[1, 2]], ["1", "2"], np.eye(3)]),
    "starts": (lambda starts: descend_many(lambda b: b, starts, 0.1, 2), [1.0, np.zeros((0, 2))]),
    "lrs": (lambda lrs: descend_many(lambda b: b, [1.0], lrs, 2), [0, [0.1, -1], [], np.nan]),
    "step": (lambda step: Timeline().busy(step), ["fly", None, 3]),
}


@pytest.mark.parametrize(
    ("name", "which"), [(n, i) for n in OTHERS for i in range(len(OTHERS[n][1]))]
)
def test_every_other_hint_leads_on(name, which):
    call, values = OTHERS[name]
    _, hints = until_it_works(call, **{name: values[which]})
    assert hints
