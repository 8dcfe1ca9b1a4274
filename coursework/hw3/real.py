"""The real data of set 3: scikit-learn's bundled sets, which need no network."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from gdlab.notebook.language import N_


class Real(NamedTuple):
    """read() -> (raw (n, d), target (n,)); what it is about; the same as code for students."""

    read: Callable
    about: str
    code: str


@cache
def load(name):
    """(raw, target) of one of DATA; nobody changes them."""
    return DATA[name].read()


DATA = {
    "diabetes": Real(
        lambda: load_diabetes(return_X_y=True, scaled=False),
        N_(
            "442 patients, ten measurements each; the target is how far diabetes had progressed a "
            "year later"
        ),
        "from sklearn.datasets import load_diabetes\n\n"
        "raw, target = load_diabetes(return_X_y=True, scaled=False)",
    ),
    "wine": Real(
        lambda: (load_wine().data[:, 1:], load_wine().data[:, 0]),
        N_("178 wines, twelve chemical measurements each; the target is the alcohol, in percent"),
        "from sklearn.datasets import load_wine\n\n"
        "wines = load_wine().data\n"
        "raw, target = wines[:, 1:], wines[:, 0]",
    ),
    "cells": Real(
        lambda: (load_breast_cancer().data[:, :10], load_breast_cancer().data[:, 20]),
        N_(
            "569 samples of tissue, ten average measurements of their cells' nuclei each; the "
            "target is the radius of the largest nuclei"
        ),
        "from sklearn.datasets import load_breast_cancer\n\n"
        "samples = load_breast_cancer().data\n"
        "raw, target = samples[:, :10], samples[:, 20]",
    ),
}
