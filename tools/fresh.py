"""A notebook as a learner gets it: nothing that answers a question is on the page yet.

notebooks/ holds every lesson with its results, to be read and compared; fresh/ the same cells, to
be run. What stays there: an explorer's still picture, the words of a question, and what a lesson
tags `shown`, the picture it opens with.
"""

import copy


def without_results(notebook):
    """A copy whose code cells are unrun, with only the outputs that give nothing away."""
    fresh = copy.deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            if not gives_nothing_away(cell):
                cell.outputs = []
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return fresh


def gives_nothing_away(cell):
    """Whether what this cell shows may stand on the page before anything is run."""
    asks = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    return asks or "shown" in cell.metadata.get("tags", []) or any(map(is_still, cell.outputs))


def is_still(output):
    """An explorer's still picture, or the sentence below it."""
    return "text/markdown" in output.get("data", {})
