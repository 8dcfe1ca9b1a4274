"""A stage: one picture that matplotlib drew, whose moving parts move in the browser.

Python draws what stays once and tabulates every stop of the controls beforehand; stage.js lays the
parts over the picture and only looks things up, so a drag never waits for the kernel. Only what
cannot be tabulated, a handle dragged anywhere, asks the kernel, once at a time.
"""

import base64
import html
import signal
import threading
from collections.abc import Generator
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from IPython import get_ipython
from IPython.display import display, update_display

from gdlab.notebook.cells import give_back
from gdlab.notebook.errors import in_words
from gdlab.stage.parts import Area, Bars, Control, Dots, Drag, Handle, Label, Line, Readout
from gdlab.stage.pixels import Pixels, Table, first_frame

__all__ = [
    "Area",
    "Bars",
    "Control",
    "Dots",
    "Drag",
    "Handle",
    "Label",
    "Line",
    "Readout",
    "Stage",
]

VIEW = "application/vnd.jupyter.widget-view+json"
STILL = (
    '<img alt="{seen}" src="data:image/png;base64,{still}" style="max-width: 100%">'
    "<p>{seen}<br><em>This picture stands still: its controls need Jupyter's widgets, "
    "which do not run here.</em></p>"
)


class Picture(anywidget.AnyWidget):
    """The widget behind a Stage: what stage.js reads. Use Stage."""

    # as text: anywidget would watch a path, and keep every widget for it
    _esm = (Path(__file__).parent / "stage.js").read_text(encoding="utf-8")
    picture = traitlets.Bytes().tag(sync=True)
    size = traitlets.List().tag(sync=True)
    boxes = traitlets.List().tag(sync=True)
    parts = traitlets.List().tag(sync=True)
    strings = traitlets.List().tag(sync=True)
    readout = traitlets.Dict().tag(sync=True)
    handles = traitlets.List().tag(sync=True)
    drags = traitlets.List().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    texts = traitlets.List().tag(sync=True)
    plays = traitlets.List().tag(sync=True)
    table = traitlets.Bytes().tag(sync=True)
    sliders = traitlets.List(traitlets.Instance(widgets.Widget)).tag(
        sync=True, **widgets.widget_serialization
    )


