"""What goes wrong in set 3: wrong answers as functions of the choice, and what each deserves."""

import numpy as np

from coursework.hidden import Mistake
from coursework.hw3.right import (
    SCORES,
    UNITS,
    blockwise,
    fit,
    parts,
    peak,
    prepare,
    project,
    ridge,
    scale_from,
    score,
    stream_gradient,
)
from gdlab.notebook.language import N_


def times(field, factor):
    """The choice with c or p multiplied."""
    return lambda o: o._replace(**{field: factor * getattr(o, field)})


def _peak(numbers):
    """numbers(o, n, d, rows) of itemsize bytes each, in the class's unit."""

    def make(o):
        def memory(n, d, batch_size, itemsize):
            rows = min(o.held * batch_size, n)
            return numbers(o, n, d, rows, batch_size) * itemsize / UNITS[o.unit]

        return memory

    return make


OTHER_UNITS = {
    "MB": N_("This is in MB: look again at the unit asked for."),
    "MiB": N_("This is in MiB: look again at the unit asked for."),
    "GB": N_("This is in GB: look again at the unit asked for."),
    "GiB": N_("This is in GiB: look again at the unit asked for."),
}
PEAK = {
    N_("All n rows are counted: only the blocks held at one time are in memory."): (
        _peak(lambda o, n, d, rows, b: n * (d + 1) + 2 * d)
    ),
    N_("The targets are missing: a block of rows comes with its y."): (
        _peak(lambda o, n, d, rows, b: rows * d + 2 * d)
    ),
    N_("beta and the sum of the gradients are missing, d numbers each."): (
        _peak(lambda o, n, d, rows, b: rows * (d + 1))
    ),
    N_("Only one of beta and the sum of the gradients is counted; both have d numbers."): (
        _peak(lambda o, n, d, rows, b: rows * (d + 1) + d)
    ),
    N_("One block is counted; the text says how many are held at one time."): (
        _peak(lambda o, n, d, rows, b: min(b, n) * (d + 1) + 2 * d)
    ),
    N_("beta and the sum are counted once for each block; they are there once."): (
        _peak(lambda o, n, d, rows, b: rows * (d + 1) + o.held * 2 * d)
    ),
    N_("These are numbers, not bytes: each takes itemsize bytes."): (
        lambda o: lambda n, d, b, itemsize: peak(o)(n, d, b, 1)
    ),
    N_("These are bits; a byte has eight of them."): (
        lambda o: lambda n, d, b, itemsize: 8 * peak(o)(n, d, b, itemsize)
    ),
    N_("All blocks are counted as full: there are only n rows to hold."): (
        _peak(lambda o, n, d, rows, b: o.held * b * (d + 1) + 2 * d)
    ),
    N_("Rows are held twice: the blocks together have no more than the n rows there are."): (
        _peak(lambda o, n, d, rows, b: o.held * min(b, n) * (d + 1) + 2 * d)
    ),
    **{
        words: lambda o, unit=unit: peak(o._replace(unit=unit))
        for unit, words in OTHER_UNITS.items()
    },
    N_("These are bytes: look again at the unit asked for."): (
        lambda o: lambda *arguments: peak(o)(*arguments) * UNITS[o.unit]
    ),
}


def _pixels(change, ones=True):
    """prepare with change(o, flat pixels as float) in the place of the scaled ones."""

    def make(o):
        def prepared(images):
            values = change(o, images.reshape(len(images), -1).astype(np.float32))
            both = [values, np.ones(len(images))] if ones else [values]
            return np.column_stack(both).astype(np.float32)

        return prepared

    return make


def _scaled(o, flat):
    return o.low + (o.high - o.low) * flat / 255


def _wrapped(o):
    """The shift happens in uint8, where 0 - 1 is 255."""

    def prepared(images):
        flat = images.reshape(len(images), -1)
        middle = np.uint8(round(255 * (0 - o.low) / (o.high - o.low)))
        values = (flat - middle) / 255 * (o.high - o.low)
        return np.column_stack([values, np.ones(len(images))]).astype(np.float32)

    return prepared


def _ones_first(o):
    return lambda images: np.roll(prepare(o)(images), 1, axis=1)


def _columns_first(o):
    """Each image is read column by column."""
    return lambda images: prepare(o)(np.ascontiguousarray(images.swapaxes(1, 2)))


