"""Lesson 2: a gradient by central differences."""

from itertools import product

import numpy as np

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, sentences, told
from gdlab.notebook.language import N_

RECIPE = """from gdlab.exercises.numerical_gradient import valley as f
beta, h = rng.uniform(-2, 2, rng.integers(2, 6)), rng.uniform(0.02, 0.1)"""


def numerical_gradient(f, beta, h):
    return np.array([(f(beta + e) - f(beta - e)) / (2 * h) for e in h * np.eye(len(beta))])


def valley(beta):
    """A smooth function of beta (d,) whose second and third derivatives are far from zero."""
    beta = np.asarray(beta)
    weights = np.arange(1, len(beta) + 1)
    return np.sum(weights * beta**3) + np.exp(beta[0] / 2) + (beta.sum() + 1) ** 4 / 10


def _each(difference):
    """One difference for each entry; difference is a function of f, beta and the move."""
    return lambda f, beta, h: np.array([difference(f, beta, e) for e in h * np.eye(len(beta))])


def _moved_on(f, beta, h):
    """An entry that was moved stays moved, for the next."""
    beta, out = beta.copy(), []
    for k in range(len(beta)):
        beta[k] += h
        ahead = f(beta)
        beta[k] -= 2 * h
        out.append(ahead - f(beta))
    return np.array(out)


def _moved_ahead(f, beta, h):
    """Only the move ahead stays, for the next."""
    beta, out = beta.copy(), []
    for k in range(len(beta)):
        before = f(beta)
        beta[k] += h
        out.append(f(beta) - before)
    return np.array(out)


def _pairwise(f, beta, moves):
    """f(b + e) - f(b - e) for every move e."""
    return np.array([f(beta + e) - f(beta - e) for e in moves])


CENTRAL = _each(lambda f, b, e: f(b + e) - f(b - e))
ONE_SIDED = N_(
    "one-sided: (f(b + h) - f(b)) / h has an error in proportion to h. Go h to both sides and "
    "divide by 2 h: then it falls with its square."
)
TO_THE_LEFT = N_("one-sided, to the left. Go h to both sides, and divide by 2 h.")
DIFFERENCES = {
    "": CENTRAL,
    ONE_SIDED: _each(lambda f, b, e: f(b + e) - f(b)),
    TO_THE_LEFT: _each(lambda f, b, e: f(b) - f(b - e)),
    N_("all entries of beta move together: move one at a time, and the others back."): (
        lambda f, b, h: np.full(len(b), f(b + h) - f(b - h))
    ),
    N_("all entries of beta move together, to one side: move one at a time, to both sides."): (
        lambda f, b, h: np.full(len(b), f(b + h) - f(b))
    ),
    N_("an entry that was moved is not moved back before the next."): _moved_on,
    N_(
        "an entry that was moved is not moved back before the next, and it moves to one side only."
    ): (_moved_ahead),
    N_("only the first entry of beta moves; each has its own difference."): (
        lambda f, b, h: np.full(len(b), CENTRAL(f, b, h)[0])
    ),
    N_("the last entry is left at zero: the loop runs over all of them."): (
        lambda f, b, h: np.append(CENTRAL(f, b, h)[:-1], 0.0)
    ),
    N_("the first entry is left at zero: entries are counted from 0."): (
        lambda f, b, h: np.append(0.0, CENTRAL(f, b, h)[1:])
    ),
    N_("f(b + h) and f(b - h) are added; take their difference."): _each(
        lambda f, b, e: f(b + e) + f(b - e)
    ),
    N_(
        "this is the second difference, for the curvature: f(b + h) - f(b - h) is asked for."
    ): _each(lambda f, b, e: f(b + e) - 2 * f(b) + f(b - e)),
    N_("the move is 2 h to each side; go h to each side."): lambda f, b, h: CENTRAL(f, b, 2 * h),
    N_("the move is h/2 to each side; go h to each side, and divide by 2 h."): (
        lambda f, b, h: CENTRAL(f, b, h / 2)
    ),
    N_("the move is 1, not h."): lambda f, b, h: CENTRAL(f, b, 1.0),
    N_("the moves of the entries before are not taken back: begin each e at zero."): (
        lambda f, b, h: _pairwise(f, b, h * np.tri(len(b)))
    ),
    N_("the move is h times the entry (b * (1 + h)): add h to it."): lambda f, b, h: np.array(
        [f(b + e * b) - f(b - e * b) for e in h * np.eye(len(b))]
    ),
}
BY_H = N_("it is divided by h: the two places are 2 h apart, so that it is twice too large.")
OVER = {  # words: h -> what the difference is multiplied by
    "": lambda h: 1 / (2 * h),
    BY_H: lambda h: 1 / h,
    N_("parentheses are missing: / (2 * h); / 2 * h divides by 2 and multiplies by h."): (
        lambda h: h / 2
    ),
    N_("the difference is not divided by 2 h yet."): lambda h: 1.0,
    N_("it is divided by 2 alone, not by 2 h: the h is missing."): lambda h: 0.5,
    N_("it is multiplied by h; divide by 2 h."): lambda h: h,
    N_("it is multiplied by 2 h; divide by 2 h."): lambda h: 2 * h,
    N_("it is divided by 4 h: divide by 2 h."): lambda h: 1 / (4 * h),
    N_("it is divided by h squared: divide by 2 h."): lambda h: 1 / h**2,
    N_("it is divided by 2 h squared: divide by 2 h."): lambda h: 1 / (2 * h**2),
    N_("it is multiplied by 2 and divided by h: divide by 2 h."): lambda h: 2 / h,
}
ENOUGH = {ONE_SIDED, TO_THE_LEFT}  # these are divided by h, and that is right for them
FLIPPED = N_("the sign is flipped: f(b + h) comes first.")


