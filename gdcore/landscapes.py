"""Three honest non-linear regressions whose minima, maxima and saddles are known exactly.

Each is the mean squared error of a model f(theta, x) on noise-free data, so it can be walked with
full gradients or with minibatches of rows: X (n, 1) sample positions, y (n,) targets,
theta (p,) parameters in the place of beta.
"""

from typing import NamedTuple

import numpy as np

from gdcore.losses import Loss


class Landscape(NamedTuple):
    """A non-convex loss and its data: minima (k, p), global first; maxima or saddles (m, p)."""

    name: str
    X: np.ndarray
    y: np.ndarray
    loss: Loss
    minima: np.ndarray
    others: np.ndarray


def model_mse(name, model, jacobian):
    """The mean squared error of model(theta, x) -> (n,), with jacobian(theta, x) -> (n, p)."""

    def value(theta, X, y):
        r = model(theta, X[:, 0]) - y
        return r @ r / len(y)

    def gradient(theta, X, y):
        r = model(theta, X[:, 0]) - y
        return 2 / len(y) * jacobian(theta, X[:, 0]).T @ r

    return Loss(name, value, gradient)


def _two_tone(theta, x):
    """cos(x + phi) + cos 2(x + phi), theta = (phi,)."""
    return np.cos(x + theta[0]) + np.cos(2 * (x + theta[0]))


def _two_tone_jacobian(theta, x):
    return -(np.sin(x + theta[0]) + 2 * np.sin(2 * (x + theta[0])))[:, None]


def _amp_phase(theta, x):
    """a cos(x + phi), theta = (a, phi)."""
    return theta[0] * np.cos(x + theta[1])


def _amp_phase_jacobian(theta, x):
    return np.column_stack([np.cos(x + theta[1]), -theta[0] * np.sin(x + theta[1])])


def _tanh_unit(theta, x):
    """a tanh(w x), theta = (a, w): one hidden unit of a neural network."""
    return theta[0] * np.tanh(theta[1] * x)


def _tanh_unit_jacobian(theta, x):
    t = np.tanh(theta[1] * x)
    return np.column_stack([t, theta[0] * x * (1 - t * t)])


def _landscape(name, model, jacobian, x, truth, minima, others):
    x, truth = np.asarray(x, float), np.asarray(truth, float)
    return Landscape(
        name,
        x[:, None],
        model(truth, x),
        model_mse(name, model, jacobian),
        np.asarray(minima, float),
        np.asarray(others, float),
    )


_CIRCLE = np.arange(8) * np.pi / 4
_CREST = np.arccos(-1 / 4)

TWO_TONE = _landscape(
    "two_tone",
    _two_tone,
    _two_tone_jacobian,
    _CIRCLE,
    truth=[0],
    minima=[[0], [np.pi]],
    others=[[_CREST], [-_CREST]],
)
AMP_PHASE = _landscape(
    "amp_phase",
    _amp_phase,
    _amp_phase_jacobian,
    _CIRCLE,
    truth=[1, 0],
    minima=[[1, 0], [-1, np.pi]],
    others=[[0, np.pi / 2], [0, -np.pi / 2]],
)
TANH_UNIT = _landscape(
    "tanh_unit",
    _tanh_unit,
    _tanh_unit_jacobian,
    [-2, -1, 1, 2],
    truth=[2, 1],
    minima=[[2, 1], [-2, -1]],
    others=[[0, 0]],
)
