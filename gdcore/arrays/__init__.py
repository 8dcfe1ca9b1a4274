"""Guards at the door: every public function turns its input into clean values here, once.

Shapes everywhere: X (n, d) samples by features, y (n,) targets, beta (d,) coefficients.
A guard returns what the rest may rely on, or raises ValueError saying what was expected,
what came, and what to try.
"""

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike

from gdcore.arrays.door import asked, guarded, read_only, slope_at
from gdcore.arrays.problems import as_counts, as_design, as_floats, as_problem, as_start
from gdcore.arrays.reals import Floats, as_reals, masked
from gdcore.arrays.scalars import (
    as_count,
    as_flag,
    as_function,
    as_generator,
    as_number,
    as_pair,
    as_path,
    as_positive,
    as_rng,
    as_stream,
)
from gdcore.arrays.words import refused, setting, told

Start = ArrayLike | None  # None: zeros
Gradient = Callable[[Floats, Any, Any], ArrayLike]  # (beta, X, y) -> (d,)

__all__ = [
    "Floats",
    "Gradient",
    "Start",
    "as_count",
    "as_counts",
    "as_design",
    "as_flag",
    "as_floats",
    "as_function",
    "as_generator",
    "as_number",
    "as_pair",
    "as_path",
    "as_positive",
    "as_problem",
    "as_reals",
    "as_rng",
    "as_start",
    "as_stream",
    "asked",
    "guarded",
    "masked",
    "read_only",
    "refused",
    "setting",
    "slope_at",
    "told",
]
