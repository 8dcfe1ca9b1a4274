"""Many descents at once, on all rows: the same walk for every start with every learning rate."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore.arrays import (
    Floats,
    as_count,
    as_floats,
    as_function,
    read_only,
    refused,
    slope_at,
    told,
)


def descend_many(
    gradient: Callable[[Floats], ArrayLike], starts: ArrayLike, lrs: ArrayLike, T: int
) -> Floats:
    """Many descents at once: points (..., T + 1, d), nan once a walk is no longer finite.

    starts (..., d) and lrs (...) are broadcast against each other: every start with every lr.
    gradient(betas) takes many betas at once, (..., d), and returns as many slopes: for a loss
    `lambda betas: mse_gradient(betas, X, y)`. Sixty walks cost little more than one. Raises
    ValueError for a gradient of another shape, for shapes that do not meet, lr <= 0 or T < 0.
    """
    gradient, (beta, rates) = as_function("gradient", gradient), _all_pairs(starts, lrs)
    betas = np.empty((as_count("T", T) + 1, *beta.shape))
    betas[0] = beta
    with np.errstate(all="ignore"):
        for t in range(T):
            betas[t + 1] = betas[t] - rates * slope_at(gradient, read_only(betas[t]))
    lost = ~np.isfinite(betas).all(axis=-1)  # for good: no step leads back from inf or nan
    betas[lost] = np.nan
    return np.moveaxis(betas, 0, -2)


def ends_of_many(
    gradient: Callable[[Floats], ArrayLike],
    starts: ArrayLike,
    lrs: ArrayLike,
    T: int,
    at_rest: Callable[[Floats], NDArray[np.bool_]],
) -> Floats:
    """The last points of descend_many, (..., d), without keeping the walks there.

    at_rest(slopes) says of slopes (m, d) which walks, (m,), are at rest: those are not walked on,
    so that the gradient is asked for (m, d) betas, fewer and fewer. A walk that is not stopped so
    may end in inf or nan. The rest is as in descend_many.
    """
    gradient, at_rest = as_function("gradient", gradient), as_function("at_rest", at_rest)
    beta, rates = _all_pairs(starts, lrs)
    ends, rates = beta.reshape(-1, beta.shape[-1]).copy(), rates.reshape(-1, 1)
    moving = np.arange(len(ends))
    with np.errstate(all="ignore"):
        for _ in range(as_count("T", T)):
            here = read_only(ends[moving])
            slopes = slope_at(gradient, here)
            ends[moving] = here - rates[moving] * slopes
            moving = moving[~at_rest(slopes)]
            if not moving.size:
                break
    return ends.reshape(beta.shape)


def _all_pairs(starts: ArrayLike, lrs: ArrayLike) -> tuple[Floats, Floats]:
    """starts (..., d) and lrs (..., 1), broadcast against each other."""
    starts, lrs = as_floats("starts", starts), as_floats("lrs", lrs)
    if starts.ndim == 0 or 0 in starts.shape:
        raise refused("starts must have shape (..., d)", f"{starts.shape}", "`starts = [0.0]`")
    if not (lrs > 0).all() or not lrs.size:
        raise refused("every one of lrs must be positive", told(lrs.tolist()), "`lrs = 0.1`")
    try:
        shape = np.broadcast_shapes(starts.shape[:-1], lrs.shape)
    except ValueError:
        expected = "starts (..., d) and lrs (...) must meet as numpy broadcasts"
        hint = "`starts = np.asarray(starts)[:, None]` for every start with every lr"
        raise refused(expected, f"{starts.shape} and {lrs.shape}", hint) from None
    starts = np.broadcast_to(starts, (*shape, starts.shape[-1]))
    return starts, np.broadcast_to(lrs, shape)[..., None]