VALUES = ("prepare_values",)
PREPARE = (
    (VALUES, N_("The pixels are as they came, 0 to 255: scale them."),
     _pixels(lambda o, flat: flat)),
    (VALUES, N_("They are divided by 255 and not moved to the range asked for."),
     _pixels(lambda o, flat: flat / 255)),
    (VALUES, N_("They are scaled to -1 to 1; another range is asked for."),
     _pixels(lambda o, flat: flat / 127.5 - 1)),
    (VALUES, N_("They are divided by 256: 255 is the largest pixel."),
     _pixels(lambda o, flat: _scaled(o, flat * 255 / 256))),
    (VALUES, N_("The batch's own smallest and largest pixel are used: the same image would become "
     "other numbers in another batch. Use 0 and 255."),
     _pixels(lambda o, flat: _scaled(o, 255 * (flat - flat.min()) / np.ptp(flat)))),
    (VALUES, N_("The range is turned round: 0 becomes its low end."),
     _pixels(lambda o, flat: _scaled(o, 255 - flat))),
    (VALUES, N_("The column of ones is missing."), _pixels(_scaled, ones=False)),
    (VALUES, N_("The ones come first; they stand last in this course."), _ones_first),
    (VALUES, N_("Bytes wrapped around: in uint8 0 - 1 is 255. Make floats first, then subtract."),
     _wrapped),
    (VALUES, N_("The pixels stand in another order: images.reshape(len(images), -1)."),
     _columns_first),
    (("prepare_type",), N_("the numbers should be float32, yours are float64"),
     lambda o: lambda images: prepare(o)(images).astype(float)),
)  # fmt: skip


def _stream(combine, ridged=True):
    """combine(c, sums (k, d), sizes (k, 1)) of the blocks, and the ridge term."""

    def make(o):
        def gradient(beta, blocks, alpha):
            sums, sizes = [], []
            for X, y in blocks:
                sums.append(-X.T @ (y - X @ beta))
                sizes.append([len(y)])
            data = combine(o.c, np.array(sums), np.array(sizes))
            return data + ridge(o, beta, alpha) * ridged

        return gradient

    return make


def _ridge_per_block(o):
    def gradient(beta, blocks, alpha):
        total, n, held = np.zeros(len(beta)), 0, np.zeros(len(beta))
        for X, y in blocks:
            total, n = total - X.T @ (y - X @ beta), n + len(y)
            held = held + ridge(o, beta, alpha)
        return 2 * o.c * total / n + held

    return gradient


def _intercept_held(o):
    def gradient(beta, blocks, alpha):
        last = np.append(np.zeros(len(beta) - 1), beta[-1])
        return stream_gradient(o)(beta, blocks, alpha) + 2 * o.p * alpha * last

    return gradient


def _kept(o):
    return lambda beta, blocks, alpha: stream_gradient(o)(beta, list(blocks), alpha)


def _read_twice(o):
    def gradient(beta, blocks, alpha):
        total = sum(-X.T @ (y - X @ beta) for X, y in blocks)
        n = sum(len(y) for _, y in blocks)
        return 2 * o.c * total / max(n, 1) + ridge(o, beta, alpha)

    return gradient


MEAN_OF_MEANS = N_(
    "This is the mean of the blocks' own means: the short last block counts as much as a full one. "
    "Add up sums, and divide once, by the number of all rows."
)
HELD = N_("The intercept's coefficient, the last, is in the ridge term; here it is free.")
NO_RIDGE = N_("Another alpha changes nothing: the ridge term is missing.")
STREAM = {
    MEAN_OF_MEANS: _stream(lambda c, sums, sizes: 2 * c * (sums / sizes).mean(axis=0)),
    N_("Each block is divided by its own size and added: divide once, by all rows."): (
        _stream(lambda c, sums, sizes: 2 * c * (sums / sizes).sum(axis=0))
    ),
    N_("This is a sum: divide it by the number of all rows."): (
        _stream(lambda c, sums, sizes: 2 * c * sums.sum(axis=0))
    ),
    N_("It is divided by the number of blocks, not of rows."): (
        _stream(lambda c, sums, sizes: 2 * c * sums.sum(axis=0) / len(sums))
    ),
    N_("Only the last block counts: total = total + ..., not total = ..."): (
        _stream(lambda c, sums, sizes: 2 * c * sums[-1] / sizes.sum())
    ),
    N_("Only the first block counts: is the return inside the loop?"): (
        _stream(lambda c, sums, sizes: 2 * c * sums[0] / sizes[0])
    ),
    N_("Its data part is half as long as asked: the derivative of a square brings a factor 2."): (
        _stream(lambda c, sums, sizes: c * sums.sum(axis=0) / sizes.sum())
    ),
    N_("Its data part is twice as long as asked: look at the factor of the loss."): (
        _stream(lambda c, sums, sizes: 4 * c * sums.sum(axis=0) / sizes.sum())
    ),
    N_(
        "The sign of its data part is flipped: with the residual y - X @ beta a minus stands in "
        "front."
    ): (_stream(lambda c, sums, sizes: -2 * c * sums.sum(axis=0) / sizes.sum())),
    NO_RIDGE: lambda o: lambda beta, blocks, alpha: stream_gradient(o)(beta, blocks, 0.0),
    N_("The ridge term is added once for each block; it is there once."): _ridge_per_block,
    HELD: _intercept_held,
    N_("The ridge term's slope is twice as large as asked: look at its factor."): (
        lambda o: stream_gradient(times("p", 2)(o))
    ),
    N_("The ridge term's slope is half as large as asked: look at its factor."): (
        lambda o: stream_gradient(times("p", 0.5)(o))
    ),
}


