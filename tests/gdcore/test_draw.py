"""Each artist is drawn on the axes it is given, from the result it is given, and nothing else."""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from gdcore import draw
from gdcore.descent import gradient_descent

FUNCTIONS = [f for name, f in vars(draw).items() if name.startswith("draw_")]


@pytest.fixture
def ax():
    yield Figure().add_subplot()
    assert plt.get_fignums() == []  # no artist makes a figure


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_the_axes_come_first_and_the_sentence_says_what_is_drawn(function):
    assert next(iter(inspect.signature(function).parameters)) == "ax"
    assert function.__doc__


def test_data_alone_is_points(ax, lecture):
    (points,) = draw.draw_data(ax, lecture.X, lecture.y, column=1)
    expected = np.column_stack([lecture.X[:, 1], lecture.y])
    assert np.asarray(points.get_offsets()) == pytest.approx(expected)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_{2}$", "$y$")


def test_a_fit_adds_the_line_and_a_residual_from_each_prediction_to_its_target(ax, noisy):
    X, y, _, beta = noisy
    _, line, residuals = draw.draw_data(ax, X, y, beta)
    assert np.diff(line.get_xdata()).min() >= 0
    assert sorted(line.get_ydata()) == pytest.approx(sorted(X @ beta))
    ends = np.array(residuals.get_segments())
    assert ends[:, 1, 1] - ends[:, 0, 1] == pytest.approx([0.4, -0.4, -0.4, 0.4])


def test_a_bowl_has_levels_like_squares_so_that_its_rings_are_evenly_spaced(ax):
    contours = draw.draw_contours(ax, lambda a, b: a * a + b * b, (-3, 3), (-3, 3), levels=6)
    assert np.diff(np.sqrt(contours.levels)) == pytest.approx(np.sqrt(18) / 6)


def test_contours_fill_their_ranges_have_fourteen_levels_and_a_star_where_it_is_best(ax):
    ax.plot([-9, 9], [-9, 9])
    contours = draw.draw_contours(ax, lambda a, b: a * a + b * b, (-3, 3), (-2, 4), best=[0, 1])
    assert (ax.get_xlim(), ax.get_ylim(), len(contours.levels)) == ((-3, 3), (-2, 4), 14)
    star = ax.lines[-1]
    assert star.get_xydata().tolist() == [[0, 1]] and star.get_marker() == "*"


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), None])
def test_a_range_goes_from_low_to_high(ax, ends):
    with pytest.raises(ValueError, match="ys must be"):
        draw.draw_contours(ax, lambda a, b: a, (0, 1), ends)


def test_many_points_at_once_draw_the_same_contours(ax):
    def value(a, b):
        return (a - 1) ** 2 + 3 * b * b

    one, many = (draw.draw_contours(ax, value, (-2, 3), (-1, 2), together=t) for t in (False, True))
    assert one.levels == pytest.approx(many.levels)


def test_a_flat_or_partly_infinite_loss_still_has_contours(ax):
    assert len(draw.draw_contours(ax, lambda a, b: 2.0, (0, 1), (0, 1)).levels) == 1
    steep = draw.draw_contours(ax, lambda a, b: np.inf if a > 0.5 else b, (0, 1), (0, 1))
    assert np.isfinite(steep.levels).all()


def test_a_path_has_its_points_a_ring_at_the_start_and_a_square_at_the_end(ax, lecture):
    path = gradient_descent(lecture.X, lecture.y, 0.02, 7, lecture.start)
    line, first, last = draw.draw_path(ax, path, columns=(0, 2))
    assert line.get_xydata() == pytest.approx(path.betas[:, [0, 2]])
    assert first.get_xydata()[0] == pytest.approx(path.start[[0, 2]])
    assert last.get_xydata()[0] == pytest.approx(path.end[[0, 2]])
    assert (first.get_marker(), last.get_marker()) == ("o", "s")


@pytest.mark.parametrize(("T", "marker"), [(0, "."), (119, "."), (120, "")])
def test_a_short_path_shows_its_points_in_the_plane_of_the_first_two(ax, lecture, T, marker):
    path = gradient_descent(lecture.X, lecture.y, 0.02, T, lecture.start)
    line, *_ = draw.draw_path(ax, path)
    assert line.get_xydata() == pytest.approx(path.betas[:, :2]) and line.get_marker() == marker


def test_no_two_colours_differ_by_red_against_green_alone():
    """As someone without the long-wave cones sees them (Vienot and others 1999)."""
    seen = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
    colours = [seen @ to_rgb(c) for c in (draw.BLUE, draw.ORANGE, draw.GREY, draw.BLACK)]
    for k, one in enumerate(colours):
        for other in colours[k + 1 :]:
            assert np.linalg.norm(one - other) > 0.25
