"""A periodic function of one number as the few waves that it is made of: quick to ask often."""

import numpy as np

SAMPLES = 64  # a function of at most half as many waves is met exactly
NOTHING = 1e-13  # of the strongest wave: rounding


class Waves:
    """function, which takes many numbers (...), over one period; equal to it up to rounding.

    Raises ValueError for one that has more waves than the samples can tell apart.
    """

    def __init__(self, function, period):
        samples = function(np.arange(SAMPLES) * period / SAMPLES)
        strength = np.fft.rfft(samples) / SAMPLES * 2
        strength[0] /= 2
        heard = np.flatnonzero(np.abs(strength) > NOTHING * np.abs(strength).max())
        if heard.max(initial=0) >= SAMPLES // 4:
            expected = f"the function must be made of fewer than {SAMPLES // 4} waves"
            raise ValueError(f"{expected}, got {heard.max()}; try more samples")
        self._strength, self._turn = strength[: heard.max(initial=0) + 1], 2j * np.pi / period

    def __call__(self, x):
        """The function at x (...)."""
        wave = np.exp(self._turn * x)
        value = np.zeros_like(wave)
        for strength in self._strength[::-1]:  # Horner's way through the powers of the first wave
            value = value * wave + strength
        return value.real
