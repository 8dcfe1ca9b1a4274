"""The tables behind race: everybody at equal cost, read from real walks."""

import numpy as np
import pytest

from gdcore.curvature import largest_stable_lr
from gdcore.data import diabetes, make
from gdcore.descent import gradient_descent, sgd
from gdcore.losses import mse
from gdlab.explorers.race import WORD, _names_beside, race
from gdlab.explorers.shared.racing import (
    AXES,
    EPOCHS,
    TICKS,
    UPDATES,
    costs,
    race_tables,
    seconds_per_update,
)
from gdlab.stage import framed

PATIENTS = diabetes()
X, y = PATIENTS.X[:, [2, 8]], PATIENTS.y - PATIENTS.y.mean()
SIZES, SECONDS = [1, 16, 442], [1e-5, 2e-5, 4e-5]


@pytest.fixture(scope="module")
def tables():
    return race_tables(X, y, SIZES, [0.03, 2.0], np.zeros(2), SECONDS, draws=2)


def test_an_update_costs_its_rows():
    price = costs(X, y, SIZES, SECONDS)
    row = dict(zip(AXES, price[1], strict=True))
    assert row["updates"] == 1 and row["rows"] == 442 / 28  # 27 batches of 16 and one of 10
    assert np.isclose(row["epochs"], 1 / 28) and row["seconds"] == 2e-5
    assert np.isclose(row["bytes"], (2 + 1) * 8 * 442 / 28)


def test_everybody_spends_no_more_than_the_budget_and_nearly_all_of_it(tables):
    price = costs(X, y, SIZES, SECONDS)
    spent = tables.updates[..., -1] * price
    assert (spent <= tables.budgets * (1 + 1e-9)).all()
    assert (spent + price > tables.budgets * (1 - 1e-9)).all()
    assert dict(zip(AXES, tables.updates[..., -1].T.tolist(), strict=True)) == {
        "updates": [UPDATES] * 3,
        "epochs": [442 * EPOCHS, 28 * EPOCHS, EPOCHS],
        "rows": [442 * EPOCHS, 28 * EPOCHS, EPOCHS],
        "bytes": [442 * EPOCHS, 28 * EPOCHS, EPOCHS],
        "seconds": [200, 100, 50],
    }


def test_points_are_those_of_the_walks(tables):
    walk = sgd(X, y, 0.03, 56, 16, np.random.default_rng(1))
    axis = AXES.index("epochs")
    steps = tables.updates[1, axis]
    assert steps[0] == 0 and steps[-1] == 56 and len(steps) == TICKS + 1
    assert np.array_equal(tables.points[1, 0, 1, axis], walk.betas[steps])
    least = mse(np.linalg.lstsq(X, y)[0], X, y)
    values = [mse(beta, X, y) - least for beta in walk.betas[steps]]
    assert np.allclose(tables.excess[1, 0, 1, axis], values, atol=1e-8)


def test_all_rows_are_gradient_descent_whatever_the_draw(tables):
    path = gradient_descent(X, y, 0.03, UPDATES)
    for draw in range(2):
        assert np.array_equal(tables.points[2, 0, draw, 0, -1], path.end)


def test_the_winner_changes_with_the_axis(tables):
    ends = np.median(tables.excess[:, 0, :, :, -1], axis=1)
    assert np.argmin(ends[:, AXES.index("updates")]) == 2
    assert np.argmin(ends[:, AXES.index("epochs")]) == 1


def test_above_the_limit_everybody_climbs_or_is_not_shown(tables):
    assert 2.0 > largest_stable_lr(X)
    ends, starts = tables.excess[:, 1, :, 0, -1], tables.excess[:, 1, :, 0, 0]
    assert (np.isnan(ends) | (ends > starts)).all()


def test_seconds_are_measured():
    assert seconds_per_update(X, y, 16) > 0


def test_the_explorer_says_who_is_ahead():
    stage = race(X, y)
    said = stage.alternative
    assert said.startswith("Equal epochs") and "(2 updates)" in said and "(884)" in said
    assert said.endswith("Ahead: batches of b.")
    stage.slider["axis"].index = 0
    assert stage.alternative.endswith("Ahead: all rows.")
    stage.slider["lr"].index = 4
    assert "1.10 of 2/L" in stage.alternative


@pytest.mark.parametrize("index", [0, -1])
def test_batches_of_one_and_of_all_are_the_other_two(index):
    stage = race(X, y, sizes=[16])
    stage.slider["b"].index = range(3)[index]
    said = stage.alternative
    figure = said.split("batches of ")[1].split(": ")[1].split(" (")[0]
    assert said.count(figure) >= 2


def test_more_columns_and_few_rows_are_taken():
    data = make(7, 4, condition=5, noise=0.3)
    assert "Ahead" in race(data.X, data.y, sizes=[2]).alternative


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: race(X[:, :1], y), "two columns"),
        (lambda: race(X, y[:, None]), "ravel"),
        (lambda: race(X, y, sizes=[443]), "from 1 to 442"),
        (lambda: race(X, y, lrs=[-1]), "positive"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_names_stand_apart_beside_the_ends_of_their_lines():
    _, ax = framed()
    ax.set(yscale="log", ylim=(1, 1e6))
    ends = 10 ** np.random.default_rng(1).uniform(-3, 9, (4, 50))
    ends[2, 3] = np.nan
    heights = np.log10(_names_beside(ax, ends)[..., 1]) / 6
    assert ((heights > 0) & (heights < 1)).all()
    assert np.diff(np.sort(heights, axis=0), axis=0).min() > 0.99 * WORD
    alone = _names_beside(ax, 10.0 ** np.array([[1.0], [3.0], [5.0]]))[:, 1, 0, 1]
    assert alone == pytest.approx([1e5, 1e1, 1e3])
