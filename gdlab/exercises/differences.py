"""Lesson 2: is this a gradient by central differences?"""

import numpy as np

from gdlab.guard.call import Answer, as_array, call
from gdlab.guard.outcome import right, wrong

H = 1e-3
BETA = np.array([0.7, -1.2, 2.0])


def valley(beta):
    """A smooth function whose second and third derivatives are far from zero."""
    return beta[0] ** 3 * beta[1] + np.exp(beta[1]) + beta[2] ** 4 + beta[0] * beta[2]


def slopes(beta):
    """Its gradient, by hand."""
    a, b, c = beta
    return np.array([3 * a**2 * b + c, a**3 + np.exp(b), 4 * c**3 + a])


def check_numerical_gradient(function):
    """Judge function(f, beta, h) -> the gradient of f at beta, (f(b + h) - f(b - h)) / (2 h)."""
    answer = as_array(call(function, valley, BETA, H))
    if answer.ndim == 0:
        return wrong("one number came back; a gradient has one for each entry of beta")
    if answer.shape != BETA.shape:
        return wrong(f"the shape is {answer.shape}; that of beta is {BETA.shape}")
    if not np.isfinite(answer).all():
        return wrong("there is a nan or an infinity in it")
    if not np.allclose(answer, slopes(BETA), rtol=1e-5, atol=1e-6):
        return wrong(_name(answer))
    return _whole_numbers(function) or right()


def _moves(step):
    return step * H * np.eye(len(BETA))


def _name(answer):
    true, here = slopes(BETA), valley(BETA)
    ahead = np.array([valley(BETA + e) for e in _moves(1)])
    behind = np.array([valley(BETA - e) for e in _moves(1)])
    together = (valley(BETA + H) - valley(BETA - H)) / (2 * H)
    known = {
        "one-sided: (f(b + h) - f(b)) / h has an error in proportion to h. Go h to both sides "
        "and divide by 2 h: then it falls with its square.": (ahead - here) / H,
        "one-sided, to the left. Go h to both sides, and divide by 2 h.": (here - behind) / H,
        "twice too large: the two places are 2 h apart.": 2 * true,
        "h stands in it once too often, or is missing: divide by 2 h.": true * H,
        "the difference is not divided by 2 h yet.": true * 2 * H,
        "half too small: divide by 2 h, not by 4 h.": true / 2,
        "the sign is flipped: f(b + h) comes first.": -true,
        "all entries of beta move together: move one at a time, and the others back.": (
            np.full(len(BETA), together)
        ),
        "an entry that was moved is not moved back before the next.": _not_back(),
    }
    for words, array in known.items():
        if np.allclose(answer, array, rtol=1e-5, atol=1e-8):
            return words
    return f"at beta = {BETA} the gradient is {true.round(4)}, yours is {answer.round(4)}"


def _not_back():
    beta, out = BETA.copy(), []
    for k in range(len(beta)):
        beta[k] += H
        ahead = valley(beta)
        beta[k] -= 2 * H
        out.append((ahead - valley(beta)) / (2 * H))
    return np.array(out)


def _whole_numbers(function):
    """wrong(...) where beta of whole numbers loses h, else None."""
    beta = np.array([1, -1, 2])
    try:
        answer = as_array(call(function, valley, beta, H))
        if np.allclose(answer, slopes(beta), rtol=1e-5, atol=1e-6):
            return None
        said = f"the answer is {answer.round(3)}, not {slopes(beta).round(3)}"
    except Answer as stopped:
        said = stopped.outcome.message
    return wrong(
        f"with a beta of whole numbers {said}. An integer array cannot hold 1 + h: begin with "
        "beta.astype(float)."
    )
