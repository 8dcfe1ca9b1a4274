"""Lesson 3: one step at a time, in the data, in coefficient space and in the loss."""

from numpy.typing import ArrayLike

from gdcore.arrays import Gradient, Start
from gdcore.data import lecture
from gdcore.losses import AnyLoss
from gdlab.explorers.shared import N_, explorer
from gdlab.explorers.shared.step_pictures import StepPictures
from gdlab.stage import Stage


@explorer(
    lesson=3,
    title=N_("One step at a time"),
    words=N_(
        "The lecture's four points and its start. Press step: the predictions, the path in "
        "coefficient space and the loss move together. In the notebook the same picture runs "
        "your own gradient."
    ),
    example=lambda show: show(*lecture()[:2], 0.02, T=100, start=lecture().start),
)
def step_by_step(
    X: ArrayLike,
    y: ArrayLike,
    lr: float | None = None,
    T: int = 50,
    start: Start = None,
    loss: AnyLoss = "mse",
    gradient: Gradient | None = None,
    columns: tuple[int, int] | None = None,
) -> Stage:
    """Step, step back, run and reset a descent, seen in three linked pictures; drag its start.

    X (n, d), y (n,); start (d,) or zeros; lr a fifth of this loss's limit if None (of rmse and l2
    such that the first step is that of mse and sse). A function gradient(beta, X, y) of your own
    walks in place of the loss's: a wrong one is shown at work, and one that stops is shown up to
    there, with its own line below the picture. While a slow one walks, the steps made so far can
    be looked at, and a bar shows the progress. Beyond T = 300 some of the steps are shown, the
    first ones and the last among them.
    """
    return StepPictures(X, y, lr, start, loss, gradient, columns).walked(T)
