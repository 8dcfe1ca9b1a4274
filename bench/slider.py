"""From a slider's key press to changed pixels, measured inside the page, in a real JupyterLab.

Three ways to the same picture in one notebook, taken in turns: the stage; @interact with plt.show;
and, where it is installed, ipympl. Then the stage again under a busy kernel and with 250 ms of
added round trip, and a sustained drag.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

TESTS = Path(__file__).resolve().parents[1] / "tests" / "browser"
ROUNDS, DRAG_SECONDS = 30, 3

CELLS = [
    """from gdcore.data import lecture
from gdcore.explorers.learning_rate import learning_rate, learning_rates
data = lecture()
stage = learning_rate(data.X, data.y, data.start)
stage""",
    """import matplotlib.pyplot as plt, numpy as np, ipywidgets
from gdcore.descent import gradient_descent
from gdcore.draw import draw_contours, draw_loss, draw_path
from gdcore.losses import mse
lrs = learning_rates(data.X)
@ipywidgets.interact(k=ipywidgets.IntSlider(30, 0, 59, description="interact"))
def show(k):
    path = gradient_descent(data.X, data.y, lrs[k], 100, data.start)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4.6))
    value = lambda a, b: mse(np.array([a, b, 3]), data.X, data.y)
    draw_contours(left, value, (-6, 13), (-6, 19))
    draw_path(left, path)
    draw_loss(right, mse(path.betas, data.X, data.y))
    plt.show()""",
]

# Resolves with the milliseconds from the key event's own time stamp to the task after the change
# of the watched thing: a message posted while a frame is being made arrives when it is painted.
WATCH = """([key, what]) => new Promise((done) => {
  const look = { stage: () => document.querySelectorAll('.gd-stage svg path')[1].getAttribute('d'),
    interact: () => document.querySelectorAll('.jp-OutputArea img, .widget-output img')[
      document.querySelectorAll('.jp-OutputArea img, .widget-output img').length - 1]?.src }[what];
  const before = look();
  let begun = 0;
  const once = { once: true, capture: true };
  document.activeElement.addEventListener('keydown', (e) => { begun = e.timeStamp; }, once);
  const painted = new MessageChannel();
  painted.port1.onmessage = () => done(performance.now() - begun);
  const changes = new MutationObserver(() => {
    const now = look();
    if (!begun || !now || now === before) return;
    changes.disconnect();
    painted.port2.postMessage(0);
  });
  changes.observe(document.body, { subtree: true, childList: true, attributes: true });
})"""

FRAMES = """(seconds) => new Promise((done) => {
  const line = () => document.querySelectorAll('.gd-stage svg path')[1].getAttribute('d');
  let last = line(), changed = 0; const begun = performance.now();
  const tick = () => {
    const now = line(); if (now !== last) { changed += 1; last = now; }
    if (performance.now() - begun < seconds * 1000) requestAnimationFrame(tick);
    else done(changed / seconds);
  };
  requestAnimationFrame(tick);
})"""


def say(name, times):
    print(f"{name:32} median {median(times):6.1f} ms   p95 {quantiles(times, n=20)[-1]:6.1f} ms")


def press(book, slider, what, key):
    """One key press on a focused slider, timed in the page."""
    slider.focus()
    watch = book.page.evaluate_handle(f"(a) => {{ window.gdWait = ({WATCH})(a); }}", [key, what])
    book.page.keyboard.press(key)
    took = book.page.evaluate("() => window.gdWait")
    watch.dispose()
    return took


def keys():
    """Back and forth, so that the slider never stands at an end."""
    while True:
        yield from ["ArrowRight"] * 8
        yield from ["ArrowLeft"] * 8


def drag(book, slider):
    """Frames a second in which the picture changed during a sustained drag."""
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    book.page.mouse.move(x, y)
    book.page.mouse.down()
    book.page.evaluate(f"(s) => {{ window.gdRate = ({FRAMES})(s); }}", DRAG_SECONDS)
    book.page.evaluate(
        "() => { window.gdEnd = false; window.gdRate.then(() => { window.gdEnd = true; }); }"
    )
    step = 0
    while not book.page.evaluate("() => window.gdEnd"):
        step += 1
        book.page.mouse.move(x - 120 + abs(240 - step * 4 % 480), y)
    book.page.mouse.up()
    return book.page.evaluate("() => window.gdRate")


def main():
    """Print every figure of one run; a plain word where there is no browser."""
    sys.path.insert(0, str(TESTS))
    from jupyter_page import NoBrowser, open_in, running_browser, running_lab, write_notebook

    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            running_browser() as browser,
            running_lab(Path(folder)) as (address, work),
        ):
            write_notebook(work / "bench.ipynb", CELLS)
            context = browser.new_context(viewport={"width": 1200, "height": 1900})
            book = open_in(
                context, address, "bench.ipynb", ".widget-output img, .jp-OutputArea img"
            )
            measure(book, context)
    except NoBrowser as reason:
        print(f"not measured: {reason}")


def measure(book, context):
    stage, plain = book.slider("learning rate lr"), book.slider("interact")
    book.page.get_by_text("(ipykernel) | Idle").wait_for()
    times = {"stage": [], "interact": []}
    for _, key in zip(range(ROUNDS), keys(), strict=False):
        times["stage"].append(press(book, stage, "stage", key))
        times["interact"].append(press(book, plain, "interact", key))
        book.page.get_by_text("(ipykernel) | Idle").wait_for()
    say("stage", times["stage"])
    say("@interact and plt.show", times["interact"])
    print(f"ratio of the medians {median(times['interact']) / median(times['stage']):.1f}")
    print(f"sustained drag: {drag(book, stage):.0f} changed frames a second")

    network = context.new_cdp_session(book.page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 250, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    far = [press(book, stage, "stage", key) for _, key in zip(range(ROUNDS), keys(), strict=False)]
    say("stage, 250 ms round trip", far)
    network.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
