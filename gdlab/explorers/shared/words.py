"""What explorers say: sentences marked for translation, and numbers as they are read."""

import numpy as np

from gdlab.notebook.language import N_, _
from gdlab.stage.parts import as_texts

__all__ = [
    "N_",
    "_",
    "each",
    "fixed",
    "readable",
    "shares_of_limit",
    "short",
    "sides_of_limit",
    "spelled",
    "texts",
]


def texts(values, form):
    """Numbers (...) as texts, form as in an f-string; in words those that are not finite."""
    values = np.asarray(values, float)
    return np.where(np.isfinite(values), as_texts(values, form), _("not finite"))


def short(values, digits):
    """Numbers as texts with so many digits after the point; those far away as powers of ten."""
    near = np.abs(values) < 1e4
    rounded = np.round(np.where(near, values, 0), digits) + 0.0
    return np.where(near, texts(rounded, f".{digits}f"), texts(values, ".1e"))


def readable(values):
    """Numbers (...) as texts that people read: 0.0049, 12,345, 1.2 million, beyond 10¹²."""
    return each(np.asarray(values, float), _readable)


def _readable(value):
    size = abs(value)
    if not np.isfinite(value):
        return _("not finite")
    if size >= 1e12:
        return _("beyond 10¹²") if value > 0 else _("beyond -10¹²")
    if size >= 1e9:
        return _("{number} billion").format(number=f"{value / 1e9:.3g}")
    if size >= 1e6:
        return _("{number} million").format(number=f"{value / 1e6:.3g}")
    return f"{value:,.0f}" if size >= 1e4 else f"{value:.4g}"


def each(values, words):
    """The text words(value) for each of values (...), in the same shape."""
    values = np.asarray(values)
    return np.array([words(value) for value in values.ravel()]).reshape(values.shape)


def fixed(text):
    """A column of a Readout that follows no control."""
    return np.array(text), ()


def spelled(names, theta):
    """Parameters as read: "a = 1, φ = 3.14"."""
    return ", ".join(f"{n} = {v + 0.0:.3g}" for n, v in zip(names, theta, strict=True))


def shares_of_limit(lrs, limit):
    """Learning rates as their control reads, each with its share of the limit 2/L."""
    sentence = _("{lr} = {share} of 2/L")
    return [sentence.format(lr=f"{lr:.3g}", share=f"{lr / limit:.2f}") for lr in lrs]


def sides_of_limit(lrs, limit):
    """Learning rates as their control reads, each with the side of the limit it is on."""
    signs = {-1: "<", 0: "=", 1: ">"}
    return [f"{lr:.4g} {signs[int(np.sign(lr - limit))]} 2/λmax" for lr in lrs]
