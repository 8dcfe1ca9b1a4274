"""Lesson 4: drag the learning rate, and the whole path follows."""

import numpy as np
from numpy.typing import ArrayLike

from gdcore.arrays import Gradient, Start, as_function
from gdcore.data import lecture
from gdcore.losses import AnyLoss
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    N_,
    _,
    bold_path,
    decades,
    explorer,
    fixed,
    hatch_beyond,
    lr_control,
    number,
    shown_steps,
    sides_of_limit,
    start_label,
    steps_control,
    texts,
)
from gdlab.explorers.shared.meanwhile import HASTE, finer, refine, within
from gdlab.explorers.shared.perspective import Faces
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.rates import STOPS, learning_rates, verdict, walk_all
from gdlab.explorers.shared.slice import Columns
from gdlab.stage import Dots, Handle, Panel, Readout, Stage, framed

STEPS = 101  # stops of T at most: with 48 of lr the table stays small
WIDE, HIGH, TITLE = 380, 368, 34  # CSS pixels of a panel, and of what stands above its axes
STRIP, BELOW, ABOVE = 26, 120, 69  # of the axis of learning rates; from it to the map, to its words


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
    columns: Columns = None,
) -> Stage:
    """Path and loss for 48 learning rates around this data's own limit 2/λmax.

    X (n, d), y (n,); start (d,) or zeros; gradient(beta, X, y), if given, walks in place of the
    loss's own. Drag the start, or the learning rate on its axis, or move them with the arrow keys.
    Beyond T = 100 some of the steps are shown, the first ones and the last among them.

    A slow gradient is walked at a few learning rates first: the picture can be used meanwhile, a
    bar shows the progress, and the stop button ends it with what there is.
    """
    problem = Problem(X, y, loss, columns)
    if gradient is not None:
        as_function("gradient", gradient)
    start, lrs, steps = problem.start(start), learning_rates(X, loss), shown_steps(T, STEPS)
    tables = walk_all(problem, lrs, T, start, gradient)
    betas, done, trouble = within(HASTE, tables)
    scene = _Scene(problem, lrs, steps, betas)

    def move(a, b):
        moved = finer(walk_all(problem, lrs, T, problem.moved(start, a, b), gradient), scene.seen)
        return next(moved) if gradient is None else moved

    controls = [
        lr_control(lrs, sides_of_limit(lrs, problem.limit), STOPS // 2, scene.strip),
        *scene.faces.controls(),
        steps_control(steps, under=scene.curve),
    ]
    handles = [
        Handle(
            scene.surface,
            tuple(problem.shown(start)),
            _("start of the path"),
            move,
            when=scene.faces.flat,
        ),
        Handle(
            scene.strip, scene.on_strip, _("learning rate"), over=("lr",), moves=("lr",), tap=True
        ),
    ]
    parts, readout = scene.seen(betas)
    drags, later = [scene.faces.drag()], (scene.faces.later, scene.whole)
    stage = Stage(scene.panels, controls, parts, readout, handles, drags, later)
    stage.say(trouble)
    if trouble is None and done < STOPS:
        refine(stage, tables, scene.seen, done, STOPS)
    return stage


class _Scene:
    """The still pictures for the first points (stops, T + 1, d), and tables for others."""

    def __init__(self, problem, lrs, steps, betas):
        self._problem, self._lrs, self._steps = problem, lrs, steps
        self.on_strip = np.stack([lrs, np.full(len(lrs), 0.5)], axis=-1)
        figure, self.surface = framed(WIDE, HIGH, left=66, top=TITLE, bottom=STRIP + BELOW)
        at = 66 / WIDE, 52 / HIGH, (WIDE - 80) / WIDE, STRIP / HIGH
        self.strip = figure.add_axes(at)
        losses, self.curve = framed(WIDE, HIGH, left=66, top=TITLE)
        self.panels = [
            Panel(figure, _("the path over the loss, and the learning rate below it")),
            Panel(losses, _("the loss at every step")),
        ]
        betas = betas[:, steps]
        first = problem.shown(betas[0, 0])
        self.faces = Faces(self.surface, problem, TITLE, STRIP + ABOVE, first)
        calm = problem.shown(betas[lrs < problem.limit])
        problem.draw(self.surface, problem.window_of(calm))
        _draw_curve(self.curve, problem.losses(betas), problem.loss, steps[-1])
        _draw_strip(self.strip, lrs, problem.limit)

    def whole(self):
        """(parts, readout) once more, with the surface."""
        return self._parts(True)

    def seen(self, betas):
        """(parts, readout) of points (stops, T + 1, d)."""
        self._betas = betas[:, self._steps]
        return self._parts(False)

    def _parts(self, whole):
        betas, over, when = self._betas, ("lr",), self.faces.flat if whole else None
        losses = self._problem.losses(betas)
        along = np.stack([np.broadcast_to(self._steps, losses.shape), losses], axis=-1)
        points = self._problem.shown(betas)
        parts = [
            *bold_path(self.surface, points, over, when=when),
            start_label(self.surface, *points[0, :2], when=when),
            *bold_path(self.curve, along, over, dots=0),
            Dots(self.strip, self.on_strip[:, None], over, None, BLUE, size=14, shape="diamond"),
            *(self.faces.parts(points, over) if whole else ()),
        ]
        return parts, _read(self._lrs, self._problem, betas, losses)


def _read(lrs, problem, betas, losses):
    limit, lowest = problem.limit, problem.lowest()
    verdicts = [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    columns = {
        "share": (texts(lrs / limit, ".3g"), ("lr",)),
        "limit": fixed(number(limit)),
        "loss": (texts(losses, ".3g"), ("lr", "T")),
        "verdict": (np.array(verdicts), ("lr",)),
    }
    if betas.shape[-1] > 4:
        return Readout(
            _(
                "lr {lr}, {share} of the limit {limit}. After {T} steps: loss {loss}. "
                "Verdict: {verdict}."
            ),
            columns,
        )
    names = [f"b{k}" for k in range(betas.shape[-1])]
    numbers = texts(np.round(betas, 2), ".3g")
    columns |= {name: (numbers[..., k], ("lr", "T")) for k, name in enumerate(names)}
    sentence = _(
        "lr {lr}, {share} of the limit {limit}. After {T} steps: loss {loss}, β = ({beta}). "
        "Verdict: {verdict}."
    )
    return Readout(sentence.replace("{beta}", ", ".join(f"{{{name}}}" for name in names)), columns)


def _draw_curve(ax, losses, loss, T):
    shown = losses[np.isfinite(losses) & (losses > 0)]
    low, high = (shown.min(), np.median(losses[:, 0])) if shown.size else (0.1, 1)
    low = max(low, high * 1e-12)
    ax.set_yscale("log")
    ax.set(xlim=(-0.02 * T, 1.03 * T), ylim=(low / 3, high * 30))
    decades(ax.yaxis)
    ax.set(xlabel=_("step t"), ylabel=loss.name)
    ax.grid(alpha=0.3)


def _draw_strip(ax, lrs, limit):
    """The axis of learning rates: on its one side every path arrives, on the other none does."""
    end = max(lrs[-1] * 1.1, 2.6 * limit)
    ax.set_xscale("log")
    ax.set(xlim=(lrs[0] * 0.9, end), ylim=(0, 1), yticks=[])
    decades(ax.xaxis)
    ax.axvline(limit, color=BLACK, lw=2)
    hatch_beyond(ax, limit, end)
    for side, word in (("right", _("arrives ")), ("left", _(" leaves"))):
        ax.text(limit, 1.08, word, ha=side, va="bottom")
    about = _("learning rate lr; limit {formula} = {limit}")
    ax.set_xlabel(about.format(formula="2/λmax", limit=number(limit, 3)))
