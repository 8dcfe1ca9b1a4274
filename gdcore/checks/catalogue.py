"""All checks by name, each with its hints and its solution."""

from types import SimpleNamespace

from gdcore.checks.angle import check_angle_to_minimum
from gdcore.checks.call import judge
from gdcore.checks.cluster import check_bytes_per_step, check_combine, check_part_gradient
from gdcore.checks.convexity import check_rise_above_chord
from gdcore.checks.differences import check_numerical_gradient
from gdcore.checks.falling import check_falling_l2
from gdcore.checks.fitting import check_add_intercept, check_least_squares
from gdcore.checks.gradient import check_gradient
from gdcore.checks.loop import check_gradient_descent
from gdcore.checks.memory import check_prepare_images, check_stream_gradient
from gdcore.checks.minibatch import check_sgd
from gdcore.checks.tuning import check_largest_stable_lr, check_steps_needed
from gdcore.checks.variance import check_batch_variance
from gdcore.record import OPEN, note


class Check:
    """check.name(function) judges; .hint() gives a hint, each time a further one; .solution()."""

    def __init__(self, name, test, hints, solution):
        self.name, self._test, self._hints, self._solution = name, test, hints, solution
        self._given = 0

    def __call__(self, function):
        outcome = judge(self._test, function)
        note("checks", self.name, outcome.state if outcome.state in ("right", "wrong") else OPEN)
        return outcome

    def hint(self):
        """Print the next hint."""
        if self._given == len(self._hints):
            print(f"That was the last hint; check.{self.name}.solution() shows an answer.")
            return
        self._given += 1
        print(f"Hint {self._given} of {len(self._hints)}: {self._hints[self._given - 1]}")

    def solution(self):
        """Print one right answer of many."""
        print(self._solution)

    def __repr__(self):
        return f"check.{self.name}(your_function), check.{self.name}.hint()"


GRADIENT_HINTS = (
    "The residual is X @ beta - y, shape (n,): how far each prediction is off.",
    "Each row pulls beta along itself, by its residual: X.T @ residual sums that over rows.",
)

