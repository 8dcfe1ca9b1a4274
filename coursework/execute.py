"""Running a submission: what nbgrader does, made fair to cells that break, flood or never end."""

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from nbgrader.utils import capture_log, temp_attrs

from coursework import nonsense
from coursework.looking.harmless import Harmless

LEFT_OUT = 3  # cells; a submission that stops the kernel more often than that is not graded
MOST_OUTPUT = 200_000  # characters a cell


class Stopped(Exception):
    """A cell after which this kernel is of no use."""

    def __init__(self, index, why):
        super().__init__(why)
        self.index, self.why = index, why


class FairExecute(Execute):
    """nbgrader's Execute, and four things more.

    A cell that kills the kernel, or cannot be interrupted, is left out and the rest runs again from
    the start: the other answers keep their marks. Output past MOST_OUTPUT is dropped as it comes.
    What tests write to stderr (a warning, a progress bar) is no failure, as it is to nbgrader. And
    the tests run once more, on nonsense: if one passes, the student's code has disarmed it.
    """

    def __init__(self, answers, **settings):
        """answers: the names that the set asks for.

        After a run, findings are sentences about the submission, and reason says why it cannot be
        graded, where that is so.
        """
        super().__init__(**settings)
        self.answers, self.findings, self.reason, self.left_out = answers, [], "", {}

    def preprocess(self, nb, resources, km=None):
        length, extra = len(nb.cells), nonsense.cells(nb, self.answers)
        nb.cells += extra
        try:
            while True:
                try:
                    answer = super().preprocess(nb, resources, km)
                    break
                except Stopped as stopped:
                    self._leave_out(nb, stopped)
        finally:
            del nb.cells[length:]
        if nonsense.passed(extra):
            self._give_up("its code disarms the tests: they pass on nonsense, too")
        return answer

    def _leave_out(self, nb, stopped):
        self.findings.append(f"{stopped.why} in {where(nb, stopped.index)}: left out, the rest ran")
        if len(self.left_out) == LEFT_OUT:
            self._give_up(f"{stopped.why} in more than {LEFT_OUT} cells")
        self.left_out[stopped.index] = stopped.why
        for each in nb.cells:
            if each.cell_type == "code":
                each.outputs, each.execution_count = [], None

    def _give_up(self, why):
        self.reason = why
        raise RuntimeError(why)

    def preprocess_cell(self, cell, resources, index):
        if index in self.left_out:
            why = self.left_out[index]
            cell.outputs = [new_output("error", ename="LeftOut", evalue=why, traceback=[why])]
            return cell, resources
        self.characters = 0
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            raise Stopped(index, "the kernel died") from None
        except CellTimeoutError:
            raise Stopped(index, "code that cannot be stopped ran") from None
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"
        return cell, resources

    def output(self, outs, msg, display_id, cell_index):
        """Keep what comes until a cell has had enough; errors and values decide marks: always."""
        if msg["msg_type"] in ("stream", "display_data"):
            before = self.characters
            self.characters += len(str(msg["content"]))
            if self.characters > MOST_OUTPUT:
                if before <= MOST_OUTPUT:
                    self.findings.append(
                        f"more output than is kept in {where(self.nb, cell_index)}"
                    )
                return None
        return super().output(outs, msg, display_id, cell_index)


def where(nb, index):
    """A cell by its own name, or by that of the graded cell before it."""
    for back in range(index, -1, -1):
        name = nb.cells[back].metadata.get("nbgrader", {}).get("grade_id")
        if name:
            return f"cell {name}" if back == index else f"the cell {index - back} after {name}"
    return f"cell number {index + 1}"


class FairAutograde(Autograde):
    """nbgrader's Autograde for one submission: `execute` is the FairExecute that it runs.

    What it writes is cleaned at last.
    """

    def __init__(self, answers, **settings):
        super().__init__(**settings)
        self.force = True
        self.execute = FairExecute(answers, parent=self)
        usual = Autograde().autograde_preprocessors
        fair = [self.execute if step is Execute else step for step in usual]
        self.autograde_preprocessors = [*fair, Harmless]


def autograde(api, name, student, answers):
    """Grade one student with nbgrader's API: (what it says of the run, the FairExecute)."""
    with temp_attrs(api.coursedir, assignment_id=name, student_id=student):
        converter = FairAutograde(answers, coursedir=api.coursedir, parent=api)
        return capture_log(converter), converter.execute
