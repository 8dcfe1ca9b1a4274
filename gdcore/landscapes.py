"""Three honest non-linear regressions whose minima, maxima and saddles are known exactly.

Each is the mean squared error of a model f(theta, x) on noise-free data, so it can be walked with
full gradients or with minibatches of rows: X (n, 1) sample positions, y (n,) targets,
theta (p,) parameters in the place of beta, or many at once, (..., p).
"""

from typing import NamedTuple

import numpy as np

from gdcore.losses import Loss


class Landscape(NamedTuple):
    """A non-convex loss and its data: minima (k, p), global first; maxima or saddles (m, p).

    period (p,) is what may be added to a parameter without changing the model; 0 where nothing.
    """

    name: str
    X: np.ndarray
    y: np.ndarray
    loss: Loss
    minima: np.ndarray
    others: np.ndarray
    period: np.ndarray


def model_mse(name, model, jacobian):
    """The mean squared error of model(theta, x) -> (..., n), jacobian(theta, x) -> (..., n, p)."""

    def value(theta, X, y):
        r = model(np.asarray(theta), X[:, 0]) - y
        return (r * r).mean(axis=-1)

    def gradient(theta, X, y):
        theta = np.asarray(theta)
        r = model(theta, X[:, 0]) - y
        return 2 / len(y) * np.einsum("...n,...np->...p", r, jacobian(theta, X[:, 0]))

    return Loss(name, value, gradient)


def _split(theta):
    """Each parameter as (..., 1), ready to meet x (n,)."""
    return (theta[..., k, None] for k in range(theta.shape[-1]))


def _two_tone(theta, x):
    """cos(x + phi) + cos 2(x + phi), theta = (phi,)."""
    (phi,) = _split(theta)
    return np.cos(x + phi) + np.cos(2 * (x + phi))


def _two_tone_jacobian(theta, x):
    (phi,) = _split(theta)
    return -(np.sin(x + phi) + 2 * np.sin(2 * (x + phi)))[..., None]


def _amp_phase(theta, x):
    """a cos(x + phi), theta = (a, phi)."""
    a, phi = _split(theta)
    return a * np.cos(x + phi)


def _amp_phase_jacobian(theta, x):
    a, phi = _split(theta)
    return np.stack([np.cos(x + phi), -a * np.sin(x + phi)], axis=-1)


def _tanh_unit(theta, x):
    """a tanh(w x), theta = (a, w): one hidden unit of a neural network."""
    a, w = _split(theta)
    return a * np.tanh(w * x)


def _tanh_unit_jacobian(theta, x):
    a, w = _split(theta)
    t = np.tanh(w * x)
    return np.stack([t, a * x * (1 - t * t)], axis=-1)


def _landscape(name, model, jacobian, x, truth, minima, others, period):
    x, truth = np.asarray(x, float), np.asarray(truth, float)
    return Landscape(
        name,
        x[:, None],
        model(truth, x),
        model_mse(name, model, jacobian),
        np.asarray(minima, float),
        np.asarray(others, float),
        np.asarray(period, float),
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
    period=[2 * np.pi],
)
AMP_PHASE = _landscape(
    "amp_phase",
    _amp_phase,
    _amp_phase_jacobian,
    _CIRCLE,
    truth=[1, 0],
    minima=[[1, 0], [-1, np.pi]],
    others=[[0, np.pi / 2], [0, -np.pi / 2]],
    period=[0, 2 * np.pi],
)
TANH_UNIT = _landscape(
    "tanh_unit",
    _tanh_unit,
    _tanh_unit_jacobian,
    [-2, -1, 1, 2],
    truth=[2, 1],
    minima=[[2, 1], [-2, -1]],
    others=[[0, 0]],
    period=[0, 0],
)
