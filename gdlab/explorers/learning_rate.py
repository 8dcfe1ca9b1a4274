"""Lesson 4: drag the learning rate, and the whole path follows."""

import numpy as np
from matplotlib.figure import Figure

from gdcore.data import lecture
from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    N_,
    SMALL,
    _,
    explorer,
    fixed,
    hatch_beyond,
    lr_control,
    short,
    shown_steps,
    sides_of_limit,
    steps_control,
    texts,
    trail,
)
from gdlab.explorers.shared.meanwhile import HASTE, finer, refine, within
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.rates import STOPS, learning_rates, verdict, walk_all
from gdlab.stage import Dots, Handle, Readout, Stage

STEPS = 101  # stops of T at most: with 60 of lr the table stays small


@explorer(
    lesson=4,
    title=N_("How large may a step be?"),
    words=N_(
        "Drag the learning rate towards the black line: up to there every path arrives, "
        "slowly or in jumps. Beyond it every path leaves."
    ),
    example=lambda show: show(*lecture()[:3]),
)
def learning_rate(X, y, start=None, T=100, loss="mse", gradient=None, columns=None):
    """Path and loss for 60 learning rates around this data's own limit 2/λmax.

    X (n, d), y (n,); start (d,) or zeros; gradient(beta, X, y), if given, walks in place of the
    loss's own. Drag the ring, or move it with the arrow keys, to start elsewhere. Beyond T = 100
    some of the steps are shown, the first ones and the last among them.

    A slow gradient is walked at a few learning rates first: the picture can be used meanwhile, a
    bar shows the progress, and the stop button ends it with what there is.
    """
    problem = Problem(X, y, loss, columns)
    start, lrs, steps = problem.start(start), learning_rates(X, loss), shown_steps(T, STEPS)
    tables = walk_all(problem, lrs, T, start, gradient)
    betas, done, trouble = within(HASTE, tables)
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    scene = _Scene(figure, problem, lrs, steps, betas[:, steps])

    def move(a, b):
        moved = finer(walk_all(problem, lrs, T, problem.moved(start, a, b), gradient), scene.seen)
        return next(moved) if gradient is None else moved

    controls = [
        lr_control(lrs, sides_of_limit(lrs, problem.limit), STOPS // 2),
        steps_control(steps),
    ]
    ring = Handle(scene.surface, tuple(problem.shown(start)), _("start of the path"), move)
    stage = Stage(figure, controls, *scene.seen(betas), [ring])
    stage.say(trouble)
    if trouble is None and done < STOPS:
        refine(stage, tables, scene.seen, done, STOPS)
    return stage


class _Scene:
    """The still picture for the first points (stops, steps shown, d), and the tables for others."""

    def __init__(self, figure, problem, lrs, steps, betas):
        self._problem, self._lrs, self._steps = problem, lrs, steps
        grid = figure.add_gridspec(2, 2, height_ratios=[9, 1])
        self.surface, self._curve = (figure.add_subplot(grid[0, k]) for k in (0, 1))
        self._strip = figure.add_subplot(grid[1, :])
        calm = problem.shown(betas[lrs < problem.limit])
        problem.draw(self.surface, problem.window_of(calm))
        _draw_curve(self._curve, problem.losses(betas), problem.loss, steps[-1])
        _draw_strip(self._strip, lrs, problem)

    def seen(self, betas):
        """(parts, readout) of points (stops, T + 1, d)."""
        betas, over = betas[:, self._steps], ("lr",)
        losses = self._problem.losses(betas)
        along = np.stack([np.broadcast_to(self._steps, losses.shape), losses], axis=-1)
        marks = np.stack([self._lrs, np.full(len(self._lrs), 0.5)], axis=-1)[:, None, :]
        parts = [
            *trail(self.surface, self._problem.shown(betas), over, steps=True),
            *trail(self._curve, along, over),
            Dots(self._strip, marks, over, None, BLUE, size=14, shape="diamond"),
        ]
        return parts, _read(self._lrs, self._problem, betas, losses)


def _read(lrs, problem, betas, losses):
    limit, lowest = problem.limit, problem.lowest()
    verdicts = [verdict(lr, limit, row, lowest) for lr, row in zip(lrs, losses, strict=True)]
    columns = {
        "share": (texts(lrs / limit, ".2f"), ("lr",)),
        "limit": fixed(f"{limit:.4g}"),
        "loss": (texts(losses, ".4g"), ("lr", "T")),
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
    numbers = short(betas, 2)
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
    ax.set(xlabel=_("step $t$"), ylabel=loss.name)
    ax.grid(alpha=0.3)


def _draw_strip(ax, lrs, problem):
    limit, end = problem.limit, lrs[-1] * 1.1
    ax.set_xscale("log")
    ax.set(xlim=(lrs[0] * 0.9, end), ylim=(0, 1), yticks=[])
    ax.axvline(limit, color=BLACK, lw=2)
    hatch_beyond(ax, limit, end)
    where = _(r"lr for {loss}; black line: limit {formula} = {limit}; hatched: diverges")
    formula = r"$2/\lambda_{max}$"
    ax.set_xlabel(
        where.format(loss=problem.loss.name, formula=formula, limit=f"{limit:.4g}"), fontsize=SMALL
    )
