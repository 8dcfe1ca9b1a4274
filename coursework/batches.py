"""Is this one epoch cut into batches? Assertions for epoch(n, batch_size, rng) -> row numbers."""

import numpy as np

from coursework.judge import called

TRIES = 4  # two orders of few rows may be equal by chance, four hardly


def assert_batch_sizes(function, cases, mistakes=()):
    """The batches have the sizes `wanted`, for every case ((n, batch_size), wanted)."""
    answers = [[float(len(b)) for b in _batches(function, *case)] for case, _ in cases]
    wanted = [list(map(float, sizes)) for _, sizes in cases]
    if answers == wanted:
        return
    for words, sizes in dict(mistakes).items():
        if answers == [list(map(float, s)) for s in sizes]:
            raise AssertionError(words)
    k = next(k for k, (a, w) in enumerate(zip(answers, wanted, strict=True)) if a != w)
    (n, batch_size), _ = cases[k]
    raise AssertionError(
        f"{n} rows in batches of {batch_size} came as batches of "
        f"{', '.join(f'{size:g}' for size in answers[k]) or 'nothing'}"
    )


def assert_batch_rows(function, cases):
    """Rows that exist, none twice, shuffled by rng and nothing else, for every (n, batch_size)."""
    for n, batch_size in cases:
        for seed in range(TRIES):
            _assert_rows(_flat(function, n, batch_size, np.random.default_rng(seed)), n)
        _assert_random(function, n, batch_size)


def _assert_rows(rows, n):
    if not np.isin(rows, np.arange(n)).all():
        odd = next(row for row in rows if row not in range(n))
        raise AssertionError(f"there is no row {odd:g} among {n} rows: they are counted from 0")
    if len(set(rows)) < len(rows):
        raise AssertionError(
            "a row turns up more than once in an epoch: permute the rows once, then cut"
        )


def _assert_random(function, n, batch_size):
    def order(rng):
        return _flat(function, n, batch_size, rng).tolist()

    first = [order(np.random.default_rng(seed)) for seed in range(TRIES)]
    again = [order(np.random.default_rng(seed)) for seed in range(TRIES)]
    if first != again:
        raise AssertionError(
            "two rngs of one seed give two orders: take all random numbers from rng"
        )
    if all(rows == first[0] for rows in first):
        raise AssertionError(
            "the order of the rows does not come from rng: begin with rng.permutation(n)"
        )
    rng = np.random.default_rng(0)
    if all(rows == first[0] for rows in (order(rng) for _ in range(TRIES))):
        raise AssertionError(
            "the same rng gives the same order every time it is asked, as if it began anew: draw "
            "from rng itself"
        )


def _flat(function, n, batch_size, rng):
    batches = _batches(function, n, batch_size, rng)
    return np.concatenate([np.ravel(b) for b in batches]) if batches else np.array([])


def _batches(function, n, batch_size, rng=None):
    """What came back as a list of arrays; a generator is welcome, too."""
    batches = called(function, (n, batch_size, rng or np.random.default_rng(0)))
    try:
        return [np.asarray(list(rows), dtype=float) for rows in batches]
    except (TypeError, ValueError):
        raise AssertionError(
            "a list of batches was expected, each an array of row numbers"
        ) from None
