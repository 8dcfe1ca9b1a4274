"""What goes wrong in set 2: wrong answers as functions of the choice, and what each deserves."""

import numpy as np

from coursework.hidden import Mistake
from coursework.hw2.rhos import RHOS
from coursework.hw2.right import (
    ASKED,
    RESTS,
    above_chord,
    averaged,
    batch_gradient,
    chord,
    epoch,
    rho,
    rho_slope,
    sgd,
)
from gdlab.notebook.language import N_

ONE_SIDE = N_(
    "For negative r it goes wrong: rho depends on the size of r, np.abs(r), not on its sign."
)
RHO = {
    N_("This is a square everywhere, r**2 / 2: far from zero rho grows like a straight line."): (
        lambda o: lambda r, delta: np.asarray(r) ** 2 / 2
    ),
    N_("This is the slope of rho, not rho itself."): rho_slope,
    N_("It is twice as large as asked."): lambda o: lambda r, delta: 2 * rho(o)(r, delta),
    N_("It is half as large as asked."): lambda o: lambda r, delta: rho(o)(r, delta) / 2,
    N_("delta is taken as 1: it must be the argument."): lambda o: lambda r, delta: rho(o)(r, 1.0),
    N_(
        "This is the size of r times delta, a straight line everywhere: near zero rho is a square."
    ): (lambda o: lambda r, delta: delta * np.abs(r)),
    N_("The factor delta**2 is missing in front."): (
        lambda o: lambda r, delta: rho(o)(r, delta) / delta**2
    ),
    N_("This is one number, the sum: rho is asked for each residual by itself."): (
        lambda o: lambda r, delta: rho(o)(r, delta).sum()
    ),
    N_("This is one number, the mean: rho is asked for each residual by itself."): (
        lambda o: lambda r, delta: rho(o)(r, delta).mean()
    ),
    ONE_SIDE: lambda o: lambda r, delta: rho(o)(np.maximum(r, 0), delta),
}
BOTH_SLOPES = ("slope_near", "slope_far")
SLOPE = (
    (("slope_far",), N_("Far from zero the slope stays the r of the square: there it should level "
     "out."), lambda o: lambda r, delta: np.where(np.abs(r) <= delta, rho_slope(o)(r, delta), r)),
    (("slope_near",), N_("This is delta with the sign of r, everywhere: near zero the slope is "
     "small."),
     lambda o: lambda r, delta: np.where(
         np.abs(r) <= delta, delta * np.sign(r), rho_slope(o)(r, delta))),
    (("slope_far",), N_("The sign is lost: for a large negative r the slope is negative."),
     lambda o: lambda r, delta: np.where(
         np.abs(r) <= delta, rho_slope(o)(r, delta), np.abs(rho_slope(o)(r, delta)))),
    (BOTH_SLOPES, N_("This is rho itself, not its slope."), rho),
    (BOTH_SLOPES, N_("It is twice as large as asked."),
     lambda o: lambda r, delta: 2 * rho_slope(o)(r, delta)),
    (BOTH_SLOPES, N_("It is half as large as asked: the 2 of the square cancels the half."),
     lambda o: lambda r, delta: rho_slope(o)(r, delta) / 2),
    (BOTH_SLOPES, N_("The sign is flipped: where r is positive, rho rises."),
     lambda o: lambda r, delta: -rho_slope(o)(r, delta)),
    (BOTH_SLOPES, N_("delta is taken as another number: it must be the argument."),
     lambda o: lambda r, delta: rho_slope(o)(r, delta / 4)),
)  # fmt: skip


def _with(rows_of=lambda rows, n: rows, slope=None, sign=1.0, size=len):
    """batch_gradient with other rows, another slope, another sign, another divisor."""

    def make(o):
        def gradient(beta, X, y, rows, delta):
            rows = np.asarray(rows)
            seen = rows_of(rows, len(y))
            r = y[seen] - X[seen] @ beta
            slopes = RHOS[o.rho].slope(r, delta) if slope is None else slope(r)
            return -sign * o.c / size(rows) * X[seen].T @ slopes

        return gradient

    return make


def _factor(factor):
    return lambda o: lambda *arguments: factor * batch_gradient(o)(*arguments)


def _divided_by_n(o):
    def gradient(beta, X, y, rows, delta):
        return len(rows) / len(y) * batch_gradient(o)(beta, X, y, rows, delta)

    return gradient


def _sum(o):
    return lambda b, X, y, rows, delta: len(rows) * batch_gradient(o)(b, X, y, rows, delta)


def _targets_of_others(o):
    def gradient(beta, X, y, rows, delta):
        r = y[: len(rows)] - X[rows] @ beta
        return -o.c / len(rows) * X[rows].T @ RHOS[o.rho].slope(r, delta)

    return gradient


