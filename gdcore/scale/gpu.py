"""Minibatches through a graphics card, where there is an NVIDIA one and PyTorch. Slide 25.

PyTorch is no part of this course's installation, and nothing here imports it before it is used.
Bytes travel, floats are made on the card: images (b, height, width, channels) uint8, y (b,).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import islice
from math import prod
from textwrap import shorten
from typing import Any

import numpy as np

from gdcore.arrays import Floats, as_count, as_positive, as_stream, refused, told

GB = 10**9


@dataclass(frozen=True, eq=False)
class CardRun:
    """What was tried on a card, and when: bytes, None where not known; beta (d + 1,) at the end."""

    day: str
    card: str
    memory: int | None
    asked: int
    refusal: str  # what the card answered, in short; "" where it had the room
    steps: int
    sent: int
    peak: int | None
    beta: Floats

    def __repr__(self) -> str:
        answer = f"refused: {self.refusal}" if self.refusal else "there was room"
        peak = "not known" if self.peak is None else f"{self.peak / GB:.3f} GB"
        memory = "" if self.memory is None else f", {self.memory / GB:.1f} GB"
        return (
            f"{self.day}, {self.card}{memory}\n"
            f"asked at once   {self.asked / GB:.1f} GB: {answer}\n"
            f"streamed        {self.steps} steps, {self.sent / GB:.3f} GB sent, peak {peak}"
        )


def why_not() -> str:
    """Why nothing can run on a card here, as a sentence; "" where it can."""
    if find_spec("torch") is None:
        return "not run: PyTorch is not installed here"
    import torch

    return "" if torch.cuda.is_available() else "not run: PyTorch finds no NVIDIA card here"


def full_then_streamed(
    batches: Iterable[tuple[Any, Any]],
    lr: float,
    T: int,
    asked: tuple[int, ...],
    device: str = "cuda",
) -> CardRun:
    """Ask the card for float32 numbers of shape `asked` at once, then walk T minibatch steps.

    batches is a stream of (images, y), such as Rows.minibatches; the walk goes down their mse from
    zero, on pixels scaled to [-1, 1] and a column of ones. A refusal for want of memory is part of
    the record, any other error is raised. Raises ValueError unless T >= 1 and lr > 0.
    """
    lr, T, batches = as_positive("lr", lr), as_count("T", T, least=1), as_stream("batches", batches)
    asked, torch = _as_shape("asked", asked), _torch()
    refusal, on_card = ask(asked, device), device != "cpu"
    if on_card:
        torch.cuda.reset_peak_memory_stats(device)
    beta, steps, sent = None, 0, 0
    for images, y in islice(batches, T):
        X = prepare(torch.from_numpy(images).to(device))
        targets = torch.from_numpy(y).to(device, torch.float32)
        beta = torch.zeros(X.shape[1], device=device) if beta is None else beta
        beta -= lr * 2 / len(targets) * (X.T @ (X @ beta - targets))
        steps, sent = steps + 1, sent + images.nbytes + y.nbytes
    return CardRun(
        date.today().isoformat(),
        torch.cuda.get_device_name(device) if on_card else "processor",
        torch.cuda.get_device_properties(device).total_memory if on_card else None,
        prod(asked) * 4,
        refusal,
        steps,
        sent,
        torch.cuda.max_memory_allocated(device) if on_card else None,
        np.zeros(0) if beta is None else beta.cpu().numpy(),
    )


def prepare(images: Any) -> Any:
    """Bytes (b, h, w, c) on the card to floats (b, h w c + 1): 0 to -1, 255 to 1, ones last."""
    torch = _torch()
    if not isinstance(images, torch.Tensor) or images.ndim < 2 or 0 in images.shape:
        expected = "images must be a tensor (b, height, width, channels)"
        raise refused(expected, told(images), "torch.from_numpy(images)")
    X = torch.ones(len(images), images[0].numel() + 1, device=images.device)
    X[:, :-1] = images.flatten(1) / 127.5 - 1
    return X


def ask(shape: tuple[int, ...], device: str = "cuda") -> str:
    """What the card answers to a wish for that many float32 numbers; "" where it has the room."""
    shape, torch = _as_shape("shape", shape), _torch()
    try:
        torch.empty(shape, dtype=torch.float32, device=device)
    except RuntimeError as error:  # torch.OutOfMemoryError is one, the processor's own is another
        if "memory" not in str(error):
            raise
        return shorten(str(error).splitlines()[0], 120)
    return ""


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise ImportError("this needs PyTorch, which is not installed: pip install torch") from None
    return torch


def _as_shape(name: str, shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, tuple | list) or not shape:
        raise refused(f"{name} must be the shape of an array", told(shape), f"`{name} = (3, 2)`")
    return tuple(as_count(name, side, least=1) for side in shape)
