"""A stage: pictures that matplotlib drew, whose moving parts move in the browser.

Python draws what stays once and tabulates every stop of the controls beforehand; the JavaScript
lays the parts over the pictures and only looks things up, so a drag never waits for the kernel.
Only what cannot be tabulated, a handle dragged anywhere, asks the kernel, once at a time.
"""

import base64
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from weakref import WeakSet

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from IPython.display import display, update_display
from matplotlib.figure import Figure

from gdlab.notebook.bundle import bundle
from gdlab.notebook.cells import give_back
from gdlab.notebook.errors import in_words
from gdlab.notebook.state import kept
from gdlab.stage import words
from gdlab.stage.answers import Answers, Interruptible, in_main_thread
from gdlab.stage.controls import Control, Readout
from gdlab.stage.guards import is_number, is_text, is_whole, must_come_later, refused
from gdlab.stage.handles import Drag, Handle
from gdlab.stage.parts import Part
from gdlab.stage.pixels import Panel, as_film, drawn
from gdlab.stage.scene import Scene
from gdlab.stage.script import as_module
from gdlab.stage.still import still_picture
from gdlab.stage.table import pack

Answer = tuple[Sequence[Part], Readout]
STILL = (
    '<img alt="{seen}" src="data:image/png;base64,{still}" style="max-width: 100%">'
    "<p>{seen}<br><em>{words}</em></p>"
)


@dataclass
class Living:
    """The stages of this notebook, for as long as anyone has them."""

    stages: WeakSet["Stage"] = field(default_factory=WeakSet)


def living() -> list["Stage"]:
    """The stages of this notebook that are not closed."""
    return [stage for stage in kept(Living).stages if stage.comm is not None]


