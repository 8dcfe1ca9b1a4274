"""In the kernel of a submission: look at a function as a test outside asks, and tell what was seen.

The test, with what is right and what is wrong, stays outside: here come arguments, and out go the
values that the student's function gave for them.
"""

import base64
import pickle

from coursework.crossing import written
from coursework.forked import look

MIME = "application/vnd.gd.answer"


def question(name: str, probe: object) -> str:
    """The line of code that asks the kernel for what a probe sees of the function of this name."""
    import cloudpickle

    packed = base64.b64encode(cloudpickle.dumps(probe)).decode()
    return f"from coursework.answering import answer as _; _({name!r}, {packed!r})"


def answer(name: str, packed: str) -> None:
    """Show, as a message of a kind of its own, what the probe sees of the notebook's function."""
    from IPython import get_ipython
    from IPython.display import display

    probe = pickle.loads(base64.b64decode(packed))
    seen = look(probe, get_ipython().user_ns.get(name))
    display({MIME: written(seen)}, raw=True)
