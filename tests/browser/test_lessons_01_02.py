"""Lessons 1 and 2 in a real JupyterLab: dragging, predicting, and a quiz by keyboard alone."""

HEAD = "from gdcore.data import lecture\nX, y, start, answer = lecture()"
FIT = "from gdlab.explorers.fit_line import fit_line\nfit_line()"
GRADIENT = "from gdlab.explorers.gradient_at import gradient_at\ngradient_at(X, y, [6, 1, 3])"
PREDICT = """from gdlab.learner.predictions import predict, quiz, reveal
options = {"It grows": "Look at the sign.", "It shrinks": "The step is small enough."}
predict("p", "What does the loss do?", options, answer="It shrinks")"""
QUIZ = 'quiz("q", [("And a second time?", options, "It shrinks")])'


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
    before = book.moving()
    book.page.get_by_role("button", name="rmse").focus()
    book.page.keyboard.press("Enter")
    book.until_moved(before)
    assert "rmse" in book.read_out()
    book.shot("gradient_at_moved")
    book.check()


def test_a_prediction_and_a_quiz_by_keyboard_alone(open_notebook):
    progress = "from gdlab.learner.progress import progress\nprogress('01')"
    book = open_notebook([PREDICT, QUIZ, 'reveal("p")', progress], wait=".widget-radio-box")
    page = book.page
    page.get_by_text("No prediction was made").last.wait_for()
    radio = page.locator(".widget-radio-box input")
    radio.nth(0).focus()
    page.keyboard.press("Space")
    page.get_by_text("Noted.").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    radio.nth(2).focus()
    page.keyboard.press("Space")
    page.get_by_text("❌ Look at the sign.").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_text("✅ The step is small enough.").wait_for()
    for cell in ('reveal("p")', "progress('01')"):
        page.locator(".jp-CodeCell").filter(has_text=cell).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
    page.get_by_text("✅ You predicted: It shrinks.").wait_for()
    page.get_by_text("predictions 1 of 1 made · checks 0 of 0 right · quiz 1 of 1 right").wait_for()
    page.screenshot(path=shots() / "quiz.png")
    assert book.trouble == []


def shots():
    from tools.jupyter_page import SCREENSHOTS

    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS
