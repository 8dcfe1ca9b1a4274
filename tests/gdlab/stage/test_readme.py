"""The example in the stage's README is ten lines long, and works."""

import re

from gdlab.stage import Stage
from tests.helpers import ROOT

README = (ROOT / "gdlab" / "stage" / "README.md").read_text(encoding="utf-8")


def test_the_example_is_a_stage():
    example, *_ = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    lines = [line for line in example.splitlines() if line and not line.startswith(("from", "im"))]
    assert len(lines) <= 10
    *head, last = example.strip().split("\n\n")
    names = {}
    exec("\n\n".join(head), names)
    stage = eval(last, names)
    assert isinstance(stage, Stage) and stage.alternative == "A wave of frequency 3."
