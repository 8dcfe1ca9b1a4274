"""The gradient in blocks is the gradient, whatever the blocks, and nothing large is made."""

import math
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore.data import make
from gdcore.descent import gradient_descent
from gdcore.losses import LOSSES, Loss
from gdcore.scale import fast
from gdcore.scale.blocks import (
    CACHE_BYTES,
    FUSED_BYTES,
    LONG_ROW,
    THREAD_BYTES,
    engine_for,
    gradient_in_blocks,
    rows_that_fit,
    sums_in_blocks,
)

NEEDS_NUMBA = pytest.mark.skipif(not fast.available(), reason="the fast extra is not installed")
ENGINES = ["numpy", pytest.param("fused", marks=NEEDS_NUMBA)]
every_engine = pytest.mark.parametrize("engine", ENGINES)


def exactly(beta, X, y):
    """X^T (X beta - y) in exact sums of Python floats, and the size of what was added up."""
    X, y, beta = (np.asarray(a, float).tolist() for a in (X, y, beta))
    r = [
        math.fsum([*(x * b for x, b in zip(row, beta, strict=True)), -t])
        for row, t in zip(X, y, strict=True)
    ]
    columns = list(zip(*X, strict=True))
    sums = [math.fsum(x * s for x, s in zip(c, r, strict=True)) for c in columns]
    sizes = [math.fsum(abs(x * s) for x, s in zip(c, r, strict=True)) for c in columns]
    return np.array(sums), np.array(sizes)


@given(
    n=st.integers(1, 60),
    d=st.integers(1, 20),
    rows=st.integers(1, 70),
    workers=st.integers(1, 4),
    seed=st.integers(0, 99),
)
@every_engine
def test_any_blocks_and_any_workers_give_the_gradient_to_twelve_digits(
    engine, n, d, rows, workers, seed
):
    rng = np.random.default_rng(seed)
    X, y, beta = rng.normal(size=(n, d)) * 100, rng.normal(size=n), rng.normal(size=d)
    wanted, size = exactly(beta, X, y)
    got = gradient_in_blocks(beta, X, y, "half_sse", rows, workers, engine)
    assert (np.abs(got - wanted) <= 1e-12 * size + 1e-300).all()


@every_engine
@pytest.mark.parametrize("loss", LOSSES)
def test_it_is_the_gradient_of_the_loss_named(loss, engine, noisy):
    X, y, start, _ = noisy
    wanted = LOSSES[loss].gradient(start, X, y)
    for named in (loss, LOSSES[loss]):
        got = gradient_in_blocks(start, X, y, named, rows=3, engine=engine)
        assert got == pytest.approx(wanted, rel=1e-12)


@given(cuts=st.lists(st.integers(1, 39), max_size=5, unique=True), seed=st.integers(0, 99))
@pytest.mark.parametrize("loss", ["rmse", "l2"])
def test_a_root_needs_one_pass_too_however_the_rows_are_cut(loss, cuts, seed):
    """Rows that come once, in blocks; the norm is summed exactly, in Python floats."""
    rng = np.random.default_rng(seed)
    X, y, beta = rng.normal(size=(40, 3)) * 10, rng.normal(size=40), rng.normal(size=3)
    product, size = exactly(beta, X, y)
    norm = math.hypot(*(math.fsum(x * beta) - t for x, t in zip(X, y, strict=True)))
    weight = 1 / norm if loss == "l2" else 1 / (norm * math.sqrt(40))
    ends = [0, *sorted(cuts), 40]
    stream = ((X[a:b], y[a:b]) for a, b in pairwise(ends))
    got = gradient_in_blocks(beta, stream, loss=loss)
    assert (np.abs(got - weight * product) <= 1e-12 * weight * size).all()


@every_engine
@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("loss", ["rmse", "l2"])
def test_a_root_of_zero_gives_zero_and_one_too_large_never_a_false_minimum(loss, kind, engine):
    X = np.arange(12, dtype=kind).reshape(6, 2)
    beta = np.array([1, 2], kind)
    assert gradient_in_blocks(beta, X, X @ beta, loss, engine=engine).tolist() == [0, 0]
    far = np.full(2, np.finfo(kind).max / 1e3, kind)
    got = gradient_in_blocks(far, X / 20, np.zeros(6, kind), loss, engine=engine)
    assert np.isnan(got).all()


def test_the_sums_are_those_of_the_residual(noisy):
    X, y, start, _ = noisy
    product, squares, n = sums_in_blocks(start, X, y, rows=3)
    r = X @ start - y
    assert product == pytest.approx(X.T @ r, rel=1e-12) and n == len(y)
    assert squares == pytest.approx(sum(r**2), rel=1e-12)


def test_a_loss_of_ones_own_has_no_weight_here(lecture):
    own = Loss("huber", None, None)
    with pytest.raises(ValueError, match="one of half_sse, sse, mse, rmse, l2, got str 'huber'"):
        gradient_in_blocks(lecture.start, lecture.X, lecture.y, own)


