"""How much of what could be learned was learned: Hake's normalised gain, with its interval.

R. R. Hake, "Interactive-engagement versus traditional methods", American Journal of Physics
66 (1998), 64-74: g = (after - before) / (1 - before), of a class's average shares of right answers.
"""

import numpy as np

DRAWS, SEED, COVERED = 2000, 1998, 0.95  # of the bootstrap; its interval is always the same


def gain(before: np.ndarray, after: np.ndarray) -> float:
    """Hake's g of two tables of right (1) and wrong (0); nan where all was right before."""
    start, end = np.mean(before), np.mean(after)
    return float((end - start) / (1 - start)) if start < 1 else float("nan")


def interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The 95 % percentile interval of g: students (rows of both tables) drawn again.

    Draws in which all was right before have no g and are left out; nan where no draw has one.
    """
    rng = np.random.default_rng(SEED)
    rows = rng.integers(len(before), size=(DRAWS, len(before)))
    drawn = np.array([gain(before[each], after[each]) for each in rows])
    drawn = drawn[np.isfinite(drawn)]
    if not drawn.size:
        return float("nan"), float("nan")
    low, high = np.quantile(drawn, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return float(low), float(high)
