"""Where there is PyTorch, its walk is ours, on a processor too; where there is none, it says so."""

import sys

import numpy as np
import pytest

from gdcore.scale.gpu import CardRun, ask, full_then_streamed, prepare, why_not

SLIDE = (1_000_000, 256 * 256 * 3)


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


def batches(count=6, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield rng.integers(0, 256, (8, 2, 2, 3), np.uint8), rng.normal(size=8).astype(np.float32)


def by_hand(lr, T):
    """The same walk in float64, row by row."""
    beta = np.zeros(13)
    for _, (images, y) in zip(range(T), batches(), strict=False):
        gradient = np.zeros(13)
        for image, target in zip(images, y, strict=True):
            x = np.append((image.ravel() - 127.5) / 127.5, 1)
            gradient += 2 / len(y) * (x @ beta - target) * x
        beta = beta - lr * gradient
    return beta


def test_without_pytorch_it_says_so(monkeypatch):
    monkeypatch.setattr("gdcore.scale.gpu.find_spec", lambda name: None)
    assert why_not() == "not run: PyTorch is not installed here"


def test_pytorch_without_a_card_says_so(monkeypatch):
    class Cards:
        class cuda:
            @staticmethod
            def is_available():
                return False

    monkeypatch.setattr("gdcore.scale.gpu.find_spec", lambda name: "found")
    monkeypatch.setitem(sys.modules, "torch", Cards)
    assert why_not() == "not run: PyTorch finds no NVIDIA card here"


def test_a_record_says_day_card_wish_and_what_happened():
    run = CardRun(
        "2020-02-02", "Some Card", 16 * 10**9, 786_432_000_000, "out of memory", 64, 50_000_000,
        60_000_000, np.zeros(3),
    )  # fmt: skip
    assert repr(run).split("\n") == [
        "2020-02-02, Some Card, 16.0 GB",
        "asked at once   786.4 GB: refused: out of memory",
        "streamed        64 steps, 0.050 GB sent, peak 0.060 GB",
    ]


@pytest.mark.parametrize("lr, T, words", [(0, 3, "lr must be a positive"), (0.1, 0, "T must be")])
def test_bad_input_is_told(lr, T, words):
    with pytest.raises(ValueError, match=words):
        full_then_streamed(batches(), lr, T, SLIDE, "cpu")


def test_the_walk_is_the_one_by_hand(torch):
    run = full_then_streamed(batches(), 0.05, 4, (10, 10), "cpu")
    assert run.beta == pytest.approx(by_hand(0.05, 4), rel=1e-4, abs=1e-6)
    assert (run.steps, run.sent, run.asked) == (4, 4 * 8 * (12 + 4), 400)
    assert (run.refusal, run.peak) == ("", None)
    assert full_then_streamed(batches(2), 0.05, 9, (1,), "cpu").steps == 2


def test_images_become_what_the_exercise_asks_for(torch):
    X = prepare(torch.tensor([[[[0, 127, 255]]]], dtype=torch.uint8))
    assert X.numpy() == pytest.approx(np.array([[-1, -1 / 255, 1, 1]]), abs=1e-6)


def test_what_is_no_want_of_memory_is_raised(torch):
    with pytest.raises(ValueError, match="at least 1"):
        ask((-1,), "cpu")


def test_a_wish_beyond_all_memory_is_refused_in_words(torch):
    assert "memory" in ask((10**9, 10**6), "cpu")


def test_on_a_card_the_slides_set_is_refused_and_the_stream_passes(torch):
    if why_not():
        pytest.skip(why_not())
    run = full_then_streamed(batches(), 0.05, 4, SLIDE)
    assert "memory" in run.refusal and run.peak < 10**9
    assert run.beta == pytest.approx(by_hand(0.05, 4), rel=1e-3, abs=1e-5)