def mistakes():
    """Another difference, another divisor, another sign; a step of its own."""
    for sign, (of_move, move), (of_over, over) in product(
        (1, -1), DIFFERENCES.items(), OVER.items()
    ):
        if of_move in ENOUGH and of_over == BY_H:
            of_over = ""
        words = sentences(of_move, of_over, FLIPPED if sign < 0 else "")
        if words:
            yield Mistake(lambda f, b, h, s=sign, m=move, o=over: s * o(h) * m(f, b, h), words)
    yield Mistake(
        lambda f, b, h: np.array([f(b + e) - f(b - e) / (2 * h) for e in h * np.eye(len(b))]),
        N_(
            "parentheses are missing: (f(b + h) - f(b - h)) / (2 * h); without them f(b - h) alone "
            "is divided."
        ),
    )
    yield from _own_steps()
    yield from _one_number()
    yield Mistake(lambda f, b, h: f(b), N_("this is f at beta itself; its slopes are asked for."))
    yield Mistake(
        lambda f, b, h: CENTRAL(f, b, h)[:1] / (2 * h),
        N_("only the first slope came back: is the `return` inside the loop?"),
    )


def _own_steps():
    for own in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8):
        said = N_("a step of its own is used in place of h.")
        yield Mistake(lambda f, b, h, own=own: CENTRAL(f, b, own) / (2 * own), said)
        seen = own > 1e-5  # with a smaller step both sides give the same
        beside = N_("And it is one-sided: go to both sides.") if seen else ""
        yield Mistake(
            lambda f, b, h, own=own: DIFFERENCES[ONE_SIDED](f, b, own) / own,
            sentences(said, beside),
        )


def _one_number():
    one = N_("one number came back: a gradient has one for each entry of beta. Move one at a time.")
    for over in OVER.values():
        yield Mistake(lambda f, b, h, o=over: (f(b + h) - f(b - h)) * o(h), one)
        yield Mistake(lambda f, b, h, o=over: (f(b + h) - f(b)) * o(h), one)
        yield Mistake(lambda f, b, h, o=over: CENTRAL(f, b, h).sum() * o(h), one)
        yield Mistake(
            lambda f, b, h, o=over: CENTRAL(f, b, h)[0] * o(h),
            N_("one number came back, the first slope: is the `return` inside the loop?"),
        )
        yield Mistake(lambda f, b, h, o=over: CENTRAL(f, b, h)[-1] * o(h), one)


def one_entry(trial):
    """f was called with a single number."""
    ended = trial.seen.ended
    if ended and ended.error in ("TypeError", "IndexError") and "unsized" in ended.words:
        words = N_("f takes the whole beta, with one entry moved; not that entry alone.")
        return f"{told(words)}\n({ended.words})"
    return None


def at_lesson(h=1e-5):
    """A call with three coefficients, as in the lesson."""
    return Case((valley, np.array([0.7, -1.2, 2.0]), h))


WHOLE = N_(
    "with a beta of whole numbers {said}. An integer array cannot hold 1 + h: begin with "
    "beta.astype(float)."
)

EXERCISE = Exercise(
    right=numerical_gradient,
    lesson=2,
    designs=Designs(
        RECIPE,
        (1, 2, 5),
        (
            Case((valley, np.array([1.5]), 0.05), N_("for a single coefficient"), edge=True),
            Case(
                (valley, np.array([1, -1, 2]), 0.05),
                N_("with whole numbers"),
                edge=True,
                words=WHOLE,
            ),
        ),
    ),
    home=(at_lesson(),),
    mistakes=mistakes,
    notice=one_entry,
    hints=(
        N_("One entry at a time: for k in range(len(beta)): ..."),
        N_(
            "`e = np.zeros(len(beta)); e[k] = h` moves entry k only: "
            "`f(beta + e)` and `f(beta - e)`."
        ),
        N_("The two places are 2 h apart: divide their difference by `2 * h`."),
    ),
)
