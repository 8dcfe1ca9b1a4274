"""Rows written and read in pieces are the rows, and a file that is not whole is told."""

import errno
import io
import json
import os
import shutil
import time
import tracemalloc
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore.data import make
from gdcore.descent import descend, gradient_descent
from gdcore.losses import mse_gradient
from gdcore.scale.blocks import gradient_in_blocks
from gdcore.scale.disk import Rows, write_rows, writing


def cut(X, y, size):
    for first in range(0, len(y), size):
        yield X[first : first + size], y[first : first + size]


def numbered(folder, n=1000, d=2, size=64, dtype="float64", name="numbered"):
    """Row i holds i in every column and in y."""
    X = np.repeat(np.arange(float(n))[:, None], d, axis=1).astype(dtype)
    y = np.arange(float(n)).astype("float32" if dtype == "uint8" else dtype)
    return write_rows(folder / name, cut(X, y, size), n, (d,), dtype, seed=7)


def joined(blocks):
    return tuple(np.concatenate(column) for column in zip(*blocks, strict=True))


@pytest.mark.parametrize(
    "dtype, shape", [("float64", (3,)), ("float32", (1,)), ("uint8", (4, 5, 3)), ("uint8", (2,))]
)
def test_what_was_written_is_read(tmp_path, dtype, shape):
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (101, *shape)).astype(dtype)
    y = rng.integers(0, 9, 101).astype("float32" if dtype == "uint8" else dtype)
    rows = write_rows(tmp_path / "a", cut(X, y, 17), 101, shape, dtype, seed=3)
    for size in (None, 1, 10, 101, 500):
        again = joined(rows.blocks(size))
        assert np.array_equal(again[0], X) and again[0].dtype == dtype
        assert np.array_equal(again[1], y) and again[1].dtype == y.dtype
    assert (len(rows), rows.shape, rows.dtype, rows.seed) == (101, shape, dtype, 3)
    assert rows.nbytes == X.nbytes + y.nbytes


@pytest.mark.parametrize("seed", [np.int64(3), np.uint8(3)])
@pytest.mark.parametrize("kind", [np.float64, np.dtype("float64"), "f8"])
def test_numpys_own_seeds_and_types_are_understood(tmp_path, seed, kind):
    rows = write_rows(tmp_path / "a", [(np.ones((2, 1)), np.ones(2))], 2, (1,), kind, seed)
    assert (rows.seed, rows.dtype) == (3, np.float64)


def test_whole_numbers_that_floats_hold_are_written(tmp_path):
    """Every one up to 2^24, and beyond it the multiples of two."""
    X = np.array([[2**24, -(2**24), 2**24 + 2, 2**40, 0]])
    rows = write_rows(tmp_path / "a", [(X, [1])], 1, (5,))
    assert next(rows.blocks())[0].astype(int).tolist() == X.tolist()


@pytest.mark.parametrize("size", [None, 1, 7, 500])
@pytest.mark.parametrize("first, stop", [(0, 1000), (0, 1), (331, 700), (999, 1000)])
def test_a_part_is_the_rows_from_first_to_stop(tmp_path, first, stop, size):
    X, y = joined(numbered(tmp_path).part(first, stop, size))
    assert np.array_equal(y, np.arange(first, stop)) and np.array_equal(X[:, 1], y)


def test_the_files_are_numpys_own_and_the_header_can_be_read(tmp_path):
    rows = numbered(tmp_path)
    mapped = np.load(rows.folder / "X.npy", mmap_mode="r")
    assert mapped.shape == (1000, 2) and mapped[999, 1] == 999
    assert np.array_equal(np.load(rows.folder / "y.npy"), np.arange(1000))
    header = json.loads((rows.folder / "header.json").read_text())
    assert (header["rows"], header["shape"], header["X"], header["seed"]) == (
        1000,
        [2],
        "float64",
        7,
    )
    assert {p.name for p in rows.folder.iterdir()} == {"X.npy", "y.npy", "header.json"}


