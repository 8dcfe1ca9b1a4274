"""Figures and reasons of lesson 10, worked out again with numpy and plain integers."""

import re
from math import log2

import numpy as np
import pytest

from tests.helpers import ROOT
from tests.helpers.lessons import asked, made, prose
from tests.helpers.results import printed

TEXT = prose("10")
LECTURE = 256 * 256 * 3 * 10**6  # bytes
SMALL = 16_384 * 32 * 32 * 3
H100 = (67e12, 3.35e12)  # operations and bytes a second
GB = 10**9


def image_rows(pieces=4):
    """The first images and targets, made as the lesson makes them: X in -1 to 1, y."""
    rng = np.random.default_rng(7)
    weights = rng.standard_normal(3072).astype(np.float32) / 50
    for _ in range(pieces):
        images = rng.integers(0, 256, (1024, 32, 32, 3), dtype=np.uint8)
        X = (images.reshape(1024, -1) / np.float32(127.5) - 1).astype(np.float32)
        yield X, X @ weights + 0.1 * rng.standard_normal(1024, np.float32)


def cards(size):
    return -(-size // (80 * GB))


CLAIMS = [
    ("The exponent should be 37.5165", lambda: f"{log2(LECTURE):.4f}" == "37.5165"),
    ("In bytes $2^{37}$ is the nearer power", lambda: LECTURE - 2**37 < 2**38 - LECTURE),
    ("by $2^{37}$ two cards of 80 GB would do, in truth it takes three",
     lambda: (cards(2**37), cards(LECTURE)) == (2, 3)),
    ("four bytes a number in `float32`, 786 GB", lambda: round(4 * LECTURE / 1e9) == 786),
    ("A batch of 256 images has 201 MB", lambda: round(4 * 256 * LECTURE / 1e6 / 1e6) == 201),
    ("makes the lecture's set need ten H100", lambda: cards(4 * LECTURE) == 10),
    ("each input has less than a megabyte", lambda: 8 * 100_000 < 10**6),
    ("has $8 n^2$ bytes, 80 GB", lambda: 8 * 100_000**2 == 80 * GB),
    ("It has 50 MB. That fits.", lambda: round(SMALL / 1e6) == 50),
    ("Four bytes for each number: 201 MB at once.", lambda: round(4 * SMALL / 1e6) == 201),
    ("In a child of 150 MB, which line", lambda: SMALL + 4 * SMALL > 150e6 > SMALL),
    ("$(1 + 4 + 4) \\cdot 512 \\cdot 3072$ bytes, 14.2 MB",
     lambda: round((1 + 4 + 4) * 512 * 3072 / 1e6, 1) == 14.2),
    ("**one operation for each byte**", lambda: 4 * 1000 * 50 / (4 * 1000 * 50) == 1),
    ("20 operations for each byte", lambda: round(H100[0] / H100[1]) == 20),
    ("nineteen twentieths of the time", lambda: round(1 - H100[1] / H100[0], 2) == 0.95),
    ("$n/b = 16$ in a pass", lambda: 4096 / 256 == 16),
    ("64 blocks of 256 rows", lambda: 16_384 / 256 == 64),
    ("A file of 40 GB must go through a machine of 8 GB",
     lambda: 6 * GB // (7 * 196_608) * 7 * 196_608 <= 6 * GB < 40 * GB),
]  # fmt: skip

SHOWN = [
    ("2^37 is 30.1 % too small", lambda: round(100 * (1 - 2**37 / LECTURE), 1) == 30.1),
    ("it misses 59 GB; 2^38 is 78 GB too much",
     lambda: (round((LECTURE - 2**37) / GB), round((2**38 - LECTURE) / GB)) == (59, 78)),
    ("H100 memory 0.235 s a pass", lambda: round(4 * LECTURE / H100[1], 3) == 0.235),
    ("DDR memory 15.729 s a pass", lambda: round(4 * LECTURE / 50e9, 3) == 15.729),
    ("PCIe 4 x16 24.576 s a pass", lambda: round(4 * LECTURE / 32e9, 3) == 24.576),
    ("SSD 112.347 s a pass", lambda: round(4 * LECTURE / 7e9, 3) == 112.347),
    ("67e12 a second: 0.012 s", lambda: round(4 * LECTURE / H100[0], 3) == 0.012),
    ("4096 images: in one piece 63 MB, in blocks of 512 14.2 MB",
     lambda: round(4096 * 3072 * (1 + 4) / 1e6) == 63),
    ("mse equal to 12 digits: True rmse equal to 12 digits: True l2 equal to 12 digits: True",
     lambda: True),  # the next test
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()


@pytest.mark.parametrize(("shown", "holds"), SHOWN, ids=[c[0][:40] for c in SHOWN])
def test_a_figure_that_the_notebook_prints_is_true(shown, holds):
    assert shown in printed("10")
    assert holds()


def test_three_sums_are_enough_for_every_loss():
    """The weights of the lesson, against differences of the losses themselves."""
    assert '("rmse", 1 / np.sqrt(n * squares)), ("l2", squares**-0.5)' in TEXT
    rng = np.random.default_rng(3)
    X, y, beta, h = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3), 1e-6
    r, n = X @ beta - y, len(y)
    total, squares = X.T @ r, r @ r
    of = {"mse": lambda b: np.mean((X @ b - y) ** 2), "l2": lambda b: np.linalg.norm(X @ b - y)}
    of["rmse"] = lambda b: np.sqrt(of["mse"](b))
    weights = {"mse": 2 / n, "rmse": 1 / np.sqrt(n * squares), "l2": squares**-0.5}
    for name, loss in of.items():
        slopes = [(loss(beta + e) - loss(beta - e)) / (2 * h) for e in h * np.eye(3)]
        assert np.allclose(weights[name] * total, slopes, rtol=1e-7)


def test_a_step_on_every_block_gains_more_than_one_step():
    rows = list(image_rows())
    X, y = np.vstack([X for X, _ in rows]), np.concatenate([y for _, y in rows])

    def gradient(beta, X, y):
        return 2 / len(y) * X.T @ (X @ beta - y)

    full, beta = -0.1 * gradient(np.zeros(3072), X, y), np.zeros(3072)
    for first in range(0, 4096, 256):
        part = slice(first, first + 256)
        beta = beta - 0.1 * gradient(beta, X[part], y[part])
    losses = [round(float(np.mean((X @ b - y) ** 2)), 2) for b in (np.zeros(3072), full, beta)]
    shown = re.findall(r"peak (\d+) MB, then loss ([\d.]+)", printed("10"))
    assert [float(loss) for _, loss in shown] == losses
    assert shown[1][0] == shown[2][0] == f"{256 * 3072 * (1 + 4 + 4) / 1e6:.0f}"
    assert losses[2] < losses[1] < losses[0]


def noise(held, b=64, rows=256, epochs=300):
    """A sorted file shuffled in blocks, by hand: the variance of batches, of a full shuffle's."""
    rng, y = np.random.default_rng(5), np.sort(np.random.default_rng(6).normal(size=16_384))
    means = []
    for _ in range(epochs):
        blocks = rng.permutation(y.reshape(-1, rows))
        for first in range(0, len(blocks), held):
            together = rng.permutation(blocks[first : first + held].ravel())
            means.append(together.reshape(-1, b).mean(axis=1))
    fully = y.var() / b * (len(y) - b) / (len(y) - 1)
    return np.var(np.concatenate(means)) / fully


@pytest.mark.parametrize("held", [64, 16, 4, 1])
def test_64_rows_of_k_blocks_are_worth_k_rows(held):
    assert "64 rows from $k$ blocks are worth about $k$ rows" in TEXT
    assert abs(noise(held) / (64 / held) - 1) < 0.06
    (shown,) = re.findall(rf"\b{held} of 64 held: +([\d.]+) times the noise \(64", printed("10"))
    assert abs(float(shown) / (64 / held) - 1) < 0.15


def test_a_mixed_file_is_as_good_as_a_full_shuffle():
    assert "mixed file: 1.0 times the noise" in printed("10")


def test_float32_keeps_six_digits_where_blocks_are_added_in_float64():
    assert "six digits right: {off < 1e-6}" in TEXT
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5000, 20)), rng.normal(size=5000)
    total = np.zeros(20)
    for first in range(0, 5000, 1000):
        block = X[first : first + 1000].astype(np.float32)
        total += block.T @ (0 - y[first : first + 1000].astype(np.float32))
    exact = X.T @ -y
    assert 1e-9 < np.linalg.norm(total - exact) / np.linalg.norm(exact) < 1e-6


