"""Where descents on a terrain end, in words: one sentence for a walk, one for all starts."""

import numpy as np

from gdlab.explorers.shared.terrain import LONG
from gdlab.explorers.shared.words import _, spelled


def verdicts(terrain, ends):
    """A sentence for each of a terrain's ends (...): where the walk has come to."""
    minimum = _("It ends in the minimum at {place}.")
    nowhere = _("After {steps} steps it is in no minimum.").format(steps=LONG)
    kinds = [minimum.format(place=spelled(terrain.names, one)) for one in terrain.minima]
    return np.array([*kinds, nowhere])[ends]  # -1, in none, takes the last


def shares(terrain, ends):
    """A sentence for every lr, the last axis of ends, on which share of the starts ends where."""
    return np.array([_shares_of_one(terrain, one) for one in ends.reshape(-1, ends.shape[-1]).T])


def _shares_of_one(terrain, ends):
    there, nowhere = _("{share} end at {place}"), _("{share} end in no minimum")
    found = [
        there.format(share=_percent(np.mean(ends == k)), place=spelled(terrain.names, one))
        for k, one in enumerate(terrain.minima)
        if (ends == k).any()
    ]
    if (ends == -1).any():
        found.append(nowhere.format(share=_percent(np.mean(ends == -1))))
    return _("Of all starts, {parts}.").format(parts=", ".join(found))


def _percent(share):
    return f"{100 * share:.0f} %" if share >= 0.005 else _("under 1 %")
