"""While a learner's slow function still walks: something to look at, and a bar that moves."""

import time
from contextlib import ExitStack, contextmanager

import numpy as np
from tqdm.auto import tqdm

from gdcore.arrays import as_count
from gdlab.explorers.shared.walks import walk_anyway
from gdlab.notebook.cells import claim, give_back
from gdlab.notebook.language import _

HASTE = 0.3  # seconds that a first answer may take before an unfinished one is shown


def within(seconds, tables):
    """The last table of an iterator that comes within that time, at least one; None if none."""
    until = time.perf_counter() + seconds
    table = newer = next(tables, None)
    while newer is not None:
        table = newer
        newer = next(tables, None) if time.perf_counter() < until else None
    return table


@contextmanager
def progress_bar(total, what, done=0):
    """A tqdm bar; a notebook's, made of widgets, is taken away when it is done."""
    with tqdm(total=total, initial=done, desc=what) as bar:
        yield bar
    if hasattr(bar, "container"):
        give_back(bar.container)


def finer(tables, seen):
    """Answers to a drag, coarse first if it takes long: seen(betas) of tables of `rates.walk_all`.

    The trouble that ended a walk is raised.
    """
    while (table := within(HASTE, tables)) is not None:
        betas, _done, trouble = table
        if isinstance(trouble, BaseException):
            raise trouble
        yield seen(betas)


def refine(stage, tables, seen, done, total):
    """Show the stage now, and better tables as they come; a bar says how far it is."""
    claim(stage).show_now()
    with progress_bar(total, _("learning rates"), done) as bar:
        while (table := within(HASTE, tables)) is not None:
            betas, done, trouble = table
            bar.update(done - bar.n)
            stage.update(*seen(betas))
            stage.say(trouble)


def shown_while_walking(build, problem, lr, T, start, gradient):
    """The stage build(betas) of a walk with a learner's gradient, and below it what stopped it.

    A walk that takes long is shown so far: build must take any number of points (steps + 1, d).
    """
    T = as_count("T", T, least=1)
    slowly = Meanwhile(lambda visited: build(np.array(visited)), T)
    betas, trouble = walk_anyway(problem.X, problem.y, lr, T, start, gradient, slowly)
    stage = slowly.replace(build(betas))
    stage.say(trouble)
    return stage


class Meanwhile:
    """Watches a walk of T steps; a slow one is shown so far, ever less often.

    build(visited) makes a stage of the points so far; `replace` puts the final one in its place.
    """

    def __init__(self, build, T):
        self._build, self._T = build, T
        self._begun, self._wait = time.perf_counter(), HASTE
        self._stage = self._bar = None
        self._open = ExitStack()

    def __call__(self, visited):
        done = len(visited) - 1
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        if time.perf_counter() - self._begun < self._wait:
            return
        self._wait *= 2
        self._show(self._build(visited))
        if self._bar is None:
            self._bar = self._open.enter_context(progress_bar(self._T, _("steps"), done))

    def replace(self, stage):
        """The final stage, shown where the unfinished one was; it is only handed on if none was."""
        self._open.close()
        if self._stage is not None:
            self._show(stage)
        return stage

    def _show(self, stage):
        claim(stage).show_now(instead_of=self._stage)
        self._stage = stage
