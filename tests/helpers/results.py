"""What the built notebook of a lesson prints, for tests that compare it with their own numbers."""

import json

from tests.helpers import ROOT


def printed(number):
    """All that the cells of lesson "08" print, in one line."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [o for cell in cells for o in cell.get("outputs", [])]
    return " ".join(" ".join("".join(o.get("text", "")) for o in outputs).split())
