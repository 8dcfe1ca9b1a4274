"""A real JupyterLab and a real Chromium, for the browser tests and for the benchmark.

JupyterLab gets folders and a port of its own, so nothing is restored from or left to another run.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

import start

ROOT = Path(__file__).resolve().parents[1]
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# a cell to run after one that made a `stage`: the kernel's own words, after each message it gets
SAYS = """from ipywidgets import Label
said = Label()
def say(_=None):
    said.value = f"kernel: {stage.alternative}"
for slider in stage.slider.values():
    slider.observe(say, "index")
say()
said"""
# both at once: either may still be on its way
AGREED = """() => {
    const words = document.querySelector('.gd-stage .gd-read').textContent;
    const labels = [...document.querySelectorAll('.widget-label')];
    return labels.some(label => label.textContent === 'kernel: ' + words) && words; }"""
# in one go: a slow explorer's picture may be replaced by a fuller one at any moment
SCROLLED = """() => {
    const stage = document.querySelector('.gd-stage');
    stage?.scrollIntoView({ block: 'nearest' });
    return stage !== null; }"""
READY = "() => window.jupyterapp?.restored.then(() => true)"
OPEN = """async (path) => {
    const open = { path, factory: 'Notebook' };
    const notebook = await window.jupyterapp.commands.execute('docmanager:open', open);
    await notebook.context.ready;
    await notebook.sessionContext.ready; }"""
RUN_TO_END = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"
CLEAR = """async () => {
    for (const open of [...window.jupyterapp.shell.widgets('main')]) {
        await open.sessionContext?.shutdown();
        open.dispose();
    } }"""
LESSONS = (  # as start.py opens the lessons
    "--ServerApp.jpserver_extensions={'gdlab.notebook.server': True}",
    f"--NbConvertBase.display_data_priority={start.EXPORTED}",
)
PATIENCE = 60_000  # milliseconds that any one thing may take before the test gives up


class NoBrowser(Exception):
    """There is nothing to run these tests in; the message says what is missing."""


@contextlib.contextmanager
def running_browser():
    """A headless Chromium or Chrome of this machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise NoBrowser("no Chromium or Chrome on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("playwright is not installed") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def running_lab(folder, options=LESSONS):
    """A JupyterLab over folder/work, made if it is not there: its address and that folder."""
    (folder / "work").mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ, HOME=str(folder), JUPYTER_CONFIG_PATH=str(ROOT))
    for name in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{name}_DIR"] = str(folder / name.lower())
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [
        *options,
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=t",
        "--LabApp.expose_app_in_browser=True",  # to open and close notebooks in one page
    ]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            command, cwd=folder / "work", env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _await_server(f"{address}/api?token=t", server, folder / "log")
        yield address, folder / "work"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await_server(url, server, log):
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        try:
            return json.load(urllib.request.urlopen(url, timeout=5))
        except OSError:
            time.sleep(0.1)  # the only way to learn that a port has opened is to try it again
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class Notebook:
    """A notebook open in JupyterLab, its cells run; what a reader can do to it."""

    def __init__(self, page, trouble):
        self.page, self.trouble = page, trouble

    @property
    def stage(self):
        return self.page.locator(".gd-stage").first

    def read_out(self, number=0):
        """The line under a picture."""
        return self.page.locator(".gd-stage .gd-read").nth(number).inner_text()

    def slider(self, label):
        """The stage's slider with this label."""
        return self.page.locator(".gd-stage").get_by_role("slider", name=label).first

    def thumb(self, label):
        """Where the thumb of that slider is: left, top, width, height, as a bounding box."""
        box = self.slider(label).bounding_box()
        share = self.slider(label).evaluate("e => (e.value - e.min) / (e.max - e.min)")
        size = 20  # of gdlab/stage/js/stage.css
        return {**box, "x": box["x"] + share * (box["width"] - size), "width": size}

    def choice(self, words):
        """The radio button of a stage's choice."""
        return self.page.locator(".gd-stage").get_by_role("radio", name=words, exact=True).first

    def button(self, words):
        """A button that walks through the stops: reset, back, step, run."""
        return self.page.locator(".gd-stage").get_by_role("button", name=f"{words}: ").first

    def moving(self, number=0):
        """The moving parts as drawn: their outlines."""
        script = "e => [...e.querySelectorAll('svg path')].map(p => p.getAttribute('d')).join('|')"
        return self.page.locator(".gd-stage").nth(number).evaluate(script)

    def until_moved(self, before, number=0):
        """Wait until the moving parts differ; the new outlines."""
        script = """([before, number]) => {
            const e = document.querySelectorAll('.gd-stage')[number];
            const now = [...e.querySelectorAll('svg path')].map(p => p.getAttribute('d')).join('|');
            return now !== before && now; }"""
        handle = self.page.wait_for_function(script, arg=[before, number], timeout=PATIENCE)
        return handle.json_value()

    def until_says(self, words, number=0):
        """Wait until the line under a picture holds these words."""
        line = self.page.locator(".gd-stage .gd-read").nth(number).filter(has_text=words)
        line.wait_for(timeout=PATIENCE)

    def said_by_python(self):
        """Wait until the kernel's words, of a cell of SAYS, are those under the picture; these."""
        return self.page.wait_for_function(AGREED).json_value()

    def run_to_end(self):
        """Run all cells, and wait for the last one."""
        self.page.evaluate(RUN_TO_END)

    def shot(self, name):
        """A screenshot for a person to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.wait_for_function(SCROLLED)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def check(self):
        """No cell ended in an error and the console holds none."""
        errors = self.page.locator(
            ".jp-OutputArea-output[data-mime-type*='stderr'], "
            ".jp-RenderedText[data-mime-type*='error']"
        )
        assert errors.all_inner_texts() == []
        assert self.trouble == [], self.trouble


def write_notebook(path, cells):
    """An unexecuted notebook of these code cells."""
    book = nbformat.v4.new_notebook()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book.metadata["kernelspec"] = kernel  # without one JupyterLab asks
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(book, path)


class Desk:
    """A page of JupyterLab, on which one notebook is opened after another.

    To load JupyterLab takes a browser five seconds of the processor, a notebook in it a half.
    """

    def __init__(self, context, address):
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda m: self.trouble.append(m.text) if _bad(m) else None)
        self.trouble = []
        self.page.goto(f"{address}/lab?token=t&reset")
        self.page.wait_for_function(READY)

    def open(self, name, wait, run=True):
        """Open a notebook, run all of it or nothing, and wait for something there."""
        self.trouble = []
        self.page.evaluate(OPEN, name)
        self.page.get_by_text("(ipykernel) | Idle").wait_for()
        if run:
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        if wait:
            self._await(wait, name)
        return Notebook(self.page, self.trouble)

    def _await(self, wait, name):
        try:
            self.page.locator(wait).first.wait_for(state="attached")
        except Exception as error:
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
            raise AssertionError(f"{wait} did not appear; console: {self.trouble}") from error

    def clear(self):
        """Close what is open, unsaved, and end its kernel."""
        self.page.keyboard.press("Escape")  # a menu or a question that a failed test left
        self.page.evaluate(CLEAR)


def open_in(context, address, name, wait, run=True):
    """Open a notebook in a JupyterLab page of its own."""
    return Desk(context, address).open(name, wait, run)


def _bad(message):
    """Errors of the page; a resource that a server without network does not have is none."""
    return message.type == "error" and "Failed to load resource" not in message.text
