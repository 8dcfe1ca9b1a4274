"""Three honest non-linear regressions whose minima, maxima and saddles are known exactly.

Each is the mean squared error of a model f(theta, x) on noise-free data, so it can be walked with
full gradients or with minibatches of rows: X (n, 1) sample positions, y (n,) targets,
theta (p,) parameters in the place of beta, or many at once, (..., p).
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Floats, as_function, read_only
from gdcore.losses import Loss

Model = Callable[[Floats, Floats], Floats]  # (theta, x)


class Landscape(NamedTuple):
    """A non-convex loss and its data: minima (k, p), global first; maxima or saddles (m, p).

    period (p,) is what may be added to a parameter without changing the model; 0 where nothing.
    """

    name: str
    X: Floats
    y: Floats
    loss: Loss
    minima: Floats
    others: Floats
    period: Floats


def model_mse(name: str, model: Model, jacobian: Model) -> Loss:
    """The mean squared error of model(theta, x) -> (..., n), jacobian(theta, x) -> (..., n, p)."""
    model, jacobian = as_function("model", model), as_function("jacobian", jacobian)

    def value(theta: ArrayLike, X: Floats, y: Floats) -> Floats:
        r = model(np.asarray(theta), X[:, 0]) - y
        return (r * r).mean(axis=-1)

    def gradient(theta: ArrayLike, X: Floats, y: Floats) -> Floats:
        theta = np.asarray(theta)
        r = model(theta, X[:, 0]) - y
        return 2 / len(y) * np.einsum("...n,...np->...p", r, jacobian(theta, X[:, 0]))

    return Loss(name, value, gradient)


def _split(theta: Floats) -> Iterator[Floats]:
    """Each parameter as (..., 1), ready to meet x (n,)."""
    return (theta[..., k, None] for k in range(theta.shape[-1]))


def _two_tone(theta: Floats, x: Floats) -> Floats:
    """cos(x + phi) + cos 2(x + phi), theta = (phi,)."""
    (phi,) = _split(theta)
    return np.cos(x + phi) + np.cos(2 * (x + phi))


def _two_tone_jacobian(theta: Floats, x: Floats) -> Floats:
    (phi,) = _split(theta)
    return -(np.sin(x + phi) + 2 * np.sin(2 * (x + phi)))[..., None]


def _amp_phase(theta: Floats, x: Floats) -> Floats:
    """a cos(x + phi), theta = (a, phi)."""
    a, phi = _split(theta)
    return a * np.cos(x + phi)


def _amp_phase_jacobian(theta: Floats, x: Floats) -> Floats:
    a, phi = _split(theta)
    return np.stack([np.cos(x + phi), -a * np.sin(x + phi)], axis=-1)


def _tanh_unit(theta: Floats, x: Floats) -> Floats:
    """a tanh(w x), theta = (a, w): one hidden unit of a neural network."""
    a, w = _split(theta)
    return a * np.tanh(w * x)


def _tanh_unit_jacobian(theta: Floats, x: Floats) -> Floats:
    a, w = _split(theta)
    t = np.tanh(w * x)
    return np.stack([t, a * x * (1 - t * t)], axis=-1)


def _landscape(
    name: str, model: Model, jacobian: Model, x: ArrayLike, truth: list[float], **known: Any
) -> Landscape:
    """known: minima, others, period. Everybody shares the arrays, so nobody can write to them."""
    x = np.asarray(x, float)
    arrays = {"X": x[:, None], "y": model(np.array(truth, float), x), **known}
    arrays = {which: read_only(np.asarray(array, float)) for which, array in arrays.items()}
    return Landscape(name, loss=model_mse(name, model, jacobian), **arrays)


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
