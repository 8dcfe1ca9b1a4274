"""Run a notebook as its reader would, with the kernel of one Python and no other."""

import sys
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode


def run_notebook(
    book: NotebookNode,
    folder: Path,
    *,
    seconds: float,
    python: str | Path = sys.executable,
    errors: bool = False,
    **starting: Any,
) -> None:
    """Execute every cell in place, in `folder`, each for at most `seconds`.

    The kernel is `python`'s own, whatever kernels are installed for the user; what else is named
    (env, stderr) goes to the process that starts it. With `errors` a cell that raises does not
    end the run. Raises nbclient's CellExecutionError, CellTimeoutError and DeadKernelError.
    """
    client = NotebookClient(
        book,
        timeout=seconds,
        allow_errors=errors,
        record_timing=False,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    kernel = client.create_kernel_manager().kernel_spec
    kernel.argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.env = {}
    client.execute(**starting)