_CHECKS = [
    Check(
        "add_intercept",
        check_add_intercept,
        (
            "np.ones(len(X)) is a one for each row.",
            "np.column_stack([A, b]) puts the column b behind A.",
        ),
        "def add_intercept(X):\n    return np.column_stack([X, np.ones(len(X))])",
    ),
    Check(
        "least_squares",
        check_least_squares,
        (
            "Slide 2: beta is the pseudo-inverse of X times y.",
            "np.linalg.pinv(X) is the pseudo-inverse; it exists for every X.",
        ),
        "def least_squares(X, y):\n    return np.linalg.pinv(X) @ y",
    ),
    Check(
        "numerical_gradient",
        check_numerical_gradient,
        (
            "One entry at a time: for k in range(len(beta)): ...",
            "e = np.zeros(len(beta)); e[k] = h moves entry k only: f(beta + e) and f(beta - e).",
            "The two places are 2 h apart: divide their difference by 2 * h.",
        ),
        "def numerical_gradient(f, beta, h):\n"
        "    return np.array(\n"
        "        [(f(beta + e) - f(beta - e)) / (2 * h) for e in h * np.eye(len(beta))]\n"
        "    )",
    ),
    Check(
        "largest_stable_lr",
        check_largest_stable_lr,
        (
            "The Hessian of the mean of squares is 2 / n * X.T @ X; n is len(X).",
            "np.linalg.eigvalsh gives the eigenvalues of a symmetric matrix, ascending.",
            "Along the steepest direction the factor is 1 - lr λmax; it must stay above -1.",
        ),
        "def largest_stable_lr(X):\n"
        "    hessian = 2 / len(X) * X.T @ X\n"
        "    return 2 / np.linalg.eigvalsh(hessian)[-1]",
    ),
    Check(
        "steps_needed",
        check_steps_needed,
        (
            "The distance of every point at once: np.linalg.norm(betas - answer, axis=1).",
            "np.argmax of an array of True and False is the place of the first True.",
        ),
        "def steps_needed(betas, answer, tolerance):\n"
        "    distance = np.linalg.norm(betas - answer, axis=1)\n"
        "    return int(np.argmax(distance <= tolerance))",
    ),
    Check(
        "half_sse_gradient",
        lambda f: check_gradient("half_sse", f),
        (*GRADIENT_HINTS, "Half the square of r has the derivative r: no factor is left."),
        "def half_sse_gradient(beta, X, y):\n    return X.T @ (X @ beta - y)",
    ),
    Check(
        "mse_gradient",
        lambda f: check_gradient("mse", f),
        (*GRADIENT_HINTS, "The mean of squares brings the factor 2 / n; n is len(y)."),
        "def mse_gradient(beta, X, y):\n    return 2 / len(y) * X.T @ (X @ beta - y)",
    ),
    Check(
        "rmse_gradient",
        lambda f: check_gradient("rmse", f),
        (
            *GRADIENT_HINTS,
            "The chain rule for √m, with m the mean of squares: the gradient of m over 2 √m.",
            "With the gradient of m, 2 / n * X.T @ residual, a 2 cancels.",
        ),
        "def rmse_gradient(beta, X, y):\n"
        "    residual = X @ beta - y\n"
        "    rmse = np.sqrt(np.mean(residual**2))\n"
        "    return X.T @ residual / (len(y) * rmse)",
    ),
    Check(
        "gradient_descent",
        check_gradient_descent,
        (
            "Begin with beta = start, and repeat one step T times: for t in range(T): ...",
            "The gradient of the mean of squares is 2 / n * X.T @ (X @ beta - y).",
            "A step is beta = beta - lr * gradient. After the loop, return beta.",
        ),
        "def gradient_descent(X, y, lr, T, start):\n"
        "    beta = start\n"
        "    for t in range(T):\n"
        "        gradient = 2 / len(y) * X.T @ (X @ beta - y)\n"
        "        beta = beta - lr * gradient\n"
        "    return beta",
    ),
    Check(
        "rise_above_chord",
        check_rise_above_chord,
        (
            "x = np.linspace(a, b, 101) are the points, f(x) the curve at all of them.",
            "The chord at the same points: np.linspace(f(a), f(b), 101).",
            "The rise is curve - chord; .max() is its largest value.",
        ),
        "def rise_above_chord(f, a, b):\n"
        "    curve = f(np.linspace(a, b, 101))\n"
        "    chord = np.linspace(f(a), f(b), 101)\n"
        "    return (curve - chord).max()",
    ),
    Check(
        "angle_to_minimum",
        check_angle_to_minimum,
        (
            "Two vectors: -gradient, and the way to the minimum, answer - beta.",
            "cos = u @ v / (np.linalg.norm(u) * np.linalg.norm(v)).",
            "np.arccos gives radians, np.degrees makes degrees of them.",
        ),
        "def angle_to_minimum(gradient, beta, answer):\n"
        "    u, v = -gradient, answer - beta\n"
        "    cosine = u @ v / (np.linalg.norm(u) * np.linalg.norm(v))\n"
        "    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))",
    ),
    Check(
        "falling_l2",
        check_falling_l2,
        (
            "Slide 14's loop, with lr / np.sqrt(t + 1) in the place of 0.01.",
            "The gradient of the norm is -X.T @ (error / np.linalg.norm(error)).",
            "Where the length of the error is 0 the walk has arrived: return beta.",
        ),
        "def falling_l2(X, y, lr, T, start):\n"
        "    beta = start\n"
        "    for t in range(T):\n"
        "        error = y - X @ beta\n"
        "        length = np.linalg.norm(error)\n"
        "        if length == 0:\n"
        "            return beta\n"
        "        beta = beta + lr / np.sqrt(t + 1) * X.T @ (error / length)\n"
        "    return beta",
    ),
    Check(
        "batch_variance",
        check_batch_variance,
        (
            "The variance of one row: the mean, over rows, of the squared distance from the mean.",
            "gradients.var(axis=0) is that for every column; the total is their sum.",
            "Then divide by batch_size, and multiply by (n - b) / (n - 1).",
        ),
        "def batch_variance(gradients, batch_size):\n"
        "    n = len(gradients)\n"
        "    one_row = gradients.var(axis=0).sum()\n"
        "    return one_row / batch_size * (n - batch_size) / (n - 1)",
    ),
    Check(
        "sgd",
        check_sgd,
        (
            "Two loops, one in the other: over the epochs, and over the batches of an epoch.",
            "order = rng.permutation(len(y)) begins an epoch; a batch is the rows "
            "order[first : first + batch_size] for first = 0, batch_size, 2 batch_size, ...",
            "The step is that of gradient descent on X[rows], y[rows], divided by len(rows).",
        ),
        "def sgd(X, y, lr, epochs, batch_size, start, rng):\n"
        "    beta = start\n"
        "    for epoch in range(epochs):\n"
        "        order = rng.permutation(len(y))\n"
        "        for first in range(0, len(y), batch_size):\n"
        "            rows = order[first : first + batch_size]\n"
        "            residual = X[rows] @ beta - y[rows]\n"
        "            beta = beta - lr * 2 / len(rows) * X[rows].T @ residual\n"
        "    return beta",
    ),
    Check(
        "stream_gradient",
        check_stream_gradient,
        (
            "Two running sums, both from zero: the vectors X.T @ (X @ beta - y), and the rows.",
            "The division by the number of rows comes once, after the loop.",
        ),
        "def stream_gradient(beta, blocks):\n"
        "    total, n = 0, 0\n"
        "    for X, y in blocks:\n"
        "        total = total + X.T @ (X @ beta - y)\n"
        "        n = n + len(y)\n"
        "    return 2 / n * total",
    ),
    Check(
        "prepare_images",
        check_prepare_images,
        (
            "images.reshape(len(images), -1) makes one row of each image.",
            ".astype(np.float32) first, arithmetic then: bytes wrap around.",
            "(pixels - 127.5) / 127.5 takes 0 to -1 and 255 to 1.",
        ),
        "def prepare_images(images):\n"
        "    pixels = images.reshape(len(images), -1).astype(np.float32)\n"
        "    ones = np.ones((len(images), 1), np.float32)\n"
        "    return np.hstack([(pixels - 127.5) / 127.5, ones])",
    ),
    Check(
        "part_gradient",
        check_part_gradient,
        (
            "The residual is X @ beta - y; X.T @ residual is the sum over the part's rows.",
            "Divide nothing. Return the sum and len(y), with a comma between them.",
        ),
        "def part_gradient(beta, X, y):\n    return X.T @ (X @ beta - y), len(y)",
    ),
    Check(
        "combine",
        check_combine,
        (
            "a and b are pairs: a[0] is a sum, a[1] the rows in it.",
            "Sums are added to sums, rows to rows; nothing is divided.",
        ),
        "def combine(a, b):\n    return a[0] + b[0], a[1] + b[1]",
    ),
    Check(
        "bytes_per_step",
        check_bytes_per_step,
        (
            "What does one worker get, what does it send? How many numbers is that?",
            "d numbers there and d numbers back, 8 bytes each, for every worker.",
        ),
        "def bytes_per_step(d, workers):\n    return 2 * 8 * d * workers",
    ),
]

check = SimpleNamespace(**{c.name: c for c in _CHECKS})
