"""What several explorers compute, draw and say; handed on here is what nearly every one needs."""

from gdlab.explorers.shared.declared import explorer
from gdlab.explorers.shared.ground import contours
from gdlab.explorers.shared.look import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    SMALL,
    bold_path,
    hatch_beyond,
    lr_control,
    shown_steps,
    start_label,
    steps_control,
    trail,
)
from gdlab.explorers.shared.words import (
    N_,
    _,
    each,
    fixed,
    number,
    readable,
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
    "bold_path",
    "contours",
    "each",
    "explorer",
    "fixed",
    "hatch_beyond",
    "lr_control",
    "number",
    "readable",
    "shares_of_limit",
    "short",
    "shown_steps",
    "sides_of_limit",
    "spelled",
    "start_label",
    "steps_control",
    "texts",
    "trail",
]
