"""Figures of lesson 7, worked out again with numpy and plain integers.

Each claim is a phrase that stands in the lesson, or a figure that its notebook prints, and a
function that says whether it is true.
"""

import json
from math import log2

import numpy as np
import pytest

from tests.helpers import ROOT

TEXT = " ".join((ROOT / "lessons" / "07_memory.md").read_text(encoding="utf-8").split())
SLIDE = 256 * 256 * 3 * 10**6
SMALL = 16_384 * 32 * 32 * 3
D = 256 * 256 * 3
H100 = (67e12, 3.35e12)  # operations and bytes a second
CARDS = (16, 24, 80, 141, 192)  # GB


def wrapped(product):
    """As a signed integer of 32 bits."""
    return (product + 2**31) % 2**32 - 2**31


def sums(n, k, r, b=64):
    """The noise of batches from k blocks of r equal rows, against independent rows: by counting.

    A batch of b holds, of each of the k blocks, about b / k rows; equal rows count as one.
    """
    blocks = n // r
    return 1 + (b - 1) / k * (blocks - k) / (blocks - 1)


def pixels_at_start():
    """The loss at zero: the mean of y^2 of all pieces made here, as the lesson makes them."""
    rng = np.random.default_rng(7)
    weights = rng.standard_normal(3072).astype(np.float32) / 50
    total = 0.0
    for _ in range(4):
        images = rng.integers(0, 256, (1024, 32, 32, 3), dtype=np.uint8)
        y = (images.reshape(1024, -1) / 127.5 - 1) @ weights.astype(float)
        y += 0.1 * rng.standard_normal(1024, np.float32)
        total += (y**2).sum()
    return total / 4096


def smallest_limit():
    """Bytes that the greedy program needs at least: the file's bytes, and their floats."""
    return SMALL + 4 * SMALL


def printed():
    """Everything that the notebook's cells show as text, in one line."""
    path = ROOT / "notebooks" / "07_memory.ipynb"
    shown = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            shown.append(text if isinstance(text, str) else "".join(text))
    return " ".join(" ".join(shown).split())


PROSE = [
    ("The exponent is 37.5165, not 37", lambda: f"{log2(SLIDE):.4f}" == "37.5165"),
    ('"about 30 %": "2^-0.5165 is 0.699."', lambda: f"{2**-0.5165:.3f}" == "0.699"),
    ("The nearest power is in fact $2^{38}$", lambda: round(log2(SLIDE)) == 38),
    ("By $2^{37}$ two, in truth three",
     lambda: (-(-(2**37) // (80 * 10**9)), -(-SLIDE // (80 * 10**9))) == (2, 3)),
    ("the type that makes it need ten H100", lambda: -(-4 * SLIDE // (80 * 10**9)) == 10),
    ("no card of our list holds slide 25's set", lambda: max(CARDS) * 10**9 < SLIDE),
    ("each input has less than a megabyte", lambda: 8 * 100_000 < 10**6),
    ("80 GB. With a small $n$ it fits", lambda: 8 * 100_000**2 == 80 * 10**9),
    ("It has 50 MB. That fits.", lambda: round(SMALL / 1e6) == 50),
    ("Four bytes for each one: 201 MB at once.", lambda: round(4 * SMALL / 1e6) == 201),
    ("In a child of 150 MB", lambda: smallest_limit() > 150e6 > SMALL),
    ("There are 64 blocks of 256 rows", lambda: 16_384 // 256 == 64),
    ("sixty times as much", lambda: 60 < sums(16_384, 1, 256) <= 64),
    ("20 operations for each byte", lambda: round(H100[0] / H100[1]) == 20),
    ("nineteen twentieths of the time",
     lambda: round(1 - H100[1] / H100[0], 2) == 0.95),
    ("the sum of the stages divided by the longest one, here 2",
     lambda: (1 + 3 + 2) / max(1, 3, 2) == 2),
    ("Slide 25's data set has 196,608,000,000 bytes, $2^{37.5}$",
     lambda: SLIDE == 196_608_000_000 and round(log2(SLIDE), 1) == 37.5),
    ("over a quarter of the images, 4,096", lambda: 16_384 / 4 == 4096),
]  # fmt: skip

OUTPUTS = [
    ("'196,608,000,000', '137,438,953,472'",
     lambda: (f"{SLIDE:,}", f"{2**37:,}") == ("196,608,000,000", "137,438,953,472")),
    ("2^37 is 30.1 % too small", lambda: round(100 * (1 - 2**37 / SLIDE), 1) == 30.1),
    ("np.int32(-960495616)", lambda: wrapped(SLIDE) == -960495616),
    ("float32 786.4 GB a batch of 256: 201,326,592 bytes",
     lambda: 4 * 256 * D == 201_326_592 and round(4 * SLIDE / 1e9, 1) == 786.4),
    ("float64 1572.9 GB", lambda: round(8 * SLIDE / 1e9, 1) == 1572.9),
    ("H100 memory 0.235 s a pass, 0.06 ms",
     lambda: (round(4 * SLIDE / H100[1], 3), round(4e3 * 256 * D / H100[1], 2)) == (0.235, 0.06)),
    ("DDR memory 15.729 s a pass, 4.03 ms", lambda: round(4 * SLIDE / 50e9, 3) == 15.729),
    ("PCIe 4 x16 24.576 s a pass, 6.29 ms", lambda: round(4 * SLIDE / 32e9, 3) == 24.576),
    ("SSD 112.347 s a pass, 28.76 ms", lambda: round(4 * SLIDE / 7e9, 3) == 112.347),
    ("67e12 a second: 0.012 s", lambda: round((4 * SLIDE + 10**6) / H100[0], 3) == 0.012),
    ("50,397,184 bytes with y", lambda: SMALL + 4 * 16_384 == 50_397_184),
    ("4096 images: in one piece 63 MB", lambda: round(4096 * 3072 * (1 + 4) / 1e6) == 63),
    ("loss at the start 0.42", lambda: round(pixels_at_start(), 2) == 0.42),
    ("minibatches of 256 peak 7 MB, 16 updates", lambda: 4096 // 256 == 16),
    ("16 of 64 blocks held: noise 3,", lambda: abs(sums(16_384, 16, 256) - 3) < 1.5),
    (" 4 of 64 blocks held: noise 16,", lambda: abs(sums(16_384, 4, 256) - 16) < 1),
    ("3.03 ms a batch", lambda: round((1 + 100 * 3 + 2) / 100, 2) == 3.03),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "holds"), PROSE, ids=[c[0][:40] for c in PROSE])
def test_a_figure_in_the_prose_is_true(phrase, holds):
    assert phrase in TEXT
    assert holds()


@pytest.mark.parametrize(("shown", "holds"), OUTPUTS, ids=[c[0][:40] for c in OUTPUTS])
def test_a_figure_that_the_notebook_prints_is_true(shown, holds):
    assert shown in printed()
    assert holds()
