"""Lessons 1 and 2 in a real JupyterLab: dragging."""

HEAD = "from gdcore.data import lecture\nX, y, start, answer = lecture()"
FIT = "from gdlab.explorers.fit_line import fit_line\nfit_line()"
GRADIENT = "from gdlab.explorers.gradient_at import gradient_at\ngradient_at(X, y, [6, 1, 3])"


def moved_by_key_and_pointer(book, number=0):
    """Move one handle both ways; each time the kernel's new picture must come."""
    handle = book.page.locator(".gd-handle").nth(number)
    said, before = book.read_out(), book.moving()
    handle.focus()
    book.page.keyboard.press("ArrowUp")
    before = book.until_moved(before)
    box = handle.bounding_box()
    book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] - 30, box["y"] - 60, steps=8)
    book.page.mouse.up()
    book.until_moved(before)
    book.page.wait_for_function(
        "said => document.querySelector('.gd-stage .gd-read').innerText !== said", arg=said
    )


def test_every_point_of_a_line_can_be_dragged(open_notebook):
    book = open_notebook([FIT])
    book.shot("fit_line_first")
    for number in range(5):
        moved_by_key_and_pointer(book, number)
    book.shot("fit_line_moved")
    book.check()


def test_the_gradient_follows_its_point_and_the_loss_is_chosen_by_key(open_notebook):
    book = open_notebook([HEAD, GRADIENT])
    book.shot("gradient_at_first")
    moved_by_key_and_pointer(book)
    book.choice("mse").focus()
    book.page.keyboard.press("ArrowRight")
    book.until_says("rmse")
    book.shot("gradient_at_moved")
    book.check()
