"""Running a submission: what nbgrader does, made fair to cells that break, flood or never end."""

from functools import partial

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import reads
from nbformat.v4 import new_code_cell, new_output
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, DeduplicateIds, Execute
from nbgrader.utils import capture_log, temp_attrs

from coursework import nonsense
from coursework.answering import MIME, question
from coursework.crossing import Refused, read
from coursework.looking.harmless import Harmless
from coursework.nb import automatic
from coursework.outside import stands_alone, verdict
from gdlab.guard.observation import Ended, Observation
from gdlab.notebook.language import N_, _

LEFT_OUT = 3  # cells; a submission that stops the kernel more often than that is not graded
MOST_OUTPUT = 200_000  # characters a cell
LONGEST, FRAMES = 4_000, 20  # of an error: characters of a text, parts of its traceback
ASKING = 120  # seconds for an answer, which has limits of its own (forked.py)
QUIET = "quit = exit = lambda *_: None\n"  # on one line: no traceback's numbers move by more
SILENT = N_("the notebook gave no answer: does its code change how results are shown?")


class Stopped(Exception):
    """A cell after which this kernel is of no use."""

    def __init__(self, index, why):
        super().__init__(why)
        self.index, self.why = index, why


class Quits(Stopped):
    """A cell with a `quit()`: the kernel ends a moment later, in a cell that is innocent of it."""


class Garbled(Exception):
    """A message came from a kernel that cannot be read."""


class FairExecute(Execute):
    """nbgrader's Execute, and six things more.

    A test that needs nothing but the answers runs outside the kernel (outside.py). Of the others:

    A cell that kills the kernel, cannot be interrupted, or sends what cannot be read is left out
    and the rest runs again from the start: the other answers keep their marks. A `quit()` is passed
    over. Output past MOST_OUTPUT is dropped as it comes. What tests write to stderr (a warning, a
    progress bar) is no failure, as it is to nbgrader. And these tests run once more, on nonsense:
    if one passes, the student's code has disarmed it.
    """

    def __init__(self, answers, tests, place, **settings):
        """answers: the names that the set asks for. tests: {cell: its source} of the set's own.

        place: where streams are served into the box; None where they are counted there.

        After a run, findings are sentences about the submission, and reason says why it cannot be
        graded, where that is so.
        """
        super().__init__(**settings)
        self.answers, self.findings, self.reason, self.left_out = answers, [], "", {}
        self.quiet = set()  # cells whose quit() does nothing
        self.place = place
        self.heard = []  # of each question, whether an answer came
        self.outside = {name: text for name, text in tests.items() if stands_alone(text, answers)}

    def preprocess(self, nb, resources, km=None):
        length, extra = len(nb.cells), nonsense.cells(nb, self.answers, self.outside)
        nb.cells += extra
        try:
            while True:
                try:
                    answer = super().preprocess(nb, resources, km)
                    break
                except Stopped as stopped:
                    if isinstance(stopped, Quits) and stopped.index not in self.quiet:
                        self._pass_over(nb, stopped)
                    else:
                        self._leave_out(nb, stopped)
        finally:
            del nb.cells[length:]
        if nonsense.passed(extra):
            self._give_up(_("its code disarms the tests: they pass on nonsense, too"))
        if self.heard and not any(self.heard):  # no wrong answers, but none: that is no zero
            self._give_up(_(SILENT))
        return answer

    def _leave_out(self, nb, stopped):
        words = _("{why} ({place}): left out, the rest ran")
        self.findings.append(words.format(why=stopped.why, place=where(nb, stopped.index)))
        if len(self.left_out) == LEFT_OUT:
            words = _("{why}, in more than {n} cells")
            self._give_up(words.format(why=stopped.why, n=LEFT_OUT))
        self.left_out[stopped.index] = stopped.why
        _begin_again(nb)

    def _pass_over(self, nb, stopped):
        words = _("{why} ({place}): passed over")
        self.findings.append(words.format(why=stopped.why, place=where(nb, stopped.index)))
        self.quiet.add(stopped.index)
        _begin_again(nb)

    def _give_up(self, why):
        self.reason = why
        raise RuntimeError(why)

    def preprocess_cell(self, cell, resources, index):
        if index in self.left_out:
            why = self.left_out[index]
            cell.outputs = [new_output("error", ename="LeftOut", evalue=why, traceback=[why])]
            return cell, resources
        self.characters, self.begun = 0, False
        try:
            if automatic(cell) and (test := self.outside.get(cell.metadata.nbgrader.grade_id)):
                self._judge(cell, test, resources, index)
            else:
                cell, resources = self._run(cell, resources, index)
        except DeadKernelError:
            raise Stopped(self._to_blame(index), _("the kernel died")) from None
        except CellTimeoutError:
            raise Stopped(index, _("code that cannot be stopped ran")) from None
        except Garbled as garbled:
            raise Stopped(index, _("it sent messages that no kernel sends")) from garbled
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"
        return cell, resources

    def on_cell_executed(self, **about):
        """A cell that asked the kernel to end is stopped at: else the next ones die of it."""
        super().on_cell_executed(**about)
        payload = about["execute_reply"]["content"].get("payload", [])
        if any(each.get("source") == "ask_exit" for each in payload):
            raise Quits(about["cell_index"], _("quit() ends Python itself"))

    def _run(self, cell, resources, index):
        """As nbgrader runs a cell; but a student's code may send in the kernel's place."""
        source = cell.source
        cell.source = QUIET * (index in self.quiet) + source
        try:
            return super().preprocess_cell(cell, resources, index)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Garbled(f"{error!r:.200}") from None
        finally:
            cell.source = source

    def _to_blame(self, index):
        """The cell in which the kernel died; one that never began did not kill it."""
        ran = [k for k in range(index) if self._runs(k)]
        return index if self.begun or not ran else ran[-1]

    def _runs(self, index):
        cell = self.nb.cells[index]
        return cell.cell_type == "code" and index not in self.left_out and cell.source.strip()

    def _judge(self, cell, test, resources, index):
        """Give the cell the output that the test outside has for it."""

        def ask(name, probe):
            return self._asked(question(name, probe), resources, index)

        failed = verdict(test, self.answers, ask, self.place)
        self.nb.cells[index] = cell
        cell.outputs = []
        if failed:
            name, words = failed
            cell.outputs = [new_output("error", ename=name, evalue=words, traceback=[words])]

    def _asked(self, source, resources, index):
        """What the kernel shows when this line runs in it."""
        line, cells, timeout = new_code_cell(source), self.nb.cells, self.timeout
        self.nb.cells, self.timeout = [*cells[:index], line, *cells[index + 1 :]], ASKING
        try:
            self._run(line, resources, index)
        finally:
            self.nb.cells, self.timeout = cells, timeout
        shown = [o.data[MIME] for o in line.outputs if MIME in o.get("data", {})]
        try:
            answer = read("".join(shown[-1]))
        except (IndexError, TypeError, Refused):
            answer = None
        self.heard.append(answer is not None)
        return answer or Observation((), Ended("died", _(SILENT)))

    def process_message(self, msg, cell, cell_index):
        """Notice that the kernel has begun with the cell."""
        self.begun |= msg.get("msg_type") == "execute_input"
        return super().process_message(msg, cell, cell_index)

    def output(self, outs, msg, display_id, cell_index):
        """Keep what comes until a cell has had enough; of errors and values what decides marks."""
        if msg["msg_type"] == "error":
            _cut(msg["content"])
        if MIME in msg["content"].get("data", {}):
            return super().output(outs, msg, display_id, cell_index)
        if msg["msg_type"] in ("stream", "display_data", "execute_result"):
            before = self.characters
            self.characters += len(str(msg["content"]))
            if self.characters > MOST_OUTPUT:
                if before <= MOST_OUTPUT:
                    words = _("more output than is kept ({place})")
                    self.findings.append(words.format(place=where(self.nb, cell_index)))
                return None
        return super().output(outs, msg, display_id, cell_index)


