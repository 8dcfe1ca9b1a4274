"""One file an explorer, each with a function of its own name: it computes, then fills a stage."""

from gdlab.explorers.basins import basins
from gdlab.explorers.chord import chord
from gdlab.explorers.fit_line import fit_line
from gdlab.explorers.gradient_at import gradient_at
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.memory_budget import memory_budget
from gdlab.explorers.minibatch_surface import minibatch_surface
from gdlab.explorers.modes import modes
from gdlab.explorers.pipeline_timeline import pipeline_timeline
from gdlab.explorers.race import race
from gdlab.explorers.step_by_step import step_by_step
from gdlab.explorers.turn import turn

__all__ = [
    "basins",
    "chord",
    "fit_line",
    "gradient_at",
    "learning_rate",
    "memory_budget",
    "minibatch_surface",
    "modes",
    "pipeline_timeline",
    "race",
    "step_by_step",
    "turn",
]
