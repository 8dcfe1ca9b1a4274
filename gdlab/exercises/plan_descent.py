"""Lesson 5: lr and T for an X that nobody has seen."""

import numpy as np

from gdlab.exercises.engine import Designs, Exercise, Mistake, few, read, told
from gdlab.notebook.language import N_

RECIPE = """n, d = rng.integers(6, 10), rng.integers(2, 5)
left, _ = np.linalg.qr(rng.standard_normal((n, d)))
right, _ = np.linalg.qr(rng.standard_normal((d, d)))
X = rng.uniform(0.5, 3) * left * np.geomspace(1, rng.uniform(2.5, 6), d) @ right
share = 10 ** -rng.uniform(2, 4)"""
MORE = 1.1  # times the fewest steps: the budget


def plan_descent(X, share):
    low, high = np.linalg.eigvalsh(2 / len(X) * X.T @ X)[[0, -1]]
    T = np.ceil(high / low / 2 * np.log(1 / share))
    return 2 / (low + high), int(T)


def pair(value, wanted):
    """(lr, T) as an array (2,)."""
    value = read.array(value)
    if value.size != 2:
        words = N_("a pair is asked for, lr and T; an array of shape {shape} came back")
        raise read.Unread(told(words, shape=value.shape))
    return read.finite(value.reshape(2))


def curvatures(X):
    """The eigenvalues of the Hessian of the mean of squares."""
    return np.linalg.eigvalsh(2 / len(X) * X.T @ X)


def fewest(X, share):
    """The steps that the best lr needs, from the worst start."""
    low, high = curvatures(X)[[0, -1]]
    return np.ceil(np.log(share) / np.log((high - low) / (high + low)))


def kept(X, lr, T):
    """The largest share of its error that a direction keeps after T steps."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.max(np.abs(1 - lr * curvatures(X)) ** T)


def reaches(answer, case):
    """Whether (lr, T) does what is asked of it, with this X and share."""
    if not (isinstance(answer, np.ndarray) and answer.shape == (2,)):
        return False
    (X, share), (lr, T) = case.arguments, answer.astype(float)
    within = 0 < T <= np.ceil(MORE * fewest(X, share)) and T == int(T)
    return bool(within and lr > 0 and kept(X, lr, T) <= share * (1 + 1e-6))


def alike(answer, other, case, exercise):
    """The same numbers, or two pairs that both do it."""
    # each by itself: T may be a hundred thousand times lr
    both = isinstance(answer, np.ndarray) and answer.shape == np.shape(other) == (2,)
    parts = zip(*(np.split(pair, 2) for pair in (answer, other)), strict=True) if both else ()
    one_by_one = [read.agree(a, b, exercise.tolerance, exercise.single) for a, b in parts]
    same = both and all(one_by_one)
    return same or (reaches(answer, case) and reaches(other, case))


HESSIANS = {  # words: X -> its eigenvalues
    "": curvatures,
    N_("these are the curvatures of half the sum of squares: the mean has the factor 2/n."): (
        lambda X: len(X) / 2 * curvatures(X)
    ),
    N_("these are the curvatures of the sum of squares: divide by the number of rows."): (
        lambda X: len(X) * curvatures(X)
    ),
    N_("the factor 2 of the square is missing in the Hessian, 2/n X^T X."): (
        lambda X: curvatures(X) / 2
    ),
    N_("singular values stand where their squares belong: λ is 2/n times the square."): (
        lambda X: np.sqrt(len(X) / 2 * curvatures(X))
    ),
}
RATES = {  # words: (λmin, λmax) -> lr
    "": lambda low, high: 2 / (low + high),
    N_("lr is the limit 2/λmax: there the steepest direction jumps for ever."): (
        lambda low, high: 2 / high
    ),
    N_("lr is 1/λmax: that converges, but needs about twice as many steps as the best lr."): (
        lambda low, high: 1 / high
    ),
    N_("lr is 1/(λmin + λmax): the best one is twice that."): lambda low, high: 1 / (low + high),
    N_("lr is 2/λmin: the steepest direction runs away."): lambda low, high: 2 / low,
    N_("lr is 1/λmin: the steepest direction runs away."): lambda low, high: 1 / low,
    N_("lr is fixed at 0.01: make it from X."): lambda low, high: 0.01,
    N_("lr is fixed at 0.1: make it from X."): lambda low, high: 0.1,
}
STEPS = {  # words: (λmin, λmax, share) -> T
    "": lambda low, high, s: high / low / 2 * np.log(1 / s),
    N_("T is twice as large as needed: (κ/2) ln(1/share)."): (
        lambda low, high, s: high / low * np.log(1 / s)
    ),
    N_("T has the logarithm to base 10, where the natural one belongs, np.log."): (
        lambda low, high, s: high / low / 2 * np.log10(1 / s)
    ),
    N_("T has √κ, the ratio of singular values, where κ belongs."): (
        lambda low, high, s: np.sqrt(high / low) / 2 * np.log(1 / s)
    ),
    N_("T lacks the logarithm: (κ/2) ln(1/share)."): lambda low, high, s: high / low / 2,
    N_("T is (κ/2)/share: every step gains a factor, so the logarithm of the share counts."): (
        lambda low, high, s: high / low / 2 / s
    ),
    N_("T is negative: the logarithm of a share below 1 is; take ln(1/share)."): (
        lambda low, high, s: high / low / 2 * np.log(s)
    ),
    N_("T lacks κ: flat directions need more steps, (κ/2) ln(1/share)."): (
        lambda low, high, s: np.log(1 / s)
    ),
    N_("T has κ upside down: κ is λmax/λmin."): lambda low, high, s: low / high / 2 * np.log(1 / s),
    N_("T is fixed at 100: make it from X and share."): lambda low, high, s: 100,
    N_("T is fixed at 1000: make it from X and share."): lambda low, high, s: 1000,
}


def mistakes():
    """Another Hessian, lr or T; two of these; the pair turned round."""
    for words, (values, rate, steps) in few(HESSIANS, RATES, STEPS):
        yield Mistake(_plan(values, rate, steps), words)
    yield Mistake(
        lambda X, share: plan_descent(X, share)[::-1],
        N_("T came first: return lr, T."),
    )
    yield Mistake(
        lambda X, share: (plan_descent(X, share)[0], plan_descent(X, share)[1] + 0.5),
        N_("T is no whole number: round it up."),
    )


def _plan(values, rate, steps):
    def run(X, share):
        low, high = values(X)[[0, -1]]
        return rate(low, high), np.ceil(steps(low, high, share))

    return run


def explain(trial):
    """What becomes of the learner's lr and T in the first case that fails."""
    for k in trial.plain:
        if trial.good(k) or k >= len(trial.answers):
            continue
        (X, share), answer = trial.cases[k].arguments, trial.answers[k]
        if not (isinstance(answer, np.ndarray) and answer.shape == (2,)):
            return None
        return _why(X, share, *answer.astype(float))
    return None


