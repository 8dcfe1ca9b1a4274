"""Lesson 11: bytes made ready for training."""

from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, read, sentences, told
from gdlab.notebook.language import N_

RECIPE = """b, shape = rng.integers(5, 9), tuple(rng.integers(2, 5, 2)) + (3,)
images = rng.integers(0, 256, (b, *shape), dtype=np.uint8)"""


def prepare_images(images):
    pixels = images.reshape(len(images), -1).astype(np.float32)
    ones = np.ones((len(images), 1), np.float32)
    return np.hstack([(pixels - 127.5) / 127.5, ones])


def flat(images):
    """(b, h w c) in float64."""
    return images.reshape(len(images), -1).astype(float)


WRAPPED = N_(
    "in uint8 0 - 128 is 128: bytes wrap around. Make floats first, then subtract: "
    "images.astype(np.float32)."
)
OWN = N_(
    "the batch's own mean, spread or range is used: the same image would become other numbers in "
    "another batch. Use 127.5 for both."
)
CENTRES = (0, 1, 127, 127.5, 128, 255)
SCALES = (1, 127, 127.5, 128, 254, 255, 256)


def _centred(centre, scale):
    return lambda images: (flat(images) - centre) / scale


def _about(centre, scale):
    """What is wrong with (pixel - centre) / scale."""
    if scale == 1 and centre == 0:
        return N_("these are the pixels as they came: centre and scale them.")
    if scale == 1:
        return N_("255 should become 1: divide by 127.5, too.")
    if centre == 0:
        words = N_("0 should become -1: this is divided by {scale}, but not centred.")
        return told(words, scale=scale)
    low, high = (0 - centre) / scale, (255 - centre) / scale
    words = N_(
        "0 becomes {low} and 255 becomes {high}: with (pixel - 127.5) / 127.5 they become -1 and 1."
    )
    return told(words, low=f"{low:.4g}", high=f"{high:.4g}")


def _wrapping(centre, scale):
    """The subtraction made in bytes."""
    return lambda images: (images - np.uint8(centre)).reshape(len(images), -1) / scale


def _own(axis, kind):
    """Pixels by the batch's own mean and spread, or range."""

    def run(images):
        p = flat(images)
        if kind == "spread":
            return (p - p.mean(axis, keepdims=True)) / p.std(axis, keepdims=True)
        if kind == "mean":
            return (p - p.mean(axis, keepdims=True)) / 127.5
        low, high = p.min(axis, keepdims=True), p.max(axis, keepdims=True)
        return (p - low) / (high - low) * (2 if kind == "range" else 1) - (kind == "range")

    return run


def pixels():
    """{words: images -> (b, k)}: what stands where (pixel - 127.5) / 127.5 should."""
    right = _centred(127.5, 127.5)
    yield "", right
    for centre, scale in product(CENTRES, SCALES):
        if (centre, scale) != (127.5, 127.5):
            yield _about(centre, scale), _centred(centre, scale)
    for centre, scale in product((1, 127, 128), SCALES):
        yield WRAPPED, _wrapping(centre, scale)
    yield WRAPPED, lambda images: (2 * images - np.uint8(255)).reshape(len(images), -1) / 255
    yield WRAPPED, lambda images: (2 * images).reshape(len(images), -1) / 255 - 1
    small = N_(
        "int8 holds numbers from -128 to 127: bytes above wrap around. Make floats first: "
        "images.astype(np.float32)."
    )
    for centre, scale in product(CENTRES, SCALES):
        yield small, lambda images, c=centre, s=scale: (flat(images.astype(np.int8)) - c) / s
    for kind, axis in product(("spread", "mean", "range", "part"), (None, 0, 1)):
        yield OWN, _own(axis, kind)
    yield N_("the sign is flipped: 0 becomes -1 and 255 becomes 1."), lambda images: -right(images)
    yield (
        N_("2 * pixel / 255 lies between 0 and 2: subtract 1."),
        lambda images: flat(images) / 255 * 2,
    )
    yield (
        N_("a half is subtracted where 1 belongs: 0 becomes -0.5 and 255 becomes 0.5."),
        lambda images: flat(images) / 255 - 0.5,
    )
    yield (
        N_("the pixels are divided by whole numbers (//), and nothing but -1, 0 and 1 is left."),
        lambda images: (flat(images) - 127.5) // 127.5,
    )
    yield (
        N_("the pixels are rounded to whole numbers, and nothing but -1, 0 and 1 is left."),
        lambda images: np.round(right(images)),
    )
    yield (
        N_("the pixels are cut off to whole numbers: are they stored in an array of integers?"),
        lambda images: np.trunc(right(images)),
    )


