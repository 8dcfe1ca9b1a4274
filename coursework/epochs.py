"""Is this one epoch cut into batches? Assertions for epoch(n, batch_size, rng) -> row numbers."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from coursework.asking import batches_of, sizes
from coursework.judge import judge, read_or_refuse, seen_of
from gdlab.notebook.language import _

TRIES = 4  # two orders of few rows may be equal by chance, four hardly
MANY = 400  # epochs whose batches are counted
FAR = 6  # standard deviations: by chance one right answer in a million is as far off


def assert_batch_sizes(function: Callable, cases: Iterable, mistakes: Mapping | tuple = ()) -> None:
    """The batches have the sizes `wanted`, for every case ((n, batch_size), wanted)."""
    judge("batch_sizes", function, cases, mistakes, by_sizes)


def by_sizes(trial):
    """The sizes that came, where others are asked for."""
    k = next(k for k in range(len(trial.cases)) if not trial.good(k))
    n, batch_size = trial.cases[k].arguments
    came = ", ".join(f"{size:g}" for size in trial.answers[k]) or _("nothing")
    words = _("{n} rows in batches of {batch_size} came as batches of {came}")
    return words.format(n=n, batch_size=batch_size, came=came)


def assert_batch_rows(function: Callable, cases: Iterable) -> None:
    """Rows that exist, none twice, shuffled by rng and nothing else, for every (n, batch_size).

    In which order the rows stand within their batch is not judged: no step depends on it.
    """
    for n, batch_size in cases:
        seen = seen_of(function, Epochs(n, batch_size))
        flat = [_flat(batches) for batches in seen]
        for rows in flat:
            _assert_rows(rows, n)
        orders = [rows.tolist() for rows in flat]
        _assert_random(orders[:TRIES], orders[TRIES : 2 * TRIES], orders[2 * TRIES :])
        _assert_mixed(n, seen[2 * TRIES :])


class Epochs:
    """A probe: TRIES epochs, each with an rng of its own; the same again; then MANY of one rng."""

    def __init__(self, n: int, batch_size: int):
        self.n, self.batch_size = n, batch_size

    def __call__(self, function):
        call = getattr(function, "freely", function)
        one = np.random.default_rng(0)
        rngs = [np.random.default_rng(seed) for _again in range(2) for seed in range(TRIES)]
        state = np.random.get_state()  # noqa: NPY002
        for rng in [*rngs, *[one] * MANY]:
            np.random.set_state(state)  # noqa: NPY002  what does not come from rng stays the same
            yield batches_of(call, self.n, self.batch_size, rng)


def _flat(batches):
    """The rows of all batches, one after the other."""
    read_or_refuse(sizes, batches)
    return np.concatenate([np.ravel(rows) for rows in batches]) if len(batches) else np.array([])


def _assert_rows(rows, n):
    if not np.isin(rows, np.arange(n)).all():
        odd = next(row for row in rows if row not in range(n))
        words = _("there is no row {odd:g} among {n} rows: they are counted from 0")
        raise AssertionError(words.format(odd=odd, n=n))
    if len(set(rows)) < len(rows):
        raise AssertionError(
            _("a row turns up more than once in an epoch: permute the rows once, then cut")
        )


def _assert_random(fresh, again, onward):
    if fresh != again:
        raise AssertionError(
            _("two rngs of one seed give two orders: take all random numbers from rng")
        )
    if all(rows == fresh[0] for rows in fresh):
        raise AssertionError(
            _("the order of the rows does not come from rng: begin with rng.permutation(n)")
        )
    if all(rows == fresh[0] for rows in onward):
        raise AssertionError(
            _(
                "the same rng gives the same order every time it is asked, as if it began anew: "
                "draw from rng itself"
            )
        )


def _assert_mixed(n, epochs):
    """Every row comes into every batch, and beside every other row, as often as chance has it."""
    places = _places(n, epochs)
    full = places.sum(axis=1)  # (epochs, batches): how many rows each has
    found = _odd(places.sum(axis=0), full.sum(axis=0) / n)
    if found:
        (row, batch), told = found
        words = _(
            "in {count} epochs row {row} was in batch {batch} {times} times; by chance it would be "
            "about {expected}: shuffle all rows, rng.permutation(n), then cut"
        )
        raise AssertionError(words.format(count=len(epochs), row=row, batch=batch + 1, **told))
    together = np.einsum("eik,ejk->ij", places, places)
    chance = (full * (full - 1)).sum() / (n * (n - 1))
    np.fill_diagonal(together, chance)  # a row is always beside itself
    found = _odd(together, chance)
    if found:
        (one, other), told = found
        words = _(
            "in {count} epochs the rows {one} and {other} shared a batch {times} times; by chance "
            "it would be about {expected}: shuffle all rows, rng.permutation(n), then cut"
        )
        raise AssertionError(words.format(count=len(epochs), one=one, other=other, **told))


def _places(n, epochs):
    """(epochs, n, batches): 1 where a row is in a batch."""
    places = np.zeros((len(epochs), n, max(map(len, epochs))))
    for epoch, batches in enumerate(epochs):
        for k, rows in enumerate(batches):
            places[epoch, np.ravel(rows).astype(int), k] = 1
    return places


def _odd(counts, expected):
    """(index, numbers to tell) of the count that chance explains least, None if it explains all."""
    expected = np.broadcast_to(expected, counts.shape)
    spread = np.sqrt(expected * (1 - expected / MANY))
    off = np.abs(counts - expected) / np.maximum(spread, 1)
    index = tuple(map(int, np.unravel_index(off.argmax(), off.shape)))
    if off[index] <= FAR:
        return None
    return index, {"times": f"{counts[index]:.0f}", "expected": f"{expected[index]:.0f}"}
