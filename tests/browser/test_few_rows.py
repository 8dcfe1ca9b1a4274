"""The explorers of lessons 8 and 9 in a real JupyterLab, by keyboard, at their edges."""

import pytest

HEAD = """from gdcore.data import diabetes
patients = diabetes()
"""
SURFACE = HEAD + (
    "from gdlab.explorers.minibatch_surface import minibatch_surface\n"
    "minibatch_surface(patients.X[:24, [2, 10]], patients.y[:24])"
)
RACE = HEAD + (
    "from gdlab.explorers.race import race\n"
    "race(patients.X[:, [2, 8]], patients.y - patients.y.mean())"
)


def press(book, label, *keys):
    """Keys on a slider, one at a time, each seen to move the picture."""
    book.slider(label).focus()
    for key in keys:
        before = book.moving()
        book.page.keyboard.press(key)
        book.until_moved(before)


def test_batch_surfaces_move_by_keyboard(open_notebook):
    book = open_notebook([SURFACE])
    book.until_says("5 of b = 5 rows")
    book.shot("minibatch_surface_first")
    press(book, "batch number", *["ArrowRight"] * 4)
    book.until_says("batch 5: 4 of b = 5 rows")  # 24 = 4 * 5 + 4: the short one
    book.shot("minibatch_surface_short")
    press(book, "another draw", "ArrowRight")
    book.until_says("Draw 2")
    press(book, "batch size b", "ArrowLeft", "ArrowLeft")
    book.until_says("1 of b = 1 rows")
    book.shot("minibatch_surface_single")
    press(book, "batch size b", *["ArrowRight"] * 4)
    book.until_says("24 of b = 24 rows")
    press(book, "learning rate lr", *["ArrowRight"] * 3)
    book.until_says("raises that of all rows")
    book.shot("minibatch_surface_above")
    book.check()


@pytest.mark.parametrize("axis, ahead", [("updates", "all rows"), ("rows", "batches of b")])
def test_the_winner_of_the_race_changes_with_the_axis(open_notebook, axis, ahead):
    book = open_notebook([RACE])
    book.shot("race_first")
    book.choice("bytes").check()
    before = book.moving()
    book.choice("updates").check()
    before = book.until_moved(before)
    if axis != "updates":
        book.choice(axis).check()
        book.until_moved(before)
    book.until_says(f"Ahead: {ahead}.")
    book.shot(f"race_{axis}")
    press(book, "spent", *["ArrowLeft"] * 3)
    press(book, "another draw", "ArrowRight")
    press(book, "batch size b", "ArrowLeft", "ArrowLeft")
    press(book, "learning rate lr", "ArrowRight", "ArrowRight", "ArrowRight")
    book.shot(f"race_{axis}_above")
    book.check()