def with_ones(values):
    """(words, matrix) for every place where ones may stand beside the values, or not."""
    ones = np.ones((len(values), 1))
    yield "", np.hstack([values, ones])
    missing = N_("the column of ones is missing: np.column_stack([..., np.ones(len(images))]).")
    yield missing, values
    yield N_("the ones come first; in this course they stand last."), np.hstack([ones, values])
    yield N_("the last column holds zeros; it must be 1."), np.hstack([values, 0 * ones])
    yield N_("the last column holds -1; it must be 1."), np.hstack([values, -ones])
    yield (
        N_("the ones are divided, too: put them beside the pixels last."),
        np.hstack([values, (ones - 127.5) / 127.5]),
    )
    yield (
        N_("the ones are divided, too: put them beside the pixels last."),
        np.hstack([values, ones / 255]),
    )
    yield N_("the last column holds 255; it must be 1."), np.hstack([values, 255 * ones])
    yield N_("this is transposed: one row for each image."), np.hstack([values, ones]).T
    yield N_("this is transposed, and without the ones: one row for each image."), values.T
    yield (
        N_("a row of ones stands below; a column of ones is asked for."),
        np.vstack([values, np.ones(values.shape[1])]),
    )
    yield N_("the ones stand in the place of the last pixel."), np.hstack([values[:, :-1], ones])
    yield N_("two columns of ones came; one is asked for."), np.hstack([values, ones, ones])


ORDERS = {
    "": lambda images: images,
    N_(
        "the channels come first: images.reshape(len(images), -1) keeps the pixels' order."
    ): lambda images: images.transpose(0, 3, 1, 2),
    N_(
        "height and width are exchanged: images.reshape(len(images), -1) keeps the order."
    ): lambda images: images.transpose(0, 2, 1, 3),
    N_("the pixels are read in Fortran's order: images.reshape(len(images), -1) keeps theirs."): (
        lambda images: images.transpose(0, 3, 2, 1)
    ),
    N_(
        "the images are upside down: images.reshape(len(images), -1) keeps the order."
    ): lambda images: images[:, ::-1],
    N_(
        "the images are mirrored: images.reshape(len(images), -1) keeps the order."
    ): lambda images: images[:, :, ::-1],
    N_(
        "the channels are in the reverse order: images.reshape(len(images), -1) keeps it."
    ): lambda images: images[..., ::-1],
    N_("only the first channel is in it: take all."): lambda images: images[..., :1],
    N_("the images come in the reverse order."): lambda images: images[::-1],
}


def mistakes():
    """Pixels, ones, order: one thing wrong, then several."""
    orders = list(ORDERS.items())
    for (of_order, order), (of_pixels, values) in product(orders[:1], pixels()):
        yield from _placed(of_order, order, of_pixels, values)
    for (of_order, order), (of_pixels, values) in product(orders[1:], list(pixels())[:8]):
        yield from _placed(of_order, order, of_pixels, values)
    shaped = N_(
        "the images are not flattened: one row for each image, images.reshape(len(images), -1)."
    )
    for of_pixels, centre, scale in (
        ("", 127.5, 127.5),
        *((_about(c, s), c, s) for c, s in product(CENTRES, SCALES)),
    ):
        yield Mistake(
            lambda images, c=centre, s=scale: (images.astype(float) - c) / s,
            sentences(shaped, of_pixels),
        )
    yield Mistake(lambda images: (images - np.uint8(128)) / 128, sentences(shaped, WRAPPED))
    yield Mistake(lambda images: (images - np.uint8(127)) / 127.5, sentences(shaped, WRAPPED))
    yield Mistake(
        lambda images: _centred(127.5, 127.5)(images).ravel(),
        N_("all images stand in one long row: one row for each image."),
    )
    mean = N_("the pixels of an image are averaged to one: all of them are needed.")
    yield Mistake(lambda images: _centred(127.5, 127.5)(images).mean(axis=1), mean)


def _placed(of_order, order, of_pixels, values):
    """Mistakes with the ones in every place."""
    for k, (of_ones, _) in enumerate(with_ones(np.zeros((2, 2)))):
        words = sentences(of_order, of_ones, of_pixels)
        if words:
            yield Mistake(lambda images, k=k: list(with_ones(values(order(images))))[k][1], words)


def kind(trial):
    """The numbers are right; their type is not."""
    for value in trial.seen.values:
        if value.dtype != np.float32:
            words = N_("the numbers are right, in {kind}: .astype(np.float32), four bytes each.")
            return told(words, kind=value.dtype)
    return None


EXERCISE = Exercise(
    right=prepare_images,
    lesson=11,
    designs=Designs(
        RECIPE,
        (1, 2),
        (
            Case(
                (np.array([0, 127, 255, 64], np.uint8).reshape(2, 1, 2, 1),),
                N_("for two images of two pixels, 0, 127, 255 and 64,"),
            ),
            Case(
                (np.random.default_rng(3).integers(20, 200, (6, 3, 2, 2), dtype=np.uint8),),
                N_("for images without 0 and 255"),
            ),
            Case((np.full((1, 2, 3, 3), 7, np.uint8),), N_("for a single image"), edge=True),
        ),
    ),
    home=(Case((np.random.default_rng(4).integers(0, 256, (256, 4, 4, 3), dtype=np.uint8),)),),
    mistakes=mistakes,
    read=read.shaped,
    single=2e-6,
    also=kind,
    praise=N_("Right: four bytes a number, the same for every batch."),
    hints=(
        N_("`images.reshape(len(images), -1)` makes one row of each image."),
        N_("`images.astype(np.float32)` first, arithmetic then: bytes wrap around."),
        N_("`(pixels - 127.5) / 127.5` takes 0 to -1 and 255 to 1."),
    ),
)
