"""The weights rho of a residual that a class may be asked for: each a row of RHOS, and no more.

They grow like a square near zero and like a straight line far away.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdlab.notebook.language import N_


class Rho(NamedTuple):
    """value(r, delta) and slope(r, delta) of it; how the text calls it and writes it; the lines of
    the model solution for both.
    """

    value: Callable
    slope: Callable
    called: str
    tex: str
    code: str
    slope_code: str


RHOS = {
    "huber": Rho(
        lambda r, delta: np.where(np.abs(r) <= delta, r**2 / 2, delta * (np.abs(r) - delta / 2)),
        lambda r, delta: np.clip(r, -delta, delta),
        N_("Huber's"),
        r"\rho(r) = \begin{cases} \tfrac12 r^2 & \text{where } |r| \le \delta \\ "
        r"\delta\,(|r| - \tfrac12 \delta) & \text{elsewhere} \end{cases}",
        "np.where(np.abs(r) <= delta, r**2 / 2, delta * (np.abs(r) - delta / 2))",
        "np.clip(r, -delta, delta)",
    ),
    "pseudo": Rho(
        lambda r, delta: delta**2 * (np.sqrt(1 + (r / delta) ** 2) - 1),
        lambda r, delta: r / np.sqrt(1 + (r / delta) ** 2),
        N_("the pseudo-Huber"),
        r"\rho(r) = \delta^2 \left( \sqrt{1 + (r / \delta)^2} - 1 \right)",
        "delta**2 * (np.sqrt(1 + (r / delta) ** 2) - 1)",
        "r / np.sqrt(1 + (r / delta) ** 2)",
    ),
    "log_cosh": Rho(
        lambda r, delta: delta**2 * np.log(np.cosh(r / delta)),
        lambda r, delta: delta * np.tanh(r / delta),
        N_("the log-cosh"),
        r"\rho(r) = \delta^2 \, \ln \cosh (r / \delta)",
        "delta**2 * np.log(np.cosh(r / delta))",
        "delta * np.tanh(r / delta)",
    ),
}
