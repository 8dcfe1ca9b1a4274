"""Lesson 4: drag the learning rate, and the whole path follows."""

from numpy.typing import ArrayLike

from gdcore.arrays import Gradient, Start
from gdcore.data import lecture
from gdcore.losses import AnyLoss
from gdlab.explorers.shared import N_, explorer
from gdlab.explorers.shared.rate_pictures import RatePictures
from gdlab.stage import Stage


@explorer(
    lesson=4,
    title=N_("How large may a step be?"),
    words=N_(
        "Drag the learning rate towards its limit: up to there every path arrives, "
        "slowly or in jumps. Beyond it every path leaves."
    ),
    example=lambda show: show(*lecture()[:3]),
)
def learning_rate(
    X: ArrayLike,
    y: ArrayLike,
    start: Start = None,
    T: int = 100,
    loss: AnyLoss = "mse",
    gradient: Gradient | None = None,
    columns: tuple[int, int] | None = None,
) -> Stage:
    """Path and loss for 44 learning rates around this data's own limit 2/λmax.

    X (n, d), y (n,); start (d,) or zeros; gradient(beta, X, y), if given, walks in place of the
    loss's own. Drag the start, or the learning rate on its axis, or move them with the arrow keys.
    Beyond T = 100 some of the steps are shown, the first ones and the last among them.

    A slow gradient is walked at a few learning rates first: the picture can be used meanwhile, a
    bar shows the progress, and the stop button ends it with what there is.
    """
    return RatePictures(X, y, start, T, loss, gradient, columns).stage()
