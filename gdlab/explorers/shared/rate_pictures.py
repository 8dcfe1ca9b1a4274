"""The pictures of learning_rate: the path of every rate over the loss, its losses, and a limit."""

import numpy as np

from gdlab.explorers.shared import (
    BLACK,
    BLUE,
    _,
    bold_path,
    decades,
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
from gdlab.stage import Dots, Handle, Panel, Readout, Stage, framed

STEPS = 101  # stops of T at most: with 44 of lr the table stays small
WIDE, HIGH, TITLE = 380, 368, 34  # CSS pixels of a panel, and of what stands above its axes
STRIP, BELOW, ABOVE = 26, 120, 69  # of the axis of learning rates; from it to the map, to its words
LEFT = 66  # of every axes here


class RatePictures:
    """Descents from one start with every learning rate, as `learning_rate` is handed them."""

    def __init__(self, X, y, start, T, loss, gradient, columns):
        self._problem = Problem(X, y, loss, columns)
        self._start, self._T, self._gradient = self._problem.start(start), T, gradient
        self._lrs, self._steps = learning_rates(X, loss), shown_steps(T, STEPS)

    def stage(self):
        """The stage, shown while a slow gradient still walks."""
        tables = self._walks(self._start)
        betas, done, trouble = within(HASTE, tables)
        self._draw(betas[:, self._steps])
        parts, readout = self._seen(betas)
        drags, later = [self._faces.drag()], (self._faces.later, self._whole)
        about = self._controls(), parts, readout, self._handles(), drags, later
        stage = Stage(self._panels, *about)
        stage.say(trouble)
        if trouble is None and done < STOPS:
            refine(stage, tables, self._seen, done, STOPS)
        return stage

    def _walks(self, start):
        return walk_all(self._problem, self._lrs, self._T, start, self._gradient)

    def _moved(self, a, b):
        """What is seen from another start; of a learner's gradient, coarse first."""
        seen = finer(self._walks(self._problem.moved(self._start, a, b)), self._seen)
        return next(seen) if self._gradient is None else seen

    def _draw(self, betas):
        """What stays, for the first points (stops, steps, d)."""
        problem, lrs = self._problem, self._lrs
        figure, self._map = framed(WIDE, HIGH, left=LEFT, top=TITLE, bottom=STRIP + BELOW)
        at = LEFT / WIDE, 52 / HIGH, (WIDE - LEFT - 14) / WIDE, STRIP / HIGH
        self._strip = figure.add_axes(at)
        losses, self._curve = framed(WIDE, HIGH, left=LEFT, top=TITLE)
        self._panels = [
            Panel(figure, _("the path over the loss, and the learning rate below it")),
            Panel(losses, _("the loss at every step")),
        ]
        first = problem.shown(betas[0, 0])
        self._faces = Faces(self._map, problem, TITLE, STRIP + ABOVE, first)
        problem.draw(self._map, problem.window_of(problem.shown(betas[lrs < problem.limit])))
        _draw_curve(self._curve, problem.losses(betas), problem.loss, self._steps[-1])
        _draw_strip(self._strip, lrs, problem.limit)

    def _controls(self):
        sides = sides_of_limit(self._lrs, self._problem.limit)
        return [
            lr_control(self._lrs, sides, STOPS // 2, self._strip),
            *self._faces.controls(),
            steps_control(self._steps, under=self._curve),
        ]

    def _handles(self):
        start, words = tuple(self._problem.shown(self._start)), _("start of the path")
        about = {"over": ("lr",), "moves": ("lr",), "tap": True}
        return [
            Handle(self._map, start, words, self._moved, when=self._faces.flat),
            Handle(self._strip, self._on_strip(), _("learning rate"), **about),
        ]

    def _on_strip(self):
        """Where each learning rate stands on its axis, (stops, 2)."""
        return np.stack([self._lrs, np.full(len(self._lrs), 0.5)], axis=-1)

    def _whole(self):
        """(parts, readout) once more, with the surface."""
        return self._parts(True)

    def _seen(self, betas):
        """(parts, readout) of points (stops, T + 1, d)."""
        self._betas = betas[:, self._steps]
        return self._parts(False)

    def _parts(self, whole):
        betas, over, when = self._betas, ("lr",), self._faces.flat if whole else None
        losses = self._problem.losses(betas)
        along = np.stack([np.broadcast_to(self._steps, losses.shape), losses], axis=-1)
        points, on_strip = self._problem.shown(betas), self._on_strip()[:, None]
        parts = [
            *bold_path(self._map, points, over, when=when),
            start_label(self._map, *points[0, :2], when=when),
            *bold_path(self._curve, along, over, dots=0),
            Dots(self._strip, on_strip, over, None, BLUE, size=14, shape="diamond"),
            *(self._faces.parts(points, over) if whole else ()),
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