def test_a_stream_of_blocks_of_any_sizes_is_the_same_as_all_rows():
    data = make(100, 4, noise=1.0)
    beta = np.arange(4.0)
    cuts = [(0, 1), (1, 60), (60, 97), (97, 100)]
    stream = ((data.X[a:b], data.y[a:b]) for a, b in cuts)
    wanted = LOSSES["mse"].gradient(beta, data.X, data.y)
    assert gradient_in_blocks(beta, stream) == pytest.approx(wanted, rel=1e-12)
    pairs = [(data.X[a:b], data.y[a:b]) for a, b in cuts]
    assert gradient_in_blocks(beta, pairs) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("kinds", [("f4", "f8"), ("f8", "f4"), ("f4", "f4")])
def test_blocks_of_two_types_give_the_wider_one(kinds):
    stream = ((np.ones((3, 2), kind), np.zeros(3, kind)) for kind in kinds)
    assert gradient_in_blocks([1.0, 2.0], stream).dtype == max(map(np.dtype, kinds))


def test_a_streams_size_is_that_of_its_blocks_so_far(monkeypatch):
    seen = []
    named = lambda X, size: seen.append(size) or "numpy"  # noqa: E731
    monkeypatch.setattr("gdcore.scale.blocks.engine_for", named)
    stream = ((np.ones((n, 2)), np.zeros(n)) for n in (3, 5, 1))
    gradient_in_blocks([1.0, 2.0], stream)
    assert seen == [3 * 16, 8 * 16, 9 * 16]


def test_small_data_starts_no_thread(monkeypatch, noisy):
    monkeypatch.setattr("gdcore.scale.blocks.ThreadPoolExecutor", None)
    assert sums_in_blocks(noisy.start, noisy.X, noisy.y).n == 4


@every_engine
def test_large_data_is_shared_between_threads_and_stays_exact(engine):
    n = 2 * THREAD_BYTES // (8 * 16)
    X = np.random.default_rng(0).normal(size=(n, 16))
    y, beta = np.ones(n), np.linspace(-1, 1, 16)
    plain = 2 / n * X.T @ (X @ beta - y)
    for workers in (None, 1, 3):
        got = gradient_in_blocks(beta, X, y, workers=workers, engine=engine)
        assert got == pytest.approx(plain, rel=1e-12)


VIEWS = {
    "rows": lambda wide, d: wide.reshape(-1)[: 150 * d].reshape(150, d),
    "some columns": lambda wide, d: wide[:150, 1 : d + 1],
    "every second column": lambda wide, d: wide[:150, : 2 * d : 2],
    "every second row": lambda wide, d: wide[::2, :d],
    "from the last to the first": lambda wide, d: wide[149::-1, :d],
    "columns first": lambda wide, d: wide.reshape(-1)[: 150 * d].reshape(d, 150).T,
    "between bytes": lambda wide, d: (
        wide.view("u1")
        .reshape(-1)[1 : 1 + 150 * d * wide.itemsize]
        .view(wide.dtype)
        .reshape(150, d)
    ),
    "another byte order": lambda wide, d: wide[:150, :d].astype(wide.dtype.newbyteorder()),
}