def _scale(change):
    """change(o, center, spread, seen): what comes back in their place; seen: blockwise()."""

    def make(o):
        def scale(blocks):
            seen = blockwise(blocks)
            return np.array(change(o, *scale_from(o.scale, seen), seen))

        return scale

    return make


def _mean_over_blocks(o, seen):
    """(center, spread), each the mean of those of the blocks."""
    return np.mean([scale_from(o.scale, block[None]) for block in seen], axis=0)


OTHER_SPREADS = {
    "std": N_(
        "This is another spread than the one asked for (root of the mean square, divided by n): "
        "read again."
    ),
    "sample": N_("This is another spread than the one asked for (divided by n - 1): read again."),
    "range": N_("This is another spread than the one asked for (the range): read again."),
}
CENTER, SPREAD = ("scale_center",), ("scale_spread",)
SCALE = (
    (CENTER, N_("This is the mean over blocks of each block's own: the short block counts as much "
     "as a full one (and the least of all is no mean)."),
     _scale(lambda o, c, s, seen: [_mean_over_blocks(o, seen)[0], s])),
    (CENTER + SPREAD, N_("Only the last block counts: keep what the earlier ones had."),
     _scale(lambda o, c, s, seen: scale_from(o.scale, seen[-1:]))),
    (CENTER + SPREAD, N_("Only the first block counts: is the return inside the loop?"),
     _scale(lambda o, c, s, seen: scale_from(o.scale, seen[:1]))),
    (CENTER + SPREAD, N_("The two are exchanged: the center comes first."),
     _scale(lambda o, c, s, seen: [s, c])),
    (SPREAD, N_("This is the mean over blocks of each block's own spread: rows of different blocks "
     "differ, too."), _scale(lambda o, c, s, seen: [c, _mean_over_blocks(o, seen)[1]])),
    (SPREAD, N_("This is the square of the spread: take the root."),
     _scale(lambda o, c, s, seen: [c, s**2])),
    (SPREAD, N_("The square of the mean is not taken away: mean of squares minus square of the "
     "mean, then the root."),
     _scale(lambda o, c, s, seen: [c, np.sqrt(seen[:, 2].sum(axis=0) / seen[:, 0].sum(axis=0))])),
    *(
        (SPREAD, words,
         _scale(lambda o, c, s, seen, scale=scale: [c, scale_from(scale, seen)[1]]))
        for scale, words in OTHER_SPREADS.items()
    ),
)  # fmt: skip


def _fit(rate=1.0, more=0, start=0.0, held=False):
    """The walk with another lr, more steps, another start, the intercept held back."""

    def make(o):
        def walk(X, y, alpha, lr, T):
            beta = np.full(X.shape[1], start)
            for _ in range(T + more):
                slope = -2 * o.c / len(y) * X.T @ (y - X @ beta) + ridge(o, beta, alpha)
                slope[-1] += 2 * o.p * alpha * beta[-1] * held
                beta = beta - rate * lr * slope
            return beta

        return walk

    return make


