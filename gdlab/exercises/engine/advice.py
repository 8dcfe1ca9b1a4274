"""What helps with an exception that numpy, or Python, raises often."""

from gdlab.exercises.engine.trial import Trial
from gdlab.notebook.language import N_

ADVICE = {
    "same number of dimensions": N_(
        "a column beside a matrix has the shape (n, 1): np.ones((n, 1)), "
        "or a[:, None]. np.column_stack takes (n,) as it is."
    ),
    "concatenation axis must match": N_("beside X stands what has as many rows as X, len(X)."),
    "mismatch in its core dimension": N_(
        "in A @ B the columns of A must be as many as the rows of B: look at A.shape and B.shape."
    ),
    "not aligned": N_(
        "in A @ B the columns of A must be as many as the rows of B: look at A.shape and B.shape."
    ),
    "could not be broadcast": N_(
        "entry by entry only arrays of fitting shapes go together: look at their .shape."
    ),
    "must be square": N_(
        "only a square matrix has an inverse, or eigenvalues: X has n rows and d "
        "columns, X.T @ X is square."
    ),
    "Singular matrix": N_(
        "a matrix without an inverse came up. X.T @ X is (d, d); X @ X.T is (n, n), and has no "
        "inverse where there are more rows than columns."
    ),
    "does not have enough dimensions": N_(
        "`@` joins arrays; a single number is multiplied by `*`: is a mean or a sum taken too "
        "early?"
    ),
    "for /: 'list'": N_("a list is no array: np.array(...) makes one, and that can be divided."),
    "has no len()": N_("what is handed out piece by piece has no length: count as it comes."),
    "inhomogeneous": N_(
        "an array and a number, or lists of unequal lengths, do not make one array: "
        "take them one by one."
    ),
    "EigResult": N_(
        "np.linalg.eig gives the values and the vectors: np.linalg.eigvalsh(H) gives the "
        "values alone."
    ),
    "does not support item assignment": N_("a tuple cannot be changed: return a new one."),
}


def by_the_error(trial: Trial) -> str | None:
    """What helps with the exception that it stopped with."""
    words = trial.seen.ended.words if trial.seen.ended else ""
    return next((advice for part, advice in ADVICE.items() if part in words), None)