def test_the_words_of_a_data_set_are_one_line(tmp_path):
    assert repr(numbered(tmp_path)) == "Rows numbered: X 1000 x 2 float64, 24,000 bytes with y"


@settings(deadline=None, max_examples=30)
@given(
    n=st.integers(1, 80),
    batch=st.integers(1, 80),
    rows=st.integers(1, 90),
    blocks=st.integers(1, 9),
    seed=st.integers(0, 9),
)
def test_each_row_comes_once_an_epoch_in_full_batches(
    tmp_path_factory, n, batch, rows, blocks, seed
):
    data = numbered(tmp_path_factory.mktemp("rows"), n)
    batch = min(batch, n)
    stream = data.minibatches(batch, np.random.default_rng(seed), rows, blocks)
    for _ in range(2):
        epoch = list(islice(stream, -(-n // batch)))
        assert [len(y) for _, y in epoch[:-1]] == [batch] * (len(epoch) - 1)
        X, y = joined(epoch)
        assert np.array_equal(X[:, 0], y)  # rows of X still meet their own targets
        assert np.array_equal(np.sort(y), np.arange(n))


def test_epochs_differ_and_a_seed_repeats_them(tmp_path):
    data = numbered(tmp_path)

    def two_epochs(seed):
        _, y = joined(islice(data.minibatches(100, np.random.default_rng(seed), 50, 4), 20))
        return y[:1000].tolist(), y[1000:].tolist()

    first, second = two_epochs(0)
    assert first != second and (first, second) == two_epochs(0) != two_epochs(1)


def test_a_batch_mixes_rows_of_all_the_blocks_in_memory(tmp_path):
    """With 5 blocks of 20 in memory, the first batches come from 5 blocks: 100 rows, no more."""
    data = numbered(tmp_path)
    _, y = joined(islice(data.minibatches(10, np.random.default_rng(0), 20, 5), 10))
    assert len(set(y // 20)) == 5
    _, y = next(data.minibatches(10, np.random.default_rng(0), 20, 5))
    assert len(set(y // 20)) > 1 and (np.diff(y) < 0).any()


def test_only_the_last_batch_of_an_epoch_is_smaller(tmp_path):
    """Blocks of 30 do not divide into batches of 64: what is left waits for the next blocks."""
    data = numbered(tmp_path)
    sizes = [len(y) for _, y in islice(data.minibatches(64, np.random.default_rng(0), 30, 3), 32)]
    assert sizes == ([64] * 15 + [40]) * 2


def test_gradient_descent_on_a_file_is_gradient_descent(tmp_path):
    data = make(500, 4, noise=1.0)
    rows = write_rows(tmp_path / "a", cut(data.X, data.y, 99), 500, (4,), "float64")
    wanted = gradient_descent(data.X, data.y, 0.05, 30)

    def everything():
        while True:
            yield rows, None

    path = descend(gradient_in_blocks, np.zeros(4), everything(), 0.05, 30)
    assert path.end == pytest.approx(wanted.end, rel=1e-12)


def test_sgd_on_a_file_arrives(tmp_path):
    data = make(500, 4, condition=2)
    rows = write_rows(tmp_path / "a", cut(data.X, data.y, 99), 500, (4,), "float64")
    stream = rows.minibatches(10, np.random.default_rng(0), 30, 4)
    path = descend(mse_gradient, np.zeros(4), stream, 0.1, 2000)
    assert path.end == pytest.approx(data.beta, abs=1e-6)


def mean_excess(X, y, stream_of, seeds=15):
    """MSE above its minimum after four epochs of SGD in batches of 10, the mean over seeds."""
    least = np.mean((y - X @ np.linalg.lstsq(X, y)[0]) ** 2)
    ends = [
        descend(mse_gradient, np.zeros(3), stream_of(np.random.default_rng(seed)), 0.03, 400).end
        for seed in range(seeds)
    ]
    return np.mean([np.mean((y - X @ end) ** 2) - least for end in ends])


@pytest.mark.parametrize("rows_are", ["in no order", "sorted by y"])
def test_few_blocks_in_memory_cost_randomness_only_where_neighbours_are_alike(tmp_path, rows_are):
    """20 blocks: one at a time in memory against all of them, which is a full shuffle."""
    data = make(1000, 3, condition=2, noise=1.0)
    order = np.argsort(data.y) if rows_are == "sorted by y" else np.arange(1000)
    X, y = data.X[order], data.y[order]
    rows = write_rows(tmp_path / "a", cut(X, y, 99), 1000, (3,), "float64")
    one, all_of_them = (
        mean_excess(X, y, lambda rng, held=held: rows.minibatches(10, rng, 50, held))
        for held in (1, 20)
    )
    if rows_are == "sorted by y":
        assert one > 2 * all_of_them
    else:
        assert all_of_them / 2 < one < 2 * all_of_them


def peak_of(action):
    tracemalloc.start()
    action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path):
    """Writing, a pass and an epoch of 4 and of 16 blocks of 1 MB; numpy's memory is traced."""

    def pieces(n):
        return ((np.ones((4096, 32)), np.ones(4096)) for _ in range(n // 4096))

    def everything(n, name):
        rows = write_rows(tmp_path / name, pieces(n), n, (32,), "float64")
        gradient_in_blocks(np.zeros(32), rows.blocks(4096))
        for _ in islice(rows.minibatches(256, np.random.default_rng(0), 4096, 2), n // 256):
            pass

    small, large = (peak_of(lambda n=n: everything(n, str(n))) for n in (4 * 4096, 16 * 4096))
    assert large < 1.1 * small < 16 * 4096 * 33 * 8 / 2


def test_an_interrupt_leaves_nothing_behind(tmp_path):
    def pieces():
        yield np.ones((5, 2)), np.ones(5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(tmp_path / "deep" / "a", pieces(), 10, (2,))
    assert list((tmp_path / "deep").iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path):
    numbered(tmp_path, n=10)
    with pytest.raises(ValueError, match="there already"):
        numbered(tmp_path, n=20)
    assert len(Rows(tmp_path / "numbered")) == 10
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ValueError, match="there already"):
        numbered(tmp_path, name="file")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"must have room for .* bytes, got .* free"):
        write_rows(tmp_path / "a", iter([]), 10**15, (100,))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_less_room_than_the_rows_is_told_with_both_numbers(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2 * 10**6))
    with pytest.raises(ValueError, match="room for 2,400,000 bytes, got 2,000,000 free"):
        numbered(tmp_path, n=100_000)
    assert list(tmp_path.iterdir()) == []
    numbered(tmp_path, n=10_000)


def test_a_disk_that_fills_while_we_write_leaves_nothing(tmp_path, monkeypatch):
    """Someone else took the room: the system's own error comes through."""

    class Full(io.FileIO):
        def write(self, data):
            if self.tell():  # the head still found room
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(writing, "open", Full, raising=False)
    with pytest.raises(OSError, match="No space left"):
        numbered(tmp_path)
    assert list(tmp_path.iterdir()) == []


def half_written(folder, name, age, files=("X.npy",)):
    """What a writing left that was killed so many seconds ago."""
    (folder / name).mkdir()
    for file in files:
        (folder / name / file).write_bytes(b"half")
        os.utime(folder / name / file, (time.time() - age,) * 2)
    os.utime(folder / name, (time.time() - age,) * 2)


def test_leftovers_of_a_killed_writing_go_when_nobody_writes_them(tmp_path):
    half_written(tmp_path, "a.1.part", 3600)
    half_written(tmp_path, "a.3.part", 3600, ())
    half_written(tmp_path, "a.2.part", 1)
    half_written(tmp_path, "b.1.part", 3600)
    numbered(tmp_path, name="a")
    assert {p.name for p in tmp_path.iterdir()} == {"a", "a.2.part", "b.1.part"}


@pytest.mark.parametrize("name", ["images", "images.v2", "im*", "[ab]", "a.b", "i?"])
def test_what_only_looks_like_a_leftover_stays(tmp_path, name):
    kept = {"images.holiday.part", "images.v2.1.part", "imagesx1.part", "images.1.part.old"}
    for folder in kept - {f"{name}.1.part"}:
        half_written(tmp_path, folder, 3600)
    half_written(tmp_path, f"{name}.7.part", 3600, ("X.npy", "notes.txt"))
    kept = {p.name for p in tmp_path.iterdir()}
    numbered(tmp_path, name=name)
    assert {p.name for p in tmp_path.iterdir()} == {*kept, name}


def test_a_file_that_someone_put_into_ours_is_not_deleted(tmp_path):
    def pieces():
        (part,) = tmp_path.glob("a.*.part")
        (part / "notes.txt").write_text("mine")
        yield np.ones((1, 1)), np.ones(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(tmp_path / "a", pieces(), 2, (1,))
    (part,) = tmp_path.iterdir()
    assert [p.name for p in part.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "pieces, words",
    [
        ([(np.ones((4, 2)), np.ones(4))], "must hold 6 rows, got 4"),
        ([(np.ones((7, 2)), np.ones(7))], "must hold 6 rows, got more"),
        ([(np.ones((6, 3)), np.ones(6))], r"got \(6, 3\) and \(6,\)"),
        ([(np.ones((6, 2)), np.ones((6, 1)))], r"got \(6, 2\) and \(6, 1\)"),
        (
            [(np.ones((6, 2)) * np.nan, np.ones(6))],
            "X of a piece must be finite as float32, got 12",
        ),
        ([(np.ones((6, 2)), np.full(6, np.inf))], "y of a piece must be finite as float32, got 6"),
        ([(np.ones((6, 2)) * 1j, np.ones(6))], "must be float32, got complex128"),
        ([(np.full((6, 2), 1e39), np.ones(6))], "finite as float32, got 12 nan or inf"),
        ([(np.full((6, 2), 2**24 + 1), np.ones(6))], "exact as float32, got 12 rounded"),
        ([(np.ones((6, 2)), np.full(6, -(2**40) - 1))], "y of a piece must be exact as float32"),
        ([(np.ma.masked_less(np.eye(6)[:, :2], 1), np.ones(6))], "none masked, got 10 masked"),
        ([(np.ones((6, 2)), np.ma.masked_less(np.eye(6)[0], 1))], "none masked, got 5 masked"),
        ([(np.full((6, 2), "1.5"), np.ones(6))], "must be float32, got <U3"),
        (
            [(np.ones((6, 2)), np.array(["2020-01-01"] * 6, "M8[D]"))],
            "must be float32, got datetime",
        ),
        ([([[1], [1, 2]], [1, 2])], "must be float32, got"),
        ([(np.ones((6, 2)), None)], "must be float32, got object"),
        ([np.ones((6, 2))], "must be a pair"),
        ([None], r"must be a pair .X, y., got None"),
    ],
)
def test_pieces_that_do_not_fit_leave_nothing(tmp_path, pieces, words):
    with pytest.raises(ValueError, match=words):
        write_rows(tmp_path / "a", pieces, 6, (2,))
    assert list(tmp_path.iterdir()) == []


def test_floats_are_not_cut_to_bytes_without_a_word(tmp_path):
    with pytest.raises(ValueError, match="must be uint8, got float64; try X"):
        write_rows(tmp_path / "a", [(np.ones((6, 2)), np.ones(6))], 6, (2,), "uint8")


def shorten(path):
    os.truncate(path, path.stat().st_size - 1)


def lengthen(path):
    with open(path, "ab") as file:
        file.write(b"x")


def other_type(path):
    np.save(path, np.load(path).astype("float32"))


def fewer_rows(path):
    np.save(path, np.load(path)[:-1])


def by_columns(path):
    np.save(path, np.asfortranarray(np.load(path)))


DAMAGE = [
    ("X.npy", shorten, "must have .* bytes"),
    ("y.npy", lengthen, "must have .* bytes"),
    ("X.npy", other_type, "must hold .* float64, got .* float32"),
    ("y.npy", fewer_rows, "must hold"),
    ("X.npy", by_columns, "must hold"),
    ("X.npy", lambda p: p.unlink(), "is missing"),
    ("X.npy", lambda p: p.write_bytes(b"PK\x03\x04 something else"), "no .npy file of ours"),
    ("X.npy", lambda p: p.write_bytes(b""), "no .npy file of ours"),
    ("header.json", lambda p: p.unlink(), "no data set: it has no header.json"),
    ("header.json", lambda p: p.write_text("{}"), "not ours"),
    ("header.json", lambda p: p.write_text("[1]"), "not ours"),
    ("header.json", lambda p: p.write_bytes(b"\xff\xfe"), "not ours"),
    ("header.json", lambda p: p.write_text(p.read_text()[:50]), "not ours"),
    ("header.json", lambda p: p.write_text(p.read_text().replace("rows 1", "rows 9")), "not ours"),
    ("header.json", lambda p: p.write_text(p.read_text().replace("1000", '"1000"')), "not ours"),
]


@pytest.mark.parametrize("name, damage, words", DAMAGE)
def test_a_file_that_is_not_whole_is_told_and_left_as_it_is(tmp_path, name, damage, words):
    folder = numbered(tmp_path).folder
    damage(folder / name)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(ValueError, match=words):
        Rows(folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_file_cut_while_it_is_read_is_told(tmp_path):
    rows = numbered(tmp_path, n=200_000)
    blocks = rows.blocks(1000)
    next(blocks)
    os.truncate(rows.folder / "X.npy", 50_000)
    with pytest.raises(ValueError, match="while it is read, got fewer bytes"):
        list(blocks)


def test_a_reader_left_in_the_middle_closes_its_files(tmp_path):
    rows = numbered(tmp_path)
    blocks = rows.blocks(10)
    next(blocks)
    blocks.close()
    shutil.rmtree(rows.folder)  # Windows would refuse while a file is open


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda r: r.blocks(0), "rows must be at least 1"),
        (lambda r: r.part(0, 1001), "stop must be from 1 to 1000, got 1001"),
        (lambda r: r.part(5, 5), "first must be from 0 to 4, got 5"),
        (lambda r: r.minibatches(0, np.random.default_rng()), "from 1 to 1000"),
        (lambda r: r.minibatches(1001, np.random.default_rng()), "from 1 to 1000"),
        (lambda r: r.minibatches(5, 0), "numpy Generator"),
        (lambda r: r.minibatches(5, np.random.default_rng(), blocks=0), "blocks must be at least"),
        (lambda r: Rows(r.folder / "nowhere"), "no data set"),
        (lambda r: Rows(r.folder / "X.npy"), "no data set|not ours"),
        (lambda r: write_rows(r.folder / "b", [], 0, (2,)), "n must be at least 1"),
        (lambda r: write_rows(r.folder / "b", [], 5, (0,)), "shape must be at least 1"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), "int8"), "dtype must be one of"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), None), "dtype must be one of"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), ">f4"), "dtype must be one of"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), [1]), "dtype must be one of"),
        (lambda r: write_rows(r.folder / "b", [], 5, 2), r"shape must be .* try `shape = .3,.`"),
        (lambda r: write_rows(r.folder / "b", [], 5, ()), "shape must be"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), seed="7"), "seed must be a whole"),
        (lambda r: write_rows(r.folder / "b", [], 5, (2,), seed=1.5), "seed must be a whole"),
        (lambda r: write_rows(r.folder / "b", 7, 5, (2,)), "pieces must be a stream"),
        (lambda r: write_rows("", [], 5, (2,)), "folder must be a path"),
        (lambda r: write_rows("a\0b", [], 5, (2,)), "folder must be a path"),
        (
            lambda r: write_rows("x" * 300, [], 5, (2,)),
            "folder must lie where files can be written",
        ),
        (lambda r: write_rows(r.folder / "X.npy" / "b", [], 5, (2,)), "folder must lie where"),
        (lambda r: Rows(None), "folder must be a path"),
    ],
)
def test_bad_input_is_told(tmp_path, call, words):
    rows = numbered(tmp_path)
    with pytest.raises(ValueError, match=words):
        call(rows)
