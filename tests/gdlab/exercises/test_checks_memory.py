"""Lesson 7's checks: right answers pass however written, each mistake gets its own words."""

import numpy as np
import pytest

from gdlab.exercises import check


def summed(part=lambda G, b: G, end=lambda total, n, k: 2 / n * total, start=0.0):
    """A loop over blocks with one thing to get wrong."""

    def f(beta, blocks):
        total, n, k = start, 0, 0
        for X, y in blocks:
            total, n, k = total + part(X.T @ (X @ beta - y), len(y)), n + len(y), k + 1
        return end(total, n, k)

    return f


def by_rows(beta, blocks):
    total, n = np.zeros(len(beta)), 0
    for X, y in blocks:
        for x, target in zip(X, y, strict=True):
            total += 2 * (x @ beta - target) * x
            n += 1
    return list(total / n)


def by_package(beta, blocks):
    from gdcore.scale.blocks import gradient_in_blocks

    return gradient_in_blocks(beta, blocks)


def weighted(beta, blocks):
    """The mean so far, moved by each block's mean with its weight."""
    mean, n = 0, 0
    for X, y in blocks:
        n += len(y)
        mean = mean + len(y) / n * (2 / len(y) * X.T @ (X @ beta - y) - mean)
    return mean


@pytest.mark.parametrize("function", [summed(), by_rows, by_package, weighted])
def test_every_way_to_sum_a_stream_is_right(function):
    assert check.stream_gradient(function).state == "right"


def all_at_once(beta, blocks):
    blocks = list(blocks)
    X, y = np.vstack([X for X, _ in blocks]), np.concatenate([y for _, y in blocks])
    return 2 / len(y) * X.T @ (X @ beta - y)


def twice(beta, blocks):
    n = sum(len(y) for _, y in blocks)
    return 2 / n * sum(X.T @ (X @ beta - y) for X, y in blocks)


def counts_later(beta, blocks):
    total = sum(X.T @ (X @ beta - y) for X, y in blocks)
    return 2 * total / sum(len(y) for _, y in blocks)


def divides_by_zero(beta, blocks):
    total = sum(X.T @ (X @ beta - y) for X, y in blocks)
    return 2 / sum(len(y) for _, y in blocks) * total


def last(beta, blocks):
    for X, y in blocks:
        total = 2 / len(y) * X.T @ (X @ beta - y)
    return total


def first(beta, blocks):
    for X, y in blocks:
        return 2 / len(y) * X.T @ (X @ beta - y)


def loss(beta, blocks):
    return sum(np.sum((X @ beta - y) ** 2) for X, y in blocks)


@pytest.mark.parametrize(
    "function, words",
    [
        (summed(lambda G, b: 2 / b * G, lambda t, n, k: t), "divided by its own size"),
        (summed(lambda G, b: 2 / b * G, lambda t, n, k: t / k), "mean of the blocks' means"),
        (summed(end=lambda t, n, k: 2 * t), "gradient of the sum"),
        (summed(end=lambda t, n, k: t), "2 / n is missing"),
        (summed(end=lambda t, n, k: t / n), "the factor 2"),
        (summed(end=lambda t, n, k: -2 * t / n), "sign"),
        (summed(end=lambda t, n, k: 2 * t / k), "number of blocks"),
        (last, "only the last block"),
        (first, "return inside the loop"),
        (all_at_once, "blocks were in memory"),
        (twice, "read twice"),
        (counts_later, "read twice"),
        (divides_by_zero, "read twice"),
        (lambda beta, blocks: 0 * beta, "it is zero"),
        (loss, "the loss itself"),
        (summed(end=lambda t, n, k: t / n + 1), "yours is"),
    ],
)
def test_every_wrong_sum_is_named(function, words):
    outcome = check.stream_gradient(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


def ones(images):
    return np.ones((len(images), 1))


def flat(images, kind=np.float32):
    return images.reshape(len(images), -1).astype(kind)


def prepared(images):
    return np.hstack([flat(images) / 127.5 - 1, ones(images)]).astype(np.float32)


def in_place(images):
    out = np.empty((len(images), images[0].size + 1), np.float32)
    out[:, :-1] = images.reshape(len(images), -1)
    out -= np.float32(127.5)
    out /= np.float32(127.5)
    out[:, -1] = 1
    return out


@pytest.mark.parametrize("function", [prepared, in_place, lambda i: np.asfortranarray(prepared(i))])
def test_every_way_to_prepare_images_is_right(function):
    assert check.prepare_images(function).state == "right"


def wraps(images):
    return np.hstack([(images - 128).reshape(len(images), -1) / 127.5, ones(images)])


def own(images, axis=None):
    X = flat(images)
    spread = X.std(axis, keepdims=True) if axis is not None else X.std()
    mean = X.mean(axis, keepdims=True) if axis is not None else X.mean()
    return np.hstack([(X - mean) / spread, ones(images)])


def changes(images):
    images -= 127
    return prepared(images)


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda i: prepared(i).astype(np.float64), ".astype(np.float32)"),
        (lambda i: prepared(i).tolist(), ".astype(np.float32)"),
        (lambda i: np.hstack([flat(i) / 255, ones(i)]), "not centred"),
        (lambda i: flat(i) / 255, "not centred"),
        (lambda i: np.hstack([flat(i) - 127.5, ones(i)]), "255 should become 1"),
        (lambda i: i, "as they came"),
        (wraps, "bytes wrap around"),
        (lambda i: (i - 128) / 128, "bytes wrap around"),
        (own, "the batch's own mean"),
        (lambda i: own(i, 0), "the batch's own mean"),
        (lambda i: own(i, 1), "the batch's own mean"),
        (lambda i: flat(i) / 127.5 - 1, "column of ones is missing"),
        (lambda i: i / 127.5 - 1, "not flattened"),
        (lambda i: prepared(i).T, "transposed"),
        (lambda i: np.roll(prepared(i), 1, axis=1), "the ones come first"),
        (lambda i: prepared(np.transpose(i, (0, 3, 1, 2))), "channels come first"),
        (lambda i: prepared(i)[:, :-2], "the shape is"),
        (lambda i: prepared(i) + 0.3, "should be"),
        (changes, "changed its argument"),
    ],
)
def test_every_wrong_preparation_is_named(function, words):
    outcome = check.prepare_images(function)
    assert outcome.state == "wrong" and words.lower() in outcome.message.lower(), outcome


@pytest.mark.parametrize("name", ["stream_gradient", "prepare_images"])
def test_the_solution_shown_is_right_and_a_stub_is_not_attempted(name, capsys):
    one = getattr(check, name)
    one.solution()
    space = {"np": np}
    exec(capsys.readouterr().out, space)
    assert one(space[name]).state == "right"
    assert one(lambda *arguments: ...).state == "not attempted"
