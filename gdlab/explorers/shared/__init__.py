"""What several explorers compute, draw and say; handed on here is what nearly every one needs."""

from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.look import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    SMALL,
    contours,
    hatch_beyond,
    lr_control,
    shown_steps,
    steps_control,
    trail,
)
from gdlab.explorers.shared.words import (
    N_,
    _,
    each,
    fixed,
    shares_of_limit,
    short,
    sides_of_limit,
    spelled,
    texts,
)

__all__ = [
    "BLACK",
    "BLUE",
    "GREY",
    "N_",
    "ORANGE",
    "SMALL",
    "_",
    "contours",
    "each",
    "explorer",
    "fixed",
    "hatch_beyond",
    "lr_control",
    "shares_of_limit",
    "short",
    "shown_steps",
    "sides_of_limit",
    "spelled",
    "steps_control",
    "texts",
    "trail",
]
