"""From a slider's key press to changed pixels, measured inside the page, in a real JupyterLab.

Three ways to the same picture in one notebook, taken in turns: the stage, @interact with plt.show,
and, where it is installed, ipympl with moved artists. Then the stage alone: a sustained drag, its
start moved (which the kernel answers), 250 ms of added round trip, a busy kernel; and how long each
explorer's cell runs.
"""

import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles

from bench._table import line

ROUNDS, DRAG_SECONDS = 30, 3

CELLS = [
    """from gdcore.data import lecture
from gdlab.explorers.learning_rate import learning_rate
from gdlab.explorers.shared.rates import learning_rates
data = lecture()
stage = learning_rate(data.X, data.y, data.start)
stage""",
    """import matplotlib.pyplot as plt, numpy as np, ipywidgets
from gdcore.descent import gradient_descent
from gdcore.draw import draw_contours, draw_path
from gdcore.losses import mse
lrs = learning_rates(data.X)
@ipywidgets.interact(k=ipywidgets.IntSlider(22, 0, 43, description="interact"))
def show(k):
    path = gradient_descent(data.X, data.y, lrs[k], 100, data.start)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4.6))
    value = lambda a, b: mse(np.array([a, b, 3]), data.X, data.y)
    draw_contours(left, value, (-6, 13), (-6, 19))
    draw_path(left, path)
    right.semilogy(mse(path.betas, data.X, data.y))
    plt.show()""",
    """import time
from IPython.utils.capture import capture_output
from gdlab.explorers.modes import modes
from gdlab.explorers.step_by_step import step_by_step
def seconds(show):
    with capture_output():
        begun = time.perf_counter()
        display(show())
        return time.perf_counter() - begun
print("opened in ms:", *(f"{1000 * seconds(show):.0f}" for show in (
    lambda: learning_rate(data.X, data.y, data.start),
    lambda: step_by_step(data.X, data.y, 0.02, T=40, start=data.start),
    lambda: modes(data.X, "half_sse"))))""",
]
MOVED = """import matplotlib.figure, numpy as np, ipywidgets
from gdcore.data import lecture
from gdcore.descent import gradient_descent
from gdcore.draw import draw_contours
from gdlab.explorers.shared.rates import learning_rates
from gdcore.losses import mse
from ipympl.backend_nbagg import Canvas, FigureManager
data, fig = lecture(), matplotlib.figure.Figure(figsize=(9, 4.6))
lrs, canvas = learning_rates(data.X), Canvas(fig)
left, right = fig.subplots(1, 2)
draw_contours(left, lambda a, b: mse(np.array([a, b, 3]), data.X, data.y), (-6, 13), (-6, 19))
(walk,), (curve,) = left.plot([], []), right.semilogy(range(101), np.ones(101))
right.set_ylim(1e-6, 1e12)
def move(change):
    path = gradient_descent(data.X, data.y, lrs[change["new"]], 100, data.start)
    walk.set_data(path.betas[:, 0], path.betas[:, 1])
    curve.set_data(range(len(path.betas)), mse(path.betas, data.X, data.y))
    canvas.draw_idle()
moved = ipywidgets.IntSlider(22, 0, 43, description="ipympl")
moved.observe(move, "value")
move({"new": 30})
display(moved, FigureManager(canvas, 0).canvas)"""
BUSY = """display(stage)
print("busy from here on", flush=True)
while True:
    pass"""

# A canvas tells nobody that it changed: count what is drawn into one, and say so in the document.
COUNT = """() => {
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  window.gdDrawn = 0;
  CanvasRenderingContext2D.prototype.drawImage = function (...about) {
    draw.apply(this, about);
    document.body.dataset.drawn = window.gdDrawn += 1;
  };
}"""

