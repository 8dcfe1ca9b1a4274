"""Checks of what a learner wrote: `check.mse_gradient(f)` answers with what is wrong, named."""

from gdlab.exercises.catalogue import check

__all__ = ["check"]
