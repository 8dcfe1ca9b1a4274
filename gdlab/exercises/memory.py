"""Lesson 7's answers: the gradient of a stream of blocks, and bytes made ready for training."""

import weakref

import numpy as np

from gdcore.losses import half_sse_gradient
from gdlab.exercises.gradient import close
from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

SIZES = (4, 4, 4, 4, 4, 3)  # rows of the blocks; the last is short


class Stream:
    """Blocks made when asked for, once, as from a file; notices what is kept and asked again."""

    def __init__(self, blocks):
        self._blocks, self._given = iter(blocks), []
        self.most_alive, self.ended, self.again = 0, False, False

    def __iter__(self):
        self.again = self.again or self.ended
        return self

    def __next__(self):
        self._count()
        try:
            X, y = next(self._blocks)
        except StopIteration:
            self.ended = True
            raise
        X, y = X.copy(), y.copy()
        self._given.append(weakref.ref(X))
        return X, y

    def _count(self):
        self.most_alive = max(self.most_alive, sum(ref() is not None for ref in self._given))


def check_stream_gradient(function):
    """Judge function(beta, blocks) -> the gradient of the mean of squares, blocks kept one by one.

    Slide 11's sum over rows, block by block.
    """
    rng = np.random.default_rng(25)
    beta = rng.uniform(-2, 2, 3)
    blocks = [(rng.uniform(-2, 2, (b, 3)), rng.uniform(-3, 3, b)) for b in SIZES]
    stream = Stream(blocks)
    try:
        answer = as_array(call(function, beta, stream))
    except Answer:
        if stream.again:  # an empty second pass often ends in a division by zero
            return wrong(TWICE)
        raise
    if stream.again:
        return wrong(TWICE)
    sums = np.array([half_sse_gradient(beta, *block) for block in blocks])
    if answer.shape != beta.shape:
        return wrong(f"the shape is {answer.shape}; the gradient has one number a column, (3,)")
    if not close(answer, 2 * sums.sum(axis=0) / sum(SIZES)):
        return wrong(_name_sum(answer, sums))
    if stream.most_alive > 3:  # a careful loop holds two: the last block and the new one
        return wrong(
            f"the number is right, but {stream.most_alive} of {len(SIZES)} blocks were in memory "
            "at the same time. Use each block when it comes, and keep only sums."
        )
    return right("Right, whatever the number of blocks: two sums are all that is kept.")


def _name_sum(answer, sums):
    """What a wrong gradient of the stream is."""
    b, n, k = np.array(SIZES)[:, None], sum(SIZES), len(SIZES)
    means, total = 2 / b * sums, sums.sum(axis=0)
    known = (
        (means.sum(axis=0), "each block is divided by its own size: divide once, by all rows."),
        (means.mean(axis=0), "the mean of the blocks' means lets the short last block count as "
         "much as a full one. Add up sums, and divide once, by the number of all rows."),
        (2 * total, "this is the gradient of the sum: divide by the number of all rows."),
        (total, "2 / n is missing: the derivative of the mean of squares."),
        (total / n, "the factor 2 is missing: the derivative of a square brings one."),
        (-2 * total / n, "the sign is flipped: the residual is X @ beta - y."),
        (2 * total / k, "this is divided by the number of blocks, not of rows."),
        (2 * sums[-1] / n, LAST),
        (means[-1], LAST),
        (sums[-1], LAST),
        (means[0], FIRST),
        (2 * sums[0] / n, FIRST),
        (sums[0], FIRST),
        (0 * total, "it is zero: is anything added to the total?"),
    )  # fmt: skip
    for array, words in known:
        if close(answer, array) or not (array.any() or answer.any()):
            return words
    return f"on the probe it should be {(2 * total / n).round(4)}, yours is {answer.round(4)}"


TWICE = "the stream is read twice, and the second time it is empty. Count rows as you go."
LAST = "only the last block counts: total = total + ..., not total = ..."
FIRST = "only the first block counts: is the return inside the loop?"


def check_prepare_images(function):
    """Judge function(images) -> float32 (b, h w c + 1): 0 to -1, 255 to 1, ones in the end."""
    rng = np.random.default_rng(26)
    images = rng.integers(0, 256, (5, 2, 4, 3), dtype=np.uint8)
    images[0, 0, 0] = 0, 127, 255
    returned = call(function, images)
    answer, kind = as_array(returned), np.asarray(returned).dtype
    pixels = images.reshape(5, -1).astype(float)
    flat = (pixels - 127.5) / 127.5
    wanted = np.column_stack([flat, np.ones(5)])
    if answer.shape == wanted.shape and np.allclose(answer, wanted, atol=0.01):
        return _judge_type(kind)
    return wrong(_name_pixels(answer, images, pixels, flat))


def _judge_type(kind):
    if kind == np.float32:
        return right("Right: four bytes a number, the same for every batch.")
    return wrong(f"the numbers are right, in {kind}: .astype(np.float32), four bytes each.")


def _name_pixels(answer, images, pixels, flat):
    """What wrongly prepared images are."""
    ones = np.ones((len(images), 1))
    wrapped = (images - np.uint8(128)).reshape(len(images), -1) / 127.5
    known = (
        (pixels / 255, "0 should become -1: this is divided by 255, but not centred."),
        (pixels - 127.5, "255 should become 1: divide by 127.5, too."),
        (pixels, "these are the pixels as they came: centre and scale them."),
        (wrapped, WRAPPED),
        (wrapped / 1.00392157, WRAPPED),
        ((pixels - pixels.mean()) / pixels.std(), OWN),
        ((pixels - pixels.mean(0)) / pixels.std(0), OWN),
        ((pixels - pixels.mean(1)[:, None]) / pixels.std(1)[:, None], OWN),
    )
    for values, words in known:
        for with_ones in (np.hstack([values, ones]), values):
            if answer.size == with_ones.size and np.allclose(
                answer.ravel(), with_ones.ravel(), atol=0.01
            ):
                return words
    if answer.size == flat.size and np.allclose(
        np.sort(answer.ravel()), np.sort(flat.ravel()), atol=0.01
    ):
        return "the column of ones is missing: np.column_stack([..., np.ones(len(images))])."
    full = np.hstack([ones, flat])
    if answer.shape == full.T.shape:
        return "this is transposed: one row for each image."
    if answer.shape != full.shape:
        raise Answer(wrong(f"the shape is {answer.shape}; for 5 images of 2 x 4 x 3, (5, 25)"))
    if np.allclose(answer, full, atol=0.01):
        return "the ones come first; in this course they stand last."
    if np.allclose(np.sort(answer, axis=1), np.sort(full, axis=1), atol=0.01):
        return "the pixels stand in another order: images.reshape(len(images), -1)."
    return f"0, 127 and 255 should become -1, -0.004 and 1; yours are {answer[0, :3].round(3)}"


WRAPPED = (
    "in uint8 0 - 128 is 128: bytes wrap around. Make floats first, then subtract: "
    "images.astype(np.float32)."
)
OWN = (
    "the batch's own mean and spread are used: the same image would become other numbers in "
    "another batch. Use 127.5 for both."
)