# Resolves with the milliseconds from the key event's own time stamp to the task after the change
# of the watched thing: a message posted while a frame is being made arrives when it is painted.
WATCH = """([key, what]) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error('no change within 20 s of ' + key)), 20000);
  const look = { stage: () => document.querySelector('.gd-stage svg g').innerHTML,
    interact: () => document.querySelectorAll('.jp-OutputArea img, .widget-output img')[
      document.querySelectorAll('.jp-OutputArea img, .widget-output img').length - 1]?.src,
    ipympl: () => window.gdDrawn }[what];
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

# The stage's slider dragged to and fro, an event a frame, made in the page: a driver outside would
# wait two frames for each. Resolves with the frames a second in which the picture changed, and the
# milliseconds from the last event to the frame that shows it.
DRAG = """([slider, seconds]) => new Promise((done) => {
  const [least, most] = [Number(slider.min), Number(slider.max)];
  const to = (stop) => {
    slider.value = stop;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const line = () => document.querySelectorAll('.gd-stage svg path')[1].getAttribute('d');
  let last = line(), changed = 0, step = 0;
  const begun = performance.now();
  const tick = () => {
    if (line() !== last) { changed += 1; last = line(); }
    step += 1;
    if (performance.now() - begun < seconds * 1000) {
      to(most - 2 - Math.abs(most - least - 4 - step % (2 * (most - least - 4))));
      requestAnimationFrame(tick);
      return;
    }
    const frames = changed / seconds, ended = performance.now();
    const end = () => {
      if (line() === last) { requestAnimationFrame(end); return; }
      done([frames, performance.now() - ended]);
    };
    to(most); // where the drag never was
    end();
  };
  requestAnimationFrame(tick);
})"""


def said(name, times, stage):
    """A line: the times of one way, of the median of the stage's."""
    note = f"median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms"
    return line(f"{name}, of the stage", [taken / median(stage) for taken in times], note=note)


def press(book, slider, what, key):
    """One key press on a focused slider, timed in the page."""
    slider.focus()
    watch = book.page.evaluate_handle(f"(a) => {{ window.gdWait = ({WATCH})(a); }}", [key, what])
    book.page.keyboard.press(key)
    took = book.page.evaluate("() => window.gdWait")
    watch.dispose()
    return took


def widget(book, label):
    """The handle of an ordinary ipywidgets slider."""
    box = book.page.locator(".widget-hslider, .widget-inline-hbox").filter(has_text=label)
    return box.locator("[role=slider], .noUi-handle").first


def keys():
    """Back and forth, so that the slider never stands at an end."""
    while True:
        yield from ["ArrowLeft"] * 8
        yield from ["ArrowRight"] * 8


def at_rest(book):
    """Wait until the kernel has nothing to do."""
    book.page.get_by_text("(ipykernel) | Idle").wait_for()


def drag(book, slider):
    """Frames a second in which the picture changed in a sustained drag; the lag at its end."""
    return book.page.evaluate(DRAG, [slider.element_handle(), DRAG_SECONDS])


def several(book, handle):
    """The times of ROUNDS key presses on one thing."""
    return [
        press(book, handle, "stage", key) for _, key in zip(range(ROUNDS), keys(), strict=False)
    ]


def lines():
    """Every figure of one run; a plain word where there is no browser."""
    from tools.jupyter_page import NoBrowser, open_in, running_browser, running_lab, write_notebook

    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            running_browser() as browser,
            running_lab(Path(folder)) as (address, work),
        ):
            context = browser.new_context(viewport={"width": 1200, "height": 1900})

            def opened(name, cells, wait):
                write_notebook(work / f"{name}.ipynb", cells)
                return open_in(context, address, f"{name}.ipynb", wait)

            book = opened("bench", CELLS, ".widget-output img, .jp-OutputArea img")
            others = {"@interact and plt.show": (book, widget(book, "interact"), "interact")}
            if find_spec("ipympl"):
                moved = opened("moved", [MOVED], ".jupyter-matplotlib canvas")
                moved.page.evaluate(COUNT)
                others["ipympl, artists moved"] = (moved, widget(moved, "ipympl"), "ipympl")
            else:
                yield "ipympl is not installed: not compared"
            usual = yield from measure(book, others, context)
            busy = opened("busy", [CELLS[0].removesuffix("\nstage"), BUSY], ".gd-stage svg path")
            busy.page.get_by_text("busy from here on").last.wait_for()
            stage = busy.slider("learning rate lr")
            several(busy, stage)
            yield said("stage, busy kernel", several(busy, stage), usual)
    except NoBrowser as reason:
        yield f"not measured: {reason}"


def measure(book, others, context):
    """The stage and the others in turns, then the stage alone; others: (notebook, slider, what).

    Yields lines, and returns the times of the stage.
    """
    stage = book.slider("learning rate lr")
    for notebook, _, _ in others.values():
        at_rest(notebook)
    book.page.bring_to_front()
    several(book, stage)  # a page just opened is still tidying up
    times = {"stage": [], **{name: [] for name in others}}
    for _ in range(3):
        book.page.bring_to_front()
        times["stage"] += several(book, stage)
        for name, (notebook, slider, what) in others.items():
            notebook.page.bring_to_front()
            for _, key in zip(range(ROUNDS // 3), keys(), strict=False):
                times[name].append(press(notebook, slider, what, key))
                at_rest(notebook)
    for name, taken in times.items():
        yield said(name, taken, times["stage"])
    book.page.bring_to_front()
    frames, lag = drag(book, stage)
    yield f"sustained drag: {frames:.0f} changed frames a second, {lag:.1f} ms behind at its end"
    moved = several(book, book.page.locator(".gd-handle").first)
    yield said("start moved, kernel answers", moved, times["stage"])

    network = context.new_cdp_session(book.page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 250, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    yield said("stage, 250 ms round trip", several(book, stage), times["stage"])
    network.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    yield book.page.get_by_text("opened in ms").last.inner_text()
    book.page.close()
    return times["stage"]