def _begin_again(nb):
    for each in nb.cells:
        if each.cell_type == "code":
            each.outputs, each.execution_count = [], None


def _cut(error):
    """An error's words, and the end of its traceback, as much as anybody reads."""
    error["evalue"] = str(error.get("evalue", ""))[:LONGEST]
    lines = error.get("traceback", [])
    error["traceback"] = [str(line)[-LONGEST:] for line in lines[-FRAMES:]]


def where(nb, index):
    """A cell by its own name, or by that of the graded cell before it."""
    for back in range(index, -1, -1):
        name = nb.cells[back].metadata.get("nbgrader", {}).get("grade_id")
        if name:
            words = _("cell {name}") if back == index else _("cell {k} after {name}")
            return words.format(name=name, k=index - back)
    return _("cell number {k}").format(k=index + 1)


class RanElsewhere(Execute):
    """In the place of FairExecute for what ran on another machine: its outputs are taken over."""

    def __init__(self, ran, **settings):
        super().__init__(**settings)
        self.ran, self.findings, self.reason = ran, [], ""

    def preprocess(self, nb, resources, km=None):
        theirs = reads(self.ran.notebook, as_version=4).cells
        if [cell.source for cell in theirs] != [cell.source for cell in nb.cells]:
            self.reason = _("the machine that ran it has another version of this repository")
            raise RuntimeError(self.reason)
        for cell, their in zip(nb.cells, theirs, strict=True):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = their.outputs, their.execution_count
        return nb, resources


class FairAutograde(Autograde):
    """nbgrader's Autograde for one submission: `execute` is what runs it.

    What it writes is cleaned at last.
    """

    def __init__(self, make, **settings):
        super().__init__(**settings)
        self.force = True
        self.execute = make(parent=self)
        usual = Autograde().autograde_preprocessors
        fair = [self.execute if step is Execute else step for step in usual]
        self.autograde_preprocessors = [*fair, Harmless]
        twice = (ClearOutput, DeduplicateIds, CheckCellMetadata)  # done before, or once more below
        self.sanitize_preprocessors = [s for s in self.sanitize_preprocessors if s not in twice]


def autograde(api, name, student, source, ran=None, place=None):
    """Grade one student against the set `source`: (what nbgrader says of it, what ran it).

    place: as FairExecute has it. ran: what another machine sent back; then nothing runs here.
    """
    with temp_attrs(api.coursedir, assignment_id=name, student_id=student):
        answers, tests = nonsense.answers(source), nonsense.automatic_in(source)
        make = partial(RanElsewhere, ran) if ran else partial(FairExecute, answers, tests, place)
        converter = FairAutograde(make, coursedir=api.coursedir, parent=api)
        return capture_log(converter), converter.execute
