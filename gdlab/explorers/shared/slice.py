"""Which plane of coefficient space a picture shows, and how the other coefficients are held."""

from dataclasses import dataclass

import numpy as np

from gdlab.explorers.shared.given import as_columns
from gdlab.explorers.shared.words import _, number

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
Columns = tuple[int, int] | None  # the two that are shown; None: the first two


@dataclass(frozen=True, eq=False)
class Slice:
    """The plane of two coefficients through `beta` (d,): the others stay at their value there.

    idle: there is only one coefficient, and the second belongs to a column of zeros (`widened`).
    """

    beta: np.ndarray
    columns: tuple[int, int]
    idle: bool = False

    def of(self, betas):
        """The two shown coefficients (..., 2) of betas (..., d)."""
        return np.asarray(betas)[..., list(self.columns)]

    def at(self, a, b):
        """beta (..., d) with the two shown coefficients replaced by numbers or arrays (...)."""
        beta = np.broadcast_to(self.beta, (*np.shape(a), len(self.beta))).copy()
        beta[..., self.columns[0]], beta[..., self.columns[1]] = a, b
        return beta

    @property
    def words(self):
        """What is shown and what is held, for a caption; a line each."""
        if self.idle:
            return _("one column: across β₁, up and down nothing")
        i, j = (beta_name(column) for column in self.columns)
        shown = _("shown: {i} and {j}").format(i=i, j=j)
        return f"{shown}\n{self.held}" if self.held else shown

    @property
    def held(self):
        """What becomes of the coefficients that are not shown; nothing where all are."""
        held = [k for k in range(len(self.beta)) if k not in self.columns]
        if not held or self.idle:
            return ""
        if len(held) == 1:
            rest = _("{k} of the contours is held at {value}")
            return rest.format(k=beta_name(held[0]), value=number(self.beta[held[0]], 3))
        return _("the contours hold the other {n} at the least-squares answer").format(n=len(held))

    def label(self, ax):
        """Name the axes after the two coefficients."""
        i, j = self.columns
        ax.set(xlabel=beta_name(i), ylabel=beta_name(j))
        if self.idle:
            ax.set(ylabel="", yticks=[])


def beta_name(column):
    """A coefficient as it is read everywhere: "β₁" for column 0."""
    return f"β{column + 1}".translate(LOWERED)


def widened(array):
    """X (n, d) or betas (..., d) with at least two columns, since a plane needs two.

    A column of zeros changes no prediction, and its coefficient stays zero.
    """
    if array.shape[-1] > 1:
        return array
    return np.concatenate([array, np.zeros_like(array)], axis=-1)


def choose_columns(X, columns=None):
    """The two columns to show: the given ones, else the first two that are not constant."""
    d = X.shape[1]
    if columns is not None:
        return as_columns(columns, d)
    varied = [k for k in range(d) if np.ptp(X[:, k]) > 0]
    order = varied + [k for k in range(d) if k not in varied]
    return (order[0], order[1]) if order[0] < order[1] else (order[1], order[0])


def lowest_in(X, y, plane):
    """The lowest point of a sum of squares in the plane, (2,)."""
    rest = y - X @ plane.at(0.0, 0.0)
    return np.linalg.lstsq(X[:, list(plane.columns)], rest)[0]


def span(values, centre, margin=0.25):
    """Limits holding all finite values and the centre, with a margin; never of zero width."""
    values = np.append(np.asarray(values, float)[np.isfinite(values)], centre)
    low, high = values.min(), values.max()
    pad = (high - low) * margin or max(1.0, abs(centre))
    return low - pad, high + pad