DIRECTION, LENGTH = ("batch_direction",), ("batch_length",)
BATCH = (
    (DIRECTION, N_("The sign is flipped: with the residual y - X @ beta a minus stands in front."),
     _with(sign=-1.0)),
    (DIRECTION + LENGTH,
     N_("All rows are used: take those of the batch only, X[rows] and y[rows]."),
     _with(rows_of=lambda rows, n: np.arange(n), size=lambda rows: len(rows))),
    (DIRECTION + LENGTH, N_("The first rows are used, whatever the batch is: take X[rows] and "
     "y[rows]."), _with(rows_of=lambda rows, n: np.arange(len(rows)))),
    (DIRECTION + LENGTH, N_("Only the first row of the batch is used."),
     _with(rows_of=lambda rows, n: rows[:1])),
    (DIRECTION + LENGTH, N_("The last row of the batch is left out."),
     _with(rows_of=lambda rows, n: rows[:-1])),
    (DIRECTION + LENGTH, N_("rows of X meet targets of other rows: X[rows] goes with y[rows]."),
     _targets_of_others),
    (DIRECTION + LENGTH, N_("The residual stands where rho's slope of it should: this is the "
     "gradient of the squares."), _with(slope=lambda r: r)),
    (DIRECTION + LENGTH, N_("Only the signs of the residuals are used: this is the gradient of the "
     "absolute values."), _with(slope=np.sign)),
    (LENGTH, N_("It is divided by the number of all rows: divide by that of the batch."),
     _divided_by_n),
    (LENGTH, N_("This is a sum over the batch: divide by the number of its rows."), _sum),
    (LENGTH, N_("It is twice as long as asked: look at the factor of the loss."), _factor(2.0)),
    (LENGTH, N_("It is half as long as asked: look at the factor of the loss."), _factor(0.5)),
)  # fmt: skip


def _of(change):
    """Judge something other than curve - chord."""
    return lambda o: lambda f, a, b, count: float(ASKED[o.chord](change(f, a, b, count)))


def _swapped(f, a, b, count):
    """The two ends of the chord are exchanged."""
    shares = np.linspace(0, 1, count)
    a, b = np.asarray(a), np.asarray(b)
    return np.array([f((1 - s) * a + s * b) - (s * f(a) + (1 - s) * f(b)) for s in shares])


def _level(f, a, b, count):
    shares = np.linspace(0, 1, count)
    a, b = np.asarray(a), np.asarray(b)
    return np.array([f((1 - s) * a + s * b) - (f(a) + f(b)) / 2 for s in shares])


def _bare(f, a, b, count):
    a, b = np.asarray(a), np.asarray(b)
    return np.array([f((1 - s) * a + s * b) for s in np.linspace(0, 1, count)])


OTHER_QUESTIONS = {
    "least": N_(
        "This answers another question, the least of chord - curve: read again what is asked."
    ),
    "most": N_(
        "This answers another question, the largest of curve - chord: read again what is asked."
    ),
    "count": N_(
        "This answers another question, the number of places where the curve is above: read again "
        "what is asked."
    ),
}


def _another_question(asked):
    """The answer to another class's question; where it is this class's own, another sign."""

    def make(o):
        def answer(f, a, b, count):
            return float(ASKED[asked](above_chord(f, a, b, count)))

        return answer

    return make


CHORD = {
    N_("Curve and chord are exchanged: look again which is taken from which."): (
        _of(lambda *case: -above_chord(*case))
    ),
    N_("The two ends of the chord are exchanged: at a it must be f(a)."): _of(_swapped),
    N_("The chord is a straight line from f(a) to f(b), not one height for all places."): _of(
        _level
    ),
    N_("The chord is missing: this looks at the curve alone."): _of(_bare),
    N_("One place too few: `count` places, both ends among them, np.linspace(0, 1, count)."): (
        lambda o: lambda f, a, b, count: chord(o)(f, a, b, count - 1)
    ),
    N_("One place too many: `count` places, both ends among them, np.linspace(0, 1, count)."): (
        lambda o: lambda f, a, b, count: chord(o)(f, a, b, count + 1)
    ),
    **{words: _another_question(asked) for asked, words in OTHER_QUESTIONS.items()},
}


def _rest(rest):
    return lambda o: epoch(o._replace(rest=rest))


