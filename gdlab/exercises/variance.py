"""Is this the variance of a minibatch's mean, drawn without replacement? Lesson 6."""

import numpy as np

from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

VARIANCES = (  # wrong answers by name: from the total variance v of one row, n and b
    (lambda v, n, b: v / b, "this is the variance *with* replacement: times (n - b)/(n - 1)."),
    (lambda v, n, b: v / b * (n - b) / n, "almost: the factor is (n - b)/(n - 1), not over n."),
    (lambda v, n, b: v * (n - b) / (n - 1), "the mean of b rows varies less: divide by b."),
    (lambda v, n, b: v, "this is the variance of a single row."),
    (lambda v, n, b: v / b**2 * (n - b) / (n - 1), "divide by b once, not twice."),
    (
        lambda v, n, b: n / (n - 1) * v / b * (n - b) / (n - 1),
        "the rows are all there is, no sample: divide their squares by n (np.var's own way).",
    ),
    (lambda v, n, b: np.sqrt(v / b * (n - b) / (n - 1)), "this is its root; leave it squared."),
    (lambda v, n, b: 0.0, "zero only for batch_size n. Subtract the mean row, then square."),
)


def check_batch_variance(function):
    """Judge function(gradients, batch_size) -> total variance of a batch's mean, no replacement."""
    rng = np.random.default_rng(3)
    cases = [(rng.uniform(1, 9, (n, 3)), b) for n, b in ((6, 4), (5, 2), (4, 4), (4, 1))]
    answers = [_number(call(function, *case), *case) for case in cases]
    wanted = [_formula(*case) for case in cases]
    if _near(answers, wanted):
        return right()
    for guess, words in VARIANCES:
        if _near(answers, [guess(g.var(axis=0).sum(), len(g), b) for g, b in cases]):
            return wrong(words)
    if _near(
        answers, [_formula(g, b) / g.var(axis=0).sum() * np.sum(g**2) / len(g) for g, b in cases]
    ):
        return wrong("subtract the mean row first: a variance is measured from the mean.")
    return wrong(
        f"for 6 rows in batches of 4 the variance is {wanted[0]:.4f}, yours is {answers[0]:.4f}"
    )


def _formula(gradients, b):
    n = len(gradients)
    return gradients.var(axis=0).sum() / b * (n - b) / (n - 1)


def _number(value, gradients, b):
    array = as_array(value)
    if array.shape == (gradients.shape[1],) and np.isclose(array.sum(), _formula(gradients, b)):
        raise Answer(wrong("this is one variance a column: add them up, .sum()."))
    if array.size != 1:
        raise Answer(wrong(f"one number was expected, got shape {array.shape}"))
    return float(array.ravel()[0])


def _near(answers, wanted):
    return np.allclose(answers, wanted, rtol=1e-5, atol=1e-9)