def test_the_stored_timings_say_what_the_text_says():
    """Nothing beats a read; a copy is dearer than two passes, and these than blocks."""
    rates = [float(rate) for rate in re.findall(r"MB: read at ([\d.]+) GB/s", printed("10"))]
    times = [float(each) for each in re.findall(r"([\d.]+) times a read", printed("10"))]
    more = [int(each) for each in re.findall(r"times a read, +(\d+) MB more", printed("10"))]
    assert rates[0] > rates[1]
    assert times[0] > times[1] > times[2] and min(times) > 0.9
    assert more[0] > 399 > 50 > more[1] >= more[2]


def recorded(what):
    """The ratios of docs/benchmarks.md's lines that hold these words."""
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in page if all(words in line for words in what)]
    return [float(row[2]) for row in rows]


@pytest.mark.parametrize(
    ("engine", "words"), [("numpy's blocks", "0.43 to 0.56"), ("fused", "0.67 to 0.94")]
)
def test_the_recorded_speeds_are_those_of_the_benchmarks_page(engine, words):
    ratios = recorded([f"speed of {engine}, of a read", "float64", "n d = 2e8"])
    if not ratios:
        pytest.skip("docs/benchmarks.md holds no record of blocks")
    assert f"{min(ratios)} to {max(ratios)}" == words
    assert words in TEXT


def test_the_quiz_counts_bytes_with_any_numbers():
    for text, _, answer in asked(made("10", "bytes_of", {"np": np})):
        n, side, _ = (int(number.replace(",", "")) for number in re.findall(r"[\d,]+", text)[:3])
        assert int(answer.replace(",", "")) == n * side**2 * 4


def test_the_median_alone_can_not_be_joined():
    """Two pairs of blocks with the same medians, and other medians together."""
    one, other = [[0, 1, 2], [8, 9, 10]], [[1, 1, 9], [8, 9, 9]]
    assert list(map(np.median, one)) == list(map(np.median, other))
    assert np.median(np.ravel(one)) != np.median(np.ravel(other))
    x = np.arange(7.0)
    sums, squares, n = x.sum(), (x**2).sum(), len(x)
    assert np.isclose(squares / n - (sums / n) ** 2, x.var())