def _why(X, share, lr, T):
    if T != int(T):
        return told(N_("T must be a whole number, yours is {T}: round it up."), T=f"{T:.6g}")
    if lr <= 0 or T <= 0:
        return told(
            N_("lr and T must be above zero, yours are {lr} and {T}."), lr=f"{lr:.4g}", T=f"{T:.6g}"
        )
    limit, most = 2 / curvatures(X)[-1], np.ceil(MORE * fewest(X, share))
    numbers = {"lr": f"{lr:.4g}", "T": f"{T:.6g}", "limit": f"{limit:.4g}", "most": f"{most:.0f}"}
    if lr >= limit:
        words = N_(
            "your lr {lr} is not below this X's limit {limit}: the steepest direction stays."
        )
        return told(words, **numbers)
    if T > most:
        return told(N_("your T, {T}, is over the budget: {most} steps are enough here."), **numbers)
    words = N_(
        "with lr {lr} and T = {T} one direction keeps {kept} of its error, where {share} is the "
        "most that may be left."
    )
    return told(words, **numbers, kept=f"{kept(X, lr, T):.3g}", share=f"{share:.3g}")


EXERCISE = Exercise(
    right=plan_descent,
    lesson=5,
    designs=Designs(RECIPE, (1, 2, 5)),
    mistakes=mistakes,
    read=pair,
    alike=alike,
    explain=explain,
    praise=N_("Right: every start gets there, within the budget."),
    hints=(
        N_("The curvatures: `np.linalg.eigvalsh(2 / len(X) * X.T @ X)`, ascending."),
        N_("Two of them make the best lr: the first and the last."),
        N_(
            "T is (κ/2) ln(1/share), rounded up: `np.log` is the natural logarithm, and "
            "`np.ceil` rounds up."
        ),
    ),
)
