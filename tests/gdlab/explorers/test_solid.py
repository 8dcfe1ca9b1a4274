"""A loss as a shaded surface: what is seen of it, against rays that are followed step by step."""

import io

import numpy as np
import pytest
from PIL import Image

from gdcore.descent import gradient_descent
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.shared.perspective import FEW, HIGHER, TILTS, bowl_of
from gdlab.explorers.shared.problem import Problem
from gdlab.explorers.shared.shading import frames
from gdlab.explorers.shared.solid import AROUND, GONE, HALF, POINTS, TALL, Solid
from gdlab.explorers.step_by_step import step_by_step
from gdlab.stage.clip import LIMIT, UNIT

BOTH = pytest.mark.parametrize("tilt", TILTS)
EVEN = np.linspace(-1, 1, POINTS)


def loss(at):
    """A tilted bowl, as high as 2.4 in a corner."""
    x, y = np.moveaxis(np.asarray(at, float), -1, 0)
    return 0.6 * (x + 0.3 * y) ** 2 + 0.9 * (y - 0.2 * x) ** 2


SOLID = Solid(loss, np.zeros(2), np.ones(2), 0.0, 1.0, np.array([0.1, 0.4, 1.0]), TILTS, 100)
HEIGHTS = TALL * (2 * loss(np.stack(np.meshgrid(EVEN, EVEN, indexing="ij"), axis=-1)) - 1)


def first_met(right, up, around, tilt):
    """The first point that the ray of a pixel meets from the eye on: 1 its inside, -1, 0 none."""
    a, e = np.radians([around, tilt])
    eye = np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])
    side = np.array([-np.sin(a), np.cos(a), 0])
    above = np.cross(eye, side)
    far = np.arange(4, -4, -0.004)[:, None]
    ray = right * side + up * above + far * eye
    gap = ray[:, 2] - TALL * (2 * loss(ray[:, :2]) - 1)
    inside = (np.abs(ray[:, :2]) <= 1).all(axis=1) & (ray[:, 2] <= TALL)
    crossed = np.flatnonzero((np.sign(gap[:-1]) != np.sign(gap[1:])) & inside[1:] & inside[:-1])
    return 0 if not len(crossed) else int(np.sign(gap[crossed[0]]))


@BOTH
@pytest.mark.parametrize("around", [0, 75, 200])
def test_a_frame_shows_what_a_ray_meets_first(around, tilt):
    size, scale = (120, 100), 30
    (frame,) = frames(HEIGHTS, TALL, 0 * HEIGHTS + 0.5, around, [tilt], size, scale)
    assert frame.shape == (100, 120, 4)
    rng, wrong = np.random.default_rng(1), 0
    for row, column in zip(rng.integers(0, 100, 150), rng.integers(0, 120, 150), strict=True):
        met = first_met((column + 0.5 - 60) / scale, (50 - row - 0.5) / scale, around, tilt)
        red, _, blue, opaque = frame[row, column].astype(int)
        seen = 0 if opaque < 128 else 1 if red > blue else -1
        wrong += met != seen
    assert wrong <= 4  # pixels on an outline are a matter of a hair's breadth


def test_light_falls_from_one_side_as_lamberts_law_has_it():
    flat = np.zeros((POINTS, POINTS))
    level, slope = (
        frames(height, 9, flat + 0.5, 0, [50], (40, 40), 20)[0][20, 20, :3].astype(float)
        for height in (flat, 0.5 * EVEN[None] + flat)
    )
    assert level.sum() != pytest.approx(slope.sum(), abs=5)


def test_views_are_projections_and_opposite_ones_share_a_frame():
    points = np.random.default_rng(2).uniform(-1, 1, (4, 5, 3))
    seen = SOLID.views(points)
    assert seen.shape == (len(AROUND), len(TILTS), 4, 5, 2)
    a, e = np.radians([AROUND[7], TILTS[1]])
    right = -points[..., 0] * np.sin(a) + points[..., 1] * np.cos(a)
    assert seen[7, 1, ..., 0] == pytest.approx(right)
    behind = points[..., 0] * np.cos(a) + points[..., 1] * np.sin(a)
    assert seen[7, 1, ..., 1] == pytest.approx(points[..., 2] * np.cos(e) - behind * np.sin(e))


def test_what_lies_outside_the_square_is_nowhere():
    there = SOLID.solid(np.array([[0.0, 0], [1.2, 0], [np.nan, 0], [0, np.inf]]))
    assert there[0] == pytest.approx([0, 0, -TALL]) and np.isnan(there[1:]).all()


def test_a_path_that_leaves_goes_on_above_the_square_and_stays_in_the_table():
    there = np.array([[0.5, 0.5], [1.2, 0.0], [1e3, -1e3], [1e100, 0.0], [np.nan, 0.0]])
    points = SOLID.solid(there, beyond=True)
    assert points[0] == pytest.approx(SOLID.solid(there[:1])[0])
    assert points[1, 2] == pytest.approx(TALL * (2 * loss(there[1]) - 1)) and points[1, 0] == 1.2
    assert (points[2:4, 2] == GONE[2]).all() and np.isnan(points[4]).all()
    sight = SOLID.views(points[1:4])
    assert np.nanmax(np.abs(sight)) * SOLID.scale < LIMIT
    assert (sight[:, :, 1:, 1] > 1.55).all()  # up, from wherever it is looked at