class Stage(widgets.VBox):
    """A figure with moving parts, its controls below it, and a line that says what is seen.

    figure    a matplotlib Figure with what stays still; it is drawn once and not kept
    controls  list of Control; parts follow them by name
    parts     list of Line, Dots, Bars, Area, Label (see gdlab.stage.parts)
    readout   Readout, also the text alternative
    handles   list of Handle: points to drag
    drags     list of Drag: axes to drag, which moves their controls

    `slider[name]` is the ordinary ipywidgets control of that name. Raises ValueError where a
    part's shape does not fit the controls it follows, and for a drag of no control.
    """

    def __init__(self, figure, controls, parts, readout, handles=(), drags=()):
        self._owned = []  # first, since a refused stage is closed, too
        self._shown, self._place = False, None
        self._answers = iter(())
        self._controls, self._handles = list(controls), list(handles)
        self._pixels = Pixels(figure)
        table = Table(self._pixels, self._controls, parts, readout)
        picture = self._pixels.png()
        self._said = readout
        self._pixels.paint(first_frame(parts, self._handles, self._controls))
        self.still = self._pixels.png(sharpness=1)  # sent beside the sharp one: small
        self._pixels.rest()
        self.slider = {c.name: _slider(c) for c in self._controls}
        self.picture = Picture(
            picture=picture,
            size=[self._pixels.width, self._pixels.height],
            boxes=self._pixels.boxes,
            parts=table.parts,
            strings=table.strings,
            readout=table.readout,
            table=table.integers,
            handles=[self._describe(handle) for handle in self._handles],
            drags=[self._pulled(drag) for drag in drags],
            names=[c.name for c in self._controls],
            labels=[c.label for c in self._controls],
            texts=[list(c.texts) for c in self._controls],
            plays=[c.play for c in self._controls],
            sliders=list(self.slider.values()),
        )
        self.picture.on_msg(self._asked)
        self.message = widgets.HTML()
        self._owned = [self.picture, *self.slider.values(), self.message]
        super().__init__(self._owned)

    @property
    def alternative(self):
        """What is seen, in words and numbers, at the stops the kernel knows of."""
        stops = {name: slider.index for name, slider in self.slider.items()}
        return self._said.fill(self._controls, stops)

    def update(self, parts, readout):
        """Show other numbers in the same parts; what stays still stays."""
        table = Table(self._pixels, self._controls, parts, readout)
        self._said = readout
        with self.picture.hold_sync():
            self.picture.parts = table.parts
            self.picture.strings = table.strings
            self.picture.readout = table.readout
            self.picture.table = table.integers

    def say(self, trouble=None):
        """Show a message under the picture, or take it away; an exception with its own line."""
        if isinstance(trouble, BaseException):
            trouble = in_words(trouble)
        text = html.escape(trouble or "").replace("\n", "<br>")
        self.message.value = f'<div role="alert"><b>⚠</b> {text}</div>' if trouble else ""

    def drag(self, handle, x, y):
        """Move a handle, by its number or label, to (x, y) in data units, as a reader would.

        It is answered up to the finest answer.
        """
        labels = [one.label for one in self._handles]
        number = labels.index(handle) if isinstance(handle, str) else handle
        px, py = self._pixels.of(self._handles[number].axes, (x, y))
        more = self._answer({"handle": number, "x": float(px), "y": float(py)})
        while more:
            more = self._answer({})

    def close(self):
        """Give back everything the stage holds in kernel and browser."""
        for widget in self._owned:
            give_back(widget)
        if self._owned:
            self.layout.close()
        self._owned = []
        self._pixels, self._handles = None, []  # Out[n] keeps a closed stage, not its figure
        self._answers = iter(())
        super().close()

    def _describe(self, handle):
        x, y = self._pixels.of(handle.axes, handle.at)
        return {
            "axes": self._pixels.number(handle.axes),
            "at": [round(float(x), 2), round(float(y), 2)],
            "label": handle.label,
        }

    def _pulled(self, drag):
        """A drag as the browser reads it: for each direction a control and pixels per stop."""
        names, moves = [c.name for c in self._controls], []
        for side, (name, step) in enumerate((drag.across, drag.up)):
            if name not in names or not step:
                raise ValueError(f"a drag moves one of {names} by steps, got {name!r}, {step}")
            ends = np.zeros((2, 2))
            ends[1, side] = step
            here, there = self._pixels.of(drag.axes, drag.axes.viewLim.min + ends)
            pixels = round(float((there - here)[side]), 2)
            wraps = name in drag.wraps
            moves.append({"control": names.index(name), "pixels": pixels, "wraps": wraps})
        return {"axes": self._pixels.number(drag.axes), "moves": moves}

    def _asked(self, _, question, buffers):
        """A handle moved. JupyterLab asks in a thread beside the main one: only that one, where
        cells run, can be interrupted.
        """
        if threading.current_thread() is threading.main_thread():
            self._answer(question)
        else:
            get_ipython().kernel.io_loop.add_callback(self._answer, question)

    def _answer(self, question):
        """Answer with a new table, or say why there is none; always answer.

        Returns whether there is more: the browser asks on, without a new place, until a coarse
        answer has become fine.
        """
        more = False
        ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            if "handle" in question:
                self._answers = self._moved(question)
            answer = next(self._answers, None)
            if answer is not None:
                self.update(*answer)
                self.say()
                more = isinstance(self._answers, Generator)
        except (Exception, KeyboardInterrupt) as error:
            self.say(error)
        finally:
            signal.signal(signal.SIGINT, ignored)
            self.picture.send({"answered": True, "more": more})
        return more

    def _moved(self, question):
        """The answers of the handle's owner: one, or coarse ones first."""
        handle = self._handles[question["handle"]]
        x, y = self._pixels.back(handle.axes, question["x"], question["y"])
        answer = handle.on_move(float(x), float(y))
        return answer if isinstance(answer, Generator) else iter([answer])

    def show_now(self, instead_of=None):
        """Display in the middle of a cell; the cell's own value then shows no second copy.

        instead_of is another stage shown in this way, whose place this one takes. Don't close
        that one yet: JupyterLab would hide the place with it.
        """
        if instead_of is None:
            self._place = self.model_id
            display(self, display_id=self._place)
        else:
            self._place = instead_of._place
            update_display(self, display_id=self._place)
        self._shown = True

    # ipywidgets 7 shows itself through this method; we show ourselves through the bundle below
    _ipython_display_ = None

    def _repr_mimebundle_(self, **kwargs):
        """The widget; where no widget can live, the first frame and the same in words."""
        if self._shown:
            self._shown = False
            return {"text/plain": self.alternative}
        still = base64.b64encode(self.still).decode()
        return {
            VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id},
            "text/html": STILL.format(seen=html.escape(self.alternative), still=still),
            "image/png": still,
            "text/plain": self.alternative,
        }


def _slider(control):
    """The ordinary ipywidgets control for these stops."""
    layout = widgets.Layout(width="auto", max_width="640px")
    options = [(text, stop) for stop, text in enumerate(control.texts)]
    about = {
        "options": options,
        "value": control.start,
        "description": control.label,
        "layout": layout,
        "style": {"description_width": "initial"},
    }
    kind = widgets.SelectionSlider if control.kind == "slider" else widgets.ToggleButtons
    return kind(**about)
