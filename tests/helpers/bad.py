"""Bad input for a parameter, by what its name stands for; and what a refusal of it must say."""

import datetime
import re
import warnings

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

# Expected, came, try: every refusal has the three, in this order.
CLEAR = re.compile(r"\bmust\b.*, got .+; try .+", re.DOTALL)


def refused_in_words(call, value):
    """Whether call(value) raises ValueError at once, with the three, and warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            answer = call(value)
        except ValueError as error:
            assert CLEAR.search(str(error)), f"cryptic: {error}"
        else:
            pytest.fail(f"taken: {value!r}, and the answer is {answer!r}")


NO_NUMBERS = [
    "abc",
    "1.5",
    b"1",
    1j,
    datetime.date(2020, 1, 1),
    np.datetime64("2020-01-01"),
    {"a": 1},
    {1.5, 2.5},
    object(),
    len,
    type,
    Ellipsis,
]
WRONG_ARRAYS = [
    ["a", "b"],
    [["1", "2"], ["3", "4"]],
    [[1, 2], [3]],
    [None, 1.0],
    [[1.0, "2"], [3.0, 4.0]],
    np.array(["2020-01-01"] * 2, "M8[D]"),
    np.array([1, 2], "m8[s]"),
    np.array([1 + 1j, 2]),
    np.array([{}, []], dtype=object),
    np.array([np.nan, 1.0]),
    np.array([[np.inf, 1.0], [1.0, 2.0]]),
    np.ma.masked_less([[1.0, 2.0], [3.0, 4.0]], 2),
    np.zeros((0, 3)),
    np.zeros((2, 0)),
    np.zeros((2, 2, 2, 2)),
    10**400,
    [10**400, 1],
    np.zeros(2, dtype=[("a", float)]),
]
nan_or_inf = st.sampled_from([np.nan, np.inf, -np.inf])
holed = arrays(float, array_shapes(min_dims=1, max_dims=3, max_side=4), elements=nan_or_inf)
no_number = st.sampled_from(NO_NUMBERS)
wrong_array = st.one_of(
    no_number,
    st.sampled_from(WRONG_ARRAYS),
    holed,
    st.text(max_size=3),
    st.lists(st.text(max_size=2), min_size=1, max_size=3),
    st.complex_numbers().map(lambda z: np.array([z, 1j])),
)
negative = st.integers(-(10**6), -1)
scalar = st.one_of(no_number, nan_or_inf, st.sampled_from([True, [1.0], [[1]], np.ones(3), ()]))
fraction = st.floats(-100, 100).filter(lambda v: v != int(v))
not_callable = st.one_of(st.sampled_from([3, "f", [len], {}, 1.5, np.ones(2)]), st.text(max_size=3))
anything = st.sampled_from([[], {}, 3.5, 1j, object(), np.ones(2), np.nan, [None]])

COUNT = st.one_of(scalar, negative, fraction, st.just(2.0))
POSITIVE = st.one_of(scalar.filter(lambda v: v is not len), negative, st.just(0))
FLAG = st.one_of(st.sampled_from(["no", "", 2, 1.0, [], [True], np.ones(2), object()]), negative)
KINDS = {
    "array": wrong_array,
    "count": COUNT,
    "positive": POSITIVE,
    "number": scalar,
    "flag": FLAG,
    "function": not_callable,
    "stream": st.one_of(st.sampled_from([3, 1.5, len, object(), [].append, 1j]), negative),
    "loss": st.one_of(anything, st.sampled_from(["mae", "MSE", b"mse"]), st.text(max_size=3)),
    "other": anything,
}
MEANS = {
    "array": "X y beta start starts lrs t losses vectors lengths centre best xs ys",
    "count": "T n d batch_size rows workers ahead parts first stop blocks levels column most seed",
    "positive": "lr tolerance megabytes seconds condition",
    "number": "noise",
    "flag": "replacement scale keep together",
    "function": "gradient at_rest prepare model jacobian value function part combine",
    "stream": "batches pieces",
    "loss": "loss",
    "other": "rng folder dtype shape ax path columns color timeline step engine asked a b cluster",
}
KIND_OF = {name: kind for kind, names in MEANS.items() for name in names.split()}


def bad_for(name):
    """A strategy of values that this parameter must refuse. KeyError for a name never met."""
    return KINDS[KIND_OF[name]]