@pytest.mark.parametrize("kind, digits", [("float64", 1e-12), ("float32", 1e-5)])
@pytest.mark.parametrize("view", [*VIEWS, "mapped"])
@pytest.mark.parametrize("d", [9, LONG_ROW // 8 - 1, LONG_ROW // 4 + 1])
@every_engine
def test_rows_give_the_gradient_however_they_lie(engine, d, view, kind, digits, tmp_path):
    """What lies between and behind the rows is nan: it must not be looked at."""
    wide = np.full((300, 2 * d + 1), np.nan, kind)
    X = VIEWS.get(view, VIEWS["rows"])(wide, d)
    X[...] = np.random.default_rng(2).normal(size=X.shape)
    if view == "mapped":
        np.save(tmp_path / "X.npy", X)
        X = np.load(tmp_path / "X.npy", mmap_mode="r")
    beta, y = np.linspace(-1, 1, d).astype(kind), np.ones(len(X), kind)
    wanted, size = exactly(beta, X, y)
    got = gradient_in_blocks(beta, X, y, "half_sse", rows=40, engine=engine)
    assert (np.abs(got - wanted) <= digits * size).all()


@every_engine
def test_nothing_of_n_entries_is_held(engine):
    """The plain expression makes a residual of 8 n bytes. The targets are converted on the way."""
    n = 1_000_000
    X, y = np.ones((n, 5)), np.ones(n, np.uint8)
    gradient_in_blocks(np.ones(5), X[:9], y[:9], engine=engine)  # what is loaded once
    tracemalloc.start()
    gradient_in_blocks(np.ones(5), X, y, workers=1, engine=engine)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * CACHE_BYTES < 8 * n


@every_engine
def test_float32_stays_float32_and_adds_up_in_float64(engine):
    """A million equal parts: added up in float32 one by one, they drift."""
    n = 1_000_000
    X, y = np.full((n, 2), 0.1, np.float32), np.ones(n, np.float32)
    drifted = 2 / n * np.cumsum(X[:, 0] * -y)[-1]
    assert abs(drifted / -0.2 - 1) > 1e-3
    got = gradient_in_blocks(np.zeros(2), X, y, rows=1000, engine=engine)
    assert got.dtype == np.float32
    assert got == pytest.approx(np.full(2, -0.2), rel=1e-5)
    mixed = [(X[:5], np.ones(5)), (X[:5].astype(float), np.ones(5))]
    assert gradient_in_blocks(np.zeros(2), mixed, engine=engine).dtype == np.float64


@every_engine
@pytest.mark.parametrize("kind", ["uint8", "int16", "bool", "float16"])
def test_whole_numbers_are_computed_in_float64(kind, engine):
    """250 - 255 in uint8 would be 251."""
    X = np.random.default_rng(1).integers(0, 255, (50, 3)).astype(kind)
    y = np.full(50, 255).astype("uint8")
    wanted, size = exactly([1.0, -1, 0.5], X, y)
    got = gradient_in_blocks([1.0, -1, 0.5], X, y, "half_sse", rows=7, engine=engine)
    assert got.dtype == np.float64
    assert (np.abs(got - wanted) <= 1e-12 * size).all()


def test_it_takes_the_place_of_the_gradient_in_a_descent(noisy):
    X, y, start, _ = noisy
    path = gradient_descent(X, y, 0.02, 100, start, gradient=gradient_in_blocks)
    assert path.end == pytest.approx(gradient_descent(X, y, 0.02, 100, start).end, rel=1e-12)


def test_the_callers_arrays_stay_as_they_are(noisy):
    X, y, start, _ = noisy
    copies = X.copy(), y.copy(), start.copy()
    gradient_in_blocks(start, X, y, rows=2)
    assert all(np.array_equal(a, b) for a, b in zip((X, y, start), copies, strict=True))


@every_engine
@pytest.mark.filterwarnings("error")
def test_overflow_is_told_by_the_result_not_by_a_warning(engine):
    X = np.full((40, 2), 1e200)
    got = gradient_in_blocks(np.full(2, 1e200), X, np.ones(40), engine=engine)
    assert not np.isfinite(got).any()


@every_engine
@pytest.mark.parametrize("row", [0, 13, 39])
def test_a_nan_in_any_row_is_told(row, engine):
    X, y = np.ones((40, 5)), np.ones(40)
    X[row, -1] = np.nan
    with pytest.raises(ValueError, match="finite, got 1 nan"):
        gradient_in_blocks(np.ones(5), X, y, rows=50, engine=engine)


def test_the_engine_is_numpy_unless_the_data_is_large_and_numba_is_there():
    small, large = np.ones((1000, 10)), np.broadcast_to(1.0, (FUSED_BYTES // 80 + 1, 10))
    assert engine_for(small) == engine_for(large[:, :1]) == "numpy"
    assert engine_for(large) == engine_for(small, FUSED_BYTES)
    assert engine_for(large) == ("fused" if fast.available() else "numpy")


def test_the_block_size_follows_the_columns_and_the_type():
    assert rows_that_fit(np.empty((0, 100))) == CACHE_BYTES // 800
    assert rows_that_fit(np.empty((0, 100), np.float32)) == CACHE_BYTES // 400
    assert rows_that_fit(np.empty((0, 100), np.uint8)) == CACHE_BYTES // 800  # computed as floats
    assert rows_that_fit(np.empty((0, 10**7))) == 1


X, y = np.ones((5, 2)), np.ones(5)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: gradient_in_blocks([0, 0], X, y[:, None]), "ravel"),
        (lambda: gradient_in_blocks([0, 0], X, y[:4]), r"shape \(5,\)"),
        (lambda: gradient_in_blocks([0, 0, 0], X, y), r"shape \(2,\)"),
        (lambda: gradient_in_blocks([0, 0], X[0], y), r"shape \(n, d\)"),
        (lambda: gradient_in_blocks([0, 0], X[:0], y[:0]), "at least one row"),
        (lambda: gradient_in_blocks([0, 0], X * np.nan, y), "finite"),
        (lambda: gradient_in_blocks([0, 0], X, np.append(y[:4], np.inf), rows=2), "finite"),
        (lambda: gradient_in_blocks([0, 0], X * 1j, y), "real numbers"),
        (lambda: gradient_in_blocks([0, 0], X, y, rows=0), "rows must be at least 1"),
        (lambda: gradient_in_blocks([0, 0], X, y, workers=0), "workers must be at least 1"),
        (lambda: gradient_in_blocks([0, 0], X, y, "msee"), "loss must be one of"),
        (lambda: gradient_in_blocks([0, 0], X, y, engine="cuda"), "numpy or fused or None"),
        (lambda: gradient_in_blocks([0, 0], X), "y is missing"),
        (lambda: gradient_in_blocks([0, 0], iter([])), "at least one"),
        (lambda: gradient_in_blocks([0, 0], [(X, y), (np.ones((5, 3)), y)]), "2 columns"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
