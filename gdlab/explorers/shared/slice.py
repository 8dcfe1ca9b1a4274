"""Which plane of coefficient space a picture shows, and how the other coefficients are held."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Slice:
    """The plane of two coefficients through `beta` (d,): the others stay at their value there.

    idle: there is only one coefficient, and the second belongs to a column of zeros (`widened`).
    """

    beta: np.ndarray
    columns: tuple[int, int]
    idle: bool = False

    def at(self, a, b):
        """beta (..., d) with the two shown coefficients replaced by numbers or arrays (...)."""
        beta = np.broadcast_to(self.beta, (*np.shape(a), len(self.beta))).copy()
        beta[..., self.columns[0]], beta[..., self.columns[1]] = a, b
        return beta

    def heights(self, value, X, y):
        """A loss over the plane, as a function of the two shown coefficients."""
        return lambda a, b: value(self.at(a, b), X, y)

    @property
    def words(self):
        """What is shown and what is held, for a caption."""
        if self.idle:
            return "one column: across β1, up and down nothing"
        i, j = self.columns
        shown = f"shown: β{i + 1} and β{j + 1}"
        held = len(self.beta) - 2
        if held == 0:
            return shown
        if held == 1:
            (k,) = set(range(3)) - {i, j}
            return f"{shown}; β{k + 1} of the contours is held at {self.beta[k]:.3g}"
        return f"{shown}; the contours hold the other {held} at the least-squares answer"

    def label(self, ax):
        """Name the axes after the two coefficients."""
        i, j = self.columns
        ax.set(xlabel=rf"$\beta_{{{i + 1}}}$", ylabel=rf"$\beta_{{{j + 1}}}$")
        if self.idle:
            ax.set(ylabel="", yticks=[])


def widened(X, *betas):
    """X (n, d) and each beta (..., d) with at least two columns, since a plane needs two.

    A column of zeros changes no prediction, and its coefficient stays zero.
    """
    if X.shape[1] > 1:
        return X, *betas
    return tuple(np.concatenate([one, np.zeros_like(one)], axis=-1) for one in (X, *betas))


def choose_columns(X, columns=None):
    """The two columns to show: the given ones, else the first two that are not constant."""
    d = X.shape[1]
    if columns is not None:
        i, j = columns
        if i == j or not (0 <= i < d and 0 <= j < d):
            raise ValueError(f"columns must be two different numbers below {d}, got {columns}")
        return int(i), int(j)
    varied = [k for k in range(d) if np.ptp(X[:, k]) > 0]
    order = varied + [k for k in range(d) if k not in varied]
    return (order[0], order[1]) if order[0] < order[1] else (order[1], order[0])


def span(values, centre, margin=0.25):
    """Limits holding all finite values and the centre, with a margin; never of zero width."""
    values = np.append(np.asarray(values, float)[np.isfinite(values)], centre)
    low, high = values.min(), values.max()
    pad = (high - low) * margin or max(1.0, abs(centre))
    return low - pad, high + pad