FIT = {
    N_("One step short: T steps are asked for."): _fit(more=-1),
    N_("One step too many: T steps are asked for."): _fit(more=1),
    N_("It begins at one; it should begin at zero."): _fit(start=1.0),
    N_("The steps go uphill: subtract lr times the gradient."): _fit(rate=-1.0),
    HELD: _fit(held=True),
    NO_RIDGE: lambda o: lambda X, y, alpha, lr, T: fit(o)(X, y, 0.0, lr, T),
    N_("Each step is twice as long as asked: look at the factors of the loss."): _fit(rate=2.0),
    N_("Each step is half as long as asked: the derivative of a square brings a factor 2."): (
        _fit(rate=0.5)
    ),
    N_("Each step is n times too long: divide the sum by the number of rows."): (
        lambda o: lambda X, y, alpha, lr, T: fit(times("c", len(y))(o))(X, y, alpha, lr, T)
    ),
}
OTHER_SCORES = {
    "rmse": N_(
        "This is another score, the root of the mean square: look again which one is asked for."
    ),
    "mae": N_("This is another score, the mean of the sizes: look again which one is asked for."),
    "r2": N_("This is another score, R²: look again which one is asked for."),
}
SCORE = {
    **{words: lambda o, name=name: SCORES[name] for name, words in OTHER_SCORES.items()},
    N_("This is the mean of squares: look again which score is asked for."): (
        lambda o: lambda beta, X, y: np.mean((y - X @ beta) ** 2)
    ),
    N_("This is the sum, or the norm, of all residuals: take the mean."): (
        lambda o: lambda beta, X, y: np.linalg.norm(y - X @ beta)
    ),
    N_("This is the mean of the residuals themselves: those above and below cancel."): (
        lambda o: lambda beta, X, y: np.mean(y - X @ beta)
    ),
    N_("The 1 in front is missing, and the minus: R² is 1 minus this."): (
        lambda o: lambda beta, X, y: np.sum((y - X @ beta) ** 2) / np.sum((y - y.mean()) ** 2)
    ),
}


def _project(change=lambda o: o, scaled_by="train", ones=True, shown=1, alpha_of=lambda a: a):
    """The project with another choice, scale, column of ones, rows shown to the score, alpha."""

    def make(o):
        def run(alpha):
            other = change(o)
            sets = parts(other, scaled_by, ones)
            beta = fit(other)(*sets[0], alpha_of(alpha), other.lr, other.T)
            return float(score(other)(beta, *sets[shown]))

        return run

    return make


def _tested_on_train(o):
    """The two parts are exchanged: it learns from the test rows."""

    def run(alpha):
        train, test = parts(o)
        return float(score(o)(fit(o)(*test, alpha, o.lr, o.T), *train))

    return run


def _next_rows(o):
    return project(o._replace(first=(o.first + 1) % o.every))


PROJECT = {
    N_(
        "All rows set the scale, those of the test too: that looks at the test beforehand. Take "
        "center and spread from the rows that are learnt from."
    ): _project(scaled_by="all"),
    N_("This is the score on the rows that were learnt from; the test rows' is asked for."): (
        _project(shown=0)
    ),
    N_("The two parts are exchanged: it learns from the few rows and is tested on the many."): (
        _tested_on_train
    ),
    N_("Other rows are kept for the test: look again at first and every."): _next_rows,
    N_("The column of ones is missing."): _project(ones=False),
    N_("Another alpha changes nothing: hand it on to the fit."): _project(alpha_of=lambda a: 0.0),
}

MISTAKES = (
    *(Mistake("peak", ("peak_value",), words, wrong) for words, wrong in PEAK.items()),
    *(Mistake("prepare", cells, words, wrong) for cells, words, wrong in PREPARE),
    *(Mistake("stream_gradient", ("stream_value",), words, wrong)
      for words, wrong in STREAM.items()),
    Mistake("stream_gradient", ("stream_once",),
            N_("blocks were in memory at the same time"), _kept),
    Mistake("stream_gradient", ("stream_value", "stream_once"),
            N_("The stream is read twice, and the second time it is empty"), _read_twice),
    *(Mistake("column_scale", cells, words, wrong) for cells, words, wrong in SCALE),
    *(Mistake("fit", ("fit_value",), words, wrong) for words, wrong in FIT.items()),
    *(Mistake("score", ("score_value",), words, wrong) for words, wrong in SCORE.items()),
    *(Mistake("project", ("project_value",), words, wrong) for words, wrong in PROJECT.items()),
)  # fmt: skip
