"""What overlapping has won, in words, and why it is not more."""

from gdcore.scale.blocks import processors
from gdlab.explorers.shared.words import _

GAIN = 1.05  # times as fast: less is chance


def compared(turn, run, workers, cores=None):
    """The speed-up as measured, the one that the stages' times in turn allow, and why they part.

    turn and run are the Runs in turn and with these workers; cores None asks the machine.
    """
    slowest = max(turn.busy, key=turn.busy.get)
    if workers == 0:
        share = f"{100 * turn.busy[slowest] / turn.seconds:.0f}"
        return _("One after another; {share} % of it is to {stage}.").format(
            share=share, stage=_(slowest)
        )
    alone = [t / (workers if stage == "prepare" else 1) for stage, t in turn.busy.items()]
    gain, best = turn.seconds / run.seconds, turn.seconds / max(alone)
    words = _("{gain} times as fast as in turn; {best} if nothing stood in the way.").format(
        gain=f"{gain:.2f}", best=f"{best:.2f}"
    )
    noise = max(turn.noise, run.noise)
    if noise > GAIN and 1 / noise < gain < noise:
        return f"{words} {_noisy(noise)}"
    if noise > GAIN and gain > best:
        return f"{words} {_too_good(noise)}"
    less = sum(run.busy.values()) < sum(turn.busy.values())
    why = _reason(gain, best, less, slowest, processors() if cores is None else cores)
    return f"{words} {why}".strip()


def _noisy(noise):
    words = _("This is noise: measured again, one setting took {noise} times as long.")
    return words.format(noise=f"{noise:.2f}")


def _too_good(noise):
    words = _(
        "More than that is noise: the machine is busy; measured again, one setting took {noise} "
        "times as long."
    )
    return words.format(noise=f"{noise:.2f}")


def _reason(gain, best, less, slowest, cores):
    """Why it is more or less than could be expected; "" where there is nothing to explain."""
    if gain > GAIN * best and less:
        return _("More than that, since the stages themselves took less time here.")
    if gain >= GAIN:
        return ""
    if best < GAIN:
        return _("No gain: to {stage} is nearly all there is to do.").format(stage=_(slowest))
    if cores == 1:
        return _("One processor: the stages take turns all the same.")
    return _("No gain: the stages share {cores} processors and one memory.").format(cores=cores)