def test_the_surface_of_a_path_that_leaves_is_that_around_its_start(lecture):
    """Not a thimble in a window that holds much of the way."""
    X, y, start, _ = lecture
    problem = Problem(X, y)
    first = problem.shown(start)
    far = [(-300.0, 300.0), (-300.0, 300.0)]
    bowl = bowl_of(problem, far, first, 100)
    away = np.abs(first - problem.best)
    assert (bowl.reach >= HIGHER * away).all() and (bowl.reach < 4 * away).all()
    near = problem.window_of(first[None])
    assert (bowl_of(problem, near, first, 100).reach <= np.ptp(near, axis=1)).all()


def test_lines_lie_on_the_surface_at_their_own_heights():
    for line in SOLID._contours():
        height = TALL * (2 * loss(line[:, :2]) - 1)
        assert np.abs(height - line[:, 2]).max() < 0.02
        assert np.ptp(line[:, 2]) == 0
    top, bottom = SOLID.lines()
    assert top.shape[:2] == bottom.shape[:2] == (len(AROUND), len(TILTS))
    assert np.array_equal(top[:HALF], top[HALF:], equal_nan=True)
    one, _ = SOLID.lines(around=3, tilt=1)
    drawn = np.isfinite(one).any(axis=(2, 3))
    assert np.argwhere(drawn).tolist() == [[3, 1], [3 + HALF, 1]]


@pytest.mark.parametrize("name", ["mse", "rmse", "half_sse"])
def test_a_bowl_is_cut_off_above_where_its_path_begins(name, lecture):
    problem = Problem(lecture.X, lecture.y, name)
    first = problem.shown(lecture.start)
    bowl = bowl_of(problem, problem.window_to(lecture.start, 1.2), first, 100)
    low, start = (float(problem.heights(*at)) for at in (problem.best, first))
    assert bowl.top == pytest.approx(low + HIGHER * (start - low))
    z = bowl.solid(np.array([problem.best, first]))[:, 2]
    assert z == pytest.approx([-TALL, TALL * (2 / HIGHER - 1)])


def points_of(stage, part, *at):
    """Pixels (m, 2) of a part at the stops of what it follows."""
    sizes = [len(control.options) for control in stage.slider.values()]
    row = 0
    for control, stop in zip(part["over"], at, strict=True):
        row = row * sizes[control] + stop
    table, many = stage.table.integers, part["items"] * part["each"] * 2
    if part["rows"] is not None:
        row = table[part["rows"] + row]
    return table[part["offset"] + row * many :][:many].reshape(-1, 2) / UNIT


def test_the_path_stands_on_the_surface_in_every_view(lecture):
    stage = step_by_step(lecture.X, lecture.y, 0.02, 30, lecture.start)
    names = list(stage.slider)
    assert "later" in repr(stage._scene.described(stage.table, False)) and not stage.films
    stage.complete()
    over = [names.index("around"), names.index("seen")]
    path = [p for p in stage.table.parts if p["kind"] == "Line" and p["upto"] is not None]
    path = [p for p in path if p["over"] == over]
    assert len(path) == 2 and "mask" in path[1]
    betas = gradient_descent(lecture.X, lecture.y, 0.02, 30, lecture.start).betas
    problem = Problem(lecture.X, lecture.y)
    one, two = points_of(stage, path[0], 0, 1), points_of(stage, path[0], 9, 2)
    assert len(one) == 31 and not np.array_equal(one, two)
    plane = problem.shown(betas)
    across = one[:, 0] - one[-1, 0]  # from 0 degrees the second coefficient lies across
    far = (plane - plane[-1])[:, 1]
    assert across == pytest.approx(far * across[0] / far[0], abs=0.6)


def test_the_surface_comes_when_it_is_asked_for_and_again_after_a_drag(lecture):
    stage = step_by_step(lecture.X, lecture.y, 0.02, 9, lecture.start)
    kinds = lambda: {part["kind"] for part in stage.table.parts}  # noqa: E731
    assert "Film" not in kinds()
    stage._asked(None, {"later": True}, [])
    assert "Film" in kinds() and stage.films
    strip = Image.open(io.BytesIO(stage.films[0]))
    (film,) = (part for part in stage.table.parts if part["kind"] == "Film")
    wide, high, many = film["frame"]
    assert strip.size == (wide, high * many) and many == HALF * len(TILTS)
    stage.drag("start of the path", 4.0, -1.0)
    assert "Film" not in kinds()  # it is not seen while the start is dragged
    before = stage.alternative
    stage.complete()
    assert "Film" in kinds() and stage.alternative == before


def test_of_many_paths_the_first_steps_are_on_the_surface_and_it_says_so(lecture):
    stage = learning_rate(lecture.X, lecture.y, lecture.start, T=50)
    stage.complete()
    assert f"here the first {FEW} steps" in stage.table.strings
    short = learning_rate(lecture.X, lecture.y, lecture.start, T=5)
    short.complete()
    assert not [text for text in short.table.strings if text.startswith("here the first")]


@pytest.mark.parametrize("show", [step_by_step, learning_rate])
def test_one_column_and_a_start_on_the_minimum_have_a_surface_too(show, lecture):
    one = lecture.X[:, :1] + 1.0
    for X, start in ((one, None), (lecture.X, np.linalg.lstsq(lecture.X, lecture.y)[0])):
        stage = show(X, lecture.y, start=start, T=5)
        stage.complete()
        assert stage.films and stage.message == ""
