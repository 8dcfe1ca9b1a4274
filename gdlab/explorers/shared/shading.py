"""The picture of a surface in a box from any side: light on its inside, shade on its outside."""

import numpy as np
from PIL import Image

from gdlab.explorers.shared.ground import DEEP, HIGH

LIGHT = np.radians([-40, 50])  # beside the eye, and above the plane
DIM = 0.6  # how bright it is where no light falls
UNDER = np.array([0.62, 0.66, 0.72])  # from beneath: another colour, as of another cloth
STEEP = 5  # slopes beyond this one may show gaps: too few places on them are looked at
SHARP = 2  # drawn so many times as large as it is kept


def frames(heights, top, tones, around, tilts, size, scale, middle=0.0):
    """What an eye sees of a surface `around` degrees about, and each of tilts above.

    heights (k, k) over the square from -1 to 1, cut off above top; tones (k, k) from 0, dark, to 1;
    size (width, height) of a frame, scale its pixels for one of the square, middle the place up and
    down that its own middle shows. uint8 (tilts, height, width, 4).
    """
    width, height = (SHARP * side for side in size)
    scale = SHARP * scale
    a, even = np.radians(around), np.linspace(-1, 1, len(heights))
    slopes = np.gradient(heights, even, even)
    right = (np.arange(width) + 0.5 - width / 2) / scale
    steep = np.hypot(*slopes)[heights <= top].max(initial=0)
    many = int(2 * np.sqrt(2) * scale * min(1 + steep, STEEP))
    toward = np.linspace(-np.sqrt(2), np.sqrt(2), many)[:, None]
    turned = _Turned(a, right, toward, len(heights))
    z = turned(heights)
    there = turned.inside & (z <= top)
    looks = (
        turned(tones),
        turned(_brightness(*slopes, a + LIGHT[0])),
        turned(slopes[0] * np.cos(a) + slopes[1] * np.sin(a)),
    )
    places = np.arange(z.size, dtype=np.int32).reshape(z.shape)
    seen = []
    for tilt in np.radians(tilts):
        row = height / 2 - scale * (z * np.cos(tilt) - toward * np.sin(tilt) - middle)
        here = there & (row >= 0) & (row < height)
        pixel = row[here].astype(np.int32) * width + places[here] % width
        nearest = np.full(height * width, -1, np.int32)
        nearest[pixel] = places[here]  # from back to front: the last one stays
        shown = nearest >= 0
        tone, bright, rise = (look.ravel()[nearest[shown]] for look in looks)
        picture = np.zeros((height * width, 4), np.uint8)
        picture[shown] = _colors(tone, bright, rise > np.tan(tilt))
        seen.append(np.asarray(Image.fromarray(picture.reshape(height, width, 4)).reduce(SHARP)))
    return np.array(seen)


class _Turned:
    """Looks values over the square up along lines toward the eye: (toward, right)."""

    def __init__(self, a, right, toward, count):
        x = toward * np.cos(a) - right * np.sin(a)
        y = toward * np.sin(a) + right * np.cos(a)
        self.inside = (np.abs(x) <= 1) & (np.abs(y) <= 1)
        step = 2 / (count - 1)
        self._size = self.inside.shape[::-1]
        across = toward[1, 0] - toward[0, 0], right[1] - right[0]
        # of an image, x counts columns: the second index; a pixel's middle lies at a half
        x0, y0 = (x[0, 0] + 1) / step + 0.5, (y[0, 0] + 1) / step + 0.5
        self._affine = (
            across[1] * np.cos(a) / step,
            across[0] * np.sin(a) / step,
            y0 - 0.5 * (across[1] * np.cos(a) + across[0] * np.sin(a)) / step,
            -across[1] * np.sin(a) / step,
            across[0] * np.cos(a) / step,
            x0 - 0.5 * (across[0] * np.cos(a) - across[1] * np.sin(a)) / step,
        )

    def __call__(self, values):
        image = Image.fromarray(np.asarray(values, np.float32))
        kind, smooth = Image.Transform.AFFINE, Image.Resampling.BILINEAR
        return np.asarray(image.transform(self._size, kind, self._affine, smooth))


def _brightness(along_x, along_y, a):
    """How much light falls on a surface with these slopes from one side, 0 to 1; Lambert's law."""
    side, up = np.cos(LIGHT[1]), np.sin(LIGHT[1])
    falls = up - side * (along_x * np.cos(a) + along_y * np.sin(a))
    return np.clip(falls / np.sqrt(1 + along_x**2 + along_y**2), 0, 1)


def _colors(tone, bright, beneath):
    color = DEEP + tone[:, None] * (HIGH - DEEP)
    color = np.where(beneath[:, None], UNDER, color)
    light = DIM + (1 - DIM) * np.where(beneath, 1 - bright, bright)[:, None]
    rgba = np.full((len(tone), 4), 255, np.uint8)
    rgba[:, :3] = 255 * np.clip(color * light, 0, 1)
    return rgba