def _nearly_equal(o):
    return lambda n, b, rng: np.array_split(rng.permutation(n), -(-n // b))


def _count_of_batches(o):
    return lambda n, b, rng: np.array_split(rng.permutation(n), b)


SIZES = {
    N_(
        "The rows that fill no batch make a batch of their own: the text says what becomes of them."
    ): (_rest(RESTS[0])),
    N_("The rows that fill no batch join the batch before: the text says what becomes of them."): (
        _rest(RESTS[1])
    ),
    N_("The rows that fill no batch are left out: the text says what becomes of them."): (
        _rest(RESTS[2])
    ),
    N_(
        "The batches are nearly equal, as np.array_split cuts them: take batch_size rows at a time."
    ): (_nearly_equal),
    N_("batch_size is taken for the number of batches; it is the number of rows in each."): (
        _count_of_batches
    ),
    N_("Only one batch came back: an epoch goes through the rows."): (
        lambda o: lambda n, b, rng: [rng.permutation(n)[:b]]
    ),
    N_("All rows came back as one batch."): lambda o: lambda n, b, rng: [rng.permutation(n)],
}
NOT_SHUFFLED = N_("the order of the rows does not come from rng: begin with rng.permutation(n)")
REPEATED = N_("a row turns up more than once in an epoch: permute the rows once, then cut")
ROWS = (
    (NOT_SHUFFLED, lambda o: lambda n, b, rng: epoch(o)(n, b, np.random.default_rng(0))),
    (REPEATED, lambda o: lambda n, b, rng: [
        rng.integers(0, n, len(rows)) for rows in epoch(o)(n, b, rng)]),
    (N_("the same rng gives the same order every time it is asked, as if it began anew: draw from "
     "rng itself"), lambda o: lambda n, b, rng: epoch(o)(
         n, b, np.random.default_rng(rng.bit_generator.seed_seq.entropy))),
    (N_("two rngs of one seed give two orders: take all random numbers from rng"),
     lambda o: lambda n, b, rng: epoch(o)(n, b, np.random.default_rng())),
    (N_("there is no row 7 among 7 rows: they are counted from 0"),
     lambda o: lambda n, b, rng: [rows + 1 for rows in epoch(o)(n, b, rng)]),
)  # fmt: skip


def _walk(seen=lambda points: points[-1], sign=-1, less=0, normed=False, from_zero=False):
    """sgd with the slope taken elsewhere, another sign, fewer batches, unit steps, from zero."""

    def make(o):
        def walk(gradient, start, batches, lr):
            points = [np.array(start, float) * (not from_zero)]
            for rows in list(batches)[: len(batches) - less]:
                slope = gradient(seen(points), rows)
                slope = slope / np.linalg.norm(slope) if normed else slope
                points.append(points[-1] + sign * lr * slope)
            return np.array([points[-1], averaged(o, np.array(points))])

        return walk

    return make


def _average(change):
    """The last point is right, the average is change(points)."""

    def make(o):
        def walk(gradient, start, batches, lr):
            points = [np.array(start, float)]
            for rows in batches:
                points.append(points[-1] - lr * gradient(points[-1], rows))
            return np.array([points[-1], change(o, np.array(points))])

        return walk

    return make


def _other_average(average):
    return _average(lambda o, points: averaged(o._replace(average=average), points))


def _exchanged_share(o, points):
    return averaged(o._replace(average="exponential", keep=1 - o.keep), points)


def _first_batch_only(o):
    return lambda gradient, start, batches, lr: sgd(o)(
        gradient, start, [batches[0]] * len(batches), lr
    )


OTHER_AVERAGES = {
    "all": N_(
        "This is another average than the one asked for (all points): read again which points "
        "count, and how much."
    ),
    "half": N_(
        "This is another average than the one asked for (the second half): read again which "
        "points count, and how much."
    ),
    "exponential": N_(
        "This is another average than the one asked for (the exponential one): read again which "
        "points count, and how much."
    ),
}
BOTH = ("sgd_last", "sgd_average")
SGD = (
    (BOTH, N_("The steps go uphill: subtract lr times the gradient."), _walk(sign=1)),
    (BOTH, N_("The last batch is not used: one step for each batch."), _walk(less=1)),
    (BOTH, N_("Every step uses the first batch: one step for each batch, in their order."),
     _first_batch_only),
    (BOTH, N_("The gradient is always taken at the start: take it at the newest point."),
     _walk(seen=lambda points: points[0])),
    (BOTH, N_("It begins at zero, not at `start`."), _walk(from_zero=True)),
    (BOTH, N_("The gradient is divided by its length: leave it as long as it is."),
     _walk(normed=True)),
    (("sgd_average",), N_("The start is in the average, too; only the points after it are asked "
     "for."),
     _average(lambda o, points: points.mean(axis=0))),
    (("sgd_average",), N_("The last point stands in the place of the average."),
     _average(lambda o, points: points[-1])),
    (("sgd_average",), N_("Only the start and the last point are averaged."),
     _average(lambda o, points: points[[0, -1]].mean(axis=0))),
    (("sgd_average",), N_("This is the average with the two shares exchanged: look which one the "
     "old average gets."), _average(_exchanged_share)),
    *((("sgd_average",), words, _other_average(average))
      for average, words in OTHER_AVERAGES.items()),
)  # fmt: skip

MISTAKES = (
    *(Mistake("rho", ("rho_value",), words, wrong) for words, wrong in RHO.items()),
    *(Mistake("rho_slope", cells, words, wrong) for cells, words, wrong in SLOPE),
    *(Mistake("batch_gradient", cells, words, wrong) for cells, words, wrong in BATCH),
    *(Mistake("chord", ("chord_value",), words, wrong) for words, wrong in CHORD.items()),
    *(Mistake("epoch", ("epoch_sizes",), words, wrong) for words, wrong in SIZES.items()),
    *(Mistake("epoch", ("epoch_rows",), words, wrong) for words, wrong in ROWS),
    *(Mistake("sgd", cells, words, wrong) for cells, words, wrong in SGD),
)
