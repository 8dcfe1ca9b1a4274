"""What an explorer's refusal says to try is tried, on every kind of input that it is shown for."""

import numpy as np
import pandas as pd
import pytest

from gdcore.data import make
from gdlab.explorers.chord import chord
from gdlab.explorers.fit_line import fit_line
from gdlab.explorers.gradient_at import gradient_at
from gdlab.explorers.minibatch_surface import minibatch_surface
from gdlab.explorers.race import race
from gdlab.explorers.shared.given import as_columns, as_lrs, as_sizes
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.terrain import Terrain
from gdlab.explorers.turn import turn
from tests.gdcore.test_hints import kinds_of, until_it_works

DATA = make(6, 2, noise=1, seed=1)
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of np.matrix
LINE = np.array([1.0, 2, 4, 7])


@pytest.mark.parametrize("kind", kinds_of(DATA.X))
def test_an_explorer_takes_every_X_or_its_hint_leads_on(kind):
    call = lambda X, y: Problem(X, y)  # noqa: E731
    assert until_it_works(call, X=kinds_of(DATA.X)[kind], y=DATA.y)[0].X.shape[1] == 2


@pytest.mark.parametrize("kind", kinds_of(DATA.y))
def test_and_every_y(kind):
    call = lambda X, y: Problem(X, y)  # noqa: E731
    assert until_it_works(call, X=DATA.X, y=kinds_of(DATA.y)[kind])[0].y.ndim == 1


@pytest.mark.parametrize("kind", kinds_of(LINE))
def test_and_every_point_of_a_line(kind):
    call = lambda x, y: fit_line(x, y)  # noqa: E731
    x = kinds_of(LINE)[kind]
    y = LINE[: np.size(x)] if kind not in ("bools",) else LINE
    assert until_it_works(call, x=x, y=y)[0].alternative


GIVEN = {
    "lrs": (
        lambda lrs: as_lrs(lrs),
        [0, -1.0, [0.1, 0], [], [[0.1]], [np.nan], ["0.1"], pd.Series([0.1, -1])],
    ),
    "sizes": (
        lambda sizes: as_sizes(sizes, 6),
        [3, "2", [], [0], [7], [1.5], [None], [True], np.ones(2), pd.Series([0]), {2}],
    ),
    "columns": (
        lambda columns: as_columns(columns, 3),
        [0, "01", (0, 0), (0, 5), [0], (0.5, 1), np.ones(2), {0, 1}, pd.Series([1, 1])],
    ),
    "landscape": (lambda landscape: Terrain(landscape), [None, "two_tone", 3, np.ones(2)]),
    "curves": (lambda curves: chord(curves), [3, {}, np.square, "x"]),
    "low": (lambda low, high: chord(None, low, high), [3.0, 7, "0", None, np.nan]),
    "x": (lambda x, y: fit_line(x, y), [range(13), [[1.0], [2.0], [4.0]], np.eye(2), ["1", "2"]]),
}


@pytest.mark.parametrize(
    ("name", "which"), [(n, i) for n in GIVEN for i in range(len(GIVEN[n][1]))]
)
def test_every_other_hint_leads_on(name, which):
    call, values = GIVEN[name]
    others = {"low": {"high": 3.0}, "x": {"y": values[which]}}
    names = {name: values[which], **others.get(name, {})}
    assert until_it_works(call, **names)[1]


def test_a_saddle_is_found_for_a_landscape_on_a_line():
    from gdcore.landscapes import TWO_TONE

    assert until_it_works(lambda landscape: turn(landscape), landscape=TWO_TONE)[1] == 1


@pytest.mark.parametrize("show", [race, gradient_at, minibatch_surface])
def test_a_column_more_or_less_is_made(show):
    X = np.eye(6, 4) + 1 if show is minibatch_surface else DATA.X[:, :1]
    call = lambda X, y: show(X, y)  # noqa: E731
    assert until_it_works(call, X=X, y=DATA.y)[1] == 1