class Stage(anywidget.AnyWidget):
    """Pictures with moving parts, their controls, and a line that says what is seen.

    figure    a matplotlib Figure with what stays still, or a list of Figures and Panels, laid out
              by the browser; they are drawn once and not kept
    controls  list of Control; parts follow them by name
    parts     list of Line, Dots, Bars, Area, Arrow, Beyond, Label, Film (see gdlab.stage.parts)
    readout   Readout, also the text alternative
    handles   list of Handle: points to drag
    drags     list of Drag: axes to drag, which moves their controls
    later     (names of controls, act): act() gives the parts and the readout once more, with what
              takes long; asked for when one of those controls leaves its first stop. A page has it

    `slider[name]` is an ordinary ipywidgets control of that name, kept in step with what the
    reader sets in the browser. Raises ValueError where a part's shape does not fit the controls
    it follows, for a drag of no control, and for two controls of one name.
    """

    _esm = as_module()
    scene = traitlets.Bytes().tag(sync=True)  # see gdlab.stage.scene
    films: "traitlets.List[bytes]" = traitlets.List().tag(sync=True)  # WebPs, one a Film
    pictures: "traitlets.List[bytes]" = traitlets.List().tag(sync=True)  # PNGs, one a panel
    # where the handles that Python answers stand
    places: "traitlets.List[list[float]]" = traitlets.List().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    sliders = traitlets.List(traitlets.Instance(widgets.Widget)).tag(
        sync=True, **widgets.widget_serialization
    )

    def __init__(
        self,
        figure: Figure | Panel | Sequence[Figure | Panel],
        controls: Sequence[Control],
        parts: Sequence[Part],
        readout: Readout,
        handles: Sequence[Handle] = (),
        drags: Sequence[Drag] = (),
        later: tuple[Sequence[str], Callable[[], Answer]] | None = None,
    ):
        self.slider = {}
        pictures = drawn(figure)
        if later is not None:
            must_come_later(later, [control.name for control in controls])
        self._later = later and later[1]
        self._scene = Scene(pictures, controls, handles, drags, later[0] if later else ())
        self.table = self._scene.tabulated(parts, readout)
        sharp = [picture.png() for picture in pictures]
        self._free = [handle for handle in handles if not handle.bound]
        views, places = self._scene.views, [self._scene.place(handle) for handle in self._free]
        marks = [(views[h.axes], place) for h, place in zip(self._free, places, strict=True)]
        self.still = still_picture(pictures, views, controls, parts, self.table.outlines, marks)
        for picture in pictures:
            picture.rest()
        self._controls, self._handles, self._said = list(controls), list(handles), readout
        self._answers, self._plain, self._whole = Answers(), False, False
        self._shown, self._place = False, None
        self.slider = {c.name: _slider(c) for c in controls}
        super().__init__(
            scene=self._packed(),
            pictures=sharp,
            films=[as_film(frames) for frames in self.table.films],
            places=places,
            sliders=list(self.slider.values()),
        )
        self._forget()
        self.on_msg(self._asked)
        kept(Living).stages.add(self)

    @property
    def alternative(self) -> str:
        """What is seen, in words and numbers, at the stops the kernel knows of."""
        return self._said.fill(self._controls, self._stops()) if self._said else ""

    @property
    def free_handles(self) -> list[str]:
        """The labels of the handles that Python answers."""
        return [handle.label for handle in self._free]

    def update(self, parts: Sequence[Part], readout: Readout) -> None:
        """Show other numbers in the same parts; what stays still stays."""
        self._update(parts, readout, whole=False)

    def _update(self, parts, readout, whole):
        self._whole = whole
        self.table = self._scene.tabulated(parts, readout)
        if self.table.films:
            self.films = [as_film(frames) for frames in self.table.films]
        self._forget()
        self._said = readout
        self.scene = self._packed()

    def complete(self) -> None:
        """Show what comes later, now."""
        if self._later is not None:
            self._update(*self._later(), whole=True)

    def _forget(self):
        """What only the making needs."""
        del self.table.outlines, self.table.films

    def say(self, trouble: str | BaseException | None = None) -> None:
        """Show a message under the picture, or take it away; an exception with its own line."""
        if isinstance(trouble, BaseException):
            trouble = in_words(trouble)
        if trouble is not None and not isinstance(trouble, str):
            raise refused("trouble must be words or an exception", trouble, "None")
        self.message = trouble or ""

    def drag(self, handle: int | str, x: float, y: float) -> None:
        """Move a handle, by its number or label, to (x, y) in data units, as a reader would.

        A bound one moves its controls; the others are answered, up to the finest answer.
        """
        labels = [one.label for one in self._handles]
        number = labels.index(handle) if is_text(handle) and handle in labels else handle
        if not is_whole(number) or number not in range(len(labels)):
            raise refused(f"handle must be the number or label of one of {labels}", handle, "0")
        if not (is_number(x) and is_number(y)):
            raise refused("x and y must be finite numbers", (x, y), "0.0, 0.0")
        one = self._handles[int(number)]
        if one.bound:
            for name, stop in one.nearest(self._stops(), x, y).items():
                self.slider[name].index = stop
            return
        px, py = self._scene.views[one.axes].of([x, y])
        question = {"handle": self._free.index(one), "x": float(px), "y": float(py)}
        while self._answer(question):
            question = {}

    def close(self) -> None:
        """Give back everything the stage holds in kernel and browser; Out[n] keeps a shell."""
        for slider in self.slider.values():
            give_back(slider)
        if getattr(self, "comm", None) is not None:
            self.layout.close()
        super().close()
        self.slider, self.still, nothing = {}, b"", cast(Any, None)
        self.table, self._said, self._scene = nothing, nothing, nothing
        self._controls, self._handles, self._free = [], [], []
        self._answers, self._later = Answers(), None
        self.scene, self.pictures, self.films, self.places, self.sliders = b"", [], [], [], []

    def _stops(self):
        return {name: slider.index for name, slider in self.slider.items()}

    def _packed(self):
        about = self._scene.described(self.table, self._whole)
        return pack(about, self.table.integers, deflated=not self._plain)

    def _asked(self, widget, question, buffers):
        """The browser asks: a handle has moved, or it cannot inflate what is deflated."""
        if "plain" in question:
            self._plain = True
            self.scene = self._packed()
        elif self._scene is not None:
            in_main_thread(self._answer, question)

    def _answer(self, question):
        """Answer with a new table, or say why there is none; always answer.

        Returns whether there is more: the browser asks on, without a new place, until a coarse
        answer has become fine.
        """
        more = False
        try:
            with Interruptible():
                if "later" in question:
                    self.complete()
                if "handle" in question:
                    self._begin(question)
                answer = self._answers.next()
                if answer is not None:
                    self._show(*answer)
                    more = self._answers.more
        except (Exception, KeyboardInterrupt) as error:
            self.say(error)
        finally:
            self.send({"answered": True, "more": more})
        return more

    def _begin(self, question):
        self._moved = question["handle"], (question["x"], question["y"])
        handle = self._free[question["handle"]]
        self._answers.begin(handle.on_move(*self._scene.views[handle.axes].back(*self._moved[1])))

    def _show(self, parts, readout, snapped=None):
        """An answer; the handle's place is now the one it is for."""
        self.update(parts, readout)
        number, place = self._moved
        if snapped is not None:
            place = self._scene.views[self._free[number].axes].of(snapped)
        places = list(self.places)
        places[number] = np.round(place, 2).tolist()
        self.places = places
        self.say()

    def show_now(self, instead_of: "Stage | None" = None) -> None:
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
        seen = html.escape(self.alternative)
        page = STILL.format(
            seen=seen,
            still=base64.b64encode(self.still).decode(),
            words=html.escape(words.stands_still()),
        )
        return bundle(self, self.alternative, html=page, png=self.still)


def _slider(control):
    """The ordinary ipywidgets control for these stops."""
    options = [(text, stop) for stop, text in enumerate(control.texts)]
    about = {"options": options, "value": control.start, "description": control.label}
    kind = widgets.SelectionSlider if control.kind == "slider" else widgets.ToggleButtons
    return kind(**about)
